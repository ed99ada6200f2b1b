"""BERT4Rec: self-attention in both directions, which fills in pieces that are hidden from it.

Source: F. Sun, J. Liu, J. Wu and others, "BERT4Rec: sequential recommendation with bidirectional
encoder representations from Transformer", CIKM 2019.
"""

from __future__ import annotations

from typing import Any

from karat.what.sasrec import attended, attention_layers
from karat.what.sequential import Reader

HIDDEN = 0.3
"""The share of a customer's pieces that are hidden while learning."""


def _hidden(torch: Any, tokens: Any, extra: int, random: Any) -> tuple[Any, Any]:
    """Hide some pieces and ask for them; the last one where none was drawn, or nothing is drawn."""
    places = torch.arange(tokens.shape[1], device=tokens.device)
    is_last = places == (tokens > 0).sum(dim=1, keepdim=True) - 1
    is_hidden = is_last
    if random is not None:
        drawn = torch.rand(tokens.shape, generator=random).to(tokens.device) < HIDDEN
        drawn &= tokens > 0
        is_hidden = drawn | (is_last & ~drawn.any(dim=1, keepdim=True))
    return tokens.masked_fill(is_hidden, extra), tokens.masked_fill(~is_hidden, 0)


def _before_hidden(torch: Any, tokens: Any, extra: int) -> Any:
    """Put a hidden piece after the last one."""
    longer = torch.hstack([tokens, torch.zeros_like(tokens[:, :1])])
    return longer.scatter(1, (tokens > 0).sum(dim=1, keepdim=True), extra)


def _states(torch: Any, network: Any, tokens: Any, random: Any) -> Any:
    """Read sequences whose places are counted from their ends: there a list asks."""
    after = (tokens > 0).sum(dim=1, keepdim=True) - 1
    from_end = (after - torch.arange(tokens.shape[1], device=tokens.device)).clamp(min=0)
    embedded = network["entries"](tokens) + network["places"](from_end)
    return attended(torch, network, embedded, random, seen=tokens > 0)


BERT4REC = Reader(attention_layers, _states, _hidden, _before_hidden)
