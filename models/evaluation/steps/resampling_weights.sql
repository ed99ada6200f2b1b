-- How often each group of customers is drawn in each replicate: as many draws as there are groups,
-- with replacement (Efron's bootstrap), the same draws in every build. A group never drawn in a
-- replicate has no row.

with draws as (

    select
        replicates.number as replicate,
        {{ hash_bucket("replicates.number || ':' || draws.number", var('resampling_groups')) }} as resampling_group
    from {{ number_table(1, var('resampling_replicates')) }} as replicates
    cross join {{ number_table(1, var('resampling_groups')) }} as draws

),

final as (

    select
        replicate,
        resampling_group,
        count(*) as weight
    from draws
    group by replicate, resampling_group

)

select * from final
