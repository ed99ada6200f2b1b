"""What `make benchmark-nights` makes of what nights told, held against a few told by hand."""

from __future__ import annotations

import pandas as pd

from benchmarks.monitoring.page import first_catch, quiet_decisions, retrainings


def alarms(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    told = pd.DataFrame(rows, columns=["night", "rule", "subject"])
    return told.assign(since=told["night"], sentence="It has changed.")


def test_the_first_catch_is_what_a_quiet_shop_is_not_told() -> None:
    """Prices are told in both shops that summer, and what began before is nothing new."""
    quiet = alarms(("2024-07-01", "inputs", "price"), ("2024-07-02", None, None))
    planted = alarms(
        ("2024-06-02", "inputs", "town"),
        ("2024-06-03", None, None),
        ("2024-06-04", "inputs", "price"),
        ("2024-06-05", "inputs", "category"),
        ("2024-06-05", "decay", "30"),
        ("2024-06-06", "inputs", "metal"),
    )
    caught = first_catch(quiet, planted)
    assert list(zip(caught["night"], caught["subject"], strict=True)) == [
        ("2024-06-05", "category"),
        ("2024-06-05", "30"),
    ]


def test_decisions_are_counted_a_year() -> None:
    """Four of the nights of four years, a year apart, are one a year."""
    decisions = pd.DataFrame(
        {
            "night": ["2021-03-31", "2022-03-31", "2023-03-31", "2024-03-31", "2025-03-31"],
            "decision": ["promoted"] * 4 + ["left_alone"],
            "reasons": ["old_fit"] * 4 + [None],
        }
    )
    assert quiet_decisions(decisions)[-2:] == [
        "| left alone | 1 | 0.2 |",
        "| trains: `old_fit` | 4 | 1.0 |",
    ]


def test_a_refusal_names_who_refused() -> None:
    told = {
        "decision": "kept",
        "reasons": "inputs",
        "served_brier_score": "0.014",
        "fitted_brier_score": "0.015",
        "trained_until": "2024-06-02",
    }
    by_backtests = "Trained, but … The backtests speak against it, or somebody went back."
    lines = retrainings(
        {
            "poor": pd.DataFrame([told | {"sentence": by_backtests}]),
            "unequalled": pd.DataFrame([told | {"sentence": "Trained, but …"}]),
            "quiet": pd.DataFrame([dict.fromkeys(told) | {"decision": "left_alone"}]),
        }
    )
    assert lines[-3:] == [
        "| poor | kept: `inputs` | 0.014000 | 0.015000 | the backtests | the fit as before |",
        "| unequalled | kept: `inputs` | 0.014000 | 0.015000 | the closed window"
        " | the fit as before |",
        "| quiet | left alone |  |  |  | the fit as before |",
    ]
