-- Exports that overlap bring a sale twice. So a row that stands in several files counts as often as
-- the file that has it most often; two identical rows of one file are two sales.

with typed_sale_records as (

    select * from {{ ref('typed_sale_records') }}

),

-- With one file there is nothing to compare.
file_span as (

    select min(source_file) < max(source_file) as has_several_files
    from typed_sale_records

),

-- Bonus points are left out: they are the customer's on the day of the export, not of the sale.
keyed as (

    select
        typed_sale_records.source_file,
        typed_sale_records.source_row,
        {{ row_key([
            'sale_moment',
            'sale_price',
            "replace(lower(item_name), 'ё', 'е')",
            'name_key',
            'lower(first_name)',
            phone_digits('raw_phone'),
            'lower(' ~ squeeze('raw_town') ~ ')',
            'lower(' ~ squeeze('raw_format') ~ ')',
        ]) }} as content_key
    from typed_sale_records
    cross join file_span
    where typed_sale_records.reason is null and file_span.has_several_files

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
        typed_sale_records.source_file,
        typed_sale_records.source_row,
        typed_sale_records.raw_first_name,
        typed_sale_records.raw_full_name,
        typed_sale_records.raw_phone,
        typed_sale_records.raw_town,
        typed_sale_records.raw_bonus_points,
        typed_sale_records.raw_item,
        typed_sale_records.raw_date,
        typed_sale_records.raw_price,
        typed_sale_records.raw_format,
        typed_sale_records.extra_cells,
        typed_sale_records.first_name,
        typed_sale_records.full_name,
        typed_sale_records.name_key,
        typed_sale_records.item_name,
        typed_sale_records.sale_date,
        typed_sale_records.sale_price,
        typed_sale_records.bonus_points,
        typed_sale_records.is_synthetic,
        coalesce(
            typed_sale_records.reason,
            case when repeats.source_row is not null then 'repeated_in_another_file' end
        ) as reason
    from typed_sale_records
    left join repeats
        on
            typed_sale_records.source_file = repeats.source_file
            and typed_sale_records.source_row = repeats.source_row

)

select * from final
