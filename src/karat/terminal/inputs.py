"""What a publication was made from, as one fingerprint, so that nothing is scored twice.

The fingerprint is kept beside the warehouse, with the published file that it belongs to: one that
another run has swapped in since, or that somebody has put there, is not what the inputs made.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import karat
from karat.ingest import DEMO_FILE_NAME
from karat.ingest.errors import IngestError
from karat.ingest.files import find_files
from karat.publication import published_path
from karat.work_list import work_list_path

NOT_INPUTS = (
    *("KARAT_FITS", "KARAT_JUDGED_NIGHT", "KARAT_LOG"),
    *("KARAT_API", "KARAT_PARQUET", "KARAT_POSTGRES", "KARAT_SUPERSET"),
    *("KARAT_THREADS", "KARAT_MEMORY"),  # the same tables with any
)
"""Beginnings of settings that change nothing of what a publication says: of the fits those in use
count, which are the last publication's. Any other is an input, so that none is forgotten."""

OUTPUTS = ("KARAT_WAREHOUSE", "KARAT_PUBLISHED")
"""Settings that count by what they say, not by the bytes of the file that they name."""

CODE = ("macros", "models", "python_models", "seeds", "tests")
CODE_SUFFIXES = {".csv", ".py", ".sql", ".yaml", ".yml"}
CODE_FILES = ("dbt_project.yml", "profiles.yml", "requirements-dev.txt")


def read_inputs(project: Path, arguments: Sequence[str]) -> str:
    """Return the fingerprint of everything that a run would be made from.

    Parameters
    ----------
    project
        The folder of `dbt_project.yml`.
    arguments
        dbt's own: vars, selections, a target.
    """
    fingerprint = hashlib.sha256(sys.version.encode())
    # A training and a scoring over the same sales say the same, whatever is left out of the second.
    fingerprint.update(json.dumps(_that_matter(arguments)).encode())
    for name, value in sorted(os.environ.items()):
        if (
            name.startswith(("KARAT_", "DBT_"))
            and not name.startswith(NOT_INPUTS)
            and value.strip()
        ):
            fingerprint.update(f"{name}={value}\n".encode())
            if name not in OUTPUTS:
                _add_files(fingerprint, _files_named(value))
    if not os.environ.get("KARAT_SALES", "").strip():
        _add_files(fingerprint, [project / "data" / DEMO_FILE_NAME])
    _add_files(fingerprint, [work_list_path()])
    _add_files(fingerprint, _code(project))
    return fingerprint.hexdigest()


def is_unchanged(inputs: str) -> bool:
    """Whether the published file is there as the same inputs have made it."""
    try:
        kept = json.loads(_kept().read_text(encoding="utf-8"))
        return bool(kept == {"inputs": inputs, "published": _identity()})
    except (OSError, ValueError):
        return False


def keep(inputs: str) -> None:
    """Note that the published file, as it is now, was made from the inputs."""
    _kept().write_text(json.dumps({"inputs": inputs, "published": _identity()}), encoding="utf-8")


def _kept() -> Path:
    warehouse = os.environ.get("KARAT_WAREHOUSE", "").strip() or "warehouse/karat.duckdb"
    return Path(f"{warehouse}.inputs")


def _identity() -> list[int]:
    """Tell a published file from any other that has stood, or will stand, in its place."""
    file = published_path().stat()
    return [file.st_ino, file.st_size, file.st_mtime_ns]


def _that_matter(arguments: Sequence[str]) -> list[str]:
    """Leave out what `make score` adds to the arguments of `make build`."""
    left = " ".join(arguments)
    for added in ("--exclude tag:training", "--exclude-resource-type unit_test"):
        left = left.replace(added, "")
    return left.split()


def _files_named(value: str) -> list[Path]:
    """List the files that a setting names: a path, a folder, a glob, or several with commas."""
    found: list[Path] = []
    for part in {value, *value.split(",")}:
        with suppress(IngestError, OSError, ValueError):
            found += [file.path for file in find_files(part.strip())]
    return sorted(set(found))


def _code(project: Path) -> Iterator[Path]:
    yield from (project / name for name in CODE_FILES)
    for folder in (*(project / name for name in CODE), Path(karat.__file__).parent):
        for path in sorted(folder.rglob("*")):
            # Tests of the library make no table; dbt's own are part of a build.
            if path.suffix in CODE_SUFFIXES and "tests/python" not in path.as_posix():
                yield path


def _add_files(fingerprint: hashlib._Hash, paths: Sequence[Path] | Iterator[Path]) -> None:
    for path in paths:
        fingerprint.update(f"{path}\n".encode())
        if path.is_file():
            with path.open("rb") as file:
                fingerprint.update(hashlib.file_digest(file, "sha256").digest())
