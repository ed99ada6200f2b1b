-- Each task has one champion in each split, the same in all of them.
select
    task,
    count(distinct model_name) filter (where is_champion) as champion_count,
    count(*) filter (where is_champion) as champion_row_count,
    count(distinct split_name) as split_count
from {{ ref('model_leaderboard') }}
group by task
having champion_count <> 1 or champion_row_count <> split_count
