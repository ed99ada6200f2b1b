"""What goes in and out: names, units and ranges, as the OpenAPI document tells them."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import IntEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from karat.api.store import Campaign

ID_PATTERN = "^[0-9a-f]{16}$"
CURSOR_PATTERN = "^[1-9][0-9]{0,8}-[0-9a-f]{16}$"
RANK_PATTERN = "^[1-9][0-9]{0,8}$"
LONGEST_LIST = 100
LONGEST_PAGE = 200
MOST_SEGMENTS = 20
LONGEST_NAME = 50


def _calendar_day(value: object) -> object:
    """Take no number for a date: the library reads 0 as the first day of 1970."""
    if isinstance(value, str) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written as 2025-01-31")
    return value


def _known_digits(chance: float) -> float:
    """Round to three significant digits: docs/api.md says why no more."""
    return float(f"{chance:.3g}")


def _tenth(count: float) -> float:
    return round(count, 1)


def _parted(codes: object) -> object:
    return codes.split(",") if isinstance(codes, str) else codes


Id = Annotated[str, Field(pattern=ID_PATTERN)]
Chance = Annotated[float, AfterValidator(_known_digits)]
Amount = Annotated[float, AfterValidator(_known_digits)]
Buyers = Annotated[float, AfterValidator(_tenth)]
Codes = Annotated[list[str], BeforeValidator(_parted)]
Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Day = Annotated[date, BeforeValidator(_calendar_day)]


class Horizon(IntEnum):
    """The windows that chances are published for, in days."""

    DAYS_5 = 5
    DAYS_7 = 7
    DAYS_14 = 14
    DAYS_30 = 30
    DAYS_60 = 60
    DAYS_90 = 90


class ListLength(BaseModel):
    """How much of a list."""

    # A misspelled parameter must not be taken for none at all.
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(10, ge=1, le=LONGEST_LIST, description="How many items at most.")


class ItemsQuery(ListLength):
    """How much of a customer's list, and what not."""

    exclude: list[Id] = Field(
        [],
        max_length=LONGEST_LIST,
        description="Ids of items not to show; the next ones of the list move up.",
    )


class PageLength(BaseModel):
    """How many at a time."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=LONGEST_PAGE, description="How many customers at most.")


class AudienceQuery(PageLength):
    """Which page of an audience."""

    cursor: str | None = Field(
        None,
        pattern=RANK_PATTERN,
        description="`next_cursor` of the page before: the rank of its last customer.",
    )


class CampaignQuery(PageLength):
    """Which customers, and how many at a time."""

    horizon_days: Horizon = Field(
        Horizon.DAYS_30, description="The window, in days, whose probability orders the list."
    )
    segment: list[Name] = Field(
        [],
        max_length=MOST_SEGMENTS,
        description="RFM segments, the parameter repeated; all if none.",
    )
    min_probability: float = Field(
        0, ge=0, le=1, description="The lowest probability within the window."
    )
    expected_from: Day | None = Field(None, description="The earliest expected date.")
    expected_to: Day | None = Field(None, description="The latest expected date.")
    category: Name | None = Field(
        None, description="Only customers with such an item in their list."
    )
    metal: Name | None = Field(None, description="Only customers with such an item in their list.")
    items: int = Field(
        0, ge=0, le=LONGEST_LIST, description="Items for each customer, of the category and metal."
    )
    cursor: str | None = Field(
        None, pattern=CURSOR_PATTERN, description="`next_cursor` of the page before."
    )

    def campaign(self) -> Campaign:
        """Tell which customers are asked for."""
        return Campaign(
            horizon_days=int(self.horizon_days),
            segments=tuple(self.segment),
            min_probability=self.min_probability,
            expected_from=self.expected_from,
            expected_to=self.expected_to,
            category=self.category,
            metal=self.metal,
        )


class Served(BaseModel):
    """What every answer says of itself."""

    version: str = Field(
        pattern=ID_PATTERN, description="The publication: made of its content, 16 hex digits."
    )
    as_of_date: date = Field(description="The last day that the predictions know of.")
    is_synthetic: bool = Field(description="Whether this comes from the demo export: nobody real.")


def _chance(days: int) -> Any:
    return Field(ge=0, le=1, description=f"Chance of any purchase within {days} days.")


class Probabilities(BaseModel):
    """How likely a customer buys anything at all."""

    probability_5d: Chance = _chance(5)
    probability_7d: Chance = _chance(7)
    probability_14d: Chance = _chance(14)
    probability_30d: Chance = _chance(30)
    probability_60d: Chance = _chance(60)
    probability_90d: Chance = _chance(90)


class CustomerPrediction(Probabilities):
    """When a customer buys next."""

    customer_id: str = Field(pattern=ID_PATTERN, description="The customer's pseudonymous id.")
    segment: str = Field(description="RFM segment.")
    preferred_category: str = Field(description="The category bought most.")
    preferred_metal: str = Field(description="The metal bought most.")
    expected_next_purchase_date: date | None = Field(
        description="Median of the next purchase, if it falls within 90 days; null if never."
    )
    expected_date_lower: date | None = Field(description="Lower end of its middle 80 %.")
    expected_date_upper: date | None = Field(description="Upper end of its middle 80 %.")
    reason_codes: Codes = Field(
        description="What moves the chance most, the strongest first: `recency_raises`, "
        "`rhythm_lowers`, …, or `nothing_stands_out`. Codes stay, words may change."
    )
    reason: str = Field(description="The same in words, in English.")
    reason_ru: str = Field(description="The same in Russian.")


class NextPurchase(CustomerPrediction, Served):
    """When a customer buys next, and by which publication."""

    model_name: str = Field(description="The model that predicted it.")


def _spend(days: int) -> Any:
    return Field(
        ge=0,
        description=f"Spend expected within {days} days, in the export's currency: the mean over "
        "what may happen, that nothing is bought included.",
    )


class CustomerValue(Served):
    """What a customer is expected to spend."""

    customer_id: str = Field(pattern=ID_PATTERN, description="The customer's pseudonymous id.")
    expected_spend_30d: Amount = _spend(30)
    expected_spend_90d: Amount = _spend(90)
    expected_spend_365d: Amount = _spend(365)
    expected_order_value: Amount = Field(
        gt=0, description="What a purchase is expected to come to, if there is one."
    )
    churn_probability_90d: Chance = Field(
        ge=0, le=1, description="Chance that nothing is bought within 90 days."
    )
    churn_band: str = Field(
        description="`likely_back` (below 0.5), `may_come_back` (below 0.8), `slipping` (below "
        "0.95) or `unlikely_back`. The bounds stay."
    )
    model_name: str = Field(description="The model that expects the spend.")


class ItemFacts(BaseModel):
    """What an item is."""

    item_id: str = Field(pattern=ID_PATTERN, description="The item's id.")
    item_name: str = Field(description="Its text in the export.")
    category: str = Field(description="Such as `rings`.")
    metal: str = Field(description="Such as `gold`.")
    price_tier: str = Field(description="`low`, `middle`, `high` within its kind, or `unknown`.")
    last_price: float | None = Field(
        gt=0, description="Price of its last sale, in the export's currency; null if never sold."
    )


class Item(ItemFacts, Served):
    """An item, and by which publication."""

    metal_colour: str = Field(description="Such as `red`, or `unknown`.")
    fineness: int | None = Field(ge=1, le=1000, description="Parts in a thousand; null if unknown.")
    stone: str = Field(description="The main stone, or `none`.")
    weight_grams: float | None = Field(ge=0, description="In grams; null if unknown.")
    is_sellable: bool = Field(description="Whether it can still be sold.")


class NextItem(ItemFacts):
    """A place in a customer's list."""

    rank: int = Field(ge=1, description="The place in the list, 1 first.")
    probability: Chance = Field(
        ge=0, le=1, description="Chance that the customer buys it within 90 days."
    )
    reason_code: str = Field(
        description="Why it may suit: `bought_before`, `bought_together`, "
        "`preferred_category_and_metal`, `preferred_category`, `sells_now` or "
        "`similar_customers`. Codes stay, words may change."
    )
    reason: str = Field(description="The same in words, in English.")
    reason_ru: str = Field(description="The same in Russian.")


class NextItems(Served):
    """What a customer buys next."""

    customer_id: str = Field(pattern=ID_PATTERN, description="The customer's pseudonymous id.")
    model_name: str | None = Field(description="The model that made the list; null if none did.")
    items: list[NextItem] = Field(description="The likeliest first.")


class SimilarItem(ItemFacts):
    """An item like another."""

    rank: int = Field(ge=1, description="The place, 1 for the most alike.")
    stone: str = Field(description="The main stone, or `none`.")
    price_ratio: float = Field(gt=0, description="Its price over the item's; 1 for the same.")
    is_same_stone: bool = Field(description="Whether both have the same stone, or none.")
    common_buyers: int = Field(ge=0, description="Customers who bought both; 0 if fewer than 3.")
    reason: str = Field(description="Why it is alike, in words.")


class SimilarItems(Served):
    """Items that can be sold now and are like one, which may have sold out."""

    item_id: str = Field(pattern=ID_PATTERN, description="The item that they are like.")
    items: list[SimilarItem] = Field(description="The most alike first.")


class ListedCustomer(CustomerPrediction):
    """A place in a campaign's list."""

    rank: int = Field(ge=1, description="The place in the whole list, 1 first.")
    items: list[NextItem] = Field(
        description="The first items of the customer's list that the campaign is about; their "
        "ranks are those of the whole list."
    )


def _next_cursor(pattern: str) -> Any:
    return Field(
        pattern=pattern,
        description="For the next page; null on the last. A page with another `version` than the "
        "first one is of a newer publication: begin again for a list of one.",
    )


class CustomerPage(Served):
    """A page of a campaign's list."""

    model_name: str = Field(description="The model whose probabilities order the list.")
    horizon_days: int = Field(description="The window whose probability orders the list.")
    customers: list[ListedCustomer] = Field(description="The likeliest to buy first.")
    next_cursor: str | None = _next_cursor(CURSOR_PATTERN)


def _buyers(days: int) -> Any:
    return Field(ge=0, description=f"Sum of the chances of a purchase within {days} days.")


class Segment(BaseModel):
    """An RFM segment."""

    segment: str = Field(description="Its name, as the filter of lists takes it.")
    customer_count: int = Field(ge=1, description="Its customers.")
    expected_buyers_5d: Buyers = _buyers(5)
    expected_buyers_7d: Buyers = _buyers(7)
    expected_buyers_14d: Buyers = _buyers(14)
    expected_buyers_30d: Buyers = _buyers(30)
    expected_buyers_60d: Buyers = _buyers(60)
    expected_buyers_90d: Buyers = _buyers(90)


class Segments(Served):
    """All RFM segments that have customers."""

    segments: list[Segment] = Field(description="By name.")


class Refusable(BaseModel):
    """What may list nobody."""

    refusal: str | None = Field(
        description="Why the campaign lists nobody; null where it may list customers."
    )
    refusal_ru: str | None = Field(description="The same in Russian.")


class DeclaredCampaign(Refusable):
    """A campaign as the shop declared it, and how many it takes."""

    campaign_name: str = Field(description="Its name.")
    segments: Codes = Field(description="The RFM segments that it asks, or `all`.")
    least_probability: float = Field(
        ge=0, le=1, description="Customers of a lower chance to buy are not asked."
    )
    within_days: int = Field(ge=1, description="The days that chance and gain are counted over.")
    most_contacts: int = Field(ge=1, description="How many customers are contacted at most.")
    contact_cost: float = Field(ge=0, description="What a contact costs.")
    response: Amount | None = Field(
        description="By how much a contact raises the chance to buy, relative to it: 0.1 for 10 %; "
        "null where nobody knows."
    )
    response_lower: Amount | None = Field(
        description="Lower end of its 95 % interval; null where it is stated."
    )
    response_upper: Amount | None = Field(description="Upper end of it.")
    gain_basis: str = Field(
        description="Whose word the response is: `stated` for the shop's, else the experiment."
    )
    rest_days: int = Field(ge=0, description="Days that who was contacted is left alone.")
    experiment_name: str | None = Field(
        description="The experiment whose one arm is contacted; null where there is none."
    )
    contacted_arm: str = Field(description="The arm that is contacted.")
    contact_count: int = Field(ge=0, description="Customers to be contacted.")
    control_count: int = Field(ge=0, description="Customers listed to be left alone.")


class DeclaredCampaigns(Served):
    """All campaigns that the shop declared."""

    campaigns: list[DeclaredCampaign] = Field(
        description="As declared: of two that want a customer the first one takes them."
    )


def _item_id(place: str) -> Any:
    return Field(pattern=ID_PATTERN, description=f"The item to show {place}; null if none.")


def _item_name(place: str) -> Any:
    return Field(description=f"The text in the export of the item to show {place}.")


class AudienceCustomer(BaseModel):
    """A place in a campaign's audience."""

    rank: int = Field(ge=1, description="The place by expected gain, 1 first.")
    customer_id: str = Field(pattern=ID_PATTERN, description="The customer's pseudonymous id.")
    arm: str = Field(description="The arm to contact; `control` is listed to be left alone.")
    reason_codes: Codes = Field(
        description="Why the customer may buy at all, as in the customer's next purchase."
    )
    reason: str = Field(
        description="What a contact is expected to do, by whose word, and why the customer may "
        "buy at all, in English."
    )
    reason_ru: str = Field(description="The same in Russian.")
    expected_gain: Amount = Field(
        gt=0,
        description="What a contact is expected to bring beyond its cost, in the export's "
        "currency. As good as the response that it takes for granted.",
    )
    response_basis: str = Field(
        description="Where that response comes from: `stated` by the shop, `measured_overall` "
        "among all customers of an experiment, or `measured_in_segment` in the customer's own."
    )
    item_id_1: str | None = _item_id("first")
    item_name_1: str | None = _item_name("first")
    item_id_2: str | None = _item_id("second")
    item_name_2: str | None = _item_name("second")
    item_id_3: str | None = _item_id("third")
    item_name_3: str | None = _item_name("third")


class AudiencePage(Refusable, Served):
    """A page of whom a campaign takes."""

    campaign_name: str = Field(description="Its name.")
    customers: list[AudienceCustomer] = Field(description="The greatest expected gain first.")
    next_cursor: str | None = _next_cursor(RANK_PATTERN)


class Health(BaseModel):
    """That the process answers."""

    status: str = Field(description="`ok`.")


class Readiness(Served):
    """That there is something to serve."""

    status: str = Field(description="`ready`.")


class Version(Served):
    """What is served."""

    age_days: int = Field(description="Days since the as-of date.")
    next_purchase_model: str = Field(description="The model behind next purchases.")
    next_items_model: str | None = Field(description="The model behind next items; null if none.")
    customer_count: int = Field(ge=1, description="Customers served.")
    item_count: int = Field(ge=0, description="Items served.")
    taken_up_at: datetime = Field(description="When this process began to serve it, in UTC.")
