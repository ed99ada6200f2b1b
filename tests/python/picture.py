"""Take the picture of a board that README shows: `make picture`."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

from browser import Browser

PAGE = Path("target/dashboard.html")
PICTURE = Path("docs/dashboard.webp")


def main() -> None:
    """Show the first board of the demo on the morning after its last sale, and write the picture.

    Raises
    ------
    SystemExit
        The page is of a shop's own sales, which are nobody else's to see.
    """
    with Browser() as browser:
        browser.ask("Emulation.setScrollbarsHidden", hidden=True)
        browser.open(PAGE.resolve().as_uri())
        if not browser.run("Boolean(document.querySelector('.synthetic'))"):
            raise SystemExit(f"{PAGE} is of real sales: make the demo's, without KARAT_SALES.")
        day = datetime.fromisoformat(browser.run("document.body.dataset.day"))
        morning = (day.replace(tzinfo=UTC) + timedelta(days=1, hours=6)).timestamp()
        browser.ask(
            "Page.addScriptToEvaluateOnNewDocument", source=f"Date.now = () => {morning * 1000}"
        )
        browser.open(PAGE.resolve().as_uri())
        browser.wait_for("document.querySelector('.language:not([hidden]) .finder tbody tr')")
        shown = browser.ask("Page.captureScreenshot", format="webp", quality=80)
    PICTURE.write_bytes(base64.b64decode(shown["data"]))
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
