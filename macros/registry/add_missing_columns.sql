{% macro add_missing_columns(kept, fresh) -%}
    {#- Gives a table that outlives releases the columns that a later one has; null in its rows so far. -#}
    {%- if execute -%}
        {%- set missing = adapter.get_missing_columns(fresh, kept) -%}
        {%- if missing -%}
            {%- do alter_relation_add_remove_columns(load_relation(kept), missing, none) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
