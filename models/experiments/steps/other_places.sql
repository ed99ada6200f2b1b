-- What each other list would have put into the places that were shown: the published order, and the lists of the
-- file that were made before.

with logged_lists as (

    select * from {{ ref('logged_lists') }}

),

shown as (

    select * from logged_lists
    where rank is not null

),

shown_days as (

    select distinct
        customer_id,
        shown_on
    from shown

),

-- The last one made before the day: it knows nothing of what was bought then.
known_lists as (

    select
        other_lists.list_name,
        other_lists.customer_id,
        other_lists.rank,
        other_lists.item_id
    from {{ ref('stg_other_lists') }} as other_lists
    inner join shown_days
        on other_lists.customer_id = shown_days.customer_id
            and other_lists.made_on < shown_days.shown_on
    qualify other_lists.made_on = max(other_lists.made_on) over (partition by other_lists.list_name, other_lists.customer_id)

),

every_list as (

    select
        'as_ranked' as list_name,
        customer_id,
        published_rank as rank,
        item_id
    from logged_lists
    union all
    select
        list_name,
        customer_id,
        rank,
        item_id
    from known_lists

),

final as (

    select
        every_list.list_name,
        every_list.customer_id,
        every_list.rank,
        every_list.item_id,
        -- What was no candidate could not be shown: nothing is known of it.
        candidates.probability,
        shown.probability as shown_probability,
        shown.is_bought,
        case when every_list.item_id = shown.item_id then 1 / shown.propensity else 0 end as weight
    from every_list
    inner join shown
        on every_list.customer_id = shown.customer_id
            and every_list.rank = shown.rank
    left join logged_lists as candidates
        on every_list.customer_id = candidates.customer_id
            and every_list.item_id = candidates.item_id

)

select * from final
