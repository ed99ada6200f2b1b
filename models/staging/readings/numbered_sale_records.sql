-- The rows of the export with their numbers and their moment beside what is written.

{{ config(materialized='view') }}

with raw_sale_records as (

    select * from {{ ref('raw_sale_records') }}

),

date_readings as (

    select * from {{ ref('date_readings') }}

),

number_readings as (

    select * from {{ ref('number_readings') }}

),

currency_words as (

    select * from {{ ref('currency_words') }}

),

final as (

    select
        records.*,
        date_readings.sale_moment,
        cast(date_readings.sale_moment as date) as sale_date,
        price.number_value as price_number,
        amount.number_value as amount_number,
        discount.number_value as discount_number,
        coalesce(discount.is_percent, false) as is_discount_percent,
        quantity.number_value as quantity_number,
        bonus.number_value as bonus_points,
        coalesce(price.is_blank, true) and coalesce(amount.is_blank, true) as is_unpriced,
        quantity.is_blank = false and quantity.number_value is null as is_quantity_unreadable,
        price.currency as price_currency,
        amount.currency as amount_currency,
        currency_words.currency as stated_currency
    from raw_sale_records as records
    left join date_readings
        on records.source_file = date_readings.source_file and records.date = date_readings.raw_date
    {% for column, alias in [
        ('Price', 'price'), ('Amount', 'amount'), ('Discount', 'discount'),
        ('Quantity', 'quantity'), ('countPoints', 'bonus'),
    ] -%}
    left join number_readings as {{ alias }}
        on
            records.source_file = {{ alias }}.source_file
            and records.{{ column }} = {{ alias }}.raw_number
            and {{ alias }}.column_name = '{{ column }}'
    {% endfor -%}
    left join currency_words
        on records.source_file = currency_words.source_file and records.currency = currency_words.raw_currency

)

select * from final
