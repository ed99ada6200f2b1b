"""Serve: `make serve`, or `python -m karat.api`."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime

import uvicorn

from karat.api.app import create_app
from karat.api.settings import SettingsError, read_settings
from karat.pseudonyms import DEFAULT_SALT

SHUTDOWN_SECONDS = 10
SWITCH_SECONDS = 0.0005

_log = logging.getLogger("karat.api")


class JsonFormatter(logging.Formatter):
    """The service's own log as JSON Lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def main() -> None:
    """Read the environment and serve until told to stop."""
    try:
        settings = read_settings(os.environ)
        app = create_app(settings)
    except SettingsError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"KARAT_API_SHOWN_LOG: {error.filename} can't be written ({error.strerror}). Give the "
            "user that serves the right to, or set it to another file."
        )
    # A look-up must not wait while a thread puts a long list together.
    sys.setswitchinterval(SWITCH_SECONDS)
    # To standard error: standard output may be the log of what was shown.
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    if settings.lookup_tokens and settings.salt == DEFAULT_SALT:
        _log.warning(
            "Phones are looked up with the default salt, which is public. Ids that were made with "
            "another are not found: set KARAT_SALT to what the build was given."
        )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        # Its paths would name customers; the metrics count requests.
        access_log=False,
        # Unlike httptools, h11 bounds the size of what it reads before it is a request.
        http="h11",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
