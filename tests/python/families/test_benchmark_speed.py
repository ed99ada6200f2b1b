"""The benchmark of speed: exports of any size, what a command costs, growth and the page."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from benchmarks.speed import bare_sql, by_hand, growth, measurements
from benchmarks.speed.exports import SHAPES, write_export
from benchmarks.speed.measurements import Build, Measurement, Node, export_of
from benchmarks.speed.nodes import LibraryClock
from benchmarks.speed.page import page
from benchmarks.speed.processes import CommandFailedError, Cost, measured
from karat.demo.shop import SALES_COLUMNS


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    paths = {}
    for name in ("pieces-2000", "pieces-20000", "staples-2000", "staples-20000"):
        shape, rows = export_of(name)
        paths[name] = folder / f"{name}.parquet"
        write_export(shape, rows, paths[name])
    return paths


def counts(path: Path) -> tuple[int, int, int]:
    found = duckdb.execute(
        'select count(*), count(distinct phone), count(distinct "Item") from read_parquet(?)',
        [str(path)],
    ).fetchall()[0]
    return found[0], found[1], found[2]


def test_an_export_is_in_the_demos_columns_and_in_the_order_of_its_dates(
    exports: dict[str, Path],
) -> None:
    sales = duckdb.read_parquet(str(exports["pieces-2000"]))
    assert tuple(sales.columns) == SALES_COLUMNS
    dates = [row[0] for row in sales.project('"Date"').fetchall()]
    assert dates == sorted(dates)
    assert sales.filter('"Price" < 1490 or "Price" is null or "Item" is null').fetchall() == []


def test_customers_and_items_grow_with_the_rows_but_for_a_shop_of_few_items(
    exports: dict[str, Path],
) -> None:
    rows, customers, items = counts(exports["pieces-20000"])
    small_rows, small_customers, small_items = counts(exports["pieces-2000"])
    assert rows == pytest.approx(20_000, rel=0.03)
    assert customers / small_customers == pytest.approx(rows / small_rows, rel=0.1)
    assert items / small_items == pytest.approx(rows / small_rows, rel=0.15)
    rows, customers, items = counts(exports["staples-20000"])
    assert rows / customers == pytest.approx(SHAPES["staples"].rows_a_customer, rel=0.05)
    assert items <= SHAPES["staples"].items


def test_customers_come_back_on_other_days_for_other_items(exports: dict[str, Path]) -> None:
    """Draws that agree with each other would give each customer one day and one item."""
    days, items = duckdb.execute(
        """
        select avg(days), avg(items) from (
            select phone, count(distinct "Date") as days, count(distinct "Item") as items
            from read_parquet(?) group by phone
        )
        """,
        [str(exports["pieces-20000"])],
    ).fetchall()[0]
    assert 1.5 < days < 2.5
    assert items > days


def test_the_same_size_gives_the_same_rows_on_any_threads(
    exports: dict[str, Path], tmp_path: Path
) -> None:
    again = tmp_path / "again.parquet"
    write_export(SHAPES["pieces"], 20_000, again, threads=1)
    rows = [duckdb.read_parquet(str(path)).fetchall() for path in (again, exports["pieces-20000"])]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("name", ["diamonds-100", "pieces", "pieces-many", "pieces-0"])
def test_an_export_that_there_is_not_is_refused_with_how_to_write_it(name: str) -> None:
    with pytest.raises(ValueError, match="write pieces or staples, a hyphen and the rows"):
        export_of(name)


def run(code: str, log: Path, limit: float | None = None) -> Cost:
    return measured([sys.executable, "-c", code], os.environ, log.parent, log, limit)


def test_a_commands_cost_is_its_own(tmp_path: Path) -> None:
    idle = run("import time; time.sleep(0.6)", tmp_path / "idle.log")
    assert idle.seconds > 0.6
    assert idle.cpu_seconds < 0.5
    code = "import time\nheld = b'x' * 200_000_000\nwhile time.process_time() < 0.7: pass"
    busy = run(code, tmp_path / "busy.log")
    assert busy.cpu_seconds > 0.7
    assert busy.peak_bytes > 200_000_000 > idle.peak_bytes
    assert busy.is_whole


def test_a_command_is_stopped_at_its_limit_and_says_so(tmp_path: Path) -> None:
    cost = run("import time; time.sleep(60)", tmp_path / "long.log", limit=0.5)
    assert not cost.is_whole
    assert cost.seconds < 20
    assert run("pass", tmp_path / "short.log", limit=30).is_whole


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="no such shop"):
        run("raise SystemExit('no such shop')", tmp_path / "failed.log")


def test_library_calls_are_counted_once_where_one_makes_another() -> None:
    clock = LibraryClock()

    def work(seconds: float) -> float:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass
        return seconds

    inner = clock.around("inner", work)
    outer = clock.around("outer", lambda: inner(0.05) + work(0.05))
    assert outer() == pytest.approx(0.1)
    found = clock.read()
    assert set(found) == {"outer"}
    assert 0.1 <= found["outer"] < 0.5
    assert clock.read() == {}
    inner(0.02)
    assert set(clock.read()) == {"inner"}


def test_bare_sql_makes_the_models_tables_again_and_leaves_the_rest(tmp_path: Path) -> None:
    built = tmp_path / "karat.duckdb"
    with duckdb.connect(str(built)) as warehouse:
        warehouse.execute("create schema marts; create schema private")
        warehouse.execute("create table private.raw as select * from range(10) as numbers (number)")
        warehouse.execute(
            "create table marts.doubled as select number * 2 as twice from private.raw"
        )
    compiled = tmp_path / "compiled"
    (compiled / "marts").mkdir(parents=True)
    (compiled / "marts/doubled.sql").write_text(
        "select number * 2 as twice, getvariable('karat_salt') as salt"
        ' from "karat"."private"."raw"'
        "\n-- a comment at the end"
    )
    node = {"kind": "model", "name": "doubled", "schema": "marts", "path": "marts/doubled.sql"}
    nodes = [
        node | {"materialised": "table", "status": "success"},
        node | {"name": "fits", "path": "fits.py", "materialised": "table", "status": "success"},
        node | {"name": "kept", "materialised": "incremental", "status": "success"},
        node | {"name": "failed", "materialised": "table", "status": "error"},
    ]
    models = bare_sql.sql_models(nodes)
    assert [model["name"] for model in models] == ["doubled"]
    seconds = bare_sql.run_bare(built, compiled, models, tmp_path / "bare", "salt")
    assert list(seconds) == ["doubled"]
    with duckdb.connect(str(tmp_path / "bare/karat.duckdb"), read_only=True) as bare:
        found = bare.execute("select sum(twice), any_value(salt) from marts.doubled").fetchall()
    assert found == [(90, "salt")]


def test_the_script_answers_when_and_what_for_everybody_known(
    exports: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = str(exports["staples-2000"])
    monkeypatch.setattr(sys, "argv", ["by_hand.py", export, str(tmp_path)])
    by_hand.main()
    known = duckdb.execute(
        "select count(distinct phone) from read_parquet(?) where \"Date\" <= '2024-12-31'", [export]
    ).fetchall()[0][0]
    found = duckdb.read_parquet(str(tmp_path / "when_2024-12-31.parquet"))
    assert len(found.fetchall()) == known
    assert found.filter('"5.0" > "90.0" or "90.0" > 1 or "5.0" < 0').fetchall() == []
    lists = duckdb.read_parquet(str(tmp_path / "what_2024-12-31.parquet"))
    assert lists.aggregate("count(*), count(distinct phone)").fetchall() == [(10 * known, known)]


def cost(seconds: float, gigabytes: float = 1.0) -> Cost:
    return Cost(seconds, seconds, int(gigabytes * 1e9))


def measurement(rows: int, ranker: float, features: float) -> Measurement:
    """A build of a Python model that costs twice its library, SQL a quarter above bare, a test."""
    nodes = [
        Node(
            "ranker", "model", "what/ranker/ranker.py", ranker,
            {"LightGBM": ranker / 2},
        ),
        Node(
            "tastes", "model", "features/tastes.sql", features,
            bare_seconds=features / 1.25,
        ),
        Node("tastes_are_unique", "test", "tastes_are_unique.sql", 1.0),
    ]  # fmt: skip
    return Measurement(
        "pieces", rows, rows // 2, rows // 3, 1, 0.5, "", "6ae41db00", "one machine",
        Build(cost(sum(node.cpu_seconds for node in nodes)), 10 * rows, rows, nodes),
        script=cost(ranker),
    )  # fmt: skip


def line(text: str, beginning: str) -> list[str]:
    found = [row for row in text.splitlines() if row.startswith(f"| {beginning}")]
    assert found, f"no row of {beginning}"
    return [cell.strip() for cell in found[-1].strip("|").split("|")]


def test_the_page_says_ratios_growth_and_what_grows_too_fast() -> None:
    text = page([measurement(1000, 4.0, 10.0), measurement(10_000, 400.0, 100.0)])
    assert line(text, "SQL models over bare SQL")[1:] == ["1.25", "1.25"]
    assert line(text, "Python models over their libraries")[1:] == ["2.00", "2.00"]
    assert line(text, "the script's CPU")[1:] == ["0.27", "0.80"]
    assert line(text, "warehouse, GB")[-1] == "1.00"
    assert line(text, "features")[1:] == ["10.0", "100", "20%", "1.00"]
    assert line(text, "data tests")[-1] == "0.00"
    steep = text.split("### What grows faster than the sales")[1]
    assert "| `ranker` | model | 4.00 | 400 | 2.00 |" in steep
    assert "tastes" not in steep


def test_the_page_of_one_size_has_no_growth_and_that_of_another_commit_its_ratio() -> None:
    one = replace(
        measurement(1000, 4.0, 10.0),
        beside=Build(cost(30.0), 1, 1, []),
        beside_commit="1cbe946aa",
        script=Cost(3600.0, 3000.0, 1, is_whole=False),
    )
    text = page([one])
    assert line(text, "the build's CPU over that of commit 1cbe946")[1:] == ["0.50"]
    assert "One size alone: nothing to compare." in text
    assert "Built was commit 6ae41db." in text
    assert "The script was stopped after an hour at 1,000 rows." in text


def test_a_size_without_floors_is_set_beside_the_largest_that_has_them() -> None:
    small, large = measurement(1000, 4.0, 10.0), measurement(10_000, 400.0, 100.0)
    nodes = [replace(node, bare_seconds=None) for node in large.build.nodes]
    text = page([small, replace(large, build=replace(large.build, nodes=nodes), script=None)])
    assert line(text, "SQL models over bare SQL")[1:] == ["1.25", ""]
    assert line(text, "`tastes`")[1:] == ["10.0", "100", "1.25", "1.00"]
    assert "over bare SQL at 1,000" in text
    assert "Bare SQL and the script were left out at 10,000 rows (`--without-floors`)." in text


def test_growth_is_taken_from_steady_sizes_where_there_are_two() -> None:
    sizes = [measurement(rows, 1.0, 1.0) for rows in (40_000, 399_800, 4_000_000)]
    first, last = growth.ends(sizes)
    assert (first.rows, last.rows) == (399_800, 4_000_000)
    first, last = growth.ends(sizes[:2])
    assert (first.rows, last.rows) == (40_000, 399_800)


def test_a_measurement_is_read_as_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(project: Path, export: Path, folder: Path) -> Build:
        return measurement(1000, 4.0, 10.0).build

    monkeypatch.setattr(measurements, "build_of", built)
    monkeypatch.setattr(measurements, "_with_floors", lambda build, folder: build)
    found = measurements.measure("pieces-1000", tmp_path)
    assert found.rows == pytest.approx(1000, rel=0.1)
    assert found.script is not None
    assert found.script.is_whole
    assert measurements.read(tmp_path / "measurement.json") == found
    assert measurements.measure("pieces-1000", tmp_path, reuse=True) == found
    assert json.loads((tmp_path / "measurement.json").read_text())["shape"] == "pieces"


def test_a_measurement_of_another_commit_or_less_than_is_asked_for_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def built(project: Path, export: Path, folder: Path) -> Build:
        made.append(folder)
        return measurement(1000, 4.0, 10.0).build

    monkeypatch.setattr(measurements, "build_of", built)
    monkeypatch.setattr(measurements, "_with_floors", lambda build, folder: build)
    monkeypatch.setattr(measurements, "_script", lambda export, folder: cost(1.0))
    monkeypatch.setattr(measurements, "_built_commit", lambda: "6ae41db00")
    measurements.measure("pieces-1000", tmp_path, with_floors=False)
    measurements.measure("pieces-1000", tmp_path, with_floors=False, reuse=True)
    assert len(made) == 1
    measurements.measure("pieces-1000", tmp_path, reuse=True)
    assert len(made) == 2
    monkeypatch.setattr(measurements, "_built_commit", lambda: "6ae41db00-dirty")
    text = page([measurements.measure("pieces-1000", tmp_path, reuse=True)])
    assert len(made) == 3
    assert "Built was commit 6ae41db with changes." in text
