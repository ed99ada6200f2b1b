"""The part of a page that a command writes, between two marks; the rest is written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def put(page: Path, lines: Iterable[str]) -> None:
    """Put the measured lines into a page, in place of those that are there."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + "\n".join([BEGIN, "", *lines, END]) + after, encoding="utf-8")
