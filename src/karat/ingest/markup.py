"""Reads what tills and CRMs write behind `.xls`: SpreadsheetML 2003, and tables in HTML.

Both are parsed by lxml, with nothing of what a document refers to followed or unfolded.
"""

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree, html

from karat.ingest.encoding import detect_encoding, text_lines
from karat.ingest.files import SourceFile
from karat.ingest.layout import Warn
from karat.ingest.sheets import Merged, Sheet, too_wide
from karat.ingest.workbook import number_text

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_ROWS = 1 << 20
_MOST_COLUMNS = 1 << 10
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,20})""", re.I)


def spreadsheetml_sheets(file: SourceFile) -> list[Sheet]:
    """Return the sheets of an XML spreadsheet of Excel 2003, every cell as text."""
    with file.open() as stream:
        content = BytesIO(stream.read().lstrip())
    sheets: list[Sheet] = []
    rows: list[list[str]] = []
    merged: list[Merged] = []
    ends = etree.iterparse(
        content,
        events=("end",),
        tag=(f"{_SS}Row", f"{_SS}Worksheet"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    for _, element in ends:
        if element.tag == f"{_SS}Row":
            rows.extend([[]] * (_index(element, len(rows), _MOST_ROWS, file.name) - len(rows)))
            rows.append(_cells(element, len(rows), merged, file.name))
            element.clear()
        else:
            sheets.append(Sheet(len(sheets) + 1, rows, merged, _is_hidden(element)))
            rows, merged = [], []
    return sheets


def _cells(row: "etree._Element", number: int, merged: list[Merged], file_name: str) -> list[str]:
    texts: list[str] = []
    for cell in row.iterchildren(f"{_SS}Cell"):
        at = _index(cell, len(texts), _MOST_COLUMNS, file_name)
        texts.extend([""] * (at - len(texts)))
        texts.append(_data_text(cell.find(f"{_SS}Data")))
        down, across = (_whole(cell.get(f"{_SS}Merge{way}")) for way in ("Down", "Across"))
        if at + across >= _MOST_COLUMNS:
            raise too_wide(file_name)
        if down:
            merged.append((number, number + down, at))
        texts.extend([""] * across)
    return texts


def _data_text(data: "etree._Element | None") -> str:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    try:
        if kind == "DateTime":
            moment = dt.datetime.fromisoformat(text.strip()).replace(microsecond=0)
            return str(moment.date() if moment.time() == dt.time() else moment)
        if kind == "Number":
            return number_text(float(text))
    except ValueError:
        pass
    return text


def _index(element: "etree._Element", default: int, most: int, file_name: str) -> int:
    """Return a row's or cell's place from 0; without an index it follows the one before."""
    index = _whole(element.get(f"{_SS}Index"))
    if index > most or default >= most:
        raise too_wide(file_name)
    return max(index - 1, default)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _is_hidden(sheet: "etree._Element") -> bool:
    return any((v.text or "") != "SheetVisible" for v in sheet.iter("{*}Visible"))


def html_sheets(file: SourceFile, warn: Warn) -> list[Sheet]:
    """Return the tables of an HTML document as sheets, every cell as text."""
    with file.open() as stream:
        content = stream.read()
    declared = _CHARSET.search(content[:4096])
    if declared and b"\0" not in content[:64]:
        parser = _parser(declared[1].decode())
    else:
        encoding = detect_encoding(file, warn)
        with file.open() as stream:
            content = "".join(text_lines(stream, encoding)).encode()
        parser = _parser("utf-8")
    root = etree.fromstring(content, parser)
    if root is None:
        return []
    for line_break in root.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    tables = root.iter("table")
    return [_table(number, table, file.name) for number, table in enumerate(tables, start=1)]


def _parser(encoding: str) -> "html.HTMLParser":
    """Make a parser for an encoding that a page declares, which may be none that there is."""
    try:
        return html.HTMLParser(encoding=encoding)
    except LookupError:
        return html.HTMLParser(encoding="utf-8")


def _table(number: int, table: "etree._Element", file_name: str) -> Sheet:
    rows: list[list[str]] = []
    merged: list[Merged] = []
    covered: dict[int, int] = {}  # column: rows below that a cell from above reaches into
    for row in _own_rows(table):
        texts: list[str] = []
        reaching: dict[int, int] = {}
        for cell in row.iterchildren("td", "th"):
            while covered.get(len(texts), 0):
                texts.append("")
            at, down = len(texts), min(_whole(cell.get("rowspan")), _MOST_ROWS) - 1
            across = max(_whole(cell.get("colspan")), 1)
            if at + across > _MOST_COLUMNS:
                raise too_wide(file_name)
            texts.append(" ".join("".join(cell.itertext()).split()))
            texts.extend([""] * (across - 1))
            if down > 0:
                merged.append((len(rows), len(rows) + down, at))
                reaching.update(dict.fromkeys(range(at, at + across), down + 1))
        covered = {at: left - 1 for at, left in {**covered, **reaching}.items() if left > 1}
        rows.append(texts)
    return Sheet(number, rows, merged)


def _own_rows(table: "etree._Element") -> Iterator["etree._Element"]:
    """Yield a table's rows without those of tables within its cells."""
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")
