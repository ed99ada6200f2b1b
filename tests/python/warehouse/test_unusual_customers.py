"""Who buys as no person does: planted in shops, and looked for in real logs."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import shared
from staged import Staged, Stager

from karat.demo import write_demo_export

pytestmark = pytest.mark.build

Row = tuple[str, str, str, str]
"""Name, phone, moment and item of one sale."""

FIRST_DAY = date(2024, 1, 8)
WALK_IN, CASHIER, WHOLESALER = "Иванов Иван", "87010009001", "87010009002"
REGULAR = "87010009003"


def day(number: int) -> str:
    return str(FIRST_DAY + timedelta(days=number))


def walk_in() -> Iterator[Row]:
    """Yield 365 purchases under one name, without a phone."""
    for number in range(365):
        yield WALK_IN, "", day(number), f"Цепь {number}"


def cashier(*, with_times: bool) -> Iterator[Row]:
    """Yield 150 sales of nine months that a cashier's card took the points of, three a day."""
    for number in range(150):
        at = day(number // 3 * 5)
        yield (
            "Пак Вера",
            CASHIER,
            f"{at} {11 + number % 3 * 3}:{number % 60:02}:00" if with_times else at,
            f"Кольцо {number}",
        )


def wholesaler(pieces: int, visits: int = 13, every: int = 14) -> Iterator[Row]:
    """Yield visits every so many days, of so many pieces each."""
    for visit in range(visits):
        for piece in range(pieces):
            yield "ТОО Ромашка", WHOLESALER, day(visit * every), f"Подвеска {visit}-{piece}"


def regular() -> Iterator[Row]:
    """Yield the best customer that a jeweller may have: every fortnight, one large order."""
    for visit in range(26):
        for piece in range(30 if visit == 12 else 2):
            yield "Цой Инна", REGULAR, f"{day(visit * 14)} 1{visit % 9}:00:00", f"Серьги {piece}"


def people(count: int) -> Iterator[Row]:
    """Yield customers who come once to four times a year."""
    for number in range(count):
        for visit in range(1 + number % 4):
            at = day((number * 7 + visit * 80) % 365)
            yield f"Демо {number}", f"8702{number + 1:07}", at, f"Браслет {number}"


def write(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["FullName", "phone", "Date", "Item", "Price"])
        lines.writerows([*row, 20000 + number] for number, row in enumerate(rows))


def unusual(staged: Staged) -> dict[object, object]:
    """Return who is flagged, by phone or else name, and by what."""
    return dict(
        staged.rows(
            "select coalesce(phone, full_name), measure from intermediate.int_unusual_customers"
            " inner join private.customer_identities using (customer_id)"
        )
    )


def check_that_they_are_left_out(staged: Staged) -> None:
    """Their sales are the shop's, and nobody's to whoever learns; all others' are as they were."""
    assert staged.rows(
        """
        select count(*)
        from staging.stg_sales as sales
        inner join intermediate.int_sales as learned using (sale_id, price, sale_date, item_id)
        left join intermediate.int_unusual_customers as flagged
            on sales.customer_id = flagged.customer_id
        where learned.customer_id is not distinct from
            case when flagged.customer_id is null then sales.customer_id end
        """
    ) == staged.rows("select count(*) from staging.stg_sales")


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    write_demo_export(folder / "demo.csv")
    return folder


def test_nobody_is_flagged_in_the_demo(stager: Stager, demo_folder: Path) -> None:
    assert unusual(stager.stage(demo_folder / "demo.csv")) == {}


@pytest.mark.parametrize("with_times", [True, False])
def test_those_planted_in_the_demo_are_flagged(
    stager: Stager, demo_folder: Path, with_times: bool
) -> None:
    write(demo_folder / "1_walk_in.csv", walk_in())
    write(demo_folder / "2_cashier.csv", cashier(with_times=with_times))
    write(demo_folder / "3_wholesaler.csv", wholesaler(40))
    write(demo_folder / "4_regular.csv", regular())
    staged = stager.stage(demo_folder / "*.csv")
    assert unusual(staged) == {
        WALK_IN: "visits_a_week",
        "+7" + CASHIER[1:]: "busy_days" if with_times else "pieces_a_week",
        "+7" + WHOLESALER[1:]: "pieces_a_week",
    }
    check_that_they_are_left_out(staged)


@pytest.mark.parametrize("count", [40, 300])
def test_they_are_flagged_in_a_small_shop_too(stager: Stager, tmp_path: Path, count: int) -> None:
    write(tmp_path / "0_people.csv", people(count))
    write(tmp_path / "1_walk_in.csv", walk_in())
    write(tmp_path / "2_cashier.csv", cashier(with_times=True))
    write(tmp_path / "3_wholesaler.csv", wholesaler(40))
    staged = stager.stage(tmp_path / "*.csv")
    assert set(unusual(staged)) == {
        WALK_IN,
        "+7" + CASHIER[1:],
        "+7" + WHOLESALER[1:],
    }
    check_that_they_are_left_out(staged)


@pytest.mark.parametrize(
    ("shape", "measures"),
    [
        ((9, 6, 14), []),
        ((24, 6, 14), ["pieces_a_week"]),
        ((20, 5, 91), ["pieces_a_visit"]),
        ((20, 4, 120), []),  # too few visits for a habit
        ((12, 5, 91), []),  # four times what the best customers take
    ],
)
def test_a_wholesaler_is_told_by_pieces(
    stager: Stager,
    demo_folder: Path,
    tmp_path: Path,
    shape: tuple[int, int, int],
    measures: list[str],
) -> None:
    write(tmp_path / "wholesaler.csv", wholesaler(*shape))
    (tmp_path / "demo.csv").symlink_to(demo_folder / "demo.csv")
    assert list(unusual(stager.stage(tmp_path / "*.csv")).values()) == measures


def test_a_cashier_is_told_by_the_hours_of_a_day(stager: Stager, tmp_path: Path) -> None:
    """Where everybody buys as often, hours alone tell; minutes do not."""

    def row(phone: str, number: int, *, minute: bool) -> Row:
        hour, rest = (11, number % 3 * 5) if minute else (11 + number % 3, 0)
        at = f"{day(number // 3 * 20)} {hour}:{rest:02}:00"
        return "", phone, at, f"Кольцо {number}"

    rows = [
        row(f"8702{one + 1:07}", number, minute=True) for one in range(30) for number in range(45)
    ]
    rows += [row(CASHIER, number, minute=False) for number in range(45)]
    write(tmp_path / "sales.csv", iter(rows))
    assert unusual(stager.stage(tmp_path / "sales.csv")) == {"+7" + CASHIER[1:]: "busy_days"}


@pytest.mark.parametrize(
    ("name", "flagged"),
    [("cdnow", 2), ("cdnow_sample", 0), ("uci_online_retail_2010", 0)],
)
def test_real_logs_hold_people(stager: Stager, name: str, flagged: int) -> None:
    """A gift shop's big buyers are usual there; all of CDNOW's 23,570 but two are people."""
    staged = stager.stage(shared(f"{name}.parquet"))
    assert len(unusual(staged)) == flagged
    check_that_they_are_left_out(staged)
