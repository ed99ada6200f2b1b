with parts as (

    select * from {{ ref('customer_value_parts') }}

),

ceilings as (

    select * from {{ ref('customer_value_ceilings') }}

),

{{ metrics_by_horizon('customer_value') }}
