"""The application, put together from its parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from karat.api import batches, docs_page, lookup, operations, predictions
from karat.api.allowance import Allowance
from karat.api.bodies import BoundBody
from karat.api.exploration import Exploration
from karat.api.keeper import Keeper
from karat.api.metrics import Metrics
from karat.api.middleware import Observe
from karat.api.problems import answer_with_problems, problem_schemas
from karat.api.service import Service
from karat.api.settings import Settings
from karat.api.shown import ShownLog

DESCRIPTION = """
When each customer of the shop buys next, and what. Customers are known by a pseudonymous id,
which can be looked up by phone where that is switched on.

Every answer names the `version` and the `as_of_date` of the publication it comes from. Errors are
problem details (RFC 9457). A parameter that is not described here is an error.
"""


class Api(FastAPI):
    """FastAPI, with the schemas of problem details in the OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        document["components"]["schemas"].update(problem_schemas())
        return document


def create_app(settings: Settings, today: Callable[[], date] = date.today) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings
        How to serve.
    today
        The clock that the age of the predictions is told by.
    """
    keeper = Keeper(settings.published, settings.poll_seconds)
    shown = ShownLog(settings.shown_log)
    metrics = Metrics(keeper, shown, today)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(keeper.watch())
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        shown.close()

    app = Api(
        title="Karat",
        version=version("karat"),
        description=DESCRIPTION,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        # Theirs ask the internet; ours is in docs_page.py.
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.service = Service(
        settings,
        keeper,
        shown,
        Exploration(settings.exploration, settings.exploration_seed),
        metrics,
        Allowance(settings.lookups_per_minute),
        today,
    )
    app.add_middleware(BoundBody)
    app.add_middleware(Observe, metrics=metrics)
    answer_with_problems(app)
    app.include_router(predictions.router)
    app.include_router(batches.router)
    app.include_router(lookup.router)
    app.include_router(operations.router)
    app.include_router(docs_page.router)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
