-- What the limits on lists cost: the champion's lists as they were ranked beside those that are served, on the
-- windows of the backtests. Without limits the two are the same lists.

with measured as (

    select * from {{ ref('served_list_measures') }}

),

final as (

    select
        measured.split_name,
        measured.metric_name,
        max(measured.metric_value) filter (where measured.version = 'ranked') as ranked_value,
        max(measured.metric_value) filter (where measured.version = 'served') as served_value,
        max(measured.metric_value) filter (where measured.version = 'served')
        - max(measured.metric_value) filter (where measured.version = 'ranked') as difference,
        sales_window.is_synthetic
    from measured
    cross join {{ ref('int_sales_window') }} as sales_window
    group by measured.split_name, measured.metric_name, sales_window.is_synthetic

)

select * from final
