{% macro planned_errors() -%}
    {#- How many standard errors an effect must be away from none to be shown by a 95 % interval four times out
        of five: the normal quantiles of 0.975 and 0.8 (scipy.stats.norm.ppf). -#}
    {{ return(1.959963984540054 + 0.8416212335729143) }}
{%- endmacro %}


{% macro interval_errors(interval_kind, elapsed_share) -%}
    {#- Half of a 95 % interval in standard errors. `fixed_horizon`, read once at its end: the normal quantile.
        `always_valid`, read as often as one likes: the boundary of a normal mixture (Robbins 1970), which a random
        walk crosses once in twenty times however long it is looked at. 0.1218 makes it narrowest at the end. -#}
    case
            when {{ interval_kind }} = 'fixed_horizon' then 1.959963984540054
            else sqrt((1 + 0.1218 / {{ elapsed_share }}) * ln((1 + {{ elapsed_share }} / 0.1218) / power(0.05, 2)))
        end
{%- endmacro %}


{% macro least_arm_ratio_chi_square(arm_count) -%}
    {#- The chi-square that one right assignment in a thousand passes, by the number of arms (the hold-out is one):
        scipy.stats.chi2.isf(0.001, arms - 1). -#}
    case {{ arm_count }}
        {%- for bound in [10.827566, 13.815511, 16.266236, 18.466827, 20.515006, 22.457744] %}
        when {{ loop.index + 1 }} then {{ bound }}
        {%- endfor %}
    end
{%- endmacro %}


{% macro is_held_out(customer_id) -%}
    {#- Whether a customer takes part in no experiment and no campaign, ever: whoever is held out stays so when the
        share grows. -#}
    {{ hash_bucket("'hold_out ' || " ~ customer_id, 1000000) }} < 1000000 * {{ var('experiment_hold_out') }}
{%- endmacro %}


{% macro arm_place(experiment_name, customer_id) -%}
    {#- A customer's place between 0 and 1 in an experiment: its arms are spans of it. The experiment's name is the
        salt of the hash, so that two experiments divide the same customers independently. -#}
    ({{ hash_bucket("'arm ' || " ~ experiment_name ~ " || ' ' || " ~ customer_id, 1000000) }} + 0.5e0) / 1000000
{%- endmacro %}
