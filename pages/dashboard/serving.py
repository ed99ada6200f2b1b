"""Serve the dashboard, made anew whenever a build has swapped the published file.

What came of a contact is noted through it. It listens on this machine's own address alone, and
takes notes from its own page alone: a page of another site, or of a name that was bent to this
address, is refused by `Host` and `Origin`. Whoever has an account on this machine can note too.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from karat.work_list import Contact, contacts_noted, note, take_back, work_list_path

MAKING = threading.Lock()

NOTES = "/work-list"

LONGEST_NOTE = 1000


class _Handler(SimpleHTTPRequestHandler):
    """One page, made first if it is older than what it shows; and the work list."""

    def __init__(self, page: Path, published: Path, make: Callable[[], None], *rest: Any) -> None:
        self._page, self._published, self._make = page, published, make
        super().__init__(*rest, directory=str(page.parent))

    def do_GET(self) -> None:
        """Answer with the page at `/`, with what is noted, and with nothing else."""
        if not self._is_asked_by_its_own_name():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path == NOTES:
            self._send_notes()
        elif self.path == "/":
            self.path = f"/{self._page.name}"
            with MAKING:
                if not self._page.exists() or _age(self._page) < _age(self._published):
                    self._make()
            super().do_GET()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Note what came of a contact today, or take it back where nothing did."""
        if self.path != NOTES:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        origin, kind = self.headers["Origin"], self.headers["Content-Type"]
        is_own = origin == f"http://{self.headers['Host']}" and kind == "application/json"
        if not (self._is_asked_by_its_own_name() and is_own):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            length = int(self.headers["Content-Length"] or 0)
            if not 0 < length <= LONGEST_NOTE:
                raise ValueError("A note is short.")
            said = json.loads(self.rfile.read(length))
            is_kept = bool(said.pop("is_kept"))
            contact = Contact(**said, contacted_on=date.today().isoformat())
        except (ValueError, TypeError, KeyError, AttributeError):
            self.send_error(HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        (note if is_kept else take_back)(work_list_path(self._published), contact)
        self._send_notes()

    def _is_asked_by_its_own_name(self) -> bool:
        _, port = self.connection.getsockname()
        return self.headers["Host"] in {f"127.0.0.1:{port}", f"localhost:{port}"}

    def _send_notes(self) -> None:
        """Answer with today and all that is noted."""
        noted = [asdict(contact) for contact in contacts_noted(work_list_path(self._published))]
        body = json.dumps({"today": date.today().isoformat(), "contacts": noted}).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns


def server(page: Path, published: Path, make: Callable[[], None], port: int) -> ThreadingHTTPServer:
    """Return a server on this machine's own address, not yet running.

    Parameters
    ----------
    page
        The file of the page.
    published
        The file that the page shows; the work list stands beside it.
    make
        Writes the page.
    port
        The port; 0 takes a free one.
    """
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, page, published, make))
