"""From bytes to lines of text: UTF-8, UTF-16, Windows-1251, or a mix of them."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from karat.ingest.files import SourceFile
from karat.ingest.layout import Warn

_CHUNK = 1 << 20
_MIXED = "mixed"
# Lines of Russian in Windows-1251 are next to never valid UTF-8 by chance (a lower-case letter
# would have to be followed by a rare sign), so a twentieth of them is far beyond chance.
_MIXED_SHARE = 0.05
_SAMPLE = 1 << 12
_SIGNS_LE = frozenset(bytes((sign, 0)) for sign in b",;\t\r\n ./:-0123456789")
_SIGNS_BE = frozenset(bytes((0, sign)) for sign in b",;\t\r\n ./:-0123456789")
_SIGN_SHARE = 0.1
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def detect_encoding(file: SourceFile, warn: Warn) -> str:
    """Tell how the text of a file is encoded.

    A byte order mark decides; without one, text that is UTF-8 from end to end is UTF-8, and the
    rest is Windows-1251. A file that was glued together from both is told from its lines.

    Returns
    -------
    str
        Name of the encoding as `text_lines` takes it.
    """
    with file.open() as stream:
        start = stream.read(_SAMPLE)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (unmarked := _unmarked_utf16(start)) is not None:
        return unmarked
    with file.open() as stream:
        if _is_utf8(stream):
            return "utf-8-sig"
    with file.open() as stream:
        utf8_lines, other_lines = _count_lines(stream)
    if utf8_lines < _MIXED_SHARE * (utf8_lines + other_lines):
        return "cp1251"
    warn(
        f"{file.name}: {other_lines} of its lines are not UTF-8 and are read as Windows-1251. "
        "If their letters come out wrong, export the file again in one encoding."
    )
    return _MIXED


def text_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines of an open file with their ends as written, which quoted cells may hold."""
    if encoding == _MIXED:
        return _mixed_lines(stream)
    # A byte without a letter in Windows-1251 (there is one) costs that letter, not the file.
    errors = "strict" if encoding == "utf-8-sig" else "replace"
    return iter(io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=""))


def _unmarked_utf16(start: bytes) -> str | None:
    """Tell UTF-16 without a mark: the signs between cells are of one byte and an empty one."""
    pairs = [start[at : at + 2] for at in range(0, len(start) - 1, 2)]
    for encoding, signs in (("utf-16-le", _SIGNS_LE), ("utf-16-be", _SIGNS_BE)):
        if start.count(b"\0") and sum(pair in signs for pair in pairs) >= _SIGN_SHARE * len(pairs):
            return encoding
    return None


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count_lines(stream: BinaryIO) -> tuple[int, int]:
    """Count the lines with letters beyond ASCII: those with Russian in UTF-8, and the others."""
    utf8_lines = other_lines = 0
    for line in stream:
        if line.isascii():
            continue
        try:
            utf8_lines += bool(_CYRILLIC.search(line.decode("utf-8")))
        except UnicodeDecodeError:
            other_lines += 1
    return utf8_lines, other_lines


def _mixed_lines(stream: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(stream):
        try:
            text = line.decode("utf-8" if number else "utf-8-sig")
        except UnicodeDecodeError:
            text = line.decode("cp1251", errors="replace")
        yield from io.StringIO(text, newline="")
