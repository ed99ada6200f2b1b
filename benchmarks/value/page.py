"""The page of value, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from benchmarks.measures import Interval
from benchmarks.value.logs import QUIET
from benchmarks.value.measuring import Row
from benchmarks.value.tasks import CLOSE, PEER


def page(rows: Sequence[Row], left_out: dict[str, str]) -> str:
    """Return the page in Markdown."""
    parts = [
        "# Expected spend beside its peer\n\n"
        "Written by `make benchmark-value`: spend expected of every customer known as of the test\n"
        "date, and what they spent and kept. The peer learns from the same purchases; whom it\n"
        "gives no number counts as its average customer. Karat's champion, in bold, was chosen on\n"
        "validation. Brackets hold 95 % intervals from resampling customers. A window that a log\n"
        "does not cover to its end is not measured. Where the year after the test's date is not\n"
        "over, a year is measured as of the last date backtested whose year is; that lies before\n"
        "the validation's, so the champion was chosen by what came later. The simulated log,\n"
        "whose seasons were all seen, is measured as of all dates backtested.\n\n"
        f"Versions: lifetimes {version('lifetimes')}, duckdb {version('duckdb')}."
    ]
    parts += [f"Left out: {title} ({why})." for title, why in left_out.items()]
    parts += [
        _reach(rows),
        "## Customer by customer\n\n"
        "Total: expected over spent, 1 is calibrated. Error: the mean distance from what was\n"
        "spent, in shares of the window's mean spend; who expects nothing of anybody has 1. Of\n"
        "medians: the same where each model is asked for the median of its spend, which this\n"
        "error is least by; it is 0 for most customers, adds up to no total, and is not served.\n"
        "Order: the Gini coefficient of spend by expected spend, 0 for an order at random.",
    ]
    for log, as_of in dict.fromkeys((row.log, row.as_of) for row in rows):
        shown = [row for row in rows if (row.log, row.as_of) == (log, as_of)]
        if log != QUIET.title or shown[0] == next(row for row in rows if row.log == log):
            parts.append(_section(shown))
    return "\n\n".join(parts) + "\n"


def _reach(rows: Sequence[Row]) -> str:
    """Tell of each window's total what could be known of it, and how near it was met."""
    lines = [
        "| log | as of | days | season seen | chance alone | could be within 10 % "
        "| observer's total | the champion's | the peer's | the champion within 10 % |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    peers = {(row.log, row.as_of, row.days): row for row in rows if row.model == PEER}
    for row in (each for each in rows if each.is_champion):
        peer = peers[row.log, row.as_of, row.days]
        total = row.measured["total"]
        cells = [
            *(row.log, str(row.as_of), str(row.days), f"{row.window.season:.0%}"),
            *(f"±{1.96 * row.window.chance:.1%}", f"{row.window.within_reach:.0%}"),
            f"{row.window.observer:.3f}" if row.window.observer else "",
            *(_shown(total), _shown(peer.measured["total"]), _met(total)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return (
        "## Totals, and what could be known of them\n\n"
        "Season seen: the share of the window's days around which, a year earlier, the shop had\n"
        "purchases enough to show their season; where it is 0 % nobody can know it from the log.\n"
        "Chance alone: how far off, in 95 of 100 windows, is who knows each customer's rate and\n"
        "what they pay. Could be within 10 %: how often that observer is. Of the simulated log\n"
        "the observer's total is known, which says how far this very window strayed.\n\n"
        + "\n".join(lines)
        + f"\n\n{_counted(rows)}"
    )


def _counted(rows: Sequence[Row]) -> str:
    """Count the windows whose season was seen in which totals are met."""
    seen = [row for row in rows if row.window.season == 1]
    champions = [row for row in seen if row.is_champion]
    peers = [row for row in seen if row.model == PEER]
    holding = sum(_met(row.measured["total"]) != "no" for row in champions)
    told = [
        f"Of {len(champions)} windows whose season was seen wholly, the champion's total is within "
        f"10 % in {_close(champions)}, the peer's in {_close(peers)}; the champion's interval "
        f"holds such a total in {holding}."
    ]
    observers = [row.window.observer for row in champions if row.window.observer]
    if observers:
        told.append(
            f"In the {len(observers)} of the simulated log the observer's own is in "
            f"{sum(abs(total - 1) <= CLOSE for total in observers)}; the champion is within 10 % "
            f"of the observer in {_close_to_observer(champions)}, the peer in "
            f"{_close_to_observer(peers)}. Windows overlap."
        )
    return " ".join(told)


def _close(rows: Sequence[Row]) -> int:
    return sum(_met(row.measured["total"]) == "yes" for row in rows)


def _close_to_observer(rows: Sequence[Row]) -> int:
    return sum(
        abs(row.measured["total"].value / row.window.observer - 1) <= CLOSE
        for row in rows
        if row.window.observer
    )


def _met(total: Interval) -> str:
    """Say whether a total is within `CLOSE`, or whether its interval holds such a one."""
    if abs(total.value - 1) <= CLOSE:
        return "yes"
    return "within its interval" if total.lower <= 1 + CLOSE and total.upper >= 1 - CLOSE else "no"


def _section(rows: Sequence[Row]) -> str:
    """Return the table of a log as of a date, with the champion against the peer."""
    lines = [
        "| days | model | total | error | error of medians | order |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cells = [_shown(row.measured[name]) for name in ("total", "error", "median error", "order")]
        lines.append(f"| {row.days} | {row.model} | {' | '.join(cells)} |")
    gains = [
        f"{row.days} days: error less by {_shown(row.measured['error above'])}, that of medians by "
        f"{_shown(row.measured['median error above'])}, order more by "
        f"{_shown(row.measured['order above'])}"
        for row in rows
        if row.is_champion
    ]
    table = "\n".join(lines)
    return (
        f"### {rows[0].log}, as of {rows[0].as_of}\n\n{table}\n\n"
        f"The champion against the peer, on the same customers: {'; '.join(gains)}."
    )


def _shown(found: Interval) -> str:
    return f"{found.value:.3f} [{found.lower:.3f}, {found.upper:.3f}]"
