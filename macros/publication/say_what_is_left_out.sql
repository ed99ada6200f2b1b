{% macro say_what_is_left_out(results) -%}{%- endmacro %}
