-- Whether to train, night by night, and why. A run that trains has decided; one that scores with kept fits says what
-- `make retrain-if-needed` is to do, or what came of it.

with earlier_decisions as (

    select last_decisions.*
    from {{ ref('last_decisions') }} as last_decisions
    inner join {{ ref('int_sales_window') }} as sales_window
        on last_decisions.is_synthetic = sales_window.is_synthetic
            and last_decisions.night <= sales_window.last_sale_date

),

facts as (

    select * from {{ ref('retraining_facts') }}

),

-- A night that has had its training is decided: what is scored after it changes nothing.
decided as (

    select
        facts.*,
        earlier_decisions.decision as last_decision,
        {% if is_scoring() -%}
        coalesce(earlier_decisions.reasons, facts.reasons) as told_reasons,
        case
            when facts.was_trained and facts.fit_age_days > 0 then 'kept'
            when facts.call_count = 0 or facts.hold_count > 0 then 'left_alone'
            when {{ dbt.datediff('facts.last_training', 'facts.night', 'day') }} < {{ var('retraining_rest_days') }}
                then 'left_alone'
            else 'needed'
        end as decision
        {%- else -%}
        coalesce(case when earlier_decisions.decision = 'needed' then earlier_decisions.reasons end, 'asked') as told_reasons,
        'promoted' as decision
        {%- endif %}
    from facts
    left join earlier_decisions on facts.night = earlier_decisions.night

),

worded as (

    select
        *,
        case
            when compared_night is null then ' No earlier night could be judged.'
            else ' In the ' || window_days || ' days after ' || compared_night || ' its squared error would have been '
                || cast(round(fitted_brier_score, 5) as varchar) || ', where what was told had '
                || cast(round(served_brier_score, 5) as varchar) || '.'
        end as comparison,
        case
            when hold_count > 0 then 'Left alone until the export is whole again: ' || holds || '.'
            when call_count > 0 then 'Left alone, since the last training was on ' || last_training || ', less than {{ var("retraining_rest_days") }} days ago.'
            else 'Left alone: nothing calls for a training of version ' || version || ', which is ' || fit_age_days || ' days old.'
        end as why_left_alone
    from decided

),

tonight as (

    select
        night,
        decision,
        case when decision = 'kept' then told_reasons when decision = 'promoted' then told_reasons else reasons end as reasons,
        case decision
            when 'promoted' then 'Trained (' || told_reasons || '): version ' || version || ' predicts.' || comparison
            when 'kept' then 'Trained, but version ' || version || ' goes on: the new fit did not replace it.' || comparison
                || case when is_worse_than_served then '' else ' The backtests speak against it, or somebody went back.' end
            when 'needed' then 'To be trained anew, since of the fit in use ' || version || ' this is so: ' || calls || '.'
            else why_left_alone
        end as sentence,
        version,
        fit_age_days,
        new_sale_count,
        coalesce(compared_night, judged_night) as judged_night,
        served_brier_score,
        fitted_brier_score,
        difference,
        difference_lower,
        difference_upper,
        is_synthetic
    from worded
    where {{ "coalesce(last_decision, '') not in ('promoted', 'kept')" if is_scoring() else "true" }}

),

final as (

    select * from tonight
    union all
    select earlier_decisions.*
    from earlier_decisions
    left join tonight on earlier_decisions.night = tonight.night
    where tonight.night is null

)

select * from final
qualify row_number() over (order by night desc) <= {{ var('kept_alarm_nights') }}
order by night desc
