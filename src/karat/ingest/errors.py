"""What goes wrong with a file, in sentences a person can act on."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from lxml.etree import LxmlError
from python_calamine import CalamineError, PasswordError


class IngestError(Exception):
    """A file can't be read; the message names it and says what to do.

    A message holds file names, row numbers and names of columns, never the text of a cell: it goes
    into logs, and a cell may be somebody's name or phone.
    """


@contextmanager
def told_plainly(file_name: str) -> Iterator[None]:
    """Turn what a format's library raises into an `IngestError` that names the file.

    The library's own error is cut off (`from None`), because it may quote cells.
    """
    try:
        yield
    except PasswordError:
        raise IngestError(
            f"{file_name}: the workbook is protected by a password. "
            "Save a copy without the password and point to that."
        ) from None
    except PermissionError:
        raise IngestError(
            f"{file_name}: no permission to read the file. "
            "Give the user that runs the build the right to read it."
        ) from None
    except (OSError, EOFError, zlib.error, CalamineError, pa.ArrowException, LxmlError) as error:
        raise IngestError(
            f"{file_name}: the file can't be read ({type(error).__name__}). It is damaged, still "
            "being written, or of another kind than CSV, TSV, XLSX, XLS, HTML, JSON, Parquet or "
            "one of these gzipped; a zip archive has to be unpacked. Export or copy it again."
        ) from None
