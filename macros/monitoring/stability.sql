{% macro smoothed_share(row_count, partition) -%}
    {#- A bin's share of its group's rows, with half a row more in each bin: one that is empty is far from one
        that is not, but not infinitely far. -#}
    ({{ row_count }} + 0.5e0) / (
            sum({{ row_count }}) over (partition by {{ partition }})
            + 0.5e0 * count(*) over (partition by {{ partition }})
        )
{%- endmacro %}


{% macro stability_index(found_share, before_share) -%}
    {#- The population stability index of a group's bins: the symmetric form of Kullback and Leibler's divergence. -#}
    {{ exact_sum("(" ~ found_share ~ " - " ~ before_share ~ ") * ln(" ~ found_share ~ " / " ~ before_share ~ ")") }}
{%- endmacro %}
