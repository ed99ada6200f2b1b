-- Are the probabilities as large as what happened? By tenths of the customers, lowest first.

with judged as (

    select * from {{ ref('next_purchase_judged') }}

),

sales_window as (

    select is_synthetic from {{ ref('int_sales_window') }}

),

-- Tenths by rank, so that each holds as many customers however many share a probability.
ranked as (

    select
        split_name,
        model_name,
        horizon_days,
        probability,
        has_bought,
        probability_rank,
        count(*) over (partition by split_name, model_name, horizon_days) as customers
    from judged

),

final as (

    select
        ranked.split_name,
        ranked.model_name,
        ranked.horizon_days,
        cast(10 - floor(10.0e0 * (ranked.probability_rank - 1) / ranked.customers) as integer) as decile,
        count(*) as customer_count,
        {{ exact_sum('ranked.probability') }} / count(*) as mean_probability,
        avg(cast(ranked.has_bought as double)) as bought_share,
        sales_window.is_synthetic
    from ranked
    cross join sales_window
    group by
        ranked.split_name,
        ranked.model_name,
        ranked.horizon_days,
        cast(10 - floor(10.0e0 * (ranked.probability_rank - 1) / ranked.customers) as integer),
        sales_window.is_synthetic

)

select * from final
