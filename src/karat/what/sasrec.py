"""SASRec: self-attention over a customer's purchases, each place looking at those before it.

Source: W. Kang, J. McAuley, "Self-attentive sequential recommendation", ICDM 2018.
"""

from __future__ import annotations

from typing import Any

from karat.modelling.neural import dropped
from karat.what.sequential import DROPPED, LONGEST, WIDTH, Reader

BLOCKS = 2
HEADS = 2


def attention_layers(torch: Any) -> dict[str, Any]:
    """Make the layers of blocks that look and think."""
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


def attended(torch: Any, network: Any, embedded: Any, random: Any, seen: Any = None) -> Any:
    """Return a state for each place of sequences.

    Parameters
    ----------
    torch, network, random
        As of `Reader.states`.
    embedded
        What stands in each place, with the place's own vector.
    seen
        What all places look at, shape (customers, places); without it each looks at itself and
        those before it.
    """
    states = dropped(torch, embedded, DROPPED, random)
    for block in range(BLOCKS):
        before = network[f"norm_before_looking_{block}"](states)
        looked = network[f"looked_{block}"](_look(torch, network[f"looking_{block}"](before), seen))
        states = states + dropped(torch, looked, DROPPED, random)
        before = network[f"norm_before_thinking_{block}"](states)
        thought = network[f"thought_{block}"](torch.relu(network[f"thinking_{block}"](before)))
        states = states + dropped(torch, thought, DROPPED, random)
    return network["norm"](states)


def _look(torch: Any, projected: Any, seen: Any) -> Any:
    """Return what each place sees, by queries, keys and values."""
    customers, places, _ = projected.shape
    parts = projected.view(customers, places, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
    found = torch.nn.functional.scaled_dot_product_attention(
        *parts,
        attn_mask=None if seen is None else seen[:, None, None, :],
        is_causal=seen is None,
    )
    return found.transpose(1, 2).reshape(customers, places, WIDTH)


def _states(torch: Any, network: Any, tokens: Any, random: Any) -> Any:
    places = torch.arange(tokens.shape[1], device=tokens.device)
    embedded = network["entries"](tokens) + network["places"](places)
    return attended(torch, network, embedded, random)


SASREC = Reader(attention_layers, _states)
