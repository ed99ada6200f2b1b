"""The door through which dbt finds the adapter of `type: sparksession`."""

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.sparksession.impl import SparkSessionAdapter, SparkSessionCredentials
from dbt.include import sparksession

Plugin = AdapterPlugin(
    # dbt asks for a protocol that its own adapters are not typed to follow either.
    adapter=SparkSessionAdapter,  # type: ignore[arg-type]
    credentials=SparkSessionCredentials,
    include_path=sparksession.PACKAGE_PATH,
    dependencies=["spark"],
)
