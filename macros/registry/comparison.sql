{% macro can_be_compared() -%}
    {#- Whether the metrics of the versions `fitted` and `active` mean the same: other horizons, or a demo
        and a shop, say nothing of two fits. -#}
    fitted.judged_horizon_days = active.judged_horizon_days
    and fitted.is_synthetic = active.is_synthetic
{%- endmacro %}


{% macro is_no_worse(task) -%}
    {#- A condition that is true, or stops the query with a sentence where the champion of `fitted` is
        worse than that of `active` by more than the var `fit_tolerance`: on the same window by the primary
        metric, else by the lead over the baseline, when that is at most less than it was at least. -#}
    {%- set value = task ~ "_validation_value" -%}
    {%- set lead = task ~ "_lead" -%}
    {%- set remedy = [
        "'. It does not replace it, and nothing is published. Look with make check whether the sales are read as '",
        "'they should be. If they are, make score has them scored by the active version, unless the figures make '",
        "'no sense; to let the new fit through, build with the var fit_tolerance at 1 '",
        "'(now " ~ var('fit_tolerance') ~ ").'",
    ] -%}
    {%- set worse_on_validation = [
        "'The new fit (" ~ task ~ ") is worse on validation than the active version ' || active.version",
        "': " ~ primary_metric(task) ~ " ' || round(fitted." ~ value ~ ", 5)",
        "' after ' || round(active." ~ value ~ ", 5)",
    ] -%}
    {%- set smaller_lead = [
        "'The new fit (" ~ task ~ ") is worse than the active version ' || active.version",
        "': its lead over the baseline " ~ baseline_of(task) ~ " (" ~ primary_metric(task) ~ ") is at most '",
        "round(fitted." ~ lead ~ "_upper, 5) || ' in any window, after at least ' || round(active." ~ lead ~ "_lower, 5)",
    ] -%}
    {{ fail_when(
        can_be_compared() ~ " and fitted.validation_start = active.validation_start"
            ~ " and fitted." ~ value ~ " < active." ~ value
            ~ " - " ~ var('fit_tolerance') ~ " * abs(active." ~ value ~ ")",
        (worse_on_validation + remedy) | join(" || ")) }}
    and {{ fail_when(
        can_be_compared() ~ " and fitted.validation_start <> active.validation_start"
            ~ " and fitted." ~ lead ~ "_upper < active." ~ lead ~ "_lower"
            ~ " - " ~ var('fit_tolerance') ~ " * abs(active." ~ lead ~ ")",
        (smaller_lead + remedy) | join(" || ")) }}
{%- endmacro %}


{% macro is_no_worse_than_served() -%}
    {#- A condition that is true, or stops the query with a sentence where what `fitted` would have told on an earlier
        night is worse than what people were told then. -#}
    {{ fail_when(
        "fitted.is_worse_than_served",
        "'The new fit is worse than what was told on ' || fitted.judged_night || ': its squared error would have been '
        || round(fitted.fitted_brier_score, 5) || ', after ' || round(fitted.served_brier_score, 5)
        || '. It does not replace the active version ' || active.version || ', and nothing is published.'") }}
{%- endmacro %}
