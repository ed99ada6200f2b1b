{% macro forget_old_versions(activations, parameters) -%}
    {#- Keeps the parameters of the latest versions that readers have seen, the active one the first of them, and of the one
        that this run makes active; those of other versions, and of trainings that came to nothing, go. By the table's own
        name: with --empty a ref stands for a query of no rows, which nothing can be deleted from. -#}
    delete from {{ parameters.render() }}
    where version not in (
        select version from {{ activations }} where not is_published
        union all
        select version from (
            select version from {{ activations }} where is_published
            group by version order by max(activation_number) desc limit {{ var('keep_versions') }}
        ) as latest
    )
{%- endmacro %}
