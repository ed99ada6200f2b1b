"""What dbt asks of the plugin, without dbt."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
import yaml
from conftest import PROJECT
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import SourceConfig
from dbt_common.exceptions import DbtRuntimeError

import karat.demo
import karat.plugin
from karat.ingest import DEMO_FILE_NAME, FORGOTTEN_SCHEMA, STOCK_SCHEMA
from karat.pseudonyms import DEFAULT_SALT
from karat.work_list import Contact, note, work_list_path

GOOD = "Item,Date,Price\nЦепь,2024-01-01,1\n"


class Log(list):
    warning = list.append


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """An empty project folder, no settings, and a log that can be read."""
    files = ("SALES", "STOCK", "FORGOTTEN", "EXPERIMENTS", "EXPOSURES", "CAMPAIGNS", "CONTACTS")
    settings = (*files, "SALT")
    for name in (f"KARAT_{setting}" for setting in settings):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def set_to(monkeypatch):
    """Set an environment variable; None leaves it unset."""
    return lambda name, value: value is not None and monkeypatch.setenv(name, value)


@pytest.fixture
def log(monkeypatch):
    log = Log()
    monkeypatch.setattr(karat.plugin, "_log", log)
    return log


@pytest.fixture
def plugin(log):
    return BasePlugin.create("karat.plugin", alias="karat")


@pytest.fixture
def generator(monkeypatch):
    """A generator that counts how often it is asked."""
    module = ModuleType("karat.demo")
    module.calls = 0

    def write_demo_export(path):
        module.calls += 1
        path.parent.mkdir()
        path.write_text(GOOD)

    module.write_demo_export = write_demo_export
    monkeypatch.setitem(sys.modules, "karat.demo", module)
    return module


def test_two_sources_that_want_the_demo_at_once_make_it_once(plugin, generator, project):
    write = generator.write_demo_export

    def write_slowly(path):
        time.sleep(0.2)
        write(path)

    generator.write_demo_export = write_slowly
    with ThreadPoolExecutor() as pool:
        tables = list(pool.map(plugin.load, [source("raw_sales"), source("raw_sales_files")]))
    assert [table.num_rows for table in tables] == [1, 1]
    assert generator.calls == 1


def source(identifier):
    return SourceConfig("karat", identifier, "raw", None, {"plugin": "karat"}, [])


def test_sales_of_the_setting(plugin, project, monkeypatch, log):
    (project / "sales.csv").write_text(GOOD)
    monkeypatch.setenv("KARAT_SALES", "sales.csv")
    table = plugin.load(source("raw_sales"))
    assert table["Item"].to_pylist() == ["Цепь"]
    assert table["is_synthetic"].to_pylist() == [False]
    assert log == []


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_sales_the_demo_is_made_once_and_called_synthetic(
    plugin, set_to, log, generator, value
):
    set_to("KARAT_SALES", value)
    for _ in range(2):
        assert plugin.load(source("raw_sales"))["is_synthetic"].to_pylist() == [True]
    assert generator.calls == 1
    assert [path.name for path in Path("data").iterdir()] == [DEMO_FILE_NAME]
    assert len(log) == 1
    assert "SYNTHETIC" in log[0]
    assert "KARAT_SALES" in log[0]


def test_the_demo_is_called_what_the_reader_takes_for_synthetic():
    assert karat.demo.DEMO_FILE_NAME == DEMO_FILE_NAME


def test_warnings_of_the_reader_reach_the_log_once(plugin, project, monkeypatch, log):
    (project / "empty.csv").write_text("")
    monkeypatch.setenv("KARAT_SALES", "empty.csv")
    plugin.load(source("raw_sales"))
    plugin.load(source("raw_sales"))
    assert len(log) == 1
    assert "empty.csv" in log[0]


def test_files_are_listed_with_those_that_hold_nothing(plugin, project, monkeypatch):
    (project / "1.csv").write_text("")
    (project / "2.csv").write_text(GOOD)
    monkeypatch.setenv("KARAT_SALES", "*.csv")
    assert plugin.load(source("raw_sales_files")).to_pylist() == [
        {"source_file": "1.csv", "layout": None, "is_synthetic": False},
        {"source_file": "2.csv", "layout": "plain", "is_synthetic": False},
    ]


def test_the_layout_is_a_setting(plugin, project, monkeypatch):
    (project / "1.csv").write_text("Bezeichnung;Tag;Betrag\nRing;2024-01-01;5\n")
    (project / "own.yaml").write_text(
        "{name: own, system: a, export: b, columns: {Item: Bezeichnung, Date: Tag, Amount: Betrag}}"
    )
    monkeypatch.setenv("KARAT_SALES", "1.csv")
    monkeypatch.setenv("KARAT_LAYOUT", "own.yaml")
    (row,) = plugin.load(source("raw_sales")).to_pylist()
    assert (row["Item"], row["Amount"], row["layout"]) == ("Ring", "5", "own")
    assert plugin.load(source("raw_sales_files"))["layout"].to_pylist() == ["own"]
    monkeypatch.setenv("KARAT_LAYOUT", "nothing.yaml")
    with pytest.raises(DbtRuntimeError, match=r"^(Runtime Error\s+)?KARAT_LAYOUT: 'nothing.yaml'"):
        plugin.load(source("raw_sales"))


def test_no_stock_is_an_empty_table_of_the_same_types(plugin):
    assert plugin.load(source("raw_stock")).schema.equals(STOCK_SCHEMA)


def test_stock_of_the_setting(plugin, project, monkeypatch):
    (project / "stock.csv").write_text("Item;quantity\nЦепь;2\n")
    monkeypatch.setenv("KARAT_STOCK", "stock.csv")
    table = plugin.load(source("raw_stock"))
    assert table.schema.equals(STOCK_SCHEMA)
    assert table["quantity"].to_pylist() == [2]


def test_nobody_is_forgotten_without_a_list(plugin):
    assert plugin.load(source("raw_forgotten")).schema.equals(FORGOTTEN_SCHEMA)


def test_the_forgotten_of_the_setting(plugin, project, monkeypatch):
    (project / "forgotten.csv").write_text("customer_id\n0123456789abcdef\n")
    monkeypatch.setenv("KARAT_FORGOTTEN", "forgotten.csv")
    assert plugin.load(source("raw_forgotten")).to_pylist() == [{"customer_id": "0123456789abcdef"}]


@pytest.mark.parametrize(
    ("setting", "table"),
    [
        ("KARAT_SALES", "raw_sales"),
        ("KARAT_STOCK", "raw_stock"),
        ("KARAT_FORGOTTEN", "raw_forgotten"),
        ("KARAT_EXPOSURES", "raw_exposures"),
        ("KARAT_CONTACTS", "raw_contacts"),
        ("KARAT_SHOWN", "raw_shown"),
        ("KARAT_OTHER_LISTS", "raw_other_lists"),
    ],
)
def test_an_error_names_the_setting(plugin, monkeypatch, setting, table):
    monkeypatch.setenv(setting, "missing.csv")
    with pytest.raises(
        DbtRuntimeError, match=rf"{setting}: No file matches 'missing.csv'"
    ) as error:
        plugin.load(source(table))
    assert error.value.__suppress_context__


@pytest.mark.parametrize(
    ("declared", "done"), [("experiments", "exposures"), ("campaigns", "contacts")]
)
def test_what_a_shop_declares_is_nothing_without_a_file_and_named_when_it_is_not_there(
    plugin, monkeypatch, declared, done
):
    assert plugin.load(source(f"raw_{declared}")).num_rows == 0
    assert plugin.load(source(f"raw_{done}")).num_rows == 0
    setting = f"KARAT_{declared.upper()}"
    monkeypatch.setenv(setting, "missing.yaml")
    with pytest.raises(DbtRuntimeError, match=f"{setting}: missing.yaml can't be read"):
        plugin.load(source(f"raw_{declared}"))


def test_contacts_are_the_shops_own_and_those_of_the_work_list(plugin, monkeypatch, project):
    ann, bob = "0123456789abcdef", "fedcba9876543210"
    (project / "called.csv").write_text(
        f"customer_id;campaign;contacted_on\n{ann};calls;2026-02-01\n"
    )
    monkeypatch.setenv("KARAT_CONTACTS", "called.csv")
    (project / "warehouse").mkdir()
    note(work_list_path(), Contact(bob, "letters", "2026-02-02", "wrong_number"))
    assert [tuple(row.values()) for row in plugin.load(source("raw_contacts")).to_pylist()] == [
        ("calls", ann, date(2026, 2, 1), None),
        ("letters", bob, date(2026, 2, 2), "wrong_number"),
    ]
    work_list_path().write_text(
        "customer_id,campaign,contacted_on,outcome\nAnn,calls,2026-02-01,done\n"
    )
    with pytest.raises(
        DbtRuntimeError, match=r"The work list: work_list.csv, row 2, column customer_id"
    ):
        plugin.load(source("raw_contacts"))


def test_another_table_is_refused(plugin):
    with pytest.raises(
        DbtRuntimeError, match=r"'customers'.*raw_sales, raw_sales_files, raw_stock"
    ):
        plugin.load(source("customers"))


def test_the_salt_is_set_on_each_cursor(plugin, monkeypatch, log):
    monkeypatch.setenv("KARAT_SALT", "it's; a \\ secret")
    connection = duckdb.connect()
    for cursor in (connection.cursor(), connection.cursor()):
        plugin.configure_cursor(cursor)
        assert cursor.execute("select getvariable('karat_salt')").fetchall() == [
            ("it's; a \\ secret",)
        ]
    assert log == []


def test_the_sources_schema_is_there_before_two_threads_make_it(plugin):
    connection = duckdb.connect()
    plugin.configure_connection(connection)
    plugin.configure_connection(connection)
    declared = yaml.safe_load((PROJECT / "models" / "staging" / "_sources.yml").read_text())
    schemas = connection.execute("select schema_name from duckdb_schemas()").fetchall()
    assert (declared["sources"][0]["schema"],) in schemas


@pytest.mark.parametrize("value", [None, "", " "])
def test_the_default_salt_is_warned_of_once_with_the_remedy(plugin, set_to, log, value):
    set_to("KARAT_SALT", value)
    cursor = duckdb.connect()
    for _ in range(3):
        plugin.configure_cursor(cursor)
    assert cursor.execute("select getvariable('karat_salt')").fetchall() == [(DEFAULT_SALT,)]
    assert len(log) == 1
    assert "Set the environment variable KARAT_SALT" in log[0]
