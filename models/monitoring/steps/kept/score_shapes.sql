-- The chances of a night by hundredths of its customers, lowest first, each beside the night's average.

with kept as (

    select * from {{ ref('kept_predictions') }}

),

scores as (

    {%- for horizon in all_horizons() %}
    select
        as_of_date,
        {{ horizon }} as horizon_days,
        chance_{{ horizon }}d as chance
    from kept
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

ranked as (

    select
        as_of_date,
        horizon_days,
        chance,
        count(*) over everyone as customers,
        sum(chance) over everyone / cast(count(*) over everyone as double) as average_chance,
        row_number() over (
            partition by as_of_date, horizon_days
            order by chance
        ) - 1 as place
    from scores
    window everyone as (partition by as_of_date, horizon_days)

),

placed as (

    select
        *,
        cast(floor(100.0e0 * place / customers) as integer) + 1 as hundredth
    from ranked

),

final as (

    select
        as_of_date,
        horizon_days,
        hundredth,
        count(*) as customer_count,
        sum(chance) as chance_sum,
        sum(chance) / cast(count(*) as double) / nullif(max(average_chance), 0) as relative_chance
    from placed
    group by as_of_date, horizon_days, hundredth

)

select * from final
