{% set words = {
    'visits_a_week': 'times a week: a walk-in under one name, or a card that many use',
    'pieces_a_week': "pieces a week: a wholesaler, or a cashier's card on others' sales",
    'pieces_a_visit': 'pieces on a usual visit: a wholesaler',
    'busy_days': "days with purchases at " ~ var('unusual_times_a_day') ~ " or more hours: a cashier's card on others' sales",
} -%}

with unusual_customers as (

    select * from {{ ref('int_unusual_customers') }}

),

rates as (

    select * from {{ ref('int_customer_purchase_rates') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

final as (

    select
        unusual_customers.customer_id,
        unusual_customers.measure,
        unusual_customers.figure,
        unusual_customers.usual_figure,
        unusual_customers.bound,
        rates.visit_count,
        rates.piece_count,
        'Bought on ' || {{ counted('rates.visit_count', 'day') }} || ', '
        || {{ counted('rates.piece_count', 'piece') }} || '. '
        || {{ two_decimals('unusual_customers.figure') }} || ' '
        || case unusual_customers.measure
            {%- for measure, text in words.items() %}
            when '{{ measure }}' then '{{ text | replace("'", "''") }}'
            {%- endfor %}
        end
        || ', where 99 of 100 customers have '
        || {{ two_decimals('unusual_customers.usual_figure') }} || ' or less, and a person '
        || {{ two_decimals('unusual_customers.bound') }} || ' at most.' as reason,
        {{ not var('learn_from_unusual_customers') }} as is_left_out,
        sales_window.is_synthetic
    from unusual_customers
    inner join rates on unusual_customers.customer_id = rates.customer_id
    cross join sales_window

)

select * from final
order by figure / bound desc, customer_id
