from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROJECT

from karat.candidates import candidate_models, environment_variable


def test_the_projects_own_candidates_are_found_in_order() -> None:
    assert {"base_rate", "bg_nbd", "cox"} <= set(candidate_models(PROJECT, "next_purchase"))
    items = candidate_models(PROJECT, "next_items")
    assert {"als", "als_archetype", "popularity", "repeat_popularity"} <= set(items)
    assert items == sorted(items)


def test_yaml_and_other_names_are_no_candidates(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    for name in ("next_items_scores__a.sql", "next_items_scores__b.yml", "next_items_lists.sql"):
        (tmp_path / "models" / name).touch()
    assert candidate_models(tmp_path, "next_items") == ["a"]


def test_a_name_used_twice_is_refused(tmp_path: Path) -> None:
    for folder, ending in (("models", "sql"), ("python_models", "py")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"next_items_scores__a.{ending}").touch()
    with pytest.raises(ValueError, match="two files define the next_items model a"):
        candidate_models(tmp_path, "next_items")


def test_dbt_learns_of_each_task_by_a_variable_of_its_own() -> None:
    assert environment_variable("next_items") == "KARAT_NEXT_ITEMS_MODELS"
