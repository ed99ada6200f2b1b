{% macro parse_date(expression) -%}
    {#- The day of a date or time as exports write them; null when it is none. -#}
    cast({{ parse_moment(expression) }} as date)
{%- endmacro %}


{% macro parse_moment(expression) -%}
    {#- A date or time as exports write them, day before month where there are dots, slashes or
        dashes; midnight where there is no time; null when it is none. A year of two digits is
        tried first: the pattern of four would take it for a year of the first century. -#}
    {{ return(adapter.dispatch('parse_moment', 'karat')(expression)) }}
{%- endmacro %}


{% macro date_formats() -%}
    {{ return([
        '%Y-%m-%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S.%f',
        '%d.%m.%y', '%d.%m.%y %H:%M', '%d.%m.%Y', '%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S',
        '%d/%m/%Y', '%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S', '%d-%m-%Y', '%Y/%m/%d', '%Y%m%d',
    ]) }}
{%- endmacro %}


{% macro duckdb__parse_moment(expression) -%}
    try_strptime({{ expression }}, ['{{ date_formats() | join("', '") }}'])
{%- endmacro %}


{% macro spark__parse_moment(expression) -%}
    coalesce(
        {%- for format in ['yyyy-MM-dd', 'yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm', "yyyy-MM-dd''T''HH:mm:ss",
            'dd.MM.yy', 'dd.MM.yy HH:mm', 'dd.MM.yyyy', 'dd.MM.yyyy HH:mm', 'dd.MM.yyyy HH:mm:ss', 'dd/MM/yyyy', 'dd/MM/yyyy HH:mm',
            'dd/MM/yyyy HH:mm:ss', 'dd-MM-yyyy', 'yyyy/MM/dd', 'yyyyMMdd'] %}
        try_to_timestamp({{ expression }}, '{{ format }}'){{ "," if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{% macro bare_amount(expression) -%}
    {#- An amount without the currency and the spaces people write around and within it. -#}
    {{ replace_all(
        replace_all("lower(" ~ expression ~ ")",
            "'(₸|₽|[$€£]|тенге|тг[.]?|kzt|руб[.]?|rub|usd|eur)'", "''"),
        "'[[:space:]\u00a0\u2007\u202f_]+'", "''") }}
{%- endmacro %}


{% macro parse_amount(bare) -%}
    {#- The number in a bare amount (a column): `12500,00`, `12500.00`, `1,083,500`,
        `1.083.500,50`, `6.125`, `1.2e5`. The last separator is the decimal one, unless it stands
        several times or it is a comma before exactly three digits: then it groups thousands.
        Null when it is no amount. -#}
    try_cast(
        case
            when {{ matches(bare, '^[-+]?[0-9]+([.][0-9]*)?(e[-+]?[0-9]+)?$') }} then {{ bare }}
            when {{ matches(bare, '^[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+([.][0-9]+)?$') }}
                then replace({{ bare }}, ',', '')
            when {{ matches(bare, '^[-+]?[0-9]{1,3}([.][0-9]{3})+(,[0-9]+)?$') }}
                then replace(replace({{ bare }}, '.', ''), ',', '.')
            when {{ matches(bare, '^[-+]?[0-9]+,[0-9]+$') }} then replace({{ bare }}, ',', '.')
        end as decimal(18, 2)
    )
{%- endmacro %}
