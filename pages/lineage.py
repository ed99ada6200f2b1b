"""Write dbt-colibri's page of the lineage of columns as one file: `make docs`."""

from __future__ import annotations

from pathlib import Path

from pages.docs import PageError

PAGE = Path("target/docs/lineage/index.html")
WRITTEN = Path("target/lineage.html")

NARROW = """
@media (max-width: 700px) {
  #root { display: none; }
  body::before {
    content: "The lineage of columns draws tables side by side, which a phone has no room for: "
      "turn it, or open this page on a wider screen. What a table stands on is told by its page "
      "in the docs, too.";
    display: block; padding: 2rem 1.25rem; font: 1rem/1.6 system-ui, sans-serif;
  }
}
"""
"""On a phone the boxes would be too small to read, and the tools cut off at both ends."""


def page(text: str) -> str:
    """Return the page with a sentence in its place where it is too narrow to be read.

    Raises
    ------
    PageError
        The page is not the one known here.
    """
    for part in ("</head>", 'id="root"'):
        if text.count(part) != 1:
            raise PageError(f"dbt-colibri's page no longer holds one {part}: see pages/lineage.py")
    return text.replace("</head>", f"<style>{NARROW}</style></head>")


if __name__ == "__main__":
    WRITTEN.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
