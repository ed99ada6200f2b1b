"""The dashboard in its languages: the same phrases in each, a word for every value, a switch."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml
from browser import NARROW, WIDE, Browser
from conftest import PROJECT, Build
from dashboard_page import BOARDS, HERE

from pages.dashboard.boards import boards
from pages.dashboard.boards.changes import changes
from pages.dashboard.customers import packed
from pages.dashboard.page import HERE as FILES
from pages.dashboard.page import SCRIPTS
from pages.dashboard.page import page as page_of
from pages.dashboard.parts import Remark
from pages.dashboard.queries import answers
from pages.dashboard.words import FOLDER, LANGUAGES, Words

OWN = ("values.", "charts.")
"""Sections that a language has as it needs: English values are often the data's own."""

SITUATIONAL = {
    *(f"quality.baseline_leads.{name}" for name in ("title", "found", "why")),
    *(f"quality.baseline_leads.{name}" for name in ("item", "archetype", "category")),
    *(f"calls.{name}" for name in ("checked", "too_many", "too_few", "unchecked")),
    *(f"calls.changes.{name}" for name in ("note", "first", "one_day", "days", "points")),
    *(f"calls.changes.{name}" for name in ("measure", "value_before", "value_now", "change")),
    *(f"items.limits.{name}" for name in ("note", "none")),
    *(f"items.limits.{name}" for name in ("metric_name", "ranked_value", "served_value")),
    *(f"campaigns.{name}" for name in ("campaigns", "contacts", "at_stake", "at_stake_note")),
    *(f"campaigns.{name}" for name in ("gain", "gain_note", "cost", "campaign_name", "customers")),
    *(f"campaigns.{name}" for name in ("expected_spend", "expected_gain", "contact_cost", "arm")),
    *(f"campaigns.declared.{name}" for name in ("note", "segments", "within_days", "response")),
    *(f"campaigns.declared.{name}" for name in ("refusal", "stated", "measured")),
    *(f"campaigns.audience.{name}" for name in ("title", "note", "customer_id", "rank")),
    *(f"campaigns.audience.{name}" for name in ("probability", "items", "reason")),
    *(f"campaigns.brought.{name}" for name in ("note", "experiment_name", "metric_name")),
    *(f"campaigns.brought.{name}" for name in ("verdict", "shown_count", "read_until")),
    "campaigns.brought.not_noted",
    *(key for key in Words("en").phrases if key.startswith("health.drift.features.")),
    *(f"campaigns.brought.{name}" for name in ("not_begun", "too_early", "incomparable")),
    *(f"campaigns.brought.{name}" for name in ("more", "less", "unclear")),
    *(key for key in Words("en").phrases if key.startswith("campaigns.brought.responses.")),
    *("quality.ceiling", "quality.ceilings", "page.none", "page.nothing", "page.synthetic"),
}
"""What is said only if it is so."""


def said(language: str) -> dict[str, str]:
    """Return the phrases that every language has."""
    phrases = Words(language).phrases
    return {key: text for key, text in phrases.items() if not key.startswith(OWN)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_and_fills_the_same_places(language: str) -> None:
    first, other = said(LANGUAGES[0]), said(language)
    assert list(other) == list(first)
    for key, phrase in first.items():
        assert set(re.findall(r"{\w+}", other[key])) == set(re.findall(r"{\w+}", phrase)), key


def unquoted(place: str, tree: dict[str, object]) -> list[str]:
    """Return the places of a file of words that YAML reads as something else than text."""
    found = []
    for name, branch in tree.items():
        if isinstance(branch, dict):
            found += unquoted(f"{place}{name}.", branch)
        elif not isinstance(name, str) or not isinstance(branch, str):
            found.append(f"{place}{name}: {branch}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_text(language: str) -> None:
    tree = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    tree.pop("charts", None)  # holds lists, as d3 has them
    assert unquoted("", tree) == []
    assert unquoted("", yaml.safe_load("calls: {'on': On, 'back': Back}")) == ["calls.on: True"]


def test_there_are_two_languages_and_the_first_is_english() -> None:
    assert LANGUAGES == ("en", "ru")


def seed(name: str, column: str) -> set[str]:
    """Return what a seed has in a column."""
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8") as rows:
        return {row[column] for row in csv.DictReader(rows)}


@pytest.mark.parametrize(("language", "said"), [("en", "third of the prices"), ("ru", "трети цен")])
def test_where_tiers_are_shown_their_meaning_is_told(language: str, said: str) -> None:
    say = Words(language)
    for place in ("items.price_tier", "items.best_sellers", "customer.shown"):
        assert said in say(f"{place}.note")


@pytest.mark.build
def test_russian_has_a_word_for_every_value_that_boards_show(demo: Build) -> None:
    values = seed("rfm_segments", "rfm_segment") | seed("metric_definitions", "metric_name")
    with demo.connect_published() as reader:
        for column, table in (
            ("category", "marts.dim_items"),
            ("metal", "marts.dim_items"),
            ("price_tier", "marts.dim_items"),
            ("task", "evaluation.model_leaderboard"),
            ("model_name", "evaluation.model_leaderboard"),
            ("metric_name", "evaluation.business_metrics where model_name != 'nobody'"),
            ("measure", "monitoring.publications"),
            ("churn_band", "marts.customer_value"),
        ):
            rows = reader.sql(f"select distinct {column} from {table}").fetchall()
            values |= {value for (value,) in rows if value is not None}
    say = Words("ru")
    assert len(values) > 60
    assert {value for value in values if f"values.{value}" not in say.phrases} == set()
    assert set(Words("en").said("values")) <= set(say.said("values"))


@pytest.mark.build
def test_no_phrase_is_idle(demo: Build, documented: Path) -> None:
    asked: set[str] = set()

    class Noting(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            asked.add(key)
            return super().__getitem__(key)

    say = Words("en")
    say.__dict__["phrases"] = Noting(say.phrases)
    found = answers(demo.published, documented)
    words = {"en": say, "ru": Words("ru")}
    made = {language: boards(found, words[language]) for language in words}
    page_of(made, words, packed(found), found["situation"]["as_of_date"][0], True)
    script = "".join((FILES / "script" / f"{name}.js").read_text() for name in SCRIPTS)
    for key in say.said("script"):
        assert f'"{key}"' in script, key
    whole = ("values.", "charts.", "script.", "short.", "locale")
    idle = {key for key in say.phrases if not key.startswith(whole)} - asked - SITUATIONAL
    assert idle == set()


@pytest.mark.build
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_switch_changes_every_board_and_is_remembered(
    demo: Build, page: Path, browser: Browser, width: int
) -> None:
    with demo.connect_published() as reader:
        ((customer, reason),) = reader.sql(
            "select customer_id, reason_ru from marts.customer_next_purchase"
            " order by probability_30d desc, customer_id limit 1"
        ).fetchall()
    try:
        browser.open(f"{page.as_uri()}#calls", width)
        assert "Whom do we call" in browser.run(f"{HERE}.innerText")
        browser.click(f"{HERE}.querySelector('.switch')")
        browser.wait_for(f"{HERE}.lang === 'ru' && {HERE}.querySelector('.finder tbody tr')")
        first = browser.run(f"{HERE}.querySelector('.finder tbody tr').innerText")
        assert customer in first
        assert reason in first.replace("\n", " ")
        assert browser.run("document.documentElement.lang") == "ru"
        for board in BOARDS:
            browser.open(f"{page.as_uri()}#{board}", width)
            assert browser.run(f"{HERE}.lang") == "ru"
            headings = browser.run(
                f"[...{HERE}.querySelectorAll('nav a, .board.open h2, .board.open h3, th')]"
                ".map(head => head.textContent.trim()).filter(text => text)"
            )
            assert [text for text in headings if not re.search("[а-яё]", text.lower())] == []
        assert (browser.complaints, browser.outside_requests()) == ([], [])
    finally:
        browser.run("localStorage.clear()")


@pytest.mark.build
def test_russian_figures_are_written_as_russians_do(
    demo: Build, page: Path, browser: Browser
) -> None:
    browser.open(page.as_uri())
    browser.run("start('ru')")
    figures = browser.run(
        f"[...{HERE}.querySelectorAll('.open .figures dd:not(.note)')].map(dd => dd.textContent)"
    )
    with demo.connect_published() as reader:
        ((customers,),) = reader.sql("select count(*) from marts.customer_next_purchase").fetchall()
    assert figures[0] == f"{customers:,}".replace(",", "\u00a0")
    assert re.fullmatch(r"[\d,]+\u00a0(млн|тыс\.|млрд) ₸", figures[-1])


def publications(*published: dict[str, float]) -> pd.DataFrame:
    """Return what the query `changes` answers of the last two publications."""
    before, now = published
    return pd.DataFrame(
        {
            "measure": list(now),
            "value_before": [before[name] for name in now],
            "value_now": list(now.values()),
            "date_before": pd.Timestamp("2025-03-24"),
            "date_now": pd.Timestamp("2025-03-31"),
        }
    )


@pytest.mark.build
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                ["customers", "18,007", "18,540", "+3.0%"],
                ["last day of the sales", "24 Mar 2025", "31 Mar 2025", "+7 days"],
                ["rows that were not taken", "1.0%", "3.5%", "+2.5 points"],
            ],
        ),
        (
            "ru",
            [
                ["покупателей", "18\u00a0007", "18\u00a0540", "+3,0\u00a0%"],
                ["последний день продаж", "24 мар. 2025", "31 мар. 2025", "+7 дн."],
                ["строк, которые не приняты", "1,0\u00a0%", "3,5\u00a0%", "+2,5 п. п."],
            ],
        ),
    ],
)
def test_what_changed_since_the_last_publication_is_told(
    demo: Build, documented: Path, language: str, expected: list[list[str]]
) -> None:
    found = answers(demo.published, documented)
    before = {"customers": 18007.0, "last_sale_day": 20171.0, "share_rejected": 0.01}
    now = {"customers": 18540.0, "last_sale_day": 20178.0, "share_rejected": 0.035}
    say = Words(language)
    (told,) = [
        part
        for part in boards(found | {"changes": publications(before, now)}, say)[0].parts
        if part.title == say("calls.changes.title")
    ]
    rows = told.rows.assign(measure=told.rows["measure"].map(say.value))
    assert rows[list(told.columns)].to_numpy().tolist() == expected
    assert say.date("2025-03-24") in told.note


@pytest.mark.build
def test_the_last_two_publications_are_compared(
    demo: Build, documented: Path, tmp_path: Path
) -> None:
    published = tmp_path / "published.duckdb"
    shutil.copy(demo.published, published)
    with duckdb.connect(str(published)) as writer:
        ((number, customers, day),) = writer.sql(
            "select publication_number, measured_value, as_of_date from monitoring.publications"
            " where measure = 'customers' order by publication_number desc limit 1"
        ).fetchall()
        writer.execute(
            "insert into monitoring.publications by name select"
            f" {number + 1} as publication_number, date '{day + timedelta(7)}' as as_of_date,"
            f" 'customers' as measure, {customers + 9}::double as measured_value,"
            " false as is_let_through, true as is_synthetic"
        )
    (row,) = answers(published, documented)["changes"].to_dict("records")
    assert (row["measure"], row["value_before"], row["value_now"]) == (
        "customers",
        customers,
        customers + 9,
    )
    assert row["date_now"] - row["date_before"] == timedelta(7)
    first = changes(pd.DataFrame(columns=list(row)), Words("en").at("calls.changes"))
    assert isinstance(first, Remark)  # a title and a paragraph: no "None." under them
    assert first.note.startswith("This is the first publication")
