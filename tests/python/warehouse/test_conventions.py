"""What no linter checks: macros and columns documented, no address or local path committed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import PROJECT, VARIABLES_OF_PARSING, Build, run_dbt

Manifest = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def manifest(small: Build) -> Manifest:
    return json.loads((small.folder / "target" / "manifest.json").read_text())


@pytest.fixture(scope="module")
def otherwise(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """Parse the project with another value of each variable but those of parsing."""
    shipped = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
    variables = {
        name: _another(value) for name, value in shipped.items() if name not in VARIABLES_OF_PARSING
    }
    folder = tmp_path_factory.mktemp("otherwise")
    run_dbt(folder, "parse", variables=variables).passed()
    return json.loads((folder / "target" / "manifest.json").read_text())


def _another(value: object) -> object:
    """Return a value of the same type, or a text, that is not the one given."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case list():
            return value[1:] or ["another"]
        case _:
            return "2023-07-01"


@pytest.mark.build
def test_every_macro_that_people_call_is_documented(
    manifest: Manifest,
) -> None:
    undocumented = [
        macro["name"]
        for macro in manifest["macros"].values()
        if macro["package_name"] == "karat"
        and "__" not in str(macro["name"])
        and not macro["description"]
    ]
    assert undocumented == []


@pytest.mark.build
def test_every_column_of_every_table_is_documented(
    small: Build, manifest: dict[str, dict[str, dict[str, Any]]]
) -> None:
    with small.connect() as connection:
        built = connection.sql(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
        ).fetchall()
    described = {
        f"{node['schema']}.{node.get('alias') or node['name']}": {
            name.lower() for name, column in node["columns"].items() if column["description"]
        }
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in {"model", "seed", "source"}
    }
    missing = [
        f"{table}.{column}"
        for table, column in built
        if column.lower() not in described.get(table, set())
    ]
    assert missing == []


@pytest.mark.build
def test_other_variables_are_read_as_a_model_is_compiled(
    manifest: Manifest, otherwise: Manifest
) -> None:
    """So that builds of the tests may share what dbt has parsed; VARIABLES_OF_PARSING may not."""
    differ = []
    for kind in ("nodes", "exposures", "metrics", "saved_queries", "unit_tests"):
        assert manifest[kind].keys() == otherwise[kind].keys()
        for name, node in manifest[kind].items():
            other = otherwise[kind][name]
            parts = ("config", "description", "columns", "schema", "refs", "raw_code")
            differ += [f"{name}: {part}" for part in parts if node.get(part) != other.get(part)]
    assert differ == []


@pytest.mark.build
def test_a_version_keeps_all_that_scoring_reads_from_training(tmp_path: Path) -> None:
    said = ("ls", "--quiet", "--resource-type", "model", "--output", "json")
    keys = ("--output-keys", "name", "tags", "depends_on")
    listed = run_dbt(tmp_path, *said, *keys, KARAT_FITS="active").passed()
    nodes = [json.loads(line) for line in listed.output.splitlines()]
    models = {
        str(node["name"]): (
            "training" in node["tags"],
            [parent.split(".")[-1] for parent in node["depends_on"]["nodes"]],
        )
        for node in nodes
    }
    read_by_scoring = {
        parent
        for is_training, parents in models.values()
        if not is_training
        for parent in parents
        if parent in models and models[parent][0]
    }
    _, kept = models["fitted_parameters"]
    assert read_by_scoring == {*kept, "fitted_version", "version_parameters"}


def test_the_docs_name_tests_that_there_are() -> None:
    """Names in full, the beginning of one before `…`, files, and files by a pattern."""
    tests = PROJECT / "tests" / "python"
    code = "\n".join(path.read_text() for path in sorted(tests.rglob("test_*.py")))
    defined = re.findall(r"^ *(?:def|class) (test_\w+|Test\w+)", code, re.MULTILINE)
    settings = {"test_start"}
    missing = []
    for page in [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]:
        for folder, name in re.findall(
            r"`(tests/python/[\w/]*)?((?:test_|Test)[\w*.]+…?)`", page.read_text()
        ):
            if name.endswith(".py"):
                is_there = any((PROJECT / folder).glob(name) if folder else tests.rglob(name))
            elif name.endswith("…"):
                is_there = any(test.startswith(name[:-1]) for test in defined)
            else:
                is_there = name in defined or name in settings
            if not is_there:
                missing.append(f"{page.name}: {name}")
    assert missing == []


def test_every_test_of_hostile_exports_stands_in_the_docs() -> None:
    tests = (PROJECT / "tests" / "python" / "builds" / "test_hostile_exports.py").read_text()
    page = (PROJECT / "docs" / "reliability.md").read_text()
    unnamed = [
        name
        for name in re.findall(r"^ *def (test_\w+)", tests, re.MULTILINE)
        if f"`{name}`" not in page
    ]
    assert unnamed == []


def test_lock_files_hold_versions_and_no_addresses() -> None:
    for lock in PROJECT.glob("requirements*.txt"):
        lines = lock.read_text().splitlines()
        assert lines
        assert all(re.match(r"^[a-zA-Z0-9_.\[\]-]+==[^ ]+( ; .+)?$", line) for line in lines), lock


def test_nothing_committed_names_a_path_of_one_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    home = re.compile(r"/(home|Users|root|work)/[a-z]")
    named = [
        name
        for name in listed.stdout.splitlines()
        if Path(name).suffix in {".py", ".sql", ".md", ".yml", ".toml", ".txt", ""}
        and (PROJECT / name).is_file()
        and home.search((PROJECT / name).read_text(errors="ignore"))
        and name != "tests/python/warehouse/test_conventions.py"
    ]
    assert named == []


def test_every_finding_has_its_row() -> None:
    scripts = sorted(path.stem for path in (PROJECT / "findings").glob("*.sh"))
    text = (PROJECT / "findings" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z0-9_]+) \|", text, flags=re.MULTILINE)
    assert [row for row in rows if row != "script"] == scripts
