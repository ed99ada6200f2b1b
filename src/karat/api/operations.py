"""The routes that operators and their tools ask."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from karat.api import schemas
from karat.api.auth import authorize, authorize_metrics
from karat.api.problems import describe
from karat.api.service import UsedService, served
from karat.api.store import Row

router = APIRouter(tags=["operations"])


@router.get("/health", response_model=schemas.Health)
async def health() -> Row:
    """Tell whether the process answers; if not, restart it."""
    return {"status": "ok"}


@router.get(
    "/ready",
    response_model=schemas.Readiness,
    responses=describe(HTTPStatus.SERVICE_UNAVAILABLE),
)
async def ready(service: UsedService) -> Row:
    """Tell whether there is something to serve; if not, the problem says what is missing."""
    return {**served(service.keeper.store), "status": "ready"}


@router.get(
    "/version",
    response_model=schemas.Version,
    dependencies=[Depends(authorize)],
    responses=describe(HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def version(service: UsedService) -> Row:
    """Tell which publication is served, how old it is, and which models made it."""
    store = service.keeper.store
    return {
        **served(store),
        "age_days": (service.today() - store.as_of_date).days,
        "next_purchase_model": store.next_purchase_model,
        "next_items_model": store.next_items_model,
        "customer_count": store.customer_count,
        "item_count": store.item_count,
        "taken_up_at": store.taken_up_at,
    }


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    dependencies=[Depends(authorize_metrics)],
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **describe(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    },
)
async def metrics(service: UsedService) -> PlainTextResponse:
    """Give metrics to Prometheus; none is about a customer."""
    return PlainTextResponse(service.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
