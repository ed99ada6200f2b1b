"""Tells dbt, as it starts, which candidate models the project holds.

dbt draws its graph from the `ref()` calls it meets while parsing, so a union over "every model of
this task" needs their names before any file is parsed. dbt-core imports each installed package
whose name begins with `dbt_` and starts the plugins it lists; this one looks into the project's
model folders and hands the names to the Jinja macro `candidate_models()` as environment variables.
So a new candidate is found by its file name alone, and `dbt ls`, the docs and partial parsing see
its edges like any others.
"""

from __future__ import annotations

import os
from pathlib import Path

from dbt.flags import get_flags
from dbt.plugins.manager import dbtPlugin
from dbt_common.context import get_invocation_context

from karat.candidates import TASKS, candidate_models, environment_variable


class KaratPlugin(dbtPlugin):
    """Announces the project's candidate models to dbt's parser."""

    def initialize(self) -> None:
        """Put one variable per task into the environment that `env_var()` reads."""
        if self.project_name != "karat":
            return
        project_dir = Path(get_flags().PROJECT_DIR)  # type: ignore[no-untyped-call]
        for task in TASKS:
            names = ",".join(candidate_models(project_dir, task))
            os.environ[environment_variable(task)] = names
            get_invocation_context().env[environment_variable(task)] = names  # type: ignore[index]


plugins = [KaratPlugin]
