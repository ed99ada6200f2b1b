{% macro check_date_var(name, allow_auto=true) -%}
    {%- set value = var(name) | string -%}
    {%- if not (allow_auto and value == 'auto')
            and not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', value) -%}
        {%- do stop(name ~ " must be a date such as 2024-10-01" ~ (" or auto" if allow_auto else "")
            ~ "; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_names_var(name, choices, otherwise) -%}
    {%- set value = var(name, []) -%}
    {%- if value is string or value is mapping or value is not iterable -%}
        {%- do stop(name ~ " must be a list of names, such as [" ~ choices[0] ~ "]; it is " ~ value) -%}
    {%- endif -%}
    {%- for one in value if one not in choices -%}
        {%- do stop(name ~ " names " ~ one ~ ", which is " ~ otherwise ~ ": choose among " ~ choices | sort | join(', ')) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_count_var(name, lowest, highest) -%}
    {%- set value = var(name) -%}
    {%- if value is not integer or value < lowest or value > highest -%}
        {%- do stop(name ~ " must be a whole number from " ~ lowest ~ " to " ~ highest
            ~ "; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_choice_var(name, choices) -%}
    {%- set value = var(name) -%}
    {%- if value not in choices -%}
        {%- do stop(name ~ " must be one of " ~ choices | join(', ') ~ "; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_share_var(name, allow_zero=true) -%}
    {%- set value = var(name) -%}
    {%- if value is not number or value < 0 or value > 1 or (value == 0 and not allow_zero) -%}
        {%- do stop(name ~ " must be a number from 0 to 1" ~ ("" if allow_zero else ", above 0") ~ "; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_flag_var(name) -%}
    {%- set value = var(name) -%}
    {%- if value is not boolean -%}
        {%- do stop(name ~ " must be true or false; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_factor_var(name) -%}
    {%- set value = var(name) -%}
    {%- if value is not number or value < 1 -%}
        {%- do stop(name ~ " must be a number of 1 or more; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro stop(message) -%}
    {%- do exceptions.raise_compiler_error("Karat can't build: " ~ message ~ ".") -%}
{%- endmacro %}
