-- What speaks for a training tonight, and what against one. What a feature of the export says of a broken export
-- is not to be learned; what the fit in use was trained on is known to it.

with sales_window as (

    select * from {{ ref('int_sales_window') }}

),

fits as (

    select * from {{ ref('fitted_version') }}

),

tonight as (

    select alarms.*
    from {{ ref('alarms') }} as alarms
    inner join sales_window on alarms.night = sales_window.last_sale_date

),

told_by_this_fit as (

    select count(*) as decayed_count
    from {{ ref('decay') }} as decay
    inner join fits on decay.as_of_date >= fits.trained_until
    where decay.is_decayed

),

found as (

    select 'decay' as reason
    from tonight
    cross join told_by_this_fit
    where tonight.rule = 'decay' and told_by_this_fit.decayed_count > 0
    union
    select case
        when tonight.subject in ('{{ features_of_the_export() | join("', '") }}') then 'broken_export'
        else 'inputs'
    end as reason
    from tonight
    cross join fits
    where tonight.rule = 'inputs' and tonight.since > fits.trained_until
    union
    select rule as reason
    from tonight
    where rule in ('old_fit', 'lost_customers', 'lost_month')
    union
    select 'new_sales' as reason
    from sales_window
    cross join fits
    where sales_window.sale_count > (1 + {{ var('new_sales_share') }}) * fits.sale_count

),

known_reasons as (

    {%- for reason, (words, holds_back) in retraining_reasons().items() %}
    select
        '{{ reason }}' as reason,
        '{{ words }}' as words,
        {{ holds_back | lower }} as holds_back
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select known_reasons.*
    from known_reasons
    inner join found on known_reasons.reason = found.reason

)

select * from final
order by reason
