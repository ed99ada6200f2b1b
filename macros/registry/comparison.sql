{% macro shares_window() -%}
    {#- Whether the metrics of the versions `fitted` and `active` can be compared: two windows, or a demo
        and a shop, say nothing of two fits. -#}
    fitted.validation_start = active.validation_start
    and fitted.judged_horizon_days = active.judged_horizon_days
    and fitted.is_synthetic = active.is_synthetic
{%- endmacro %}


{% macro is_no_worse(task) -%}
    {#- A condition that is true, or stops the query with a sentence where the champion of `fitted` is
        worse on the same window than that of `active`, by more than the var `fit_tolerance`. -#}
    {%- set value = task ~ "_validation_value" -%}
    {%- set sentence = [
        "'The new fit (" ~ task ~ ") is worse on validation than the active version ' || active.version",
        "': " ~ primary_metric(task) ~ " ' || round(fitted." ~ value ~ ", 5)",
        "' after ' || round(active." ~ value ~ ", 5)",
        "'. It does not replace it, and nothing is published. Run make score to have new sales scored by '",
        "'the active version; to let the new fit through, build with the var fit_tolerance at 1 '",
        "'(now " ~ var('fit_tolerance') ~ ").'",
    ] -%}
    {{ fail_when(
        shares_window() ~ " and fitted." ~ value ~ " < active." ~ value
            ~ " - " ~ var('fit_tolerance') ~ " * abs(active." ~ value ~ ")",
        sentence | join(" || ")) }}
{%- endmacro %}
