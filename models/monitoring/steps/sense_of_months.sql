-- The last full month beside the year before it, told once that has three months with sales.

{% set fewest_sales = 30 -%} {#- of a month whose averages say something -#}

with months as (

    select * from {{ ref('sales_months') }}

),

last_month as (

    select
        *,
        case when sale_count >= {{ fewest_sales }} then sqrt(sale_count) end as root_count
    from months
    where months_back = 1

),

months_before as (

    select
        cast(median(sale_count) as double) as sale_count,
        {{ exact_sum('average_price * sale_count', 38) }} / sum(sale_count) as average_price,
        sum(cast(nobodys_count as double)) / sum(sale_count) as nobodys_share
    from months
    where months_back > 1 and sale_count > 0
    having count(*) >= 3

),

figures as (

    select
        last_month.*,
        months_before.sale_count as sale_count_before,
        months_before.average_price as average_price_before,
        months_before.nobodys_share as nobodys_share_before
    from last_month
    cross join months_before

),

-- Chance may add three standard deviations, of which a share's is half a root at most.
measured as (

    {{ sense_rows('figures', {
        'sales_last_month': ('sale_count', 'sale_count_before', '0'),
        'average_price_last_month':
            ('case when root_count > 0 then average_price end', 'average_price_before', '3 * price_deviation / root_count'),
        'share_of_nobody_last_month':
            ('cast(nobodys_count as double) / nullif(root_count * root_count, 0)', 'nobodys_share_before', '1.5 / root_count'),
    }) }}

),

final as (

    select * from measured
    where found_value is not null

)

select * from final
