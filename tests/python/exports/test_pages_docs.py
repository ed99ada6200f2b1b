"""The docs page: what a browser shows of it, and whether what it says can be followed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from browser import NARROW, WIDE, Browser
from conftest import PROJECT, Build

from pages import lineage
from pages.docs import PageError, page

CONTENT = "document.querySelector('.app-content').innerText"


@pytest.fixture(scope="module")
def docs(documented: Path) -> Path:
    path = documented / "docs.html"
    path.write_text(page(documented), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def manifest(documented: Path) -> dict[str, Any]:
    return json.loads((documented / "manifest.json").read_text())


def said_and_asked(browser: Browser) -> tuple[list[str], list[str]]:
    return browser.complaints, browser.outside_requests()


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("overview", "What the business asks, and where the answer is"),
        ("overview/cox", "Cox model on landmarks"),
        ("model/model.karat.customer_next_purchase", "One row per customer who ever bought"),
        ("exposure/exposure.karat.shop_dashboard", "Retail analytics"),
    ],
)
def test_pages_load_from_the_file_alone(
    docs: Path, browser: Browser, place: str, text: str, width: int
) -> None:
    browser.open(f"{docs.as_uri()}#!/{place}", width)
    browser.wait_for(f"{CONTENT}.includes({json.dumps(text)})")
    browser.screenshot(docs.parent / f"{place.rpartition('.')[2].replace('/', '_')}_{width}.png")
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert said_and_asked(browser) == ([], [])


@pytest.mark.build
def test_the_search_finds_a_column(docs: Path, browser: Browser) -> None:
    browser.open(f"{docs.as_uri()}#!/overview")
    browser.wait_for(f"{CONTENT}.includes('What the business asks')")
    browser.type("input[placeholder^=Search]", "expected_date_upper")
    browser.wait_for("document.body.innerText.includes('columns: expected_date_upper')")
    assert "customer_next_purchase model" in browser.run("document.body.innerText")
    assert said_and_asked(browser) == ([], [])


@pytest.mark.build
def test_the_lineage_opens_in_the_colours_of_the_layers(
    docs: Path, browser: Browser, manifest: dict[str, Any]
) -> None:
    colour = manifest["nodes"]["model.karat.customer_next_purchase"]["config"]["docs"]["node_color"]
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    browser.open(f"{docs.as_uri()}#!/overview?g_v=1&g_i=2%2Bcustomer_next_purchase")
    browser.wait_for(
        f"""[...document.querySelectorAll('canvas')].some(canvas => {{
            if (!canvas.width) return false;
            const {{width, height}} = canvas;
            const all = canvas.getContext('2d').getImageData(0, 0, width, height).data;
            for (let at = 0; at < all.length; at += 4)
                if (Math.abs(all[at] - {red}) + Math.abs(all[at + 1] - {green})
                    + Math.abs(all[at + 2] - {blue}) < 12 && all[at + 3] > 250) return true;
            return false;
        }})"""
    )
    browser.screenshot(docs.parent / "lineage.png")
    assert said_and_asked(browser) == ([], [])


@pytest.mark.build
def test_column_lineage_reaches_from_the_marts_to_the_sales(
    documented: Path, browser: Browser
) -> None:
    folder = documented / "lineage"
    told = subprocess.run(
        [
            *(Path(sys.executable).with_name("colibri"), "generate"),
            *("--disable-telemetry", "--output-dir", folder),
            *("--manifest", documented / "manifest.json"),
            *("--catalog", documented / "catalog.json"),
        ],
        env=os.environ | {"DO_NOT_TRACK": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ERROR" not in told.stdout + told.stderr
    edges = json.loads((folder / "colibri-manifest.json").read_text())["lineage"]["edges"]
    assert ("model.karat.stg_sales", "price", "model.karat.fct_sales", "price") in {
        (edge["source"], edge["sourceColumn"], edge["target"], edge["targetColumn"])
        for edge in edges
    }
    # What `make docs` prints leads to a column, to what it stands on, and to the way between.
    printed = re.search(r"lineage[.]html([?]model=[^\s\"]+)", (PROJECT / "Makefile").read_text())
    assert printed
    made = folder / "lineage.html"
    made.write_text(lineage.page((folder / "index.html").read_text("utf-8")), encoding="utf-8")
    browser.open(made.as_uri() + printed[1])
    browser.wait_for("document.body.innerText.includes('expected_date_upper')")
    browser.wait_for("document.querySelectorAll('.react-flow__node').length >= 5")
    browser.wait_for("document.querySelectorAll('.react-flow__edge').length >= 5")
    # The sign that a box has no lineage of columns, which it has from compiled SQL alone.
    assert browser.run("document.querySelectorAll('.react-flow__node .bg-amber-100').length") == 0
    browser.screenshot(folder / f"columns_{WIDE}.png")
    # On a phone, where the boxes are too small to read, stands a sentence in their place.
    browser.open(made.as_uri() + printed[1], NARROW)
    assert "wider screen" in browser.run("getComputedStyle(document.body, '::before').content")
    assert browser.run("document.querySelector('#root').offsetParent") is None
    assert browser.run("document.documentElement.scrollWidth") <= NARROW
    browser.screenshot(folder / f"columns_{NARROW}.png")
    assert said_and_asked(browser) == ([], [])


@pytest.mark.build
def test_every_link_of_the_overview_and_of_descriptions_leads_somewhere(
    docs: Path, manifest: dict[str, Any]
) -> None:
    text = docs.read_text(encoding="utf-8")
    known = {
        *(f"{node['resource_type']}/{name}" for name, node in manifest["nodes"].items()),
        *(f"exposure/{name}" for name in manifest["exposures"]),
        *(f"source/{name}" for name in manifest["sources"]),
        *(f"overview/{path.stem}" for path in (PROJECT / "docs").rglob("*.md")),
        *("overview", "overview/pages"),
    }
    asked = {link.split("?")[0] for link in re.findall(r"\]\(#!/([^)\\]+)\)", text)}
    decisions = {f"overview/{path.stem}" for path in (PROJECT / "docs/decisions").glob("*.md")}
    assert decisions <= asked
    assert {"overview/cox", "overview/hazard", "model/model.karat.dim_customers"} <= asked
    assert asked <= known
    selected = re.findall(r"g_i=(?:\d%2B)?(?:exposure:)?(\w+?)(?:%2B\d)?\)", text)
    assert len(selected) >= 5
    assert set(selected) <= {name.rpartition(".")[2] for name in known}


@pytest.mark.build
def test_the_queries_of_the_overview_run_on_the_published_file(demo: Build) -> None:
    (queries,) = re.findall(
        r"```sql\n(.*?)```", (PROJECT / "docs/blocks/overview.md").read_text(), flags=re.DOTALL
    )
    with demo.connect_published() as reader:
        answers = [reader.sql(query).fetchall() for query in queries.split(";") if query.strip()]
    assert len(answers) >= 4
    assert all(answers)


@pytest.mark.build
def test_every_model_has_the_group_and_the_colour_of_its_layer(manifest: dict[str, Any]) -> None:
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    layers = {
        (node["schema"], node["group"], node["config"]["docs"]["node_color"]) for node in models
    }
    assert all(all(layer) for layer in layers)
    schemas = [schema for schema, _, _ in layers]
    assert len(schemas) == len(set(schemas))


@pytest.mark.build
def test_the_tracker_has_no_address(docs: Path) -> None:
    text = docs.read_text(encoding="utf-8")
    assert "cloudfront" not in text
    assert '"send_anonymous_usage_stats": false' in text


@pytest.mark.build
def test_a_page_of_dbt_that_has_changed_is_not_taken(documented: Path, tmp_path: Path) -> None:
    for name in ("manifest.json", "catalog.json"):
        (tmp_path / name).write_bytes((documented / name).read_bytes())
    whole = (documented / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(whole.replace("<title>dbt Docs</title>", ""))
    with pytest.raises(PageError, match="no longer holds '<title>dbt Docs</title>'"):
        page(tmp_path)


def test_a_page_of_lineage_that_has_changed_is_not_taken() -> None:
    assert "wider screen" in lineage.page('<head></head><div id="root"></div>')
    with pytest.raises(PageError, match='no longer holds one id="root"'):
        lineage.page("<head></head><main></main>")


def test_the_docs_are_one_command_from_the_readme() -> None:
    assert "make docs" in (PROJECT / "README.md").read_text()


def test_the_pictures_of_the_readme_are_there() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (PROJECT / "README.md").read_text())
    assert shown == ["docs/dashboard.webp"]
    assert (PROJECT / shown[0]).read_bytes()[8:12] == b"WEBP"
