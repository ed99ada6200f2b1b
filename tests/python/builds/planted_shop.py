"""The demo with what a till's export really holds beside sales: nothing of it may move a figure.

Planted on top of the demo's own rows, from one seed: bags, boxes, certificates, repairs and
prepayments of real customers, a walk-in without a phone, a cashier's card on strangers' sales, a
wholesaler, pieces bought and brought back, cancelled orders, and one sale typed with next year.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from karat.demo import write_demo_export

SEED = 12
WALK_IN = "Розничный покупатель"
CASHIER = ("Касымова Сауле Ермековна", "+77015550101")
WHOLESALER = ("ТОО Алтын Опт", "+77015550202")
NO_GOODS = {
    "Пакет подарочный средний": 100,
    "Коробка для кольца": 900,
    "Подарочный сертификат 50 000 тг": 50_000,
    "Ремонт цепи": 2_500,
    "Гравировка": 3_000,
    "Предоплата по заказу": 20_000,
}


@dataclass(frozen=True)
class Planted:
    """An export with trouble in it, and how much of each."""

    path: Path
    own_rows: int
    no_goods: int
    nobodys: int
    cashiers: int
    wholesalers: int
    returned: int
    cancelled: int


def plant(folder: Path) -> Planted:
    """Write the demo with trouble in it."""
    clean = folder / "clean.csv"
    write_demo_export(clean)
    sales = pd.read_csv(clean, dtype=str)
    sales["Статус"] = "Выполнен"
    rng = np.random.default_rng(SEED)
    days = pd.to_datetime(sales["Date"])

    def drawn(count: int) -> pd.DataFrame:
        return sales.iloc[np.sort(rng.choice(len(sales), count, replace=False))].copy()

    no_goods = drawn(9_000)
    words = rng.choice(list(NO_GOODS), len(no_goods), p=[0.5, 0.3, 0.05, 0.05, 0.05, 0.05])
    no_goods["Item"] = words
    no_goods["Price"] = [str(NO_GOODS[word]) for word in words]

    walk_in = drawn(150)
    walk_in[["FirstName", "FullName", "phone"]] = ["", WALK_IN, ""]

    cashier = drawn(150)
    cashier["Date"] = _on_days(days.iloc[::70], 150, rng)
    cashier[["FirstName", "FullName", "phone"]] = ["Сауле", *CASHIER]

    wholesaler = drawn(8 * 40)
    deliveries = pd.date_range(days.min(), days.max(), periods=8).strftime("%Y-%m-%d")
    wholesaler["Date"] = np.repeat(deliveries, 40)
    wholesaler[["FirstName", "FullName", "phone"]] = ["", *WHOLESALER]

    # A second piece of the same customer on the same day, brought back within the week: as if it
    # had never been, but in between.
    bought = drawn(400)
    bought = bought[pd.to_datetime(bought["Date"]) < days.max() - pd.Timedelta(days=8)]
    returned = bought.copy()
    later = pd.to_datetime(bought["Date"]) + pd.to_timedelta(rng.integers(1, 8, len(bought)), "D")
    returned["Date"] = later.dt.strftime("%Y-%m-%d")
    returned["Format"] = "Возврат"

    cancelled = drawn(500)
    cancelled["Статус"] = "Отменён"

    typed = drawn(1)
    typed["Date"] = (days.max() + pd.Timedelta(days=345)).strftime("%Y-%m-%d")

    path = folder / "planted.csv"
    parts = [sales, no_goods, walk_in, cashier, wholesaler, bought, returned, cancelled, typed]
    pd.concat(parts).sort_values("Date", kind="stable").to_csv(path, index=False)
    return Planted(
        path,
        own_rows=len(sales),
        no_goods=len(no_goods),
        nobodys=len(walk_in),
        cashiers=len(cashier),
        wholesalers=len(wholesaler),
        returned=len(returned),
        cancelled=len(cancelled),
    )


def _on_days(days: pd.Series, count: int, rng: np.random.Generator) -> np.ndarray:
    """Spread so many sales over some days, several on one."""
    chosen = rng.choice(days.dt.strftime("%Y-%m-%d").unique(), count // 3 + 1, replace=False)
    return np.sort(np.resize(np.repeat(chosen, 3), count))
