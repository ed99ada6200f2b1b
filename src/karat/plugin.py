"""dbt-duckdb's door to Karat's files: named in `profiles.yml`, called by dbt.

    plugins:
      - module: karat.plugin
        alias: karat

A source with `plugin: karat` in its meta is then read through `Plugin.load`, and the SQL of every
model can say `getvariable('karat_salt')`.
"""

import logging
import os
from collections.abc import Callable, Collection
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.utils import SourceConfig, TargetConfig
from dbt.adapters.events.logging import AdapterLogger
from dbt.flags import get_flags
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from karat.activation import note_activation
from karat.ingest import (
    CAMPAIGNS_SCHEMA,
    CONTACTS_SCHEMA,
    DEMO_FILE_NAME,
    EXPERIMENTS_SCHEMA,
    EXPOSURES_SCHEMA,
    FORGOTTEN_SCHEMA,
    NOT_GOODS_SCHEMA,
    OTHER_LISTS_SCHEMA,
    SHOWN_SCHEMA,
    STOCK_SCHEMA,
    IngestError,
    list_sales_files,
    read_campaigns,
    read_contacts,
    read_experiments,
    read_exposures,
    read_forgotten,
    read_not_goods,
    read_other_lists,
    read_sales,
    read_shown,
    read_stock,
)
from karat.last_publication import LAST_TABLES, read_last
from karat.locking import WarehouseError, hold_warehouse
from karat.pseudonyms import DEFAULT_SALT
from karat.publication import PublicationError, Table, publish, published_path
from karat.resources import SettingError, memory_limit, threads
from karat.variables import project_vars, refusal
from karat.work_list import work_list_path

SOURCE_SCHEMA = "private"
"""Where the sources are kept, as `models/staging/_sources.yml` says."""

BEFORE_MODELS = ("lifelines",)
"""Libraries that a run loads before its models do, side by side: importing lifelines 0.30 reads a
list of modules that another thread's imports change meanwhile, and a build died of that."""

_log = AdapterLogger("Karat")
_demo_lock = Lock()


class _ToDbt(logging.Handler):
    """Hands what the library logs on to dbt's own log, be that text or JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        _log.info(record.getMessage())


_to_dbt = _ToDbt()


class Plugin(BasePlugin):
    """Loads the sources `raw_…`, which `load` lists, and hands the salt to SQL."""

    warehouse: ClassVar[DuckDBPyConnection | None] = None
    """The connection of this process's run: dbt makes the plugin and tells nobody where it is."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Start with nothing said; dbt calls this in place of a constructor."""
        library = logging.getLogger("karat")
        library.setLevel(logging.INFO)
        library.addHandler(_to_dbt)  # a second time adds nothing
        library.propagate = False  # a library may have the root logger print it once more
        self._said: set[str] = set()
        self._lock = Lock()

    def load(self, source_config: SourceConfig) -> pa.Table:
        """Read the files behind a source table.

        dbt calls this each time a node that selects from the source is compiled, and stores the
        result as a table. So one model should select from each source, and no test.

        Raises
        ------
        DbtRuntimeError
            With a sentence that names the file and what to do.
        """
        loaders: dict[str, Callable[[], pa.Table]] = {
            "raw_sales": self._load_sales,
            "raw_sales_files": self._list_sales_files,
            "raw_stock": self._load_stock,
            "raw_forgotten": self._load_forgotten,
            "raw_not_goods": self._load_not_goods,
            "raw_experiments": self._load_experiments,
            "raw_exposures": self._load_exposures,
            "raw_campaigns": self._load_campaigns,
            "raw_contacts": self._load_contacts,
            "raw_shown": self._load_shown,
            "raw_other_lists": self._load_other_lists,
            **{name: partial(read_last, published_path(), name) for name in LAST_TABLES},
        }
        loader = loaders.get(source_config.identifier)
        if loader is None:
            raise DbtRuntimeError(
                f"The plugin karat has no source table '{source_config.identifier}'; "
                f"it has {', '.join(loaders)}. Correct the table's name in the sources' yml."
            )
        try:
            return loader()
        except IngestError as error:
            raise DbtRuntimeError(str(error)) from None

    def update_connection_config(self, creds: DuckDBCredentials, config: dict[str, Any]) -> None:
        """Take the warehouse for this run, and make its folder: a fresh clone has none.

        Here too, as the first thing of a run, a var that the project does not have is refused, and
        libraries are loaded that can't be loaded beside others.

        Raises
        ------
        DbtRuntimeError
            When another build is at it, another program has it open, or a var or a bound is not
            one that works.
        """
        flags = get_flags()  # type: ignore[no-untyped-call]
        wrong = refusal(getattr(flags, "VARS", None) or {}, project_vars(_project_folder()))
        if wrong:
            raise DbtRuntimeError(wrong)
        try:
            config["threads"] = threads()
            if limit := memory_limit():
                config["memory_limit"] = limit
        except SettingError as error:
            raise DbtRuntimeError(str(error)) from None
        if getattr(flags, "WHICH", None) in {"build", "run", "retry"}:
            for library in BEFORE_MODELS:
                import_module(library)
        if creds.path == ":memory:":
            return
        try:
            hold_warehouse(Path(creds.path))
        except WarehouseError as error:
            raise DbtRuntimeError(str(error)) from None

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Keep the connection: publishing copies from the warehouse over a cursor of its own.

        The sources' schema is made here, because dbt loads two sources side by side, and of two
        transactions that make one schema DuckDB refuses the second. And a run that was killed
        right after it had published has not noted which version is active.
        """
        conn.execute(f"create schema if not exists {SOURCE_SCHEMA}")
        note_activation(conn.cursor(), published_path())
        self._connection = Plugin.warehouse = conn

    def store(self, target_config: TargetConfig) -> None:
        """Publish tables; the macro `publish_tables` calls this at the end of a build that passed.

        The config's `tables` lists them by `database`, `schema` and `name`.
        """
        if target_config.location is None:
            raise DbtRuntimeError("A publication needs the path of the file to publish to.")
        tables = [Table(**table) for table in target_config.config["tables"]]
        path = Path(target_config.location.path)
        try:
            publish(self._connection.cursor(), tables, path)
        except PublicationError as error:
            raise DbtRuntimeError(str(error)) from None
        note_activation(self._connection.cursor(), path)

    def configure_cursor(self, cursor: DuckDBPyConnection) -> None:
        """Set the salt on a cursor: DuckDB's variables belong to one connection, not to its copies.

        A variable, because `env_var()` in a model would write the salt into the compiled SQL.
        """
        salt = _setting("KARAT_SALT")
        if salt is None:
            self._warn_once(
                "Customer ids are made with the default salt, which is public: whoever knows a "
                "phone number can find its customer. Set the environment variable KARAT_SALT to a "
                "long random text, and keep it, since a new salt gives every customer a new id."
            )
        cursor.execute("set variable karat_salt = ?", [salt or DEFAULT_SALT])

    def _load_sales(self) -> pa.Table:
        pattern = self._sales_pattern()
        layout = _setting("KARAT_LAYOUT")
        return _named(
            "KARAT_SALES", lambda: read_sales(pattern, layout=layout, warn=self._warn_once)
        )

    def _list_sales_files(self) -> pa.Table:
        pattern = self._sales_pattern()
        layout = _setting("KARAT_LAYOUT")
        return _named("KARAT_SALES", lambda: list_sales_files(pattern, layout=layout))

    def _sales_pattern(self) -> str:
        pattern = _setting("KARAT_SALES")
        if pattern is None:
            pattern = str(demo_export(_project_folder()))
            self._warn_once(
                "KARAT_SALES is not set, so the sales are a SYNTHETIC demo export, and so is "
                "everything made from them. Set KARAT_SALES to the path or glob of a real export."
            )
        return pattern

    def _load_stock(self) -> pa.Table:
        pattern = _setting("KARAT_STOCK")
        if pattern is None:
            return STOCK_SCHEMA.empty_table()
        return _named("KARAT_STOCK", lambda: read_stock(pattern, warn=self._warn_once))

    def _load_forgotten(self) -> pa.Table:
        pattern = _setting("KARAT_FORGOTTEN")
        if pattern is None:
            return FORGOTTEN_SCHEMA.empty_table()
        return _named("KARAT_FORGOTTEN", lambda: read_forgotten(pattern, warn=self._warn_once))

    def _load_not_goods(self) -> pa.Table:
        pattern = _setting("KARAT_NOT_GOODS")
        if pattern is None:
            return NOT_GOODS_SCHEMA.empty_table()
        return _named("KARAT_NOT_GOODS", lambda: read_not_goods(pattern, warn=self._warn_once))

    def _load_experiments(self) -> pa.Table:
        path = _setting("KARAT_EXPERIMENTS")
        if path is None:
            return EXPERIMENTS_SCHEMA.empty_table()
        return _named("KARAT_EXPERIMENTS", lambda: read_experiments(path))

    def _load_exposures(self) -> pa.Table:
        pattern = _setting("KARAT_EXPOSURES")
        if pattern is None:
            return EXPOSURES_SCHEMA.empty_table()
        return _named("KARAT_EXPOSURES", lambda: read_exposures(pattern, warn=self._warn_once))

    def _load_campaigns(self) -> pa.Table:
        path = _setting("KARAT_CAMPAIGNS")
        if path is None:
            return CAMPAIGNS_SCHEMA.empty_table()
        return _named("KARAT_CAMPAIGNS", lambda: read_campaigns(path))

    def _load_contacts(self) -> pa.Table:
        # What the dashboard's buttons noted counts beside what a shop's own file says.
        pattern, noted = _setting("KARAT_CONTACTS"), work_list_path()
        own = [str(noted)] if noted.exists() else []
        read = [
            _named(setting, partial(read_contacts, path, warn=self._warn_once))
            for setting, path in [("KARAT_CONTACTS", pattern), *(("The work list", p) for p in own)]
            if path is not None
        ]
        return pa.concat_tables([CONTACTS_SCHEMA.empty_table(), *read])

    def _load_shown(self) -> pa.Table:
        pattern = _setting("KARAT_SHOWN")
        if pattern is None:
            return SHOWN_SCHEMA.empty_table()
        return _named("KARAT_SHOWN", lambda: read_shown(pattern, warn=self._warn_once))

    def _load_other_lists(self) -> pa.Table:
        pattern = _setting("KARAT_OTHER_LISTS")
        if pattern is None:
            return OTHER_LISTS_SCHEMA.empty_table()
        return _named("KARAT_OTHER_LISTS", lambda: read_other_lists(pattern, warn=self._warn_once))

    def _warn_once(self, message: str) -> None:
        with self._lock:
            if message in self._said:
                return
            self._said.add(message)
        _log.warning(message)


def ask_warehouse(query: str, run_id: str) -> list[tuple[Any, ...]]:
    """Ask the warehouse of this process's run of what it has left; no rows where it can't be asked.

    Parameters
    ----------
    query
        SQL with one parameter.
    run_id
        The parameter: dbt's id of the run.
    """
    if Plugin.warehouse is None:
        return []
    try:
        return Plugin.warehouse.cursor().execute(query, [run_id]).fetchall()
    except duckdb.Error:  # dbt has closed it, or has recorded no run yet
        return []


def table_rows(names: Collection[str]) -> dict[str, int]:
    """Count the rows of tables that this process's run has made by now.

    Parameters
    ----------
    names
        Each as `schema.name` in lower case; what is no table, such as a view, is left out.
    """
    if Plugin.warehouse is None:
        return {}
    try:
        cursor = Plugin.warehouse.cursor()
        made = cursor.execute(
            "select lower(schema_name || '.' || table_name), schema_name, table_name"
            " from duckdb_tables() where database_name = current_database()"
        ).fetchall()
        # The catalogue's own number still counts what has been deleted.
        return {
            name: cursor.execute(f'select count(*) from "{schema}"."{table}"').fetchall()[0][0]
            for name, schema, table in made
            if name in names
        }
    except duckdb.Error:  # dbt has closed it, or its disk is full
        return {}


def demo_export(project_folder: Path) -> Path:
    """Return the project's demo export, which is made when it isn't there yet."""
    path = project_folder / "data" / DEMO_FILE_NAME
    with _demo_lock:  # dbt asks for two sources of it at once
        if not path.exists():
            # Only a build on the demo needs the generator, so only that waits for its imports.
            from karat.demo import write_demo_export  # noqa: PLC0415

            write_demo_export(path)
    return path


def _project_folder() -> Path:
    """Return the folder of the project that dbt runs, which need not be the one it is called in."""
    flags = get_flags()  # type: ignore[no-untyped-call]
    return Path(getattr(flags, "PROJECT_DIR", None) or Path.cwd())


def _setting(name: str) -> str | None:
    """Return an environment variable; one that is set to nothing counts as not set."""
    return os.environ.get(name, "").strip() or None


def _named(setting: str, read: Callable[[], pa.Table]) -> pa.Table:
    """Read, and say in an error which setting the file came from."""
    try:
        return read()
    except IngestError as error:
        if str(error).startswith("KARAT_"):
            raise  # it names the setting that it is about
        raise IngestError(f"{setting}: {error}") from None
