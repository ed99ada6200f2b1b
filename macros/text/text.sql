{% macro squeeze(expression) -%}
    {#- Text with every run of white space (the non-breaking too) made one space, ends trimmed;
        null when nothing is left. -#}
    nullif(trim({{ replace_all(expression, "'[[:space:]\u00a0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]+'", "' '") }}), '')
{%- endmacro %}


{% macro folded(expression) -%}
    {#- A text without its case and its ё: what two spellings of one text or name share. -#}
    replace(lower({{ expression }}), 'ё', 'е')
{%- endmacro %}


{% macro replace_all(expression, pattern, replacement) -%}
    {#- Every match replaced: what engines do without being told differs. -#}
    {{ return(adapter.dispatch('replace_all', 'karat')(expression, pattern, replacement)) }}
{%- endmacro %}


{% macro duckdb__replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}


{% macro spark__replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}


{% macro matches(expression, pattern) -%}
    {#- Whether the pattern is found in the text. -#}
    {{ return(adapter.dispatch('matches', 'karat')(expression, pattern)) }}
{%- endmacro %}


{% macro duckdb__matches(expression, pattern) -%}
    regexp_matches({{ expression }}, '{{ pattern }}')
{%- endmacro %}


{% macro spark__matches(expression, pattern) -%}
    {{ expression }} rlike '{{ pattern }}'
{%- endmacro %}


{% macro hashed_id(expression, length=16) -%}
    {#- A short stable id made of a text; 16 hex digits keep a million ids apart. -#}
    substr(md5({{ expression }}), 1, {{ length }})
{%- endmacro %}


{% macro pseudonym(expression) -%}
    {#- The public id of a person: a hash with the salt of KARAT_SALT, which reaches the engine as
        a session variable and so never stands in compiled SQL. -#}
    {{ return(adapter.dispatch('pseudonym', 'karat')(expression)) }}
{%- endmacro %}


{% macro duckdb__pseudonym(expression) -%}
    substr(sha256(getvariable('karat_salt') || ':' || {{ expression }}), 1, 16)
{%- endmacro %}


{% macro spark__pseudonym(expression) -%}
    substr(sha2(concat(karat_salt, ':', {{ expression }}), 256), 1, 16)
{%- endmacro %}


{% macro hash_bucket(expression, buckets) -%}
    {#- A whole number from 0 to buckets - 1 that looks random and never changes. -#}
    {{ return(adapter.dispatch('hash_bucket', 'karat')(expression, buckets)) }}
{%- endmacro %}


{% macro duckdb__hash_bucket(expression, buckets) -%}
    cast(cast('0x' || substr(md5({{ expression }}), 1, 8) as bigint) % {{ buckets }} as integer)
{%- endmacro %}


{% macro spark__hash_bucket(expression, buckets) -%}
    cast(cast(conv(substr(md5({{ expression }}), 1, 8), 16, 10) as bigint) % {{ buckets }} as int)
{%- endmacro %}


{% macro is_trade_in(expression) -%}
    {#- Whether a sale's format says that an old piece was given in payment («Трейд Ин»). -#}
    coalesce({{ matches("lower(" ~ expression ~ ")", '(трейд|trade)[ -]*(ин|in)') }}, false)
{%- endmacro %}


{% macro is_total(expression) -%}
    {#- Whether an item's text is the label of a total row: nothing but «Итого» and what it is of. -#}
    coalesce({{ matches(
        "lower(" ~ expression ~ ")",
        "^((общий )?итог|итого|всего|(grand |sub)?total)( (за|по|с) .*)?[ :.]*$"
    ) }}, false)
{%- endmacro %}


{% macro row_key(expressions) -%}
    {#- A key that two rows share when all the expressions are equal, or both null. -#}
    md5(concat_ws('|'
        {%- for expression in expressions %}, coalesce(cast({{ expression }} as varchar), ''){% endfor -%}
    ))
{%- endmacro %}


{% macro phone_digits(expression) -%}
    {#- The last ten digits of a phone as written, a spreadsheet's 7.7010000001E+10 and
        87010000001.0 spelled out: what two spellings of one phone share. Nothing else is read as a
        number: 8.7010000001 is a phone with a dot in it. -#}
    right(
        case
            when {{ matches(expression, '^ *[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+ *$|^ *[0-9]+[.,]0+ *$') }}
                then cast(try_cast(try_cast(replace({{ expression }}, ',', '.') as double) as bigint) as varchar)
            else {{ replace_all(expression, "'[^0-9]+'", "''") }}
        end,
        10
    )
{%- endmacro %}


{% macro unwrapped(expression) -%}
    {#- A squeezed text without what spreadsheets need to keep it a text: `="12500"`, a leading
        apostrophe; null when nothing is left. -#}
    nullif(trim({{ replace_all(squeeze(expression), "'^(=?\"+|=|''+)|\"+$'", "''") }}), '')
{%- endmacro %}


{% macro form_of(expression) -%}
    {#- The form of a cell, which names nobody: every digit a 9, every letter an a, cut at 40. -#}
    {{ return(adapter.dispatch('form_of', 'karat')(expression)) }}
{%- endmacro %}


{% macro duckdb__form_of(expression) -%}
    substr(regexp_replace(regexp_replace({{ expression }}, '\p{L}', 'a', 'g'), '[0-9]', '9', 'g'), 1, 40)
{%- endmacro %}


{% macro spark__form_of(expression) -%}
    substr(regexp_replace(regexp_replace({{ expression }}, '\\p{L}', 'a'), '[0-9]', '9'), 1, 40)
{%- endmacro %}
