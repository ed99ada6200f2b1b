"""Names of vars: a project lists its own, and any other is refused with the nearest."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import PROJECT
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt_common.exceptions import DbtRuntimeError

import karat.plugin
from karat.variables import project_vars, refusal

KNOWN = ["top_k", "horizons_days", "diversity_strength"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("topk", "there is no var topk; did you mean top_k?"),
        ("horizon_days", "there is no var horizon_days; did you mean horizons_days?"),
        ("xyz", "there is no var xyz; dbt_project.yml lists them, under vars."),
        ("variety_strength", "variety_strength is called diversity_strength now"),
    ],
)
def test_an_unknown_var_is_refused_with_the_nearest_name(given: str, said: str) -> None:
    assert said in str(refusal(["top_k", given], KNOWN))


def test_known_vars_pass_and_a_project_without_vars_takes_any() -> None:
    assert refusal(KNOWN, KNOWN) is None
    assert refusal(["anything"], []) is None


def test_the_project_lists_every_var_that_its_files_read() -> None:
    known = set(project_vars(PROJECT))
    files = [PROJECT / "dbt_project.yml", PROJECT / "profiles.yml"]
    for folder in ("models", "macros", "python_models", "analyses", "tests"):
        files += [
            path for path in (PROJECT / folder).rglob("*") if path.suffix in {".sql", ".yml", ".py"}
        ]
    reading = re.compile(r"""\bvar\(\s*["'](\w+)["']\s*[,)]""")
    read = {name for path in files for name in reading.findall(path.read_text(encoding="utf-8"))}
    assert len(read) > 50
    assert read <= known


def test_plain_dbt_refuses_an_unknown_var_before_it_opens_the_warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags = SimpleNamespace(VARS={"topk": 5}, PROJECT_DIR=str(PROJECT))
    monkeypatch.setattr(karat.plugin, "get_flags", lambda: flags)
    warehouse = tmp_path / "karat.duckdb"
    plugin = karat.plugin.Plugin("karat", {})
    with pytest.raises(DbtRuntimeError, match="there is no var topk; did you mean top_k"):
        plugin.update_connection_config(DuckDBCredentials(path=str(warehouse)), {})
    assert not list(tmp_path.iterdir())
