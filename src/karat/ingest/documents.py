"""Reads JSON: receipts and orders with their lines inside, or a list of flat records."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from karat.ingest.encoding import detect_encoding, text_lines
from karat.ingest.files import SourceFile
from karat.ingest.header import Header, match_header
from karat.ingest.layout import Layout, Warn
from karat.ingest.sheets import Sheet

_DEPTH = 12  # how deep receipts may lie within what they came in


class _Decimal(str):
    """A number with a decimal point, as it is written."""

    __slots__ = ()


def json_sheets(file: SourceFile, layouts: Sequence[Layout], warn: Warn) -> list[Sheet] | None:
    """Return the lines of a file's receipts as a sheet with a header, every value as text.

    A line has its own values by their names below the list of lines (`items.name`) and those of
    its receipt by theirs (`dateTime`, `agent.phone`), each with its path where it lies deeper.

    Returns
    -------
    list of Sheet or None
        One sheet, or none when the document is empty; None when the text is no JSON.
    """
    with file.open() as stream:
        text = "".join(text_lines(stream, detect_encoding(file, warn)))
    try:
        document = _documents(text)
    except (ValueError, RecursionError):
        return None
    for layout in layouts:
        for path in layout.records:
            lines = list(_lines(document, path.split("."), path))
            if lines:
                sheet, header = _sheet(lines, layout)
                if not header.missing:
                    return [sheet]
    records = document if isinstance(document, list) else [document]
    flat = [dict(_flat(record)) for record in records if isinstance(record, dict)]
    return [_sheet(flat, layouts[-1])[0]] if flat else []


def _documents(text: str) -> Any:
    """Parse one document, or one a line; what has a decimal point stays as it is written."""
    try:
        return json.loads(text, parse_float=_Decimal)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        return [json.loads(line, parse_float=_Decimal) for line in lines]


def _lines(node: Any, path: list[str], name: str, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the lines of every receipt at or below a node, with what their receipt says."""
    if depth > _DEPTH:
        return
    if isinstance(node, dict):
        found = _at(node, path)
        if isinstance(found, list) and any(isinstance(line, dict) for line in found):
            about = dict(_flat(node))
            for line in found:
                if isinstance(line, dict):
                    yield {**about, **{f"{name}.{key}": value for key, value in _flat(line)}}
            return
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        if isinstance(child, dict | list):
            yield from _lines(child, path, name, depth + 1)


def _at(node: Any, path: list[str]) -> Any:
    for key in path:
        if not isinstance(node, dict):
            return None
        node = node.get(key)
    return node


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield a record's single values by their paths; lists are no values of a line."""
    for key, value in record.items():
        if isinstance(value, dict):
            if depth < _DEPTH:
                yield from _flat(value, f"{prefix}{key}.", depth + 1)
        elif not isinstance(value, list):
            yield f"{prefix}{key}", value


def _sheet(lines: list[dict[str, Any]], layout: Layout) -> tuple[Sheet, Header]:
    names = list(dict.fromkeys(name for line in lines for name in line))
    header = match_header(names, layout)
    minor = _cells(header, layout.minor_units)
    if not layout.has_minor_decimals:
        # One number with a decimal point says that the whole column is in roubles.
        minor = {at for at in minor if not any(type(li.get(names[at])) is _Decimal for li in lines)}
    epoch = _cells(header, layout.epoch_seconds)
    rows = [[_sound(name) for name in names]]
    for line in lines:
        values = [line.get(name) for name in names]
        rows.append([_text(v, at in minor, at in epoch) for at, v in enumerate(values)])
    return Sheet(1, rows), header


def _cells(header: Header, columns: tuple[str, ...]) -> set[int]:
    return {at for name in columns for source in header.sources.get(name, ()) for at in source}


def _text(value: Any, is_minor: bool, is_epoch: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_minor and isinstance(value, int | _Decimal):  # as a text money is in roubles
        try:
            return format(Decimal(value).scaleb(-2).quantize(Decimal("0.01")), "f")
        except ArithmeticError:
            return str(value)
    return _moment(value) if is_epoch and isinstance(value, int) else _sound(str(value))


def _sound(text: str) -> str:
    """Replace halves of letters, which JSON can escape and no other text can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _moment(seconds: int) -> str:
    """Write a till's clock, which counts its local time as if it were UTC."""
    try:
        return str(dt.datetime.fromtimestamp(seconds, dt.UTC).replace(tzinfo=None))
    except (OverflowError, ValueError, OSError):
        return str(seconds)
