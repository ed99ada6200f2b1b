-- Whom the split `customer_holdout` scores has taught its models nothing: no training row, and no history among
-- those that BG/NBD is fitted on.
with scored as (

    select distinct customer_id
    from {{ ref('next_purchase_predictions') }}
    where split_name = 'customer_holdout'

),

taught as (

    select
        'survival_training_rows' as training_table,
        customer_id
    from {{ ref('survival_training_rows') }}
    where split_name = 'customer_holdout'
    union all
    select
        'hazard_training_rows' as training_table,
        customer_id
    from {{ ref('hazard_training_rows') }}
    where split_name = 'customer_holdout'

),

histories as (

    select
        split_name,
        count(*) filter (where is_learned_from) as learned_count
    from {{ ref('bg_nbd_histories') }}
    group by split_name

)

select
    taught.training_table,
    count(*) as wrong_count
from scored
inner join taught on scored.customer_id = taught.customer_id
group by taught.training_table
union all
select
    'bg_nbd_parameters' as training_table,
    abs(fitted.customer_count - histories.learned_count) as wrong_count
from {{ ref('bg_nbd_parameters') }} as fitted
inner join histories on fitted.split_name = histories.split_name
where fitted.customer_count <> histories.learned_count
