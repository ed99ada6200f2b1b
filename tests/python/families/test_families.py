"""One list of families, and everything that goes by a name held to it in both directions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT, Build, run_dbt
from fits import LEARNERS

FOLDERS = {"next_purchase": "when", "next_items": "what", "customer_value": "value"}
STANDINGS = {"baseline", "contender", "challenger"}
KEYS = {
    "standing",
    "fits",
    "tells_failures",
    "features",
    "contributions",
    "needs",
    "blended",
    "extra",
}

pytestmark = pytest.mark.build

Families = dict[str, dict[str, dict[str, Any]]]
Manifest = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Parse the project with its challengers once, and have dbt say what the list holds."""
    folder = tmp_path_factory.mktemp("families")
    said = "select 'LIST{{ tojson(every_family()) }}LIST' as list"
    everyone: dict[str, object] = {"challengers": ["all"]}
    return run_dbt(folder, "compile", "--inline", said, variables=everyone).passed()


@pytest.fixture(scope="module")
def listed(parsed: Build) -> Families:
    found = re.search("LIST(.*)LIST", parsed.output)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module")
def manifest(parsed: Build) -> Manifest:
    return json.loads((parsed.folder / "target" / "manifest.json").read_text())


def models(manifest: Manifest) -> dict[str, dict[str, Any]]:
    nodes = manifest["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}


def test_every_family_says_what_it_is(listed: Families) -> None:
    assert listed.keys() == FOLDERS.keys()
    for families in listed.values():
        for name, family in families.items():
            assert family["standing"] in STANDINGS, name
            assert family.keys() <= KEYS, name
            assert family.get("features", {}).keys() <= set(family.get("fits", [])), name
        standings = [family["standing"] for family in families.values()]
        assert standings.count("baseline") == 1


def test_every_fit_with_named_features_is_tried_with_a_leaking_column(listed: Families) -> None:
    named = [
        fit
        for families in listed.values()
        for family in families.values()
        for fit in family.get("features", {})
    ]
    assert sorted(named) == sorted(LEARNERS)


def test_the_list_the_folders_and_the_scores_are_of_the_same_families(
    listed: Families, manifest: Manifest
) -> None:
    for task, folder in FOLDERS.items():
        folders = {
            path.name
            for root in ("models", "python_models")
            for path in (PROJECT / root / folder).iterdir()
            if path.is_dir() and path.name != "__pycache__"
        }
        scores = {
            name.removeprefix(f"{task}_scores__"): Path(node["original_file_path"]).parent.name
            for name, node in models(manifest).items()
            if name.startswith(f"{task}_scores__")
        }
        assert folders == listed[task].keys()
        assert scores == {name: name for name in listed[task]}


def test_fits_and_contributions_are_models_of_their_family(
    listed: Families, manifest: Manifest
) -> None:
    for families in listed.values():
        for name, family in families.items():
            for table in [*family.get("fits", []), *filter(None, [family.get("contributions")])]:
                node = models(manifest)[table]
                assert Path(node["original_file_path"]).parent.name == name, table
                assert ("training" in node["tags"]) == (table in family.get("fits", [])), table


def test_every_family_but_a_baseline_can_be_switched_off(
    listed: Families, manifest: Manifest
) -> None:
    """By its folder in dbt_project.yml: a node of it is disabled, none of another one needs it."""
    settings = (PROJECT / "dbt_project.yml").read_text()
    for families in listed.values():
        for name, family in families.items():
            line = f"'{name}' not in var('switched_off_families', [])"
            assert (line in settings) == (family["standing"] == "contender"), name
    own = {name for families in listed.values() for name in families}
    for name, node in models(manifest).items():
        for parent in node["depends_on"]["nodes"]:
            if parent not in manifest["nodes"]:
                continue
            of = Path(manifest["nodes"][parent]["original_file_path"]).parent.name
            here = Path(node["original_file_path"]).parent.name
            goes_by_the_list = here in {"when", "what", "value", "blend", "registry"}
            if of in own and of != here and not goes_by_the_list:
                needed = {n: f for fs in listed.values() for n, f in fs.items()}
                baseline = needed[of]["standing"] == "baseline"
                assert baseline or needed.get(here, {}).get("needs") == of, f"{name} reads {parent}"


def test_make_installs_the_library_of_each_family_that_needs_one(listed: Families) -> None:
    makefile = (PROJECT / "Makefile").read_text()
    package = (PROJECT / "pyproject.toml").read_text()
    for families in listed.values():
        for name, family in families.items():
            if extra := family.get("extra"):
                installs = rf"filter all [\w ]*\b{name}\b[\w ]*,\$\(1\)\),\S*extra-{extra}\)"
                assert re.search(installs, makefile), name
                assert (PROJECT / f"requirements-{extra}.txt").is_file(), name
                assert f"\n{extra} = [" in package, name


def test_what_macros_find_by_name_is_there(manifest: Manifest) -> None:
    """A node renamed would be silently found no more."""
    known = {node["name"] for node in manifest["nodes"].values()}
    known |= {source["name"] for source in manifest["sources"].values()}
    patterns = (
        r"nodes\['(\w+)'\]",
        r"node\.name == '(\w+)'",
        r"'name', 'equalto', '(\w+)'",
        r"\.name == '(\w+)'",
    )
    named = {
        name
        for path in (PROJECT / "macros").rglob("*.sql")
        for pattern in patterns
        for name in re.findall(pattern, path.read_text())
    }
    assert len(named) >= 4
    assert named <= known


def test_a_project_without_some_families_parses_and_lists_the_others(tmp_path: Path) -> None:
    off = ["cox", "als", "item_ranker"]
    build = run_dbt(
        tmp_path, "ls", "--resource-type", "model", variables={"switched_off_families": off}
    ).passed()
    assert "next_purchase_scores__hazard" in build.output
    for gone in ("cox_fit", "next_items_scores__als_archetype", "latent_classes"):
        assert gone not in build.output


def test_challengers_are_no_part_of_a_night(tmp_path: Path, listed: Families) -> None:
    challengers = [
        name
        for families in listed.values()
        for name, family in families.items()
        if family["standing"] == "challenger"
    ]
    night = run_dbt(tmp_path, "ls", "--resource-type", "model", "--output", "path").passed()
    assert "models/when/cox/" in night.output
    assert [name for name in challengers if f"/{name}/" in night.output] == []
