-- The parameters of every version there has been: what rolling back restores.

{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

with fitted_version as (

    select version from {{ ref('fitted_version') }}
    {%- if is_incremental() %}
    where version not in (select version from {{ this }})
    {%- endif %}

),

final as (

    select
        fitted_version.version,
        parameters.fit_name,
        parameters.position,
        parameters.parameters
    from fitted_version
    cross join {{ ref('fitted_parameters') }} as parameters

)

select * from final
