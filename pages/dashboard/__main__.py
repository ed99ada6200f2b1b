"""Write the dashboard from the published file, or serve it: `make dashboard`, `make watch`."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

from karat.publication import published_path
from pages.dashboard.boards import boards
from pages.dashboard.customers import packed
from pages.dashboard.page import page
from pages.dashboard.queries import answers
from pages.dashboard.serving import server
from pages.dashboard.words import LANGUAGES, Words


def write(published: Path, target: Path, output: Path) -> None:
    """Write the page."""
    found = answers(published, target)
    now = found["situation"].iloc[0]
    output.parent.mkdir(parents=True, exist_ok=True)
    words = {language: Words(language) for language in LANGUAGES}
    made = {language: boards(found, say) for language, say in words.items()}
    output.write_text(
        page(made, words, packed(found), now["as_of_date"], bool(now["is_synthetic"])),
        encoding="utf-8",
    )


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m pages.dashboard", description=__doc__)
    parser.add_argument(
        "--published",
        type=Path,
        default=published_path(),
        help="the file that readers open (default: KARAT_PUBLISHED)",
    )
    parser.add_argument(
        "--target", type=Path, default=Path("target/dashboard"), help="where dbt compiled to"
    )
    parser.add_argument("--output", type=Path, default=Path("target/dashboard.html"))
    parser.add_argument("--port", type=int, help="serve the page there, always up to date")
    arguments = parser.parse_args()
    make = partial(write, arguments.published, arguments.target, arguments.output)
    try:
        make()
    except FileNotFoundError as missing:
        sys.exit(str(missing))
    if arguments.port is None:
        print(f"Open {arguments.output} in a browser.")
        return
    with server(arguments.output, arguments.published, make, arguments.port) as running:
        print(f"Open http://127.0.0.1:{running.server_port} in a browser; Ctrl-C ends it.")
        with suppress(KeyboardInterrupt):
            running.serve_forever()


if __name__ == "__main__":
    main()
