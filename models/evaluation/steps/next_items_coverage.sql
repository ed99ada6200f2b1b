-- The share of the sellable catalogue that stands in some buyer's list. A count of distinct things
-- can't be resampled with replacement (its replicates are all smaller), so its interval comes from
-- leaving out one group of customers at a time (the jackknife of Tukey, 1958).

with labels as (

    select * from {{ ref('next_items_listed_labels') }}

),

catalogue as (

    {%- for level, label in item_levels().items() %}
    select
        split_name,
        '{{ level }}' as item_level,
        cast(count(distinct {{ label }}) as double) as catalogue_size
    from {{ ref('item_features') }}
    where is_sellable
    group by split_name
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

buyer_counts as (

    select
        split_name,
        count(distinct customer_id) as customer_count
    from {{ ref('next_items_bought_labels') }}
    group by split_name

),

totals as (

    select
        split_name,
        model_name,
        item_level,
        k,
        count(*) as label_count
    from labels
    group by split_name, model_name, item_level, k

),

lost_by_group as (

    select
        split_name,
        model_name,
        item_level,
        k,
        first_group,
        count(*) as lost_count
    from labels
    where first_group = last_group
    group by split_name, model_name, item_level, k, first_group

),

-- Groups that lose nothing when left out have no row above but count in the mean and the spread.
spreads as (

    select
        split_name,
        model_name,
        item_level,
        k,
        sum(lost_count) / cast({{ var('resampling_groups') }} as double) as mean_lost,
        sum(power(lost_count, 2)) as squared_lost
    from lost_by_group
    group by split_name, model_name, item_level, k

),

final as (

    {%- set groups = var('resampling_groups') %}
    select
        totals.split_name,
        totals.model_name,
        totals.item_level,
        totals.k,
        buyer_counts.customer_count,
        totals.label_count / catalogue.catalogue_size as metric_value,
        1.96 * sqrt(
            ({{ groups }} - 1.0e0) / {{ groups }}
            * (coalesce(spreads.squared_lost, 0) - {{ groups }} * power(coalesce(spreads.mean_lost, 0), 2))
        ) / catalogue.catalogue_size as half_width,
        least(1, case
            when totals.item_level = 'item' then totals.k * buyer_counts.customer_count / catalogue.catalogue_size
            else 1
        end) as ceiling_value
    from totals
    inner join catalogue
        on totals.split_name = catalogue.split_name
            and totals.item_level = catalogue.item_level
    inner join buyer_counts on totals.split_name = buyer_counts.split_name
    left join spreads
        on totals.split_name = spreads.split_name
            and totals.model_name = spreads.model_name
            and totals.item_level = spreads.item_level
            and totals.k = spreads.k

)

select * from final
