"""`make shadow`: a version beside the one that serves, in its own files, judged in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from karat.horizons import HORIZONS
from karat.shadow import Compared, compare, run_shadow

FOUND = {
    # Within 5 days of 1 April a buys, and nobody after that.
    "better": ({"a": 9000, "b": 1000}, "the shadow is better"),
    "worse": ({"a": 0, "b": 9000}, "the shadow is worse"),
    "as good": ({"a": 5000, "b": 5000}, "can't be told apart"),
}


def publish(path: Path, told: Mapping[str, int], last_day: str = "2025-04-07") -> None:
    """Write what a version told a hundred customers of each kind on two nights, and their sales."""
    chances = ", ".join(f"chance as chance_{horizon}d" for horizon in HORIZONS)
    rows = ", ".join(f"('{kind}' || n, {chance})" for kind, chance in told.items())
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"""
            create schema monitoring;
            create schema marts;
            create table told as
                select customer_id, chance from range(100) as numbers(n), lateral (values {rows})
                    as kinds(customer_id, chance);
            create table monitoring.kept_predictions as
                select night as as_of_date, customer_id, {chances} from told
                cross join (values (date '2025-03-31'), (date '2025-04-01')) as nights(night);
            create table marts.customer_next_purchase as
                select date '{last_day}' as as_of_date, customer_id from told;
            create table marts.fct_sales as
                select customer_id, date '2025-04-06' as sale_date,
                    case customer_id when 'a0' then date '2025-04-07' end as taken_back_on
                from told where customer_id like 'a%';
            """
        )


@pytest.mark.parametrize("name", FOUND)
def test_what_both_told_of_a_closed_window_is_compared(tmp_path: Path, name: str) -> None:
    """The latest night whose 5 days have passed is 1 April; of 7 days none has."""
    told, verdict = FOUND[name]
    served, shadow = tmp_path / "served.duckdb", tmp_path / "shadow.duckdb"
    publish(served, {"a": 5000, "b": 5000}, "2025-04-06")
    publish(shadow, told)
    (five,) = compare(served, shadow)
    assert (five.horizon_days, str(five.night), five.customers) == (5, "2025-04-01", 200)
    assert five.buyers == 99
    assert five.served_error == pytest.approx(0.25)
    by_hand = {"better": (199 * 0.01 + 0.81) / 200, "worse": (99 + 100 * 0.81) / 200}
    assert five.shadow_error == pytest.approx(by_hand.get(name, 0.25))
    assert str(five).endswith(f"99 of 200 bought): {verdict}.")


def test_a_few_buyers_tell_nothing_apart() -> None:
    few = Compared(5, "2025-04-01", 1213, 29, 0.00566, 0.00571, 0.00003)
    assert str(few).endswith("can't be told apart.")
    assert str(replace(few, buyers=30)).endswith("the shadow is worse.")


def test_it_trains_once_and_scores_from_then_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = tmp_path / "served.duckdb"
    own = {
        "KARAT_WAREHOUSE": str(tmp_path / "shadow.duckdb"),
        "KARAT_PUBLISHED": str(tmp_path / "shadow_published.duckdb"),
    }
    publish(served, {"a": 5000, "b": 5000})
    runs = []

    def run(arguments: Sequence[str], settings: Mapping[str, str]) -> int:
        assert settings.items() >= own.items()
        runs.append(("tag:training" in arguments, settings["KARAT_FITS"]))
        if len(runs) == 2:
            publish(Path(own["KARAT_PUBLISHED"]), {"a": 9000, "b": 1000})
        return int(len(runs) == 1)

    codes = [run_shadow(run, (), served, own) for _ in range(3)]
    assert runs == [(False, ""), (False, ""), (True, "active")]
    assert codes == [1, 0, 0]
    assert capsys.readouterr().out.count("the shadow is better") == 4


def test_before_a_window_has_closed_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {"KARAT_PUBLISHED": str(tmp_path / "none.duckdb")}
    assert run_shadow(lambda *_: 0, (), tmp_path / "no-file.duckdb", own) == 0
    assert "No window has closed yet" in capsys.readouterr().out
