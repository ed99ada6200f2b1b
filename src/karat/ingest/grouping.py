"""Reports in groups: the customer, or the day, as a heading above the items.

Nothing is taken for a heading on its looks alone. A row is one where the file's own form proves it:
the column of customers is blank beside every item, or a heading's total is the sum of what stands
below it. A heading stays a row, with `group_heading` for its `read_problem`.
"""

import re
from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from karat.ingest.errors import IngestError
from karat.ingest.filling import Flags, is_filled, last_filled, replace, take
from karat.ingest.header import Header
from karat.ingest.layout import Warn

_PERSON = ("FirstName", "FullName", "phone", "town", "countPoints")
_COLUMN_OF = {"customer": "FullName", "date": "Date", "receipt": "Receipt"}
_LEAST_SHARE = 0.1
"""Of the rows, for blank cells to be a report's habit rather than a mistake in one of them."""

_LIKE_A_DATE = r"[0-9]{1,4}[./-][0-9]|[0-9]{5}|[0-9]{1,2} [\p{L}]{3,}|[\p{L}]{3,} [0-9]{1,2}"
_TOTAL = re.compile(r"((общий )?итог|итого|всего|(grand |sub)?total)( (за|по|с) .*)?[ :.]*", re.I)
_DAY = re.compile(
    r"(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2} [а-яёa-z]{3,9}\.? \d{4})( ?г\.?)?"
    r"( \d{1,2}:\d\d(:\d\d)?)?",
    re.I,
)


def resolve_headings(table: pa.Table, header: Header, file_name: str, warn: Warn) -> pa.Table:
    """Give each item the customer and the day that stand above it.

    Parameters
    ----------
    table
        `source_row`, the layout's columns, `read_problem`, `extra_cells`.

    Returns
    -------
    pyarrow.Table
        The same rows. Headings have the `read_problem` `group_heading`, totals `total_row`.

    Raises
    ------
    IngestError
        When the totals of a report don't tell its headings from its items.
    """
    if table.num_rows == 0:
        return table
    if header.levels:
        return _by_totals(table, header.levels, file_name)
    rows = _Rows(table)
    if rows.headings_beside.any() and _has_dates(table, rows.date):
        return _beside_items(table, rows)
    if rows.continued.mean() >= _LEAST_SHARE and rows.is_each_dated_row_a_persons:
        return _first_line_of_block(table, rows, file_name, warn)
    if not rows.person.any():
        return _above_items(table, rows, header, file_name)
    return table


def _has_dates(table: pa.Table, dated: Flags) -> bool:
    """Tell whether what stands in the column of dates looks like dates, nearly everywhere."""
    if not dated.any():
        return False
    found = pc.match_substring_regex(table["Date"].filter(pa.array(dated)), _LIKE_A_DATE)
    return bool(pc.mean(found).as_py() >= 1 - _LEAST_SHARE)


class _Rows:
    """What is filled in each row of a table."""

    def __init__(self, table: pa.Table) -> None:
        self.usable = ~is_filled(table["read_problem"])
        self.item = _filled(table, "Item")
        self.date = _filled(table, "Date")
        self.price = _filled(table, "Price")
        self.money = self.price | _filled(table, "Amount")
        self.figures = _filled(table, "Amount") | _filled(table, "Quantity")
        self.person = (
            _filled(table, "FirstName") | _filled(table, "FullName") | _filled(table, "phone")
        )
        # The customer in a column of its own, with no item beside it.
        headings = self.usable & ~self.item & ~self.price & (self.person | self.date)
        first = int(np.argmax(self.usable)) if self.usable.any() else 0
        beside_items = self.usable & self.item
        lone_person = not (beside_items & self.person).any() and (headings & self.person).any()
        lone_date = not (beside_items & self.date).any() and (headings & self.date).any()
        is_grouped = headings[first] and beside_items.any() and (lone_person or lone_date)
        self.headings_beside: Flags = headings if is_grouped else np.zeros_like(headings)
        # An item and what it cost, and nobody and no day: the block's first line says those.
        self.continued: Flags = self.usable & self.item & self.money & ~self.date & ~self.person
        texts = pc.fill_null(table["Item"], "")
        self.continued &= ~_matches(texts, _TOTAL) if self.continued.any() else True
        dated = beside_items & self.date
        self.is_each_dated_row_a_persons = bool(
            dated.any()
            and self.person[dated].all()
            and np.argmax(dated) < np.argmax(self.continued)
            and _has_dates(table, dated)
        )


def _beside_items(table: pa.Table, rows: _Rows) -> pa.Table:
    """Fill down customers and days that stand in rows of their own, in columns of their own."""
    headings = rows.headings_beside
    totals = headings & _matches(pc.fill_null(_column(table, "FullName"), ""), _TOTAL)
    if not (headings & ~totals).any():
        return table
    people = headings & rows.person
    days = headings & ~rows.person
    first_is_day = days.any() and np.argmax(days) < (
        np.argmax(people) if people.any() else len(days)
    )
    starts = np.zeros(len(headings), np.bool_)
    starts[0] = True
    # A heading ends what stood below an outer or equal one: a day's customers end with the day.
    ends_customer = headings if first_is_day else people
    for name in (*_PERSON, "Date"):
        if name not in table.column_names:
            continue
        filled = _filled(table, name)
        if (filled & rows.usable & rows.item).any() or not (filled & headings).any():
            continue
        at_heading = filled & headings & ~totals
        resets = totals | (ends_customer if name != "Date" else at_heading)
        if name == "Date" and not first_is_day:
            resets = resets | people
        source = last_filled(at_heading, starts | resets)
        below = take(table[name], source)
        table = replace(table, name, pc.coalesce(table[name].combine_chunks(), below))
    return _marked(table, headings & ~totals, totals)


def _first_line_of_block(table: pa.Table, rows: _Rows, file_name: str, warn: Warn) -> pa.Table:
    """Fill down the customer and the day from a block's first line, as merged cells leave them."""
    dated = rows.usable & rows.item & rows.date
    starts = ~rows.continued
    source = last_filled(dated, np.append(True, starts[1:] & ~rows.continued[1:]))
    # Only what directly follows a dated row, or another row of its block, is of that block.
    places = np.arange(len(starts), dtype=np.int64)
    source = np.where(rows.continued, source, places)
    for name in (*_PERSON, "Date", "Receipt"):
        if name in table.column_names:
            table = replace(table, name, take(table[name], source))
    warn(
        f"{file_name}: in {int(rows.continued.sum())} rows the customer and the date are blank and "
        "taken from the row above, as merged cells leave them. If that is wrong, fill in each row."
    )
    return table


def _above_items(table: pa.Table, rows: _Rows, header: Header, file_name: str) -> pa.Table:
    """Take the rows without a date, in the column of items, for what stands above the items."""
    items = pc.fill_null(table["Item"], "")
    totals = rows.usable & rows.item & ~rows.date & _matches(items, _TOTAL)
    rest = rows.usable & rows.item & ~totals
    if not rest.any() or rows.price[np.argmax(rest)] or rows.date[np.argmax(rest)]:
        return table  # a report in groups begins with a heading
    if not (rest & rows.date).any():
        if "date" not in header.layout.headings:
            return table
        return _by_totals(table, header.layout.headings, file_name)
    headings = rest & ~rows.date & ~rows.price
    days = headings & _matches(items, _DAY)
    headings &= _has_fitting_total(table, headings, rest & rows.date, rest & ~headings & ~rows.date)
    leaves = rest & rows.date & rows.money
    is_grouped = headings[np.argmax(rest)] and headings.sum() <= 2 * leaves.sum()
    if not (headings & rows.figures).any():
        # Without totals, one row that lacks all but an item may as well be a broken sale.
        texts = pc.count_distinct(items.filter(pa.array(headings))).as_py()
        is_grouped = is_grouped and texts > 1 and leaves[np.flatnonzero(rest)[-1]]
    if not is_grouped or not _has_dates(table, leaves):
        return table
    named = headings & ~days
    is_nested = bool((named[1:] & _next_of(headings, named)[1:]).any())
    if is_nested and leaves.sum() < 2:
        return table  # too little to tell a report by
    if is_nested and len(header.layout.headings) < 2:
        raise IngestError(
            f"{file_name}, row {_row_number(table, named)}: two headings stand above the items, "
            "one below the other, and which of them is the customer can't be told. Write a layout "
            "with headings: [other, customer] or [customer, other], and set KARAT_LAYOUT to it."
        )
    return _filled_from_headings(table, named, days, header.layout.headings, totals)


def _next_of(headings: Flags, named: Flags) -> Flags:
    """Tell the rows that directly follow a heading that is no day."""
    return np.append(False, named[:-1] & headings[1:])


def _has_fitting_total(table: pa.Table, headings: Flags, leaves: Flags, others: Flags) -> Flags:
    """Tell the headings whose figures, if they have any, are the sum of the items below them.

    It is the lowest headings that are tried: the total of an outer one spans several of them.
    """
    fits = headings.copy()
    for name in ("Amount", "Quantity"):
        if name not in table.column_names or not (_filled(table, name) & headings).any():
            continue
        values = _numbers(table[name])
        below = np.cumsum(np.where(leaves | others, np.nan_to_num(values), 0))
        places = np.flatnonzero(headings)
        ends = np.append(places[1:], len(headings))
        sums = below[ends - 1] - below[places]
        told = values[places]
        is_lowest = leaves[np.minimum(places + 1, len(leaves) - 1)]
        fits[places] &= np.isnan(told) | (np.abs(sums - told) < 0.01) | ~is_lowest
    return fits


def _filled_from_headings(
    table: pa.Table, named: Flags, days: Flags, kinds: tuple[str, ...], totals: Flags
) -> pa.Table:
    """Fill in what the headings say; of several in a row the last is of the lowest level."""
    headings = named | days
    columns: dict[str, Flags] = {}
    named_kinds = [kind for kind in kinds if kind != "date"]
    # How many headings follow directly: 0 is the one right above the items.
    following = np.zeros(len(named), np.int64)
    for at in np.flatnonzero(named)[::-1]:
        if at + 1 < len(named) and headings[at + 1]:
            following[at] = following[at + 1] + (0 if days[at + 1] else 1)
        elif at + 1 < len(named):
            following[at] = 0
    for height, kind in enumerate(reversed(named_kinds)):
        columns.setdefault(kind, named & (following == height))
    if days.any():
        columns["date"] = days
    starts = np.zeros(len(named), np.bool_)
    starts[0] = True
    for kind, at_heading in columns.items():
        name = _COLUMN_OF.get(kind)
        if name is None:
            continue
        source = last_filled(at_heading, starts | totals)
        above = take(table["Item"], source)
        own = _column(table, name)
        table = replace(table, name, pc.coalesce(own.combine_chunks(), above))
    return _marked(table, headings, totals)


def _by_totals(table: pa.Table, levels: tuple[str, ...], file_name: str) -> pa.Table:
    """Tell headings from items by their totals: a heading's is the sum of what stands below it."""
    items = pc.fill_null(table["Item"], "")
    usable = ~is_filled(table["read_problem"])
    totals = usable & _matches(items, _TOTAL)
    names = [name for name in ("Amount", "Quantity") if _filled(table, name).any()]
    if not names:
        raise IngestError(
            f"{file_name}: the day stands above the items, and no column of totals tells headings "
            "from items. Export the report with amounts, or as a flat list with a date in each row."
        )
    figures = np.column_stack([np.nan_to_num(_numbers(table[name])) for name in names])
    level_of = np.full(len(items), -1, np.int64)
    left: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
    for at in np.flatnonzero(usable & ~totals):
        while left and (np.abs(left[-1]) < 0.01).all():
            left.pop()
        if len(left) == len(levels):
            left = [remaining - figures[at] for remaining in left]
        else:
            level_of[at] = len(left)
            left.append(figures[at].copy())
    if any((np.abs(remaining) >= 0.01).any() for remaining in left):
        raise IngestError(
            f"{file_name}, row {_row_number(table, level_of == 0, last=True)}: the total of this "
            "heading is not the sum of the rows below it, so headings can't be told from items. "
            "Export the report with totals of each group, or as a flat list."
        )
    starts = np.zeros(len(items), np.bool_)
    starts[0] = True
    for level, kind in enumerate(levels):
        name = _COLUMN_OF.get(kind)
        if name:
            source = last_filled(level_of == level, starts | totals)
            above = take(table["Item"], source)
            table = replace(table, name, pc.coalesce(_column(table, name).combine_chunks(), above))
    return _marked(table, level_of >= 0, totals)


def _marked(table: pa.Table, headings: Flags, totals: Flags) -> pa.Table:
    """Say of headings and totals that they are none of the items."""
    reasons = pc.if_else(pa.array(headings), "group_heading", None)
    reasons = pc.if_else(pa.array(totals), "total_row", reasons)
    return replace(
        table, "read_problem", pc.coalesce(table["read_problem"].combine_chunks(), reasons)
    )


def _column(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name in table.column_names:
        return table[name]
    return pa.chunked_array([pa.nulls(table.num_rows, pa.string())])


def _filled(table: pa.Table, name: str) -> Flags:
    if name in table.column_names:
        return is_filled(table[name])
    return np.zeros(table.num_rows, np.bool_)


def _matches(texts: pa.ChunkedArray, pattern: re.Pattern[str]) -> Flags:
    """Tell which texts are as a pattern says, from end to end."""
    bare = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    return np.asarray(pc.match_substring_regex(bare, f"^({pattern.pattern})$").combine_chunks())


def _numbers(column: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Read figures of a report; what is none is NaN."""
    encoded = column.combine_chunks().dictionary_encode()
    values = np.array([*map(_number, encoded.dictionary.to_pylist()), np.nan])
    return values[np.asarray(encoded.indices.fill_null(-1), np.int64)]


def _number(text: str) -> float:
    bare = re.sub(r"[^\d.,-]", "", text).strip(".,")
    whole, mark, rest = re.fullmatch(r"(.*?)(?:([.,])(\d{1,3}))?", bare).groups("")  # type: ignore[union-attr]
    if mark and (len(rest) < 3 and mark not in whole):
        digits = re.sub(r"[.,]", "", whole) + "." + rest
    else:
        digits = re.sub(r"[.,]", "", bare)
    try:
        return float(Decimal(digits))
    except InvalidOperation:
        return float("nan")


def _row_number(table: pa.Table, rows: Flags, *, last: bool = False) -> int:
    found = np.flatnonzero(rows)
    return int(table["source_row"][int(found[-1 if last else 0])].as_py()) if len(found) else 0
