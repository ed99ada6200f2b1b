-- What was paid for a row, decided once for a file: its amount, less a discount that is not in it yet;
-- without one its price times the quantity, unless the price is the whole row's.

with money_counts as (

    select * from {{ ref('money_counts') }}

),

amounts as (

    select
        source_file,
        'Amount' as column_name,
        case
            when both_rows > 0 and 2 * swapped_rows > telling_rows then 'price_is_total'
            when both_rows > 0 and 2 * same_rows > telling_rows then null
            when both_rows > 0 then 'amount_is_total'
            when several_rows > 0 and unit_price_items > 9 * line_total_items then 'unit_price'
            when several_rows > 0 and line_total_items > 9 * unit_price_items then 'line_total'
            when several_rows > 0 and unit_price_items + line_total_items > 0 then null
            when amount_alone_rows > 0 then 'line_total'
            else 'unit_price'
        end as proven_reading,
        product_rows + swapped_rows + unit_price_items + line_total_items > 0 as is_proven,
        case
            when both_rows > 0 then greatest(product_rows, swapped_rows)
            else greatest(unit_price_items, line_total_items)
        end as evidence_count,
        case
            when both_rows > 0 then same_rows + least(product_rows, swapped_rows)
            else least(unit_price_items, line_total_items)
        end as contradicting_count,
        row_count as cell_count,
        case
            when both_rows > 0
                then
                    'price and amount are the same in ' || cast(same_rows as varchar) || ' of the '
                    || cast(telling_rows as varchar) || ' rows with another quantity than one'
            else
                cast(unit_price_items as varchar) || ' items cost the same whatever the quantity, '
                || cast(line_total_items as varchar) || ' cost more the more of them'
        end as trouble,
        '{{ var("amount_column") }}' as setting,
        'set the var amount_column to unit_price or line_total' as remedy
    from money_counts

),

-- Of the price, a discount below a hundredth everywhere is none: such small numbers are per cent.
discounts as (

    select
        source_file,
        'Discount' as column_name,
        case
            when both_rows > 0 and 2 * gross_rows > discounted_rows then 'before'
            when both_rows > 0 then 'within'
            else 'before'
        end || case
            when unsigned_rows = 0 then '_percent'
            when 2 * money_rows > discounted_rows then '_money'
            when 2 * percent_rows > discounted_rows then '_percent'
            when highest_discount > 100 then '_money'
            when highest_share < 0.01 or highest_share > 1 then '_percent'
            when both_rows > 0 and 2 * gross_rows <= discounted_rows then '_money'
        end as proven_reading,
        unsigned_rows = 0 or money_rows + percent_rows > 0 as is_proven,
        greatest(money_rows, percent_rows) as evidence_count,
        least(money_rows, percent_rows) as contradicting_count,
        discounted_rows as cell_count,
        'nothing tells whether the discounts are money or per cent' as trouble,
        '{{ var("discount_column") }}' as setting,
        'set the var discount_column to money or percent' as remedy
    from money_counts
    where discounted_rows > 0

),

judged as (

    select * from amounts
    union all
    select * from discounts

),

final as (

    select
        source_file,
        column_name,
        case
            when is_proven and proven_reading is not null then proven_reading
            when setting = 'auto' then proven_reading
            when column_name = 'Discount' then 'before_' || setting
            else setting
        end as reading,
        case
            when is_proven and proven_reading is not null then 'cells'
            when setting <> 'auto' then 'setting'
            else 'default'
        end as decided_by,
        evidence_count,
        contradicting_count,
        cell_count,
        case
            when proven_reading is null and setting = 'auto'
                then source_file || ': column ' || column_name || ': ' || trouble || '. Correct the file, or ' || remedy || '.'
        end as question
    from judged

)

select * from final
