-- Who the sales are known to be of. The first six measures share the rows among them.

{% set measures = {
    'phone': 'Known by a phone.',
    'name_with_phone': 'No phone in the row, but its full name has exactly one in the export: that customer.',
    'name': 'Known by a name that has no phone, or by a single word.',
    'ambiguous_name': 'The name has several phones and the row none: a customer of the name alone. Fill in the phone.',
    'nobody': 'Neither a phone nor a name of a person: sales of the shop that nobody is known to have made.',
    'forgotten': 'Of customers who asked to be forgotten.',
    'stand_in_by_form': 'The phone stands for none by its form, such as one digit repeated: known by the name, if at all.',
    'stand_in_by_names': 'More names share the phone than a family has: known by the name, if at all. Leave the cell empty instead.',
} -%}

with counted as (

    select * from {{ ref('stg_identity_counts') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

measures as (

    {%- for measure, meaning in measures.items() %}
    select
        {{ loop.index }} as measure_number,
        '{{ measure }}' as measure,
        '{{ meaning }}' as meaning
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

final as (

    select
        measures.measure_number,
        measures.measure,
        coalesce(counted.row_count, 0) as row_count,
        coalesce(counted.customer_count, 0) as customer_count,
        coalesce(counted.stand_in_phone_count, 0) as stand_in_phone_count,
        measures.meaning,
        sales_window.is_synthetic
    from measures
    left join counted on measures.measure = counted.measure
    cross join sales_window

)

select * from final
