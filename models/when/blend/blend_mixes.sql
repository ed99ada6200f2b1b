-- Every way to part five fifths among the parts.

{% set parts = blended_families() -%}
with final as (

    select
        row_number() over (order by {{ parts | join('.number, ') }}.number) as candidate_number,
        {%- for part in parts %}
        {{ part }}.number / 5.0e0 as {{ part }}_weight{{ "," if not loop.last }}
        {%- endfor %}
    from {{ number_table(0, 5) }} as {{ parts | join(' cross join ' ~ number_table(0, 5) ~ ' as ') }}
    where {{ parts | join('.number + ') }}.number = 5

)

select * from final
