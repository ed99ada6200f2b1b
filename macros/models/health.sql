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
            when expected.rows_expected = 0 and found.rows_found is null then null
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
