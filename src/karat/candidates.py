"""The candidate models of each task, found by the names of their files.

A candidate is a dbt model (SQL or Python) named `<task>_scores__<model>`; `<model>` is what the
tables call `model_name`.
"""

from __future__ import annotations

from pathlib import Path

TASKS = ("next_purchase", "next_items")
"""The tasks: WHEN a customer buys next, and WHAT."""

MODEL_FOLDERS = ("models", "python_models")


def candidate_models(project_dir: Path, task: str) -> list[str]:
    """List the model names of a task's candidates in the order of their names.

    Parameters
    ----------
    project_dir
        The dbt project's folder.
    task
        One of `TASKS`.

    Raises
    ------
    ValueError
        If two files claim the same model name, since dbt would refuse them with a longer story.
    """
    prefix = f"{task}_scores__"
    names = sorted(
        path.stem.removeprefix(prefix)
        for folder in MODEL_FOLDERS
        for path in (project_dir / folder).rglob(f"{prefix}*")
        if path.suffix in {".sql", ".py"}
    )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two files define the {task} model {twice[0]}: rename or remove one")
    return names


def environment_variable(task: str) -> str:
    """Name the variable by which dbt's parser learns of a task's candidates."""
    return f"KARAT_{task.upper()}_MODELS"


def main() -> None:
    """Print the variables as `env` takes them, for programs that compile without dbt's plugins."""
    for task in TASKS:
        print(f"{environment_variable(task)}={','.join(candidate_models(Path.cwd(), task))}")


if __name__ == "__main__":
    main()
