"""What the service is told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from karat.publication import PUBLISHED


class SettingsError(ValueError):
    """A setting can't work; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """How to serve, checked.

    Attributes
    ----------
    published
        The file that a build publishes; it may come later.
    tokens
        Those that open the service; empty for open local use.
    host, port
        Where to listen.
    poll_seconds
        How often to look for a new publication.
    shown_log
        The file that gets a line for every list that was shown; none for standard output.
    """

    published: Path
    tokens: tuple[str, ...] = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    poll_seconds: float = 1.0
    shown_log: Path | None = None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check the environment.

    Raises
    ------
    SettingsError
        With a sentence that names the variable and what to set.
    """

    def text(name: str, default: str = "") -> str:
        return environment.get(name, "").strip() or default

    host = text("KARAT_API_HOST", Settings.host)
    log = text("KARAT_API_SHOWN_LOG")
    return Settings(
        published=Path(text("KARAT_PUBLISHED", PUBLISHED)),
        tokens=_tokens(text("KARAT_API_TOKEN"), text("KARAT_API_OPEN"), host),
        host=host,
        port=int(_number("KARAT_API_PORT", text("KARAT_API_PORT", str(Settings.port)), 1, 65_535)),
        poll_seconds=_number(
            "KARAT_API_POLL_SECONDS",
            text("KARAT_API_POLL_SECONDS", str(Settings.poll_seconds)),
            0.01,
            3_600,
        ),
        shown_log=Path(log) if log else None,
    )


def _tokens(stated: str, open_use: str, host: str) -> tuple[str, ...]:
    """Tell the tokens; none of them only where that was asked for, and nobody else can come in."""
    tokens = tuple(token.strip() for token in stated.split(",") if token.strip())
    if tokens:
        if any(not token.isascii() or " " in token for token in tokens):
            raise SettingsError(
                "KARAT_API_TOKEN has a space or a letter that no HTTP header carries. Use Latin "
                "letters, digits and signs; a comma stands between two tokens."
            )
        return tokens
    if open_use != "1":
        raise SettingsError(
            "KARAT_API_TOKEN is not set, so anybody could read the predictions. Set it to a long "
            "random text that clients send as 'Authorization: Bearer …', or set KARAT_API_OPEN=1 "
            "to serve this machine alone without one."
        )
    if not _is_loopback(host):
        raise SettingsError(
            f"KARAT_API_OPEN=1 serves this machine alone, and KARAT_API_HOST={host} is open to "
            "others. Set KARAT_API_TOKEN, or leave KARAT_API_HOST out."
        )
    return ()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _number(name: str, stated: str, low: float, high: float) -> float:
    try:
        value = float(stated)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise SettingsError(
            f"{name}={stated} can't work. Set it to a number of {low:g} to {high:g}."
        )
    return value
