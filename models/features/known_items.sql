-- Which items are known as of the date of a split or training window.

{{ config(materialized='view') }}

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}
    where kind in ('split', 'training_window')

),

history as (

    select * from {{ ref('item_sales_history') }}

),

stock as (

    select * from {{ ref('int_items_in_stock') }}

),

-- A piece in stock that has never been sold can be sold.
final as (

    select
        as_of_dates.kind,
        as_of_dates.role as split_name,
        as_of_dates.as_of_date,
        history.item_id
    from as_of_dates
    inner join history on as_of_dates.as_of_date = history.as_of_date
    union
    select
        kind,
        split_name,
        as_of_date,
        item_id
    from stock

)

select * from final
