{% macro check_settings() -%}
    {#- Stops a build at its start when a var can't work. What only the data can tell (a window
        outside the sales) is checked by `int_sales_window`, the first model after staging. -#}
    {%- if execute -%}
        {%- do check_date_var('earliest_sale_date', allow_auto=false) -%}
        {%- do check_date_var('validation_start') -%}
        {%- do check_date_var('test_start') -%}
        {%- if 'auto' not in [var('validation_start'), var('test_start')]
                and var('validation_start') | string >= var('test_start') | string -%}
            {%- do stop("validation_start (" ~ var('validation_start') ~ ") must lie before test_start ("
                ~ var('test_start') ~ "): move one of the two, or set both to auto") -%}
        {%- endif -%}
        {%- if (var('validation_start') == 'auto') != (var('test_start') == 'auto') -%}
            {%- do stop("validation_start and test_start go together: set both to auto, or both to a date") -%}
        {%- endif -%}
        {%- set horizons = var('horizons_days') -%}
        {%- if horizons is string or horizons is not iterable or horizons | length == 0 -%}
            {%- do stop("horizons_days must be a list of days, such as [7, 30, 90]; it is " ~ horizons) -%}
        {%- endif -%}
        {%- for horizon in horizons if horizon not in all_horizons() -%}
            {%- do stop("horizons_days has the unknown horizon " ~ horizon ~ ": choose among "
                ~ all_horizons() | join(', ')) -%}
        {%- endfor -%}
        {%- if horizons | unique | list | length < horizons | length -%}
            {%- do stop("horizons_days names a horizon twice: " ~ horizons | join(', ')) -%}
        {%- endif -%}
        {%- do check_count_var('top_k', 1, 100) -%}
        {%- for least in ['history_days', 'customers', 'repeat_customers', 'purchases'] -%}
            {%- do check_count_var('least_' ~ least, 1, 1000000000) -%}
        {%- endfor -%}
        {%- do check_count_var('landmark_every_days', 1, 365) -%}
        {%- do check_count_var('timing_folds', 0, 12) -%}
        {%- do check_count_var('clock_silence_weeks', 1, 520) -%}
        {%- do check_count_var('highest_quantity', 1, 1000000000) -%}
        {%- do check_choice_var('date_order', ['auto', 'day_first', 'month_first']) -%}
        {%- do check_choice_var('decimal_mark', ['auto', 'point', 'comma']) -%}
        {%- do check_choice_var('amount_column', ['auto', 'unit_price', 'line_total']) -%}
        {%- do check_choice_var('discount_column', ['auto', 'money', 'percent']) -%}
        {%- do check_date_var('day_numbers_from', allow_auto=false) -%}
        {%- if not modules.re.match('^(auto|[A-Z]{3})$', var('currency') | string) -%}
            {%- do stop("currency must be auto or the three letters of a currency such as KZT; it is "
                ~ var('currency')) -%}
        {%- endif -%}
        {%- if var('shop_timezone') and var('shop_timezone') not in modules.pytz.all_timezones -%}
            {%- do stop("shop_timezone must be the name of a time zone such as Asia/Almaty; it is "
                ~ var('shop_timezone')) -%}
        {%- endif -%}
        {%- do check_count_var('highest_price', 1, 1000000000000000) -%}
        {%- do check_count_var('least_rows_to_name', 1, 1000000) -%}
        {%- do check_count_var('stand_in_phone_names', 1, 1000000) -%}
        {%- do check_count_var('shortest_card_number', 1, 30) -%}
        {%- do check_count_var('least_numbered_names', 2, 1000000) -%}
        {%- do check_flag_var('learn_from_unusual_customers') -%}
        {%- for bound in ['multiple', 'visits', 'pieces', 'bulk_visits', 'pieces_a_visit', 'times_a_day', 'busy_days'] -%}
            {%- do check_count_var('unusual_' ~ bound, 2 if bound in ['multiple', 'times_a_day'] else 1, 1000000) -%}
        {%- endfor -%}
        {%- do check_count_var('max_training_rows', 1000, 10000000) -%}
        {%- do check_count_var('sellable_days', 1, 100000) -%}
        {%- do check_count_var('lesson_days', 1, 365) -%}
        {%- do check_count_var('lessons_per_split', 1, 100) -%}
        {%- do check_share_var('fit_tolerance') -%}
        {%- do check_families() -%}
        {%- do check_renamed_vars() -%}
        {%- do check_share_var('taste_weight') -%}
        {%- do check_share_var('diversity_strength') -%}
        {%- do check_share_var('warned_rejected') -%}
        {%- do check_share_var('sense_loss') -%}
        {%- do check_share_var('sense_share') -%}
        {%- do check_share_var('sense_most_rejected') -%}
        {%- do check_share_var('sense_same_lists') -%}
        {%- do check_factor_var('sense_factor') -%}
        {%- do check_factor_var('sense_season_factor') -%}
        {%- do check_factor_var('sense_price_factor') -%}
        {%- do check_count_var('sense_days', 1, 100000) -%}
        {%- do check_let_through() -%}
        {%- do check_count_var('resampling_replicates', 20, 10000) -%}
        {%- do check_count_var('resampling_groups', 20, 10000) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_date_var(name, allow_auto=true) -%}
    {%- set value = var(name) | string -%}
    {%- if not (allow_auto and value == 'auto')
            and not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', value) -%}
        {%- do stop(name ~ " must be a date such as 2024-10-01" ~ (" or auto" if allow_auto else "")
            ~ "; it is " ~ value) -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_families() -%}
    {%- set switchable = [] -%}
    {%- set challengers = ['all'] -%}
    {%- for task in tasks() -%}
        {%- for name, family in every_family()[task].items() -%}
            {%- do challengers.append(name) if family.standing == 'challenger' -%}
            {%- do switchable.append(name) if family.standing == 'contender' -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do check_names_var('switched_off_families', switchable, 'no family that can be switched off') -%}
    {%- do check_names_var('challengers', challengers, 'no challenger') -%}
    {%- if 'blend' in families('next_purchase') and not blended_families() -%}
        {%- do stop("switched_off_families leaves the blend nothing to blend: name blend too") -%}
    {%- endif -%}
{%- endmacro %}


{% macro check_renamed_vars() -%}
    {#- A var of an earlier name would say nothing, and do nothing. -#}
    {%- for old, new in {'variety_strength': 'diversity_strength'}.items() if var(old, none) is not none -%}
        {%- do stop(old ~ " is called " ~ new ~ " now: set that instead") -%}
    {%- endfor -%}
{%- endmacro %}


{% macro check_names_var(name, choices, otherwise) -%}
    {%- for one in var(name, []) if one not in choices -%}
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


{% macro check_share_var(name) -%}
    {%- set value = var(name) -%}
    {%- if value is not number or value < 0 or value > 1 -%}
        {%- do stop(name ~ " must be a number from 0 to 1; it is " ~ value) -%}
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


{% macro check_let_through() -%}
    {#- A check that nobody knows would be let through in vain. -#}
    {%- set names = var('let_through') -%}
    {%- if names is string or names is mapping or names is not iterable -%}
        {%- do stop("let_through must be a list of checks, such as [customers]; it is " ~ names) -%}
    {%- endif -%}
    {%- for name in names if name not in sense_checks() -%}
        {%- do stop("let_through names the unknown check " ~ name ~ ": choose among " ~ sense_checks() | join(', ')) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro stop(message) -%}
    {%- do exceptions.raise_compiler_error("Karat can't build: " ~ message ~ ".") -%}
{%- endmacro %}
