"""No request's body is longer than the longest that is of use."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 65_536
"""Bytes. The longest list takes a quarter of it, and a body is read before the token is."""


class BoundBody:
    """Pure ASGI. Starlette's own, of `max_body_size`, answers in plain text, not with a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, and read no more of it than that."""
        size = 0

        async def receive_bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST_BODY:
                raise HTTPException(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"A body has {LARGEST_BODY} bytes at most",
                )
            return message

        await self._app(scope, receive_bounded, send)
