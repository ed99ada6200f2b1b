-- Every date that something is computed as of, and what for. All of them take the same path. Scoring
-- with kept fits needs no date but today's.

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

every_date as (

    select
        'split' as kind,
        role,
        as_of_date
    from {{ ref('int_split_dates') }}
    union all
    select
        'fold' as kind,
        role,
        as_of_date
    from {{ ref('int_fold_dates') }}
    union all
    select
        'landmark' as kind,
        role,
        as_of_date
    from {{ ref('int_landmark_dates') }}
    union all
    select
        'training_window' as kind,
        role,
        as_of_date
    from {{ ref('int_training_window_dates') }}

),

final as (

    select
        every_date.kind,
        every_date.role,
        every_date.as_of_date,
        sales_window.last_sale_date
    from every_date
    cross join sales_window
    where
        every_date.as_of_date >= sales_window.first_sale_date
        {%- if is_scoring() %}
        and every_date.role = 'today'
        {%- endif %}

)

select * from final
