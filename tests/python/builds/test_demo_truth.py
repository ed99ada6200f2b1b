"""The demo's truth is what the simulation did, and the observer is as good as one can be."""

import doctest
import math
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import karat.demo.calendar
import karat.demo.catalogue
import karat.demo.customers
import karat.demo.shop
from karat.demo import DemoShop, simulate
from karat.demo.calendar import FIRST_DAY, LAST_DAY, day_index, season
from karat.demo.catalogue import ARCHETYPE_COUNT
from karat.demo.rhythm import (
    class_dropouts,
    class_priors,
    cumulated_hazards,
    daily_hazards,
)
from karat.demo.stock import choice_weights
from karat.demo.tastes import (
    demand_shares,
    observed_tastes,
    segment_names,
    segment_priors,
    segment_tastes,
)
from karat.demo.truth import observed_states
from karat.demo.worlds import BOUTIQUE, WORLDS, World
from karat.horizons import HORIZONS

WINDOWS = (date(2024, 9, 30), date(2024, 12, 31))
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@cache
def simulated(world: World) -> DemoShop:
    return simulate(world=world)


@pytest.fixture(scope="module")
def shop() -> DemoShop:
    return simulated(BOUTIQUE)


@pytest.fixture(scope="module", params=WINDOWS, ids=str)
def window(request: pytest.FixtureRequest, shop: DemoShop) -> tuple[date, pd.DataFrame]:
    return request.param, shop.customers_truth(request.param)


def came(shop: DemoShop, as_of: date, horizon: int) -> Bools:
    """Whether each customer known as of a date came within the horizon."""
    day, visits = day_index(as_of), shop.visits
    known = int(visits.customer[visits.day <= day].max()) + 1
    within = (visits.day > day) & (visits.day <= day + horizon) & (visits.customer < known)
    result = np.zeros(known, dtype=np.bool_)
    result[visits.customer[within]] = True
    return result


def auc(scores: pd.Series, happened: Bools) -> float:
    ranks = scores.rank().to_numpy()
    events = happened.sum()
    above = ranks[happened].sum() - events * (events + 1) / 2
    return float(above / (events * (len(happened) - events)))


def misses(predicted: Floats, happened: Bools, group: npt.NDArray[np.int64]) -> Floats:
    """Predicted minus actual of each group, in standard errors."""
    group = np.unique(group, return_inverse=True)[1]
    error = np.bincount(group, predicted - happened)
    return np.asarray(error / np.sqrt(np.bincount(group, predicted * (1 - predicted))))


def test_doctests() -> None:
    for module in (
        karat.demo.calendar,
        karat.demo.catalogue,
        karat.demo.customers,
        karat.demo.shop,
    ):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


def test_the_classes_and_segments_are_distributions() -> None:
    assert class_priors().sum() == pytest.approx(1)
    assert ((class_dropouts() > 0) & (class_dropouts() <= 1)).all()
    assert segment_priors().sum() == pytest.approx(1)
    assert segment_tastes().sum(axis=1) == pytest.approx(1)
    assert segment_tastes().min() > 0
    assert demand_shares().sum() == pytest.approx(1)
    assert len(set(segment_names())) == len(segment_priors())


def test_gaps_have_the_stated_mean_without_seasons() -> None:
    hazards = daily_hazards(3_000)
    survival = np.exp(-np.cumsum(hazards, axis=1))
    for position, buying_class in enumerate(BOUTIQUE.buying_classes):
        # A day is counted whole: the discrete mean is half a day above the continuous one.
        mean_gap = survival[position].sum() - 0.5
        assert mean_gap == pytest.approx(buying_class.mean_gap_days, rel=0.01)


def test_cumulated_hazards_are_sums_of_daily_ones() -> None:
    busyness = season(40)
    table, daily = cumulated_hazards(busyness), daily_hazards(40)
    expected = sum(daily[:, day - 7] * busyness[day] for day in range(8, 31))
    assert table[:, 7, 30] == pytest.approx(expected)
    assert (table[:, 7, 7] == 0).all()


def test_one_row_per_known_customer(shop: DemoShop, window: tuple[date, pd.DataFrame]) -> None:
    as_of, truth = window
    past = shop.sales[shop.sales["Date"] <= pd.Timestamp(as_of)]
    assert truth["FullName"].is_unique
    assert set(truth["FullName"]) == set(past["FullName"])
    by_customer = past.groupby("FullName")["Date"]
    indexed = truth.set_index("FullName")
    assert (indexed["last_visit_date"] == by_customer.max().reindex(indexed.index)).all()
    assert (indexed["first_visit_date"] == by_customer.min().reindex(indexed.index)).all()
    assert (indexed["visit_count"] == by_customer.nunique().reindex(indexed.index)).all()


def test_probabilities_are_and_grow_with_the_horizon(window: tuple[date, pd.DataFrame]) -> None:
    _, truth = window
    for prefix in ("", "observer_"):
        columns = truth[[f"{prefix}probability_{horizon}d" for horizon in HORIZONS]]
        assert columns.min(axis=None) >= 0
        assert columns.max(axis=None) <= 1
        assert columns.diff(axis=1).iloc[:, 1:].min(axis=None) >= 0
    assert (truth.loc[~truth["active"], "probability_90d"] == 0).all()
    longest = truth["observer_probability_90d"]
    assert (longest <= truth["observer_active"] + 1e-12).all()


@pytest.mark.parametrize("who", ["probability", "observer_probability"])
def test_calibrated_in_total(shop: DemoShop, window: tuple[date, pd.DataFrame], who: str) -> None:
    as_of, truth = window
    assert truth[f"{who}_90d"].sum() == pytest.approx(came(shop, as_of, 90).sum(), rel=0.05)
    for horizon in HORIZONS:
        predicted = truth[f"{who}_{horizon}d"].to_numpy()
        everyone = np.zeros(len(predicted), dtype=np.int64)
        assert abs(misses(predicted, came(shop, as_of, horizon), everyone)).max() < 4


@pytest.mark.parametrize("who", ["probability", "observer_probability"])
@pytest.mark.parametrize("horizon", [30, 90])
def test_calibrated_in_groups(
    shop: DemoShop, window: tuple[date, pd.DataFrame], who: str, horizon: int
) -> None:
    as_of, truth = window
    happened = came(shop, as_of, horizon)
    predicted = truth[f"{who}_{horizon}d"].to_numpy()
    possible = predicted > 0
    groups = {
        "probability": pd.qcut(predicted[possible], 10, labels=False, duplicates="drop"),
        "visits": np.minimum(truth["visit_count"].to_numpy()[possible], 6),
        "silence": pd.qcut(
            truth["last_visit_date"][possible], 8, labels=False, duplicates="drop"
        ).to_numpy(),
    }
    assert not happened[~possible].any()
    for name, group in groups.items():
        errors = misses(predicted[possible], happened[possible], group.astype(np.int64))
        assert np.abs(errors).max() < 4, name


@pytest.mark.parametrize("horizon", [30, 90])
def test_the_observer_is_between_chance_and_the_truth(
    shop: DemoShop, window: tuple[date, pd.DataFrame], horizon: int
) -> None:
    as_of, truth = window
    happened = came(shop, as_of, horizon)
    perfect = auc(truth[f"probability_{horizon}d"], happened)
    observer = auc(truth[f"observer_probability_{horizon}d"], happened)
    recency = auc(truth["last_visit_date"], happened)
    assert 0.5 < recency + 0.02 < observer < perfect - 0.05
    assert perfect > 0.9


def test_the_observer_agrees_with_a_day_by_day_count(shop: DemoShop) -> None:
    as_of = date(2024, 8, 15)
    states = observed_states(shop.visits, as_of, BOUTIQUE)
    day, busyness, hazards = day_index(as_of), season(), daily_hazards(400)
    frequent = np.argsort(-np.bincount(shop.visits.customer[shop.visits.day <= day]))[:3]
    for customer in [*frequent, 0, 1, 2]:
        days = shop.visits.day[(shop.visits.customer == customer) & (shop.visits.day <= day)]
        active = class_priors()
        gone = np.zeros(len(active))
        last = days[0]
        gone, active = gone + active * class_dropouts(), active * (1 - class_dropouts())
        for today in range(days[0] + 1, day + 1):
            chance = 1 - np.exp(-hazards[:, today - last] * busyness[today])
            if today in days:
                active, gone, last = active * chance, gone * 0, today
                gone, active = active * class_dropouts(), active * (1 - class_dropouts())
            else:
                active = active * (1 - chance)
        expected = active / (active + gone).sum()
        assert states[:, customer] == pytest.approx(expected, rel=1e-6)


def test_truth_from_the_first_day_to_the_last(shop: DemoShop) -> None:
    first = shop.customers_truth(FIRST_DAY)
    assert (first["visit_count"] == 1).all()
    assert first["observer_active"].nunique() == 1
    last = shop.customers_truth(LAST_DAY)
    assert len(last) == shop.sales["FullName"].nunique()
    assert last["probability_90d"].sum() > 1_000
    for outside in (FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1)):
        with pytest.raises(ValueError, match="give a date between the two"):
            shop.customers_truth(outside)


def test_the_past_is_told_without_the_future(shop: DemoShop) -> None:
    """A later visit must not change what was known before it."""
    as_of = date(2024, 9, 30)
    visits = shop.visits
    past = visits.day <= day_index(as_of)
    known = visits.customer[past].max() + 1
    cut = type(visits)(
        customer=visits.customer[past],
        day=visits.day[past],
        basket=visits.basket[past],
        lasting=visits.lasting[past],
        buying_class=visits.buying_class[:known],
    )
    assert (observed_states(cut, as_of, BOUTIQUE) == observed_states(visits, as_of, BOUTIQUE)).all()


@pytest.fixture(scope="module")
def items(shop: DemoShop) -> pd.DataFrame:
    return shop.items_truth(date(2024, 12, 31))


def test_items_sell_what_they_had(shop: DemoShop, items: pd.DataFrame) -> None:
    past = shop.sales[shop.sales["Date"] <= pd.Timestamp("2024-12-31")].groupby("Item")["Date"]
    indexed = items.set_index("Item")
    assert indexed.index.is_unique
    assert set(past.groups) <= set(indexed.index)
    assert (indexed["units_sold"] == past.size().reindex(indexed.index, fill_value=0)).all()
    assert (indexed["units_left"] >= 0).all()
    assert (indexed["in_stock"] == (indexed["units_left"] > 0)).all()
    seen = indexed["first_sold_date"].dropna()
    assert (seen == past.min().reindex(seen.index)).all()
    assert len(seen) == past.ngroups
    assert indexed["first_sold_date"].isna().any()


def test_chances_sum_to_one_within_an_archetype(items: pd.DataFrame) -> None:
    chances = items.groupby(["category", "metal", "price_tier"])["chance"].sum()
    assert len(chances) == ARCHETYPE_COUNT
    assert chances.to_numpy() == pytest.approx(1)
    assert ((items["chance"] > 0) == items["in_stock"]).all()


def test_chances_are_what_customers_took(shop: DemoShop) -> None:
    """The likelier half of an archetype's chances gets its share of the next day's sales."""
    expected = variance = 0.0
    taken = 0
    for offset in range(98, 450, 7):  # Tuesdays: no delivery on the next day
        as_of = date(2024, 1, 2) + timedelta(days=offset)
        truth = shop.items_truth(as_of)
        archetype = truth["category"] + truth["metal"] + truth["price_tier"]
        favourite = truth["chance"] > truth.groupby(archetype)["chance"].transform(
            lambda chance: chance[chance > 0].quantile(0.8)
        )
        share = truth["chance"].where(favourite, 0).groupby(archetype).sum()
        tomorrow = shop.sales["Item"][shop.row_day == day_index(as_of) + 1]
        archetype_of = pd.Series(archetype.to_numpy(), truth["Item"])
        chances = share[archetype_of[tomorrow]]
        expected += chances.sum()
        variance += (chances * (1 - chances)).sum()
        taken += tomorrow.isin(truth["Item"][favourite]).sum()
    assert abs(taken - expected) < 4 * math.sqrt(variance)


def test_newer_pieces_sell_better(shop: DemoShop) -> None:
    pieces = shop.shelf.pieces
    weights = [choice_weights(pieces, np.array([9]), day)[0] for day in (0, 30, 300)]
    assert weights[0] > weights[1] > weights[2] > 0.2 * weights[0]


def test_tastes_are_distributions(shop: DemoShop) -> None:
    truth = shop.tastes_truth(date(2024, 9, 30))
    customers = shop.customers_truth(date(2024, 9, 30))["FullName"]
    assert len(truth) == len(customers) * ARCHETYPE_COUNT
    sums = truth.groupby("FullName", observed=True)[["taste", "observer_taste"]].sum()
    assert set(sums.index) == set(customers)
    assert sums.to_numpy() == pytest.approx(1, abs=1e-4)
    one = truth[truth["FullName"] == customers[17]]
    assert one[["category", "metal", "price_tier"]].drop_duplicates().shape[0] == ARCHETYPE_COUNT
    rows = one.set_index(["category", "metal", "price_tier"])["taste"]
    assert rows["rings", "silver", "high"] == pytest.approx(shop.tastes[17, 5], abs=1e-6)


def test_observed_tastes_agree_with_the_textbook() -> None:
    bought = [[3, 3, 40], [12]]
    customer = np.array([0, 1, 0, 0])
    archetype = np.array([3, 12, 3, 40])
    observed = observed_tastes(customer, archetype, 3)
    concentration = BOUTIQUE.concentration
    priors, bases = segment_priors(), concentration * segment_tastes()
    assert observed[2] == pytest.approx(demand_shares())
    for who, rows in enumerate(bought):
        counts = np.bincount(rows, minlength=ARCHETYPE_COUNT)
        likelihoods = [
            math.exp(
                sum(
                    math.lgamma(weight + count) - math.lgamma(weight)
                    for weight, count in zip(base, counts, strict=True)
                )
            )
            for base in bases
        ]
        posterior = priors * likelihoods / (priors @ likelihoods)
        expected = posterior @ ((bases + counts) / (concentration + len(rows)))
        assert observed[who] == pytest.approx(expected)


@pytest.mark.parametrize("as_of", WINDOWS, ids=str)
def test_tastes_foretell_what_was_bought(shop: DemoShop, as_of: date) -> None:
    """Both are calibrated on the next window; the truth hits more, and both beat the popular."""
    day = day_index(as_of)
    archetype = shop.shelf.pieces.archetype[shop.shelf.sold]
    past = shop.row_day <= day
    known = int(shop.row_customer[past].max()) + 1
    ahead = (shop.row_day > day) & (shop.row_day <= day + 90) & (shop.row_customer < known)
    customer, bought = shop.row_customer[ahead], archetype[ahead]
    observed = observed_tastes(shop.row_customer[past], archetype[past], known)
    popular = np.bincount(archetype[past], minlength=ARCHETYPE_COUNT)
    hits = {}
    for name, tastes in {"truth": shop.tastes, "observer": observed}.items():
        promised = tastes[customer].max(axis=1)
        hit = tastes[customer].argmax(axis=1) == bought
        error = (hit - promised).sum() / math.sqrt((promised * (1 - promised)).sum())
        assert abs(error) < 4, name
        hits[name] = hit.mean()
    assert 3 * (bought == popular.argmax()).mean() < hits["observer"] < hits["truth"]

    buyers = np.unique(customer)
    any_bought = np.zeros((known, ARCHETYPE_COUNT), dtype=np.bool_)
    any_bought[customer, bought] = True
    best = shop.tastes[buyers].argmax(axis=1)
    assert 0.33 < any_bought[buyers, best].mean() < 0.45
    by_category = shop.tastes[buyers].reshape(len(buyers), 11, 6).sum(axis=2)
    categories = any_bought[buyers].reshape(len(buyers), 11, 6).any(axis=2)
    hit = categories[np.arange(len(buyers)), by_category.argmax(axis=1)]
    assert 0.62 < hit.mean() < 0.74


@pytest.fixture(scope="module", params=WORLDS.values(), ids=lambda world: world.name)
def other(request: pytest.FixtureRequest) -> DemoShop:
    return simulated(request.param)


def test_in_every_world_the_observer_is_calibrated(other: DemoShop) -> None:
    for as_of in WINDOWS:
        truth = other.customers_truth(as_of)
        for horizon in (30, 90):
            predicted = truth[f"observer_probability_{horizon}d"].to_numpy()
            happened = came(other, as_of, horizon)
            assert abs(misses(predicted, happened, np.zeros(len(predicted), dtype=int))[0]) < 4


def test_in_every_world_chances_sum_to_one_within_an_archetype(other: DemoShop) -> None:
    items = other.items_truth(WINDOWS[1])
    sums = items[items["in_stock"]].groupby(["category", "metal", "price_tier"])["chance"].sum()
    assert sums.to_numpy() == pytest.approx(1)


def test_worlds_differ_in_what_they_say() -> None:
    sales = {name: simulated(world).sales for name, world in WORLDS.items()}
    once = {
        name: (rows.groupby("FullName")["Date"].nunique() == 1).mean()
        for name, rows in sales.items()
    }
    pieces = {name: rows["Item"].nunique() for name, rows in sales.items()}
    assert once["holidays"] > once["boutique"] + 0.1 > once["regulars"] + 0.2
    assert pieces["one_offs"] == len(sales["one_offs"])
    assert pieces["classics"] < pieces["boutique"] / 2


def test_stays_in_stock_are_what_the_shelf_held(other: DemoShop) -> None:
    stays = other.stock_history()
    for as_of in WINDOWS:
        items = other.items_truth(as_of)
        there = stays[
            (stays["first_day"] <= pd.Timestamp(as_of))
            & ~(stays["last_day"] <= pd.Timestamp(as_of))
        ]
        assert sorted(there["Item"]) == sorted(items.loc[items["in_stock"], "Item"])
