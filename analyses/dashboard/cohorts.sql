-- Who came back: the customers of each quarter, the latest twelve, in each whole quarter that followed.

with purchases as (

    select distinct
        customer_id,
        cast({{ dbt.date_trunc('quarter', 'sale_date') }} as date) as sale_quarter
    from {{ ref('fct_sales') }}
    where customer_id is not null and taken_back_on is null

),

came as (

    select
        customer_id,
        sale_quarter,
        min(sale_quarter) over (partition by customer_id) as first_quarter
    from purchases

),

cohorts as (

    select
        first_quarter,
        count(distinct customer_id) as customers
    from came
    group by first_quarter
    order by first_quarter desc
    limit 12

),

whole_quarters as (

    select
        cast(unnest(generate_series(
            {{ dbt.date_trunc('quarter', 'min(sale_date)') }},
            -- The quarter of the last day counts only if that day ends it.
            {{ dbt.date_trunc('quarter', 'max(sale_date) + 1') }} - interval 3 month,
            interval 3 month
        )) as date) as sale_quarter
    from {{ ref('fct_sales') }}

)

select
    cohorts.first_quarter,
    {{ dbt.datediff('cohorts.first_quarter', 'whole_quarters.sale_quarter', 'quarter') }} as quarters_since,
    cohorts.customers,
    count(came.customer_id) / cohorts.customers as returned_share
from cohorts
inner join whole_quarters on cohorts.first_quarter < whole_quarters.sale_quarter
left join came on cohorts.first_quarter = came.first_quarter and whole_quarters.sale_quarter = came.sale_quarter
group by cohorts.first_quarter, whole_quarters.sale_quarter, cohorts.customers
order by cohorts.first_quarter, quarters_since
