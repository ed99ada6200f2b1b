"""Load the bundle and the administrator into Superset; runs in Superset's environment.

Loading again brings the bundle's own datasets, charts and dashboard back to what stands here, and
leaves alone the charts and dashboards that people have made beside them.
"""

from __future__ import annotations

import os
from pathlib import Path

from superset.app import create_app

ASSETS = Path(__file__).with_name("assets")
STATED_PATH = "duckdb:///warehouse/published.duckdb"
ADMINISTRATOR = "admin"


def contents(published: Path) -> dict[str, str]:
    """Return the bundle's files, with the database where it is on this machine."""
    files = {
        str(path.relative_to(ASSETS)): path.read_text(encoding="utf-8")
        for path in sorted(ASSETS.rglob("*.yaml"))
    }
    name = "databases/karat.yaml"
    return files | {name: files[name].replace(STATED_PATH, f"duckdb:///{published.resolve()}")}


def main() -> None:
    """Load."""
    with create_app().app_context():
        # Superset's models can be imported only once there is an application.
        from superset import db, security_manager  # noqa: PLC0415
        from superset.commands.importers.v1.assets import ImportAssetsCommand  # noqa: PLC0415
        from superset.connectors.sqla.models import SqlaTable  # noqa: PLC0415
        from superset.utils.core import override_user  # noqa: PLC0415

        password = os.environ["KARAT_SUPERSET_PASSWORD"]
        user = security_manager.find_user(username=ADMINISTRATOR)
        if user is None:
            user = security_manager.add_user(
                *(ADMINISTRATOR, "Karat", "Administrator", "admin@localhost"),
                security_manager.find_role("Admin"),
                password,
            )
        else:
            security_manager.reset_password(user.id, password)
        with override_user(user):
            ImportAssetsCommand(contents(Path(os.environ["KARAT_PUBLISHED"]))).run()
            # Columns and what they mean come from the file, so the bundle need not repeat them.
            for dataset in db.session.query(SqlaTable).all():
                if dataset.database.database_name == "Karat":
                    dataset.fetch_metadata()
            db.session.commit()


if __name__ == "__main__":
    main()
