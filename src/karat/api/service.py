"""What routes work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from karat.api.allowance import Allowance
from karat.api.exploration import Exploration
from karat.api.keeper import Keeper
from karat.api.metrics import Metrics
from karat.api.settings import Settings
from karat.api.shown import ShownLog
from karat.api.store import Row, Store


@dataclass(frozen=True)
class Service:
    """The parts of the service, one of each."""

    settings: Settings
    keeper: Keeper
    shown: ShownLog
    exploration: Exploration
    metrics: Metrics
    lookups: Allowance
    today: Callable[[], date]


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


async def _request_id(request: Request) -> str:
    request_id: str = request.state.request_id
    return request_id


UsedService = Annotated[Service, Depends(_service)]
RequestId = Annotated[str, Depends(_request_id)]


def served(store: Store) -> Row:
    """Tell what every answer says of itself."""
    return {
        "version": store.version,
        "as_of_date": store.as_of_date,
        "is_synthetic": store.is_synthetic,
    }
