-- The pieces that were sold. The first of a row has the id that the row always had.

with piece_records as (

    select * from {{ ref('piece_records') }}
    where kind is null

),

final as (

    select
        * exclude (piece_price),
        piece_price as sale_price,
        {{ hashed_id(
            "source_file || ':' || source_row || case when piece_number > 1 then ':' || piece_number else '' end"
        ) }} as sale_id
    from piece_records

)

select * from final
