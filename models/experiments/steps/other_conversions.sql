-- What a customer adds to the sums that other lists' conversions are made of, over the places that could be shown.

with places as (

    select * from {{ ref('other_places') }}

),

-- How much of what was promised for what was shown came: promises are for another number of days.
kept as (

    select count(*) filter (where is_bought) / nullif({{ exact_sum('probability', 38) }}, 0) as kept_share
    from {{ ref('logged_lists') }}
    where rank is not null

),

promised as (

    select
        places.*,
        coalesce(kept.kept_share, 0) * places.probability as expected,
        coalesce(kept.kept_share, 0) * places.shown_probability as shown_expected
    from places
    cross join kept

),

final as (

    select
        list_name,
        customer_id,
        count(*) as place_count,
        count(probability) as possible_count,
        coalesce({{ exact_sum('weight', 38) }}, 0) as weight,
        coalesce({{ exact_sum('weight * weight', 38) }}, 0) as squared_weight,
        coalesce({{ exact_sum('case when is_bought then weight else 0 end', 38) }}, 0) as bought_weight,
        coalesce({{ exact_sum('case when is_bought then weight * weight else 0 end', 38) }}, 0) as squared_bought_weight,
        coalesce({{ exact_sum(
            'expected + weight * (case when is_bought then 1 else 0 end - shown_expected)', 38
        ) }}, 0) as doubly_robust
    from promised
    group by list_name, customer_id

)

select * from final
