{% macro sense_checks() -%}
    {#- The tests of sense: what each measures, in words, and its kind, which the bounds go by.
        `count`: what is new each time; `season`: of a month, which
        seasons move more. `whole`: of a history that only grows. `level`: a price. `share`:
        of rows or sales; `ill`: one that may always fall; `sameness`: of lists. `day`: days since 1970. -#}
    {{ return({
        'expected_buyers_30d': ('season', 'Buyers expected within 30 days'),
        'expected_buyers_90d': ('count', 'Buyers expected within 90 days'),
        'sellable_items': ('count', 'Items that can be sold'),
        'customers': ('whole', 'Customers'),
        'sales': ('whole', 'Sales'),
        'sales_last_month': ('season', 'Sales of the last full month'),
        'last_sale_day': ('day', 'Day of the last sale'),
        'average_price': ('level', 'Average price'),
        'average_price_last_month': ('level', 'Average price of the last full month'),
        'share_rejected': ('ill', 'Share of the rows that are rejected'),
        'share_not_sales': ('share', 'Share of the rows that are no sales'),
        'share_of_nobody': ('share', 'Share of the sales that are of nobody'),
        'share_of_nobody_last_month': ('ill', 'Share of the last full month\'s sales that are of nobody'),
        'share_of_lists_with_one_item': ('sameness', 'Share of the lists that hold one and the same item'),
    }) }}
{%- endmacro %}


{% macro sense_value(value, kind) -%}
    {#- A measured value as people write it, SQL of a text. -#}
    case {{ kind }}
        when 'day' then cast({{ date_plus_days("cast('1970-01-01' as date)", "cast(" ~ value ~ " as integer)") }} as varchar)
        when 'share' then {{ percent(value) }}
        when 'ill' then {{ percent(value) }}
        when 'sameness' then {{ percent(value) }}
        else
            case
                when {{ value }} < 10 then cast(cast(round({{ value }}, 1) as decimal(18, 1)) as varchar)
                else {{ amount(value, "','") }}
            end
    end
{%- endmacro %}


{% macro let_through_command(names) -%}
    {#- The command that lets checks through: the run's own, with its own vars. -#}
    {%- set given = invocation_args_dict.get('vars') or {} -%}
    {%- set stated = {} -%}
    {%- do stated.update(fromyaml(given) if given is string else given) -%}
    {%- do stated.update({'let_through': (stated.get('let_through', []) + names) | unique | list}) -%}
    {%- set written = [] -%}
    {%- for name, value in stated.items() -%}
        {%- do written.append(name ~ ": " ~ (
            value | string if value.isoformat is defined else tojson(value) | replace('"', '')
        )) -%}
    {%- endfor -%}
    {%- set target_name = "score" if is_scoring() else "build" -%}
    {{ return("make " ~ target_name ~ " DBT_ARGS=\"--vars '{" ~ written | join(', ') ~ "}'\"") }}
{%- endmacro %}


{% macro sense_rows(relation, checks) -%}
    {#- A row a check out of a relation of one row: the value found, what the history says of it, and
        what chance alone may add to it. -#}
    {%- for check_name, (found, before, luck) in checks.items() %}
    select
        '{{ check_name }}' as check_name,
        cast({{ found }} as double) as found_value,
        cast({{ before }} as double) as history_value,
        cast({{ luck }} as double) as luck
    from {{ relation }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
