"""Whatever is written into an export comes out of it."""

import csv
import gzip
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from karat.ingest import IngestError, read_sales

# Files are written and read: a busy disk must not fail a test.
unhurried = settings(deadline=None)

NAMES = ["FirstName", "FullName", "phone", "town", "countPoints", "Item", "Date", "Price", "Format"]

# Letters that both encodings have, and everything that delimits, quotes or breaks lines.
LETTERS = "абвЁёЖзцъюЯқ".replace("қ", "") + 'abcXYZ0123456789 .-«»№"\'"",;\t\r\n|\\'
any_cell = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
cp1251_cell = st.text(st.sampled_from(LETTERS), max_size=25)


def rows_of(cells, width):
    return st.lists(st.lists(cells, min_size=width, max_size=width), max_size=20)


def read_bytes(content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sales"
        path.write_bytes(content)
        return read_sales(str(path), warn=lambda _: None).to_pylist()


def as_csv(header, rows, delimiter, line_end, quoting) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def expected_rows(header, rows):
    """Pair every row that isn't blank with its number."""
    return [
        (
            number,
            {name: cell if cell.strip() else None for name, cell in zip(header, row, strict=True)},
        )
        for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    ]


@st.composite
def exports(draw):
    """Draw a header, rows, and the bytes of a file with them in one of the usual varieties."""
    optional = [name for name in NAMES if name not in ("Item", "Date", "Price")]
    chosen = draw(st.lists(st.sampled_from(optional), unique=True))
    header = draw(st.permutations(["Item", "Date", "Price", *chosen]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16"]))
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    # Python's writer forgets to quote a lone carriage return where lines end in line feeds.
    quoting = csv.QUOTE_ALL if line_end == "\n" else csv.QUOTE_MINIMAL
    rows = draw(rows_of(cp1251_cell if encoding == "cp1251" else any_cell, len(header)))
    if encoding == "cp1251":
        # A word in lower case, as every real export has: a file with nothing but two letters such
        # as Ж« could be either encoding.
        rows.append(["серьги"] * len(header))
    text = as_csv(header, rows, draw(st.sampled_from(",;\t")), line_end, quoting)
    content = text.encode(encoding)
    return header, rows, gzip.compress(content) if draw(st.booleans()) else content


@unhurried
@given(export=exports())
def test_rows_written_are_rows_read(export):
    header, rows, content = export
    read = read_bytes(content)
    expected = expected_rows(header, rows)
    assert [row["source_row"] for row in read] == [number for number, _ in expected]
    for row, (_, written) in zip(read, expected, strict=True):
        assert {name: row[name] for name in header} == written
        assert row["read_problem"] is None
        assert row["extra_cells"] is None


@unhurried
@given(
    rows=st.lists(st.lists(cp1251_cell, min_size=1, max_size=6), min_size=1, max_size=20),
    delimiter=st.sampled_from(",;\t"),
)
def test_ragged_rows_lose_no_cell(rows, delimiter):
    header = ["Item", "Date", "Price"]
    read = read_bytes(as_csv(header, rows, delimiter, "\n", csv.QUOTE_ALL).encode())
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(read) == len(kept)
    for out, written in zip(read, kept, strict=True):
        has_extra = any(cell.strip() for cell in written[3:])
        assert (out["read_problem"] == "too_many_cells") == has_extra
        assert (out["extra_cells"] is not None) == has_extra
        for name, cell in zip(header, written, strict=False):
            assert out[name] == (cell if cell.strip() else None)


@unhurried
@given(
    lines=st.lists(
        st.text(st.sampled_from('аб12 ",;'), max_size=15).filter(lambda text: text.strip(' ",;')),
        max_size=30,
    )
)
def test_lines_with_any_quotes_neither_crash_nor_swallow_the_end(lines):
    content = "\n".join(["Item,Date,Price", *lines, "Последняя,2024-01-01,1"])
    read = read_bytes(content.encode())
    # Whatever the quotes before it do, the letters of all lines are still there.
    text = "".join(str(cell) for row in read for cell in row.values() if cell)
    assert "Последняя" in text
    for letter in "аб":
        assert text.count(letter) >= content.split("\n", 1)[1].count(letter)


SHEET = (
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    b' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
)
STARTS = [b"Item,Date,Price\n", b"<table><tr><td>Item<td>Date<td>Price<tr>", SHEET, b"[{", b"{"]
PIECES = [
    *(
        b"<tr>",
        b"<td rowspan=9 colspan=2>",
        b"</table>",
        b"<table>",
        b"<meta charset=idna>",
        b"&x;",
    ),
    *(b"<Row>", b"</Row>", b"<Cell ss:Index='5'>", b"</Cell>", b"</Table></Worksheet></Workbook>"),
    *(
        b"<Data ss:Type='Number'>1e999</Data>",
        b"<!DOCTYPE x [",
        b'"items":[{',
        b'"Item":',
        b"}]",
        b"{",
    ),
    *(b'"\\ud800"', b'"dateTime":1e9,', b'"items":[{"name":"a","sum":1e999}]', b"9" * 20, b"\xff"),
    *(b'\\"', b'="', b'"', b",", b"\n", b"\0", "Итого".encode(), b"2024-01-01", b"a"),
]


@unhurried
@given(
    content=st.binary(max_size=300)
    | st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=100))
    | st.builds(
        lambda start, pieces: start + b"".join(pieces),
        st.sampled_from(STARTS),
        st.lists(st.sampled_from(PIECES), max_size=25),
    )
)
def test_any_bytes_end_in_rows_or_in_one_sentence(content):
    try:
        rows = read_bytes(content)
    except IngestError:
        return
    assert all(row["source_row"] >= 2 for row in rows)
