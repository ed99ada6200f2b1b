"""`make judge FAMILY=…`: one challenger beside the families that the last build fitted.

On a copy of the warehouse, where all that the family learns from and all that it is held against
stand already: only the family's own models are made, and what judges it. So it takes as long as the
family takes, and the shop's warehouse and publication are never touched.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from karat.locking import WarehouseError, warehouse_at_rest

LIST = "macros/families.sql"
"""The list of families."""

TASKS = {"when": "next_purchase", "what": "next_items", "value": "customer_value"}
"""The rooms that families have their folders in, and the task of each."""

WAL = ".wal"
"""Ending of the file beside a database that holds what is committed and not yet written into it."""

FOLDER = Path("target", "judge")
"""Where the copy of the warehouse is, and what dbt has parsed, which the next time takes over."""


class JudgeError(RuntimeError):
    """The family was not judged; the message says why and what to do."""


@dataclass(frozen=True)
class Family:
    """A family of models and the task that its folder says it is of."""

    name: str
    task: str
    folders: tuple[str, ...]

    @property
    def selection(self) -> tuple[str, ...]:
        """What dbt makes: the family, the features it names, and the way to the ranking."""
        scores = f"{self.task}_scores__{self.name}"
        return (
            *(f"path:{folder}" for folder in self.folders),
            "family_features",
            f"{scores}+,+{self.task}_ranking",
        )


def find_family(name: str, project: Path) -> Family:
    """Find a family by its folders.

    Raises
    ------
    JudgeError
        If it has none, with the nearest name; or if it is no challenger in the list.
    """
    places: dict[str, list[Path]] = {}
    for root in ("models", "python_models"):
        for room in TASKS:
            for folder in sorted((project / root / room).iterdir()):
                if folder.is_dir():
                    places.setdefault(folder.name, []).append(folder.relative_to(project))
    if name not in places:
        near = difflib.get_close_matches(name, places, n=1, cutoff=0.5)
        meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(places))}."
        raise JudgeError(
            f"No folder of models/ and python_models/ in when/, what/ or value/ is called {name}; "
            f"{meant} docs/adding.md says how a family is added."
        )
    standing = re.search(rf"'{name}': {{\s*'standing': '(\w+)'", (project / LIST).read_text())
    if standing is None:
        raise JudgeError(
            f"{LIST} has no line for {name}, so nothing would judge it. Add it as a challenger, as "
            "docs/adding.md says."
        )
    if standing[1] != "challenger":
        raise JudgeError(
            f"{name} is a {standing[1]} in {LIST}: every build makes it, and "
            "evaluation.model_leaderboard says how it did. Only challengers are judged apart."
        )
    return Family(
        name, TASKS[places[name][0].parent.name], tuple(str(folder) for folder in places[name])
    )


def copy_warehouse(warehouse: Path, copy: Path) -> None:
    """Copy the warehouse of the last build to where nobody else may look, for it holds phones.

    Raises
    ------
    JudgeError
        If there is none, a build is changing it, or the copy can't be written.
    """
    if not warehouse.is_file():
        raise JudgeError(
            f"There is no warehouse {warehouse} to judge beside. Run make build first, or set "
            "KARAT_WAREHOUSE to the one that a build has made."
        )
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.parent.chmod(0o700)
        remove_copy(copy)  # of a run that was killed
        with warehouse_at_rest(warehouse):
            for ending in ("", WAL):  # a build that was killed has left some of it in the second
                if (part := Path(f"{warehouse}{ending}")).exists():
                    shutil.copyfile(part, f"{copy}{ending}")
    except WarehouseError as error:
        raise JudgeError(f"{error} Then judge again.") from None
    except OSError as error:
        raise JudgeError(
            f"{warehouse} can't be copied to {copy.parent} ({error.strerror}). Give whoever judges "
            "the right to read the one and to write beside it and to the other, or make room."
        ) from None


def remove_copy(copy: Path) -> None:
    """Remove the copy of a warehouse, and what DuckDB and a build leave beside it."""
    for ending in ("", WAL, ".lock"):
        Path(f"{copy}{ending}").unlink(missing_ok=True)
    shutil.rmtree(f"{copy}.tmp", ignore_errors=True)


def build(family: Family, variables: str, arguments: Sequence[str], folder: Path) -> None:
    """Have dbt make the family and judge it, in the copy.

    Raises
    ------
    JudgeError
        If dbt could not; what went wrong has been printed.
    """
    ended = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "build", "--quiet"),
            *("--exclude-resource-type", "test", "unit_test", "--select", *family.selection),
            *("--vars", f"{{challengers: [{family.name}], {variables}}}"),
            *("--target-path", str(folder), "--log-path", str(folder), *arguments),
        ],
        env={
            **os.environ,
            "KARAT_WAREHOUSE": str(folder / "warehouse.duckdb"),
            "KARAT_PUBLISHED": str(folder / "published.duckdb"),
            "KARAT_FITS": "",
        },
        check=False,
    )
    if ended.returncode:
        raise JudgeError(
            f"{family.name} could not be judged; what went wrong stands above, all that dbt said "
            f"in {folder / 'dbt.log'}."
        )


def report(warehouse: Path, family: Family) -> list[str]:
    """Say how the family did beside the others, window by window, and where it has no result.

    Parameters
    ----------
    warehouse
        The copy in which the family was made.
    family
        Which one.

    Raises
    ------
    JudgeError
        If no window of the past is in the warehouse, as after scoring with kept fits.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ranked = connection.execute(
            f"""
            select
                case when split_name like 'fold_%' then 'folds' else split_name end as split,
                ranking.model_name,
                any_value(primary_metric),
                avg(metric_value),
                bool_or(champions.model_name is not null)
            from evaluation_steps.{family.task}_ranking as ranking
            left join predictions.{family.task}_champion as champions
                on ranking.model_name = champions.model_name
            where metric_value is not null
            group by split, ranking.model_name
            order by split desc, avg(metric_value) desc, ranking.model_name
            """
        ).fetchall()
        failures = connection.execute(
            f"""
            select split_name, reason from predictions.{family.task}_health
            where model_name = $name and not is_healthy order by split_name
            """,
            {"name": family.name},
        ).fetchall()
    if not ranked:
        raise JudgeError(
            "The last run left no window of the past to judge in: make score predicts today alone. "
            "Run make build first, then judge again."
        )
    lines = [f"{ranked[0][2]}, higher is better"]
    last = None
    for split, model, _, value, is_champion in ranked:
        mark = "  <- this one" if model == family.name else "  champion" if is_champion else ""
        lines.append(f"  {split if split != last else '':<18}{model:<22}{value:>8.4f}{mark}")
        last = split
    return lines + [
        f"{family.name} is not judged in split {split}: {reason}." for split, reason in failures
    ]


def judge(arguments: Sequence[str], folder: Path = FOLDER, project: Path = Path()) -> int:
    """Judge a family and print how it did; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make judge", allow_abbrev=False)
    parser.add_argument("--family", required=True)
    parser.add_argument(
        "--vars", default="", help="the vars of the last build, as `name: value, …`"
    )
    asked, dbts = parser.parse_known_args(arguments)
    copy = folder / "warehouse.duckdb"
    warehouse = Path(os.environ.get("KARAT_WAREHOUSE", "").strip() or "warehouse/karat.duckdb")
    try:
        family = find_family(asked.family, project)
        copy_warehouse(warehouse, copy)
        print(
            f"Fitting {family.name} beside the families of the last build, on a copy; "
            f"{folder / 'dbt.log'} says how far it is.",
            flush=True,
        )
        build(family, asked.vars, dbts, folder)
        print("\n".join(report(copy, family)))
    except JudgeError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        with suppress(OSError):
            remove_copy(copy)
    return 0


if __name__ == "__main__":
    sys.exit(judge(sys.argv[1:]))
