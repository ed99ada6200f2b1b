"""The optional list of the customers who want to be forgotten."""

import pytest

from karat.ingest import FORGOTTEN_SCHEMA, IngestError, read_forgotten

ANN, BOB = "0123456789abcdef", "fedcba9876543210"


def read(tmp_path, text):
    path = tmp_path / "forgotten.csv"
    path.write_text(text)
    return read_forgotten(str(path), warn=[].append)


def test_each_id_once(tmp_path):
    table = read(tmp_path, f"customer_id\n{ANN}\n{BOB.upper()}\n{ANN}\n")
    assert table.schema.equals(FORGOTTEN_SCHEMA)
    assert table["customer_id"].to_pylist() == [ANN, BOB]


def test_an_empty_list_forgets_nobody(tmp_path):
    assert read(tmp_path, "customer_id\n").num_rows == 0


@pytest.mark.parametrize("text", ["+77010000001", "Анна Ким", "0123", f"{ANN}0"])
def test_what_is_no_id_stops_and_is_not_repeated(tmp_path, text):
    with pytest.raises(IngestError, match=r"forgotten.csv, row 3, column customer_id") as error:
        read(tmp_path, f"customer_id\n{ANN}\n{text}\n")
    assert text not in str(error.value)
