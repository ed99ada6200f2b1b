"""A small project on a local Spark: seeds, SQL and Python models in one session."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytest.importorskip("pyspark", reason="only make test-spark has Apache Spark")

from dbt.adapters.sparksession.impl import (
    ANSI,
    SessionPythonJobHelper,
    SparkSessionAdapter,
    SparkSessionCredentials,
)
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

CELLS = [["so'm", "001"], ["back\\slash", "1"], ["null", ""], ["two\nlines, one cell", "x"]]

FILES = {
    "dbt_project.yml": """
name: small
profile: small
seeds: {+column_types: {word: string, code: string}}
""",
    "profiles.yml": """
small:
  target: spark
  outputs:
    spark:
      type: sparksession
      method: session
      host: NA
      schema: small
      threads: 1
      server_side_parameters:
        spark.master: local[1]
        spark.ui.enabled: "false"
        spark.driver.host: 127.0.0.1
        spark.sql.shuffle.partitions: "1"
        spark.sql.warehouse.dir: "{folder}/tables"
        spark.hadoop.javax.jdo.option.ConnectionURL:
          "jdbc:derby:;databaseName={folder}/metastore;create=true"
""",
    "models/lengths.sql": "select word, length(word) as letters from {{ ref('words') }}",
    "models/lengths.yml": """
models:
  - name: lengths
    config: {materialized: table, contract: {enforced: true}}
    columns:
      - {name: word, data_type: string, constraints: [{type: not_null}]}
      - {name: letters, data_type: int}
""",
    "models/longest.py": """
def model(dbt, session):
    dbt.config(file_format="parquet")
    return dbt.ref("lengths").groupBy().max("letters").toDF("letters")
""",
}


def test_seeds_and_models_of_both_languages_are_built_in_one_session(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text.replace("{folder}", str(tmp_path)))
    (tmp_path / "seeds").mkdir()
    with (tmp_path / "seeds" / "words.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["word", "code"], *CELLS])
    folders = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]

    assert dbtRunner().invoke(["build", *folders]).success

    spark = SparkSession.builder.getOrCreate()
    rows = {row.word: row.code for row in spark.table("small.words").collect()}
    assert rows == {word: code or None for word, code in CELLS}
    assert [row.letters for row in spark.table("small.longest").collect()] == [19]
    assert spark.conf.get(ANSI) == "true"
    spark.stop()


def test_dbt_sparks_own_submissions_stay() -> None:
    adapter = object.__new__(SparkSessionAdapter)

    assert adapter.default_python_submission_method == "session"
    helpers = adapter.python_submission_helpers
    assert helpers.pop("session") is SessionPythonJobHelper
    assert set(helpers) == {"job_cluster", "all_purpose_cluster"}


@pytest.mark.parametrize(("said", "kept"), [({}, "true"), ({ANSI: "false"}, "false")])
def test_a_profile_decides_on_ansi_mode(said: dict[str, str], kept: str) -> None:
    credentials = SparkSessionCredentials(
        host="NA", schema="small", method="session", server_side_parameters=said
    )

    assert credentials.server_side_parameters[ANSI] == kept
    assert credentials.type == "sparksession"
