"""Who may ask."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from karat.api.problems import SwitchedOffError, UnauthorizedError

_bearer = HTTPBearer(auto_error=False, description="The token in `KARAT_API_TOKEN`.")
_lookup_bearer = HTTPBearer(
    scheme_name="LookupBearer",
    auto_error=False,
    description="The token in `KARAT_API_LOOKUP_TOKEN`, for looking up phones alone.",
)
_metrics_bearer = HTTPBearer(
    scheme_name="MetricsBearer",
    auto_error=False,
    description="The token in `KARAT_API_METRICS_TOKEN`, for metrics alone.",
)

_Sent = HTTPAuthorizationCredentials | None


async def authorize(request: Request, sent: Annotated[_Sent, Depends(_bearer)]) -> None:
    """Let those pass who send a token, or everybody where open use was asked for.

    Raises
    ------
    UnauthorizedError
        Otherwise.
    """
    tokens: tuple[str, ...] = request.app.state.service.settings.tokens
    if tokens and not _is_among(sent, tokens):
        raise UnauthorizedError


async def authorize_lookup(
    request: Request, sent: Annotated[_Sent, Depends(_lookup_bearer)]
) -> None:
    """Let those look up phones who send the token for that, and nobody where there is none.

    Raises
    ------
    SwitchedOffError
        If there is no such token: open use is not for phones.
    UnauthorizedError
        If it is not the one that was sent.
    """
    tokens: tuple[str, ...] = request.app.state.service.settings.lookup_tokens
    if not tokens:
        raise SwitchedOffError(
            "Phones are not looked up here. Whoever runs the service can switch it on by setting "
            "KARAT_API_LOOKUP_TOKEN."
        )
    if not _is_among(sent, tokens):
        raise UnauthorizedError(
            "Send the token for looking up phones in the header 'Authorization: Bearer …'; the one "
            "that opens the predictions does not open this."
        )


async def authorize_metrics(
    request: Request, sent: Annotated[_Sent, Depends(_metrics_bearer)]
) -> None:
    """Let those read metrics who send the token for that, or this machine where there is none.

    Raises
    ------
    SwitchedOffError
        If there is no such token, and the service listens to others than this machine.
    UnauthorizedError
        If it is not the one that was sent.
    """
    settings = request.app.state.service.settings
    if not settings.metrics_tokens:
        if settings.is_for_this_machine:
            return
        raise SwitchedOffError(
            "Metrics tell how many buyers are expected, so they are not for every machine. Whoever "
            "runs the service can switch them on by setting KARAT_API_METRICS_TOKEN."
        )
    if not _is_among(sent, settings.metrics_tokens):
        raise UnauthorizedError(
            "Send the token for metrics in the header 'Authorization: Bearer …'; the one that "
            "opens the predictions does not open this."
        )


def _is_among(sent: _Sent, tokens: tuple[str, ...]) -> bool:
    given = sent.credentials.encode() if sent else b""
    # All are compared, each in constant time, so that the time taken tells nothing.
    matches = [compare_digest(given, token.encode()) for token in tokens]
    return any(matches)
