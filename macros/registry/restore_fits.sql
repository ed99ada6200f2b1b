{% macro is_scoring() -%}
    {#- Whether this run scores with kept fits, the setting KARAT_FITS: `active` or a version. -#}
    {{ return(env_var('KARAT_FITS', '') != '') }}
{%- endmacro %}


{% macro restore_fits() -%}
    {#- At the start of a run that scores with kept fits: puts those of the wanted version into the
        tables that scoring reads, or stops with a sentence. -#}
    {%- if execute and is_scoring() and flags.WHICH in ['build', 'run', 'retry'] and not flags.EMPTY -%}
        {%- set nodes = {} -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- do nodes.update({node.name: node}) -%}
            {%- if 'training' in node.tags and node.unique_id in selected_resources -%}
                {%- do stop("KARAT_FITS is set, so this run scores with kept fits, but its selection holds the "
                    ~ "model " ~ node.name ~ " of training: run make score, or add --exclude tag:training") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set activations = built_relation(nodes['version_activations']) -%}
        {%- set kept = built_relation(nodes['version_parameters']) -%}
        {%- set version = wanted_version(activations, kept) -%}
        {%- do stop_at_another_list_length(activations, version) -%}
        {%- for name, condition in fits().items() -%}
            {%- do restore_fit(built_relation(nodes[name]), name, condition, kept, version) -%}
        {%- endfor -%}
        {%- do stop_at_unknown_features(nodes, version) -%}
        {%- set current = built_relation(nodes['fitted_version']) -%}
        {%- set columns = adapter.get_columns_in_relation(current) | map(attribute='quoted') | join(', ') -%}
        {%- do run_query("delete from " ~ current) -%}
        {%- do run_query("insert into " ~ current ~ " by name select " ~ columns ~ " from " ~ activations
            ~ " where version = '" ~ version ~ "' order by activation_number desc limit 1") -%}
        {#- Statements of a hook are one transaction: all fits are of one version, or none has changed. -#}
        {%- do adapter.commit() -%}
        {%- do log("Scoring with the fits of version " ~ version, info=true) -%}
    {%- endif -%}
{%- endmacro %}


{% macro stop_at_unknown_features(nodes, version) -%}
    {#- Stops where the fits take a feature that this release does not make. One that they do not know yet
        changes none of their predictions. -#}
    {%- set features = {} -%}
    {%- for task in tasks() -%}
        {%- for family in families(task).values() -%}
            {%- do features.update(family.features or {}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name, (taken, made) in features.items() -%}
        {%- set unknown = run_query("select distinct feature from (select " ~ taken ~ " as feature from "
            ~ built_relation(nodes[name]) ~ ") as fitted where feature not in ('" ~ made | join("', '")
            ~ "') order by feature").columns[0].values() | join(', ') -%}
        {%- if unknown -%}
            {%- do stop("version " ~ version ~ " takes what this release does not make (" ~ name ~ ": " ~ unknown
                ~ "): train anew, by make build") -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro stop_at_another_list_length(activations, version) -%}
    {#- Stops where lists are to be longer or shorter than those that the version has learned hit shares for. -#}
    {%- set settings = fromjson(run_query("select settings from " ~ activations ~ " where version = '" ~ version
        ~ "' order by activation_number desc limit 1").columns[0].values()[0]) -%}
    {%- set had_limits = settings.lists_per_piece or settings.most_of_a_category -%}
    {%- set trained = list_length_under(settings.top_k, had_limits) -%}
    {%- if trained != list_length() -%}
        {%- do stop("version " ~ version ~ " was trained on lists of " ~ trained ~ " items, and this run asks for "
            ~ list_length() ~ " (vars top_k, lists_per_piece, most_of_a_category): set them as they were, or train anew, "
            ~ "by make build") -%}
    {%- endif -%}
{%- endmacro %}


{% macro built_relation(node) -%}
    {#- A model's table in the warehouse, or a sentence where there is none. -#}
    {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
    {%- if relation is none -%}
        {%- do stop("this warehouse holds no fits to score with (" ~ node.schema ~ "." ~ node.alias
            ~ " is missing): train once, by make build") -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}


{% macro wanted_version(activations, kept) -%}
    {#- The version that KARAT_FITS names; one that is not known, or whose parameters are not kept any more, stops
        the run. -#}
    {%- set known = run_query(
        "select version from " ~ activations ~ " where is_published and version in (select version from " ~ kept
        ~ ") group by version order by max(activation_number) desc"
    ).columns[0].values() | list -%}
    {%- set wanted = env_var('KARAT_FITS') -%}
    {%- if not known -%}
        {%- do stop("no version of the fits has ever been active in this warehouse: train once, by make build") -%}
    {%- elif wanted == 'active' -%}
        {{ return(known[0]) }}
    {%- elif wanted not in known -%}
        {%- do stop("there is no version " ~ wanted ~ " of the fits; known, the latest first: " ~ known | join(', ')) -%}
    {%- endif -%}
    {{ return(wanted) }}
{%- endmacro %}


{% macro restore_fit(relation, name, condition, kept, version) -%}
    {#- Puts a version's rows into a table of fits, in the order in which they were fitted, in the place of those
        that a version keeps; fits of other splits stay for the next training to take over. -#}
    {%- set fields = [] -%}
    {%- set names = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- do fields.append(column.quoted ~ " " ~ column.dtype) -%}
        {%- do names.append("'" ~ column.name ~ "'") -%}
    {%- endfor -%}
    {%- set rows = " from " ~ kept ~ " where version = '" ~ version ~ "' and fit_name = '" ~ name ~ "'" -%}
    {%- set others = run_query("select count(*)" ~ rows ~ " and list_sort(json_keys(parameters)) <> list_sort(["
        ~ names | join(', ') ~ "])") -%}
    {%- if others.columns[0].values()[0] > 0 -%}
        {%- do stop("the table " ~ name ~ " has another form than version " ~ version
            ~ " kept, which an earlier release fitted: train anew, by make build") -%}
    {%- endif -%}
    {%- do run_query("delete from " ~ relation ~ " as fit where " ~ condition) -%}
    {%- do run_query(
        "insert into " ~ relation ~ " by name select unnest(cast(cast(parameters as json) as struct("
        ~ fields | join(', ') ~ ")))" ~ rows ~ " order by position") -%}
{%- endmacro %}
