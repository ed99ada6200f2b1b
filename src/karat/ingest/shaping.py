"""From the cells of a file, as its header names them, to the columns of a layout."""

import pyarrow as pa
import pyarrow.compute as pc

from karat.ingest.filling import fill_receipts
from karat.ingest.grouping import resolve_headings
from karat.ingest.header import Header
from karat.ingest.layout import Warn
from karat.ingest.names import comparable


def shape(cells: pa.Table, header: Header, file_name: str, warn: Warn) -> pa.Table:
    """Make the columns that the layout knows, whole columns at a time.

    Parameters
    ----------
    cells
        `source_row`, the cells that the header reads as columns called by their numbers,
        `read_problem`, `extra_cells`.

    Returns
    -------
    pyarrow.Table
        `source_row`, the layout's columns that were found, `read_problem`, `extra_cells`; as many
        rows as came in, in their order. A blank cell is null.
    """
    layout = header.layout
    texts = {at: _cleaned(cells[str(at)]) for at in header.cells}
    columns = {
        name: _coalesced([_joined([texts[at] for at in source]) for source in sources])
        for name, sources in header.sources.items()
    }
    nothing = pa.chunked_array([pa.nulls(cells.num_rows, pa.string())])
    for name, wordings in layout.values.items():
        if name in columns:
            columns[name] = _worded(columns[name], wordings)
    if header.currency and "Currency" not in columns and layout.column("Currency"):
        columns["Currency"] = pa.chunked_array([pa.repeat(header.currency, cells.num_rows)])
    for name in layout.percents:
        if name in columns:
            columns[name] = pc.replace_substring_regex(columns[name], r"^\s*([0-9.,]+)\s*$", r"\1%")
    for at, mark in header.marks:
        marked = pc.if_else(pc.is_valid(texts[at]), mark.value, None)
        columns[mark.column] = pc.coalesce(marked, columns.get(mark.column, nothing))
    problems = cells["read_problem"]
    for at, no_items in header.no_item_cells:
        is_none = pc.is_in(_reduced(texts[at]), pa.array(sorted(no_items), pa.string()))
        problems = pc.coalesce(problems, pc.if_else(is_none, "not_an_item", None))
    table = pa.table(
        {
            "source_row": cells["source_row"],
            **columns,
            "read_problem": problems,
            "extra_cells": cells["extra_cells"],
        }
    )
    if layout.fill_within in columns:
        table = fill_receipts(table, layout)
    if layout.headings or header.levels:
        table = resolve_headings(table, header, file_name, warn)
    return table


def _cleaned(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Turn blank cells into nulls, and take off the formula that keeps a text a text in Excel."""
    column = pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)
    is_wrapped = pc.fill_null(pc.starts_with(column, '="'), False)
    if not pc.any(is_wrapped, min_count=0).as_py():
        return column
    bare = pc.replace_substring_regex(column, r'^="(.*)"\s*$', r"\1")
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(bare), ""), None, bare)


def _joined(texts: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    if len(texts) == 1:
        return texts[0]
    trimmed = [pc.utf8_trim_whitespace(text) for text in texts]
    # Skipping nulls instead would drop the rows of which all pieces are null (pyarrow 26.0).
    joined = pc.utf8_trim_whitespace(
        pc.binary_join_element_wise(*trimmed, " ", null_handling="replace", null_replacement="")
    )
    return pc.if_else(pc.equal(joined, ""), None, joined)


def _coalesced(sources: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    return pc.coalesce(*sources) if len(sources) > 1 else sources[0]


def _worded(column: pa.ChunkedArray, wordings: dict[str, str]) -> pa.ChunkedArray:
    """Say in words what a system says in codes; what has no wording stays as it is."""
    index = pc.index_in(_reduced(column), pa.array(list(wordings), pa.string()))
    return pc.coalesce(pc.take(pa.array(list(wordings.values()), pa.string()), index), column)


def _reduced(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Reduce texts by `comparable`, each different one once."""
    encoded = column.combine_chunks().dictionary_encode()
    reduced = [comparable(text) for text in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(reduced, pa.string()), encoded.indices)
