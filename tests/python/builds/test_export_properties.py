"""Generated exports: rows read = accepted + rejected, money in = money out, and no crash."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staged import Stager

from karat.ingest import read_sales

pytestmark = pytest.mark.build

NAMES = {
    "FirstName": ["FirstName", "Имя"],
    "FullName": ["FullName", "ФИО", "full_name"],
    "phone": ["phone", "Телефон"],
    "town": ["town", "ГОРОД"],
    "countPoints": ["countPoints", "Баллы"],
    "Item": ["Item", "Номенклатура", "товар"],
    "Date": ["Date", "Дата"],
    "Price": ["Price", "Сумма"],
    "Format": ["Format", "Формат"],
}
REQUIRED = ["Item", "Date", "Price"]
PHONES = ["8 701 {} {} {}", "+7 (701) {}-{}-{}", "7701{}{}{}", "8701{}{}{}"]
ITEMS = ["Кольцо Au 585", 'Серьги "Роза"', "Цепь; плетение,\nякорное", "Брошь 17\t«Лилия»"]
DATES = ["%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"]
NO_SALES = [
    {"Item": "Итого", "Price": "5000"},
    {"Item": "Кольцо", "Date": "вчера", "Price": "10"},
    {"Item": "Кольцо", "Date": "01.01.2024", "Price": "подарок"},
    {"Item": "Кольцо", "Date": "01.01.2024", "Price": "1000000000000000"},
    {"Item": "Кольцо", "Date": "01.01.2024", "Price": "-10,50"},
    {"FullName": "Итого", "Price": "7000"},
]
READABLE = {"5000", "10", "1000000000000000", "-10,50", "7000"}

Sale = tuple[str, dt.datetime, Decimal, str | None, str | None]


@dataclass
class Export:
    """What was written: rows of each file, the sales in them, and the money of all rows."""

    rows: Counter[str] = field(default_factory=Counter)
    sales: dict[str, Counter[Sale]] = field(default_factory=dict)
    money: Decimal = Decimal(0)

    def distinct_sales(self) -> Counter[Sale]:
        """Unite the files: a sale counts as often as in the file that has it most often."""
        united: Counter[Sale] = Counter()
        for sales in self.sales.values():
            united |= sales
        return united


def write_export(seed: int, folder: Path) -> Export:
    """Write one to three files that overlap, each in a variety of its own."""
    rng = random.Random(seed)
    export = Export()
    shop = [_sale(rng) for _ in range(rng.randint(0, 8))]
    known = ["FullName", "phone"] if rng.random() < 0.7 else []
    for number in range(rng.randint(1, 3)):
        name = f"{number}.csv"
        columns = [*REQUIRED, *known]
        columns += [c for c in ("town", "countPoints") if rng.random() < 0.3]
        # A town's cells stay blank: a town that only one file states would make two sales of one.
        rng.shuffle(columns)
        header = [rng.choice(NAMES[column]) for column in columns] + ["Смена"]
        sold = rng.choices(shop, k=rng.randint(0, 6)) if shop else []
        lines = [_cells(rng, sale, columns) for sale in sold]
        for _ in range(rng.randint(0, 2)):
            broken = rng.choice(NO_SALES)
            cells = [broken.get(column, "") for column in columns]
            if any(cells):
                lines.append([*cells, ""])
                price = broken["Price"]
                if price in READABLE:
                    export.money += Decimal(price.replace(",", "."))
        rng.shuffle(lines)
        if lines and rng.random() < 0.2:
            lines.insert(rng.randrange(len(lines)), header)
        _write(rng, folder / name, header, lines)
        export.rows[name] = len(lines)
        export.sales[name] = Counter(
            (item, moment, price, *((person, phone) if known else (None, None)))
            for item, moment, price, person, phone in sold
        )
        export.money += sum((price for _, _, price, _, _ in sold), Decimal(0))
    return export


def _sale(rng: random.Random) -> Sale:
    moment = dt.datetime(2024, 1, 1) + dt.timedelta(minutes=rng.randrange(60 * 24 * 60))
    price = Decimal(rng.randrange(1, 10**9)) / 100
    person = rng.randrange(5)
    return rng.choice(ITEMS), moment, price, f"Ёлка {person}", f"000000{person}"


def _cells(rng: random.Random, sale: Sale, columns: list[str]) -> list[str]:
    item, moment, price, person, phone = sale
    assert person
    assert phone
    cells = {
        "Item": rng.choice([item, f" {item.upper()} "]),
        # What no slash can tell would stop the build.
        "Date": moment.strftime(rng.choice(DATES if moment.day > 12 else DATES[:2])),
        "Price": rng.choice([f"{price:.2f}", f"{price:,.2f}".replace(",", " ").replace(".", ",")]),
        "FullName": rng.choice([person, person.upper().replace("Ё", "Е")]),
        "phone": rng.choice(PHONES).format(phone[:3], phone[3:5], phone[5:]),
        "countPoints": str(rng.randrange(100)),
    }
    return [*(cells.get(column, "") for column in columns), "утро"]


def _write(rng: random.Random, path: Path, header: list[str], lines: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, delimiter=rng.choice(",;\t"), lineterminator=rng.choice(["\n", "\r\n"])
    )
    writer.writerow(header)
    writer.writerows(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "cp1251", "utf-16"])))


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_every_row_and_every_price_of_an_export_arrives(stager: Stager, seed: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        export = write_export(seed, folder)
        staged = stager.stage(folder)
    staged.check_that_nothing_is_lost()
    assert {name: read for name, read, *_ in staged.loads()} == dict(export.rows)
    assert staged.rows(
        "select coalesce(sum(amount_accepted + amount_not_sales + amount_rejected), 0)"
        " from staging.load_reconciliation"
    ) == [(export.money,)]
    taken = Counter(staged.rows("select sale_price from private.accepted_sale_records"))
    united = export.distinct_sales()
    assert taken == Counter((price,) for _, _, price, _, _ in united.elements())


def test_a_thousand_exports_lose_no_row(tmp_path: Path) -> None:
    for seed in range(1000):
        folder = tmp_path / str(seed)
        export = write_export(seed, folder)
        read = read_sales(str(folder), warn=lambda _: None)
        counts = Counter(read["source_file"].to_pylist())
        assert counts == +export.rows, f"seed {seed}"
        assert set(read["read_problem"].to_pylist()) <= {None, "repeated_header"}, f"seed {seed}"
