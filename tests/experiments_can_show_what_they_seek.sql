-- An experiment whose customers are too few to show the effect that it is declared for: `experiments.plan` says
-- what they can show. Before the start alone, when it can still be declared otherwise.
{{ config(severity='warn') }}

select distinct
    declarations.experiment_name,
    declarations.effect,
    plan.smallest_effect,
    plan.advice
from {{ ref('experiment_declarations') }} as declarations
inner join {{ ref('plan') }} as plan
    on declarations.population = plan.population
        and declarations.primary_metric = plan.metric_name
where
    not declarations.has_started
    and coalesce(plan.smallest_effect > declarations.effect, true)
