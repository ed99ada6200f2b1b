{% macro say_which_campaigns_are_refused(results) -%}
    {#- Warns in the log of a run of each campaign that lists nobody, and why: the table says so too, but a log is
        read first. -#}
    {%- for result in results
            if execute and not flags.EMPTY and result.node.name == 'campaigns' and result.status == 'success' -%}
        {%- set refused = run_query(
            "select campaign_name, refusal from " ~ result.node.relation_name
            ~ " where refusal is not null order by campaign_number") -%}
        {%- for row in refused.rows -%}
            {%- do exceptions.warn("The campaign " ~ row['campaign_name'] ~ " lists nobody. " ~ row['refusal']) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
