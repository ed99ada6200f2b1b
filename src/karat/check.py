"""`make check`: what Karat understands of an export, in half a screen, before any build.

dbt's own staging models read the export into a warehouse of its own, which is gone when the check
ends; the answers are read off its tables. So there is one way to read an export, and the shop's
warehouse and publication are never touched. Names, phones and texts of items are shown nowhere.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

FOLDER = Path("target", "check")
"""Where the check's warehouse is, and what dbt has parsed, which the next check takes over."""

MODELS = ("+path:models/staging", "+rejections", "+unusual_customers")
"""What an export must go through to be understood."""

WIDTH, LABEL_WIDTH, MOST_LINES = 110, 12, 25

POINT_LINES: Mapping[str, int] = defaultdict(lambda: 2, Stopped=5, Undecided=4)
"""How many lines a point may take: what stops a build is to be read to its end."""

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Outcome:
    """What dbt said of an export: warnings of its reading, and what stopped it."""

    warnings: tuple[str, ...]
    errors: tuple[str, ...]


class Understood:
    """The tables that the check has made, some of which a stop may have kept from being made."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._columns: dict[str, set[str]] = {}
        for table, column in connection.execute(
            "select table_schema || '.' || table_name, lower(column_name)"
            " from information_schema.columns"
        ).fetchall():
            self._columns.setdefault(table, set()).add(column)

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether a table is there, and a column of it."""
        return table in self._columns and (column is None or column in self._columns[table])

    def rows(self, sql: str) -> Rows:
        """Return the rows of a query."""
        return self._connection.execute(sql).fetchall()


def files(tables: Understood) -> list[str]:
    """Say which files were read, by which layout, and what became of their rows."""
    if not tables.has("staging.load_reconciliation"):
        return []
    layout = "null"
    if tables.has("private.raw_sales_files", "layout"):
        layout = "(select any_value(f.layout) from private.raw_sales_files as f"
        layout += " where f.source_file = loads.source_file)"
    return [
        f"{file}{f' ({layout})' if layout else ''}: {read:,} rows read = {sales:,} sales"
        f" + {not_sales:,} no sales + {rejected:,} rejected"
        for file, layout, read, sales, not_sales, rejected in tables.rows(
            f"select source_file, {layout}, rows_read, rows_accepted, rows_not_sales, rows_rejected"
            " from staging.load_reconciliation as loads order by source_file"
        )
    ]


def columns(tables: Understood) -> list[str]:
    """Say which columns were read, and what decides how."""
    said = []
    if tables.has("private.raw_sales"):
        names = [
            name
            for (name,) in tables.rows(
                "select column_name from information_schema.columns"
                " where table_schema || '.' || table_name = 'private.raw_sales'"
                " and lower(column_name) not in ('source_file', 'source_row', 'read_problem',"
                " 'extra_cells', 'layout', 'is_synthetic') order by ordinal_position"
            )
        ]
        counts = ", ".join(f'count("{name}")' for name in names)
        (filled,) = tables.rows(f"select {counts} from private.raw_sales")
        taken = [name for name, count in zip(names, filled, strict=True) if count]
        said.append(", ".join(taken) + " are read" if taken else "none is read")
    if tables.has("staging.column_readings"):
        aspect = "aspect" if tables.has("staging.column_readings", "aspect") else "''"
        said += [
            f"{column}: {f'{aspect}: ' if aspect else ''}{str(reading).replace('_', ' ')}"
            + (f", proved by {proofs:,} cells such as {form}" if form and by == "cells" else "")
            + (f" (by {by})" if by != "cells" else "")
            + (f"; {unread:,} of {cells:,} cells can't be read" if unread else "")
            for column, aspect, reading, by, form, proofs, unread, cells in tables.rows(
                f"select column_name, {aspect} as aspect, reading,"
                " case when lower(decided_by) in ('cells', 'evidence') then 'cells'"
                " else decided_by end as decided_by,"
                " min(evidence_form), sum(evidence_count)::bigint, sum(unread_count)::bigint,"
                " sum(cell_count)::bigint from staging.column_readings where reading is not null"
                " group by all order by sum(unread_count) desc, column_name, aspect, reading"
            )
        ]
    return said


def period(tables: Understood) -> list[str]:
    """Say which days the sales span."""
    if not tables.has("staging.stg_sales"):
        return []
    ((first, last, days),) = tables.rows(
        "select min(sale_date), max(sale_date), count(distinct sale_date) from staging.stg_sales"
    )
    return [f"{first} to {last}, {days:,} days with sales"] if first else []


def customers(tables: Understood) -> list[str]:
    """Say how many people bought, and how many sales are nobody's."""
    if not tables.has("staging.stg_sales"):
        return []
    ((people, nobodys, share),) = tables.rows(
        "select count(distinct customer_id), count(*) filter (where customer_id is null),"
        " 100.0 * count(*) filter (where customer_id is null) / greatest(count(*), 1)"
        " from staging.stg_sales"
    )
    unusual = ""
    if tables.has("monitoring.unusual_customers"):
        ((count,),) = tables.rows(
            "select count(distinct customer_id) from monitoring.unusual_customers"
        )
        unusual = f"; {count:,} buy as no person does (monitoring.unusual_customers)"
    return [f"{people:,}; {nobodys:,} sales ({share:.1f} %) are nobody's{unusual}"]


def goods(tables: Understood) -> list[str]:
    """Say how many different items were sold."""
    if not tables.has("staging.stg_sales"):
        return []
    ((items,),) = tables.rows("select count(distinct item_id) from staging.stg_sales")
    return [f"{items:,} different items"]


def sales(tables: Understood) -> list[str]:
    """Say how much was sold."""
    if not tables.has("staging.stg_sales"):
        return []
    ((pieces, money, average),) = tables.rows(
        "select count(*), coalesce(sum(price), 0), coalesce(avg(price), 0) from staging.stg_sales"
    )
    return [f"{pieces:,} pieces for {money:,.0f}, {average:,.0f} on average"]


def not_sales(tables: Understood) -> list[str]:
    """Say which rows are no sale of goods, and which returns found their sale."""
    if not tables.has("staging.not_sales"):
        return []
    matched = "0"
    if tables.has("staging.not_sales", "returned_sale_id"):
        matched = "count(returned_sale_id)"
    kinds = [
        f"{kind.replace('_', ' ')} {rows:,}"
        + (f" ({found:,} with the sale that they take back)" if kind == "return" else "")
        for kind, rows, found in tables.rows(
            f"select kind::varchar, count(*), {matched} from staging.not_sales"
            " group by kind order by count(*) desc, kind"
        )
    ]
    return [", ".join(kinds) or "none"]


def rejected(tables: Understood) -> list[str]:
    """Say which rows were not taken, why, and what to do."""
    if not tables.has("monitoring.rejections"):
        return []
    said = [
        f"{rows:,} because {meaning} ({file}, row {row}"
        f"{f', column {column}' if column else ''}{f', such as {form}' if form else ''}): {remedy}"
        for rows, meaning, file, row, column, form, remedy in tables.rows(
            "select sum(row_count)::bigint, meaning,"
            " min_by(source_file, (-row_count, source_file)),"
            " min_by(example_row, (-row_count, source_file)), any_value(column_name),"
            " min_by(example_form, (-row_count, source_file)), any_value(remedy)"
            " from monitoring.rejections group by reason, meaning order by 1 desc, reason"
        )
    ]
    return said or ["none"]


def questions(tables: Understood) -> list[str]:
    """Return what can't be decided, each question with the setting that decides it."""
    if not tables.has("staging.column_readings"):
        return []
    return [
        str(question)
        for (question,) in tables.rows(
            "select distinct question from staging.column_readings where question is not null"
            " order by question"
        )
    ]


SECTIONS: tuple[tuple[str, Callable[[Understood], list[str]], int], ...] = (
    ("Files", files, 3),
    ("Columns", columns, 5),
    ("Period", period, 1),
    ("Customers", customers, 1),
    ("Goods", goods, 1),
    ("Sales", sales, 1),
    ("No sales", not_sales, 1),
    ("Rejected", rejected, 3),
)
"""What is said, in this order: a label, what makes its points, and how many are shown at most."""


def report(tables: Understood, outcome: Outcome) -> list[str]:
    """Return the lines to print, `MOST_LINES` at most."""
    asked = questions(tables)
    endings = [
        *_section("Left out", list(outcome.warnings), 2),
        # A stop by a question says one of them; all of them say more.
        *_section("Undecided", asked, 3),
        *_section("Stopped", [] if asked else list(outcome.errors), 2),
    ]
    lines = [line for label, say, most in SECTIONS for line in _section(label, say(tables), most)]
    return [*lines[: MOST_LINES - len(endings)], *endings][:MOST_LINES]


def _section(label: str, points: list[str], most: int) -> list[str]:
    left = len(points) - most
    if left > 0:
        points = [*points[:most], f"and {left:,} more"]
    lines: list[str] = []
    for point in points:
        wrapped = textwrap.wrap(
            point, WIDTH - LABEL_WIDTH, max_lines=POINT_LINES[label], placeholder=" …"
        )
        lines += [f"{label if not lines else '':{LABEL_WIDTH}}{wrapped[0]}"]
        lines += [" " * LABEL_WIDTH + line for line in wrapped[1:]]
    return lines


def read_export(variables: dict[str, object], arguments: Sequence[str], folder: Path) -> Outcome:
    """Have dbt read the export into a warehouse in the folder.

    Parameters
    ----------
    variables
        Vars of the build that is to be checked.
    arguments
        Further arguments for dbt.
    folder
        Where the warehouse and dbt's own files go.
    """
    warehouse = folder / "warehouse.duckdb"
    # Only a build needs windows that fit; what a check reads may be of any years.
    variables = {"validation_start": "auto", "test_start": "auto"} | variables
    ended = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--log-format", "json"),
            *("--log-level", "warn", "build", "--exclude-resource-type", "test", "unit_test"),
            *("--select", *MODELS, "--vars", json.dumps(variables, default=str)),
            *("--target-path", str(folder), "--log-path", str(folder), *arguments),
        ],
        env={
            "KARAT_SALT": secrets.token_hex(8),  # the ids are gone with the warehouse
            **os.environ,
            "KARAT_WAREHOUSE": str(warehouse),
            "KARAT_PUBLISHED": str(folder / "published.duckdb"),
            "KARAT_FITS": "",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return _outcome(ended.stdout.splitlines(), has_failed=ended.returncode != 0)


def _outcome(lines: Sequence[str], *, has_failed: bool) -> Outcome:
    """Take the sentences out of dbt's log of JSON lines."""
    warnings: dict[str, None] = {}
    errors: dict[str, None] = {}
    for line in lines:
        try:
            info = json.loads(line)["info"]
        except (ValueError, KeyError, TypeError):
            continue
        message = str(info.get("msg", ""))
        if info.get("level") == "error":
            sentence = _sentence(message)
            if sentence:
                errors[sentence] = None
        elif info.get("name") == "AdapterEventWarning":
            warnings[" ".join(message.rsplit("adapter: ", maxsplit=1)[-1].split())] = None
    if has_failed and not errors:
        errors["dbt ended with an error: " + " ".join(" ".join(lines[-3:]).split())[-300:]] = None
    return Outcome(tuple(warnings), tuple(errors))


def _sentence(message: str) -> str:
    r"""Return what a person is to read of an error, or nothing.

    >>> _sentence("Runtime Error in model a (models/a.sql)\n  Invalid Input Error: Do this.")
    'Do this.'
    >>> _sentence("1 of 3 ERROR creating model")
    ''
    """
    parts = [part.strip() for part in message.splitlines() if part.strip()]
    said = [part for part in parts if not part.startswith((">", "called by", "compiled code"))]
    for start, part in enumerate(said):
        if " Error in " in part or part.endswith(" Error"):
            sentence = " ".join(said[start + 1 :]).split("Invalid Input Error: ")[-1]
            return sentence.strip()
    return ""


def check(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Print what Karat understands of the export of `KARAT_SALES`.

    Parameters
    ----------
    arguments
        Arguments that the build is to have, such as `--vars`.
    folder
        Where the check's own files go; its warehouse is gone afterwards.

    Returns
    -------
    int
        0, or 1 where a reading can't be decided or the export can't be read.
    """
    parser = argparse.ArgumentParser(prog="make check", allow_abbrev=False)
    parser.add_argument("--vars", default="{}", help="the vars that the build is to have, as YAML")
    known, others = parser.parse_known_args(arguments)
    folder.mkdir(parents=True, exist_ok=True)
    warehouse = folder / "warehouse.duckdb"
    _remove(warehouse)  # what a killed check left
    try:
        outcome = read_export(yaml.safe_load(known.vars) or {}, others, folder)
        place = str(warehouse) if warehouse.exists() else ":memory:"
        with duckdb.connect(place) as connection:
            tables = Understood(connection)
            lines, is_undecided = report(tables, outcome), bool(questions(tables))
    finally:
        _remove(warehouse)
    print("\n".join(lines))
    return int(bool(outcome.errors) or is_undecided)


def _remove(warehouse: Path) -> None:
    for name in (warehouse.name, f"{warehouse.name}.wal", f"{warehouse.name}.lock"):
        warehouse.with_name(name).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(check(sys.argv[1:]))
