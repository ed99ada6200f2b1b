{% macro say_what_makes_no_sense(results) -%}
    {#- Says at the end of a run that has built sense_checks what is beyond its bounds: from what to
        what, in which file, and the command that lets it through. -#}
    {%- for result in results
            if execute and not flags.EMPTY and result.node.name == 'sense_checks' and result.status == 'success' -%}
        {%- set beyond = run_query(
            "select check_name, sentence, is_let_through from " ~ result.node.relation_name
            ~ " where not is_within order by is_let_through, check_name, compared_with") -%}
        {%- set stopped = [] -%}
        {%- for row in beyond.rows -%}
            {%- if row['is_let_through'] -%}
                {%- do log("Let through, as the var let_through says (" ~ row['check_name'] ~ "): " ~ row['sentence'], info=true) -%}
            {%- else -%}
                {%- do stopped.append(row['check_name']) -%}
                {%- do log("This does not make sense (" ~ row['check_name'] ~ "): " ~ row['sentence'], info=true) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if stopped -%}
            {%- do log("Readers keep the last publication. Look with make check how the export is read, mend it and"
                ~ " build again; if all of it is as it should be, let it through: "
                ~ let_through_command(stopped | unique | list), info=true) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
