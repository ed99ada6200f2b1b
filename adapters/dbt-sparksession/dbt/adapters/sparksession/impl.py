"""dbt-spark's adapter, but for Python models: they run in the session that runs the SQL."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.adapters.base import PythonJobHelper, available
from dbt.adapters.spark import SparkAdapter, SparkConnectionManager, SparkCredentials
from pyspark.sql import SparkSession

ANSI = "spark.sql.ansi.enabled"


@dataclass
class SparkSessionCredentials(SparkCredentials):
    """What a profile of `type: sparksession` may say: what one of `type: spark` may."""

    def __post_init__(self) -> None:
        """Keep the profile's ANSI mode, on unless it says otherwise; dbt-spark 1.11 turns it off.

        Without it a text that is no number is read as NULL, and no build stops.
        """
        ansi = str(self.server_side_parameters.get(ANSI, "true"))
        super().__post_init__()
        self.server_side_parameters[ANSI] = ansi

    @property
    def type(self) -> str:
        """The name of the adapter in profiles."""
        return SparkSessionConnectionManager.TYPE


class SparkSessionConnectionManager(SparkConnectionManager):
    """dbt-spark's connections, by the plugin's name."""

    TYPE = "sparksession"


class SessionPythonJobHelper(PythonJobHelper):
    """Runs a compiled Python model in this process, in the session that runs the SQL.

    The session is a local one, a cluster's or that of Spark Connect: whichever the profile's
    `server_side_parameters` made.
    """

    def __init__(self, parsed_model: dict[str, Any], credentials: SparkCredentials) -> None:
        self._name = f"{parsed_model['schema']}.{parsed_model['alias']}"
        self._parameters = credentials.server_side_parameters

    def submit(self, compiled_code: str) -> None:
        """Run the model; it writes its table itself, by dbt's own last lines."""
        builder = SparkSession.builder
        for name, value in self._parameters.items():
            builder = builder.config(name, value)
        code = compile(compiled_code, self._name, "exec")
        exec(code, {"__name__": self._name, "spark": builder.getOrCreate()})


class SparkSessionAdapter(SparkAdapter):
    """dbt-spark's adapter with one more way to submit Python models, which is the default.

    `submission_method: job_cluster` and `all_purpose_cluster` stay what dbt-spark makes of them.
    """

    ConnectionManager = SparkSessionConnectionManager

    @property
    def default_python_submission_method(self) -> str:
        """The way that a model's config need not name."""
        return "session"

    @property
    def python_submission_helpers(self) -> dict[str, type[PythonJobHelper]]:
        """dbt-spark's own ways and the session."""
        return {**super().python_submission_helpers, "session": SessionPythonJobHelper}

    @available
    def seed_rows(self, root: str, file: str, delimiter: str) -> list[list[str | None]]:
        """Read a seed's rows as texts, an empty cell as None.

        dbt's own reader takes the word `null` for no value and `001` for the number 1.
        """
        with (Path(root) / file).open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, delimiter=delimiter)
            next(reader)
            return [[cell or None for cell in row] for row in reader if row]
