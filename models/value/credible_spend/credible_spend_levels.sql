-- How far a customer's own mean spend is believed: Buehlmann and Straub's credibility. With n purchases it counts
-- n / (n + k), the shop's mean the rest; k is the variance within customers over that between them.
-- See docs/methods/credible_spend.md.

{% set most_prior_purchases = 1000 -%}  {#- customers who do not differ: the shop's mean, as good as alone -#}

with split_customers as (

    select * from {{ ref('split_customers') }}
    where is_learned_from

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

customers as (

    select
        split_customers.split_name,
        split_customers.customer_id,
        count(*) as purchase_count,
        sum(purchases.spend) as total_spend,
        cast(sum(purchases.spend * purchases.spend) as double) as squared_spend
    from split_customers
    inner join purchases
        on split_customers.customer_id = purchases.customer_id
            and split_customers.as_of_date >= purchases.purchase_date
            and {{ known_on('purchases', 'split_customers.as_of_date') }}
    group by split_customers.split_name, split_customers.customer_id

),

shops as (

    select
        split_name,
        count(*) as customer_count,
        cast(sum(purchase_count) as double) as purchase_count,
        cast(sum(purchase_count * purchase_count) as double) as squared_purchase_count,
        cast(sum(total_spend) as double) as total_spend,
        {{ exact_sum('squared_spend', most_digits=38) }} as squared_spend,
        {{ exact_sum('power(cast(total_spend as double), 2) / purchase_count', most_digits=38) }} as squared_means
    from customers
    group by split_name

),

variances as (

    select
        *,
        total_spend / purchase_count as shop_mean_spend,
        greatest(squared_spend - squared_means, 0) / nullif(purchase_count - customer_count, 0) as variance_within
    from shops

),

final as (

    select
        split_name,
        shop_mean_spend,
        coalesce(least(
            variance_within * (purchase_count - squared_purchase_count / purchase_count)
            / nullif(greatest(
                squared_means - power(total_spend, 2) / purchase_count - (customer_count - 1) * variance_within, 0
            ), 0),
            {{ most_prior_purchases }}
        ), {{ most_prior_purchases }}) as prior_purchases
    from variances

)

select * from final
order by split_name
