"""Queries in words of Python, written as SQL for DuckDB: exactly what Veedor asks, and no more.

>>> votes = Table(StoredRows("votes"), ["place", "21F", "at"], None)
>>> print(votes.filter(votes["21F"] > 9).group_by("place").aggregate(n=votes.count()).query)
SELECT "place", count(*) AS "n" FROM (SELECT * FROM votes WHERE ("21F" > 9)) GROUP BY 1
>>> votes.select("plaze")
Traceback (most recent call last):
...
veedor.engine.sql.table.ColumnError: There is no column 'plaze'. Did you mean 'place'?
"""

from veedor.engine.sql.form import StoredRows
from veedor.engine.sql.functions import (
    all_of,
    any_of,
    call,
    cases,
    concat,
    ifelse,
    interval,
    join,
    literal,
    null,
    once,
    row_number,
    struct,
    total,
)
from veedor.engine.sql.literal import quoted, written
from veedor.engine.sql.table import ColumnError, Table
from veedor.engine.sql.value import Aggregate, Value, column

__all__ = [
    "Aggregate",
    "ColumnError",
    "StoredRows",
    "Table",
    "Value",
    "all_of",
    "any_of",
    "call",
    "cases",
    "column",
    "concat",
    "ifelse",
    "interval",
    "join",
    "literal",
    "null",
    "once",
    "quoted",
    "row_number",
    "struct",
    "total",
    "written",
]
