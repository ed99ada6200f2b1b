{% macro row_text_columns() -%}
    {#- The columns in which a row says of itself whether it is a sale; each is `raw_…` in
        `typed_sale_records`. -#}
    {{ return(['operation', 'status', 'format']) }}
{%- endmacro %}


{% macro money_of_pieces(count) -%}
    {#- What the first so many of a row's pieces cost together, to the cent. -#}
    cast(round(abs(row_amount) * ({{ count }}) / piece_count, 2) as decimal(18, 2))
{%- endmacro %}
