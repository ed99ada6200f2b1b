-- Purchases by day, as known on that day, for the season: they show it also while hardly a customer is
-- known yet.

with purchases as (

    select * from {{ ref('int_purchases') }} as purchases
    where {{ known_on('purchases', 'purchases.purchase_date') }}

),

final as (

    select
        purchase_date,
        count(*) as purchase_count,
        count(*) filter (where purchase_number = 1) as first_purchase_count
    from purchases
    group by purchase_date

)

select * from final
