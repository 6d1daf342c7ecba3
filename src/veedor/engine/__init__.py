"""Where tables live: schemas, connection, store. The only folder that names an engine."""

from veedor.engine.connect import (
    CsvForm,
    connect,
    count_rows,
    fetch_arrow,
    fetch_rows,
    read_csv_text,
    write_parquet,
)
from veedor.engine.connection import Connection, Engine
from veedor.engine.schemas import TABLES, Schema, SchemaColumn, Type
from veedor.engine.scratch import Scratch
from veedor.engine.store import MANIFEST, Store

__all__ = [
    "MANIFEST",
    "TABLES",
    "Connection",
    "CsvForm",
    "Engine",
    "Schema",
    "SchemaColumn",
    "Scratch",
    "Store",
    "Type",
    "connect",
    "count_rows",
    "fetch_arrow",
    "fetch_rows",
    "read_csv_text",
    "write_parquet",
]
