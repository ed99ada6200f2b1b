"""The routes that customers, items and campaigns are looked up at.

Look-ups by key take microseconds, so the event loop does them itself (`async def`); a list is read
in a thread (`def`).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from karat.api import csv_lists, schemas
from karat.api.auth import authorize
from karat.api.problems import describe
from karat.api.service import RequestId, UsedService, served
from karat.api.store import Row, Store

LONGEST_CAMPAIGN_NAME = 63

CustomerId = Annotated[
    str, Path(pattern=schemas.ID_PATTERN, description="The customer's pseudonymous id.")
]
CampaignName = Annotated[
    str, Path(max_length=LONGEST_CAMPAIGN_NAME, description="The campaign's name.")
]
ItemId = Annotated[str, Path(pattern=schemas.ID_PATTERN, description="The item's id.")]

router = APIRouter(
    prefix="/v1",
    dependencies=[Depends(authorize)],
    responses=describe(
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)


@router.get(
    "/customers/{customer_id}/next-purchase",
    response_model=schemas.NextPurchase,
    tags=["customers"],
)
async def next_purchase(customer_id: CustomerId, service: UsedService) -> Row:
    """Tell when the customer buys next: chances for 5 to 90 days, the expected date, a reason."""
    store = service.keeper.store
    return {
        **served(store),
        **store.customer(customer_id),
        "model_name": store.next_purchase_model,
    }


@router.get(
    "/customers/{customer_id}/value",
    response_model=schemas.CustomerValue,
    tags=["customers"],
)
async def value(customer_id: CustomerId, service: UsedService) -> Row:
    """Tell what the customer is expected to spend within 30, 90 and 365 days, and churn."""
    store = service.keeper.store
    return {
        **served(store),
        **store.customer_value(customer_id),
        "model_name": store.value_model,
    }


@router.get(
    "/customers/{customer_id}/next-items",
    response_model=schemas.NextItems,
    responses={HTTPStatus.OK: {"content": csv_lists.DESCRIBED}},
    tags=["customers"],
)
async def next_items(
    customer_id: CustomerId,
    query: Annotated[schemas.ItemsQuery, Query()],
    service: UsedService,
    request: Request,
    request_id: RequestId,
) -> Row | Response:
    """List what the customer buys next: items that can be sold now, the likeliest first.

    Where KARAT_API_EXPLORATION is set, some customers' lists are in an order that was drawn.

    As CSV where the header `Accept` asks for `text/csv`.
    """
    store = service.keeper.store
    store.customer(customer_id)
    reach = service.exploration.reach(query.limit, schemas.LONGEST_LIST)
    published = store.next_items(customer_id, reach, query.exclude)
    drawn = service.exploration.draw(store.version, customer_id, published, query.limit)
    service.shown.next_items(request_id, store, customer_id, drawn, query.exclude)
    if csv_lists.wants_csv(request.headers.get("accept", "")):
        return _saved(customer_id, store, drawn.items)
    return {
        **served(store),
        "customer_id": customer_id,
        "model_name": store.next_items_model,
        "items": drawn.items,
    }


def _saved(customer_id: str, store: Store, items: list[Row]) -> Response:
    whose = {"customer_id": customer_id, "as_of_date": store.as_of_date.isoformat()}
    rows = [{**whose, **schemas.NextItem(**item).model_dump()} for item in items]
    columns = [*whose, *schemas.NextItem.model_fields]
    return csv_lists.as_csv(columns, rows, f"next-items-{customer_id}.csv")


@router.get("/customers", response_model=schemas.CustomerPage, tags=["campaigns"])
def customers(
    query: Annotated[schemas.CampaignQuery, Query()],
    service: UsedService,
    request_id: RequestId,
) -> Row:
    """List whom to write to: the customers of a segment or campaign, the likeliest to buy first.

    A page ends where the next begins, so that no customer is skipped or repeated within a version.
    """
    store = service.keeper.store
    campaign = query.campaign()
    before, after = 0, None
    if query.cursor is not None:
        place, after = query.cursor.split("-")
        before = int(place)
    page = store.customers(campaign, query.limit, after, query.items)
    for rank, customer in enumerate(page, start=before + 1):
        customer["rank"] = rank
    service.shown.customers(request_id, store, campaign, page)
    # A full page may be the last one: then the next is empty, and ends the list.
    is_last = len(page) < query.limit
    return {
        **served(store),
        "model_name": store.next_purchase_model,
        "horizon_days": campaign.horizon_days,
        "customers": page,
        "next_cursor": None if is_last else f"{page[-1]['rank']}-{page[-1]['customer_id']}",
    }


@router.get("/segments", response_model=schemas.Segments, tags=["campaigns"])
async def segments(service: UsedService) -> Row:
    """Tell how large each RFM segment is, and how many of it are expected to buy."""
    store = service.keeper.store
    return {**served(store), "segments": store.segments}


@router.get("/campaigns", response_model=schemas.DeclaredCampaigns, tags=["campaigns"])
async def campaigns(service: UsedService) -> Row:
    """List the campaigns that the shop declared: what each goes by, its size, or its refusal."""
    store = service.keeper.store
    return {**served(store), "campaigns": store.campaigns}


@router.get(
    "/campaigns/{campaign_name}/audience",
    response_model=schemas.AudiencePage,
    responses={HTTPStatus.OK: {"content": csv_lists.DESCRIBED}},
    tags=["campaigns"],
)
def audience(
    campaign_name: CampaignName,
    query: Annotated[schemas.AudienceQuery, Query()],
    service: UsedService,
    request: Request,
) -> Row | Response:
    """List whom a declared campaign takes, its control included, the greatest gain first.

    As CSV where the header `Accept` asks for `text/csv`; the rank in its last line is the `cursor`
    of the next page. No part of the log of what was shown: the shop notes whom it contacted.
    """
    store = service.keeper.store
    campaign = store.declared_campaign(campaign_name)
    page = store.audience(campaign_name, query.limit, int(query.cursor or 0))
    if csv_lists.wants_csv(request.headers.get("accept", "")):
        return _saved_audience(campaign_name, store, page)
    is_last = len(page) < query.limit
    return {
        **served(store),
        **{name: campaign[name] for name in ("campaign_name", "refusal", "refusal_ru")},
        "customers": page,
        "next_cursor": None if is_last else str(page[-1]["rank"]),
    }


def _saved_audience(campaign_name: str, store: Store, page: list[Row]) -> Response:
    whose = {
        "campaign_name": campaign_name,
        "as_of_date": store.as_of_date.isoformat(),
        "version": store.version,
    }
    rows = [
        {
            **whose,
            **schemas.AudienceCustomer(**customer).model_dump(),
            "reason_codes": customer["reason_codes"],  # a cell holds them with commas between
        }
        for customer in page
    ]
    columns = [*whose, *schemas.AudienceCustomer.model_fields]
    return csv_lists.as_csv(columns, rows, f"audience-{campaign_name}.csv")


@router.get("/items/{item_id}", response_model=schemas.Item, tags=["items"])
async def item(item_id: ItemId, service: UsedService) -> Row:
    """Describe an item."""
    store = service.keeper.store
    return {**served(store), **store.item(item_id)}


@router.get("/items/{item_id}/similar", response_model=schemas.SimilarItems, tags=["items"])
async def similar_items(
    item_id: ItemId,
    length: Annotated[schemas.ListLength, Query()],
    service: UsedService,
    request_id: RequestId,
) -> Row:
    """List items like this one that can be sold now; the item itself may have sold out."""
    store = service.keeper.store
    store.item(item_id)
    items = store.similar_items(item_id, length.limit)
    service.shown.similar_items(request_id, store, item_id, items)
    return {**served(store), "item_id": item_id, "items": items}
