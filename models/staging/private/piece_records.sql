-- The pieces that were sold or came back: a row of three pieces is three, which share its money to the cent.
-- A part of a piece, or more of them than a shop sells at once, is one: that quantity is a length, a weight or an error.

{{ config(materialized='view') }}

with records as (

    select * from {{ ref('identified_sale_records') }}
    where kind is null or kind = 'return'

),

counted as (

    select
        *,
        case
            when abs(row_quantity) = floor(abs(row_quantity))
                and abs(row_quantity) between 2 and {{ var('highest_quantity', 1000) }}
                and abs(row_amount) * 100 >= abs(row_quantity)
                then cast(abs(row_quantity) as integer)
            else 1
        end as piece_count
    from records

),

pieces as (

    select
        *,
        {{ numbers_up_to('piece_count') }} as piece_number
    from counted

),

-- What the pieces up to one cost, less what those before it did: cents are shared out evenly, and none is lost.
final as (

    select
        * exclude (piece_count, piece_number),
        cast(piece_number as integer) as piece_number,
        cast(
            {{ money_of_pieces('piece_number') }} - {{ money_of_pieces('piece_number - 1') }} as decimal(18, 2)
        ) as piece_price
    from pieces

)

select * from final
