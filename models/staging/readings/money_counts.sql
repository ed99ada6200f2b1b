-- How the columns of money go together in a file: which rows show the amount to be the price times the
-- quantity, and which a discount to be in it already. Without a row that has more than one of them,
-- there is nothing to show.

with numbered_sale_records as (

    select * from {{ ref('numbered_sale_records') }}
    where read_problem is null

),

rows_of_money as (

    select
        source_file,
        {{ item_key('item') }} as item_key,
        price_number is not null and amount_number is not null as has_both,
        price_number is null as has_amount_alone,
        abs(price_number) as price,
        abs(amount_number) as amount,
        abs(coalesce(amount_number, price_number)) as either_amount,
        abs(quantity_number) as quantity,
        abs(price_number * coalesce(quantity_number, 1)) as product,
        abs(discount_number) as discount,
        is_discount_percent,
        0.01 * greatest(1, abs(coalesce(quantity_number, 1))) as tolerance
    from numbered_sale_records
    where coalesce(amount_number, price_number) <> 0 and coalesce(quantity_number, 1) <> 0

),

-- What one item costs at several quantities: the same for each piece, or the same for each row.
items as (

    select
        source_file,
        max(either_amount) <= 1.001 * min(either_amount) as is_unit_price,
        max(either_amount / quantity) <= 1.001 * min(either_amount / quantity) as is_line_total
    from rows_of_money
    where quantity is not null and not has_both
    group by source_file, item_key
    having min(quantity) < max(quantity)

),

item_counts as (

    select
        source_file,
        count(*) filter (where is_unit_price and not is_line_total) as unit_price_items,
        count(*) filter (where is_line_total and not is_unit_price) as line_total_items
    from items
    group by source_file

),

row_counts as (

    select
        source_file,
        count(*) as row_count,
        count(*) filter (where has_both) as both_rows,
        count(*) filter (where has_amount_alone) as amount_alone_rows,
        count(*) filter (where quantity <> 1 and not has_both) as several_rows,
        count(*) filter (where has_both and quantity <> 1) as telling_rows,
        count(*) filter (where has_both and quantity <> 1 and abs(amount - product) <= tolerance) as product_rows,
        count(*) filter (where has_both and quantity <> 1 and abs(amount - price) <= tolerance) as same_rows,
        count(*) filter (
            where has_both and quantity <> 1 and abs(price - amount * quantity) <= tolerance
        ) as swapped_rows,
        count(*) filter (where discount > 0) as discounted_rows,
        count(*) filter (where discount > 0 and has_both and abs(amount - product) <= tolerance) as gross_rows,
        count(*) filter (
            where
            discount > 0 and has_both and not is_discount_percent
            and abs(product - discount - amount) <= tolerance
        ) as money_rows,
        count(*) filter (
            where
            discount > 0 and discount <= 100 and has_both
            and abs(product * (1 - discount / 100) - amount) <= greatest(tolerance, 0.005 * product)
        ) as percent_rows,
        count(*) filter (where discount > 0 and not is_discount_percent) as unsigned_rows,
        max(discount) filter (where not is_discount_percent) as highest_discount,
        max(discount / coalesce(amount, product)) filter (
            where discount > 0 and not is_discount_percent
        ) as highest_share
    from rows_of_money
    group by source_file

),

final as (

    select
        row_counts.*,
        coalesce(item_counts.unit_price_items, 0) as unit_price_items,
        coalesce(item_counts.line_total_items, 0) as line_total_items
    from row_counts
    left join item_counts on row_counts.source_file = item_counts.source_file

)

select * from final
