{% macro say_who_is_set_aside(results) -%}
    {#- Warns in the log of a run that has judged its families whom it set aside, in which splits and why.
        A family that has no rows in a split, since there was too little to learn from, is no news. -#}
    {%- for result in results
            if execute and not flags.EMPTY and result.node.name == 'family_health' and result.status == 'success' -%}
        {%- set set_aside = run_query(
            "select task, model_name, reason, " ~ list_in_order('split_name', 'split_name') ~ " as splits from "
            ~ result.node.relation_name
            ~ " where not is_healthy and (rows_found > 0 or reason not like 'no rows:%' or split_name = 'today')"
            ~ " group by task, model_name, reason order by task, model_name, reason") -%}
        {%- for row in set_aside.rows -%}
            {%- do exceptions.warn("The family " ~ row['model_name'] ~ " is set aside (" ~ row['splits'] ~ "): "
                ~ row['reason'] ~ ". The next best serves. See evaluation.family_health and docs/methods; to leave "
                ~ "the family out, name it in the var switched_off_families.") -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
