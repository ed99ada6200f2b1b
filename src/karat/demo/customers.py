"""Who the customers are on paper: names, phones, trade-ins. All evidently made up."""

from dataclasses import dataclass

import numpy as np

from karat.demo.calendar import FloatArray, IntArray

TOWN = "Алматы"
WITHOUT_PHONE_SHARE = 0.012
TRADE_IN_SHARE = 0.08
_TRADE_IN_SPREAD = 5.0  # sum of the Beta's parameters: most never trade in, a few often do

_FIRST_NAMES: tuple[str, ...] = (
    "Айгерим", "Айгуль", "Айжан", "Айнур", "Алина", "Алия", "Алмагуль", "Анастасия", "Анна",
    "Асель", "Асем", "Ботагоз", "Венера", "Виктория", "Галина", "Гаухар", "Гульмира", "Гульнара",
    "Дана", "Дарья", "Динара", "Екатерина", "Елена", "Жанар", "Жанна", "Зарина", "Ирина",
    "Камила", "Карлыгаш", "Ксения", "Лаура", "Людмила", "Мадина", "Маржан", "Мария", "Мерей",
    "Назгуль", "Наталья", "Ольга", "Салтанат", "Сауле", "Светлана", "Татьяна", "Толкын", "Юлия",
    "Азамат", "Айдос", "Александр", "Алексей", "Андрей", "Арман", "Асхат", "Бауыржан", "Данияр",
    "Дмитрий", "Ерлан", "Марат", "Нурлан", "Руслан", "Санжар", "Сергей", "Тимур",
)  # fmt: skip

# Mobile prefixes of Kazakhstan, and one block of numbers within each. The country reserves none
# for fiction; numbers that begin with 000 pass as mobiles and look as made up as they are.
_PREFIXES: tuple[str, ...] = (
    "700", "701", "702", "705", "706", "707", "708", "747", "771", "775", "776", "777", "778",
)  # fmt: skip
_NUMBERS_PER_PREFIX = 10_000
_BLOCK = "000"

_PHONE_STYLES: tuple[str, ...] = (
    "+7 ({0}) {1}-{2}-{3}",
    "8{0}{1}{2}{3}",
    "7{0}{1}{2}{3}",
    "+7{0}{1}{2}{3}",
    "8 ({0}) {1}-{2}-{3}",
    "8 {0} {1} {2} {3}",
    "8-{0}-{1}-{2}-{3}",
    "+7 {0} {1} {2}{3}",
)
_STYLE_SHARES = (0.30, 0.26, 0.18, 0.10, 0.06, 0.04, 0.03, 0.03)
_OWN_STYLE_SHARE = 0.85  # the rest of the visits were typed in by somebody else


@dataclass(frozen=True)
class People:
    """
    One value per customer.

    Attributes
    ----------
    first_name, full_name
        Full names are unique, and say that they are a demo's.
    phone
        Ten national digits; empty for those who gave none.
    phone_style
        Position of the usual style in writing.
    trade_in_chance
        Chance that what the customer buys on a visit is paid by trading in. Hidden.
    """

    first_name: list[str]
    full_name: list[str]
    phone: list[str]
    phone_style: IntArray
    trade_in_chance: FloatArray


def draw_people(rng: np.random.Generator, customer_count: int) -> People:
    """Draw the people; their number is bounded by the phone numbers there are."""
    names = [
        _FIRST_NAMES[choice] for choice in rng.integers(len(_FIRST_NAMES), size=customer_count)
    ]
    numbers = rng.permutation(len(_PREFIXES) * _NUMBERS_PER_PREFIX)[:customer_count]
    without = rng.random(customer_count) < WITHOUT_PHONE_SHARE
    phones = [
        "" if missing else _national_number(int(number))
        for number, missing in zip(numbers, without, strict=True)
    ]
    return People(
        first_name=names,
        full_name=[f"{name} Демо-{number:05d}" for number, name in enumerate(names, start=1)],
        phone=phones,
        phone_style=_draw_styles(rng, customer_count),
        trade_in_chance=rng.beta(
            TRADE_IN_SHARE * _TRADE_IN_SPREAD,
            (1 - TRADE_IN_SHARE) * _TRADE_IN_SPREAD,
            size=customer_count,
        ),
    )


def written_phones(rng: np.random.Generator, people: People, customer: IntArray) -> list[str]:
    """Write the phone of each visit's customer, mostly in the customer's usual style."""
    usual = rng.random(len(customer)) < _OWN_STYLE_SHARE
    styles = np.where(usual, people.phone_style[customer], _draw_styles(rng, len(customer)))
    return [
        _written(people.phone[who], int(style)) for who, style in zip(customer, styles, strict=True)
    ]


def international(phone: str) -> str:
    """
    Return the E.164 form of ten national digits, or an empty text for none.

    Examples
    --------
    >>> international("7000001234")
    '+77000001234'
    """
    return f"+7{phone}" if phone else ""


def _national_number(number: int) -> str:
    prefix, ending = divmod(number, _NUMBERS_PER_PREFIX)
    return f"{_PREFIXES[prefix]}{_BLOCK}{ending:04d}"


def _draw_styles(rng: np.random.Generator, size: int) -> IntArray:
    return np.asarray(rng.choice(len(_PHONE_STYLES), size=size, p=_STYLE_SHARES))


def _written(phone: str, style: int) -> str:
    if not phone:
        return ""
    return _PHONE_STYLES[style].format(phone[:3], phone[3:6], phone[6:8], phone[8:])
