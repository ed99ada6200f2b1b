"""A column is judged as a whole: right values for dates, numbers, currencies and amounts."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import WithVars, shared
from staged import Staged, Stager

pytestmark = pytest.mark.build

Write = Callable[..., Path]

ONE_SET: dict[str, object] = {
    "date_order": "day_first",
    "decimal_mark": "comma",
    "currency": "KZT",
    "amount_column": "line_total",
    "discount_column": "money",
    "shop_timezone": "Asia/Almaty",
    "clock_silence_weeks": 10,
}
OTHER_SET: dict[str, object] = {
    "date_order": "month_first",
    "decimal_mark": "point",
    "amount_column": "unit_price",
    "discount_column": "percent",
}
"""Compiling takes as long as ten exports: two sets of settings serve all tests."""

HEADER = ["FullName", "Item", "Date", "Price"]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a CSV file and return its folder."""
    folder = tmp_path / "exports"
    folder.mkdir()

    def write(header: Sequence[str], *rows: Sequence[object], name: str = "export.csv") -> Path:
        with (folder / name).open("w", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])
        return folder

    return write


def of_dates(*dates: str) -> list[list[object]]:
    return [["Ким Анна", "Кольцо", date, 100] for date in dates]


def of_prices(*prices: str) -> list[list[object]]:
    return [["Ким Анна", "Кольцо", "2024-03-01", price] for price in prices]


def days(staged: Staged) -> list[object]:
    return [day for (day,) in typed(staged, "sale_date")]


def amounts(staged: Staged) -> list[object]:
    return [amount for (amount,) in typed(staged, "row_amount")]


def typed(staged: Staged, columns: str) -> list[tuple[object, ...]]:
    return staged.rows(
        f"select {columns} from private.typed_sale_records order by source_file, source_row"
    )


def reading(staged: Staged, column: str, aspect: str) -> tuple[object, ...]:
    ((found,),) = staged.rows(
        "select (reading, decided_by, evidence_count, contradicting_count, unread_count)"
        f" from staging.column_readings where column_name = '{column}' and aspect = '{aspect}'"
    )
    return tuple(found.values()) if isinstance(found, dict) else tuple(found)


def stops(stager: Stager, folder: Path) -> str:
    """Return the sentence that the build stops with before a row is typed."""
    with pytest.raises(duckdb.InvalidInputException) as stopped:
        stager.stage(folder)
    staged = stager.stage(folder, until="column_readings")
    assert staged.rows("select count(question) > 0 from staging.column_readings") == [(True,)]
    return str(stopped.value)


# ---------- dates


def test_a_day_above_twelve_proves_month_first_for_the_whole_column(stager: Stager) -> None:
    staged = stager.stage(shared("field/month_first.csv"))
    assert days(staged) == [
        *(dt.date(2024, 12, day) for day in (1, 13, 2, 31)),
        *(dt.date(2025, 1, day) for day in (5, 22)),
        *(dt.date(2025, 2, day) for day in (3, 28)),
    ]
    assert reading(staged, "Date", "order of slashes") == ("month_first", "cells", 4, 0, 0)


def test_all_spellings_of_a_date_are_read(stager: Stager) -> None:
    first, third, middle = (dt.date(2024, 2, day) for day in (1, 3, 15))
    staged = stager.stage(shared("field/date_spellings.csv"))
    assert days(staged) == [*[first] * 3, *[middle] * 5, *[third] * 2, *[middle] * 3]
    assert staged.reasons() == {}


MOMENTS = [
    ("Пн, 15 апреля 2024 г. в 14:05", "2024-04-15 14:05:00"),
    ("понедельник, 15 апреля 2024 года", "2024-04-15 00:00:00"),
    ("15.04.2024 (пн)", "2024-04-15 00:00:00"),
    ("15 сәуір 2024 ж.", "2024-04-15 00:00:00"),
    ("2024 жылғы 15 сәуір", "2024-04-15 00:00:00"),
    ("2024 ж. 5 тамыз 9:05", "2024-08-05 09:05:00"),
    ("1 янв. 2024", "2024-01-01 00:00:00"),
    ("9 мая 2024 г.", "2024-05-09 00:00:00"),
    ("5 авг. 2024 г., 9:05", "2024-08-05 09:05:00"),
    ("сенбі, 14 қыркүйек 2024", "2024-09-14 00:00:00"),
    ("Monday, April 15th, 2024 2:05 p.m.", "2024-04-15 14:05:00"),
    ("April 15, 2024 at 12:05 AM", "2024-04-15 00:05:00"),
    ("15th of Apr 2024", "2024-04-15 00:00:00"),
    ("Sun Dec 01 2024 11:40:29 GMT+0500 (Kazakhstan Time)", "2024-12-01 11:40:29"),
    ("Sun, 01 Dec 2024 11:40:29 +0000", "2024-12-01 11:40:29"),
    ("2024.12.31", "2024-12-31 00:00:00"),
    ("2024/12/31 14:05", "2024-12-31 14:05:00"),
    ("20241231", "2024-12-31 00:00:00"),
    ("20241231T1405", "2024-12-31 14:05:00"),
    ("20241231140559", "2024-12-31 14:05:59"),
    ("31.12.2024\u00a014:05", "2024-12-31 14:05:00"),
    ("\u200e31.12.2024\u202f14:05", "2024-12-31 14:05:00"),
    ('="31.12.2024"', "2024-12-31 00:00:00"),
    ("'31.12.2024", "2024-12-31 00:00:00"),
    ("2024-12-31T14:05:59,123+06:00", "2024-12-31 14:05:59"),
    ("31.12.24 14.05", "2024-12-31 14:05:00"),
    ("31-12-2024", "2024-12-31 00:00:00"),
    ("31 12 2024", "2024-12-31 00:00:00"),
    ("45292.5", "2024-01-01 12:00:00"),
    ("45292,75", "2024-01-01 18:00:00"),
    ("1735653900", "2024-12-31 14:05:00"),
    ("1735653900123", "2024-12-31 14:05:00"),
]


def test_a_date_is_read_as_people_and_programs_write_it(stager: Stager, write: Write) -> None:
    for place, (spelling, _) in enumerate(MOMENTS):
        folder = write(HEADER, *of_dates(spelling), name=f"{place:02}.csv")
    found = typed(stager.stage(folder), "raw_date, cast(sale_moment as varchar)")
    assert [moment for _, moment in found] == [moment for _, moment in MOMENTS]


NO_DATES = [
    "31.02.2024", "2024-13-01", "13/13/2024", "вчера", "2024", "15.02", "311224", "1.2.3.4",
    "15.02.2024 25:00", "15.02.2024 13:05 PM", "15.02.2024 14:05 Алматы", "1-2/2024",
    "0.0.2024", "31.12.202", "Feb 30, 2024", "фев мар 2024", "15.02.2024 16.02.2024",
]  # fmt: skip


def test_what_is_no_date_is_none(stager: Stager, write: Write) -> None:
    for place, spelling in enumerate(NO_DATES):
        folder = write(HEADER, *of_dates(spelling, "2024-01-31"), name=f"{place:02}.csv")
    staged = stager.stage(folder)
    assert days(staged) == [None, dt.date(2024, 1, 31)] * len(NO_DATES)
    assert staged.reasons()["unreadable_date"] == len(NO_DATES)


def test_day_numbers_of_a_spreadsheet_are_dates(stager: Stager) -> None:
    staged = stager.stage(shared("field/day_numbers.xlsx"))
    assert days(staged) == [dt.date(2024, 1, 1), dt.date(2024, 2, 1)]


def test_times_with_a_zone_are_read_and_warned_of_by_column(stager: Stager) -> None:
    staged = stager.stage(shared("field/iso_times.csv"))
    assert days(staged) == [dt.date(2024, 12, day) for day in (1, 5, 7, 9, 11, 12, 13)]
    ((warning,),) = staged.rows(
        "select warning from staging.column_readings where warning is not null"
    )
    assert str(warning).startswith("iso_times.csv: column Date: 6 times have a zone (")
    assert "Set the var shop_timezone" in str(warning)


def test_the_day_is_the_shops_where_its_zone_is_known(stager_with: WithVars) -> None:
    stager = stager_with(**ONE_SET)
    staged = stager.stage(shared("field/iso_times.csv"))
    # Almaty is five hours ahead of UTC: 20:00 of the 12th is 1:00 of the 13th.
    assert days(staged) == [dt.date(2024, 12, day) for day in (1, 5, 7, 9, 11, 13, 13)]
    assert staged.rows("select count(warning) from staging.column_readings") == [(0,)]


def test_dots_are_day_first_unless_a_cell_proves_the_other(stager: Stager, write: Write) -> None:
    staged = stager.stage(write(HEADER, *of_dates("02.03.2024", "05.03.2024")))
    assert days(staged) == [dt.date(2024, 3, 2), dt.date(2024, 3, 5)]
    assert reading(staged, "Date", "order of dots")[:2] == ("day_first", "default")
    staged = stager.stage(write(HEADER, *of_dates("02.03.2024", "02.13.2024")))
    assert days(staged) == [dt.date(2024, 2, 3), dt.date(2024, 2, 13)]


@pytest.mark.parametrize("mark", ["/", "-", " "])
def test_where_nothing_tells_the_day_the_build_stops(
    stager: Stager, stager_with: WithVars, write: Write, mark: str
) -> None:
    folder = write(HEADER, *of_dates(f"02{mark}03{mark}2024", f"04{mark}03{mark}2024"))
    said = stops(stager, folder)
    assert "export.csv: column Date: none of the 2 dates with " in said
    assert "Set the var date_order to day_first or month_first." in said
    for settings, expected in [
        (ONE_SET, [dt.date(2024, 3, 2), dt.date(2024, 3, 4)]),
        (OTHER_SET, [dt.date(2024, 2, 3), dt.date(2024, 4, 3)]),
    ]:
        staged = stager_with(**settings).stage(folder)
        assert days(staged) == expected
        ((decided,),) = staged.rows(
            "select decided_by from staging.column_readings where aspect like 'order of %'"
        )
        assert decided == "setting"


def test_a_setting_does_not_overrule_what_cells_prove(stager_with: WithVars) -> None:
    staged = stager_with(**ONE_SET).stage(shared("field/month_first.csv"))
    assert days(staged)[:3] == [dt.date(2024, 12, day) for day in (1, 13, 2)]


def test_days_that_are_the_same_either_way_stop_nothing(stager: Stager, write: Write) -> None:
    staged = stager.stage(write(HEADER, *of_dates("03/03/2024", "04/04/2024")))
    assert days(staged) == [dt.date(2024, 3, 3), dt.date(2024, 4, 4)]


def test_cells_that_contradict_each_other_stop_the_build(stager: Stager, write: Write) -> None:
    said = stops(stager, write(HEADER, *of_dates("13/05/2024", "05/13/2024", "01/02/2024")))
    assert "1 can only be day first (99/99/9999) and 1 only month first" in said


def test_one_contradicting_cell_in_a_hundred_is_left_out(stager: Stager, write: Write) -> None:
    good = [f"{month}/{day}/2024" for month in range(1, 5) for day in range(1, 29)]
    good = [date for date in good * 2 if int(date.split("/")[1]) > 12]
    staged = stager.stage(write(HEADER, *of_dates(*good, "13/4/2024")))
    assert len(good) == 128
    assert staged.reasons() == {"unreadable_date": 1}
    assert reading(staged, "Date", "order of slashes") == ("month_first", "cells", 128, 1, 1)


def test_a_year_of_two_digits_may_stand_in_front(stager: Stager, write: Write) -> None:
    dates = [f"24-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 29)]
    staged = stager.stage(write(HEADER, *of_dates(*dates)))
    assert days(staged) == [dt.date.fromisoformat(f"20{date}") for date in dates]


def test_each_file_is_judged_for_itself(stager: Stager, write: Write) -> None:
    write(HEADER, *of_dates("13/02/2024", "03/02/2024"), name="a.csv")
    folder = write(HEADER, *of_dates("02/13/2024", "02/03/2024"), name="b.csv")
    assert days(stager.stage(folder)) == [dt.date(2024, 2, day) for day in (13, 3, 13, 3)]


# ---------- numbers


def price_spellings() -> list[str]:
    with shared("field/price_spellings.csv").open(newline="") as stream:
        return [row["Price"] for row in csv.DictReader(stream, delimiter=";")]


def test_all_spellings_of_a_price_are_read(stager: Stager, write: Write) -> None:
    spellings = price_spellings()
    read = {
        spelling: amounts(stager.stage(write(HEADER, *of_prices(spelling))))
        for spelling in spellings
    }
    assert read == {spelling: [Decimal(12500)] for spelling in spellings}
    assert len(spellings) == 11


@pytest.mark.parametrize(
    ("spelling", "amount"),
    [
        ("12\u00a0500,00\u00a0тг.", "12500"),
        ("12\u2009500.50 ₸", "12500.5"),
        ("1.083.500,50", "1083500.5"),
        ("1,083,500", "1083500"),
        ("1,08,350.00", "108350"),
        ("12’500.00 CHF", "12500"),
        ("12 500 рублей 50 копеек", "12500.5"),
        ("12500=00", "12500"),
        ("12 500=", "12500"),
        ("12 500.-", "12500"),
        ("500 000 so'm", "500000"),
        ("US$1,200.50", "1200.5"),
        ("€ 900", "900"),
        ("1.25E+04", "12500"),
        ("'12500", "12500"),
        ("0,500", "0.5"),
        ("12 500,000", "12500"),
        ("(1 500)", "-1500"),
        ("1500-", "-1500"),
        ("−1 500,00 ₸", "-1500"),
        ("-$1,200.00", "-1200"),
        ("($1,200.00)", "-1200"),
        ("-12500-50", "-12500.5"),
    ],
)
def test_a_number_is_read_as_people_and_programs_write_it(
    stager: Stager, write: Write, spelling: str, amount: str
) -> None:
    assert amounts(stager.stage(write(HEADER, *of_prices(spelling)))) == [Decimal(amount)]


@pytest.mark.parametrize(
    "spelling",
    [
        "подарок", "12 500 или 13 000", "10 000 15 000", "12 50", "от 12500", "1.2.3", "12,50,1",
        "1,2.3,4", "inf", "nan", "12500 шт", "50%",
    ],
)  # fmt: skip
def test_what_is_no_price_is_none(stager: Stager, write: Write, spelling: str) -> None:
    staged = stager.stage(write(HEADER, *of_prices(spelling)))
    assert staged.reasons() == {"unreadable_price": 1}


@pytest.mark.parametrize("spelling", ["₸", "-", " тг. ", "—"])
def test_a_sign_alone_is_no_price(stager: Stager, write: Write, spelling: str) -> None:
    assert stager.stage(write(HEADER, *of_prices(spelling))).reasons() == {"no_price": 1}


def test_what_a_mark_means_is_learned_from_the_rest_of_the_column(
    stager: Stager, write: Write
) -> None:
    staged = stager.stage(write(HEADER, *of_prices("1,500", "12,500.00")))
    assert amounts(staged) == [Decimal(1500), Decimal(12500)]
    assert reading(staged, "Price", "decimal mark") == ("decimal_point", "cells", 1, 0, 0)
    staged = stager.stage(write(HEADER, *of_prices("1,500", "12,5")))
    assert amounts(staged) == [Decimal("1.5"), Decimal("12.5")]
    staged = stager.stage(write(HEADER, *of_prices("1.500", "1.083.500")))
    assert amounts(staged) == [Decimal(1500), Decimal(1083500)]


def test_marks_that_nothing_explains_stop_the_build(
    stager: Stager, stager_with: WithVars, write: Write
) -> None:
    folder = write(HEADER, *of_prices("1.500", "12.500", "900"))
    said = stops(stager, folder)
    assert "export.csv: column Price: 2 of 3 cells are like 9.999" in said
    assert "Set the var decimal_mark to point or comma." in said
    assert amounts(stager_with(**ONE_SET).stage(folder)) == [1500, 12500, 900]
    assert amounts(stager_with(**OTHER_SET).stage(folder)) == [
        Decimal("1.5"), Decimal("12.5"), 900,
    ]  # fmt: skip


def test_marks_that_contradict_each_other_stop_only_where_a_cell_hangs_on_it(
    stager: Stager, write: Write
) -> None:
    staged = stager.stage(write(HEADER, *of_prices("12 500,00", "12500.00")))
    assert amounts(staged) == [Decimal(12500)] * 2
    said = stops(stager, write(HEADER, *of_prices("12 500,00", "12500.00", "1,500")))
    assert "could be either" in said


def test_another_column_of_the_file_tells_what_a_mark_means(stager: Stager, write: Write) -> None:
    header = ["Item", "Date", "Quantity", "Price"]
    staged = stager.stage(write(header, ["Цепь", "2024-03-01", "1,000", "12 500,00"]))
    assert typed(staged, "row_quantity, row_amount") == [(1, 12500)]
    staged = stager.stage(write(header, ["Цепь", "2024-03-01", "2.000", "12500"]))
    assert typed(staged, "row_quantity, row_amount") == [(2, 25000)]


# ---------- currencies


def test_several_currencies_in_a_column_stop_the_build(
    stager: Stager, stager_with: WithVars
) -> None:
    export = shared("field/currencies.csv")
    said = stops(stager, export)
    assert "several currencies: EUR, KZT, RUB, USD" in said
    assert "set the var currency" in said
    staged = stager_with(**ONE_SET).stage(export)
    assert typed(staged, "row_amount, reason")[1::3] == [(540000, None), (450000, None)]
    assert staged.reasons() == {"other_currency": 3}


def test_two_files_in_two_currencies_stop_the_build(stager: Stager, write: Write) -> None:
    write(HEADER, *of_prices("95 000 руб."), name="a.csv")
    said = stops(stager, write(HEADER, *of_prices("540 000 ₸"), name="b.csv"))
    assert "a.csv: column Price names RUB" in said


def test_a_few_signs_among_bare_numbers_are_of_another_currency(
    stager: Stager, write: Write
) -> None:
    said = stops(stager, write(HEADER, *of_prices("540000", "450000", "$900")))
    assert "names USD in 1 of 3 cells and none in the others" in said
    staged = stager.stage(write(HEADER, *of_prices("540000", "450000", "900 тг")))
    assert reading(staged, "Price", "currency")[:2] == ("KZT", "cells")


def test_one_currency_by_sign_word_and_code_is_one(stager: Stager, write: Write) -> None:
    header = [*HEADER, "Currency"]
    rows = [["А", "Цепь", "2024-03-01", price, code] for price, code in [
        ("540 000 ₸", "KZT"), ("95 000 тенге", "тг."), ("1000 тнг", "398"), ("5000", ""),
    ]]  # fmt: skip
    staged = stager.stage(write(header, *rows))
    assert reading(staged, "Currency", "currency")[:2] == ("KZT", "cells")
    said = stops(stager, write(header, ["А", "Цепь", "2024-03-01", "5000", "Ким Анна"]))
    assert "Ким" not in said
    assert "no known currency (aaa aaaa)" in said


# ---------- what was paid

PAID = ["Item", "Date", "Quantity", "Price", "Amount"]


def paid(*rows: Sequence[object]) -> list[list[object]]:
    return [[f"Цепь {place}", "2024-03-01", *row] for place, row in enumerate(rows)]


def test_the_amount_of_a_row_is_what_was_paid(stager: Stager, write: Write) -> None:
    rows = paid((3, 8000, 24000), (1, 180000, 153000), (-1, 40000, -40000))
    staged = stager.stage(write(PAID, *rows))
    assert typed(staged, "row_quantity, row_amount") == [
        (3, 24000),
        (1, 153000),
        (-1, -40000),
    ]


def test_amount_and_price_may_have_changed_places(stager: Stager, write: Write) -> None:
    staged = stager.stage(write(PAID, *paid((3, 24000, 8000), (2, 10000, 5000))))
    assert amounts(staged) == [24000, 10000]
    assert reading(staged, "Amount", "what was paid")[:2] == ("price_is_total", "cells")


def test_a_price_beside_a_quantity_is_for_one_unless_items_show_the_other(
    stager: Stager, stager_with: WithVars, write: Write
) -> None:
    header = ["Item", "Date", "Quantity", "Price"]
    day = "2024-03-01"
    of_one = [["Цепь", day, 1, 8000], ["Цепь", day, "3 шт.", 8000], ["Брошь", day, 2, 500]]
    assert amounts(stager.stage(write(header, *of_one))) == [8000, 24000, 1000]
    of_row = [["Цепь", day, 1, 8000], ["Цепь", day, 3, 24000], ["Брошь", day, 2, 500]]
    assert amounts(stager.stage(write(header, *of_row))) == [8000, 24000, 500]
    both = [*of_one[:2], ["Брошь", day, 1, 500], ["Брошь", day, 2, 1000]]
    folder = write(header, *both)
    assert "set the var amount_column to unit_price or line_total" in stops(stager, folder)
    staged = stager_with(**ONE_SET).stage(folder)
    assert amounts(staged) == [8000, 8000, 500, 1000]


@pytest.mark.parametrize(
    ("discount", "amount"),
    [
        ("27000", ""),
        ("15%", ""),
        ("15", ""),
        ("-27 000,00", ""),
        ("27000", 153000),
        ("15", 153000),
        ("27000", 180000),
    ],
)
def test_a_discount_is_taken_off_once(
    stager: Stager, write: Write, discount: str, amount: object
) -> None:
    header = ["Item", "Date", "Price", "Amount", "Discount"]
    staged = stager.stage(write(header, ["Цепь", "2024-03-01", 180000, amount, discount]))
    assert amounts(staged) == [153000]


def test_a_discount_that_may_be_money_or_per_cent_stops_the_build(
    stager: Stager, stager_with: WithVars, write: Write
) -> None:
    folder = write(["Item", "Date", "Price", "Discount"], ["Цепь", "2024-03-01", 54, 10])
    assert "set the var discount_column to money or percent" in stops(stager, folder)
    assert amounts(stager_with(**ONE_SET).stage(folder)) == [44]
    assert amounts(stager_with(**OTHER_SET).stage(folder)) == [Decimal("48.6")]


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        ("4870001234567", "quantity_too_high"),
        ("1001", "quantity_too_high"),
        ("-1001", "quantity_too_high"),
        ("много", "unreadable_quantity"),
        ("1000", None),
        ("2,35 гр", None),
        ("-", None),
    ],
)
def test_a_quantity_that_can_not_be_is_left_out(
    stager: Stager, write: Write, quantity: str, reason: str | None
) -> None:
    header = ["Item", "Date", "Quantity", "Price"]
    staged = stager.stage(write(header, ["Цепь", "2024-03-01", quantity, 100]))
    assert staged.reasons() == ({reason: 1} if reason else {})


# ---------- the clock

FIRST = dt.date(2024, 1, 1)


def clock(
    stager: Stager, write: Write, *sold: dt.date
) -> tuple[object, object, dict[object, object]]:
    """Return the first and last day that stand, and what was rejected."""
    staged = stager.stage(write(HEADER, *of_dates(*(day.isoformat() for day in sold))))
    ((first, last),) = staged.rows("select first_day, last_day from staging.sale_clock")
    return first, last, staged.reasons()


def each_day(first: dt.date, count: int, rows: int = 3, every: int = 1) -> list[dt.date]:
    return [first + dt.timedelta(days=every * day) for day in range(count) for _ in range(rows)]


def later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


@pytest.mark.parametrize("gap", [28, 30, 345, 366, 10000])
def test_a_sale_far_from_all_others_does_not_move_the_clock(
    stager: Stager, write: Write, gap: int
) -> None:
    year = each_day(FIRST, 365)
    last = year[-1]
    assert clock(stager, write, *year, later(last, gap)) == (FIRST, last, {"date_too_late": 1})
    assert clock(stager, write, *year, later(FIRST, -gap)) == (FIRST, last, {"date_too_early": 1})


def test_a_sale_within_four_weeks_is_company(stager: Stager, write: Write) -> None:
    year = each_day(FIRST, 365)
    last = later(year[-1], 27)
    assert clock(stager, write, *year, last) == (FIRST, last, {})


def test_several_stray_sales_at_both_ends_are_left_out(stager: Stager, write: Write) -> None:
    year = each_day(FIRST, 365)
    strays = [later(year[-1], days) for days in (100, 105, 290)] + [later(FIRST, -365)] * 2
    assert clock(stager, write, *year, *strays) == (
        FIRST, year[-1], {"date_too_late": 3, "date_too_early": 2},
    )  # fmt: skip
    scattered = [later(year[-1], 30 + 15 * number) for number in range(20)]
    assert clock(stager, write, *year, *scattered)[2] == {"date_too_late": 20}


def test_a_shop_that_closes_each_august_is_as_silent_as_it_ever_was(
    stager: Stager, write: Write
) -> None:
    every_day = each_day(dt.date(2022, 1, 1), 3 * 365)
    open_days = [day for day in every_day if not (7, 26) < (day.month, day.day) < (9, 1)]
    assert clock(stager, write, *open_days)[2] == {}
    # The longest silence is 37 days; the first sale after one such again is company, later is none.
    last = open_days[-1]
    assert clock(stager, write, *open_days, later(last, 37))[2] == {}
    assert clock(stager, write, *open_days, later(last, 60))[2] == {"date_too_late": 1}


def test_a_kiosk_that_sells_in_december_alone_keeps_its_first_days(
    stager: Stager, write: Write
) -> None:
    sold = [day for year in range(2019, 2024) for day in each_day(dt.date(year, 12, 1), 31, 9)]
    new_season = each_day(dt.date(2024, 12, 1), 2)
    assert clock(stager, write, *sold, *new_season)[2] == {}
    assert clock(stager, write, *sold, dt.date(2052, 12, 1))[2] == {"date_too_late": 1}


@pytest.mark.parametrize("count", [1, 3, 19, 60])
def test_a_sparse_log_keeps_all_of_its_days(stager: Stager, write: Write, count: int) -> None:
    sold = each_day(FIRST, count, rows=1, every=70)
    assert clock(stager, write, *sold) == (FIRST, sold[-1], {})


def test_a_shop_that_opens_again_goes_on(stager: Stager, write: Write) -> None:
    years = each_day(dt.date(2022, 1, 1), 1000)
    again = each_day(later(years[-1], 60), 8)
    assert 50 * len(again) < len(years)
    assert clock(stager, write, *years, *again) == (years[0], again[-1], {})
    typed_year = later(again[-1], 365)
    assert clock(stager, write, *years, *again, typed_year) == (
        years[0], again[-1], {"date_too_late": 1},
    )  # fmt: skip


def test_half_of_an_export_is_company_to_the_other_half(stager: Stager, write: Write) -> None:
    halves = [*each_day(FIRST, 20, 1), *each_day(dt.date(2027, 1, 1), 20, 1)]
    assert clock(stager, write, *halves) == (FIRST, halves[-1], {})


def test_the_silence_is_a_setting(stager_with: WithVars, write: Write) -> None:
    year = each_day(FIRST, 365)
    stager = stager_with(**ONE_SET)
    assert clock(stager, write, *year, later(year[-1], 69))[2] == {}
    assert clock(stager, write, *year, later(year[-1], 70))[2] == {"date_too_late": 1}


@pytest.mark.parametrize("name", ["uci_online_retail_2010.parquet", "cdnow_sample.parquet"])
def test_no_day_of_a_real_log_is_left_out(stager: Stager, name: str) -> None:
    log = shared(name)
    expected = duckdb.sql(f'select min("Date")::date, max("Date")::date from \'{log}\'').fetchall()
    staged = stager.stage(log, until="sale_clock")
    assert staged.rows("select first_day, last_day from staging.sale_clock") == expected
