"""Lists with names and phones: who is on them, who can read them, what is noted of them."""

from __future__ import annotations

import csv
import doctest
import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from conftest import PROJECT

import karat.contacts.making
import karat.contacts.words
import karat.contacts.workbook
import karat.spreadsheet
from karat.contacts import __main__ as command
from karat.contacts.errors import ContactsError
from karat.contacts.form import Form
from karat.contacts.making import Files, Made, make_contacts
from karat.contacts.selection import Selection
from karat.contacts.words import RUSSIAN_HEADS, RUSSIAN_SEGMENTS
from pages.dashboard.words import Words

ANN, BEA, CY, DAN = (f"{number:016x}" for number in (10, 11, 12, 13))
GONE = f"{99:016x}"
AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

# Cy has the greatest chance but left no phone; Dan buys as no person does, so nothing is predicted.
WAREHOUSE = f"""
create schema private;
create table private.customer_identities as
from (values
    ('{ANN}', '+77010000001', 'Анна', '=Анна Ким'),
    ('{BEA}', '+77010000002', 'Бэла', null),
    ('{CY}', null, 'Сай', 'Сай Ли'),
    ('{DAN}', '+77010000004', null, 'Дан Опт')
) as people (customer_id, phone, first_name, full_name)
"""
PUBLISHED = f"""
create schema marts;
create table marts.customer_next_purchase as
select * replace (cast(probability_30d as double) as probability_30d),
    date '2031-05-05' as as_of_date, true as is_synthetic
from (values
    ('{ANN}', 0.23456, 'Bought lately', 'Покупала недавно', date '2031-06-01'),
    ('{BEA}', 0.4, 'Comes in May', 'Приходит в мае', date '2031-05-20'),
    ('{CY}', 0.9, 'Often', 'Часто', date '2031-05-07'),
    ('{GONE}', 0.95, 'Forgotten since', 'Забыт', date '2031-05-07')
) as p (customer_id, probability_30d, reason, reason_ru, expected_next_purchase_date);
create table marts.dim_customers as
from (values
    ('{ANN}', 'champions'), ('{BEA}', 'loyal'), ('{CY}', 'loyal'), ('{GONE}', 'loyal'),
    ('{DAN}', null), ('{15:016x}', 'new')
) as c (customer_id, rfm_segment);
create table marts.customer_next_items as
from (values
    ('{ANN}', 2, '@Кольцо'), ('{ANN}', 1, 'Цепь'), ('{ANN}', 4, 'Брошь'), ('{BEA}', 1, 'Серьги')
) as l (customer_id, rank, item_name);
create table marts.campaigns as
from (values ('calls', null), ('vain', 'Nobody knows what it adds.'), ('quiet', null))
as c (campaign_name, refusal);
create table marts.campaign_audience as
from (values
    ('calls', '{BEA}', 3, 'call'), ('calls', '{CY}', 2, 'call'), ('calls', '{DAN}', 4, 'control'),
    ('calls', '{ANN}', 1, 'call'), ('other', '{DAN}', 1, 'contacted')
) as a (campaign_name, customer_id, rank, arm)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Lay out a warehouse and a published file; returns their folder."""
    for name, sql in (("karat", WAREHOUSE), ("published", PUBLISHED)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(sql)
    return tmp_path


def made(
    shop: Path,
    selection: Selection,
    forgotten: str | None = None,
    written_as: str = "csv",
    language: str = "en",
) -> Made:
    return make_contacts(
        Files(shop / "karat.duckdb", shop / "published.duckdb", forgotten),
        selection,
        Form(written_as, language),
        made_by="ann",
        made_at=AT,
    )


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def listed(shop: Path, *ids: str) -> Path:
    path = shop / "calls.csv"
    path.write_text("note,customer_id\n" + "".join(f"x,{id_}\n" for id_ in ids))
    return path


def record(shop: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(shop / "karat.duckdb")) as connection:
        return connection.execute("from registry.contact_lists order by list_number").fetchall()


class TestWhoIsOnIt:
    def test_the_likeliest_first_with_all_that_a_call_needs(self, shop: Path) -> None:
        found = made(shop, Selection(top=2))
        assert (found.customers, found.without_phone, found.unknown) == (2, 1, ())
        bea, ann = lines(found.path)
        assert bea["phone"] == "+77010000002"
        assert bea["name"] == "Бэла"
        assert ann == {
            "phone": "+77010000001",
            "name": "'=Анна Ким",
            "segment": "champions",
            "why": "Bought lately",
            "why_ru": "Покупала недавно",
            "probability_30d": "0.235",
            "expected_date": "2031-06-01",
            "item_1": "Цепь",
            "item_2": "'@Кольцо",
            "item_3": "",
            "customer_id": ANN,
            "as_of_date": "2031-05-05",
            "is_synthetic": "True",
            "list": "top 2",
            "made_by": "ann",
            "made_at": "2031-05-06 07:08:09Z",
        }

    def test_who_left_no_phone_takes_no_place(self, shop: Path) -> None:
        found = made(shop, Selection(top=1))
        assert [line["customer_id"] for line in lines(found.path)] == [BEA]
        assert found.without_phone == 1  # Cy, who would stand before Bea

    def test_a_segment(self, shop: Path) -> None:
        found = made(shop, Selection(segment="champions"))
        assert [line["customer_id"] for line in lines(found.path)] == [ANN]
        assert found.without_phone == 0

    def test_a_campaign_without_its_control_by_rank(self, shop: Path) -> None:
        found = made(shop, Selection(campaign="calls"))
        assert [line["customer_id"] for line in lines(found.path)] == [ANN, BEA]
        assert (found.without_phone, lines(found.path)[0]["list"]) == (1, "calls")

    def test_a_file_keeps_its_order_and_tells_who_is_unknown(self, shop: Path) -> None:
        path = listed(shop, DAN, GONE, ANN, CY, DAN)
        found = made(shop, Selection(file=path))
        assert [line["customer_id"] for line in lines(found.path)] == [DAN, ANN]
        assert lines(found.path)[0]["why"] == ""
        assert (found.without_phone, found.unknown) == (1, (GONE,))

    def test_the_first_of_a_file(self, shop: Path) -> None:
        found = made(shop, Selection(file=listed(shop, ANN, CY, BEA), top=1))
        assert [line["customer_id"] for line in lines(found.path)] == [ANN]
        assert found.without_phone == 0  # Cy stands behind the end of the list

    def test_who_is_to_be_forgotten_stops_it_until_a_build(self, shop: Path) -> None:
        forgotten = shop / "forgotten.csv"
        forgotten.write_text(f"customer_id\n{BEA}\n{GONE}\n")
        with pytest.raises(ContactsError, match=r"still knows 1 of the customers .* make build"):
            made(shop, Selection(top=1), forgotten=str(forgotten))
        with duckdb.connect(str(shop / "karat.duckdb")) as connection:
            connection.execute(f"delete from private.customer_identities where customer_id='{BEA}'")
        found = made(shop, Selection(top=5), forgotten=str(forgotten))
        assert [line["customer_id"] for line in lines(found.path)] == [ANN]


class TestTheFile:
    def test_it_is_its_makers_alone_from_its_first_moment(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        modes: list[int] = []
        note = karat.contacts.making._record

        def seen(*arguments: object) -> int:
            (path,) = (shop / "contacts").iterdir()
            assert path.stat().st_size == 0
            modes.append(stat.S_IMODE(path.stat().st_mode))
            return note(*arguments)

        monkeypatch.setattr(karat.contacts.making, "_record", seen)
        mask = os.umask(0)
        try:
            found = made(shop, Selection(top=1))
        finally:
            os.umask(mask)
        assert modes == [0o600]
        assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(found.path.parent.stat().st_mode) == 0o700

    def test_a_workbook_holds_texts_as_texts(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nowhere = shop / "nowhere"
        monkeypatch.setattr(tempfile, "tempdir", str(nowhere))  # so no phone is in a file there
        found = made(shop, Selection(campaign="calls"), written_as="xlsx")
        assert found.path.suffix == ".xlsx"
        assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
        header, ann, bea = openpyxl.load_workbook(found.path).active.iter_rows()
        told = dict(zip([cell.value for cell in header], ann, strict=True))
        assert {name: cell.value for name, cell in told.items()} == {
            "phone": "+77010000001",
            "name": "=Анна Ким",
            "segment": "champions",
            "why": "Bought lately",
            "why_ru": "Покупала недавно",
            "probability_30d": 0.235,
            "expected_date": datetime(2031, 6, 1),
            "item_1": "Цепь",
            "item_2": "@Кольцо",
            "item_3": None,
            "customer_id": ANN,
            "as_of_date": datetime(2031, 5, 5),
            "is_synthetic": True,
            "list": "calls",
            "made_by": "ann",
            "made_at": "2031-05-06 07:08:09Z",
        }
        texts = [cell for cell in told.values() if isinstance(cell.value, str)]
        assert {(cell.data_type, cell.number_format) for cell in texts} == {("s", "@")}
        assert bea[0].value == "+77010000002"

    def test_in_russian_it_opens_where_people_write_commas(self, shop: Path) -> None:
        found = made(shop, Selection(segment="Лучшие"), language="ru")
        with found.path.open(encoding="utf-8-sig", newline="") as file:
            (ann,) = csv.DictReader(file, delimiter=";")
        assert ann == {
            "телефон": "+77010000001",
            "имя": "'=Анна Ким",
            "группа": "лучшие",
            "почему сейчас": "Покупала недавно",
            "вероятность за 30 дней": "0,235",
            "ожидается": "2031-06-01",
            "показать 1": "Цепь",
            "показать 2": "'@Кольцо",
            "показать 3": "",
            "customer_id": ANN,
            "продажи по": "2031-05-05",
            "выдуманные продажи": "да",
            "список": "Лучшие",
            "кто составил": "ann",
            "когда (UTC)": "2031-05-06 07:08:09Z",
        }
        # What was written can be asked for again.
        again = made(shop, Selection(file=found.path), written_as="xlsx", language="ru")
        header, row = openpyxl.load_workbook(again.path).active.iter_rows(values_only=True)
        assert header == tuple(RUSSIAN_HEADS.values())
        assert row[4] == 0.235

    def test_none_is_left_where_the_record_fails(self, shop: Path) -> None:
        with duckdb.connect(str(shop / "karat.duckdb")) as connection:
            connection.execute(
                "create schema registry; create table registry.contact_lists (a int)"
            )
        with pytest.raises(ContactsError, match="make build"):
            made(shop, Selection(top=1))
        assert list((shop / "contacts").iterdir()) == []

    def test_another_file_is_never_written_over(self, shop: Path) -> None:
        found = made(shop, Selection(top=1))
        before = found.path.read_bytes()
        with pytest.raises(ContactsError, match="is there already"):
            made(shop, Selection(top=1))
        assert found.path.read_bytes() == before

    def test_where_nothing_can_be_written(self, shop: Path) -> None:
        (shop / "contacts").write_text("no folder")
        with pytest.raises(ContactsError, match=r"contacts can't be made [(]File exists"):
            made(shop, Selection(top=1))


def test_each_making_is_noted_without_a_name_or_a_phone(shop: Path) -> None:
    made(shop, Selection(segment="loyal", top=1))
    made(shop, Selection(file=listed(shop, ANN, BEA)))
    at = AT.replace(tzinfo=None)
    assert record(shop) == [
        (1, at, "ann", "loyal, top 1", 1, True),
        (2, at, "ann", "calls.csv", 2, True),
    ]


class TestSentences:
    @pytest.mark.parametrize(
        ("selection", "said"),
        [
            (Selection(), "Say whom: make contacts TOP=10"),
            (Selection(top=0), "1 or more; it is 0"),
            (Selection(segment="champion"), "no segment champion; did you mean champions?"),
            (Selection(segment="xyz"), "no segment xyz; there are champions, loyal, new."),
            (Selection(segment="loyal", file=Path("a.csv")), "not both"),
            (Selection(segment="loyal", campaign="calls"), "not both"),
            (Selection(campaign="call"), "no campaign call; did you mean calls?"),
            (Selection(campaign="xyz"), "no campaign xyz; there are calls, quiet, vain."),
            (Selection(campaign="vain"), "vain lists nobody. Nobody knows what it adds."),
            (Selection(campaign="quiet"), "quiet has nobody to call today"),
            (Selection(file=Path("nowhere.csv")), "there is no file nowhere.csv"),
            (Selection(segment="new"), "warehouse and published file are of different builds"),
        ],
    )
    def test_what_names_nobody(self, shop: Path, selection: Selection, said: str) -> None:
        with pytest.raises(ContactsError, match=said.replace("?", r"\?")):
            made(shop, selection)
        assert not (shop / "contacts").exists()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("id,name\n1,2\n", "at least customer_id have to be there"),
            ("customer_id\n+77010000001\n", "row 2, column customer_id: not the id of a customer"),
            ("customer_id\n", "names nobody"),
            (f"customer_id\n{GONE}\n{0:016x}\n", "none of the 2 ids .* KARAT_SALT"),
            (f"customer_id\n{CY}\n", "none of the 1 customers of this list left a phone"),
        ],
    )
    def test_a_file_that_is_no_list(self, shop: Path, text: str, said: str) -> None:
        path = shop / "calls.csv"
        path.write_text(text)
        with pytest.raises(ContactsError, match=said) as error:
            made(shop, Selection(file=path))
        assert "+7701" not in str(error.value)

    @pytest.mark.parametrize(
        ("missing", "said"),
        [("karat", "no warehouse .* make build"), ("published", "no published file .* make build")],
    )
    def test_before_a_build(self, shop: Path, missing: str, said: str) -> None:
        (shop / f"{missing}.duckdb").unlink()
        with pytest.raises(ContactsError, match=said):
            made(shop, Selection(top=1))

    @pytest.mark.parametrize("damaged", ["karat", "published"])
    def test_what_is_no_database(self, shop: Path, damaged: str) -> None:
        (shop / f"{damaged}.duckdb").write_text("not a database at all" * 400)
        with pytest.raises(ContactsError, match="can't be opened or written"):
            made(shop, Selection(top=1))

    def test_files_of_another_release(self, shop: Path) -> None:
        with duckdb.connect(str(shop / "published.duckdb")) as connection:
            connection.execute("alter table marts.customer_next_purchase drop column reason_ru")
        with pytest.raises(ContactsError, match="not of one build of this release"):
            made(shop, Selection(top=1))

    def test_a_list_of_the_forgotten_that_can_not_be_read(self, shop: Path) -> None:
        with pytest.raises(ContactsError, match="KARAT_FORGOTTEN: No file matches"):
            made(shop, Selection(top=1), forgotten=str(shop / "none.csv"))

    def test_while_another_program_has_the_warehouse(self, shop: Path) -> None:
        reads = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open'); input()"
        with subprocess.Popen(
            [sys.executable, "-u", "-c", reads, str(shop / "karat.duckdb")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as other:
            assert other.stdout is not None
            other.stdout.readline()
            with pytest.raises(
                ContactsError, match=r"has the warehouse .*Then make the list again"
            ):
                made(shop, Selection(top=1))
            other.communicate(b"\n")


class TestCommand:
    @pytest.fixture(autouse=True)
    def environment(self, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KARAT_WAREHOUSE", str(shop / "karat.duckdb"))
        monkeypatch.setenv("KARAT_PUBLISHED", str(shop / "published.duckdb"))
        monkeypatch.delenv("KARAT_FORGOTTEN", raising=False)

    def test_it_says_where_the_list_is_and_who_is_missing(
        self, shop: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        others = [f"{number:016x}" for number in range(50, 55)]
        path = listed(shop, ANN, CY, *others)
        assert command.main(["--list", str(path)]) == 0
        out = capsys.readouterr().out
        (file,) = (shop / "contacts").iterdir()
        assert f"Customers to call: 1, in {file}" in out
        assert "Recorded as list 1 in registry.contact_lists" in out
        assert "1 who left no phone" in out
        assert f"5 ids that no customer in the warehouse has ({', '.join(others[:3])}, …)" in out
        assert "SYNTHETIC: these are people of the demo" in out
        assert "+7701" not in out
        ((_, _, who, *_),) = record(shop)
        assert who == command._user() == lines(file)[0]["made_by"]

    @pytest.mark.parametrize(("days_old", "is_old"), [(None, False), (7, False), (8, True)])
    def test_old_sales_are_warned_of(self, days_old: int | None, is_old: bool) -> None:
        made = Made(Path("list.csv"), 1, 10, 0, (), days_old, is_synthetic=False)
        said = "\n".join(command._report(made))
        assert ("OLD: the last sale known is 8 days past" in said) == is_old
        assert "SYNTHETIC" not in said

    def test_what_is_wrong_is_a_sentence(
        self, shop: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command.main(["--top", "ten"]) == 1
        assert capsys.readouterr().err == (
            "TOP is how many to call, a whole number; it is 'ten'.\n"
        )

    def test_a_workbook_is_asked_for_by_its_format(
        self, shop: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command.main(["--top", "1", "--format", "ods"]) == 1
        assert capsys.readouterr().err == "FORMAT is csv or xlsx; it is 'ods'.\n"
        assert command.main(["--top", "1", "--format", "xlsx"]) == 0
        (file,) = (shop / "contacts").iterdir()
        assert zipfile.is_zipfile(file)

    def test_a_language_is_asked_for_by_its_letters(
        self, shop: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command.main(["--top", "1", "--in", "kk"]) == 1
        assert capsys.readouterr().err == "IN is en or ru; it is 'kk'.\n"
        assert command.main(["--top", "1", "--in", "ru"]) == 0
        (file,) = (shop / "contacts").iterdir()
        assert file.read_text("utf-8-sig").startswith("телефон;имя;")

    def test_who_has_no_name_on_the_machine_has_a_number(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(command.pwd, "getpwuid", {}.__getitem__)
        assert command._user() == f"uid {os.getuid()}"


def test_lists_and_dashboard_call_the_segments_the_same() -> None:
    with (PROJECT / "seeds/rfm_segments.csv").open() as file:
        segments = {row["rfm_segment"] for row in csv.DictReader(file)}
    assert set(RUSSIAN_SEGMENTS) == segments
    assert {code: Words("ru").value(code) for code in segments} == RUSSIAN_SEGMENTS


@pytest.mark.parametrize("module", [karat.contacts.making, karat.contacts.words, karat.spreadsheet])
def test_examples_in_the_docs_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0


def test_a_list_that_no_sheet_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(karat.contacts.workbook, "MOST_ROWS", 2)
    assert karat.contacts.workbook.as_workbook([["phone"], ["+77010000001"]])
    with pytest.raises(ContactsError, match=r"holds 1 customers, and the list has 2: "):
        karat.contacts.workbook.as_workbook([["phone"], ["+77010000001"], ["+77010000002"]])
