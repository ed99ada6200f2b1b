"""Serve the dashboard, made anew whenever a build has swapped the published file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MAKING = threading.Lock()


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder; the page is made first if it is older than what it shows."""

    def __init__(self, page: Path, published: Path, make: Callable[[], None], *rest: Any) -> None:
        self._page, self._published, self._make = page, published, make
        super().__init__(*rest, directory=str(page.parent))

    def do_GET(self) -> None:
        """Answer with the page at `/`, and with nothing else."""
        if self.path != "/":
            self.send_error(404)
            return
        self.path = f"/{self._page.name}"
        with MAKING:
            if not self._page.exists() or _age(self._page) < _age(self._published):
                self._make()
        super().do_GET()


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns


def server(page: Path, published: Path, make: Callable[[], None], port: int) -> ThreadingHTTPServer:
    """Return a server on this machine's own address, not yet running.

    Parameters
    ----------
    page
        The file of the page.
    published
        The file that the page shows.
    make
        Writes the page.
    port
        The port; 0 takes a free one.
    """
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, page, published, make))
