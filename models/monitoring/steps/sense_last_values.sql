-- What the latest publication of the same kind of sales, a shop's or the demo's, said of each measure.

with publications as (

    select * from {{ ref('last_publications') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

final as (

    select
        publications.measure as check_name,
        publications.measured_value,
        publications.is_let_through
    from publications
    inner join sales_window on publications.is_synthetic = sales_window.is_synthetic
    qualify row_number() over (
        partition by publications.measure
        order by publications.publication_number desc
    ) = 1

)

select * from final
