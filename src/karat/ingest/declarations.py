"""Reads what a shop declares in a YAML of its own: a list, each entry with a name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from karat.ingest.errors import IngestError

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class Named(Protocol):
    """What is declared by a name."""

    @property
    def name(self) -> str:
        """The name, which is given once."""


Declared = TypeVar("Declared", bound=Named)


def read_declarations(path: str, entries: TypeAdapter[list[Declared]], what: str) -> list[Declared]:
    """Read a file of declarations, in its order.

    Parameters
    ----------
    path
        A YAML file, a list; one that is empty declares nothing.
    entries
        What an entry holds.
    what
        What one of them is called; the page docs/methods/<what>s.md tells what it holds.

    Raises
    ------
    IngestError
        When the file can't be read, an entry is not as it should be, or two have one name.
    """
    file = Path(path).expanduser()
    page = f"docs/methods/{what}s.md"
    try:
        declared = entries.validate_python(yaml.safe_load(file.read_text("utf-8")) or [])
    except (OSError, UnicodeDecodeError):
        raise IngestError(
            f"{file.name} can't be read. Give the path of one text file in UTF-8."
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise IngestError(
            f"{file.name}{f', line {mark.line + 1}' if mark else ''}: not valid YAML. Compare it "
            f"with the example in {page}, and mind the spaces."
        ) from None
    except ValidationError as error:
        raise IngestError(
            f"{file.name}{_place(error, what)}: "
            f"{error.errors()[0]['msg'].removeprefix('Value error, ')}."
            f" {page} says what {'an' if what[0] in 'aeiou' else 'a'} {what} holds."
        ) from None
    names = [entry.name for entry in declared]
    for name in names:
        if names.count(name) > 1:
            raise IngestError(f"{file.name}: two {what}s are named {name}. Name each once.")
    return declared


def _place(error: ValidationError, what: str) -> str:
    """Return where in the file a mistake is, counted from 1 as people do."""
    first, *fields = error.errors()[0]["loc"] or ("",)
    parts = [f"{what} {first + 1}"] if isinstance(first, int) else []
    # Marks of pydantic's own, such as `[key]` and the tags of a choice, are no names of the file's.
    parts += [str(part) for part in fields if str(part).isidentifier() and str(part)[0] != "_"]
    return "".join(f", {part}" for part in parts)
