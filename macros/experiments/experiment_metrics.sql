{% macro experiment_metrics() -%}
    {#- What experiments are judged by: each a ratio of two sums over customers, and the prediction that the model
        made of it before the start. -#}
    {{ return({
        'conversion': {'numerator': 'is_converted', 'denominator': '1', 'prediction': 'predicted_probability'},
        'revenue_per_customer': {'numerator': 'revenue', 'denominator': '1', 'prediction': 'predicted_revenue'},
        'average_order_value': {'numerator': 'revenue', 'denominator': 'order_count', 'prediction': 'predicted_revenue'},
        'retention': {'numerator': 'is_retained', 'denominator': '1', 'prediction': 'predicted_probability'},
    }) }}
{%- endmacro %}


{% macro is_a_share(metric_name) -%}
    {#- Whether a metric is a share of customers, whose spread follows from its value. -#}
    {{ metric_name }} in ('conversion', 'retention')
{%- endmacro %}


{% macro influence(group_columns) -%}
    {#- How far a customer moves the ratio of sums of its group, `numerator` over `denominator`: of mean 0, and its
        variance over the number of customers is that of the ratio (the delta method). For a mean, the distance
        from it. The sums are of decimals, so exact. -#}
    {%- set of_group = ' over (partition by ' ~ group_columns ~ ')' -%}
    (
            cast(numerator as double)
            - cast(denominator as double) * cast(sum(numerator){{ of_group }} as double)
            / nullif(cast(sum(denominator){{ of_group }} as double), 0)
        ) * count(*){{ of_group }} / nullif(cast(sum(denominator){{ of_group }} as double), 0)
{%- endmacro %}


{% macro slope(covariate, other) -%}
    {#- The slope of an influence on one of two covariates, from centred sums of products; 0 where the two can't be
        told apart, or one of them does not vary. -#}
    coalesce((
            influence_{{ covariate }} * {{ other }}_{{ other }} - influence_{{ other }} * past_spend_prediction
        ) / nullif(past_spend_past_spend * prediction_prediction - power(past_spend_prediction, 2), 0), 0)
{%- endmacro %}


{% macro sums_of_products(influence, past_spend, prediction) -%}
    {#- The columns that `slope` reads, of a group's centred influence and covariates. -#}
    {{ exact_sum(influence ~ ' * ' ~ influence, 38) }} as influence_influence,
        {{ exact_sum(influence ~ ' * ' ~ past_spend, 38) }} as influence_past_spend,
        {{ exact_sum(influence ~ ' * ' ~ prediction, 38) }} as influence_prediction,
        {{ exact_sum(past_spend ~ ' * ' ~ past_spend, 38) }} as past_spend_past_spend,
        {{ exact_sum(past_spend ~ ' * ' ~ prediction, 38) }} as past_spend_prediction,
        {{ exact_sum(prediction ~ ' * ' ~ prediction, 38) }} as prediction_prediction
{%- endmacro %}
