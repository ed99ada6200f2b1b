-- What this training has learned, row by row in one form, so that a version of any fit can be kept
-- and put back. Only what today's predictions take: a backtest is made anew by the next training.

{% for name, condition in fits().items() %}
select
    '{{ name }}' as fit_name,
    cast(row_number() over () as integer) as position,  -- the order of the rows is part of a fit
    {{ row_as_json('fit') }} as parameters
from {{ ref(name) }} as fit
where {{ condition }}
{{ "union all" if not loop.last }}
{%- endfor %}
