{% macro cyrillic_letters() -%}
    {#- The Russian and the Kazakh letters in lower case, as the inside of a character class; ё is
        folded to е before. -#}
    а-яәғқңөұүһі
{%- endmacro %}


{% macro bare_words(expression) -%}
    {#- The words and numbers of a lower-case text, single spaces between them. -#}
    trim({{ replace_all(expression, "'[^0-9a-z" ~ cyrillic_letters() ~ "]+'", "' '") }})
{%- endmacro %}


{% macro text_words(folded_text) -%}
    {#- The words of a folded text as patterns see them. Decimals, article codes and norms («1,785»,
        «000000-000000», «26272-98») go, so that what looks like a fineness in them is none; glued
        words («Ag925», «585пр») come apart. A space on both sides of every word makes a word's edge
        an ordinary character, which engines agree on, where their `\b` is not. -#}
    {%- set letters = 'a-z' ~ cyrillic_letters() -%}
    {%- set whole_numbers = replace_all(folded_text, "'[0-9]+([.,-][0-9]+)+'", "' '") -%}
    {%- set apart = space_between(space_between(whole_numbers, '0-9', letters), letters, '0-9') -%}
    ' ' || {{ bare_words(apart) }} || ' '
{%- endmacro %}


{% macro pattern_parts(pattern) -%}
    {#- The columns by which `pattern_is_in` and `matched_text` find a pattern. `*` stands for the rest
        of a word. Plain text finds most patterns, a hundred times faster than a regular expression;
        those with a `*` before their end need one to see that the words adjoin. -#}
    ' ' || split_part({{ pattern }} || ' ', '*', 1) as pattern_start,
    split_part({{ pattern }} || ' ', '*', 2) as pattern_rest,
    case
        when {{ pattern }} like '%*_%' then ' ' || replace({{ pattern }}, '*', '[^ ]*') || ' '
    end as pattern_regexp
{%- endmacro %}


{% macro pattern_is_in(patterns, words) -%}
    {#- Whether words may hold a pattern; `matched_text` is empty where they don't after all. -#}
    contains({{ words }}, {{ patterns }}.pattern_start)
    and contains({{ words }}, {{ patterns }}.pattern_rest)
{%- endmacro %}


{% macro matched_text(patterns, words) -%}
    {#- What a pattern matches of the words, from the space before it: the leftmost match. -#}
    case
        when {{ patterns }}.pattern_regexp is null then {{ patterns }}.pattern_start
        else regexp_extract({{ words }}, {{ patterns }}.pattern_regexp, 0)
    end
{%- endmacro %}


{% macro space_between(expression, left_class, right_class) -%}
    {#- Text with a space put between a character of the first class and one of the second that
        stand together: engines name a group in the replacement differently. -#}
    {{ return(adapter.dispatch('space_between', 'karat')(expression, left_class, right_class)) }}
{%- endmacro %}


{% macro duckdb__space_between(expression, left_class, right_class) -%}
    regexp_replace({{ expression }}, '([{{ left_class }}])([{{ right_class }}])', '\1 \2', 'g')
{%- endmacro %}


{% macro spark__space_between(expression, left_class, right_class) -%}
    regexp_replace({{ expression }}, '([{{ left_class }}])([{{ right_class }}])', '$1 $2')
{%- endmacro %}


{% macro sum_of_numbers(expression, pattern, below) -%}
    {#- The sum of the numbers that the pattern's first group finds in a text, decimal comma or
        point, leaving out what is not under `below`; null when none is found. -#}
    {{ return(adapter.dispatch('sum_of_numbers', 'karat')(expression, pattern, below)) }}
{%- endmacro %}


{% macro duckdb__sum_of_numbers(expression, pattern, below) -%}
    list_sum([
        try_cast(replace(found, ',', '.') as double)
        for found in regexp_extract_all({{ expression }}, '{{ pattern }}', 1)
        if try_cast(replace(found, ',', '.') as double) < {{ below }}
    ])
{%- endmacro %}


{% macro spark__sum_of_numbers(expression, pattern, below) -%}
    aggregate(
        filter(
            transform(
                regexp_extract_all({{ expression }}, '{{ pattern }}', 1),
                found -> try_cast(replace(found, ',', '.') as double)
            ),
            number -> number < {{ below }}
        ),
        cast(null as double),
        (total, number) -> coalesce(total, 0) + number
    )
{%- endmacro %}


{% macro list_in_order(expression, order_by) -%}
    {#- The values of a group in one text, comma separated, in the order of another column (equals
        by the value itself). -#}
    {{ return(adapter.dispatch('list_in_order', 'karat')(expression, order_by)) }}
{%- endmacro %}


{% macro duckdb__list_in_order(expression, order_by) -%}
    string_agg({{ expression }}, ', ' order by {{ order_by }}, {{ expression }})
{%- endmacro %}


{% macro spark__list_in_order(expression, order_by) -%}
    array_join(
        transform(
            array_sort(collect_list(struct({{ order_by }} as place, {{ expression }} as listed))),
            entry -> entry.listed
        ),
        ', '
    )
{%- endmacro %}


{% macro numbered_words(relation, id_column, text_column) -%}
    {#- A relation with one row per word of each text: the id, `word`, `word_number` from 1. The
        text's words stand apart by single spaces. -#}
    {{ return(adapter.dispatch('numbered_words', 'karat')(relation, id_column, text_column)) }}
{%- endmacro %}


{% macro duckdb__numbered_words(relation, id_column, text_column) -%}
    (
        select
            {{ id_column }},
            unnest(string_split({{ text_column }}, ' ')) as word,
            generate_subscripts(string_split({{ text_column }}, ' '), 1) as word_number
        from {{ relation }}
    )
{%- endmacro %}


{% macro spark__numbered_words(relation, id_column, text_column) -%}
    (
        select
            {{ id_column }},
            word,
            place + 1 as word_number
        from {{ relation }}
        lateral view posexplode(split({{ text_column }}, ' ')) exploded as place, word
    )
{%- endmacro %}


{% macro item_weight_regexp() -%}
    {#- A number of grams: «вес: 1,785 гр», «4 г», «2.5g». The unit ends where letters end, so that
        «57 граней» is no weight. -#}
    ([0-9]+(?:[.,][0-9]+)?) ?(?:г|гр|грамм|грамма|граммов|g|gr|gram|grams)(?:[^a-z{{ cyrillic_letters() }}]|$)
{%- endmacro %}


{% macro item_bare_weight_regexp() -%}
    {#- A number after «вес» that ends its part of the text: «вес 2,31;». Carats follow on the
        spot («вес 0,12 ct») and so are none. -#}
    вес:? *([0-9]+(?:[.,][0-9]+)?) *(?:[;)]|$)
{%- endmacro %}


{% macro english_singular(expression) -%}
    {#- An English word without its plural ending: lights, boxes, cherries; glass, bus and iris stay. -#}
    case
        when {{ matches(expression, '(x|ch|sh|ss)es$') }}
            then substr({{ expression }}, 1, length({{ expression }}) - 2)
        when {{ matches(expression, '[a-z]{3}ies$') }}
            then substr({{ expression }}, 1, length({{ expression }}) - 3) || 'y'
        when {{ matches(expression, '[^siu]s$') }}
            then substr({{ expression }}, 1, length({{ expression }}) - 1)
        else {{ expression }}
    end
{%- endmacro %}


{% macro head_of_text(folded_text) -%}
    {#- A folded text up to what only adds to it: a comma, a bracket, a dash, «with», «for».
        «Gold ring with gift box» is a ring, «Engraving on a ring» an engraving; but «of» is no
        such word, since a box of candles is candles. -#}
    {{ replace_all(
        folded_text,
        "'([,;:(+&]|/[^0-9]| w/|–|—| - | (with|w|for|in|on|from|by|and|to|incl|including|plus) ).*$'",
        "''"
    ) }}
{%- endmacro %}


{% macro adds_nothing(words) -%}
    {#- Whether words before or after others say only how many, how large, of what metal or of what
        kind (an adjective by its ending), never what it is. -#}
    {%- set russian = '[' ~ cyrillic_letters() ~ ']+(ый|ий|ой|ая|яя|ое|ее|ые|[кгхшщчж]ие)' -%}
    {%- set plain = [
        '[0-9]+', '[a-z]', 'no', 'эл', 'арт', 'код', 'усл', 'оплата', 'стоимость', 'сумма', 'плата', 'за', 'п',
        'шт', 'г', 'гр', 'тг', 'тенге', 'руб', 'р', 'kzt', 'usd', 'rub', 'eur', 'тыс', 'см', 'мм', 'cm', 'mm', 'ct', 'kt', 'karat', 'carat',
        '(золот|серебр|платин|металл|проб)[' ~ cyrillic_letters() ~ ']*', 'пр', 'алтын', 'күміс',
        'of', 'gold', 'silver', 'platinum', 'metal', 'au', 'ag', 'pt', 'the', 'an', 'set', 'pack', 'pcs', 'pc', 'free', 'custom',
        'extra', 'new', 'old', 'small', 'medium', 'large', 'mini', 'big', 'xl', 'xs', 'white', 'black', 'red', 'blue', 'green',
        'pink', 'brown', 'beige', 'kraft', 'paper', 'plastic', 'velvet', 'satin', 'leather', 'luxury', 'premium', 'branded',
        'малый', 'средний', 'большой', 'крафт', 'vip',
    ] -%}
    {{ matches(words, '^( (' ~ plain | join('|') ~ '|' ~ russian ~ '))* $') }}
{%- endmacro %}
