-- Exports that overlap bring a sale twice. So a row that stands in several files counts as often as
-- the file that has it most often; two identical rows of one file are two sales.

with classified_sale_records as (

    select * from {{ ref('classified_sale_records') }}

),

-- With one file there is nothing to compare.
file_span as (

    select min(source_file) < max(source_file) as has_several_files
    from classified_sale_records

),

-- Bonus points are left out: they are the customer's on the day of the export, not of the sale.
keyed as (

    select
        classified_sale_records.source_file,
        classified_sale_records.source_row,
        {{ row_key([
            'sale_moment',
            'row_amount',
            'row_quantity',
            'kind',
            "replace(lower(item_name), 'ё', 'е')",
            'name_key',
            'lower(first_name)',
            phone_digits('raw_phone'),
            'lower(' ~ squeeze('raw_town') ~ ')',
            'lower(' ~ squeeze('raw_format') ~ ')',
        ]) }} as content_key
    from classified_sale_records
    cross join file_span
    where classified_sale_records.reason is null and file_span.has_several_files

),

shared_keys as (

    select content_key
    from keyed
    group by content_key
    having min(source_file) < max(source_file)

),

copies as (

    select
        keyed.*,
        row_number() over (
            partition by keyed.content_key, keyed.source_file
            order by keyed.source_row
        ) as copy_number
    from keyed
    inner join shared_keys on keyed.content_key = shared_keys.content_key

),

-- The first file keeps the sale, so that its id stays when a newer file joins.
repeats as (

    select
        source_file,
        source_row
    from copies
    qualify row_number() over (partition by content_key, copy_number order by source_file) > 1

),

final as (

    select
        classified_sale_records.source_file,
        classified_sale_records.source_row,
        classified_sale_records.raw_first_name,
        classified_sale_records.raw_full_name,
        classified_sale_records.raw_phone,
        classified_sale_records.raw_town,
        classified_sale_records.raw_bonus_points,
        classified_sale_records.raw_item,
        classified_sale_records.raw_date,
        classified_sale_records.raw_price,
        classified_sale_records.raw_format,
        classified_sale_records.raw_status,
        classified_sale_records.raw_operation,
        classified_sale_records.raw_receipt,
        classified_sale_records.extra_cells,
        classified_sale_records.first_name,
        classified_sale_records.full_name,
        classified_sale_records.name_key,
        classified_sale_records.item_name,
        classified_sale_records.sale_moment,
        classified_sale_records.sale_date,
        classified_sale_records.row_quantity,
        classified_sale_records.row_amount,
        classified_sale_records.kind,
        classified_sale_records.bonus_points,
        classified_sale_records.is_synthetic,
        coalesce(
            classified_sale_records.reason,
            case when repeats.source_row is not null then 'repeated_in_another_file' end
        ) as reason
    from classified_sale_records
    left join repeats
        on
            classified_sale_records.source_file = repeats.source_file
            and classified_sale_records.source_row = repeats.source_row

)

select * from final
