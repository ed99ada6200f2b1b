"""What a column's name says, however it is spelled."""

import re
from functools import lru_cache

# Цена, тг · Кол-во (шт.) · Price ($): the unit beside a name is no part of it.
_UNIT = re.compile(
    r"[,(\[]\s*(шт|штук|pcs|тг|тнг|тенге|руб|рублей|р|сом|сум|у\.? ?е|[₸₽$€]"
    r"|kzt|rub|usd|eur|kgs|uzs)\.?\s*[)\]]?\s*$",
    re.IGNORECASE,
)


_CURRENCIES = {
    **dict.fromkeys(("тг", "тнг", "тенге", "₸", "kzt"), "KZT"),
    **dict.fromkeys(("руб", "рублей", "р", "₽", "rub"), "RUB"),
    **{"сом": "KGS", "kgs": "KGS", "сум": "UZS", "uzs": "UZS", "$": "USD", "usd": "USD"},
    **{"€": "EUR", "eur": "EUR"},
}


def currency_of(name: str) -> str | None:
    """Return the currency that a column's name says its money is in.

    >>> currency_of("Цена, тг"), currency_of("Кол-во, шт.")
    ('KZT', None)
    """
    unit = _UNIT.search(unwrapped(name))
    return _CURRENCIES.get(unit[1].casefold()) if unit else None


@lru_cache(maxsize=4096)  # each row that may be a header is held to every name of every layout
def comparable(name: str) -> str:
    """Reduce a column's name to what two spellings of it have in common.

    >>> comparable(" Full_name") == comparable("FullName")
    True
    >>> comparable("Цена, тг") == comparable("цена")
    True
    """
    name = _UNIT.sub("", unwrapped(name))
    # A byte order mark stays in front of a header that was glued to the end of another file.
    kept = "".join(ch for ch in name if not ch.isspace() and ch not in "_\ufeff\u200b:")
    return kept.casefold().replace("ё", "е")


def unwrapped(cell: str) -> str:
    """Take off the formula that some programs write around a text so that Excel keeps it.

    >>> unwrapped('="12500"')
    '12500'
    """
    bare = cell.strip()
    return bare[2:-1] if bare.startswith('="') and bare.endswith('"') and len(bare) > 2 else cell
