{% macro every_family() -%}
    {#- THE list: every family of models, by task. What is found by its name elsewhere (the union, the fits
        that a version keeps, reasons, the blend, the ablation) follows from here; docs/adding.md says how a
        family is added.
        - `standing`: `baseline` is always there and can't fail, a `contender` is fitted every night and may
          become champion, a `challenger` is fitted where the var `challengers` names it, as `make tournament`
          does;
        - `fits`: the tables that hold what it learned, those that today's predictions take;
        - `tells_failures`: the tables that hold a row for a split whose work failed, with the reason in the
          column `failure`;
        - `features`: per table of fits with named features, the SQL that names those a fit takes, and all that
          the project makes;
        - `contributions`: the table that tells why, where the family can tell;
        - `needs`: the family whose fits it scores with, without which it is off too;
        - `blended`: whether the blend takes it in, by weights that `blend_weights` learns;
        - `extra`: the extra of the package that it needs, where the default install does not do. -#}
    {{ return({
        'next_purchase': {
            'base_rate': {'standing': 'baseline', 'fits': ['base_rate_curves']},
            'hazard': {
                'standing': 'contender',
                'fits': ['hazard_fit'],
                'tells_failures': ['hazard_fit', 'next_purchase_scores__hazard'],
                'features': {'hazard_fit': ('unnest(feature_names)', hazard_features())},
                'contributions': 'hazard_contributions',
                'blended': true,
            },
            'cox': {
                'standing': 'contender',
                'fits': ['cox_fit'],
                'tells_failures': ['cox_fit'],
                'features': {'cox_fit': ('term', survival_covariates() | list)},
                'contributions': 'cox_contributions',
                'blended': true,
            },
            'bg_nbd': {'standing': 'contender', 'fits': ['bg_nbd_fit'], 'tells_failures': ['bg_nbd_fit'], 'blended': true},
            'blend': {'standing': 'contender', 'fits': ['blend_weights']},
            'random_forest': {
                'standing': 'challenger',
                'fits': ['random_forest_fit'],
                'tells_failures': ['random_forest_fit', 'next_purchase_scores__random_forest'],
                'features': {'random_forest_fit': ('unnest(feature_names)', survival_covariates() | list)},
            },
            'similar_customers': {
                'standing': 'challenger',
                'fits': ['similar_customers_fit'],
                'tells_failures': ['similar_customers_fit', 'next_purchase_scores__similar_customers'],
                'features': {'similar_customers_fit': ('unnest(feature_names)', survival_covariates() | list)},
            },
            'xgboost': {
                'standing': 'challenger',
                'fits': ['xgboost_fit'],
                'tells_failures': ['xgboost_fit', 'next_purchase_scores__xgboost'],
                'features': {'xgboost_fit': ('unnest(feature_names)', survival_covariates() | list)},
                'extra': 'xgboost',
            },
            'neural_hazard': {
                'standing': 'challenger',
                'fits': ['neural_hazard_fit'],
                'tells_failures': ['neural_hazard_fit', 'next_purchase_scores__neural_hazard'],
                'features': {'neural_hazard_fit': ('unnest(feature_names)', survival_covariates() | list)},
                'extra': 'neural',
            },
            'gru_hazard': {
                'standing': 'challenger',
                'fits': ['gru_hazard_fit'],
                'tells_failures': ['gru_hazard_fit', 'next_purchase_scores__gru_hazard'],
                'extra': 'neural',
            },
            'survival_forest': {
                'standing': 'challenger',
                'fits': ['survival_forest_fit'],
                'tells_failures': ['survival_forest_fit', 'next_purchase_scores__survival_forest'],
                'features': {'survival_forest_fit': ('unnest(feature_names)', survival_covariates() | list)},
                'extra': 'survival',
            },
            'arima': {
                'standing': 'challenger',
                'fits': ['arima_fit'],
                'tells_failures': ['arima_fit', 'next_purchase_scores__arima'],
                'needs': 'hazard',
                'extra': 'forecasts',
            },
            'prophet': {
                'standing': 'challenger',
                'fits': ['prophet_fit'],
                'tells_failures': ['prophet_fit', 'next_purchase_scores__prophet'],
                'needs': 'hazard',
                'extra': 'forecasts',
            },
            'mfles': {
                'standing': 'challenger',
                'fits': ['mfles_fit'],
                'tells_failures': ['mfles_fit', 'next_purchase_scores__mfles'],
                'needs': 'hazard',
                'extra': 'forecasts',
            },
        },
        'next_items': {
            'als': {'standing': 'contender', 'tells_failures': ['als_factors', 'next_items_scores__als']},
            'als_archetype': {
                'standing': 'contender',
                'tells_failures': ['als_factors', 'next_items_scores__als_archetype'],
                'needs': 'als',
            },
            'item_ranker': {
                'standing': 'contender',
                'fits': ['item_ranker_fit', 'item_resale_rates', 'latent_classes'],
                'tells_failures': ['item_ranker_fit', 'latent_classes', 'next_items_scores__item_ranker'],
                'features': {'item_ranker_fit': ('unnest(feature_names)', ranker_features() | list)},
            },
            'popularity': {'standing': 'baseline'},
            'repeat_popularity': {'standing': 'contender'},
            'item_knn': {
                'standing': 'challenger',
                'fits': ['item_knn_fit'],
                'tells_failures': ['item_knn_fit', 'next_items_scores__item_knn'],
            },
            'item_knn_archetype': {
                'standing': 'challenger',
                'fits': ['item_knn_archetype_fit'],
                'tells_failures': ['item_knn_archetype_fit', 'next_items_scores__item_knn_archetype'],
            },
            'user_knn': {
                'standing': 'challenger',
                'fits': ['user_knn_fit'],
                'tells_failures': ['user_knn_fit', 'next_items_scores__user_knn'],
            },
            'user_knn_archetype': {
                'standing': 'challenger',
                'fits': ['user_knn_archetype_fit'],
                'tells_failures': ['user_knn_archetype_fit', 'next_items_scores__user_knn_archetype'],
            },
            'truncated_svd': {
                'standing': 'challenger',
                'fits': ['truncated_svd_fit'],
                'tells_failures': ['truncated_svd_fit', 'next_items_scores__truncated_svd'],
            },
            'truncated_svd_archetype': {
                'standing': 'challenger',
                'fits': ['truncated_svd_archetype_fit'],
                'tells_failures': ['truncated_svd_archetype_fit', 'next_items_scores__truncated_svd_archetype'],
            },
            'surprise_svd': {
                'standing': 'challenger',
                'fits': ['surprise_svd_fit'],
                'tells_failures': ['surprise_svd_fit', 'next_items_scores__surprise_svd'],
                'extra': 'ratings',
            },
            'surprise_svd_archetype': {
                'standing': 'challenger',
                'fits': ['surprise_svd_archetype_fit'],
                'tells_failures': ['surprise_svd_archetype_fit', 'next_items_scores__surprise_svd_archetype'],
                'extra': 'ratings',
            },
            'nmf': {
                'standing': 'challenger',
                'fits': ['nmf_fit'],
                'tells_failures': ['nmf_fit', 'next_items_scores__nmf'],
            },
            'nmf_archetype': {
                'standing': 'challenger',
                'fits': ['nmf_archetype_fit'],
                'tells_failures': ['nmf_archetype_fit', 'next_items_scores__nmf_archetype'],
            },
            'gru4rec': {
                'standing': 'challenger',
                'fits': ['gru4rec_fit'],
                'tells_failures': ['gru4rec_fit', 'next_items_scores__gru4rec'],
                'extra': 'neural',
            },
            'gru4rec_archetype': {
                'standing': 'challenger',
                'fits': ['gru4rec_archetype_fit'],
                'tells_failures': ['gru4rec_archetype_fit', 'next_items_scores__gru4rec_archetype'],
                'extra': 'neural',
            },
            'sasrec': {
                'standing': 'challenger',
                'fits': ['sasrec_fit'],
                'tells_failures': ['sasrec_fit', 'next_items_scores__sasrec'],
                'extra': 'neural',
            },
            'sasrec_archetype': {
                'standing': 'challenger',
                'fits': ['sasrec_archetype_fit'],
                'tells_failures': ['sasrec_archetype_fit', 'next_items_scores__sasrec_archetype'],
                'extra': 'neural',
            },
            'bert4rec': {
                'standing': 'challenger',
                'fits': ['bert4rec_fit'],
                'tells_failures': ['bert4rec_fit', 'next_items_scores__bert4rec'],
                'extra': 'neural',
            },
            'bert4rec_archetype': {
                'standing': 'challenger',
                'fits': ['bert4rec_archetype_fit'],
                'tells_failures': ['bert4rec_archetype_fit', 'next_items_scores__bert4rec_archetype'],
                'extra': 'neural',
            },
            'mult_vae': {
                'standing': 'challenger',
                'fits': ['mult_vae_fit'],
                'tells_failures': ['mult_vae_fit', 'next_items_scores__mult_vae'],
                'extra': 'neural',
            },
            'mult_vae_archetype': {
                'standing': 'challenger',
                'fits': ['mult_vae_archetype_fit'],
                'tells_failures': ['mult_vae_archetype_fit', 'next_items_scores__mult_vae_archetype'],
                'extra': 'neural',
            },
            'ncf': {
                'standing': 'challenger',
                'fits': ['ncf_fit'],
                'tells_failures': ['ncf_fit', 'next_items_scores__ncf'],
                'extra': 'neural',
            },
            'ncf_archetype': {
                'standing': 'challenger',
                'fits': ['ncf_archetype_fit'],
                'tells_failures': ['ncf_archetype_fit', 'next_items_scores__ncf_archetype'],
                'extra': 'neural',
            },
            'two_tower': {
                'standing': 'challenger',
                'fits': ['two_tower_fit'],
                'tells_failures': ['two_tower_fit', 'next_items_scores__two_tower'],
                'extra': 'neural',
            },
        },
        'customer_value': {
            'base_spend': {'standing': 'baseline', 'fits': ['base_spend_curves']},
            'credible_spend': {'standing': 'contender', 'fits': ['credible_spend_levels', 'credible_spend_repeats']},
            'gamma_gamma': {
                'standing': 'contender',
                'fits': ['gamma_gamma_fit'],
                'tells_failures': ['gamma_gamma_fit', 'customer_value_scores__gamma_gamma'],
                'needs': 'bg_nbd',
            },
        },
    }) }}
{%- endmacro %}


{% macro families(task) -%}
    {#- The families of a task that are switched on, by name; see `every_family`. -#}
    {%- set switched_on = {} -%}
    {%- set switched_off = var('switched_off_families', []) -%}
    {%- set challengers = var('challengers', []) -%}
    {%- for name, family in every_family()[task].items()
        if name not in switched_off and family.needs not in switched_off
        and (family.standing != 'challenger' or name in challengers or 'all' in challengers) -%}
        {%- do switched_on.update({name: family}) -%}
    {%- endfor -%}
    {{ return(switched_on) }}
{%- endmacro %}


{% macro tasks() -%}
    {#- The tasks: WHEN a customer buys next, WHAT, and for HOW MUCH. -#}
    {{ return(['next_purchase', 'next_items', 'customer_value']) }}
{%- endmacro %}


{% macro baseline_of(task) -%}
    {#- The family that learns least: it stands where nothing could be measured, or learned. -#}
    {%- for name, family in families(task).items() if family.standing == 'baseline' -%}
        {{ return(name) }}
    {%- endfor -%}
{%- endmacro %}


{% macro blended_families() -%}
    {#- The families whose cumulative hazards the blend averages. -#}
    {%- set parts = [] -%}
    {%- for name, family in families('next_purchase').items() if family.blended -%}
        {%- do parts.append(name) -%}
    {%- endfor -%}
    {{ return(parts) }}
{%- endmacro %}


{% macro fits() -%}
    {#- The tables that hold what was learned, and which rows of each, called `fit`, today's predictions
        take: what a version keeps, and what scoring without training restores. Beside what the families
        keep, what is learned of all of them. -#}
    {%- set of_today = "fit.split_name = 'today'" -%}
    {%- set of_every_split = "fit.split_name is not null" -%}
    {%- set kept = {
        'customer_value_ranking': of_every_split,
        'next_items_hit_shares': of_today,
        'next_items_ranking': of_every_split,
        'next_purchase_ranking': of_every_split,
    } -%}
    {%- for task in tasks() -%}
        {%- for family in families(task).values() -%}
            {%- for name in family.fits or [] -%}
                {%- do kept.update({name: of_today}) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(dict(kept | dictsort)) }}
{%- endmacro %}
