"""Reads a retailer's files as they are: every record, every cell as text, nothing lost."""

from karat.ingest.campaigns import (
    CAMPAIGNS_SCHEMA,
    CONTACTS_SCHEMA,
    read_campaigns,
    read_contacts,
)
from karat.ingest.customer_ids import read_customer_ids
from karat.ingest.errors import IngestError
from karat.ingest.experiments import (
    EXPERIMENTS_SCHEMA,
    EXPOSURES_SCHEMA,
    read_experiments,
    read_exposures,
)
from karat.ingest.forgotten import FORGOTTEN_SCHEMA, read_forgotten
from karat.ingest.not_goods import NOT_GOODS_SCHEMA, read_not_goods
from karat.ingest.sales import DEMO_FILE_NAME, list_sales_files, read_sales
from karat.ingest.shown import (
    OTHER_LISTS_SCHEMA,
    SHOWN_SCHEMA,
    read_other_lists,
    read_shown,
)
from karat.ingest.stock import STOCK_SCHEMA, read_stock

__all__ = [
    "CAMPAIGNS_SCHEMA",
    "CONTACTS_SCHEMA",
    "DEMO_FILE_NAME",
    "EXPERIMENTS_SCHEMA",
    "EXPOSURES_SCHEMA",
    "FORGOTTEN_SCHEMA",
    "NOT_GOODS_SCHEMA",
    "OTHER_LISTS_SCHEMA",
    "SHOWN_SCHEMA",
    "STOCK_SCHEMA",
    "IngestError",
    "list_sales_files",
    "read_campaigns",
    "read_contacts",
    "read_customer_ids",
    "read_experiments",
    "read_exposures",
    "read_forgotten",
    "read_not_goods",
    "read_other_lists",
    "read_sales",
    "read_shown",
    "read_stock",
]
