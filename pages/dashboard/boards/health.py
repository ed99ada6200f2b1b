"""Whether everything arrived, and whether it is all there."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Chart, Column, Figure, Table


def health(answers: Answers) -> Board:
    """Make the board."""
    loads = answers["loads"]
    read, rejected = int(loads["rows_read"].sum()), int(loads["rows_rejected"].sum())
    not_sales = int(loads["rows_not_sales"].sum())
    sense = answers["sense"]
    return Board(
        "health",
        "Health",
        "Did everything arrive, and is it all there?",
        (
            Figure("Files", f"{len(loads)}"),
            Figure("Rows read", f"{read:,}"),
            Figure("No sales", f"{not_sales:,}", f"{not_sales / max(read, 1):.2%}"),
            Figure("Rows rejected", f"{rejected:,}", f"{rejected / max(read, 1):.2%}"),
            Figure(
                "Figures that make sense",
                f"{(sense['verdict'] == 'as it should be').sum()} of {len(sense)}",
            ),
        ),
        (
            Table(
                "Loads",
                "Rows read = accepted + no sales + rejected. The rows themselves stand in "
                "staging.not_sales and staging.rejected_sales of the warehouse; they hold names "
                "and phones, so they are never published.",
                loads,
                {
                    "source_file": Column("File"),
                    "rows_read": Column("Read", "number"),
                    "rows_accepted": Column("Accepted", "number"),
                    "rows_not_sales": Column("No sales", "number"),
                    "rows_rejected": Column("Rejected", "number"),
                    "rows_repeated": Column("Of them in another file", "number"),
                    "amount_accepted": Column("Accepted, ₸", "number"),
                    "amount_not_sales": Column("No sales, ₸", "number"),
                    "amount_rejected": Column("Rejected, ₸", "number"),
                },
                "loads",
            ),
            *_understood(answers),
            Table(
                "What is left out",
                "Rows that were not taken, by reason. The form of an example has 9 for every digit "
                "and a for every letter.",
                answers["rejections"],
                {
                    "source_file": Column("File"),
                    "row_count": Column("Rows", "number"),
                    "meaning": Column("Because", "long"),
                    "column_name": Column("Column"),
                    "example_row": Column("Row of an example", "number"),
                    "example_form": Column("Its form"),
                    "remedy": Column("What to do", "long"),
                },
                "rejections",
                is_cards=True,
            ),
            Table(
                "What is no sale",
                "Rows in order that sell no goods, by kind. A return that found its sale takes it "
                "back.",
                answers["not_sales"],
                {
                    "source_file": Column("File"),
                    "kind": Column("Kind"),
                    "row_count": Column("Rows", "number"),
                    "amount": Column("Amount, ₸", "number"),
                    "matched_count": Column("With their sale", "number"),
                },
                "not_sales",
            ),
            Table(
                "Do the figures make sense?",
                "Each beside the last publication and beside the sales before. What is beyond its "
                "bounds is published only if the var let_through names it.",
                sense,
                {"sentence": Column("Figure", "long"), "verdict": Column("Verdict")},
                "sense",
                is_cards=True,
            ),
            Table(
                "What is not judged",
                "Horizons that the sales do not cover to their ends: the metrics have no row for "
                "them.",
                answers["unjudged"],
                {
                    "judged": Column("What"),
                    "split_name": Column("Window"),
                    "horizon_days": Column("Days", "number"),
                    "reason": Column("Why, and what to do", "long"),
                },
                "unjudged",
                is_cards=True,
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


def _understood(answers: Answers) -> list[Table]:
    """Show how columns are read, and who buys as no person does, where queries ask for it."""
    tables = []
    if "readings" in answers:
        tables.append(
            Table(
                "How columns are read",
                "Each column of a file as a whole, with the form of a cell that proves it.",
                answers["readings"],
                {
                    "source_file": Column("File"),
                    "column_name": Column("Column"),
                    "aspect": Column("What"),
                    "reading": Column("Read as"),
                    "decided_by": Column("Decided by"),
                    "evidence_form": Column("Such as"),
                    "evidence_count": Column("Cells that prove it", "number"),
                    "unread_count": Column("Cells lost", "number"),
                },
                "readings",
            )
        )
    if "unusual_customers" in answers:
        tables.append(
            Table(
                "Who buys as no person does",
                "Cards and companies. They are called by nobody, and nothing is learned from them "
                "unless a setting says otherwise.",
                answers["unusual_customers"],
                {
                    "customer_id": Column("Customer", "id"),
                    "reason": Column("Why", "long"),
                    "is_left_out": Column("Left out", "yes"),
                },
                "unusual_customers",
                is_cards=True,
            )
        )
    return tables
