{% macro recency_bucket() -%}
    {#- The groups of the base rate: time since the last purchase, returned before or not. An
        expression over `survival_covariates`. -#}
    case
        when ln_days_since_last <= ln(31) then '000-030'
        when ln_days_since_last <= ln(91) then '031-090'
        when ln_days_since_last <= ln(181) then '091-180'
        when ln_days_since_last <= ln(366) then '181-365'
        else '366+'
    end || case when is_repeat = 1 then ' days, returned before' else ' days, bought once' end
{%- endmacro %}
