"""From a path, folder or glob to the files to read, and to what each of them is."""

import glob
import gzip
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

from karat.ingest.errors import IngestError, told_plainly

Kind = Literal["empty", "parquet", "workbook", "spreadsheetml", "html", "json", "text"]

_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx, and the older xls
_FOLDER_SUFFIXES = {
    *(".csv", ".tsv", ".txt", ".gz", ".xlsx", ".xls", ".parquet"),
    *(".xlsm", ".xlsb", ".ods", ".xml", ".html", ".htm", ".json"),
}
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HTML = re.compile(r"<(!doctype html|html|table|head|meta|style|body|div|center|title)\b", re.I)
_LOOK_AHEAD = 4096  # bytes, within which a markup file says what it is


@dataclass(frozen=True)
class SourceFile:
    """One file, and the name it has in tables and messages."""

    path: Path
    name: str

    def is_gzipped(self) -> bool:
        """Tell from the first bytes: people rename files, bytes stay true."""
        with self.path.open("rb") as raw:
            return raw.read(len(_GZIP)) == _GZIP

    def open(self) -> BinaryIO:
        """Open for reading bytes, unpacked when the file is gzipped.

        Reading may raise what gzip raises; callers wrap it in `told_plainly`.
        """
        return cast(BinaryIO, gzip.open(self.path)) if self.is_gzipped() else self.path.open("rb")

    def kind(self) -> Kind:
        """Tell the format, like the packing, from the first bytes."""
        with told_plainly(self.name), self.open() as stream:
            start = stream.read(_LOOK_AHEAD)
        if not start:
            return "empty"
        if start.startswith(_PARQUET):
            return "parquet"
        if start.startswith(_WORKBOOKS):
            return "workbook"
        text = start.replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
        if text.startswith("<") and _SPREADSHEETML in text:
            return "spreadsheetml"
        if text.startswith("<") and _HTML.search(text):
            return "html"
        return "json" if text.startswith(("{", "[")) else "text"


def find_files(pattern: str) -> list[SourceFile]:
    """List the files of a path, a folder (with its subfolders) or a glob, sorted by name.

    Parameters
    ----------
    pattern
        `sales.csv`, `exports/`, `exports/2024-*/*.csv`, `exports/**/*.parquet`. A file whose own
        name has brackets in it is taken before a glob is.

    Returns
    -------
    list of SourceFile
        Named by the file's own name, or by its path below the fixed part of the glob.

    Raises
    ------
    IngestError
        When there is no such file.
    """
    path = Path(pattern).expanduser()
    if path.is_file():
        return [SourceFile(path, path.name)]
    if path.is_dir():
        root = path
        candidates = [p for p in path.rglob("*") if p.suffix.lower() in _FOLDER_SUFFIXES]
    else:
        root = _fixed_part(path)
        candidates = [Path(p) for p in glob.iglob(str(path), recursive=True)]
    found = {p.relative_to(root).as_posix(): p for p in _without_litter(candidates, root)}
    if not found:
        raise IngestError(
            f"No file matches '{pattern}' (looked in {os.fspath(root.absolute())}). "
            "Give the path of a sales export, of a folder of exports, or a glob such as "
            "'exports/*.csv'; a relative path starts at the folder that the command is called in."
        )
    return [SourceFile(found[name], name) for name in sorted(found)]


def _fixed_part(path: Path) -> Path:
    """Return the part of a glob before its first wildcard (of a plain path, its folder)."""
    fixed = Path(path.anchor)
    for part in path.relative_to(path.anchor).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed /= part
    return fixed


def _without_litter(paths: list[Path], root: Path) -> Iterator[Path]:
    """Leave out folders, hidden files and the lock files that Excel puts beside open workbooks."""
    for path in paths:
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        if path.is_file() and not hidden:
            yield path
