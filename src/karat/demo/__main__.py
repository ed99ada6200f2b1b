"""Command line of the demo: ``python -m karat.demo``."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from karat.demo.export import DEFAULT_AS_OF, DEMO_FILE_NAME, write_sales, write_stock, write_truth
from karat.demo.shop import DEFAULT_SEED, simulate
from karat.demo.truth import checked_as_of
from karat.demo.worlds import BOUTIQUE, WORLDS


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the demo export, and its truth where asked for."""
    options = _parser().parse_args(arguments)
    shop = simulate(options.seed, WORLDS[options.world])
    write_sales(shop, options.out)
    customers = shop.sales["FullName"].nunique()
    items = shop.sales["Item"].nunique()
    print(
        f"{options.out}: {len(shop.sales)} synthetic sales of {items} items "
        f"to {customers} customers (world {shop.world.name}, seed {shop.seed})"
    )
    if options.stock is not None:
        write_stock(shop, options.stock)
        print(f"{options.stock}: what lay in the shop from when to when")
    if options.truth is not None:
        for path in write_truth(shop, options.truth, options.as_of or DEFAULT_AS_OF):
            print(f"{path}: the truth behind it")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m karat.demo",
        description="Write a synthetic sales export of a jeweller, the same for the same seed.",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("data") / DEMO_FILE_NAME,
        help="CSV file to write (default: %(default)s)",
    )
    parser.add_argument(
        "--stock",
        type=Path,
        metavar="FILE",
        help="CSV file for the history of the stock, as KARAT_STOCK takes it",
    )
    parser.add_argument(
        "--truth",
        type=Path,
        metavar="DIR",
        help="folder for what the simulation hides: customers, items and tastes as Parquet",
    )
    parser.add_argument(
        "--as-of",
        type=_as_of,
        action="append",
        metavar="DATE",
        help="date of the truth, may be repeated "
        f"(default: {', '.join(str(day) for day in DEFAULT_AS_OF)})",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=DEFAULT_SEED,
        help="seed of the simulation (default: %(default)s)",
    )
    parser.add_argument(
        "--world",
        choices=WORLDS,
        default=BOUTIQUE.name,
        help="rules of the shop: "
        + "; ".join(f"{world.name}, {world.title}" for world in WORLDS.values())
        + " (default: %(default)s)",
    )
    return parser


def _as_of(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        checked_as_of(day)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return day


if __name__ == "__main__":
    main()
