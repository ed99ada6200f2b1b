"""Reads layouts: the project's own in `layouts/`, and a shop's in a YAML file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from karat.ingest.errors import IngestError
from karat.ingest.layout import Column, Layout, Mark, Piece, Source
from karat.ingest.names import comparable

CANONICAL = (
    "FirstName", "FullName", "phone", "town", "countPoints", "Item", "Date", "Price", "Format",
    "Quantity", "Amount", "Discount", "Currency", "Status", "Operation", "Receipt",
)  # fmt: skip
"""What a layout says where to find: the columns of a sale, in the order of `raw_sales`."""

Name = Annotated[str, Field(min_length=1)]
Names = Name | Annotated[list[Name], Field(min_length=1)]
Heading = Literal["customer", "date", "receipt", "other"]


class _Strict(BaseModel):
    """A part of a layout's file, where a word that means nothing is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Joined(_Strict):
    joined: Annotated[list[Names], Field(min_length=2)]


class _FirstFilled(_Strict):
    first_filled: Annotated[list[Names | _Joined], Field(min_length=2)]


class _FillDown(_Strict):
    within: str = "Receipt"
    columns: Annotated[list[str], Field(min_length=1)]
    is_unique: bool = False


class _Mark(_Strict):
    when_filled: Names
    column: str
    value: Name


class _NoItemRows(_Strict):
    column: Names
    texts: Annotated[list[str], Field(min_length=1)]


class _LayoutFile(_Strict):
    """A layout as its YAML file writes it; docs/layouts.md explains each word."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]
    system: Name
    export: Name
    sources: list[str] = []
    recognised_by: list[Names] = []
    unless: list[Name] = []
    columns: Annotated[dict[str, Names | _Joined | _FirstFilled], Field(min_length=1)]
    ignored: list[Name] = []
    fill_down: _FillDown | None = None
    values: dict[str, dict[str, str]] = {}
    marks: list[_Mark] = []
    no_item_rows: list[_NoItemRows] = []
    headings: list[Heading] = []
    heading_names: dict[Heading, list[Name]] = {}
    records: list[Name] = []
    minor_units: list[str] = []
    has_minor_decimals: bool = False
    percents: list[str] = []
    epoch_seconds: list[str] = []

    @model_validator(mode="after")
    def _names_columns_that_are(self) -> _LayoutFile:
        """Check that whatever is said is said of a column that a sale has."""
        said = [*self.columns, *self.values, *self.minor_units, *self.epoch_seconds, *self.percents]
        said += [mark.column for mark in self.marks]
        if self.fill_down:
            said += [self.fill_down.within, *self.fill_down.columns]
        strange = [name for name in said if name not in CANONICAL]
        if strange:
            raise ValueError(
                f"'{strange[0]}' is no column of a sale; those are {', '.join(CANONICAL)}"
            )
        if "Item" not in self.columns:
            raise ValueError("columns needs Item")
        if not {"Price", "Amount"} & set(self.columns):
            raise ValueError("columns needs Price or Amount")
        if "Date" not in self.columns and "date" not in {*self.headings, *self.heading_names}:
            raise ValueError("columns needs Date, or headings a date")
        return self


def load_layouts(setting: str | None = None) -> tuple[Layout, ...]:
    """Load the layouts that a file may have.

    Parameters
    ----------
    setting
        `KARAT_LAYOUT`: names of layouts or paths of YAML files, with commas between them; only
        those are then looked for. None for all of the project's own.

    Raises
    ------
    IngestError
        When there is no such layout, or a YAML file can't be used.
    """
    own = own_layouts()
    if setting is None:
        return tuple(own.values())
    chosen = []
    for part in (part.strip() for part in setting.split(",")):
        if part in own:
            chosen.append(own[part])
        elif Path(part).expanduser().is_file():
            chosen.append(_read(Path(part).expanduser()))
        elif part:
            raise IngestError(
                f"KARAT_LAYOUT: '{part}' is neither a file nor a layout. Give the path of a YAML "
                f"file (docs/layouts.md) or one of {', '.join(own)}."
            )
    return tuple(chosen) or tuple(own.values())


@cache
def own_layouts() -> dict[str, Layout]:
    """Return the layouts that come with the package by their names, `plain` last."""
    files = sorted(
        (file for file in (resources.files("karat.ingest") / "layouts").iterdir()
         if file.name.endswith(".yaml")),
        key=lambda file: (file.name == "plain.yaml", file.name),
    )  # fmt: skip
    layouts = [_layout(file.read_text(encoding="utf-8"), file.name) for file in files]
    return {layout.name: layout for layout in layouts}


def _read(path: Path) -> Layout:
    try:
        return _layout(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError):
        raise IngestError(
            f"KARAT_LAYOUT: {path.name} can't be read. Save it as a text file in UTF-8."
        ) from None


def _layout(text: str, file_name: str) -> Layout:
    try:
        written = _LayoutFile.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise IngestError(
            f"KARAT_LAYOUT: {file_name}{where}: not valid YAML. Compare it with the layouts in "
            "src/karat/ingest/layouts, and mind the spaces at the beginning of lines."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(
            str(part) for part in first["loc"] if not str(part).startswith(("_", "list["))
        )
        message = first["msg"].removeprefix("Value error, ")
        raise IngestError(
            f"KARAT_LAYOUT: {file_name}{f', {where}' if where else ''}: {message}. "
            "docs/layouts.md says what a layout may hold."
        ) from None
    fill = written.fill_down
    return Layout(
        name=written.name,
        columns=tuple(_columns(written)),
        # The day may stand above the items instead of beside them.
        needs=(
            ("Item",),
            *([] if "date" in written.headings else [("Date",)]),
            ("Price", "Amount"),
        ),
        recognised_by=tuple(_piece(names) for names in written.recognised_by),
        unless=tuple(written.unless),
        ignored=tuple(written.ignored),
        fill_within=fill.within if fill else None,
        fill_columns=tuple(fill.columns) if fill else (),
        is_receipt_unique=bool(fill and fill.is_unique),
        values={
            column: {comparable(text): value for text, value in texts.items()}
            for column, texts in written.values.items()
        },
        marks=tuple(Mark(_piece(m.when_filled), m.column, m.value) for m in written.marks),
        no_item_rows=tuple(
            (_piece(rows.column), frozenset(comparable(text) for text in rows.texts))
            for rows in written.no_item_rows
        ),
        headings=tuple(written.headings),
        heading_names={
            kind: frozenset(comparable(name) for name in names)
            for kind, names in written.heading_names.items()
        },
        records=tuple(written.records),
        minor_units=tuple(written.minor_units),
        has_minor_decimals=written.has_minor_decimals,
        percents=tuple(written.percents),
        epoch_seconds=tuple(written.epoch_seconds),
    )


def _columns(written: _LayoutFile) -> Iterator[Column]:
    for name in (name for name in CANONICAL if name in written.columns):
        said = written.columns[name]
        parts = said.first_filled if isinstance(said, _FirstFilled) else [said]
        yield Column(name, tuple(_source(part) for part in parts))


def _source(said: str | list[str] | _Joined) -> Source:
    return tuple(map(_piece, said.joined)) if isinstance(said, _Joined) else (_piece(said),)


def _piece(names: str | list[str]) -> Piece:
    return (names,) if isinstance(names, str) else tuple(names)
