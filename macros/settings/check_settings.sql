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
        {%- do check_count_var('max_judged_customers', 100, 10000000) -%}
        {%- do check_count_var('sellable_days', 1, 100000) -%}
        {%- do check_count_var('label_window_days', 1, 365) -%}
        {%- do check_count_var('training_windows_per_split', 1, 100) -%}
        {%- do check_share_var('fit_tolerance') -%}
        {%- do check_families() -%}
        {%- do check_share_var('taste_weight') -%}
        {%- do check_share_var('diversity_strength') -%}
        {%- do check_count_var('lists_per_piece', 0, 1000000) -%}
        {%- do check_count_var('most_of_a_category', 0, 100) -%}
        {%- do check_share_var('experiment_effect', allow_zero=false) -%}
        {%- do check_share_var('experiment_hold_out') -%}
        {%- do check_count_var('experiment_segment_buyers', 1, 1000000) -%}
        {%- do check_count_var('off_policy_days', 1, 365) -%}
        {%- do check_share_var('off_policy_overlap', allow_zero=false) -%}
        {%- do check_count_var('off_policy_least_purchases', 1, 1000000) -%}
        {%- do check_share_var('warned_rejected') -%}
        {%- do check_share_var('sense_loss') -%}
        {%- do check_share_var('sense_share') -%}
        {%- do check_share_var('sense_most_rejected') -%}
        {%- do check_share_var('sense_same_lists') -%}
        {%- do check_factor_var('sense_factor') -%}
        {%- do check_factor_var('sense_season_factor') -%}
        {%- do check_factor_var('sense_price_factor') -%}
        {%- do check_count_var('sense_days', 1, 100000) -%}
        {%- do check_count_var('drift_window_days', 7, 364) -%}
        {%- if var('drift_window_days') % 7 -%}
            {%- do stop("drift_window_days must be whole weeks, such as 28; it is " ~ var('drift_window_days')) -%}
        {%- endif -%}
        {%- for share in ['false_alarm_share', 'decay_tolerance', 'lost_month_share', 'lost_customer_share',
                'score_shape_distance'] -%}
            {%- do check_share_var(share) -%}
        {%- endfor -%}
        {%- do check_count_var('oldest_fit_days', 1, 100000) -%}
        {%- do check_count_var('keep_versions', 2, 1000) -%}
        {%- do check_share_var('new_sales_share') -%}
        {%- do check_count_var('retraining_rest_days', 0, 365) -%}
        {%- do check_choice_var('retraining_window_days', all_horizons()) -%}
        {%- do check_count_var('kept_prediction_nights', 1, 520) -%}
        {%- do check_count_var('kept_alarm_nights', 1, 100000) -%}
        {%- do check_names_var('let_through', sense_checks() | list, 'no check') -%}
        {%- do check_count_var('resampling_replicates', 20, 10000) -%}
        {%- do check_count_var('resampling_groups', 20, 10000) -%}
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
