"""What every request gets, whatever becomes of it: an id, headers, a place in the metrics."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from karat.api.metrics import Metrics
from karat.api.problems import problem, respond

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What a client may give a request as its id; it goes into the log of what was shown."""

UNMATCHED = "unmatched"

_log = logging.getLogger(__name__)


class Observe:
    """Pure ASGI: Starlette's base class for middleware costs more than the look-ups do."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started = perf_counter()
        status = 0

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Cache-Control"] = "no-store"
            await send(message)

        try:
            await self._app(scope, receive, send_observed)
        except Exception:
            _log.exception("request %s failed", request_id)
            if status:
                raise  # half an answer is out: only a closed connection tells that it is none
            unexpected = problem(
                request_id,
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "The service failed. Its own log has the reason under the request's id.",
                "unexpected",
            )
            await respond(unexpected)(scope, receive, send_observed)
        finally:
            route = getattr(scope.get("route"), "path", UNMATCHED)
            self._metrics.observe(route, status or 500, perf_counter() - started)


def _request_id(scope: Scope) -> str:
    stated = Headers(scope=scope).get("x-request-id", "")
    return stated if REQUEST_ID.fullmatch(stated) else uuid4().hex
