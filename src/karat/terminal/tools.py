"""Who else is told how a run ended, where a setting names them: whatever watches and tracks.

None of them can fail the night: what could not be told is a sentence.
"""

from __future__ import annotations

import os
from pathlib import Path

from karat.publication import published_path
from karat.tracking import track


def tell_tools(exit_code: int) -> list[str]:
    """Write the metrics file, and track the fits; returns what could not be told.

    Parameters
    ----------
    exit_code
        How dbt has ended.
    """
    said = []
    if path := os.environ.get("KARAT_METRICS_FILE", "").strip():
        said += _metrics_file(Path(path), exit_code)
    if exit_code == 0 and published_path().exists():
        said += track(published_path())
    return said


def _metrics_file(path: Path, exit_code: int) -> list[str]:
    try:  # not at the top: prometheus-client is of an extra, and few set the variable
        from karat.exports.gauges import write_metrics_file  # noqa: PLC0415
        from karat.exports.published import ExportError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        return [f"KARAT_METRICS_FILE is set, but {error.name} is missing: install karat[serve]."]
    try:
        write_metrics_file(published_path(), path, exit_code)
    except ExportError as error:
        return [str(error)]
    return []
