{% macro money_columns() -%}
    {#- The columns of the export that hold money. -#}
    {{ return(['Price', 'Amount', 'Discount']) }}
{%- endmacro %}


{% macro number_columns() -%}
    {#- The columns of the export that hold numbers, money first. -#}
    {{ return(money_columns() + ['Quantity', 'countPoints']) }}
{%- endmacro %}


{% macro number_by(mark, digits) -%}
    {#- The number in a text of digits and marks (a column), `mark` before its decimals and the other
        mark between its thousands; null where the text does not go with that. -#}
    {%- set decimal, group = ('[.]', ',') if mark == '.' else (',', '[.]') -%}
    try_cast(
        case
            when {{ matches(digits, '^[0-9]+(' ~ decimal ~ '[0-9]*)?(e[-+]?[0-9]+)?$') }}
                or {{ matches(digits, '^[1-9][0-9]{0,2}(' ~ group ~ '[0-9]{2,3})*' ~ group ~ '[0-9]{3}(' ~ decimal ~ '[0-9]*)?$') }}
                then replace(replace({{ digits }}, '{{ ',' if mark == '.' else '.' }}', ''), ',', '.')
        end as decimal(38, 6)
    )
{%- endmacro %}


{% macro home_currency() -%}
    {#- The currency that the project's shops keep their books in where nothing says otherwise. -#}
    {{ return('KZT') }}
{%- endmacro %}


{% macro joined_texts(expression, order_by) -%}
    {#- The texts of a group in one, a comma between; nulls left out. -#}
    {{ dbt.listagg(measure=expression, delimiter_text="', '", order_by_clause='order by ' ~ order_by) }}
{%- endmacro %}


{% macro row_value() -%}
    {#- The money of a whole row before a discount that is not in it: columns of `typed_sale_records`. -#}
    case
        when price_number is not null and amount_number is not null and amount_reading = 'price_is_total' then price_number
        when amount_number is not null and (price_number is null or coalesce(amount_reading, '') <> 'unit_price')
            then amount_number * case when price_number is null and amount_reading = 'unit_price' then {{ pieces() }} else 1 end
        when amount_reading in ('line_total', 'price_is_total') then price_number
        else price_number * {{ pieces() }}
    end
{%- endmacro %}


{% macro pieces() -%}
    {#- What a price is multiplied by: the quantity, one where there is none or none that can be. -#}
    case when quantity_number is null or is_quantity_too_high then 1 else cast(quantity_number as decimal(18, 3)) end
{%- endmacro %}


{% macro paid_of(value) -%}
    {#- What is left of a row's money after its discount; a discount keeps the sign of the money. -#}
    case
        when discount_number is null or discount_reading is null then {{ value }}
        when substr(discount_reading, 1, 6) = 'within' and amount_number is not null then {{ value }}
        when is_discount_percent or discount_reading in ('before_percent', 'within_percent')
            then {{ value }} * (1 - abs(discount_number) / 100)
        else {{ value }} - case when {{ value }} < 0 then -1 else 1 end * abs(discount_number)
    end
{%- endmacro %}


{% macro item_key(expression) -%}
    {#- An item's text by which two rows hold the same item. -#}
    replace(lower({{ squeeze(expression) }}), 'ё', 'е')
{%- endmacro %}
