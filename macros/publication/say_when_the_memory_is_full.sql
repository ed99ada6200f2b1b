{% macro say_when_the_memory_is_full(results) -%}
    {#- Says at the end of a run in which a node found no memory what to do: DuckDB's own message knows of its
        settings alone. It asks the warehouse nothing. -#}
    {%- set found = [] -%}
    {%- for result in results if result.message -%}
        {%- for sign in ['Out of Memory Error', 'Unable to allocate', 'malloc of size', 'MemoryError', 'std::bad_alloc']
                if sign in result.message -%}
            {%- do found.append(result.node.name) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if found -%}
        {%- set limit = env_var('KARAT_MEMORY', '') -%}
        {%- do log("The build found too little memory at " ~ found | unique | join(', ') ~ ": DuckDB may hold "
            ~ (("KARAT_MEMORY=" ~ limit) if limit else "four fifths of this machine's memory") ~ ". Set KARAT_MEMORY higher "
            ~ "where the machine has more (4GB is enough for 40 thousand rows), and KARAT_THREADS=1, which holds "
            ~ "less at once; what does not fit is put into " ~ target.path ~ ".tmp, so KARAT_WAREHOUSE wants a disk with room. "
            ~ "Readers keep the last publication.", info=true) -%}
    {%- endif -%}
{%- endmacro %}
