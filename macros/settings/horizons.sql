{% macro all_horizons() -%}
    {#- The horizons that the tables' contracts name, in days. -#}
    {{ return([5, 7, 14, 30, 60, 90]) }}
{%- endmacro %}


{% macro longest_horizon() -%}
    {{ return(all_horizons() | max) }}
{%- endmacro %}


{% macro horizon_table() -%}
    {#- A relation with the one column `horizon_days`: a row for each horizon. -#}
    (
        select number as horizon_days from {{ number_table(1, longest_horizon()) }} as days
        where number in ({{ all_horizons() | join(', ') }})
    )
{%- endmacro %}


{% macro value_horizons() -%}
    {#- The horizons that spend is expected for, in days: the mart's contract names them. -#}
    {{ return([30, 90, 365]) }}
{%- endmacro %}


{% macro longest_value_horizon() -%}
    {{ return(value_horizons() | max) }}
{%- endmacro %}


{% macro campaign_horizons() -%}
    {#- The horizons that both a chance and a spend are predicted for, in days. -#}
    {{ return(value_horizons() | select('in', all_horizons()) | list) }}
{%- endmacro %}


{% macro value_horizon_table() -%}
    {#- A relation with the one column `horizon_days`: a row for each horizon of `value_horizons`. -#}
    (
        select number as horizon_days from {{ number_table(1, longest_value_horizon()) }} as days
        where number in ({{ value_horizons() | join(', ') }})
    )
{%- endmacro %}


{% macro wide_probabilities() -%}
    {#- The columns `probability_5d` and so on, of rows a horizon that are grouped by customer: long inside,
        wide where people read. -#}
    {%- for horizon in all_horizons() %}
        max(case when horizon_days = {{ horizon }} then probability end) as probability_{{ horizon }}d
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{% macro wide_spend() -%}
    {#- The columns `expected_spend_30d` and so on, of rows a horizon that are grouped by customer. -#}
    {%- for horizon in value_horizons() %}
        max(case when horizon_days = {{ horizon }} then expected_spend end) as expected_spend_{{ horizon }}d
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{% macro scored_horizons() -%}
    {#- The horizons that the backtests are scored at. -#}
    {{ return(var('horizons_days')) }}
{%- endmacro %}


{% macro expected_date_shares() -%}
    {#- The expected date and its bounds: which share of the purchases that fall within the longest
        horizon has happened by each. -#}
    {{ return({
        'expected_next_purchase_date': 0.5,
        'expected_date_lower': 0.1,
        'expected_date_upper': 0.9,
    }) }}
{%- endmacro %}
