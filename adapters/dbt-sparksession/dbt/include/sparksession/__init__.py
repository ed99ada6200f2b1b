"""Where dbt finds the plugin's macros, of which there are none: dbt-spark's serve."""

from pathlib import Path

PACKAGE_PATH = str(Path(__file__).parent)
