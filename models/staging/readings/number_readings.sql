-- The number in each spelling, by the mark that its file's column has before the decimals. What is one
-- number alone whatever the mark (`12 500,00` among points) is that number.

with number_parts as (

    select * from {{ ref('number_parts') }}

),

number_evidence as (

    select * from {{ ref('number_evidence') }}

),

read_numbers as (

    select
        number_parts.*,
        case
            when not number_parts.is_word_known then null
            when number_evidence.reading = 'decimal_comma'
                then coalesce(number_parts.number_by_comma, number_parts.number_by_point)
            else coalesce(number_parts.number_by_point, number_parts.number_by_comma)
        end as number_value
    from number_parts
    left join number_evidence
        on
            number_parts.source_file = number_evidence.source_file
            and number_parts.column_name = number_evidence.column_name

),

final as (

    select
        source_file,
        column_name,
        raw_number,
        cell_count,
        cell_form,
        is_blank,
        is_percent,
        currency,
        number_value
    from read_numbers

)

select * from final
