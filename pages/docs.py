"""Write dbt's docs and the project's own pages as one page: `make docs`."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

# dbt shows any doc block named __x__ at this address.
ADDRESS = "#!/overview/{}"

OWN_PAGE = re.compile(r"(?<![(\w/])docs/(?:\w+/)?([\w-]+)\.md")
"""A page of the project named in a description."""

LINK = re.compile(r"\]\((?!https?:)[\w./-]*?([\w-]+)\.md\)")
"""A link from one page of the project to another."""

NARROW = """
@media (max-width: 700px) {
  body > div, body > div > div, .app { min-width: 0 !important; width: 100% !important; }
  .app-menu { display: none !important; }
  .app-content .app-pad { padding-left: 10px !important; padding-right: 10px !important; }
  .panel, .panel-body, pre { overflow-x: auto; }
  .details, .details * { display: block; min-width: 0 !important; }
  .details * { white-space: normal !important; overflow-wrap: anywhere; }
}
"""
"""On a phone the tree gives way to the page: search, links and the lineage lead everywhere."""

CHANGES = {
    "<title>dbt Docs</title>": f"<title>Karat docs</title><style>{NARROW}</style>",
    # The icon's address is a slip of dbt's: a browser would look for it beside the page.
    "${require('./assets/favicons/favicon.ico')}": "data:,",
    # Else the browser takes the template for an address, and complains, before Angular fills it.
    'xlink:href="{{': 'ng-attr-href="{{',
    # The tracker stays off with `send_anonymous_usage_stats: false`; without an address for good.
    "//d1fc8wv8zag5ca.cloudfront.net/2.9.0/sp.js": "data:text/javascript,",
}
"""What is changed in the page that dbt ships."""


class PageError(RuntimeError):
    """The page that dbt ships is not the one known here."""


def page(target: Path, root: Path = ROOT) -> str:
    """Return the page.

    Parameters
    ----------
    target
        The target folder of `dbt docs generate`.
    root
        The project's folder.

    Raises
    ------
    PageError
        dbt's page lacks something that has to be changed in it.
    """
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    manifest["metadata"]["send_anonymous_usage_stats"] = False
    manifest["docs"] |= _own_pages(root)
    known = {name.strip("_") for name in _own_names(manifest)}
    for part in ("nodes", "sources", "macros", "exposures"):
        for node in manifest[part].values():
            _link(node, known)
    changes = CHANGES | {
        '"MANIFEST.JSON INLINE DATA"': _inline(json.dumps(manifest)),
        '"CATALOG.JSON INLINE DATA"': _inline((target / "catalog.json").read_text("utf-8")),
    }
    text = (target / "index.html").read_text(encoding="utf-8")
    for old, new in changes.items():
        if old not in text:
            raise PageError(
                f"dbt's docs page no longer holds {old!r}: see CHANGES in pages/docs.py"
            )
        text = text.replace(old, new)
    return text


def _own_pages(root: Path) -> dict[str, dict[str, Any]]:
    """Return the pages under `docs`, and a list of them, as doc blocks that dbt's page shows."""
    texts = {
        path.stem: LINK.sub(
            lambda link: f"]({ADDRESS.format(link[1])})", path.read_text(encoding="utf-8")
        )
        for path in sorted((root / "docs").rglob("*.md"))
        if path.parent.name != "blocks"
    }
    titles = {name: text.split("\n", 1)[0].removeprefix("# ") for name, text in texts.items()}
    listed = "\n".join(f"- [{titles[name]}]({ADDRESS.format(name)})" for name in texts)
    return {
        f"doc.karat.__{name}__": {
            "name": f"__{name}__",
            "resource_type": "doc",
            "package_name": "karat",
            "unique_id": f"doc.karat.__{name}__",
            "path": name,
            "original_file_path": "docs",
            "block_contents": text,
        }
        for name, text in (
            texts | {"pages": f"# Methods, decisions, reports\n\n{listed}\n"}
        ).items()
    }


def _own_names(manifest: Mapping[str, Any]) -> set[str]:
    return {str(doc["name"]) for doc in manifest["docs"].values()}


def _link(node: dict[str, Any], known: set[str]) -> None:
    """Turn the pages that a description names into links, in place."""
    for described in (node, *node.get("columns", {}).values()):
        described["description"] = OWN_PAGE.sub(
            lambda found: (
                f"[{found[0]}]({ADDRESS.format(found[1])})" if found[1] in known else found[0]
            ),
            described.get("description") or "",
        )


def _inline(data: str) -> str:
    """Keep JSON from ending the script that it stands in."""
    return data.replace("</", "<\\/")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m pages.docs", description=__doc__)
    parser.add_argument("--target", type=Path, default=Path("target/docs"))
    parser.add_argument("--output", type=Path, default=Path("target/docs.html"))
    arguments = parser.parse_args()
    arguments.output.write_text(page(arguments.target), encoding="utf-8")
    print(f"Open {arguments.output} in a browser.")


if __name__ == "__main__":
    main()
