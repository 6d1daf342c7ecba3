"""Tables of results as Arrow, and from there as pandas or Polars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from veedor.errors import QuestionError, nearest
from veedor.later import need
from veedor.model import Result, Table
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from veedor.model import Column, Value


def to_arrow(result: Result | Table, name: str = "", *, exact: bool = False) -> pa.Table:
    """Return a table of a result as an Arrow table.

    Parameters
    ----------
    result : Result or Table
        The result of an analysis, or one of its tables.
    name : str
        Which of its tables; by default the first.
    exact : bool
        Write fractions as text (``"34671/10"``) instead of the nearest double.

    Returns
    -------
    pyarrow.Table
        Unit and base of each column stand in the metadata of its field. Shares and points are fractions of
        their base: 0.4708 is 47.08 %.

    Raises
    ------
    QuestionError
        Where the result has no table, or none of that name.
    """
    import pyarrow as pa

    table = pick(result, name)
    columns = [[row[i] for row in table.rows] for i in range(len(table.columns))]
    made = [_array(values, exact=exact) for values in columns]
    fields = [_field(column, array.type) for column, array in zip(table.columns, made, strict=True)]
    return pa.Table.from_arrays(made, schema=pa.schema(fields, metadata={"table": table.name}))


def to_pandas(result: Result | Table, name: str = "", *, exact: bool = False) -> Any:  # noqa: ANN401
    """Return a table of a result as a pandas data frame; arguments as for :func:`to_arrow`.

    Raises
    ------
    MissingDataError
        Where pandas is not installed.
    """
    need("pandas", "veedor.to_arrow")
    return to_arrow(result, name, exact=exact).to_pandas()


def to_polars(result: Result | Table, name: str = "", *, exact: bool = False) -> Any:  # noqa: ANN401
    """Return a table of a result as a Polars data frame; arguments as for :func:`to_arrow`.

    Raises
    ------
    MissingDataError
        Where Polars is not installed.
    """
    return need("polars", "veedor.to_arrow").from_arrow(to_arrow(result, name, exact=exact))


def pick(result: Result | Table, name: str = "") -> Table:
    """Return one table of a result by its name, the first one without a name.

    Raises
    ------
    QuestionError
        Where the result has no table, or none of that name.
    """
    if isinstance(result, Table):
        return result
    tables = {table.name: table for table in result.tables}
    if not tables:
        raise QuestionError(
            sentence("A {name} without tables has nothing to convert.", name=type(result).__name__)
        )
    if name and name not in tables:
        raise QuestionError(
            sentence("The result has no table {name!r}.", name=name), remedy=nearest(name, tables)
        )
    return tables[name] if name else next(iter(tables.values()))


def _array(values: Sequence[Value], *, exact: bool) -> pa.Array:
    """Return a column the narrowest type that holds all its values."""
    import pyarrow as pa

    known = [value for value in values if value is not None]
    if any(isinstance(value, Fraction) for value in known):
        if exact:
            return pa.array([None if v is None else _ratio(v) for v in values], pa.string())
        return pa.array([None if v is None else _nearest(v) for v in values], pa.float64())
    return pa.array(list(values), _type(known))


def _type(known: Sequence[Value]) -> pa.DataType:
    import pyarrow as pa

    kinds = {type(value) for value in known}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    if kinds <= {int, float} and kinds:
        return pa.float64()
    if kinds == {datetime}:
        first = next(v for v in known if isinstance(v, datetime))
        return pa.timestamp("s", tz=None if first.tzinfo is None else str(first.tzinfo))
    if kinds == {date}:
        return pa.date32()
    if kinds == {timedelta}:
        return pa.duration("s")
    if kinds == {tuple}:
        return pa.list_(pa.string())
    return pa.string()


def _ratio(value: Value) -> str:
    return str(Fraction(value)) if isinstance(value, int | float | Fraction) else str(value)


def _nearest(value: Value) -> float:
    if isinstance(value, Fraction):
        return value.numerator / value.denominator
    return float(value) if isinstance(value, int | float) else float("nan")


def _field(column: Column, kind: pa.DataType) -> pa.Field:
    import pyarrow as pa

    metadata = {"unit": column.unit.value} | ({"base": column.base} if column.base else {})
    return pa.field(column.name, kind, metadata=metadata)
