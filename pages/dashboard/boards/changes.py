"""What changed since the last publication."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from pages.dashboard.parts import Remark, Table, table
from pages.dashboard.words import Words

EPOCH = date(1970, 1, 1)


def changes(rows: pd.DataFrame, say: Words) -> Table | Remark:
    """Show each figure of the last two publications, and by how much it moved."""
    if rows.empty:
        return Remark(say("title"), say("first"))
    dates = {name: say.date(rows[f"date_{name}"].iloc[0]) for name in ("before", "now")}
    figures = list(zip(rows["measure"], rows["value_before"], rows["value_now"], strict=True))
    told = rows.assign(
        value_before=[_written(measure, before, say) for measure, before, _ in figures],
        value_now=[_written(measure, now, say) for measure, _, now in figures],
        change=[moved(measure, before, now, say) for measure, before, now in figures],
    )
    kinds = {
        "measure": "value",
        "value_before": "figure",
        "value_now": "figure",
        "change": "figure",
    }
    return table(say, told, kinds, note=say("note", **dates))


def moved(measure: str, before: float, now: float, say: Words) -> str:
    """Write how far a figure moved: in days, in points of percent, or in percent of what it was.

    >>> say = Words("en").at("calls.changes")
    >>> [moved("customers", 200, 210, say), moved("share_rejected", 0.01, 0.035, say)]
    ['+5.0%', '+2.5 points']
    >>> [moved("last_sale_day", day, 20178, say) for day in (20171, 20177, 20178)]
    ['+7 days', '+1 day', '']
    """
    if before == now:
        return ""
    if measure == "last_sale_day":
        moved_by = now - before
        return say("one_day" if abs(moved_by) == 1 else "days", n=f"{moved_by:+.0f}")
    if measure.startswith("share_"):
        points = 100 * (now - before)
        return say("points", n=f"{'+' if points > 0 else '−'}{say.rounded(abs(points))}")
    if not before:
        return ""
    share = now / before - 1
    return f"{'+' if share > 0 else '−'}{say.share(abs(share))}"


def _written(measure: str, value: float, say: Words) -> str:
    """Write a figure of a publication as what it is."""
    if measure == "last_sale_day":
        return say.date(EPOCH + timedelta(days=int(value)))
    if measure.startswith("share_"):
        return say.share(value)
    return say.money(value) if measure.startswith("average_price") else say.number(value)
