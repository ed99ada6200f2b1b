-- The customers and dates that somebody asks about: whom a split scores or learns its lists from, the
-- landmarks that were drawn for its fits, and who bought after a training window. Features are made for these alone.

with as_of_dates as (

    select * from {{ ref('int_as_of_dates') }}

),

known_customers as (

    select * from {{ ref('known_customers') }}

),

sales as (

    select * from {{ ref('int_sales') }}
    where customer_id is not null

),

final as (

    select
        customer_id,
        as_of_date
    from {{ ref('split_customers') }}
    -- A run that scores with kept fits reads nothing of a training but the fits.
    {%- if not is_scoring() %}
    union
    select
        customer_id,
        as_of_date
    from {{ ref('training_landmarks') }}
    {%- endif %}
    union
    select
        known_customers.customer_id,
        known_customers.as_of_date
    from known_customers
    inner join as_of_dates
        on known_customers.as_of_date = as_of_dates.as_of_date
            and as_of_dates.kind = 'training_window'
    inner join sales
        on known_customers.customer_id = sales.customer_id
            and known_customers.as_of_date < sales.sale_date
            and sales.sale_date <= {{ date_plus_days('known_customers.as_of_date', var('label_window_days')) }}

)

select * from final
