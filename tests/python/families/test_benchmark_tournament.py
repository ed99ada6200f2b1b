"""The page of the tournaments on several logs, from tables that are there and from none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.build import BuildFailedError
from benchmarks.measured import BEGIN, END
from benchmarks.tournament import main, tables

PRINTED = "Built 300 tables.\n\n## When\n\n| family | validation |\n| blend | 0.1178 |\n"
TABLES = "### When\n\n| family | validation |\n| blend | 0.1178 |\n"


def written(folder: Path, patch: pytest.MonkeyPatch, *arguments: str) -> str:
    """Run the command with its page and its folder here, and return the page."""
    page = folder / "page.md"
    page.write_text(f"# Before\n\n{BEGIN}\n\nof old\n\n{END}\nafter\n", encoding="utf-8")
    options = ["--output", str(page), "--folder", str(folder), *arguments]
    patch.setattr(sys, "argv", ["tournament", *options])
    main()
    return page.read_text(encoding="utf-8")


def test_the_tables_are_what_a_tournament_prints_last() -> None:
    assert tables(PRINTED) == TABLES


def test_what_was_measured_before_is_taken_and_the_rest_of_the_page_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "tournament.md").write_text(TABLES, encoding="utf-8")
    page = written(tmp_path, monkeypatch, "--logs", "demo", "--reuse")
    assert page.startswith(f"# Before\n\n{BEGIN}\n\n## Demo: a synthetic jeweller\n")
    assert TABLES in page
    assert page.endswith(f"{END}\nafter\n")
    assert "of old" not in page


def test_a_log_of_one_item_has_no_lists_to_judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cdnow").mkdir()
    lists = "\n### What: item\n\n| family | validation |\n| als | 0.1 |\n\narima is set aside.\n"
    (tmp_path / "cdnow" / "tournament.md").write_text(TABLES + lists, encoding="utf-8")
    page = written(tmp_path, monkeypatch, "--logs", "cdnow", "--reuse")
    assert f"{TABLES}\narima is set aside.\n" in page
    assert "What" not in page


def test_a_log_that_is_not_here_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = written(tmp_path, monkeypatch, "--logs", "cdnow", "--data", str(tmp_path))
    assert "Not measured: cdnow.parquet is not in the data folder." in page


def test_a_tournament_that_fails_stops_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BuildFailedError, match="demo"):
        written(tmp_path, monkeypatch, "--logs", "demo", "--budget", "soon")
    assert not (tmp_path / "demo" / "tournament.md").exists()
    assert (tmp_path / "demo" / "tournament.log").exists()
