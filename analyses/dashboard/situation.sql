-- How many buyers to expect, from everybody's chance.

select
    max(as_of_date) as as_of_date,
    count(*) as customers,
    sum(probability_7d) as buyers_7d,
    sum(probability_30d) as buyers_30d,
    sum(probability_90d) as buyers_90d,
    any_value(model_name) as model_name,
    bool_or(is_synthetic) as is_synthetic
from {{ ref('customer_next_purchase') }}
