"""The five boards: what each asks, and what it shows."""

from __future__ import annotations

from pages.dashboard.boards.customers import customers
from pages.dashboard.boards.health import health
from pages.dashboard.boards.items import items
from pages.dashboard.boards.quality import quality
from pages.dashboard.boards.today import CALL_LIST_FILE, SHOWN_CALLS, today
from pages.dashboard.parts import Answers, Board

__all__ = ["CALL_LIST_FILE", "SHOWN_CALLS", "boards"]


def boards(answers: Answers) -> list[Board]:
    """Return the boards over the answers to the queries of `analyses/dashboard`."""
    return [make(answers) for make in (today, quality, customers, items, health)]
