"""Where dbt finds the plugin's macros, beside dbt-spark's own."""

from pathlib import Path

PACKAGE_PATH = str(Path(__file__).parent)
