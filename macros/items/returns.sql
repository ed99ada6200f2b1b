{% macro ways_to_pair() -%}
    {#- How a return finds its sale, the surest way first: what both have to share, which of them are
        looked at, and whether the sale has to be the only one that is left. -#}
    {%- set nobodys = "customer_id is null" -%}
    {%- set somebodys = "customer_id is not null" -%}
    {{ return([
        {'shared': ['customer_id', 'item_id', 'amount'], 'sales': somebodys, 'returns': somebodys, 'alone': false},
        {'shared': ['customer_id', 'item_id'], 'sales': somebodys, 'returns': somebodys, 'alone': false},
        {'shared': ['raw_receipt', 'item_id', 'amount'], 'sales': 'raw_receipt is not null',
            'returns': 'raw_receipt is not null', 'alone': false},
        {'shared': ['item_id', 'amount'], 'sales': nobodys, 'returns': nobodys, 'alone': false},
        {'shared': ['item_id', 'amount'], 'sales': somebodys, 'returns': nobodys, 'alone': true},
        {'shared': ['item_id', 'amount'], 'sales': nobodys, 'returns': somebodys, 'alone': true},
    ]) }}
{%- endmacro %}


{% macro pairs_of_returns(events, way) -%}
    {#- Each return beside the latest sale before it that no other return took back, among the events
        that share the way's columns. Sales pile up and a return takes the top one off: how high the
        pile stands pairs the two, without any join of rows with rows. A return that finds no pile
        lowers what later ones are measured from. -#}
    (
        with steps as (

            select
                *,
                sum(case when is_return then -1 else 1 end) over (
                    partition by {{ way.shared | join(', ') }} order by event_number
                    rows between unbounded preceding and current row
                ) as height
            from {{ events }}
            where (not is_return and {{ way.sales }}) or (is_return and {{ way.returns }})

        ),

        grounded as (

            select
                *,
                least(0, min(height) over (
                    partition by {{ way.shared | join(', ') }} order by event_number
                    rows between unbounded preceding and current row
                )) as ground,
                least(0, coalesce(min(height) over (
                    partition by {{ way.shared | join(', ') }} order by event_number
                    rows between unbounded preceding and 1 preceding
                ), 0)) as ground_before
            from steps

        ),

        piled as (

            select
                *,
                height - ground + case when is_return then 1 else 0 end as place_in_pile
            from grounded
            where ground = ground_before

        ),

        beside as (

            select
                *,
                lag(sale_id) over (
                    partition by {{ way.shared | join(', ') }}, place_in_pile order by event_number
                ) as paired_sale_id
            from piled

        )

        select
            event_number,
            paired_sale_id as sale_id
        from beside
        where is_return{{ ' and place_in_pile = 1' if way.alone }}
    )
{%- endmacro %}
