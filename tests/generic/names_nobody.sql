{% test names_nobody(model) %}
    {#- No text of the table is the full name of a customer or holds a customer's phone. The columns are
        looked up, so that a column that joins the table later is read too. -#}
    {%- set texts = [] -%}
    {%- if execute -%}
        {%- for column in adapter.get_columns_in_relation(model)
                if column.is_string() and not column.name.endswith('_id') -%}
            {%- do texts.append(column.quoted) -%}
        {%- endfor -%}
    {%- endif -%}

    with customer_identities as (

        select * from {{ ref('customer_identities') }}

    ),

    texts as (

        select cast(null as varchar) as text where false
        {%- for text in texts %}
        union
        select {{ text }} from {{ model }} where {{ text }} is not null
        {%- endfor %}

    ),

    phones as (

        select {{ replace_all('phone', "'[^0-9]+'", "''") }} as phone
        from customer_identities
        where phone is not null

    ),

    -- As people write a phone: with the country's code, with an 8 in its place, or bare. An article's
    -- number may end like one.
    spellings as (

        select phone from phones
        union
        select '8' || right(phone, 10) from phones
        union
        select right(phone, 10) from phones

    ),

    numbers as (

        select
            text,
            {{ replace_all("unnest(regexp_extract_all(text, '[0-9][0-9()+ -]{8,}[0-9]'))", "'[^0-9]+'", "''") }} as number
        from texts

    )

    select numbers.text
    from numbers
    inner join spellings on numbers.number = spellings.phone
    union all
    -- A single name, «Роза», may be an item too.
    select texts.text
    from texts
    inner join customer_identities on lower(texts.text) = lower(customer_identities.full_name)
    where position(' ' in customer_identities.full_name) > 0
{% endtest %}
