"""Set Superset up over the published file and serve it to this machine: `make superset`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from karat.publication import published_path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def environment(home: Path, published: Path) -> dict[str, str]:
    """Return what Superset's own programs need to be told."""
    return os.environ | {
        "FLASK_APP": "superset.app:create_app()",
        "KARAT_PUBLISHED": str(published.resolve()),
        "SUPERSET_CONFIG_PATH": str(HERE / "config.py"),
        "SUPERSET_HOME": str(home.resolve()),
    }


def prepare(programs: Path, told: dict[str, str]) -> None:
    """Make or upgrade Superset's own database, and load the bundle."""
    for command in (
        ["superset", "db", "upgrade"],
        ["superset", "init"],
        ["python", str(HERE / "load.py")],
    ):
        with Path(told["SUPERSET_HOME"], "prepare.log").open("a", encoding="utf-8") as log:
            ended = subprocess.run(
                [programs / command[0], *command[1:]], env=told, stdout=log, stderr=log, check=False
            )
        if ended.returncode != 0:
            sys.exit(f"{' '.join(command)} failed: {log.name} says why.")


def server(programs: Path, port: int) -> list[str]:
    """Return the command that serves, with one process so that it needs no cache to share."""
    return [
        *(str(programs / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "8", "--timeout", "120"),
        *("--log-level", "warning", "superset.app:create_app()"),
    ]


def main() -> None:
    """Read the environment and the arguments, set up, and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m bi.superset", description=__doc__)
    parser.add_argument("--home", type=Path, default=ROOT / ".superset")
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--programs", type=Path, default=ROOT / ".venv-superset" / "bin")
    arguments = parser.parse_args()
    published = published_path()
    if not published.is_file():
        sys.exit(f"There is no published file {published} to show. Run make build first.")
    if not os.environ.get("KARAT_SUPERSET_PASSWORD"):
        sys.exit("KARAT_SUPERSET_PASSWORD is not set. Set it to what the user admin signs in with.")
    arguments.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = environment(arguments.home, published)
    print("Setting Superset up …", flush=True)
    prepare(arguments.programs, told)
    print(
        f"Superset is on http://127.0.0.1:{arguments.port}/superset/dashboard/karat/, user admin.",
        flush=True,
    )
    del told["KARAT_SUPERSET_PASSWORD"]  # the server has no use for it
    command = server(arguments.programs, arguments.port)
    os.execve(command[0], command, told)


if __name__ == "__main__":
    main()
