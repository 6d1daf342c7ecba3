"""Tables of a query: read from somewhere, or made of others. Nothing is computed before it is fetched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from veedor.engine.sql.form import Form, Join, Select, Union, is_light, seen_through, sources
from veedor.engine.sql.form import query as write_query
from veedor.engine.sql.literal import Names, Operand, ordered, quoted, several, written
from veedor.engine.sql.value import Aggregate, Value, aggregate, column
from veedor.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Given: TypeAlias = "str | Operand | Callable[[Table], Operand]"
"""A value of a table: a column by its name, a value, or a function of the table."""


class ColumnError(LookupError):
    """A table has no such column."""


class Table:
    """Rows of named columns.

    ``table["21F"]`` and ``table.votes`` are columns. A column is known by its name alone: ``rows.votes`` of
    one table may be used in any other that has a column of that name.

    Parameters
    ----------
    form : Form
        Where the rows come from.
    columns : iterable of str
        Names, each once.
    connection : Connection
        Where it is computed.
    passing : bool, optional
        Whether some value numbers rows as they come.
    """

    def __init__(
        self,
        form: Form,
        columns: Iterable[str],
        connection: Any,  # noqa: ANN401 - whatever fetches it
        *,
        passing: bool = False,
    ) -> None:
        self.form = form
        self.columns = tuple(columns)
        self.connection = connection
        self.passing = passing

    def __getitem__(self, name: str) -> Value:
        self._check([name])
        return column(name)

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __repr__(self) -> str:
        return f"Table({', '.join(self.columns)})"

    @property
    def query(self) -> str:
        """The query that gives it, as DuckDB reads it."""
        return write_query(self.form)

    @property
    def sources(self) -> frozenset[str]:
        """What stands behind FROM in its query, and is there already."""
        return sources(self.form)

    # -- rows -----------------------------------------------------------------------------------------

    def filter(self, *conditions: Given) -> Table:
        """Keep the rows in which all conditions hold."""
        texts = tuple(self._value(condition).text for condition in conditions)
        form = self.form
        if isinstance(form, Select) and form.bare:
            return self._with(replace(form, where=form.where + texts))
        return self._with(Select(form, where=texts))

    def order_by(self, *keys: str | Operand) -> Table:
        """Put the rows in an order, missing values last."""
        return self._with(Select(self.form, order=self._value(ordered(keys)).text))

    def limit(self, number: int, skip: int = 0) -> Table:
        """Keep the first rows, after leaving some out."""
        form = self.form
        if isinstance(form, Select) and form.limit is None:
            return self._with(replace(form, limit=number, skip=skip, light={}))
        return self._with(Select(form, limit=number, skip=skip))

    def distinct(self) -> Table:
        """Keep each row once."""
        return self._with(Select(self.form, distinct=True))

    def union(self, *others: Table) -> Table:
        """Put the rows of tables with the same columns one below the other, in any order.

        Raises
        ------
        ColumnError
            Where another has other columns.
        """
        for other in others:
            if odd := set(self.columns) ^ set(other.columns):
                raise ColumnError(f"Only one of two tables has the columns {', '.join(sorted(odd))}.")
        passing = any(other.passing for other in others)
        forms = (self.form, *(other.form for other in others))
        return self._with(Union(forms, self.columns), passing=passing) if others else self

    # -- columns --------------------------------------------------------------------------------------

    def select(self, *columns: Names, **named: Given) -> Table:
        """Return some columns, by name or computed."""
        values = {value.name: self._value(value) for one in columns for value in several(one)}
        return self._selected(values | {name: self._value(given) for name, given in named.items()})

    def mutate(self, **named: Given) -> Table:
        """Add columns, or put others in their place."""
        values = {name: self._value(given) for name, given in named.items()}
        return self._selected({name: column(name) for name in self.columns} | values)

    def drop(self, *names: str) -> Table:
        """Leave columns out."""
        self._check(names)
        return self.select([name for name in self.columns if name not in names])

    def unpivot(self, columns: Sequence[str], names_to: str, values_to: str) -> Table:
        """Return a row for each of some columns: its name in one column, its value in another.

        Parameters
        ----------
        columns : sequence of str
            Columns of one type, one at least.
        names_to, values_to : str
            The two columns that take their place.
        """
        kept = {name: column(name) for name in self.columns if name not in columns}
        pairs = [{names_to: Value(written(name)), values_to: column(name)} for name in columns]
        parts = [self.select(**kept, **pair) for pair in pairs]
        return parts[0].union(*parts[1:])

    # -- groups ---------------------------------------------------------------------------------------

    def group_by(self, *keys: Names, **named: Given) -> Groups:
        """Group rows that share the values of some columns, by name or computed."""
        values = {key.name: self._value(key) for one in keys for key in several(one)}
        return Groups(self, values | {name: self._value(given) for name, given in named.items()})

    def aggregate(self, **named: Given) -> Table:
        """Make one row of all."""
        return Groups(self, {}).aggregate(**named)

    def count(self, where: Value | None = None) -> Aggregate:
        """Count rows, or those for which something holds."""
        return aggregate("count(*)", where=where)

    # -- joins ----------------------------------------------------------------------------------------

    def join(self, other: Table, on: str | Sequence[str], how: str = "INNER") -> Table:
        """Join the rows of two tables that share the values of some columns.

        Parameters
        ----------
        other : Table
            A column of a name that is there already gets ``_right`` behind it; those of ``on`` are left out
            where every row has a partner.
        on : str or sequence of str
            Columns of both.
        how : {"INNER", "LEFT", "SEMI", "ANTI"}
            Whether rows without a partner stay (``LEFT``); or whether rows of this table alone are given,
            those with a partner (``SEMI``) or without one (``ANTI``).
        """
        keys = (on,) if isinstance(on, str) else tuple(on)
        self._check(keys)
        other._check(keys)
        further = {f"{c}_right" if c in self.columns else c: c for c in other.columns}
        if how == "INNER":
            further = {new: old for new, old in further.items() if old not in keys}
        if how in {"SEMI", "ANTI"}:
            further = {}
        form = Join(self.form, other.form, keys, how, further)
        return self._with(form, (*self.columns, *further), passing=other.passing)

    def left_join(self, other: Table, on: str | Sequence[str]) -> Table:
        """Join, and keep rows without a partner."""
        return self.join(other, on, "LEFT")

    def semi_join(self, other: Table, on: str | Sequence[str]) -> Table:
        """Keep the rows that have a partner in another table."""
        return self.join(other, on, "SEMI")

    def anti_join(self, other: Table, on: str | Sequence[str]) -> Table:
        """Keep the rows that have no partner in another table."""
        return self.join(other, on, "ANTI")

    # -- within ---------------------------------------------------------------------------------------

    def _check(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.columns:
                raise ColumnError(f"There is no column {name!r}. {nearest(name, self.columns)}")

    def _value(self, given: Given) -> Operand:
        value = (
            given if isinstance(given, Operand) else column(given) if isinstance(given, str) else given(self)
        )
        self._check(value.columns)
        return value

    def _selected(self, values: Mapping[str, Operand], groups: int | None = None) -> Table:
        passing = any(value.passing for value in values.values())
        form = self.form
        if isinstance(form, Select) and form.light and groups is None:
            through = seen_through(form, values)
            if through is not None:
                form, values = form.parent, through
        items = tuple(v.text if v.name == n else f"{v.text} AS {quoted(n)}" for n, v in values.items())
        if isinstance(form, Select) and form.items is None and form.order and groups is None:
            # the order is one of columns that need not be among those that are given
            return self._with(replace(form, items=items), values, passing=passing)
        light = values if groups is None and is_light(values) else {}
        return self._with(Select(form, items, groups, light=light), values, passing=passing)

    def _with(self, form: Form, columns: Iterable[str] | None = None, *, passing: bool = False) -> Table:
        names = self.columns if columns is None else columns
        return Table(form, names, self.connection, passing=passing or self.passing)


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of the rows of a table.

    Parameters
    ----------
    table : Table
        The rows.
    keys : mapping of str to Operand
        What the rows of a group share.
    """

    table: Table
    keys: Mapping[str, Operand]

    def aggregate(self, **named: Given) -> Table:
        """Make one row of each group."""
        values = {name: self.table._value(given) for name, given in named.items()}  # noqa: SLF001
        return self.table._selected({**self.keys, **values}, len(self.keys))  # noqa: SLF001
