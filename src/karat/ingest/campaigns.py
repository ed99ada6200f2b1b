"""Reads a shop's campaigns: whom it would contact at what cost, and whom it has contacted."""

from __future__ import annotations

import logging
from typing import Annotated, Any

import pyarrow as pa
from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    model_validator,
)

from karat.ingest.declarations import Name, read_declarations
from karat.ingest.errors import IngestError
from karat.ingest.events import NAME, read_events, read_moment
from karat.ingest.experiments import CONTROL, HOLD_OUT
from karat.ingest.layout import CONTACTS, Warn

logger = logging.getLogger(__name__)

CAMPAIGNS_SCHEMA = pa.schema(
    [
        ("campaign_name", pa.string()),
        ("campaign_number", pa.int64()),
        ("segment", pa.string()),
        ("least_probability", pa.float64()),
        ("within_days", pa.int64()),
        ("most_contacts", pa.int64()),
        ("contact_cost", pa.float64()),
        ("stated_response", pa.float64()),
        ("response_experiment", pa.string()),
        ("response_arm", pa.string()),
        ("rest_days", pa.int64()),
        ("experiment_name", pa.string()),
        ("arm", pa.string()),
    ]
)

CONTACTS_SCHEMA = pa.schema(
    [
        ("campaign_name", pa.string()),
        ("customer_id", pa.string()),
        ("contacted_on", pa.date32()),
        ("outcome", pa.string()),
    ]
)

ALL = "all"

OUTCOMES = ("done", "not_now", "wrong_number")
"""What may have come of a contact."""

Count = Annotated[int, Field(gt=0, le=1_000_000, strict=True)]


class _Arm(BaseModel):
    """The arm of an experiment that customers are contacted in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    experiment: Name
    arm: Name

    @model_validator(mode="after")
    def _be_treated(self) -> _Arm:
        if self.arm in {CONTROL, HOLD_OUT}:
            raise ValueError(f"the arm must be one that is contacted, which {self.arm} is not")
        return self


def _kind_of_response(response: object) -> str:
    return "_arm" if isinstance(response, (dict, _Arm)) else "_number"


class _Campaign(BaseModel):
    """One campaign as the file declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    segments: Annotated[list[Name], Field(min_length=1)]
    least_probability: Annotated[float, Field(ge=0, lt=1, strict=True)] = 0
    within_days: Count
    most: Count
    cost: Annotated[float, Field(ge=0, le=1e9, strict=True)]
    response: Annotated[
        Annotated[float, Field(gt=0, le=100, strict=True), Tag("_number")]
        | Annotated[_Arm, Tag("_arm")],
        Discriminator(_kind_of_response),
    ]
    rest_days: Annotated[int, Field(ge=0, le=3660, strict=True)]
    experiment: _Arm | None = None

    @model_validator(mode="after")
    def _hold_together(self) -> _Campaign:
        if len(set(self.segments)) < len(self.segments) or (
            ALL in self.segments and len(self.segments) > 1
        ):
            raise ValueError(f"segments must each be named once, and {ALL} stand alone")
        return self


_CAMPAIGNS = TypeAdapter(Annotated[list[_Campaign], Field(max_length=20)])


def read_campaigns(path: str) -> pa.Table:
    """Read the campaigns that a shop declares.

    Parameters
    ----------
    path
        A YAML file, a list of campaigns; docs/methods/campaigns.md tells what one holds.

    Returns
    -------
    pyarrow.Table
        `CAMPAIGNS_SCHEMA`, a row per campaign and segment, numbered in the file's order. The
        response is either stated or an arm of an experiment's.

    Raises
    ------
    IngestError
        When the file can't be read, or a campaign is not as it should be.
    """
    campaigns = read_declarations(path, _CAMPAIGNS, what="campaign")
    rows = [row for number, each in enumerate(campaigns, start=1) for row in _rows(each, number)]
    return pa.Table.from_pylist(rows, schema=CAMPAIGNS_SCHEMA)


def _rows(campaign: _Campaign, number: int) -> list[dict[str, Any]]:
    measured = campaign.response if isinstance(campaign.response, _Arm) else None
    return [
        {
            "campaign_name": campaign.name,
            "campaign_number": number,
            "segment": segment,
            "least_probability": campaign.least_probability,
            "within_days": campaign.within_days,
            "most_contacts": campaign.most,
            "contact_cost": campaign.cost,
            "stated_response": None if measured else campaign.response,
            "response_experiment": measured and measured.experiment,
            "response_arm": measured and measured.arm,
            "rest_days": campaign.rest_days,
            "experiment_name": campaign.experiment and campaign.experiment.experiment,
            "arm": campaign.experiment and campaign.experiment.arm,
        }
        for segment in campaign.segments
    ]


def read_contacts(path: str, *, warn: Warn = logger.warning) -> pa.Table:
    """Read who was contacted in which campaign, and when.

    Parameters
    ----------
    path
        A file, folder or glob in any of the formats of `read_sales`, with the columns
        `customer_id`, `campaign` and `contacted_on` (a day such as 2026-02-14), and `outcome`, one
        of `OUTCOMES`, where that is known.
    warn
        As for `read_sales`.

    Returns
    -------
    pyarrow.Table
        `CONTACTS_SCHEMA`, a row for each of the file.

    Raises
    ------
    IngestError
        When the file can't be read, or a row is not whole. The cell is not repeated, since it may
        be a name or a phone.
    """
    rows = []
    for at, customer_id, (campaign, contacted_on, outcome) in read_events(
        path, CONTACTS, source="marts.campaign_audience", warn=warn
    ):
        if not NAME.fullmatch(campaign):
            raise IngestError(f"{at}: no campaign. Take it from marts.campaign_audience.")
        if outcome and outcome not in OUTCOMES:
            raise IngestError(f"{at}, column outcome: write {', '.join(OUTCOMES)}, or nothing.")
        rows.append(
            {
                "campaign_name": campaign,
                "customer_id": customer_id,
                "contacted_on": read_moment(contacted_on, at, "contacted_on").date(),
                "outcome": outcome or None,
            }
        )
    return pa.Table.from_pylist(rows, schema=CONTACTS_SCHEMA)
