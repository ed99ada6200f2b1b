-- What came of each customer of an experiment that may be read: one with a fixed horizon after its end alone,
-- so that nobody looks at it before; one with always-valid intervals from its first day.

with declarations as (

    select distinct
        experiment_name,
        starts_on,
        ends_on,
        interval_kind
    from {{ ref('experiment_declarations') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

readable as (

    select
        declarations.experiment_name,
        declarations.starts_on,
        least(declarations.ends_on, sales_window.last_sale_date) as read_until,
        -- Who came back afterwards is known once as many days have passed.
        {{ date_plus_days('declarations.ends_on', longest_horizon()) }} as retained_until,
        sales_window.last_sale_date
    from declarations
    cross join sales_window
    where
        declarations.ends_on <= sales_window.last_sale_date
        or (declarations.interval_kind = 'always_valid' and declarations.starts_on <= sales_window.last_sale_date)

),

assigned as (

    select
        assignments.*,
        readable.read_until,
        readable.retained_until,
        readable.last_sale_date
    from {{ ref('assignments') }} as assignments
    inner join readable on assignments.experiment_name = readable.experiment_name

),

-- A sale counts as it was known at the end of the days that it is counted in.
counted as (

    select
        assigned.experiment_name,
        assigned.customer_id,
        count(distinct case when {{ stands_on('sales', 'assigned.read_until') }} then sales.sale_date end)
            filter (where sales.sale_date <= assigned.read_until) as order_count,
        coalesce(sum(case when {{ stands_on('sales', 'assigned.read_until') }} then sales.price end)
            filter (where sales.sale_date <= assigned.read_until), 0) as revenue,
        count(*) filter (where sales.sale_date > assigned.read_until
            and {{ stands_on('sales', 'assigned.retained_until') }}) as later_count
    from assigned
    inner join {{ ref('stg_sales') }} as sales
        on assigned.customer_id = sales.customer_id
            and sales.sale_date between assigned.starts_on and assigned.retained_until
    group by assigned.experiment_name, assigned.customer_id

),

exposures as (

    select
        experiment_name,
        customer_id,
        min(shown_at) as first_shown_at
    from {{ ref('stg_exposures') }}
    group by experiment_name, customer_id

),

final as (

    select
        assigned.experiment_name,
        assigned.customer_id,
        assigned.arm,
        assigned.rfm_segment,
        assigned.read_until,
        exposures.first_shown_at,
        cast(coalesce(counted.order_count, 0) as bigint) as order_count,
        cast(coalesce(counted.revenue, 0) as decimal(18, 2)) as revenue,
        case
            when assigned.retained_until <= assigned.last_sale_date then coalesce(counted.later_count, 0) > 0
        end as is_retained,
        assigned.past_spend,
        assigned.predicted_probability,
        assigned.predicted_revenue,
        assigned.is_synthetic
    from assigned
    left join counted
        on assigned.experiment_name = counted.experiment_name
            and assigned.customer_id = counted.customer_id
    left join exposures
        on assigned.experiment_name = exposures.experiment_name
            and assigned.customer_id = exposures.customer_id

)

select * from final
