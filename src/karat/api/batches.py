"""Scores and lists of many customers at once: one request instead of two hundred.

An id that is not in the publication is told and does not spoil the others. Each customer is
answered once, in the order of the ids. Read in threads, as all lists are.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from karat.api import schemas
from karat.api.auth import authorize
from karat.api.problems import describe
from karat.api.service import RequestId, UsedService, served
from karat.api.store import Row


class CustomerIds(BaseModel):
    """Which customers."""

    model_config = ConfigDict(extra="forbid")

    customer_ids: list[schemas.Id] = Field(
        min_length=1, max_length=schemas.LONGEST_PAGE, description="Pseudonymous ids."
    )


class AskedLists(CustomerIds, schemas.ItemsQuery):
    """Which customers, how much of the list of each, and what of none."""


class NextPurchases(schemas.Served):
    """When some customers buy next."""

    model_name: str = Field(description="The model that predicted it.")
    customers: list[schemas.CustomerPrediction] = Field(description="In the order of the ids.")
    unknown: list[str] = Field(description="Ids that no customer of this publication has.")


class CustomerItems(BaseModel):
    """What one of them buys next."""

    customer_id: str = Field(
        pattern=schemas.ID_PATTERN, description="The customer's pseudonymous id."
    )
    items: list[schemas.NextItem] = Field(description="The likeliest first.")


class NextItemsOfMany(schemas.Served):
    """What some customers buy next."""

    model_name: str | None = Field(description="The model that made the lists; null if none did.")
    customers: list[CustomerItems] = Field(description="In the order of the ids.")
    unknown: list[str] = Field(description="Ids that no customer of this publication has.")


router = APIRouter(
    prefix="/v1",
    tags=["customers"],
    dependencies=[Depends(authorize)],
    responses=describe(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)


@router.post("/customers/next-purchase", response_model=NextPurchases)
def next_purchases(asked: CustomerIds, service: UsedService) -> Row:
    """Tell when each of up to 200 customers buys next."""
    store = service.keeper.store
    found = store.customers_of(asked.customer_ids)
    return {
        **served(store),
        "model_name": store.next_purchase_model,
        "customers": list(found.values()),
        "unknown": _unknown(asked, found),
    }


@router.post("/customers/next-items", response_model=NextItemsOfMany)
def next_items_of_many(asked: AskedLists, service: UsedService, request_id: RequestId) -> Row:
    """List what each of up to 200 customers buys next, the likeliest first."""
    store = service.keeper.store
    found = store.customers_of(asked.customer_ids)
    reach = service.exploration.reach(asked.limit, schemas.LONGEST_LIST)
    published = store.lists_of(list(found), reach, asked.exclude)
    lists = {
        customer_id: service.exploration.draw(store.version, customer_id, items, asked.limit)
        for customer_id, items in published.items()
    }
    for customer_id, drawn in lists.items():
        service.shown.next_items(request_id, store, customer_id, drawn, asked.exclude)
    return {
        **served(store),
        "model_name": store.next_items_model,
        "customers": [{"customer_id": id_, "items": drawn.items} for id_, drawn in lists.items()],
        "unknown": _unknown(asked, found),
    }


def _unknown(asked: CustomerIds, found: dict[str, Row]) -> list[str]:
    return [id_ for id_ in dict.fromkeys(asked.customer_ids) if id_ not in found]
