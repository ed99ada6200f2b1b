-- Which campaign takes which customer. They take in turn, in the file's order: each from those whom none before it
-- took, the greatest gain first, until it has as many contacts as it may; a control on the way is listed along.

with recursive candidates as (

    select
        *,
        max(campaign_number) over () as last_turn
    from {{ ref('campaign_candidates') }}

),

turns as (

    select
        campaign_number,
        customer_id,
        arm,
        most_contacts,
        expected_gain,
        last_turn,
        cast(0 as bigint) as turn,
        false as is_taken
    from candidates
    union all
    select
        campaign_number,
        customer_id,
        arm,
        most_contacts,
        expected_gain,
        last_turn,
        turn + 1 as turn,
        is_taken or (campaign_number = turn + 1 and is_free and contacts_before < most_contacts) as is_taken
    from (
        select
            *,
            coalesce(sum(case when is_free and arm <> 'control' then 1 else 0 end) over (
                partition by campaign_number
                order by expected_gain desc, customer_id asc
                rows between unbounded preceding and 1 preceding
            ), 0) as contacts_before
        from (
            select
                *,
                not bool_or(is_taken) over (partition by customer_id) as is_free
            from turns
            where turn < last_turn and (is_taken or campaign_number > turn)
        ) as known
    ) as counted

),

final as (

    select
        campaign_number,
        customer_id,
        cast(row_number() over (partition by campaign_number order by expected_gain desc, customer_id asc) as integer) as rank
    from turns
    where turn = last_turn and is_taken

)

select * from final
