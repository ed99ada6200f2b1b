"""What differs between engines stays out of the models that both build: docs/scaling.md."""

import re
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT

CONVERTED = {"intermediate", "cutoffs", "features", "evaluation"}
"""Folders of models that Spark builds too. The set only grows."""

LEFT_TO_DUCKDB = {"names_nobody"}
"""Data tests that Spark does not run: it is not given who customers are."""

FORBIDDEN = {
    r"\badapter\.dispatch\b|\btarget\.type\b": "a branch between engines: a macro of macros/engine",
    r"\bvarchar\b": "dbt.type_string()",
    r"\bpercentile_disc\b": "date_at_share",
    r"\bregexp_(replace|matches)\b": "replace_all, matches",
    r"\b(isodow|dayofweek|weekday)\b": "iso_weekday",
    r"\b(unnest|generate_subscripts|explode|(?<!in )range)\s*\(": "number_table, numbers_up_to",
    r"\b(string_agg|listagg|group_concat)\b": "list_in_order",
    r"\blist_\w+\s*\((?!')": "a macro of macros/engine: lists are functions of DuckDB's own",
    r"\b(epoch\w*|strptime|strftime|to_date)\b": "a macro of macros/engine",
    r"\binterval\b": "date_plus_days, dbt.dateadd",
    r"\bntile\b": "row_number over a key",
    r"\blog\s*\(": "ln",
    r"\bgetvariable\b": "pseudonym",
    r"\bselect \*\s+exclude\b": "the columns' names",
    r"::": "cast",
    r"(?<![:/])//": "floor(a / b)",
    r"\\": "[0-9], [.]",
}
"""What a model may not say, and what it says instead."""


def _complaints(sql: str) -> list[str]:
    """Say what of a model engines read differently."""
    code = re.sub(r"\{#.*?#\}|--[^\n]*", "", sql, flags=re.DOTALL)
    return [
        f"{found[0]!r}: {instead}"
        for pattern, instead in FORBIDDEN.items()
        if (found := re.search(pattern, code))
    ]


def test_what_both_engines_run_says_nothing_that_one_reads_differently() -> None:
    files = [
        *(PROJECT / "tests" / "generic").glob("*.sql"),
        *(file for folder in CONVERTED for file in (PROJECT / "models" / folder).rglob("*.sql")),
    ]
    complaints = {
        str(file.relative_to(PROJECT)): found
        for file in files
        if file.stem not in LEFT_TO_DUCKDB and (found := _complaints(file.read_text()))
    }

    assert complaints == {}


def test_converted_folders_have_the_tag_that_spark_builds_by() -> None:
    folders = yaml.safe_load(Path(PROJECT / "dbt_project.yml").read_text())["models"]["karat"]
    tagged = {
        name
        for name, config in folders.items()
        if isinstance(config, dict) and "spark" in config.get("+tags", [])
    }

    assert tagged == CONVERTED


@pytest.mark.parametrize(
    "bad",
    [
        "select cast(a as varchar) from b",
        "select regexp_replace(a, 'x', 'y') from b",
        "select a // 2 from b",
        "select a::date from b",
        "select log(a) from b",
        "select unnest(a) from b",
        "select date '2024-01-01' + interval 1 day",
        "select * exclude (a) from b",
        "select '\\d' from b",
        "select {% if target.type == 'spark' %} a {% endif %} from b",
    ],
)
def test_a_bad_model_is_told(bad: str) -> None:
    assert _complaints(bad)


def test_comments_and_good_models_are_not_told() -> None:
    assert not _complaints(
        "-- varchar, // and a \\\n{# log( #}\nselect {{ date_plus_days('a', 1) }}, ln(a) from b\n"
        "{% for number in range(2) %}, c{% endfor %}"
    )
