"""The boards: what each asks, and what it shows."""

from __future__ import annotations

from pages.dashboard.boards.calls import calls
from pages.dashboard.boards.campaigns import campaigns
from pages.dashboard.boards.customers import customers
from pages.dashboard.boards.health import health
from pages.dashboard.boards.items import items
from pages.dashboard.boards.patterns import patterns
from pages.dashboard.boards.quality import quality
from pages.dashboard.parts import Answers, Board
from pages.dashboard.words import Words

__all__ = ["boards"]


def boards(answers: Answers, say: Words) -> list[Board]:
    """Return the boards over the answers to the queries of `analyses/dashboard`."""
    makers = (calls, campaigns, quality, customers, items, patterns, health)
    return [make(answers, say) for make in makers]
