{% macro timing_health(names) -%}
    {#- A whole model: one row per split and family of `names`, and whether its scores can be used. -#}
    {%- set probabilities = [] -%}
    {%- for horizon in all_horizons() -%}{%- do probabilities.append('probability_' ~ horizon ~ 'd') -%}{%- endfor -%}
with scores as (

    {{ union_of_families('next_purchase', names) }}

),

expected as (

    select
        as_of_dates.role as split_name,
        count(split_customers.customer_id) as rows_expected
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('split_customers') }} as split_customers
        on as_of_dates.role = split_customers.split_name
            and split_customers.is_scored
    where as_of_dates.kind in ('split', 'fold')
    group by as_of_dates.role

),

found as (

    select
        model_name,
        split_name,
        count(*) as rows_found,
        count(distinct customer_id) as customers_found,
        count(*) filter (where {{ probabilities | join(' is null or ') }} is null) as missing_count,
        count(*) filter (
            where not ({{ probabilities | join(' between 0 and 1 and ') }} between 0 and 1)
        ) as outside_count,
        count(*) filter (where
            {%- for shorter in probabilities[:-1] %}
            {{ shorter }} > {{ probabilities[loop.index] }} + 1e-12{{ " or" if not loop.last }}
            {%- endfor %}
        ) as falling_count,
        count(*) filter (where not coalesce(
            as_of_date < expected_date_lower
            and expected_date_lower <= expected_next_purchase_date
            and expected_next_purchase_date <= expected_date_upper
            and expected_date_upper <= {{ date_plus_days('as_of_date', longest_horizon()) }},
            expected_next_purchase_date is null and {{ probabilities[-1] }} = 0
        )) as misdated_count
    from scores
    group by model_name, split_name

),

{{ told_failures('next_purchase', names) }},

{{ health_of('next_purchase', names, [
    ('missing_count', 'customers without a chance'),
    ('outside_count', 'customers with a chance that is no number from 0 to 1'),
    ('falling_count', 'customers whose chance falls with the horizon'),
    ('misdated_count', 'customers whose dates are missing, out of order or beyond the longest horizon'),
]) }}
{%- endmacro %}


{% macro list_health(names) -%}
    {#- A whole model: one row per split and family of `names`, and whether its lists can be used. -#}
with scores as (

    {{ union_of_families('next_items', names) }}

),

expected as (

    select
        as_of_dates.role as split_name,
        count(customer_features.customer_id) as rows_expected
    from {{ ref('int_as_of_dates') }} as as_of_dates
    left join {{ ref('customer_features') }} as customer_features
        on as_of_dates.as_of_date = customer_features.as_of_date
    where as_of_dates.kind = 'split'
    group by as_of_dates.role

),

lists as (

    select
        scores.model_name,
        scores.split_name,
        scores.customer_id,
        count(*) filter (where scores.score is null or isnan(scores.score)) as missing_count,
        case
            when min(scores.rank) = 1 and max(scores.rank) = count(*) and count(distinct scores.rank) = count(*) then 0
            else 1
        end as gap_count,
        count(*) - count(distinct scores.item_id) as repeated_count,
        count(*) filter (where not coalesce(items.is_sellable, false)) as sold_out_count
    from scores
    left join {{ ref('item_features') }} as items
        on scores.split_name = items.split_name
            and scores.item_id = items.item_id
    group by scores.model_name, scores.split_name, scores.customer_id

),

found as (

    select
        model_name,
        split_name,
        count(*) as rows_found,
        count(distinct customer_id) as customers_found,
        sum(missing_count) as missing_count,
        sum(gap_count) as gap_count,
        sum(repeated_count) as repeated_count,
        sum(sold_out_count) as sold_out_count
    from lists
    group by model_name, split_name

),

{{ told_failures('next_items', names) }},

{{ health_of('next_items', names, [
    ('missing_count', 'places without a score'),
    ('gap_count', 'lists with a gap in their ranks'),
    ('repeated_count', 'places with an item that stands in the list twice'),
    ('sold_out_count', 'places with an item that can not be sold'),
]) }}
{%- endmacro %}


{% macro told_failures(task, names) -%}
    {#- The CTE `failures`: the first reason that a family's tables give for a split that failed. -#}
failures as (

    select
        model_name,
        split_name,
        min(failure) as failure
    from (
        {%- for name in names %}
        {%- for table in families(task)[name].tells_failures or [] %}
        select
            '{{ name }}' as model_name,
            split_name,
            failure
        from {{ ref(table) }}
        where failure is not null
        union all
        {%- endfor %}
        {%- endfor %}
        select
            cast(null as {{ dbt.type_string() }}) as model_name,
            cast(null as {{ dbt.type_string() }}) as split_name,
            cast(null as {{ dbt.type_string() }}) as failure
    ) as told
    where failure is not null
    group by model_name, split_name

)
{%- endmacro %}


{% macro health_of(task, names, faults) -%}
    {#- The rest of a model of health, over the CTEs `expected`, `found` and `failures`: the first fault of
        several is the reason. Nobody looks after a baseline: what is served is tested. -#}
families as (

    {%- for name in names %}
    select
        '{{ name }}' as model_name,
        {{ families(task)[name].standing == 'baseline' }} as is_baseline
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

judged as (

    select
        expected.split_name,
        families.model_name,
        families.is_baseline,
        cast(expected.rows_expected as bigint) as rows_expected,
        cast(coalesce(found.rows_found, 0) as bigint) as rows_found,
        case
            when failures.failure is not null then failures.failure
            when expected.rows_expected = 0 then null
            when found.rows_found is null then 'no rows: too little to learn from, or not made'
            when found.customers_found < expected.rows_expected
                then 'lacks ' || (expected.rows_expected - found.customers_found) || ' of ' || expected.rows_expected || ' customers'
            when found.rows_found > found.customers_found
                then 'scores ' || (found.rows_found - found.customers_found) || ' customers more than once'
            {%- for count, words in faults %}
            when found.{{ count }} > 0 then cast(found.{{ count }} as bigint) || ' {{ words }}'
            {%- endfor %}
        end as reason
    from expected
    cross join families
    left join found
        on expected.split_name = found.split_name
            and families.model_name = found.model_name
    left join failures
        on expected.split_name = failures.split_name
            and families.model_name = failures.model_name

),

final as (

    select
        '{{ task }}' as task,
        split_name,
        model_name,
        is_baseline or reason is null as is_healthy,
        reason,
        rows_expected,
        rows_found
    from judged

)

select * from final
{%- endmacro %}
