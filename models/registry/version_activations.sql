-- Which version predicted, in which order: a row whenever it changes, by a training or by going back.
-- The row counts once the whole run has passed and readers see it. A fit that is worse than the one in
-- use stops the run here, and with it the publication.

{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false,
    pre_hook="{% if is_incremental() %}
        {{ add_missing_columns(this, ref('fitted_version')) }}
        delete from {{ this }} where not is_published
    {% endif %}",
    post_hook="{{ forget_old_versions(this, ref('version_parameters')) }}"
) }}

with fitted as (

    select fitted_version.*
    from {{ ref('fitted_version') }} as fitted_version
    -- What can't be restored can't be gone back to.
    where fitted_version.version in (select kept.version from {{ ref('version_parameters') }} as kept)

),

active as (

    {% if is_incremental() -%}
    select * from {{ this }}
    where is_published
    qualify row_number() over (order by activation_number desc) = 1
    {%- else -%}
    -- A first build has none before it.
    select
        0 as activation_number,
        *
    from fitted
    where false
    {%- endif %}

),

final as (

    select
        coalesce(active.activation_number, 0) + 1 as activation_number,
        '{{ "kept fits" if is_scoring() else "training" }}' as activated_by,
        {% if is_scoring() -%}
        cast(null as varchar)
        {%- else -%}
        case when {{ can_be_compared() }} then active.version end
        {%- endif %} as compared_with,
        fitted.*,
        false as is_published
    from fitted
    left join active on true
    where
        coalesce(active.version, '') <> fitted.version
        {%- if not is_scoring() and var('fit_tolerance') < 1 %}
        and {{ is_no_worse('next_purchase') }}
        and {{ is_no_worse('next_items') }}
        and {{ is_no_worse_than_served() }}
        {%- endif %}

)

select * from final
