"""The same estimates by the Open Bandit Pipeline, in an environment that has it.

    python by_obp.py logged.csv lists.csv SHARE

SHARE is how much of what was promised came. Prints a line of JSON: SNIPS and DR by list.
"""

import json
import sys

import numpy as np
import pandas as pd
from obp.ope import DoublyRobust, SelfNormalizedInverseProbabilityWeighting

logged, lists = pd.read_csv(sys.argv[1]), pd.read_csv(sys.argv[2])
share = float(sys.argv[3])
item_count = logged["published_rank"].max()
shown = logged[logged["rank"].notna()].sort_values(["customer_id", "rank"])
promised = (
    logged.pivot_table(index="customer_id", columns="published_rank", values="probability")
    .loc[shown["customer_id"]]
    .to_numpy()
)
found = {}
for name, of_list in lists.groupby("list_name"):
    wanted = shown.merge(of_list, on=["customer_id", "rank"], suffixes=("", "_wanted"))
    chosen = wanted["item_id_wanted"].str[1:].astype(int).to_numpy()
    if (chosen < 0).any():
        continue
    distribution = np.zeros((len(shown), item_count, 1))
    distribution[np.arange(len(shown)), chosen, 0] = 1
    told = {
        "reward": shown["is_bought"].astype(float).to_numpy(),
        "action": (shown["published_rank"] - 1).to_numpy(),
        "pscore": shown["propensity"].to_numpy(),
        "position": np.zeros(len(shown), dtype=int),
        "action_dist": distribution,
    }
    found[name] = {
        "snips": SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(**told),
        "robust": DoublyRobust().estimate_policy_value(
            **told, estimated_rewards_by_reg_model=share * promised[:, :, None]
        ),
    }
print(json.dumps(found))
