"""Every published table as a Parquet file: `make parquet`, or `python -m karat.exports.parquet`.

The files are written into a folder of their own, and a symbolic link to it is renamed over the last
one. So a reader of the link finds the files of one publication, whole, at any moment; a killed
export changes nothing. The folder before stays until the next export, for readers who are in it.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import duckdb

from karat.exports.published import (
    ExportError,
    PublishedTable,
    open_published,
    published_tables,
)
from karat.locking import folder_to_oneself
from karat.publication import published_path


def export_parquet(published: Path, link: Path) -> int:
    """Write the tables of the published file to `<link>/<schema>/<table>.parquet`.

    Parameters
    ----------
    published
        The file that a build has published.
    link
        Where readers look. The folders that it leads to stand beside it, in `.<its name>`.

    Returns
    -------
    int
        How many tables were written.

    Raises
    ------
    ExportError
        If there is no published file, or something else stands where the link should.
    """
    folders = link.with_name(f".{link.name}")
    with open_published(published) as connection:
        folders.mkdir(parents=True, exist_ok=True)
        with folder_to_oneself(folders):
            last = _number_of_last(link, folders)
            for left in folders.iterdir():
                if left.name != str(last):
                    _remove(left)  # of the export before the last, or of one that was killed
            folder = folders / str(last + 1)
            tables = published_tables(connection)
            for table in tables:
                _write(connection, table, folder)
            unfinished = folders / "next"
            # Relative, so that it leads there wherever the two are mounted.
            unfinished.symlink_to(folder.relative_to(link.parent))
            unfinished.replace(link)
    return len(tables)


def _number_of_last(link: Path, folders: Path) -> int:
    """Tell which export readers have; 0 for none."""
    if link.is_symlink() and link.resolve().parent == folders.resolve():
        return int(link.resolve().name)
    if link.exists() or link.is_symlink():
        raise ExportError(
            f"{link} is there already and is no earlier export. Remove it, or set KARAT_PARQUET to "
            "another folder."
        )
    return 0


def _write(connection: duckdb.DuckDBPyConnection, table: PublishedTable, folder: Path) -> None:
    path = folder / table.schema / f"{table.name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    location = str(path).replace("'", "''")
    connection.execute(f"copy {table.source} to '{location}' (format parquet, compression zstd)")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)


def main() -> None:
    """Read the environment and export."""
    link = Path(os.environ.get("KARAT_PARQUET", "").strip() or "warehouse/parquet")
    try:
        count = export_parquet(published_path(), link)
    except ExportError as error:
        sys.exit(str(error))
    print(f"Wrote {count} tables to {link}")


if __name__ == "__main__":
    main()
