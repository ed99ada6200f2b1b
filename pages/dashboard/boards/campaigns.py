"""Whom a contact pays for, and what contacts have brought."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.dashboard.parts import Answers, Board, Figure, Remark, Table, table
from pages.dashboard.words import Words

REASONS = {"en": "reason", "ru": "reason_ru"}
REFUSALS = {"en": "refusal", "ru": "refusal_ru"}


def campaigns(answers: Answers, say: Words) -> Board:
    """Make the board."""
    names = ("campaign_arms", "audience", "readouts", "responses")
    arms, audience, readouts, responses = (answers[name] for name in names)
    return Board(
        "campaigns",
        say("campaigns.tab"),
        say("campaigns.question"),
        _figures(arms, say) if len(arms) else (),
        (
            _declared(arms, say.at("campaigns.declared")),
            *([_audience(audience, say.at("campaigns.audience"))] if len(audience) else []),
            _brought(readouts, say.at("campaigns.brought")),
            *_responses(responses, say.at("campaigns.brought.responses")),
        ),
    )


def _figures(arms: pd.DataFrame, say: Words) -> tuple[Figure, ...]:
    """Tell what all of today's contacts cost and are expected to bring."""
    contacted = arms[arms["arm"] != "control"]
    return (
        Figure(say("campaigns.campaigns"), say.number(arms["campaign_name"].nunique())),
        Figure(say("campaigns.contacts"), say.number(contacted["customers"].sum())),
        Figure(
            say("campaigns.at_stake"),
            say.money(contacted["expected_spend"].sum()),
            say("campaigns.at_stake_note"),
        ),
        Figure(
            say("campaigns.gain"),
            say.money(contacted["expected_gain"].sum()),
            say("campaigns.gain_note"),
        ),
        Figure(say("campaigns.cost"), say.money(contacted["contact_cost"].sum())),
    )


def _declared(arms: pd.DataFrame, say: Words) -> Table | Remark:
    """List the campaigns with their arms."""
    if arms.empty:
        return Remark(say("title"), say("nothing"))
    told = arms.assign(
        segments=[", ".join(map(say.value, codes.split(", "))) for codes in arms["segments"]],
        response=[_response(row, say) for row in arms.itertuples()],
        refusal=arms[REFUSALS[say.language]],
    )
    kinds = {
        "campaign_name": "code",
        "arm": "value",
        "segments": "text",
        "within_days": "number",
        "customers": "number",
        "expected_spend": "money",
        "expected_gain": "money",
        "contact_cost": "money",
        "response": "long",
        "refusal": "long",
    }
    if arms["refusal"].isna().all():
        kinds.pop("refusal")
    return table(say, told, kinds)


def _response(row: Any, say: Words) -> str:
    """Tell by how much a contact raises a chance, and whose word that is."""
    if pd.notna(row.refusal):
        return ""
    share = say.share(row.response)
    if row.gain_basis == "stated":
        return say("stated", share=share)
    return say("measured", share=share, experiment=row.gain_basis)


def _audience(audience: pd.DataFrame, say: Words) -> Table:
    """List whom to contact, whom to spare, and with what."""
    items = audience[["item_name_1", "item_name_2", "item_name_3"]]
    told = audience.assign(
        items=["\n".join(names.dropna()) for _, names in items.iterrows()],
        reason=audience[REASONS[say.language]],
    )
    kinds = {
        "customer_id": "id",
        "campaign_name": "code",
        "rank": "number",
        "arm": "value",
        "probability": "percent",
        "expected_spend": "money",
        "expected_gain": "money",
        "contact_cost": "money",
        "items": "long",
        "reason": "long",
    }
    return table(
        say,
        told,
        kinds,
        choices=("campaign_name", "arm"),
        link="customer?customer_id={customer_id}",
    )


def _brought(readouts: pd.DataFrame, say: Words) -> Table | Remark:
    """Tell of each experiment what its arms brought beside the control."""
    if readouts.empty:
        return Remark(say("title"), say("nothing"))
    told = readouts.assign(
        verdict=[verdict(row, say) for row in readouts.itertuples()],
        shown_count=[
            say("not_noted") if pd.isna(count) else say.number(count)
            for count in readouts["shown_count"]
        ],
    )
    kinds = {
        "experiment_name": "code",
        "arm": "value",
        "metric_name": "value",
        "verdict": "long",
        "customers": "number",
        "shown_count": "figure",
        "read_until": "date",
    }
    return table(say, told, kinds)


def verdict(row: Any, say: Words) -> str:
    """Say in words what an arm brought, as far as it can be known by now.

    >>> from types import SimpleNamespace
    >>> seen = {"metric_name": "conversion", "is_final": True, "interval_kind": "fixed_horizon"}
    >>> say = Words("en").at("campaigns.brought")
    >>> verdict(SimpleNamespace(**seen, lift=0.25, lift_lower=0.13, lift_upper=0.38), say)
    'More: by 25%, and by 13% to 38% with 95% certainty.'
    >>> verdict(SimpleNamespace(**seen, lift=0.25, lift_lower=-0.13, lift_upper=0.63), say)
    'Not shown: +25%, but anything from −13% to +63% may be behind it.'
    >>> verdict(SimpleNamespace(**seen | {"is_final": False}), say)
    'Not over yet: it is read once, at its end.'
    """
    if pd.isna(row.metric_name):
        return say("not_begun")
    if not row.is_final and row.interval_kind == "fixed_horizon":
        return say("too_early")
    if pd.isna(row.lift_lower):
        return say("incomparable")
    return _lift(row, say)


def _responses(responses: pd.DataFrame, say: Words) -> tuple[Table, ...]:
    """Tell of each experiment that is over in which segments its arms brought how much."""
    if responses.empty:
        return ()
    told = responses.assign(
        verdict=[
            _lift(row, say) if pd.isna(row.refusal) else getattr(row, REFUSALS[say.language])
            for row in responses.itertuples()
        ]
    )
    kinds = {
        "experiment_name": "code",
        "arm": "value",
        "rfm_segment": "value",
        "verdict": "long",
        "customer_count": "number",
        "control_count": "number",
    }
    return (table(say, told, kinds, choices=("experiment_name", "arm")),)


def _lift(row: Any, say: Words) -> str:
    """Say in words how far an arm stands above its control, or that it is not shown to."""
    if row.lift_lower > 0:
        bounds = row.lift_lower, row.lift_upper
        return say(
            "more", lift=say.share(row.lift), low=say.share(bounds[0]), high=say.share(bounds[1])
        )
    if row.lift_upper < 0:
        bounds = -row.lift_upper, -row.lift_lower
        return say(
            "less", lift=say.share(-row.lift), low=say.share(bounds[0]), high=say.share(bounds[1])
        )
    return say(
        "unclear",
        lift=_signed(row.lift, say),
        low=_signed(row.lift_lower, say),
        high=_signed(row.lift_upper, say),
    )


def _signed(share: float, say: Words) -> str:
    return f"{'−' if share < 0 else '+'}{say.share(abs(share))}"
