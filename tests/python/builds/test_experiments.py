"""Experiments from real builds: declared before they start, assigned once, read at their time."""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import Build, run_dbt
from scipy import stats

from benchmarks.experiments.simulation import Laboratory, Study, models_in
from benchmarks.experiments.simulation import Shop as Population

pytestmark = pytest.mark.build

FIRST_SEGMENT = "champions"
BOUGHT = {"control": 0.2, "call": 0.4, "hold_out": 0.2}
"""Share of each arm's customers who buy, planted; called customers spend as the others do."""


class Shop:
    """A warehouse whose sales grow, and the file of its experiments."""

    def __init__(self, folder: Path, small: Build, sales: Path) -> None:
        self.folder, self.sales = folder, sales
        self.exposures = self.forgotten = ""
        (folder / "warehouse").mkdir()
        shutil.copy(small.warehouse, folder / "warehouse" / "karat.duckdb")
        self.declared: dict[str, str] = {}
        with self.connect() as connection:
            ((self.last_day,),) = connection.sql(
                "select last_sale_date from intermediate.int_sales_window"
            ).fetchall()

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.folder / "warehouse" / "karat.duckdb"), read_only=True)

    def declare(self, name: str, start: int, end: int, **other: object) -> None:
        """Declare an experiment whose days are counted from the last day of the first sales."""
        said = {
            "name": name,
            "starts_on": self.last_day + timedelta(days=start),
            "ends_on": self.last_day + timedelta(days=end),
            "population": "all",
            "arms": "{control: 0.5, call: 0.5}",
            "primary_metric": "conversion",
            "intervals": "fixed_horizon",
            "effect": 0.5,
        } | other
        lines = [f"{key}: {value}" for key, value in said.items()]
        self.declared[name] = "- " + "\n  ".join(lines) + "\n"

    def build(self) -> Build:
        experiments = self.folder / "experiments.yaml"
        experiments.write_text("".join(self.declared.values()))
        forgotten = ("stg_forgotten_customers", "forgotten_keys", "stg_forgotten_ids")
        select = ("stg_experiments", "stg_exposures", *forgotten, "experiment_declarations+")
        return run_dbt(
            self.folder,
            *("build", "--select", *select, "--exclude-resource-type", "unit_test"),
            sales=self.sales,
            KARAT_EXPERIMENTS=str(experiments),
            KARAT_EXPOSURES=self.exposures,
            KARAT_FORGOTTEN=self.forgotten,
        )

    def sell(self, rows: list[tuple[str, date, int]]) -> None:
        """Add sales of customers by their phones, and let staging read them."""
        header = next(csv.reader(self.sales.open(encoding="utf-8")))
        longer = self.folder / f"{len(rows)}_more.csv"
        shutil.copy(self.sales, longer)
        with longer.open("a", encoding="utf-8", newline="") as file:
            for phone, day, price in rows:
                cells = {"phone": phone, "Date": day, "Price": price, "Item": "Кольцо Au 585"}
                csv.writer(file).writerow([cells.get(name, "") for name in header])
        self.sales = longer
        run_dbt(self.folder, "run", "--select", "+int_sales_window", sales=longer).passed()


@pytest.fixture(scope="module")
def shop(small: Build, small_export: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Declare three experiments before their start."""
    shop = Shop(tmp_path_factory.mktemp("experiments"), small, small_export)
    shop.declare("calls", 1, 30)
    shop.declare("letters", 1, 60, arms="{control: 0.2, letter: 0.3, gift: 0.5}")
    shop.declare("champions", 1, 60, population=FIRST_SEGMENT, intervals="always_valid")
    shop.build().passed()
    return shop


@pytest.fixture(scope="module")
def assigned(shop: Shop) -> list[tuple[str, str, str, str]]:
    with shop.connect() as connection:
        return connection.sql(
            "select experiment_name, customer_id, arm, rfm_segment from experiments.assignments"
        ).fetchall()


def _bucket(text: str) -> int:
    return int(hashlib.md5(text.encode()).hexdigest()[:8], 16) % 1_000_000


def _arm(customer: str) -> str:
    """Tell an arm of the experiment `calls` from the id alone."""
    if _bucket(f"hold_out {customer}") < 50_000:
        return "hold_out"
    return "control" if _bucket(f"arm calls {customer}") < 500_000 else "call"


class TestAssignment:
    def test_an_arm_follows_from_the_id_alone(
        self, assigned: list[tuple[str, str, str, str]]
    ) -> None:
        """So that no customer who comes or goes moves another one to another arm."""
        arms = {customer: arm for name, customer, arm, _ in assigned if name == "calls"}
        assert len(arms) > 1000
        assert arms == {customer: _arm(customer) for customer in arms}

    def test_arms_have_their_shares_and_experiments_are_independent(
        self, assigned: list[tuple[str, str, str, str]]
    ) -> None:
        calls = {who: arm for name, who, arm, _ in assigned if name == "calls"}
        letters = {who: arm for name, who, arm, _ in assigned if name == "letters"}
        assert {who for who, arm in calls.items() if arm == "hold_out"} == {
            who for who, arm in letters.items() if arm == "hold_out"
        }
        counts = [
            [
                sum(calls[who] == call and letters[who] == letter for who in calls)
                for letter in ("control", "letter", "gift")
            ]
            for call in ("control", "call")
        ]
        ours = [sum(column) for column in zip(*counts, strict=True)]
        expected = [share * sum(ours) for share in (0.2, 0.3, 0.5)]
        assert stats.chisquare(ours, expected).pvalue > 0.001
        assert stats.chi2_contingency(counts).pvalue > 0.001

    def test_a_population_is_its_segment(self, assigned: list[tuple[str, str, str, str]]) -> None:
        assert {segment for name, _, _, segment in assigned if name == "champions"} == {
            FIRST_SEGMENT
        }


def _sell_what_is_planted(shop: Shop, assigned: list[tuple[str, str, str, str]], day: int) -> None:
    draw = random.Random(day)
    with shop.connect() as connection:
        phones = dict(
            connection.sql("select customer_id, phone from private.customer_identities").fetchall()
        )
    shop.sell(
        [
            (phones[who], shop.last_day + timedelta(days=day), draw.randint(10, 90) * 1000)
            for name, who, arm, _ in sorted(assigned)
            if name == "calls" and phones[who] and draw.random() < BOUGHT[arm]
        ]
    )


@pytest.fixture(scope="module")
def halfway(shop: Shop, assigned: list[tuple[str, str, str, str]]) -> Shop:
    """Sell what was planted on the 15th day, when the experiments have begun."""
    _sell_what_is_planted(shop, assigned, 15)
    shop.build().passed()
    return shop


class TestReadout:
    def test_nobody_looks_at_a_fixed_horizon_before_its_end(self, halfway: Shop) -> None:
        with halfway.connect() as connection:
            read = connection.sql(
                "select distinct experiment_name, is_final from experiments.readout"
            ).fetchall()
        assert read == [("champions", False)]

    def test_what_has_started_stays_as_it_was_declared(self, halfway: Shop) -> None:
        kept = halfway.declared["calls"]
        halfway.declare("calls", 1, 45)
        refused = halfway.build()
        assert refused.returncode != 0
        assert "experiment calls has started and is declared otherwise now" in refused.output
        halfway.declared["calls"] = kept

    def test_an_experiment_is_declared_before_its_start(self, halfway: Shop) -> None:
        halfway.declare("late", 10, 40)
        refused = halfway.build()
        assert refused.returncode != 0
        assert "an experiment is declared before it starts" in " ".join(refused.output.split())
        del halfway.declared["late"]

    def test_an_effect_that_was_planted_is_found(
        self, halfway: Shop, assigned: list[tuple[str, str, str, str]]
    ) -> None:
        """The file does not name the experiment any more: what has started is read all the same."""
        halfway.declared.clear()
        called = sorted(who for name, who, arm, _ in assigned if (name, arm) == ("calls", "call"))
        exposures = halfway.folder / "exposures.csv"
        exposures.write_text(
            "customer_id,experiment,arm,shown_at\n"
            + "".join(f"{who},calls,call,{halfway.last_day}\n" for who in called[:100])
        )
        halfway.exposures = str(exposures)
        _sell_what_is_planted(halfway, assigned, 125)
        halfway.build().passed()
        with halfway.connect() as connection:
            lifts = {
                (metric, arm): (lift, lower, upper, shown)
                for metric, arm, lift, lower, upper, shown in connection.sql(
                    "select metric_name, arm, lift, lift_lower, lift_upper, shown_count"
                    " from experiments.readout where experiment_name = 'calls'"
                ).fetchall()
            }
            ((saved,),) = connection.sql(
                "select min(variance_saved) from experiments.readout where arm = 'call'"
            ).fetchall()
        _, lower, upper, shown = lifts["conversion", "call"]
        assert 0.3 < lower < 1 < upper
        assert shown == 100
        assert lifts["revenue_per_customer", "call"][1] > 0
        _, lower, upper, _ = lifts["average_order_value", "call"]
        assert lower < 0 < upper
        assert lifts["conversion", "control"][:3] == (None, None, None)
        _, lower, upper, _ = lifts["conversion", "hold_out"]
        assert lower < 0 < upper
        assert saved > -0.05

    def test_an_experiment_forgets_the_forgotten(
        self, halfway: Shop, assigned: list[tuple[str, str, str, str]]
    ) -> None:
        gone = min(who for name, who, _, _ in assigned if name == "champions")
        forgotten = halfway.folder / "forgotten.csv"
        forgotten.write_text(f"customer_id\n{gone}\n")
        halfway.forgotten = str(forgotten)
        halfway.build().passed()
        with halfway.connect() as connection:
            left = connection.execute(
                "select experiment_name, count(*), count(*) filter (where customer_id = ?)"
                " from experiments.assignments group by all order by all",
                [gone],
            ).fetchall()
        was = [name for name, _, _, _ in assigned]
        assert left == [
            (name, was.count(name) - 1, 0) for name in ("calls", "champions", "letters")
        ]


class TestRates:
    """A hundred simulated ones of each kind; `make benchmark-experiments` runs a thousand."""

    @pytest.fixture(scope="class")
    @staticmethod
    def population(small: Build) -> Population:
        return Population(small.warehouse)

    @pytest.fixture(scope="class")
    @staticmethod
    def laboratory(small: Build, population: Population) -> Laboratory:
        return Laboratory(population, models_in(small.folder / "target"), small.warehouse)

    def test_without_an_effect_few_intervals_leave_out_0(self, laboratory: Laboratory) -> None:
        """Five are meant to; of a hundred, more than 13 are once in a thousand times."""
        read = laboratory.run(Study(experiments=100, customers=800), seed=1)
        called = read[(read["arm"] == "call") & (read["metric_name"] == "conversion")]
        assert len(called) == 100
        wrong = (called["difference_lower"] > 0) | (called["difference_upper"] < 0)
        assert wrong.sum() <= 13
        assert called["variance_saved"].mean() > 0.05

    def test_what_was_planted_lies_in_the_intervals_and_is_found_as_planned(
        self, laboratory: Laboratory, population: Population
    ) -> None:
        values = population.plan_values
        values = values[(values["population"] == "all") & (values["window_days"] == 90)]
        plan = laboratory.plan(values, 800).set_index("metric_name")
        effect = float(plan.loc["conversion", "smallest_effect"])
        read = laboratory.run(Study(experiments=100, customers=800, effect=effect), seed=2)
        called = read[read["arm"] == "call"].set_index("metric_name")
        for metric, truth in population.truths(effect).items():
            lifts = called.loc[metric]
            assert ((lifts["lift_lower"] <= truth) & (truth <= lifts["lift_upper"])).sum() >= 85
        assert 66 <= (called.loc["conversion"]["difference_lower"] > 0).sum() <= 92

    def test_always_valid_intervals_may_be_looked_at_daily(self, laboratory: Laboratory) -> None:
        daily = Study(
            *(100, 800, 0.0, ("fixed_horizon", "always_valid")), looks=tuple(range(1, 31)), days=30
        )
        read = laboratory.run(daily, seed=3)
        called = read[(read["arm"] == "call") & (read["metric_name"] == "conversion")]
        wrong = (called["difference_lower"] > 0) | (called["difference_upper"] < 0)
        name = called["experiment_name"].str.rsplit("_", n=1).str[0]
        alarms = wrong.groupby([called["interval_kind"], name]).any().groupby(level=0).sum()
        assert alarms["always_valid"] <= 13
        assert alarms["fixed_horizon"] > alarms["always_valid"]
