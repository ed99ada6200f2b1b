"""Who may ask."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from karat.api.problems import UnauthorizedError

_bearer = HTTPBearer(auto_error=False, description="The token in `KARAT_API_TOKEN`.")


async def authorize(
    request: Request, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Let those pass who send a token, or everybody where open use was asked for.

    Raises
    ------
    UnauthorizedError
        Otherwise.
    """
    tokens: tuple[str, ...] = request.app.state.service.settings.tokens
    given = sent.credentials.encode() if sent else b""
    # All are compared, each in constant time, so that the time taken tells nothing.
    matches = [compare_digest(given, token.encode()) for token in tokens]
    if tokens and not any(matches):
        raise UnauthorizedError
