"""The work list: nothing that was noted is lost, and nobody but its own page notes anything."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from karat.ingest import read_contacts
from karat.work_list import Contact, contacts_noted, note, take_back, work_list_path
from pages.dashboard.serving import server

ANN, BOB = "0123456789abcdef", "fedcba9876543210"
DAY = "2026-02-14"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return work_list_path(tmp_path / "published.duckdb")


def test_a_build_reads_it_as_the_contacts_that_it_is(path: Path) -> None:
    note(path, Contact(ANN, "calls", DAY, "done"))
    note(path, Contact(BOB, "letters", DAY, "wrong_number"))
    assert read_contacts(str(path)).to_pylist() == [
        {
            "campaign_name": campaign,
            "customer_id": customer,
            "contacted_on": date.fromisoformat(DAY),
            "outcome": outcome,
        }
        for customer, campaign, outcome in (
            (ANN, "calls", "done"),
            (BOB, "letters", "wrong_number"),
        )
    ]


def test_the_last_word_of_a_day_holds_and_can_be_taken_back(path: Path) -> None:
    for outcome in ("done", "not_now", "not_now"):
        note(path, Contact(ANN, "calls", DAY, outcome))
    note(path, Contact(ANN, "calls", "2026-02-15", "done"))
    assert [contact.outcome for contact in contacts_noted(path)] == ["not_now", "done"]
    take_back(path, Contact(ANN, "calls", DAY, "not_now"))
    assert contacts_noted(path) == [Contact(ANN, "calls", "2026-02-15", "done")]
    take_back(path, Contact(ANN, "calls", "2026-02-15", "done"))
    assert read_contacts(str(path)).num_rows == 0


@pytest.mark.parametrize("dies_in", ["os.fsync", "pathlib.Path.replace"])
def test_a_crash_in_between_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    note(path, Contact(ANN, "calls", DAY, "done"))
    before = path.read_bytes()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr(dies_in, die)
        with pytest.raises(KeyboardInterrupt):
            note(path, Contact(BOB, "calls", DAY, "done"))
    assert path.read_bytes() == before
    note(path, Contact(BOB, "calls", DAY, "done"))
    assert [contact.customer_id for contact in contacts_noted(path)] == [ANN, BOB]


def test_two_at_a_time_lose_nothing(path: Path) -> None:
    contacts = [Contact(f"{number:016x}", "calls", DAY, "done") for number in range(60)]
    with ThreadPoolExecutor(8) as callers:
        list(callers.map(lambda contact: note(path, contact), contacts))
    assert sorted(c.customer_id for c in contacts_noted(path)) == [c.customer_id for c in contacts]


@pytest.mark.parametrize(
    "fields",
    [
        ("+77010000001", "calls", DAY, "done"),
        (ANN, "Анна", DAY, "done"),
        (ANN, "calls", "today", "done"),
        (ANN, "calls", DAY, "a note: Anna, 8 701 000 00 01"),
        (ANN, "calls", DAY, None),
    ],
)
def test_names_phones_and_free_words_are_refused(fields: tuple[str, str, str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Contact(*fields)


@contextmanager
def watching(folder: Path) -> Iterator[str]:
    with server(folder / "page.html", folder / "published.duckdb", lambda: None, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()


def sent(host: str, note: Any, **headers: str) -> tuple[int, Any]:
    """Send a note as the page does, but for what is said otherwise."""
    own = {"Origin": f"http://{host}", "Content-Type": "application/json"} | headers
    body = json.dumps(note).encode()
    request = urllib.request.Request(f"http://{host}/work-list", body, own)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, None


NOTE = {"customer_id": ANN, "campaign": "calls", "outcome": "done", "is_kept": True}


def test_its_own_page_notes_and_takes_back(tmp_path: Path) -> None:
    with watching(tmp_path) as host:
        status, told = sent(host, NOTE)
        assert status == 200
        today = date.today().isoformat()
        assert told["contacts"] == [
            {"customer_id": ANN, "campaign": "calls", "contacted_on": today, "outcome": "done"}
        ]
        assert sent(host, NOTE | {"is_kept": False})[1]["contacts"] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 403),  # what a form of another site may send unasked
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),  # a name bent to here
    ],
)
def test_nobody_else_does(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    with watching(tmp_path) as host:
        assert sent(host, NOTE, **headers) == (status, None)
        request = urllib.request.Request(
            f"http://{host}/work-list", headers={"Host": "evil.example"}
        )
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(request, timeout=10)
    assert not work_list_path(tmp_path / "published.duckdb").exists()


@pytest.mark.parametrize(
    "note",
    [
        [],
        "done",
        NOTE | {"customer_id": "8 701 000 00 01"},
        NOTE | {"outcome": "Anna said so"},
        NOTE | {"phone": "+77010000001"},
        NOTE | {"contacted_on": "1999-01-01"},
        {"customer_id": ANN},
        NOTE | {"campaign": "c" * 2000},
    ],
)
def test_a_note_that_is_none_is_refused(tmp_path: Path, note: Any) -> None:
    with watching(tmp_path) as host:
        assert sent(host, note) == (422, None)
    assert not work_list_path(tmp_path / "published.duckdb").exists()
