-- Which of the families that stand alone can be used in which split. The blend is made of those alone.

{{ timing_health(families('next_purchase').keys() | reject('equalto', 'blend') | list) }}
