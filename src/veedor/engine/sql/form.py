"""How the rows of a table come about, and the one query that gives them.

What is used more than once within a query is written once, in front of it (``WITH``): a query grows with its
steps, not with their product.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.engine.sql.literal import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from veedor.engine.sql.literal import Operand


class Form(ABC):
    """A step of a query."""

    @property
    def parents(self) -> tuple[Form, ...]:
        """The steps that it needs."""
        return ()

    @abstractmethod
    def write(self, name: Callable[[Form], str]) -> str:
        """Write the step as a SELECT; ``name`` gives what stands for another step behind FROM."""


@dataclass(frozen=True, eq=False)
class StoredRows(Form):
    """Rows that are there.

    Parameters
    ----------
    text : str
        What stands behind FROM.
    """

    text: str

    def write(self, name: Callable[[Form], str]) -> str:
        """Write all of it."""
        return f"SELECT * FROM {name(self)}"


@dataclass(frozen=True, eq=False)
class Select(Form):
    """Columns and rows of one other step.

    Parameters
    ----------
    parent : Form
        The other.
    items : tuple of str, optional
        Columns with their names; all where left out.
    groups : int, optional
        How many of the items, from the first on, name a group; each row is its own where left out.
    where : tuple of str
        Conditions.
    order : str
        Order of the rows.
    limit : int, optional
        Number of rows.
    distinct : bool
        Whether each row is given once.
    skip : int
        Rows left out before the first one; only with a limit.
    light : mapping of str to Operand
        The items by their names, where each is a column of the other step or says the same of every row:
        who asks for some of them may as well ask the other step.
    """

    parent: Form
    items: tuple[str, ...] | None = None
    groups: int | None = None
    where: tuple[str, ...] = ()
    order: str = ""
    limit: int | None = None
    distinct: bool = False
    skip: int = 0
    light: Mapping[str, Operand] = field(default_factory=dict)

    @property
    def parents(self) -> tuple[Form, ...]:
        """The other step."""
        return (self.parent,)

    @property
    def bare(self) -> bool:
        """Whether it does nothing but leave rows out."""
        return self.items is None and not self.order and self.limit is None and not self.distinct

    def write(self, name: Callable[[Form], str]) -> str:
        """Write it."""
        columns = "*" if self.items is None else ", ".join(self.items)
        text = f"SELECT {'DISTINCT ' if self.distinct else ''}{columns} FROM {name(self.parent)}"
        text += f" WHERE {' AND '.join(self.where)}" if self.where else ""
        text += f" GROUP BY {', '.join(str(i + 1) for i in range(self.groups))}" if self.groups else ""
        text += f" ORDER BY {self.order}" if self.order else ""
        text += f" LIMIT {self.limit}" if self.limit is not None else ""
        return text + (f" OFFSET {self.skip}" if self.skip else "")


@dataclass(frozen=True, eq=False)
class Join(Form):
    """Rows of two steps that share the values of some columns.

    Parameters
    ----------
    left, right : Form
        The two.
    keys : tuple of str
        The columns.
    how : str
        ``INNER``, ``LEFT``, ``SEMI`` or ``ANTI``.
    further : mapping of str to str
        Columns of the right one: name in the result -> name there.
    """

    left: Form
    right: Form
    keys: tuple[str, ...]
    how: str
    further: Mapping[str, str]

    @property
    def parents(self) -> tuple[Form, ...]:
        """The two."""
        return (self.left, self.right)

    def write(self, name: Callable[[Form], str]) -> str:
        """Write it."""
        columns = "".join(f", r.{quoted(old)} AS {quoted(new)}" for new, old in self.further.items())
        on = " AND ".join(f"l.{quoted(key)} = r.{quoted(key)}" for key in self.keys)
        return (
            f"SELECT l.*{columns} FROM {name(self.left)} AS l {self.how} JOIN {name(self.right)} AS r ON {on}"
        )


@dataclass(frozen=True, eq=False)
class Union(Form):
    """Rows of several steps, one below the other.

    Parameters
    ----------
    parts : tuple of Form
        The steps.
    columns : tuple of str
        Their columns.
    """

    parts: tuple[Form, ...]
    columns: tuple[str, ...]

    @property
    def parents(self) -> tuple[Form, ...]:
        """The steps."""
        return self.parts

    def write(self, name: Callable[[Form], str]) -> str:
        """Write it."""
        columns = ", ".join(map(quoted, self.columns))
        return " UNION ALL ".join(f"SELECT {columns} FROM {name(part)}" for part in self.parts)


def is_light(values: Mapping[str, Operand]) -> bool:
    """Say whether each value is a column, or the same in every row."""
    return all(value.name or not (value.columns or value.passing) for value in values.values())


def seen_through(step: Select, values: Mapping[str, Operand]) -> dict[str, Operand] | None:
    """Return values of a light step as values of the step that it selects from; none where they are not.

    A step above a step costs the engine time to understand, whatever it does: of small tables, most of it.
    """
    found = {}
    for name, value in values.items():
        if value.name:
            found[name] = step.light[value.name]
        elif all(step.light[c].name == c for c in value.columns):
            found[name] = value
        else:
            return None
    return found


def query(form: Form) -> str:
    """Write a step, with all that it needs, as one query.

    >>> few = Select(StoredRows("votes"), where=('"votes" > 9',))
    >>> query(Select(few, limit=3))
    'SELECT * FROM (SELECT * FROM votes WHERE "votes" > 9) LIMIT 3'
    >>> query(Union((few, few), ("votes",)))
    'WITH q1 AS (SELECT * FROM votes WHERE "votes" > 9) \
SELECT "votes" FROM q1 UNION ALL SELECT "votes" FROM q1'
    """
    uses = _uses(form)
    names: dict[int, str] = {}
    first: list[str] = []

    def name(step: Form) -> str:
        if isinstance(step, StoredRows):
            return step.text
        if uses[id(step)] == 1:
            return f"({step.write(name)})"
        if id(step) not in names:
            text = step.write(name)
            names[id(step)] = f"q{len(names) + 1}"
            first.append(f"{names[id(step)]} AS ({text})")
        return names[id(step)]

    text = form.write(name)
    return f"WITH {', '.join(first)} {text}" if first else text


def sources(form: Form) -> frozenset[str]:
    """Return the rows that are there, and that a step needs.

    >>> sorted(sources(Union((StoredRows("votes"), Select(StoredRows("sheets"))), ())))
    ['sheets', 'votes']
    """
    return frozenset(step.text for step in _steps(form) if isinstance(step, StoredRows))


def _uses(form: Form) -> Counter[int]:
    """Count how often each step is used by another."""
    return Counter(id(parent) for step in _steps(form) for parent in step.parents)


def _steps(form: Form) -> list[Form]:
    """Return a step and all that it needs, each once."""
    found = {id(form): form}
    waiting = [form]
    while waiting:
        new = {id(parent): parent for parent in waiting.pop().parents if id(parent) not in found}
        found |= new
        waiting += new.values()
    return list(found.values())
