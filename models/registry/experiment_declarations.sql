-- What was declared before a sale of an experiment's days was known. Until it starts, a declaration is what the
-- file says; from then on it stays, whatever the file says, and a file that says otherwise stops the run here.

{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false,
    pre_hook="{% if is_incremental() %}
        update {{ this }} set has_started = true
        where starts_on <= (select last_sale_date from {{ ref('int_sales_window') }});
        delete from {{ this }} where not has_started
    {% endif %}"
) }}

with declared as (

    select * from {{ ref('stg_experiments') }}

),

sales_window as (

    select * from {{ ref('int_sales_window') }}

),

populations as (

    select distinct rfm_segment as population
    from {{ ref('rfm_segments') }}
    union
    select 'all' as population

),

started as (

    select distinct
        experiment_name,
        fingerprint
    from {% if is_incremental() %}{{ this }}{% else %}{{ ref('stg_experiments') }}
    where false{% endif %}

),

final as (

    select
        declared.*,
        sales_window.last_sale_date as as_of_date,
        false as has_started
    from declared
    cross join sales_window
    left join started on declared.experiment_name = started.experiment_name
    left join populations on declared.population = populations.population
    where
        {{ fail_when("started.fingerprint <> declared.fingerprint",
            "'The experiment ' || declared.experiment_name || ' has started and is declared otherwise now: declare it as it was (registry.experiment_declarations), or leave it out of KARAT_EXPERIMENTS, where it stays as it was. What is to be otherwise takes a new name and a later start.'") }}
        and started.experiment_name is null
        and {{ fail_when("started.experiment_name is null and declared.starts_on <= sales_window.last_sale_date",
            "'The experiment ' || declared.experiment_name || ' starts on ' || cast(declared.starts_on as varchar) || ', but sales until ' || cast(sales_window.last_sale_date as varchar) || ' are known and this warehouse has no declaration from before: an experiment is declared before it starts. Give it a start after that day, or leave it out of KARAT_EXPERIMENTS.'") }}
        and {{ fail_when("started.experiment_name is null and populations.population is null",
            "'The experiment ' || declared.experiment_name || ' has the unknown population ' || declared.population || ': write all, or a segment of the seed rfm_segments.'") }}

)

select * from final
