"""The names of vars: dbt takes one that a project does not have, and does nothing with it.

`make build` asks before dbt starts, the plugin at the start of every other run.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import yaml

RENAMED = {
    "variety_strength": "diversity_strength",
    "lesson_days": "label_window_days",
    "lessons_per_split": "training_windows_per_split",
}
"""Names of earlier releases, and what they are called now."""


def project_vars(project_folder: Path) -> list[str]:
    """List the vars of a project: those of `dbt_project.yml`, none where there is no such file."""
    file = project_folder / "dbt_project.yml"
    if not file.is_file():
        return []  # what is wrong with the folder is dbt's to say
    return list(yaml.safe_load(file.read_text(encoding="utf-8")).get("vars") or {})


def refusal(given: Iterable[str], known: Iterable[str]) -> str | None:
    """Say in a sentence which var is unknown and which was meant, or nothing where all are known.

    Parameters
    ----------
    given
        Names that somebody has set.
    known
        Names that the project has; a project without vars takes any.

    >>> refusal(["topk"], ["top_k", "horizons_days"])
    "Karat can't build: there is no var topk; did you mean top_k?"
    >>> refusal(["top_k"], ["top_k", "horizons_days"])
    """
    names = list(known)
    for name in given if names else ():
        if name in RENAMED:
            return f"Karat can't build: {name} is called {RENAMED[name]} now: set that instead."
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
            meant = (
                f"did you mean {near[0]}?" if near else "dbt_project.yml lists them, under vars."
            )
            return f"Karat can't build: there is no var {name}; {meant}"
    return None
