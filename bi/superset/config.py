"""Superset's settings, found by it through SUPERSET_CONFIG_PATH."""

import os
import secrets
from pathlib import Path

# Superset reads these settings at the end of its own, so its own are there to start from.
from superset.config import TALISMAN_CONFIG

FOLDER = Path(os.environ["SUPERSET_HOME"])


def _secret_key() -> str:
    """Return the key of this installation, drawn when there is none yet."""
    path = FOLDER / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(42), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
# Superset's own notes: users, charts, dashboards. Karat's tables stay in the published file.
SQLALCHEMY_DATABASE_URI = f"sqlite:///{FOLDER / 'superset.db'}"

# Every page has a picture at its maker's counter of visits; browsers are told not to fetch it.
_policy = TALISMAN_CONFIG["content_security_policy"]
_policy["img-src"] = [source for source in _policy["img-src"] if "scarf" not in source]
