-- What other lists would have brought, from lists that were drawn: a purchase counts for a list by how much rarer
-- the log shows that piece in that place than the list would.

with names as (

    select distinct list_name from {{ ref('stg_other_lists') }}
    union
    select distinct list_name from {{ ref('other_conversions') }}

),

shown as (

    select count(*) filter (where is_bought) / nullif(cast(count(*) as double), 0) as shown_conversion
    from {{ ref('logged_lists') }}
    where rank is not null

),

sums as (

    select
        list_name,
        count(*) as customer_count,
        sum(possible_count) / cast(sum(place_count) as double) as overlap,
        cast(sum(possible_count) as double) as possible_count,
        {{ exact_sum('weight', 38) }} as weight,
        {{ exact_sum('squared_weight', 38) }} as squared_weight,
        {{ exact_sum('bought_weight', 38) }} as bought_weight,
        {{ exact_sum('squared_bought_weight', 38) }} as squared_bought_weight,
        {{ exact_sum('doubly_robust', 38) }} as doubly_robust
    from {{ ref('other_conversions') }}
    group by list_name

),

estimates as (

    select
        *,
        power(weight, 2) / nullif(squared_weight, 0) as effective_places,
        power(bought_weight, 2) / nullif(squared_bought_weight, 0) as effective_purchases,
        bought_weight / nullif(weight, 0) as snips,
        doubly_robust / nullif(possible_count, 0) as robust
    from sums

),

-- Customers are drawn independently, their places are not.
errors as (

    select
        customers.list_name,
        sqrt({{ exact_sum('power(customers.bought_weight - estimates.snips * customers.weight, 2)', 38) }})
        / nullif(max(estimates.weight), 0) as snips_error,
        sqrt({{ exact_sum('power(customers.doubly_robust - estimates.robust * customers.possible_count, 2)', 38) }})
        / nullif(max(estimates.possible_count), 0) as robust_error
    from {{ ref('other_conversions') }} as customers
    inner join estimates on customers.list_name = estimates.list_name
    group by customers.list_name

),

judged as (

    select
        names.list_name,
        estimates.customer_count,
        estimates.overlap,
        estimates.effective_places,
        estimates.effective_purchases,
        estimates.snips,
        estimates.robust,
        1.959963984540054 * errors.snips_error as snips_half,
        1.959963984540054 * errors.robust_error as robust_half,
        shown.shown_conversion,
        {{ off_policy_refusal() }} as refusal
    from names
    cross join shown
    left join estimates on names.list_name = estimates.list_name
    left join errors on names.list_name = errors.list_name

),

final as (

    select
        judged.list_name,
        coalesce(judged.customer_count, 0) as customer_count,
        judged.overlap,
        coalesce(judged.effective_places, 0) as effective_places,
        coalesce(judged.effective_purchases, 0) as effective_purchases,
        judged.shown_conversion,
        {%- for estimate, column in {'snips': 'conversion', 'robust': 'robust_conversion'}.items() %}
        case when judged.refusal is null then judged.{{ estimate }} end as {{ column }},
        case when judged.refusal is null then judged.{{ estimate }} - judged.{{ estimate }}_half end as {{ column }}_lower,
        case when judged.refusal is null then judged.{{ estimate }} + judged.{{ estimate }}_half end as {{ column }}_upper,
        {%- endfor %}
        judged.refusal,
        sales_window.is_synthetic
    from judged
    cross join {{ ref('int_sales_window') }} as sales_window

)

select * from final
