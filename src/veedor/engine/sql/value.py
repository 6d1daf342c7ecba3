"""Values of a query: columns, literals and what is computed of them, each a piece of SQL for DuckDB.

A value knows its text and the columns that it needs, nothing else: a table checks the columns, the engine the
types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine.sql.literal import TYPES, Names, Operand, Plain, listed, made, ordered, quoted, several

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Value(Operand):
    """A value of every row."""

    # -- comparisons and logic ------------------------------------------------------------------------

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]
        return self.isnull() if other is None else made(Truth, "({} = {})", self, other)

    def __ne__(self, other: object) -> Truth:  # type: ignore[override]
        return self.notnull() if other is None else made(Truth, "({} <> {})", self, other)

    def __lt__(self, other: object) -> Truth:
        return made(Truth, "({} < {})", self, other)

    def __le__(self, other: object) -> Truth:
        return made(Truth, "({} <= {})", self, other)

    def __gt__(self, other: object) -> Truth:
        return made(Truth, "({} > {})", self, other)

    def __ge__(self, other: object) -> Truth:
        return made(Truth, "({} >= {})", self, other)

    def __and__(self, other: object) -> Truth:
        return made(Truth, "({} AND {})", self, other)

    def __or__(self, other: object) -> Truth:
        return made(Truth, "({} OR {})", self, other)

    def __invert__(self) -> Truth:
        return made(Truth, "(NOT {})", self)

    def __bool__(self) -> bool:
        raise TypeError("A value of a query has no truth in Python: combine values with & | ~.")

    __hash__ = object.__hash__

    def isnull(self) -> Truth:
        """Say whether it is missing."""
        return made(Truth, "({} IS NULL)", self)

    def notnull(self) -> Truth:
        """Say whether it is there."""
        return made(Truth, "({} IS NOT NULL)", self)

    def isin(self, values: Iterable[Plain]) -> Truth:
        """Say whether it is one of some plain values."""
        listed = list(values)
        places = ", ".join(["{}"] * len(listed))
        return made(Truth, f"({{}} IN ({places}))", self, *listed) if listed else Truth("FALSE")

    def between(self, low: object, high: object) -> Truth:
        """Say whether it lies between two values, both included."""
        return made(Truth, "({} BETWEEN {} AND {})", self, low, high)

    # -- numbers and times ----------------------------------------------------------------------------

    def __add__(self, other: object) -> Value:
        return made(Value, "({} + {})", self, other)

    def __radd__(self, other: object) -> Value:
        return made(Value, "({} + {})", other, self)

    def __sub__(self, other: object) -> Value:
        return made(Value, "({} - {})", self, other)

    def __mul__(self, other: object) -> Value:
        return made(Value, "({} * {})", self, other)

    def __rmul__(self, other: object) -> Value:
        return made(Value, "({} * {})", other, self)

    def __floordiv__(self, other: object) -> Value:
        """Divide whole numbers, towards zero."""
        return made(Value, "({} // {})", self, other)

    def __neg__(self) -> Value:
        return made(Value, "(- {})", self)

    def abs(self) -> Value:
        """Return its size without the sign."""
        return made(Value, "abs({})", self)

    def truncate(self, unit: str) -> Value:
        """Cut a time to the beginning of its ``second``, ``hour`` or ``day``."""
        return made(Value, "date_trunc({}, {})", unit, self)

    def hour(self) -> Value:
        """Return the hour of a time."""
        return made(Value, "hour({})", self)

    def epoch_seconds(self) -> Value:
        """Return a time as seconds since 1970."""
        return made(Value, "epoch({})", self)

    def as_interval(self, unit: str) -> Value:
        """Return a whole number of ``seconds`` or ``minutes`` as a length of time."""
        return made(Value, f"to_{unit}({{}})", self)

    # -- types and missing values ---------------------------------------------------------------------

    def cast(self, kind: str) -> Value:
        """Change the type; what cannot be read as it is an error of the query."""
        return made(Value, f"CAST({{}} AS {TYPES[kind]})", self)

    def try_cast(self, kind: str) -> Value:
        """Change the type; what cannot be read as it is missing."""
        return made(Value, f"TRY_CAST({{}} AS {TYPES[kind]})", self)

    def fill_null(self, other: object) -> Value:
        """Put another value where it is missing."""
        return self.coalesce(other)

    def coalesce(self, *others: object) -> Value:
        """Return the first value that is not missing."""
        return made(Value, f"coalesce({', '.join(['{}'] * (1 + len(others)))})", self, *others)

    def nullif(self, other: object) -> Value:
        """Make one value of it missing."""
        return made(Value, "nullif({}, {})", self, other)

    def cases(self, *pairs: tuple[object, object], else_: object = None) -> Value:
        """Return the second of the first pair whose first it is."""
        flat = [part for pair in pairs for part in pair]
        if not flat:
            return made(Value, "{}", else_)
        return made(Value, f"CASE {{}} {'WHEN {} THEN {} ' * len(pairs)}ELSE {{}} END", self, *flat, else_)

    def substitute(self, table: Mapping[str, str]) -> Value:
        """Replace whole texts; others stay."""
        return self.cases(*table.items(), else_=self)

    # -- texts ----------------------------------------------------------------------------------------

    def length(self) -> Value:
        """Count its characters."""
        return made(Value, "length({})", self)

    def upper(self) -> Value:
        """Write it in capitals."""
        return made(Value, "upper({})", self)

    def lower(self) -> Value:
        """Write it in small letters."""
        return made(Value, "lower({})", self)

    def strip(self) -> Value:
        """Take outer blanks of ASCII away."""
        return made(Value, "trim({}, {})", self, " \t\n\r\v\f")

    def replace(self, old: object, new: object) -> Value:
        """Replace a text within it, everywhere."""
        return made(Value, "replace({}, {}, {})", self, old, new)

    def contains(self, text: object) -> Truth:
        """Say whether a text is within it."""
        return made(Truth, "contains({}, {})", self, text)

    def startswith(self, text: object) -> Truth:
        """Say whether it begins with a text."""
        return made(Truth, "starts_with({}, {})", self, text)

    def substr(self, start: int, length: int) -> Value:
        """Return some characters, the first of which is 0."""
        return made(Value, "substring({}, {}, {})", self, start + 1, length)

    def right(self, length: int) -> Value:
        """Return its last characters."""
        return made(Value, "right({}, {})", self, length)

    def re_search(self, pattern: str) -> Truth:
        """Say whether a regular expression (RE2) is found in it."""
        return made(Truth, "regexp_matches({}, {})", self, pattern)

    def re_extract(self, pattern: str, group: int) -> Value:
        r"""Return what a group of a regular expression found; the empty text where nothing is.

        >>> Value('"at"').re_extract(r"(\d+):", 1).text
        'regexp_extract("at", \'(\\d+):\', 1)'
        """
        return made(Value, "regexp_extract({}, {}, {})", self, pattern, group)

    def re_replace(self, pattern: str, new: str) -> Value:
        """Replace whatever a regular expression finds; a backslash and a digit stand for a group."""
        return made(Value, "regexp_replace({}, {}, {}, 'g')", self, pattern, new)

    def hash(self) -> Value:
        """Return a whole number that tells it from others; other engines and versions give others."""
        return made(Value, "CAST(hash({}) >> 1 AS BIGINT)", self)

    # -- lists and records ----------------------------------------------------------------------------

    def __getitem__(self, key: str | int | slice) -> Value:
        """Return a field of a record, an element of a list (from 0), or its first elements."""
        if isinstance(key, str):
            return made(Value, "struct_extract({}, {})", self, key)
        if isinstance(key, int):
            return made(Value, "({})[{}]", self, key + 1)
        return made(Value, "list_slice({}, 1, {})", self, key.stop)

    # -- over rows ------------------------------------------------------------------------------------

    def sum(self, where: Value | None = None) -> Aggregate:
        """Add whole numbers; missing where there is none."""
        return aggregate("sum({})", self, where=where, wrap="CAST({} AS BIGINT)")

    def min(self, where: Value | None = None) -> Aggregate:
        """Return the smallest."""
        return aggregate("min({})", self, where=where)

    def max(self, where: Value | None = None) -> Aggregate:
        """Return the largest."""
        return aggregate("max({})", self, where=where)

    def count(self, where: Value | None = None) -> Aggregate:
        """Count the rows in which it is there."""
        return aggregate("count({})", self, where=where)

    def nunique(self) -> Aggregate:
        """Count the different values that are there."""
        return aggregate("count(DISTINCT {})", self)

    def any(self) -> Aggregate:
        """Say whether it is true in some row."""
        return aggregate("bool_or({})", self)

    def lag(self) -> Aggregate:
        """Return what it is in the row before; only over a window."""
        return aggregate("lag({}, 1)", self)

    def first(self, order_by: Names, where: Value | None = None, *, include_null: bool = False) -> Aggregate:
        """Return the value of the first row in an order, of those in which it is there."""
        there = None if include_null else self.notnull()
        return aggregate("first({} ORDER BY {})", self, ordered(order_by), where=both(there, where))

    def collect(
        self, where: Value | None = None, order_by: Names = (), *, distinct: bool = False
    ) -> Aggregate:
        """List the values that are there; missing where there are none."""
        where = both(self.notnull(), where)
        if distinct:
            return aggregate("array_agg(DISTINCT {})", self, where=where)
        return aggregate("array_agg({} ORDER BY {})", self, ordered(order_by), where=where)

    def desc(self) -> Value:
        """Order by it downwards, what is missing last."""
        return made(Value, "{} DESC NULLS LAST", self)


class Truth(Value):
    """A value that is true, false or missing."""

    def sum(self, where: Value | None = None) -> Aggregate:
        """Count the rows in which it is true."""
        return aggregate("count(*)", where=both(self, where))


@dataclass(frozen=True, eq=False)
class Aggregate(Value):
    """One value of many rows.

    Parameters
    ----------
    call : str
        The function, to which a window can be added.
    wrap : str
        What is made of its answer.
    """

    call: str = ""
    wrap: str = "{}"

    def over(self, group_by: Names = (), order_by: Names = ()) -> Value:
        """Compute it in every row, of the rows that share some values; in an order, of those up to the row.

        >>> Value('"votes"').sum().over(group_by="place", order_by="at").text
        'CAST(sum("votes") OVER (PARTITION BY "place" ORDER BY "at" NULLS LAST \
ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT)'
        """
        groups, order = several(group_by), several(order_by)
        pieces = [made(Operand, "PARTITION BY {}", listed(groups))] if groups else []
        pieces += [made(Operand, "ORDER BY {}", ordered(order))] if order else []
        if order and not self.call.startswith(("row_number", "lag")):
            pieces.append(Operand("ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"))
        window = " ".join(piece.text for piece in pieces)
        columns = self.columns.union(*(piece.columns for piece in pieces))
        return Value(self.wrap.format(f"{self.call} OVER ({window})"), columns, passing=not pieces)


def column(name: str) -> Value:
    """Return a column of whatever table the value is used in."""
    return Value(quoted(name), frozenset([name]), name)


def aggregate(call: str, *operands: Operand, where: Value | None = None, wrap: str = "{}") -> Aggregate:
    """Make one value of many rows, or of those for which something holds."""
    if where is not None:
        call, operands = f"{call} FILTER (WHERE {{}})", (*operands, where)
    inner = made(Operand, call, *operands)
    return Aggregate(wrap.format(inner.text), inner.columns, call=inner.text, wrap=wrap)


def both(one: Value | None, other: Value | None) -> Value | None:
    """Join two conditions of which either may be left out."""
    if one is None or other is None:
        return one if other is None else other
    return one & other
