"""Phones in one spelling, so that one person is one customer.

Two people must never become one. A phone that is not certain is therefore no phone. Nor is one that
is typed where the till wants a phone and there is none: a stand-in is told here by its form, and in
SQL by how many names share it. No pandas here: the API reads single phones.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

DEFAULT_REGION = "KZ"

# What a spreadsheet makes of a phone that it takes for a number: 7.7010000001E+10, 87010000000.0
_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d*))?[eEеЕ]\+?(\d{1,2})")
_EXPONENT = re.compile(r"\d[eEеЕ]\+?\d")
_WHOLE_FLOAT = re.compile(r"(\+?\d{7,})[.,]0+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_BETWEEN_NUMBERS = re.compile(r"[;/|\\\n\r]+")
# The trunk prefix 8 of Kazakhstan and Russia behind a plus that belongs to +7.
_PLUS_TRUNK = re.compile(r"\+\s*8(?=(?:\D*\d){10}\s*$)\D*(?=[79])")
# phonenumbers 9.0.43 dials three Latin letters or more as a telephone's keys would: "8 777 unknown"
# and the mask "8 777 XXX-XX-XX" are valid numbers to it, and all such walk-ins one customer.
_DIALLED_LETTERS = re.compile(r"[A-Za-z]")
_EXTENSION = re.compile(r"\s*(?:ext(?:ension)?|x|доб)\.?\s*\d+\s*$", re.IGNORECASE)
_INTERNATIONAL_ZEROS = re.compile(r"^00(?=[1-9])")
_SHORTEST_COUNTED = 9
_SUBSCRIBER_DIGITS = 7
_SHORTEST_WITH_COUNTRY_CODE = 11


def normalise_phone(raw: str, region: str = DEFAULT_REGION) -> str | None:
    """Bring a phone into E.164.

    Parameters
    ----------
    raw
        A cell as written: with or without country code, with the trunk prefix 8, as a spreadsheet's
        number, several in one cell (the first valid one is taken), a placeholder.
    region
        The country, in two letters, of a number without a country code.

    Returns
    -------
    str or None
        None where there is no phone that can be relied on: not valid for any country, a stand-in
        (`is_stand_in`), or rounded by a spreadsheet so that people with neighbouring numbers would
        be merged. A number that begins with a plus is taken when it is at least possible.

    Examples
    --------
    >>> normalise_phone("+7 (701) 000-00-01"), normalise_phone("7.7010000001E+10")
    ('+77010000001', '+77010000001')
    >>> normalise_phone("7.70101E+10") is None
    True
    """
    phone, _ = read_phone(raw, region)
    return phone


def is_stand_in(national_digits: str) -> bool:
    """Tell a phone that stands for none by its form.

    Parameters
    ----------
    national_digits
        The number without its country's code.

    Returns
    -------
    bool
        True where the digits are one repeated (777…), two in turn (70 70 70 …), counted up or
        down from any digit on (1234567890, 2345678901), five counted twice (12345 12345), or where
        the subscriber's seven are one repeated (700 0000000, 701 7777777). Nothing milder:
        777 123 45 67 is somebody's. A fine number such as 701 777 77 77 may be too; its sales then
        go by the name, which costs less than all who were typed in under it as one person.

    Examples
    --------
    >>> [is_stand_in(digits) for digits in ("7000000000", "7070707070", "7771234567")]
    [True, True, False]
    """
    subscriber = national_digits[-_SUBSCRIBER_DIGITS:]
    if len(subscriber) == _SUBSCRIBER_DIGITS and len(set(subscriber)) == 1:
        return True
    half = len(national_digits) // 2
    return (
        len(set(national_digits)) == 1
        or national_digits == national_digits[:2] * half
        or (national_digits == national_digits[:half] * 2 and _is_counted(national_digits[:half]))
        or (len(national_digits) >= _SHORTEST_COUNTED and _is_counted(national_digits))
    )


def _is_counted(digits: str) -> bool:
    """Tell whether each digit is one more than that before it, or each one less; 0 follows 9."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return steps in ({1}, {9})


def read_phone(raw: str, region: str) -> tuple[str | None, str | None]:
    """Return a cell's phone, or else the stand-in that it holds, each in E.164 or None."""
    stand_in = None
    for candidate in _candidates(raw):
        for number in _numbers(candidate, region):
            e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            if not is_stand_in(phonenumbers.national_significant_number(number)):
                return e164, None
            stand_in = stand_in or e164
    return None, stand_in


def _candidates(raw: str) -> Iterator[str]:
    """Yield the numbers of a cell, spelled out."""
    for piece in _BETWEEN_NUMBERS.split(raw):
        text = piece.strip().lstrip("'")  # a spreadsheet's mark for "this is text"
        if _SCIENTIFIC.fullmatch(text) or _WHOLE_FLOAT.fullmatch(text):
            parts = [text]
        elif _THOUSANDS.fullmatch(text):
            parts = [text.replace(",", "")]
        else:
            parts = text.split(",")
        for part in parts:
            yield from _spelled_out(part.strip())


def _spelled_out(text: str) -> Iterator[str]:
    """Yield a number without its exponent or decimals, unless digits of it were rounded off.

    7.7010000001E+10 carries all 11 digits. 7.70101E+10 carries six; the spreadsheet has dropped
    the others, and filling in zeros would give ten thousand people the same phone.
    """
    if scientific := _SCIENTIFIC.fullmatch(text):
        first, decimals, exponent = scientific[1], scientific[2] or "", int(scientific[3])
        if len(decimals) >= exponent and not decimals[exponent:].strip("0"):
            yield first + decimals[:exponent]
    elif whole := _WHOLE_FLOAT.fullmatch(text):
        yield whole[1]
    elif not _EXPONENT.search(text):
        yield text


def _numbers(candidate: str, region: str) -> Iterator[phonenumbers.PhoneNumber]:
    """Yield the reliable numbers that a text may mean, the likeliest first."""
    text = _INTERNATIONAL_ZEROS.sub("+", _PLUS_TRUNK.sub("8", candidate.strip()))
    digits = re.sub(r"\D", "", text)
    spellings = [] if _DIALLED_LETTERS.search(_EXTENSION.sub("", text)) else [text]
    if spellings and not text.startswith("+") and len(digits) >= _SHORTEST_WITH_COUNTRY_CODE:
        spellings.append(f"+{digits}")  # another country's code without its plus
    for spelling in spellings:
        try:
            number = phonenumbers.parse(spelling, region)
        except phonenumbers.NumberParseException:
            continue
        # Numbering plans grow faster than the library: a plus shows that the writer meant it.
        if phonenumbers.is_valid_number(number) or (
            text.startswith("+")
            and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
        ):
            yield number
    # Several numbers with nothing but spaces between them.
    for match in phonenumbers.PhoneNumberMatcher(candidate, region):
        if not _DIALLED_LETTERS.search(_EXTENSION.sub("", match.raw_string)):
            yield match.number
