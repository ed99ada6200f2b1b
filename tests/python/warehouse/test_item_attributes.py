"""Item texts through the project's own SQL, in a small dbt project made of its seeds and models."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import PROJECT, SHARED_DATA

pytestmark = pytest.mark.build

NAMES = SHARED_DATA / "ru_jewelry_names.csv"

DBT_PROJECT = """
name: karat
profile: items
flags: {send_anonymous_usage_stats: false}
models: {karat: {+materialized: table}}
"""
PROFILES = """
items:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: items.duckdb, threads: 2}
"""

# text: category, metal, colour, fineness, stones, weight; the main stone is the first of `stones`
READ_BY_HAND: dict[str, tuple[str, str, str, int | None, str | None, float | None]] = {
    "000000-000000 Кольцо Ag 925; вставки: 4 Гранат овал 2,120ct; вес: 1,785 гр Позолота;": (
        ("rings", "silver", "unknown", 925, "garnet", 1.785)
    ),
    "10322-001996 Кольцо (Ag 925)": ("rings", "silver", "unknown", 925, None, None),
    "Браслет из белого золота с бриллиантами и сапфиром": (
        ("bracelets", "gold", "white", None, "diamond, sapphire", None)
    ),
    "Браслет из серебра с миксом камней": ("bracelets", "silver", "unknown", None, "mixed", None),
    "Браслет серебро 925, 5 г": ("bracelets", "silver", "unknown", 925, None, 5.0),
    "Браслет, вставка: алпанит синий; фианит;Серебро 925 пробы.": (
        ("bracelets", "silver", "unknown", 925, "alpanite, cubic_zirconia", None)
    ),
    "Брошь из золота с рубинами": ("brooches", "gold", "unknown", None, "ruby", None),
    "Запонки, вставка: Сталь;эмаль черная;": ("cufflinks", "steel", "unknown", None, None, None),
    "Запонки, вставка: эмаль черная;Серебро 925 пробы.": (
        ("cufflinks", "silver", "unknown", 925, None, None)
    ),
    "Золотая цепь 585 пробы": ("chains", "gold", "unknown", 585, None, None),
    "Золото 750 пробы, 4 г": ("unknown", "gold", "unknown", 750, None, 4.0),
    "Колье из золота с бриллиантами и танзанитом": (
        ("necklaces", "gold", "unknown", None, "diamond, tanzanite", None)
    ),
    "Колье из серебра с жемчугом": ("necklaces", "silver", "unknown", None, "pearl", None),
    "Кольцо «БРИЛЛИАНТЫ ЯКУТИИ» с 1 бриллиантом, 0.059 карат, огранка круг 57 граней, цвет 3, "
    "чистота 6, тип огранки А;": ("rings", "unknown", "unknown", None, "diamond", None),
    "Кольцо из золота с бриллиантом и керамической вставкой": (
        ("rings", "gold", "unknown", None, "diamond", None)
    ),
    "Кольцо из золота с наношпинелью и фианитами": (
        ("rings", "gold", "unknown", None, "spinel, cubic_zirconia", None)
    ),
    "Кольцо из черного серебра": ("rings", "silver", "black", None, None, None),
    "Кольцо с 1 гранатом, 0.489 карат, тип огранки Б; 3 бриллиантами, 0.023 карат, огранка круг": (
        ("rings", "unknown", "unknown", None, "garnet, diamond", None)
    ),
    "Кольцо, вставка: фианит бесцветный Розовое золото 585 пробы.": (
        ("rings", "gold", "rose", 585, "cubic_zirconia", None)
    ),
    "Комплект 585: цепь 4 г и подвеска 1,5 г": ("sets", "gold", "unknown", 585, None, 5.5),
    "Крест из белого золота с сапфирами": ("crosses", "gold", "white", None, "sapphire", None),
    "Пирсинг с 1 бриллиантом, 0.025 карат, огранка круг 57 граней, цвет 3, чистота 6, "
    "тип огранки А;Белое золото 585 пробы.": ("piercings", "gold", "white", 585, "diamond", None),
    "Пирсинг, вставка: фианит бесцветный;Серебро 585 пробы": (
        ("piercings", "unknown", "unknown", None, "cubic_zirconia", None)
    ),
    "Пирсинг, вставка: фианит бесцветный;Серебро 925 пробы": (
        ("piercings", "silver", "unknown", 925, "cubic_zirconia", None)
    ),
    "Подвеска из белого золота с сапфирами и бриллиантами": (
        ("pendants", "gold", "white", None, "sapphire, diamond", None)
    ),
    "Помолвочное кольцо из золота 585 пробы со Swarovski Zirconia": (
        ("rings", "gold", "unknown", 585, "cubic_zirconia", None)
    ),
    "Розовое золото 585 пробы.": ("unknown", "gold", "rose", 585, None, None),
    "Серебряная цепь 925 пробы; плетение Снейк;": (
        ("chains", "silver", "unknown", 925, None, None)
    ),
    'Серебряное кольцо с сапфирами "Цветок"': (
        ("rings", "silver", "unknown", None, "sapphire", None)
    ),
    "Серьги из золота с бесцветными и чёрными бриллиантами": (
        ("earrings", "gold", "unknown", None, "diamond", None)
    ),
    "Серьги, вставка: корунд синтетический розовый; фианит микс; шпинель голубая синтетическая;"
    "Серебро 925 пробы.": (
        ("earrings", "silver", "unknown", 925, "corundum, cubic_zirconia, spinel", None)
    ),
    "Серьги-пусеты из серебра с аметистами": (
        ("earrings", "silver", "unknown", None, "amethyst", None)
    ),
    "Цепь Розовое золото 585 пробы.ЦЕПЬ ОБЛЕГЧЕННАЯ. ТРЕБУЕТ БЕРЕЖНОГО ОБРАЩЕНИЯ.": (
        ("chains", "gold", "rose", 585, None, None)
    ),
    "Цепь золото 585, 5,5 г": ("chains", "gold", "unknown", 585, None, 5.5),
    "Часы ГОСТ 26272-98; японский кварц. мех.; корпус биж.сплав; минеральное стекло": (
        ("watches", "costume_alloy", "unknown", None, None, None)
    ),
    "Часы ГОСТ 26272-98; японский кварц. механизм Сталь": (
        ("watches", "steel", "unknown", None, None, None)
    ),
    "Шейное укр., вставка: фианит;Серебро 925 пробы.": (
        ("necklaces", "silver", "unknown", 925, "cubic_zirconia", None)
    ),
    "вставки: 2 Гранат кр 4 0,655ct; вес: 1,827гр": (
        ("unknown", "unknown", "unknown", None, "garnet", 1.827)
    ),
}

# Jewelry in other words than those of the file; same columns.
OTHER_JEWELRY: dict[str, tuple[str, str, str, int | None, str | None, float | None]] = {
    "Подвеска крест из серебра 925": ("crosses", "silver", "unknown", 925, None, None),
    "Подвеска на цепь, золото 585": ("pendants", "gold", "unknown", 585, None, None),
    "Серьги Au585 Бриллиант 0,12ct вес 2,31": (
        ("earrings", "gold", "unknown", 585, "diamond", 2.31)
    ),
    "Кольцо Au 585/Ag 925": ("rings", "gold", "unknown", 585, None, None),
    "Колье серебро с золотыми накладками 375": (
        ("necklaces", "silver", "unknown", None, None, None)
    ),
    "Кольцо сталь 925": ("rings", "unknown", "unknown", None, None, None),
    "Кольцо серебро 925, покрытие золото": ("rings", "silver", "unknown", 925, None, None),
    "Серьги серебро 925 пр. фианит гранатовый": (
        ("earrings", "silver", "unknown", 925, "cubic_zirconia", None)
    ),
    "Браслет, вставка: фианит белый; золото 585": (
        ("bracelets", "gold", "unknown", 585, "cubic_zirconia", None)
    ),
    "ЦЕПЬ ЖЁЛТОЕ ЗОЛОТО 585° 50СМ 3.25ГР": ("chains", "gold", "yellow", 585, None, 3.25),
    "Кольцо из платины 950 с бриллиантом": ("rings", "platinum", "unknown", 950, "diamond", None),
    "Кулон «Скорпион», коллекция 2024 г. 585": ("pendants", "gold", "unknown", 585, None, None),
    "Слиток 999 пробы 10 г": ("bullion", "unknown", "unknown", 999, None, 10.0),
    "Слиток золота 999 5 г": ("bullion", "gold", "unknown", 999, None, 5.0),
    "Алтын сақина 585": ("rings", "gold", "unknown", 585, None, None),
    "Күміс сырға 925": ("earrings", "silver", "unknown", 925, None, None),
    "Кольцо с горным хрусталем": ("rings", "unknown", "unknown", None, "rock_crystal", None),
    "585 пробы": ("unknown", "gold", "unknown", 585, None, None),
}

# Latin jewelry: no stones are read, metals from symbols only.
LATIN_JEWELRY = {
    "90001A SILVER FLOWER EARRINGS": ("earrings", "unknown", None),
    "90016B GOLD/M.O.P PENDANT ORBIT NECKLACE": ("necklaces", "unknown", None),
    "90098 NECKLACE+BRACELET PINK BUTTERFLY": ("sets", "unknown", None),
    "90171 DAISY RING": ("rings", "unknown", None),
    "Ring Au 585": ("rings", "gold", 585),
    "Ring 585": ("rings", "unknown", None),
    "Gold bar Au 999": ("bullion", "gold", 999),
    "Gold bullion bar": ("bullion", "unknown", None),
}

NOT_JEWELRY = {
    "85048 15CM CHRISTMAS GLASS BALL 20 LIGHTS": "light",
    "79323P PINK CHERRY LIGHTS": "light",
    "GOLD WINE GLASS": "glass",
    "22752 SET 7 BABUSHKA NESTING BOXES": "box",
    '90214A LETTER "A" BLING KEY RING': "keyring",
    "35965 FOLKART HEART NAPKIN RINGS": "napkin_ring",
    "21674 RIDGED GLASS PENDANT LAMPSHADE": "lampshade",
    "85157 SET OF 2 CHESTS CHOCOLAT AU LAIT": "lait",
    "CD": "other",
    "84247D": "other",
    "585": "other",
    "?": "other",
    "Салфетка для чистки серебра": "care_product",
    "Коробочка для кольца": "packaging",
    "Ремонт кольца золото 585": "service",
    "Подарочный сертификат 50000": "certificate",
    "Ваза хрусталь": "ваза",
}


def names_of_the_file() -> list[str]:
    with NAMES.open(encoding="utf-8") as file:
        return [" ".join(row["name"].split()) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The attributes by text, of the file's names (where it is there) and the cases above."""
    folder = tmp_path_factory.mktemp("items")
    (folder / "dbt_project.yml").write_text(DBT_PROJECT, encoding="utf-8")
    (folder / "profiles.yml").write_text(PROFILES, encoding="utf-8")
    shutil.copytree(PROJECT / "models/intermediate/items", folder / "models/items")
    for macros in ("items", "text"):
        shutil.copytree(PROJECT / "macros" / macros, folder / "macros" / macros)
    (folder / "seeds").mkdir()
    for seed in [
        "_seeds.yml",
        "_seeds__patterns.yml",
        "metal_finenesses.csv",
        "not_goods_patterns.csv",
    ]:
        shutil.copy(PROJECT / "seeds" / seed, folder / "seeds")
    for path in (PROJECT / "seeds").glob("item_*.csv"):
        shutil.copy(path, folder / "seeds")

    texts = [*READ_BY_HAND, *OTHER_JEWELRY, *LATIN_JEWELRY, *NOT_JEWELRY]
    texts = list(dict.fromkeys(texts + (names_of_the_file() if NAMES.exists() else [])))
    with (folder / "seeds" / "texts_to_read.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("item_id", "item_name"), *((f"item {n}", text) for n, text in enumerate(texts))]
        )
    (folder / "models" / "int_items.sql").write_text(
        "select item_id, item_name from {{ ref('texts_to_read') }}", encoding="utf-8"
    )
    command = [Path(sys.executable).with_name("dbt").as_posix(), "build", "--profiles-dir", "."]
    for left_out in ("test", "unit_test"):
        command += ["--exclude-resource-type", left_out]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]

    with duckdb.connect(str(folder / "items.duckdb"), read_only=True) as connection:
        found = connection.sql(
            "select item_name, int_item_attributes.* exclude (item_id)"
            " from int_item_attributes inner join int_items using (item_id)"
        )
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert len(rows) == len(texts)
    return {row.pop("item_name"): row for row in rows}


@pytest.mark.parametrize("text", [*READ_BY_HAND, *OTHER_JEWELRY])
def test_jewelry_is_read_as_by_hand(read: dict[str, dict[str, Any]], text: str) -> None:
    expected = {**READ_BY_HAND, **OTHER_JEWELRY}[text]
    category, metal, metal_colour, fineness, stones, weight_grams = expected
    assert read[text] == {
        "category": category,
        "metal": metal,
        "metal_colour": metal_colour,
        "fineness": fineness,
        "stone": stones.split(", ")[0] if stones else "none",
        "stones": stones,
        "weight_grams": weight_grams,
        "is_jewelry": True,
    }


@pytest.mark.parametrize(("text", "expected"), LATIN_JEWELRY.items())
def test_latin_jewelry_has_a_category_but_no_guessed_metal(
    read: dict[str, dict[str, Any]], text: str, expected: tuple[str, str, int | None]
) -> None:
    item = read[text]
    assert (item["category"], item["metal"], item["fineness"]) == expected
    assert (item["stone"], item["stones"], item["is_jewelry"]) == ("unknown", None, True)


@pytest.mark.parametrize(("text", "category"), NOT_JEWELRY.items())
def test_other_goods_have_their_own_category_only(
    read: dict[str, dict[str, Any]], text: str, category: str
) -> None:
    assert read[text] == {
        "category": category,
        "metal": "unknown",
        "metal_colour": "unknown",
        "fineness": None,
        "stone": "unknown",
        "stones": None,
        "weight_grams": None,
        "is_jewelry": False,
    }


@pytest.mark.skipif(not NAMES.exists(), reason="shared/data/ru_jewelry_names.csv is not here")
def test_names_of_real_shops_are_nearly_all_understood(read: dict[str, dict[str, Any]]) -> None:
    names = names_of_the_file()
    assert set(READ_BY_HAND) <= set(names)
    assert all(read[name]["is_jewelry"] for name in names)
    categories = [read[name]["category"] for name in names]
    assert "other" not in categories
    assert sum(category != "unknown" for category in categories) >= 0.95 * len(names)


@pytest.mark.parametrize("seed", ["category", "metal", "stone"])
def test_patterns_are_written_as_texts_are_split(seed: str) -> None:
    """A pattern with a capital, ё, punctuation or a digit beside a letter would never be found."""
    with (PROJECT / f"seeds/item_{seed}_patterns.csv").open(encoding="utf-8") as file:
        patterns = [row["pattern"] for row in csv.DictReader(file)]
    word = "(?:[a-zа-яәғқңөұүһі]+[*]?|[0-9]+|[*])"
    wrong = [pattern for pattern in patterns if not re.fullmatch(f"{word}( {word})*", pattern)]
    assert patterns
    assert not wrong
