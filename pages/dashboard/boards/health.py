"""Whether everything arrived, and whether it is all there."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Column, Figure, Table


def health(answers: Answers) -> Board:
    """Make the board."""
    loads = answers["loads"]
    read, rejected = int(loads["rows_read"].sum()), int(loads["rows_rejected"].sum())
    return Board(
        "health",
        "Health",
        "Did everything arrive, and is it all there?",
        (
            Figure("Files", f"{len(loads)}"),
            Figure("Rows read", f"{read:,}"),
            Figure("Rows rejected", f"{rejected:,}", f"{rejected / max(read, 1):.2%}"),
        ),
        (
            Table(
                "Loads",
                "Rows read = accepted + rejected. Why a row was rejected stands in "
                "staging.rejected_sales of the warehouse; it holds names and phones, so it is "
                "never published.",
                loads,
                {
                    "source_file": Column("File"),
                    "rows_read": Column("Read", "number"),
                    "rows_accepted": Column("Accepted", "number"),
                    "rows_rejected": Column("Rejected", "number"),
                    "rows_repeated": Column("Of them in another file", "number"),
                    "amount_accepted": Column("Accepted, ₸", "number"),
                    "amount_rejected": Column("Rejected, ₸", "number"),
                },
                "loads",
            ),
            Chart(
                "Sales by day",
                "Items sold. A hole in the middle is a day that the export may lack.",
                charts.bars_in_time(
                    answers["daily_sales"], "sale_date", "units", "items sold", "yearmonthdate"
                ),
                size="wide",
            ),
            Table(
                "Runs",
                "The latest thirty runs of dbt, times in UTC. Nothing is published from a run in "
                "which something failed.",
                answers["runs"],
                {
                    "started_at": Column("Started"),
                    "command": Column("Command"),
                    "seconds": Column("Seconds", "number"),
                    "step_count": Column("Steps", "number"),
                    "failed_count": Column("Failed", "number"),
                    "skipped_count": Column("Skipped", "number"),
                    "warned_count": Column("Warned", "number"),
                },
                "runs",
            ),
            Table(
                "Published tables",
                "What readers find in the published file.",
                answers["tables"],
                {
                    "table_name": Column("Table"),
                    "row_count": Column("Rows", "number"),
                    "meaning": Column("What it holds", "long"),
                },
                "tables",
                is_cards=True,
            ),
        ),
    )
