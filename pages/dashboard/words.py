"""What the page says: a file of words a language, numbers and days as its readers write them."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from babel import dates, numbers

FOLDER = Path(__file__).parent / "words"

LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))
"""The languages that there are words in; the first is shown to whom the page knows no better."""


class Words:
    """The words of one language.

    Parameters
    ----------
    language
        One of `LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        text = (FOLDER / f"{language}.yml").read_text(encoding="utf-8")
        self._tree: Mapping[str, Any] = yaml.safe_load(text)
        self._locale = str(self._tree["locale"])
        self.place = ""
        """Where in the file phrases are looked for first."""

    @cached_property
    def phrases(self) -> Mapping[str, str]:
        """Every phrase by its place in the file, such as `calls.list.title`."""
        return dict(_leaves("", self._tree))

    def at(self, place: str) -> Words:
        """Return the same words, looked for at a place first."""
        words = copy.copy(self)
        words.place = place
        return words

    @property
    def chart_locale(self) -> Mapping[str, Any]:
        """How charts write numbers and days, as an entry of Vega-Lite's configuration."""
        return {"locale": self._tree["charts"]} if "charts" in self._tree else {}

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase, its {places} filled: the place's own, or of what the place stands in.

        Raises
        ------
        KeyError
            The language has no such phrase, or the phrase a place that no value is given for.

        >>> Words("en")("calls.tab"), Words("en").at("items.category")("revenue")
        ('Whom to call', 'revenue, ₸')
        """
        place = self.place
        while place and f"{place}.{key}" not in self.phrases:
            place = place.rpartition(".")[0]
        return self.phrases[f"{place}.{key}" if place else key].format(**values)

    def said(self, section: str) -> dict[str, str]:
        """Return the phrases of a section by their last names."""
        start = f"{section}."
        return {
            key.removeprefix(start): phrase
            for key, phrase in self.phrases.items()
            if key.startswith(start)
        }

    def value(self, code: object) -> str:
        """Return a value of the data as people say it; what has no word loses its underscores.

        >>> Words("en").value("at_risk"), Words("en").value("own_kind")
        ('at risk', 'own kind')
        """
        return self.phrases.get(f"values.{code}", str(code).replace("_", " "))

    def number(self, value: float) -> str:
        """Write a whole number.

        >>> Words("en").number(18007.4)
        '18,007'
        """
        return str(numbers.format_decimal(round(value), locale=self._locale))

    def rounded(self, value: float) -> str:
        """Write a number with one digit, none where it is whole.

        >>> Words("en").rounded(1.177), Words("en").rounded(6.0)
        ('1.2', '6')
        """
        return str(numbers.format_decimal(value, "0.#", locale=self._locale))

    def decimal(self, value: float) -> str:
        """Write a number of which three digits tell, as analysts compare them.

        >>> [Words("en").decimal(value) for value in (0.1234, 0.00068, 0.0000034, 64895.2)]
        ['0.123', '0.00068', '0.0000034', '64,895']
        """
        if abs(value) >= 1000:
            return self.number(value)
        pattern = "0.000" if abs(value) >= 0.01 or value == 0 else "@@#"
        return str(numbers.format_decimal(value, pattern, locale=self._locale))

    def share(self, value: float) -> str:
        """Write a share in percent: whole from 10 on, two digits that tell below.

        >>> [Words("en").share(value) for value in (0.4234, 0.0218, 0.00034, 0.00004, 0)]
        ['42%', '2.2%', '0.034%', '<0.01%', '0%']
        """
        percent = 100 * value
        is_tiny = 0 < percent < 0.01
        pattern = "0" if abs(percent) >= 9.95 or percent == 0 else "@@"
        shown = numbers.format_decimal(
            0.01 if is_tiny else percent, "0.00" if is_tiny else pattern, locale=self._locale
        )
        return f"{'<' if is_tiny else ''}{shown}{self.phrases['percent']}"

    def money(self, value: float) -> str:
        """Write an amount with three digits that tell.

        >>> [Words("en").money(value) for value in (946353420, 999999, 61843)]
        ['946M ₸', '1M ₸', '61,800 ₸']
        """
        # Babel chooses the word before it rounds, so that 999,999 would become 1000K.
        size = math.floor(math.log10(abs(value))) if value else 0
        rounded = round(value, 2 - size) if size > 2 else round(value)
        if abs(rounded) < 1_000_000:
            return f"{self.number(rounded)} ₸"
        digits = 2 - size % 3
        short = numbers.format_compact_decimal(rounded, locale=self._locale, fraction_digits=digits)
        return f"{short} ₸"

    def date(self, value: Any) -> str:
        """Write a day.

        >>> import datetime
        >>> Words("en").date(datetime.date(2025, 4, 21))
        '21 Apr 2025'
        """
        return str(dates.format_date(pd.Timestamp(value).date(), "d MMM y", locale=self._locale))


def _leaves(path: str, tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the texts of a tree by their paths."""
    found = []
    for name, branch in tree.items():
        key = f"{path}.{name}" if path else str(name)
        found += _leaves(key, branch) if isinstance(branch, dict) else [(key, str(branch))]
    return found
