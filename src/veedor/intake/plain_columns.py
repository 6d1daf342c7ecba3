"""Columns of a small table whose cells need no care: to see that costs less than to plan for the others.

The time of a small import goes into the planning of its queries, most of it for cells that nobody wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine.sql import Value

if TYPE_CHECKING:
    import pyarrow as pa

_NUMBER = "^(0|[1-9][0-9]{0,8})$"
TEXT = "^([!-~]+( [!-~]+)*)?$"
"""What is printable ASCII without superfluous blanks."""


class PlainText(Value):
    """A text that in every row is printable ASCII without superfluous blanks, or missing."""

    def filled(self) -> PlainText:
        """Give the empty text where it is missing."""
        return PlainText(self.fill_null("").text, self.columns)


class PlainNumber(PlainText):
    """A text that in every row is a whole number as the engine itself writes it, or missing."""


def plain_columns(table: pa.Table) -> dict[str, type[PlainText]]:
    """Find the plain columns of a table in memory; of others nothing is said.

    Parameters
    ----------
    table : pyarrow.Table
        Its published columns are text.
    """
    import pyarrow as pa

    texts = [name for name in table.column_names if pa.types.is_string(table.schema.field(name).type)]
    plain = [name for name in texts if _all(table[name], TEXT)]
    return {name: PlainNumber if _all(table[name], _NUMBER) else PlainText for name in plain}


def _all(cells: pa.ChunkedArray, pattern: str) -> bool:
    """Say whether every cell that is not missing is as a pattern says."""
    import pyarrow.compute as pc

    return bool(pc.all(pc.match_substring_regex(cells, pattern), min_count=0).as_py())
