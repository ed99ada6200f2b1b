{% macro say_what_is_not_judged(results) -%}
    {#- Warns in the log of a run whose backtests can't judge a horizon: the metrics have no row for it. -#}
    {%- for result in results
            if execute and not flags.EMPTY and result.node.name == 'judged_horizons' and result.status == 'success' -%}
        {%- set unjudged = run_query(
            "select split_name, reason, bool_or(task = 'next_items') as has_lists,"
            ~ " string_agg(case when task = 'next_purchase' then cast(horizon_days as varchar) end, ', ' order by horizon_days)"
            ~ " as horizons from " ~ result.node.relation_name
            ~ " where not is_judged group by split_name, reason order by split_name") -%}
        {%- for row in unjudged.rows -%}
            {%- do exceptions.warn("Not judged in the " ~ row['split_name'] ~ " window: "
                ~ (['the probabilities of ' ~ row['horizons'] ~ ' days' if row['horizons'],
                    'the lists' if row['has_lists']] | select | join(' and '))
                ~ ". " ~ row['reason']) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
