"""A list in the words of whoever calls: English with the names of the tables, or Russian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LANGUAGES = ("en", "ru")
"""The languages of a list; the first unless asked otherwise."""

RUSSIAN_HEADS: Mapping[str, str] = {
    "phone": "телефон",
    "name": "имя",
    "segment": "группа",
    "why_ru": "почему сейчас",
    "probability_30d": "вероятность за 30 дней",
    "expected_date": "ожидается",
    "item_1": "показать 1",
    "item_2": "показать 2",
    "item_3": "показать 3",
    # Kept: `make contacts LIST=…` and whatever else reads a list finds the customers by it.
    "customer_id": "customer_id",
    "as_of_date": "продажи по",
    "is_synthetic": "выдуманные продажи",
    "list": "список",
    "made_by": "кто составил",
    "made_at": "когда (UTC)",
}
"""What heads each column in Russian; a column without a head is left out."""

RUSSIAN_SEGMENTS: Mapping[str, str] = {
    "champions": "лучшие",
    "loyal": "верные",
    "potential_loyalists": "почти верные",
    "new": "новые",
    "promising": "растущие",
    "need_attention": "ждут внимания",
    "about_to_sleep": "засыпают",
    "at_risk": "под угрозой",
    "cannot_lose": "нельзя терять",
    "hibernating": "спящие",
    "lost": "потерянные",
}
"""What the dashboard calls the segments in Russian."""

_ANSWERS = {True: "да", False: "нет"}


def segment_code(name: str) -> str:
    """Return what the tables call a segment that may be asked for in Russian.

    >>> segment_code("Под угрозой"), segment_code("at_risk")
    ('at_risk', 'at_risk')
    """
    codes = {russian: code for code, russian in RUSSIAN_SEGMENTS.items()}
    return codes.get(name.lower(), name)


def in_russian(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return header and rows with Russian heads, segments and answers, without other languages.

    >>> in_russian([["phone", "segment", "why"], ["+77010000001", "at_risk", "Often"]])
    [['телефон', 'группа'], ['+77010000001', 'под угрозой']]
    """
    names = list(rows[0])
    kept = [place for place, name in enumerate(names) if name in RUSSIAN_HEADS]
    told = [[RUSSIAN_HEADS[names[place]] for place in kept]]
    for row in rows[1:]:
        told.append([_in_russian(names[place], row[place]) for place in kept])
    return told


def _in_russian(name: str, value: Any) -> Any:
    if name == "segment":
        return RUSSIAN_SEGMENTS.get(value, value)
    return _ANSWERS[value] if isinstance(value, bool) else value
