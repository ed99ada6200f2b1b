"""What a person is told of a header: what is missing, ambiguous or not read."""

import re
from collections.abc import Sequence

from karat.ingest.errors import IngestError
from karat.ingest.header import Found, Header
from karat.ingest.layout import Layout, Warn


def check_header(
    found: Found | None, layouts: Sequence[Layout], file_name: str, warn: Warn
) -> Header:
    """Return the header if it can be worked with, and say what is odd about it.

    Raises
    ------
    IngestError
        When a column that is needed is missing.
    """
    if found is None:
        needed = ", ".join(" or ".join(group) for group in layouts[-1].needs)
        raise IngestError(
            f"{file_name}: no header row was found in the first rows of the file; columns are "
            f"found by name, and at least {needed} have to be there. Add a header row, with "
            "commas, semicolons or tabs between the names as between the cells."
        )
    header = found.header
    if header.missing:
        advice = "; ".join(filter(None, (_advice(m, header.layout) for m in header.missing)))
        raise IngestError(
            f"{file_name}: missing {_columns(header.missing)}. Found: {_found(header)}. "
            f"Rename or add what is missing in the header row{f' ({advice})' if advice else ''}."
        )
    for name, taken, left_out in header.ambiguous:
        warn(
            f"{file_name}: several columns can be {name}; '{taken}' is read and "
            f"{', '.join(repr(other) for other in left_out)} left out. "
            f"If that is wrong, rename the right one to {name}."
        )
    for name in header.unknown:
        _warn_of_unread(name, file_name, warn)
    return header


# What a build must not overlook: each says who, how much, or that it was no sale after all.
_TELLING = (
    ("a quantity", "Quantity", r"кол-?во|количеств|\bqty\b|quantit|штук"),
    ("a return", "Operation", r"возврат|\breturn|refund"),
    ("an operation", "Operation", r"операц|признак ?расч|(тип|вид) ?(док|чек)"
     r"|(event|transaction) ?type"),
    ("a status", "Status", r"статус|состояни|status"),
    ("a currency", "Currency", r"валют|currenc"),
    ("a discount", "Discount", r"скидк|discount"),
    ("a customer", "FullName or phone", r"клиент|покупател|контрагент|заказчик|фамили|телефон"
     r"|\bтел\b|customer|client|buyer|surname|(first|last) ?name|phone"),
)  # fmt: skip


def _warn_of_unread(name: str, file_name: str, warn: Warn) -> None:
    """Say that a column is not read which by its name says what a sale is."""
    for looks_like, column, pattern in _TELLING:
        if re.search(pattern, name.casefold().replace("_", " ")):
            shown = f"column '{name}'" if _is_safe_to_show(name) else "column of a long name"
            warn(
                f"{file_name}: the {shown} looks like {looks_like} and is not read. If it is one, "
                f"rename it to {column} or name it in a layout of your own (KARAT_LAYOUT)."
            )
            return


def _advice(group: str, layout: Layout) -> str:
    told = []
    for name in group.split(" or "):
        column = layout.column(name)
        others = [n for n in column.accepted_names if n != name][:4] if column else []
        if others:
            told.append(f"{name} may also be called {', '.join(others)}")
    return "; ".join(told)


def _columns(names: Sequence[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _found(header: Header) -> str:
    """List the columns of a header for a message."""
    found = ", ".join(header.sources)
    if not header.unknown:
        return found
    # Where only one name is known, the row may be somebody's sale in a file without a header, and
    # what looks like the name of a column may be the name of a person.
    shown = [name for name in header.unknown if _is_safe_to_show(name)]
    if len(header.sources) < 2 or not shown:
        return f"{found} and {len(header.unknown)} with other names"
    return f"{found} and, of no known name, {', '.join(shown)}"


def _is_safe_to_show(name: str) -> bool:
    return len(name) <= 40 and name.isprintable() and not any(ch.isdigit() for ch in name)
