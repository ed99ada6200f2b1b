-- The days that the sales span and where the backtests begin. Every as-of date starts here, so a
-- setting that does not fit the data stops the build here, with a sentence.

with auto_windows as (

    select * from {{ ref('int_auto_windows') }}

),

windows as (

    select
        first_sale_date,
        last_sale_date,
        sale_count,
        is_synthetic,
    {% for window in ['validation_start', 'test_start'] -%}
    {%- if var(window) == 'auto' -%}
        auto_{{ window }} as {{ window }}{% if not loop.last %},{% endif %}
        {% else -%}
    cast('{{ var(window) }}' as date) as {{ window }}{% if not loop.last %},{% endif %}
    {% endif -%}

{%- endfor %}
    from auto_windows

),

final as (

    select *
    from windows
    where
        true
        {% if not flags.EMPTY -%}
        and {{ fail_when("sale_count = 0",
            "'The sales export holds no sale that could be taken: see staging.rejected_sales for the reasons.'") }}
        {% endif -%}
        {% for window in ['validation_start', 'test_start'] if var(window) != 'auto' %}
        and {{ fail_when(
            window ~ " <= first_sale_date or " ~ window ~ " > last_sale_date",
            "'" ~ window ~ " (" ~ var(window) ~ ") lies outside the sales, which run from ' || cast(first_sale_date as " ~ dbt.type_string() ~ ") || ' to ' || cast(last_sale_date as " ~ dbt.type_string() ~ ") || ': set the vars validation_start and test_start to days within, or both to auto.'") }}
        {% endfor %}

)

select * from final
