-- The item metrics as sums over a group of customers, each beside what a list that knew the answer
-- would get: value = numerator / denominator, ceiling = best / denominator.

with customer_hits as (

    select * from {{ ref('next_items_customer_hits') }}

),

ideal_gains as (

    select
        counter.number as most_hits,
        {{ exact_sum('ln(2) / ln(ranks.number + 1)') }} as ideal_gain
    from {{ number_table(1, judged_list_lengths() | max) }} as counter
    inner join {{ number_table(1, judged_list_lengths() | max) }} as ranks on counter.number >= ranks.number
    group by counter.number

),

rated as (

    select
        customer_hits.*,
        customer_hits.discounted_gain / ideal_gains.ideal_gain as normalised_gain,
        customer_hits.bought_first_time_count as first_time_count,
        customer_hits.found_count - customer_hits.found_repeat_count as found_first_time_count
    from customer_hits
    inner join ideal_gains on customer_hits.most_hits = ideal_gains.most_hits

),

final as (

    {%- set metrics = [
        ('precision', 'hit_count / cast(k as double)', 'most_hits / cast(k as double)', 'true'),
        ('capped_precision', 'hit_count / cast(most_hits as double)', '1', 'true'),
        ('recall', 'found_count / cast(bought_count as double)',
            'least(k, bought_count) / cast(bought_count as double)', 'true'),
        ('hit_rate', 'case when hit_count > 0 then 1 else 0 end', '1', 'true'),
        ('ndcg', 'normalised_gain', '1', 'true'),
        ('map', 'precision_at_hits / most_hits', '1', 'true'),
        ('recall_repeat', 'found_repeat_count / cast(bought_repeat_count as double)',
            'least(k, bought_repeat_count) / cast(bought_repeat_count as double)', 'bought_repeat_count > 0'),
        ('recall_first_time', 'found_first_time_count / cast(first_time_count as double)',
            'least(k, first_time_count) / cast(first_time_count as double)', 'first_time_count > 0'),
        ('diversity', 'label_count / cast(k as double)', '1', 'true'),
        ('reachable', 'reachable_count / cast(bought_count as double)', '1', 'true'),
    ] %}
    {%- for metric, value, best, condition in metrics %}
    select
        split_name,
        model_name,
        item_level,
        '{{ metric }}' as metric_name,
        k,
        resampling_group,
        count(*) as customer_count,
        {{ exact_sum(value) }} as numerator,
        cast(count(*) as double) as denominator,
        {{ exact_sum(best) }} as best
    from rated
    where {{ condition }}
    group by split_name, model_name, item_level, k, resampling_group
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select * from final
