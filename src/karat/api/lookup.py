"""From phones to the ids that everything else is asked by.

A phone comes in a body, never in a path, is hashed at once, and goes nowhere: not into an answer,
an error or a log. A token of its own opens this, since whoever can ask here can learn who is a
customer.
"""

from __future__ import annotations

import logging
from collections.abc import Container
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from karat.api import schemas
from karat.api.auth import authorize_lookup
from karat.api.problems import describe
from karat.api.service import UsedService, served
from karat.api.settings import MOST_PHONES
from karat.api.store import Row
from karat.pseudonyms import customer_id_of

LONGEST_PHONE = 64

_log = logging.getLogger(__name__)

Outcome = Literal["known", "unknown", "unreadable"]


class Phones(BaseModel):
    """Phones to look up."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"phones": ["8 701 000 00 01"]}]}
    )

    phones: list[Annotated[str, Field(max_length=LONGEST_PHONE)]] = Field(
        min_length=1,
        max_length=MOST_PHONES,
        description="Phones as anybody writes them; one without a country code is of Kazakhstan.",
    )


class FoundCustomer(BaseModel):
    """What a phone comes to."""

    position: int = Field(ge=0, description="Which of the phones that were sent; the first is 0.")
    outcome: Outcome = Field(
        description="`known`; `unknown` where no customer of this publication has the phone; "
        "`unreadable` where it is no phone that can be relied on, or stands for none."
    )
    customer_id: str | None = Field(
        pattern=schemas.ID_PATTERN, description="The customer's pseudonymous id, if known."
    )


class FoundCustomers(schemas.Served):
    """What phones come to."""

    customers: list[FoundCustomer] = Field(description="One for each phone, in the order sent.")


router = APIRouter(
    prefix="/v1",
    dependencies=[Depends(authorize_lookup)],
    responses=describe(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)


@router.post("/customers/lookup", response_model=FoundCustomers, tags=["look-up"])
def look_up(asked: Phones, service: UsedService) -> Row:
    """Tell the ids of customers by their phones. Wants the token of look-ups."""
    store = service.keeper.store
    service.lookups.take(len(asked.phones))
    ids = [_id_of(phone, service.settings.salt) for phone in asked.phones]
    known = store.customers_of([customer_id for customer_id in ids if customer_id is not None])
    found = [_found(position, id_, known) for position, id_ in enumerate(ids)]
    service.metrics.count_phones([row["outcome"] for row in found])
    return {**served(store), "customers": found}


def _found(position: int, customer_id: str | None, known: Container[str]) -> Row:
    outcome: Outcome = "unreadable"
    if customer_id is not None:
        outcome = "known" if customer_id in known else "unknown"
    # The id of somebody who is no customer is told to nobody.
    told = customer_id if outcome == "known" else None
    return {"position": position, "outcome": outcome, "customer_id": told}


def _id_of(phone: str, salt: str) -> str | None:
    try:
        return customer_id_of(phone, salt)
    except Exception as error:  # what one odd text does to a library is no other phone's fault
        # Without the message, which may hold the phone.
        _log.error("a phone could not be read: %s", type(error).__name__)
        return None
