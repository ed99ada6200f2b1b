-- Of each group of recency how many ended, and how many of these by a purchase, before and on each day.

with training_rows as (

    select * from {{ ref('survival_training_rows') }}

),

endings as (

    select
        split_name,
        {{ recency_bucket() }} as recency_bucket,
        duration_days as day,
        count(*) as ending_count,
        count(*) filter (where is_purchase) as purchase_count
    from training_rows
    group by split_name, {{ recency_bucket() }}, duration_days

),

groups as (

    select
        split_name,
        recency_bucket,
        sum(ending_count) as customer_count
    from endings
    group by split_name, recency_bucket

),

final as (

    select
        groups.split_name,
        groups.recency_bucket,
        days.number as day,
        groups.customer_count,
        coalesce(endings.purchase_count, 0) as purchase_count,
        coalesce(sum(endings.ending_count) over (
            partition by groups.split_name, groups.recency_bucket
            order by days.number rows between unbounded preceding and 1 preceding
        ), 0) as ended_before_count
    from groups
    cross join {{ number_table(1, longest_horizon()) }} as days
    left join endings
        on groups.split_name = endings.split_name
            and groups.recency_bucket = endings.recency_bucket
            and days.number = endings.day

)

select * from final
