-- No model does better than one that knew the answer. Metrics without a better side are left out.
with metrics as (

    select
        split_name,
        model_name,
        metric_name,
        metric_value,
        ceiling_value
    from {{ ref('next_purchase_metrics') }}
    union all
    select
        split_name,
        model_name,
        metric_name,
        metric_value,
        ceiling_value
    from {{ ref('next_item_metrics') }}
    union all
    select
        split_name,
        model_name,
        metric_name,
        metric_value,
        ceiling_value
    from {{ ref('value_metrics') }}

),

metric_definitions as (

    select * from {{ ref('metric_definitions') }}

)

select metrics.*
from metrics
inner join metric_definitions on metrics.metric_name = metric_definitions.metric_name
where
    (metric_definitions.higher_is_better and metrics.metric_value > metrics.ceiling_value + 1e-9)
    or (not metric_definitions.higher_is_better and metrics.metric_value < metrics.ceiling_value - 1e-9)
