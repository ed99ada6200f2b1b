"""Macros that write text, called without dbt."""

from __future__ import annotations

from typing import Any

import jinja2
from conftest import PROJECT


def text_macros(name: str) -> Any:
    """Load a file of `macros/text` as dbt does for DuckDB."""
    source = (PROJECT / "macros" / "text" / name).read_text(encoding="utf-8")
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals["return"] = lambda value: value
    environment.globals["adapter"] = {
        "dispatch": lambda macro, _: getattr(module, f"duckdb__{macro}")
    }
    module = environment.from_string(source).module
    return module
