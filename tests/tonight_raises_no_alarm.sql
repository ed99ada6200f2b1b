-- Whatever monitoring has to say tonight is a warning: predictions are served, and the run says what to do.
-- Where serving would be nonsense, todays_figures_make_sense stops it.

{{ config(severity='warn') }}

select
    alarms.rule,
    alarms.subject,
    alarms.sentence
from {{ ref('alarms') }} as alarms
inner join {{ ref('int_sales_window') }} as sales_window on alarms.night = sales_window.last_sale_date
