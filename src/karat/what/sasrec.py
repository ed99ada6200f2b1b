"""SASRec: self-attention over a customer's purchases, each place looking at those before it.

Source: W. Kang, J. McAuley, "Self-attentive sequential recommendation", ICDM 2018.
"""

from __future__ import annotations

from typing import Any

from karat.modelling.neural import dropped
from karat.what.sequential import DROPPED, LONGEST, WIDTH, Reader

BLOCKS = 2
HEADS = 2


def _layers(torch: Any) -> dict[str, Any]:
    linear, norm = torch.nn.Linear, torch.nn.LayerNorm
    layers = {"places": torch.nn.Embedding(LONGEST + 1, WIDTH), "norm": norm(WIDTH)}
    for block in range(BLOCKS):
        layers |= {
            f"norm_before_looking_{block}": norm(WIDTH),
            f"looking_{block}": linear(WIDTH, 3 * WIDTH),
            f"looked_{block}": linear(WIDTH, WIDTH),
            f"norm_before_thinking_{block}": norm(WIDTH),
            f"thinking_{block}": linear(WIDTH, WIDTH),
            f"thought_{block}": linear(WIDTH, WIDTH),
        }
    return layers


def _states(torch: Any, network: Any, embedded: Any, random: Any) -> Any:
    places = torch.arange(embedded.shape[1], device=embedded.device)
    states = dropped(torch, embedded + network["places"](places), DROPPED, random)
    for block in range(BLOCKS):
        before = network[f"norm_before_looking_{block}"](states)
        looked = network[f"looked_{block}"](_look(torch, network[f"looking_{block}"](before)))
        states = states + dropped(torch, looked, DROPPED, random)
        before = network[f"norm_before_thinking_{block}"](states)
        thought = network[f"thought_{block}"](torch.relu(network[f"thinking_{block}"](before)))
        states = states + dropped(torch, thought, DROPPED, random)
    return network["norm"](states)


def _look(torch: Any, projected: Any) -> Any:
    """Return what each place sees of itself and those before it, by queries, keys and values."""
    customers, places, _ = projected.shape
    parts = projected.view(customers, places, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
    seen = torch.nn.functional.scaled_dot_product_attention(*parts, is_causal=True)
    return seen.transpose(1, 2).reshape(customers, places, WIDTH)


SASREC = Reader(_layers, _states)
