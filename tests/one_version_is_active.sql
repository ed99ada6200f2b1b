-- The marts are predicted by one version of the fits, the one whose fits stand in the tables now.
select
    registry.version,
    registry.is_active,
    fitted_version.version as fitted_version
from {{ ref('model_registry') }} as registry
full outer join {{ ref('fitted_version') }} as fitted_version on registry.version = fitted_version.version
where coalesce(registry.is_active, false) <> (fitted_version.version is not null)
