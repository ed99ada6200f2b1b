"""Parquet with columns of any type."""

import datetime as dt
import gzip
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SHARED_DATA
from pyarrow import csv

from karat.ingest import IngestError, read_sales
from karat.ingest.columnar import text_of
from karat.ingest.workbook import number_text

UCI = SHARED_DATA / "uci_online_retail_2010.parquet"


def save(path, **columns):
    pq.write_table(pa.table(columns), path)
    return str(path)


def test_columns_are_found_by_name_and_rows_numbered_from_two(tmp_path):
    path = save(
        tmp_path / "sales.parquet",
        Цена=[1.5, None],
        other=[1, 2],
        DATE=[dt.date(2024, 1, 1), None],
        item=["Цепь", "  "],
    )
    rows = read_sales(path).to_pylist()
    assert [row["source_row"] for row in rows] == [2, 3]
    assert [rows[0][name] for name in ("Item", "Date", "Price")] == ["Цепь", "2024-01-01", "1.5"]
    # An entirely empty record is a row here.
    assert [rows[1][name] for name in ("Item", "Date", "Price")] == [None, None, None]


MOMENT = dt.datetime(2024, 12, 31, 14, 5, 6, 700_000)


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        ([1, None, -5], pa.int64(), ["1", None, "-5"]),
        ([2**64 - 1], pa.uint64(), [str(2**64 - 1)]),
        ([True, None], pa.bool_(), ["true", None]),
        ([Decimal("12500.10"), None], pa.decimal128(12, 2), ["12500.10", None]),
        ([MOMENT.date(), None], pa.date32(), ["2024-12-31", None]),
        ([MOMENT.date()], pa.date64(), ["2024-12-31"]),
        ([MOMENT, None], pa.timestamp("us"), ["2024-12-31 14:05:06", None]),
        ([MOMENT], pa.timestamp("ns"), ["2024-12-31 14:05:06"]),
        (
            [dt.datetime(2024, 1, 1), MOMENT],
            pa.timestamp("ms"),
            ["2024-01-01", "2024-12-31 14:05:06"],
        ),
        ([dt.time(14, 5)], pa.time32("s"), ["14:05:00"]),
        (["Цепь", None], pa.large_string(), ["Цепь", None]),
        (["Цепь", None], pa.string_view(), ["Цепь", None]),
        (["Цепь".encode()], pa.binary(), ["Цепь"]),
        ([None, None], pa.null(), [None, None]),
        ([["a", "b"], None], pa.list_(pa.string()), ["['a', 'b']", None]),
        ([6.95, 1.5], pa.float32(), ["6.95", "1.5"]),
        ([1.5, 12500.0], pa.float16(), ["1.5", "12496"]),
    ],
    ids=str,
)
def test_any_type_becomes_text(values, kind, texts):
    array = pa.array(values, kind)
    for column in (pa.chunked_array([array]), pa.chunked_array([array, array[:0]])):
        assert text_of(column).to_pylist() == texts
        assert text_of(column).type == pa.string()
    assert text_of(pa.chunked_array([], kind)).to_pylist() == []


def test_repeated_texts_kept_as_a_dictionary():
    column = pa.chunked_array([pa.array(["Цепь", None, "Цепь"]).dictionary_encode()])
    assert text_of(column).to_pylist() == ["Цепь", None, "Цепь"]


def test_a_moment_with_a_time_zone_is_told_in_the_shops_own_time():
    utc = dt.datetime(2024, 12, 31, 20, 30, tzinfo=dt.UTC)
    column = pa.chunked_array([pa.array([utc], pa.timestamp("us", "Asia/Almaty"))])
    assert text_of(column).to_pylist() == ["2025-01-01 01:30:00"]


def test_numbers_are_written_in_full_and_exactly():
    numbers = [12500.0, 6.95, 77010000001.0, 123456789012.5, 1e15, 1e18, 1e22, 1e-7, 0.1, -3.0, 0.0]
    column = pa.chunked_array([pa.array([*numbers, float("nan"), None])])
    expected = [number_text(number) for number in numbers]
    assert text_of(column).to_pylist() == [*expected, None, None]
    assert not any("e" in text for text in expected)


def test_missing_columns_are_named(tmp_path):
    path = save(tmp_path / "bad.parquet", Item=["Цепь"], Date=["2024-01-01"])
    with pytest.raises(
        IngestError, match=r"bad.parquet: missing column Price or Amount. Found: Item, Date"
    ):
        read_sales(path)


def test_no_rows_and_a_warning(tmp_path):
    empty = pa.array([], pa.string())
    path = save(tmp_path / "none.parquet", Item=empty, Date=empty, Price=empty)
    warnings = []
    assert read_sales(path, warn=warnings.append).num_rows == 0
    assert len(warnings) == 1


def test_a_gzipped_file(tmp_path):
    save(tmp_path / "plain", Item=["Цепь"], Date=["2024-01-01"], Price=[1])
    (tmp_path / "packed.gz").write_bytes(gzip.compress((tmp_path / "plain").read_bytes()))
    assert read_sales(str(tmp_path / "packed.gz"))["Item"].to_pylist() == ["Цепь"]


@pytest.mark.skipif(not UCI.exists(), reason="the UCI sales are not on this machine")
def test_half_a_million_real_rows_are_the_same_from_parquet_and_csv(tmp_path):
    from_parquet = read_sales(str(UCI))
    assert from_parquet.num_rows == 499_942
    names = [
        n for n in from_parquet.column_names if not n.startswith(("source", "read", "extra", "is_"))
    ]
    csv.write_csv(from_parquet.select(names), tmp_path / "uci.csv")
    from_csv = read_sales(str(tmp_path / "uci.csv"))
    assert from_csv.select(["source_row", *names]).equals(
        from_parquet.select(["source_row", *names]).combine_chunks()
    )
