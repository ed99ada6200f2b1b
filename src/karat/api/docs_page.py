"""The page that describes the API: Swagger UI, served by ourselves, which asks nobody else.

FastAPI's own page loads Swagger UI from a host of the internet, and people type a token into it.
"""

from __future__ import annotations

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy: whatever the page is made to hold, a browser runs and asks for
nothing but what this service serves."""

PAGES = Path(__file__).parent / "pages"
SWAGGER_UI = Path(fastapi_offline.__file__).parent / "static"

_FILES = {
    "docs.css": PAGES,
    "docs.js": PAGES,
    "swagger-ui.css": SWAGGER_UI,
    "swagger-ui-bundle.js": SWAGGER_UI,
}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home() -> RedirectResponse:
    """Lead to the page; without a host, for a proxy may serve all this below a path of its own."""
    return RedirectResponse("docs")


@router.get("/docs")
async def docs() -> FileResponse:
    """Describe the API to a person."""
    return _sent(PAGES / "docs.html")


def _serve(name: str, path: Path) -> None:
    @router.get(f"/docs/{name}", name=name)
    async def asset() -> FileResponse:
        return _sent(path)


def _sent(path: Path) -> FileResponse:
    return FileResponse(
        path, headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
    )


for _name, _folder in _FILES.items():
    _serve(_name, _folder / _name)
