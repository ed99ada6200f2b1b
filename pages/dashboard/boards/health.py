"""Whether everything arrived, and whether it is all there."""

from __future__ import annotations

from pages.dashboard import charts
from pages.dashboard.parts import Answers, Board, Figure, chart, table
from pages.dashboard.words import Words

LOADS = {
    "source_file": "text",
    "rows_read": "number",
    "rows_accepted": "number",
    "rows_not_sales": "number",
    "rows_rejected": "number",
    "rows_repeated": "number",
    "amount_accepted": "number",
    "amount_not_sales": "number",
    "amount_rejected": "number",
}
READINGS = {
    "source_file": "text",
    "column_name": "text",
    "aspect": "text",
    "reading": "text",
    "decided_by": "text",
    "evidence_form": "text",
    "evidence_count": "number",
    "unread_count": "number",
}
SENTENCES = {"en": "sentence", "ru": "sentence_ru"}
NIGHTS = {"night": "date", "sentence": "long", "alarm_count": "number"}
REJECTIONS = {
    "source_file": "text",
    "row_count": "number",
    "meaning": "long",
    "column_name": "text",
    "example_row": "number",
    "example_form": "text",
    "remedy": "long",
}
NOT_SALES = {
    "source_file": "text",
    "kind": "text",
    "row_count": "number",
    "amount": "number",
    "matched_count": "number",
}
RUNS = {
    "started_at": "text",
    "command": "text",
    "seconds": "number",
    "step_count": "number",
    "failed_count": "number",
    "skipped_count": "number",
    "warned_count": "number",
}


def health(answers: Answers, say: Words) -> Board:
    """Make the board."""
    nights = answers["nights"]
    told = nights[SENTENCES[say.language]]
    return Board(
        "health",
        say("health.tab"),
        say("health.question"),
        _figures(answers, say),
        (
            table(say.at("health.nights"), nights.assign(sentence=told), NIGHTS),
            chart(drift := say.at("health.drift"), charts.drift(answers["drift"], drift)),
            chart(decay := say.at("health.decay"), charts.decay(answers["decay"], decay)),
            table(say.at("health.loads"), answers["loads"], LOADS),
            table(say.at("health.readings"), answers["readings"], READINGS),
            table(
                say.at("health.unusual_customers"),
                answers["unusual_customers"],
                {"customer_id": "id", "reason": "long", "is_left_out": "yes"},
                link="customer?customer_id={customer_id}",
            ),
            table(say.at("health.rejections"), answers["rejections"], REJECTIONS),
            table(say.at("health.not_sales"), answers["not_sales"], NOT_SALES),
            table(
                say.at("health.sense"), answers["sense"], {"sentence": "long", "verdict": "value"}
            ),
            table(
                say.at("health.unjudged"),
                answers["unjudged"],
                {
                    "judged": "value",
                    "split_name": "text",
                    "horizon_days": "number",
                    "reason": "long",
                },
            ),
            chart(
                here := say.at("health.daily_sales"),
                charts.bars_in_time(
                    answers["daily_sales"], "sale_date", "units", "yearmonthdate", here
                ),
                size="wide",
            ),
            table(say.at("health.runs"), answers["runs"], RUNS),
            table(
                say.at("health.tables"),
                answers["tables"],
                {"table_name": "text", "row_count": "number", "meaning": "long"},
            ),
        ),
    )


def _figures(answers: Answers, say: Words) -> tuple[Figure, ...]:
    """Tell at a glance what arrived."""
    loads, sense = answers["loads"], answers["sense"]
    read = int(loads["rows_read"].sum())
    parts = {
        "not_sales_rows": int(loads["rows_not_sales"].sum()),
        "rejected_rows": int(loads["rows_rejected"].sum()),
    }
    return (
        Figure(say("health.files"), say.number(len(loads))),
        Figure(say("health.rows_read"), say.number(read)),
        *(
            Figure(say(f"health.{name}"), say.number(rows), say.share(rows / max(read, 1)))
            for name, rows in parts.items()
        ),
        Figure(
            say("health.sensible"),
            say(
                "health.share",
                part=(sense["verdict"] == "as it should be").sum(),
                whole=len(sense),
            ),
        ),
    )
