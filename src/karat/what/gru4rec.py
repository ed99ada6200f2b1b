"""GRU4Rec: a recurrent network over a customer's purchases.

Source: B. Hidasi, A. Karatzoglou, L. Baltrunas, D. Tikk, "Session-based recommendations with
recurrent neural networks", ICLR 2016.
"""

from __future__ import annotations

from typing import Any

from karat.modelling.neural import dropped
from karat.what.sequential import DROPPED, WIDTH, Reader


def _layers(torch: Any) -> dict[str, Any]:
    return {"gru": torch.nn.GRU(WIDTH, WIDTH, batch_first=True)}


def _states(torch: Any, network: Any, tokens: Any, random: Any) -> Any:
    states, _ = network["gru"](dropped(torch, network["entries"](tokens), DROPPED, random))
    return dropped(torch, states, DROPPED, random)


GRU4REC = Reader(_layers, _states)
