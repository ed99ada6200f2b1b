-- What is wrong with what is predicted: its shape tonight, and what the latest closed windows say of it. One
-- alarm a rule and metric, of the horizon that is farthest off.

with scores as (

    select * from {{ ref('score_drift') }}
    where is_drifted
    qualify row_number() over (order by shape_distance desc, horizon_days asc) = 1

),

latest as (

    select *
    from {{ ref('decay') }}
    where segment_kind = 'all'
    qualify row_number() over (
        partition by metric_name, horizon_days
        order by as_of_date desc
    ) = 1

),

decayed as (

    select *
    from latest
    where is_decayed
    qualify row_number() over (
        partition by metric_name
        order by
            greatest(metric_value / nullif(promised_upper, 0), promised_lower / nullif(metric_value, 0)) desc,
            horizon_days asc
    ) = 1

),

final as (

    select
        {{ alarm_row(
            'scores', "'chances within ' || horizon_days || ' days'",
            ("'The chances of a purchase within ' || horizon_days || ' days are spread otherwise than on ' || before_date
            || ': by ' || " ~ percent('shape_distance') ~ " || ' of the average chance, where " ~ var('score_shape_distance') ~ " of it is a shift.'",
            "'Look at the drift of inputs; without one, at which version predicts (monitoring.model_registry), and go back by make rollback.'"),
            ("'Вероятности покупки за ' || " ~ counted('horizon_days', 'day', 'ru') ~ " || ' распределены не так, как ' || before_date
            || ': разница ' || replace(" ~ percent('shape_distance') ~ ", '.', ',') || ' средней вероятности, а сдвиг начинается с "
            ~ (100 * var('score_shape_distance')) | round | int ~ " %.'",
            "'Посмотрите, изменились ли входные данные; если нет, какая версия предсказывает (monitoring.model_registry), и вернитесь назад: make rollback.'")
        ) }}
    from scores
    union all
    select
        {{ alarm_row(
            'decay', 'metric_name',
            ("case metric_name
            when 'predicted_to_actual' then 'Of ' || as_of_date || ' ' || " ~ two_decimals('metric_value') ~ " || ' times as many buyers were expected within '
                || horizon_days || ' days as came; the checks promised '
            else 'The chances told on ' || as_of_date || ' for ' || horizon_days || ' days were worth a skill of ' || " ~ two_decimals('metric_value') ~ " || '; the checks promised '
            end || " ~ two_decimals('promised_lower') ~ " || ' to ' || " ~ two_decimals('promised_upper') ~ " || '.'",
            "'Train anew by make build; if that changes nothing, look at the drift of inputs.'"),
            ("case metric_name
            when 'predicted_to_actual' then 'С ' || as_of_date || ' за ' || " ~ counted('horizon_days', 'day', 'ru')
                ~ " || ' на каждого пришедшего покупателя ждали ' || replace(" ~ two_decimals('metric_value') ~ ", '.', ',') || '; проверки обещали '
            else 'Вероятности, названные ' || as_of_date || ' на ' || " ~ counted('horizon_days', 'day', 'ru')
                ~ " || ', оказались точнее средней доли на ' || replace(" ~ two_decimals('metric_value') ~ ", '.', ',') || '; проверки обещали '
            end || 'от ' || replace(" ~ two_decimals('promised_lower') ~ ", '.', ',') || ' до ' || replace(" ~ two_decimals('promised_upper') ~ ", '.', ',') || '.'",
            "'Обучите модель заново: make build; если это ничего не изменит, посмотрите на входные данные.'")
        ) }}
    from decayed

)

select * from final
