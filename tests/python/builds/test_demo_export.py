"""The demo export looks like the jeweller's that it stands in for."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import phonenumbers
import pytest

from karat.demo import DEMO_FILE_NAME, DemoShop, simulate, write_demo_export, write_sales
from karat.demo.__main__ import main
from karat.demo.calendar import daily_rows, day_index, season
from karat.demo.catalogue import ARCHETYPE_COUNT, archetype_parts, fallback_order
from karat.demo.customers import international
from karat.demo.visits import _fill, _without_surplus

CATEGORY_WORDS = {
    "rings": "кольцо",
    "earrings": "серьги",
    "chains": "цеп",
    "bracelets": "браслет",
    "pendants": "подвеска|кулон",
    "necklaces": "колье|шейное укр",
    "crosses": "крест",
    "brooches": "брошь",
    "piercings": "пирсинг",
    "watches": "часы",
    "sets": "комплект",
}
METAL_WORDS = {"gold": r"золот(?!а;)|\bau\b", "silver": r"сереб|\bag\b"}


@pytest.fixture(scope="module")
def shop() -> DemoShop:
    return simulate()


@pytest.fixture(scope="module")
def sales(shop: DemoShop) -> pd.DataFrame:
    return shop.sales


def test_counts_and_columns(sales: pd.DataFrame) -> None:
    assert list(sales.columns) == (
        ["FirstName", "FullName", "phone", "town", "countPoints", "Item", "Date", "Price", "Format"]
    )
    assert len(sales) == 39_480
    assert 17_000 <= sales["FullName"].nunique() <= 19_000
    assert 14_000 <= sales["Item"].nunique() <= 16_000
    assert sales["town"].nunique() == 1
    assert sales["Date"].min() == pd.Timestamp("2024-01-01")
    assert sales["Date"].max() == pd.Timestamp("2025-03-31")
    assert sales["Date"].is_monotonic_increasing


def test_split_by_rows(sales: pd.DataFrame) -> None:
    before = (sales["Date"] < "2024-10-01").mean()
    after = (sales["Date"] >= "2025-01-01").mean()
    assert before == pytest.approx(0.70, abs=0.005)
    assert after == pytest.approx(0.15, abs=0.005)


def test_every_row_can_be_a_sale(sales: pd.DataFrame) -> None:
    for column in ("FirstName", "FullName", "Item", "Format"):
        assert (sales[column].str.strip() != "").all()
    assert sales.notna().all(axis=None)
    assert (sales["Price"] > 0).all()


def test_prices(sales: pd.DataFrame) -> None:
    assert sales["Price"].dtype == np.int64
    assert sales["Price"].min() == 1_490
    assert sales["Price"].max() == 1_083_500
    assert sales["Price"].mean() == pytest.approx(50_000, rel=0.05)
    assert (sales["Price"] % 10 == 0).all()


def test_a_piece_costs_nearly_the_same_every_time(sales: pd.DataFrame) -> None:
    by_item = sales.groupby("Item")["Price"]
    assert (by_item.max() / by_item.min()).max() < 1.06


def test_price_tells_the_tier(shop: DemoShop) -> None:
    archetype = shop.shelf.pieces.archetype[shop.shelf.sold]
    ranges = shop.sales.groupby(archetype)["Price"].agg(["min", "max"])
    for low in range(0, ARCHETYPE_COUNT, 3):
        assert ranges.loc[low, "max"] < ranges.loc[low + 1, "min"]
        assert ranges.loc[low + 1, "max"] < ranges.loc[low + 2, "min"]
    tiers = np.bincount(archetype % 3) / len(archetype)
    assert tiers == pytest.approx(1 / 3, abs=0.02)


def test_trade_ins_are_a_habit_of_some(shop: DemoShop) -> None:
    traded = shop.sales["Format"] == "Трейд Ин"
    assert set(shop.sales["Format"]) == {"Оффлайн", "Трейд Ин"}
    assert traded.mean() == pytest.approx(0.08, abs=0.008)
    by_visit = traded.groupby(shop.row_visit)
    assert by_visit.nunique().eq(1).all()
    visits = pd.DataFrame({"who": shop.visits.customer, "traded": by_visit.first()})
    number = visits.groupby("who").cumcount()
    first = visits[number == 0].set_index("who")["traded"]
    second = visits[number == 1].set_index("who")["traded"]
    # Those who traded in on their first visit do so far more often on the second.
    before = first[second.index]
    assert second[before].mean() > 2 * second[~before].mean()


def test_seasons_are_visible(sales: pd.DataFrame) -> None:
    by_day = sales.groupby("Date").size()

    def pace(first: str, last: str) -> float:
        return float(by_day[first:last].mean())

    assert by_day.idxmax() == pd.Timestamp("2024-03-08")
    for year in (2024, 2025):
        assert pace(f"{year}-03-05", f"{year}-03-08") > 2 * pace(f"{year}-02-18", f"{year}-02-24")
        assert pace(f"{year}-02-11", f"{year}-02-14") > 1.5 * pace(f"{year}-01-24", f"{year}-01-30")
    assert pace("2024-12-25", "2024-12-31") > 1.5 * pace("2024-12-01", "2024-12-07")
    quiet = by_day["2024-04-01":"2024-11-30"]
    weekend = quiet[quiet.index.dayofweek >= 5].mean()
    assert weekend > 1.15 * quiet[quiet.index.dayofweek < 5].mean()


def test_the_plan_is_exact_and_the_season_has_mean_one() -> None:
    assert daily_rows().sum() == 39_480
    assert daily_rows().min() > 0
    assert season()[:366].mean() == pytest.approx(1)
    assert len(season(10)) == 10
    assert season(10) == pytest.approx(season()[:10])


def test_people_come_once_or_often(shop: DemoShop) -> None:
    visits = np.bincount(shop.visits.customer)
    assert 0.45 < (visits == 1).mean() < 0.75
    assert (visits >= 5).mean() > 0.02
    assert (shop.visits.basket >= 2).mean() == pytest.approx(0.18, abs=0.02)
    same_day = pd.DataFrame({"who": shop.visits.customer, "day": shop.visits.day})
    assert not same_day.duplicated().any()


def test_names_are_unique_and_say_that_they_are_a_demos(shop: DemoShop) -> None:
    assert len(set(shop.people.full_name)) == len(shop.people.full_name)
    assert all(re.fullmatch(r"\w+ Демо-\d{5}", name) for name in shop.people.full_name)
    assert shop.sales.groupby("FullName")["FirstName"].nunique().eq(1).all()


def test_phones_are_valid_mobiles_in_several_styles(shop: DemoShop) -> None:
    written = pd.DataFrame({"who": shop.row_customer, "phone": shop.sales["phone"]})
    written = written[written["phone"] != ""].drop_duplicates()
    parsed = written["phone"].map(lambda text: phonenumbers.parse(text, "KZ"))
    assert parsed.map(phonenumbers.is_valid_number).all()
    mobile = phonenumbers.PhoneNumberType.MOBILE
    assert parsed.map(phonenumbers.number_type).eq(mobile).all()
    assert parsed.map(phonenumbers.region_code_for_number).eq("KZ").all()

    plain = parsed.map(
        lambda number: phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    )
    assert plain.tolist() == [international(shop.people.phone[who]) for who in written["who"]]
    assert plain.groupby(written["who"]).nunique().eq(1).all()
    assert written["who"].groupby(plain).nunique().eq(1).all()
    styles = written["phone"].str.replace(r"(?<=.)\d", "0", regex=True)
    assert styles.nunique() == 8
    assert written.groupby("who").size().gt(1).any()


def test_some_customers_have_no_phone(shop: DemoShop) -> None:
    missing = np.mean([phone == "" for phone in shop.people.phone])
    assert 0.005 < missing < 0.02
    by_customer = shop.sales["phone"].eq("").groupby(shop.row_customer).nunique()
    assert by_customer.eq(1).all()


def test_bonus_points_grow_with_spend(shop: DemoShop) -> None:
    points = shop.sales["countPoints"].groupby(shop.row_customer)
    assert (points.diff().dropna() > 0).all()
    spend = shop.sales["Price"].groupby(shop.row_customer).sum()
    assert np.corrcoef(points.last(), spend)[0, 1] > 0.99


def test_texts_are_distinct_after_tidying(shop: DemoShop) -> None:
    texts = pd.Series(shop.texts.text)
    tidy = texts.str.lower().str.replace(r"\s+", " ", regex=True).str.strip()
    assert tidy.is_unique
    assert (texts == texts.str.strip()).all()


def test_texts_tell_category_and_metal(shop: DemoShop) -> None:
    texts = pd.Series(shop.texts.text).str.lower().str.replace("позолота", "")
    parts = pd.DataFrame(
        [archetype_parts(position) for position in shop.shelf.pieces.archetype],
        columns=["category", "metal", "price_tier"],
    )
    for metal, words in METAL_WORDS.items():
        assert texts.str.contains(words).eq(parts["metal"] == metal).all()
    names_own = pd.Series(False, index=texts.index)
    names_any = texts.str.contains("|".join(CATEGORY_WORDS.values()))
    for category, words in CATEGORY_WORDS.items():
        names_own |= (parts["category"] == category) & texts.str.contains(words)
    assert names_own.eq(names_any).all()
    assert 0.003 < 1 - names_own.mean() < 0.02


def test_texts_show_the_styles_of_shops_tills_and_exports(shop: DemoShop) -> None:
    texts = pd.Series(shop.texts.text)
    for style in (
        r"^\d{5}-\d{6} Кольцо Ag 925; вставки: \d+ Гранат \d+,\d{3}ct; вес: \d+,\d{3} гр",
        r"Кольцо \(Au 585\)",
        r"Серьги из белого золота с бриллиантами",
        r"Цепь Серебро 925 пробы\.",
        r"Серебрян\w+ \w+ с жемчугом",
        r"Кольцо, вставка: фианит бесцветный;\w+ золото 585 пробы\.",
        r"Пирсинг с \d+ бриллиант\w+, [\d.]+ карат, огранка круг",
        r"Цепь из серебра, плетение Якорное",
        r"Браслет золото 585, \d+,\d г",
        r"Часы.* ГОСТ 26272-98",
    ):
        assert texts.str.contains(style).any(), style


def test_nothing_is_sold_beyond_its_stock(shop: DemoShop) -> None:
    shelf = shop.shelf
    size = len(shelf.pieces)
    last = shop.row_day.max() + 1
    delivered = np.zeros((size, last), dtype=np.int32)
    np.add.at(
        delivered,
        (shelf.delivered_piece, np.maximum(shelf.delivered_day, 0)),
        shelf.delivered_units,
    )
    sold = np.zeros((size, last), dtype=np.int32)
    np.add.at(sold, (shelf.sold, shop.row_day), 1)
    left = (delivered - sold).cumsum(axis=1)
    assert left.min() == 0
    units = np.bincount(shelf.sold)
    assert np.mean(units[units > 0] == 1) > 0.5  # most pieces are one of a kind
    assert units.max() > 20  # and there are basics


def test_hardly_anyone_finds_an_archetype_sold_out(shop: DemoShop) -> None:
    assert shop.shelf.fallback.mean() < 0.001


def test_fallback_goes_to_the_nearest_archetype() -> None:
    order = fallback_order(4)  # rings, silver, middle
    assert [archetype_parts(position) for position in order[:4]] == [
        ("rings", "silver", "middle"),
        ("rings", "silver", "high"),
        ("rings", "silver", "low"),
        ("rings", "gold", "middle"),
    ]
    assert sorted(order) == list(range(ARCHETYPE_COUNT))


def test_baskets_fill_a_quota_exactly() -> None:
    assert _fill(np.array([1, 3, 1, 2, 1]), 5).tolist() == [1, 3, 1]
    assert _fill(np.array([3, 3, 1]), 5).tolist() == [3, 2]
    assert _fill(np.array([], dtype=np.int64), 0).tolist() == []


def test_a_surplus_on_the_last_day_is_taken_from_the_latest_baskets() -> None:
    assert _without_surplus(np.array([2, 1, 3, 1, 2, 1]), 2).tolist() == [2, 1, 2, 1, 1, 1]
    assert _without_surplus(np.array([2, 1]), 0).tolist() == [2, 1]


def test_same_seed_same_bytes(shop: DemoShop, tmp_path: Path) -> None:
    write_sales(shop, tmp_path / "one.csv")
    write_demo_export(tmp_path / "new" / "two.csv")
    write_demo_export(tmp_path / "other.csv", seed=7)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "new" / "two.csv").read_bytes()
    assert (tmp_path / "one.csv").read_bytes() != (tmp_path / "other.csv").read_bytes()
    other = pd.read_csv(tmp_path / "other.csv")
    assert len(other) == 39_480
    assert 17_000 <= other["FullName"].nunique() <= 19_000
    assert 14_000 <= other["Item"].nunique() <= 16_000
    assert other["Price"].mean() == pytest.approx(50_000, rel=0.06)


def test_the_file_reads_back(shop: DemoShop, tmp_path: Path) -> None:
    path = tmp_path / DEMO_FILE_NAME
    write_sales(shop, path)
    back = pd.read_csv(path, dtype={"phone": str}, parse_dates=["Date"], keep_default_na=False)
    pd.testing.assert_frame_equal(back, shop.sales, check_dtype=False)
    assert "\r" not in path.read_text(encoding="utf-8")
    assert "synthetic" in DEMO_FILE_NAME


def test_a_failed_write_leaves_what_was_there(
    shop: DemoShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / DEMO_FILE_NAME
    path.write_text("what was there")

    def fails(_frame: pd.DataFrame, target: Path, **_options: object) -> None:
        target.write_text("half")
        raise OSError("the disk is full")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fails)
    with pytest.raises(OSError, match="disk is full"):
        write_sales(shop, path)
    assert path.read_text() == "what was there"
    assert os.listdir(tmp_path) == [DEMO_FILE_NAME]


def test_command_line(shop: DemoShop, tmp_path: Path) -> None:
    out = tmp_path / "export" / "demo.csv"
    command = [sys.executable, "-m", "karat.demo", "--out", str(out)]
    command += ["--truth", str(tmp_path / "truth"), "--as-of", "2024-06-30"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert "39480 synthetic sales" in done.stdout
    write_sales(shop, tmp_path / "expected.csv")
    assert out.read_bytes() == (tmp_path / "expected.csv").read_bytes()
    for name in ("customers", "items", "tastes"):
        table = pd.read_parquet(tmp_path / "truth" / f"{name}_truth.parquet")
        assert set(table["as_of_date"]) == {date(2024, 6, 30)}


def test_command_line_refuses_a_date_without_truth(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--as-of", "2026-01-01"])
    assert "give a date between the two" in capsys.readouterr().err


def test_command_line_defaults_to_the_three_dates_that_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["--truth", "truth"])
    assert (tmp_path / "data" / DEMO_FILE_NAME).exists()
    customers = pd.read_parquet(tmp_path / "truth" / "customers_truth.parquet")
    assert sorted(set(customers["as_of_date"])) == [
        date(2024, 9, 30),
        date(2024, 12, 31),
        date(2025, 3, 31),
    ]
    assert day_index(date(2025, 3, 31)) == 455
