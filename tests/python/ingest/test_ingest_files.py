"""Paths, folders and globs; files that can't be read; what a message may say."""

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from python_calamine import PasswordError

from karat.ingest import DEMO_FILE_NAME, IngestError, read_sales, read_stock
from karat.ingest.errors import told_plainly

GOOD = "Item,Date,Price\nЦепь,2024-01-01,1\n"


def write(path: Path, content: str | bytes = GOOD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def files_of(pattern):
    return read_sales(str(pattern))["source_file"].to_pylist()


def test_a_glob_names_files_below_its_fixed_part_in_sorted_order(tmp_path):
    for name in ("2024-02/b.csv", "2024-02/a.csv", "2024-01/z.csv", "2024-01/other.txt"):
        write(tmp_path / "exports" / name)
    expected = ["2024-01/z.csv", "2024-02/a.csv", "2024-02/b.csv"]
    assert files_of(tmp_path / "exports" / "2024-*" / "*.csv") == expected
    assert files_of(tmp_path / "exports" / "**" / "*.csv") == expected


def test_a_relative_glob(tmp_path, monkeypatch):
    write(tmp_path / "exports" / "a.csv")
    monkeypatch.chdir(tmp_path)
    assert files_of("exports/*.csv") == ["a.csv"]
    assert files_of("*/a.csv") == ["exports/a.csv"]
    assert files_of("./exports/a.csv") == ["a.csv"]


def test_a_folder_is_read_with_its_subfolders_and_without_litter(tmp_path):
    for name in ("b.csv", "sub/a.TSV", ".hidden.csv", "~$b.xlsx", ".git/c.csv", "notes.md"):
        write(tmp_path / name)
    assert files_of(tmp_path) == ["b.csv", "sub/a.TSV"]


def test_a_folder_that_matches_a_glob_is_no_file(tmp_path):
    (tmp_path / "old.csv").mkdir()
    write(tmp_path / "new.csv")
    assert files_of(tmp_path / "*.csv") == ["new.csv"]


def test_brackets_in_a_file_name(tmp_path):
    write(tmp_path / "sales [2024].csv")
    assert files_of(tmp_path / "sales [2024].csv") == ["sales [2024].csv"]


def test_each_file_has_its_own_delimiter_encoding_and_order(tmp_path):
    write(tmp_path / "1.csv", "Item;Date;Price\nСерьги;2024-01-01;1\n".encode("cp1251"))
    write(tmp_path / "2.tsv", "Цена\tДата\tТовар\n2\t2024-01-02\tЦепь\n")
    write(tmp_path / "3.csv.gz", gzip.compress(GOOD.encode()))
    table = read_sales(str(tmp_path))
    assert table["Item"].to_pylist() == ["Серьги", "Цепь", "Цепь"]
    assert table["Price"].to_pylist() == ["1", "2", "1"]
    assert table["source_row"].to_pylist() == [2, 2, 2]


def test_the_demo_export_is_told_by_its_name(tmp_path):
    write(tmp_path / DEMO_FILE_NAME)
    write(tmp_path / f"not_{DEMO_FILE_NAME}")
    table = read_sales(str(tmp_path))
    assert dict(
        zip(table["source_file"].to_pylist(), table["is_synthetic"].to_pylist(), strict=True)
    ) == {DEMO_FILE_NAME: True, f"not_{DEMO_FILE_NAME}": False}


@pytest.mark.parametrize("pattern", ["missing.csv", "missing/*.csv", "**/*.parquet", "empty"])
def test_no_file(tmp_path, pattern):
    (tmp_path / "empty").mkdir()
    with pytest.raises(IngestError, match=r"No file matches.*sales export"):
        read_sales(str(tmp_path / pattern))


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\n\r\n", b" ;;\n", gzip.compress(b"", mtime=0)], ids=repr
)
def test_an_empty_file_is_no_rows_and_a_warning(tmp_path, content):
    warnings = []
    table = read_sales(str(write(tmp_path / "empty.csv", content)), warn=warnings.append)
    assert table.num_rows == 0
    assert "source_row" in table.column_names
    assert len(warnings) == 1
    assert "empty.csv" in warnings[0]


def test_a_file_with_only_a_header_is_no_rows_and_a_warning(tmp_path):
    warnings = []
    path = write(tmp_path / "header.csv", "Item,Date,Price")
    assert read_sales(str(path), warn=warnings.append).num_rows == 0
    assert "header" in warnings[0]


def test_an_empty_file_among_others_costs_nothing(tmp_path, caplog):
    write(tmp_path / "1.csv", "")
    write(tmp_path / "2.csv")
    assert files_of(tmp_path) == ["2.csv"]
    assert "1.csv" in caplog.text


def test_missing_columns_are_named_with_what_was_found_and_what_to_do(tmp_path):
    path = write(tmp_path / "bad.csv", "Товар;ФИО;Смена\nЦепь;Айгуль;1\n")
    with pytest.raises(IngestError) as error:
        read_sales(str(path))
    message = str(error.value)
    assert "bad.csv" in message
    assert "missing columns Date, Price" in message
    assert "Found: FullName, Item and, of no known name, Смена" in message
    assert "Date may also be called Дата" in message


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(GOOD.encode() * 1000, mtime=0)[:-20],
        b"\x1f\x8b" + b"nothing that was ever packed",
        b"PK\x03\x04" + b"\0" * 100,
        b"PAR1" + b"\0" * 100,
        b"\xd0\xcf\x11\xe0" + b"\0" * 100,
    ],
    ids=["cut gzip", "no gzip", "no xlsx", "no parquet", "no xls"],
)
def test_a_damaged_file(tmp_path, content):
    path = write(tmp_path / "damaged", content)
    with pytest.raises(IngestError, match="damaged: the file can't be read"):
        read_sales(str(path))


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (PasswordError("7010000001"), "without the password"),
        (PermissionError("7010000001"), "right to read"),
        (pa.ArrowInvalid("7010000001"), "Export or copy it again"),
    ],
)
def test_what_a_library_says_is_replaced_by_what_to_do(error, remedy):
    with pytest.raises(IngestError, match=rf"sales.xlsx: .*{remedy}") as caught:
        _raise_plainly(error)
    assert "701" not in str(caught.value)
    assert caught.value.__suppress_context__


def _raise_plainly(error):
    with told_plainly("sales.xlsx"):
        raise error


def test_a_zip_archive_says_unpack(tmp_path):
    with zipfile.ZipFile(tmp_path / "sales.zip", "w") as archive:
        archive.writestr("sales.csv", GOOD)
    with pytest.raises(IngestError, match="unpacked"):
        read_sales(str(tmp_path / "sales.zip"))


# What nobody may find in a log.
PERSONAL = ("Айгуль", "Иванова", "7010000001", "701 000", "aigul", "Тараз")


def hostile_files() -> dict[str, bytes]:
    person = "Айгуль;Айгуль Иванова;8 701 000 00 01;aigul@example.kz;Тараз"
    numbers = "Иванова;87010000001;Цепь;2024-01-01;1"
    workbook, stream = Workbook(), io.BytesIO()
    workbook.active.append(["Айгуль Иванова", "7010000001", "Item", "Тараз"])
    workbook.save(stream)
    parquet = io.BytesIO()
    pq.write_table(pa.table({"Айгуль Иванова": ["7010000001"], "Item": ["Тараз"]}), parquet)
    return {
        "no header": f"{person}\n{person}\n".encode(),
        "no header, an item called Item": f"{person};Item;2024-01-01;1\n".encode(),
        "no header, one line": numbers.encode("cp1251"),
        "header and first row in one quote": f'FullName;town;"Item\n{person}\n'.encode(),
        "missing column": f"FirstName;FullName;phone;Item\n{person}\n".encode(),
        "second header": (
            f"FullName;Item;Date;Price\n{person}\nItem;FullName;Date;Price\n{person}\n".encode()
        ),
        "unknown delimiter": f"Item|Date|Price\n{person}\n".replace(";", "|").encode(),
        "workbook": stream.getvalue(),
        "parquet": parquet.getvalue(),
        "parquet cut off": parquet.getvalue()[:-30],
        "stock": f"Item;quantity;x\n{person}\n".encode(),
        "stock with a name for a quantity": f"FullName;quantity;Item\n{person}\n".encode(),
    }


def everything_said(read, path: Path) -> list[str]:
    """Return warnings and errors, and the causes of errors, since dbt's log prints them."""
    said: list[str] = []
    try:
        read(str(path), warn=said.append)
    except IngestError as error:
        cause: BaseException | None = error
        while cause is not None:
            said.append(str(cause))
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return said


@pytest.mark.parametrize("case", hostile_files())
def test_no_message_tells_a_name_or_phone(tmp_path, case):
    path = write(tmp_path / "file", hostile_files()[case])
    said = everything_said(read_sales, path)
    assert said, "read_sales should have complained"
    for text in said + everything_said(read_stock, path):
        assert text.startswith("file")
        assert not [secret for secret in PERSONAL if secret.casefold() in text.casefold()], text
