"""The plugin in a real dbt: sources arrive, and the salt reaches every thread and no file."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from karat.ingest import DEMO_FILE_NAME

pytestmark = pytest.mark.build

SALT = "a-salt-that-nobody-guesses"
DBT = Path(sys.executable).with_name("dbt")

FILES = {
    "dbt_project.yml": """
name: tiny
profile: tiny
model-paths: [models]
""",
    "profiles.yml": """
tiny:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: "{{ env_var('TINY_WAREHOUSE') }}"
      threads: 4
      plugins:
        - {module: karat.plugin, alias: karat}
""",
    "models/sources.yml": """
sources:
  - name: raw
    schema: raw
    config:
      meta: {plugin: karat}
    tables:
      - name: raw_sales
      - name: raw_stock
""",
    "models/sales.sql": "select * from {{ source('raw', 'raw_sales') }}",
    "models/stock.sql": "select * from {{ source('raw', 'raw_stock') }}",
    "models/python_salt.py": """
def model(dbt, session):
    dbt.config(materialized="table")
    return session.sql("select getvariable('karat_salt') as salt").df()
""",
    "models/python_libraries.py": """
import sys

def model(dbt, session):
    dbt.config(materialized="table")
    return session.sql(f"select {'lifelines' in sys.modules} as is_loaded").df()
""",
    **{
        f"models/salt_{number}.sql": """{{ config(materialized='table') }}
select sha256(getvariable('karat_salt')) as hashed, getvariable('karat_salt') as salt
"""
        for number in range(8)
    },
}


@pytest.fixture
def tiny(tmp_path):
    """A tiny project, and a way to run dbt on it from another folder."""
    project = tmp_path / "project"
    for name, content in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def run(*arguments, **settings):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("KARAT_", "DBT_"))}
        environment |= {
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "TINY_WAREHOUSE": str(tmp_path / "tiny.duckdb"),
            **settings,
        }
        places = {
            "--project-dir": project,
            "--profiles-dir": project,
            "--target-path": tmp_path / "target",
            "--log-path": tmp_path / "logs",
        }
        options = [str(part) for pair in places.items() for part in pair]
        return subprocess.run(
            [str(DBT), *arguments, *options],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return tmp_path, project, run


def query(folder, sql):
    with duckdb.connect(str(folder / "tiny.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_sources_arrive_and_the_salt_reaches_every_model_and_no_file(tiny):
    folder, _, run = tiny
    # A relative path starts where dbt is called, as every command's does.
    (folder / "sales.csv").write_text("Item;Date;Price\nЦепь;2024-01-01;1\n")
    result = run("build", KARAT_SALES="sales.csv", KARAT_SALT=SALT)
    assert result.returncode == 0, result.stdout
    assert query(folder, "select Item, source_row, is_synthetic from sales") == [("Цепь", 2, False)]
    assert query(folder, "select * from stock") == []
    for model in [*(f"salt_{number}" for number in range(8)), "python_salt"]:
        assert query(folder, f"select salt from {model}") == [(SALT,)], model

    written = [
        p for place in ("target", "logs") for p in (folder / place).rglob("*") if p.is_file()
    ]
    assert any(path.name == "salt_0.sql" for path in written)
    assert [path for path in written if SALT.encode() in path.read_bytes()] == []
    assert SALT not in result.stdout + result.stderr


def test_what_can_not_be_loaded_beside_models_is_loaded_before_them(tiny):
    folder, _, run = tiny
    result = run("run", "--select", "python_libraries")
    assert result.returncode == 0, result.stdout
    assert query(folder, "select is_loaded from python_libraries") == [(True,)]


def test_the_demo_is_taken_from_the_projects_folder_and_called_synthetic(tiny):
    folder, project, run = tiny
    demo = project / "data" / DEMO_FILE_NAME
    demo.parent.mkdir()
    demo.write_text("Item,Date,Price\nЦепь,2024-01-01,1\n")
    result = run("run", "--select", "sales", KARAT_SALT=SALT)
    assert result.returncode == 0, result.stdout
    assert query(folder, "select source_file, is_synthetic from sales") == [(DEMO_FILE_NAME, True)]
    assert result.stdout.count("SYNTHETIC") == 1


def test_the_default_salt_is_warned_of_once(tiny):
    _, _, run = tiny
    result = run("run", "--select", "salt_0", "salt_1", "salt_2", "salt_3")
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("Set the environment variable KARAT_SALT") == 1


def test_a_file_that_is_not_there_fails_with_one_sentence(tiny):
    _, _, run = tiny
    result = run("build", "--select", "sales", KARAT_SALES="missing.csv", KARAT_SALT=SALT)
    assert result.returncode == 1
    assert "KARAT_SALES: No file matches 'missing.csv'" in result.stdout
    assert "Traceback" not in result.stdout
