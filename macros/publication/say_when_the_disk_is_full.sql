{% macro say_when_the_disk_is_full(results) -%}
    {#- Says at the end of a run in which a node found no room what to do: DuckDB's own message names the
        file alone. It asks the warehouse nothing, which can't answer by then. -#}
    {%- set found = [] -%}
    {%- for result in results if result.message -%}
        {%- for sign in ['No space left on device', 'Disk quota exceeded', 'File too large', 'max_temp_directory_size']
                if sign in result.message -%}
            {%- do found.append(result.node.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if found -%}
        {%- do log("The disk of the warehouse " ~ target.path ~ " is full. Make room there, or set KARAT_WAREHOUSE to a "
            ~ "file on a larger disk, and build again. Readers keep the last publication.", info=true) -%}
    {%- endif -%}
{%- endmacro %}
