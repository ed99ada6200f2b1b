"""What the service is told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from karat.pseudonyms import DEFAULT_SALT
from karat.publication import PUBLISHED

MOST_PHONES = 200
"""In one request, so that one is within any minute's allowance."""


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
    exploration, exploration_seed
        The chance that a customer's list is drawn, and what the draws are made with.
    lookup_tokens
        Those that open the look-up of phones; empty where it is switched off.
    metrics_tokens
        Those that open `/metrics`; where there are none, it is for this machine alone.
    lookups_per_minute
        How many phones may be looked up in a minute.
    salt
        What the ids of the publication are made with.
    """

    published: Path
    tokens: tuple[str, ...] = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    poll_seconds: float = 1.0
    shown_log: Path | None = None
    exploration: float = 0.0
    exploration_seed: str = "0"
    lookup_tokens: tuple[str, ...] = field(default=(), repr=False)
    metrics_tokens: tuple[str, ...] = field(default=(), repr=False)
    lookups_per_minute: int = 1_200
    salt: str = field(default=DEFAULT_SALT, repr=False)

    @property
    def is_for_this_machine(self) -> bool:
        """Whether nobody else can come in."""
        return _is_loopback(self.host)


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
    tokens = _tokens(text("KARAT_API_TOKEN"), text("KARAT_API_OPEN"), host)
    return Settings(
        published=Path(text("KARAT_PUBLISHED", PUBLISHED)),
        tokens=tokens,
        host=host,
        port=int(_number("KARAT_API_PORT", text("KARAT_API_PORT", str(Settings.port)), 1, 65_535)),
        poll_seconds=_number(
            "KARAT_API_POLL_SECONDS",
            text("KARAT_API_POLL_SECONDS", str(Settings.poll_seconds)),
            0.01,
            3_600,
        ),
        shown_log=Path(log) if log else None,
        exploration=_exploration(text("KARAT_API_EXPLORATION", "0"), log),
        exploration_seed=text("KARAT_API_EXPLORATION_SEED", Settings.exploration_seed),
        lookup_tokens=_own_tokens(
            "KARAT_API_LOOKUP_TOKEN",
            text("KARAT_API_LOOKUP_TOKEN"),
            tokens,
            "whoever reads predictions could find out whose phone they are of",
        ),
        metrics_tokens=_own_tokens(
            "KARAT_API_METRICS_TOKEN",
            text("KARAT_API_METRICS_TOKEN"),
            tokens,
            "whoever watches the service could read the predictions",
        ),
        lookups_per_minute=int(
            _number(
                "KARAT_API_LOOKUPS_PER_MINUTE",
                text("KARAT_API_LOOKUPS_PER_MINUTE", str(Settings.lookups_per_minute)),
                MOST_PHONES,
                100_000,
            )
        ),
        salt=text("KARAT_SALT", DEFAULT_SALT),
    )


def _tokens(stated: str, open_use: str, host: str) -> tuple[str, ...]:
    """Tell the tokens; none of them only where that was asked for, and nobody else can come in."""
    tokens = _split("KARAT_API_TOKEN", stated)
    if tokens:
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


def _exploration(stated: str, log: str) -> float:
    """Tell how often lists are drawn; never where no log would keep what was."""
    share = _number("KARAT_API_EXPLORATION", stated, 0, 1)
    if share and not log:
        raise SettingsError(
            f"KARAT_API_EXPLORATION={stated} draws lists, and nothing is learned from them without "
            "a log. Set KARAT_API_SHOWN_LOG to a file."
        )
    return share


def _own_tokens(name: str, stated: str, tokens: tuple[str, ...], otherwise: str) -> tuple[str, ...]:
    """Tell the tokens for one thing, which open nothing else and are opened by nothing else."""
    own = _split(name, stated)
    if set(own) & set(tokens):
        raise SettingsError(
            f"{name} has a token of KARAT_API_TOKEN, so {otherwise}. Set it to another long random "
            "text."
        )
    return own


def _split(name: str, stated: str) -> tuple[str, ...]:
    tokens = tuple(token.strip() for token in stated.split(",") if token.strip())
    if any(not token.isascii() or " " in token for token in tokens):
        raise SettingsError(
            f"{name} has a space or a letter that no HTTP header carries. Use Latin letters, "
            "digits and signs; a comma stands between two tokens."
        )
    return tokens


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
