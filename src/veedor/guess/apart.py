"""Tables of one publication that each hold votes in columns of their own: one alone lacks the others.

The president in one worksheet and the congress in another; a region with its own candidates in each file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from veedor.errors import InputError
from veedor.guess.columns import look
from veedor.guess.propose import propose
from veedor.guess.share_rows import without_share_rows
from veedor.intake.names import fold
from veedor.intake.toml import quoted
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from veedor.guess.opening import Opened

ALIKE = 0.5
"""Share of the columns from which two tables are of the same kind."""

SHOWN = 6
"""Tables and columns that a message names."""


class OneTable(Protocol):
    """A table that was opened, and what it is called."""

    @property
    def name(self) -> str:
        """The name that tells it from the others."""
        ...

    @property
    def opened(self) -> Opened:
        """The table."""
        ...


def are_alike(one: Collection[str], other: Collection[str]) -> bool:
    """Whether most columns of two tables are the same.

    Parameters
    ----------
    one, other : collection of str
        Names of the columns, as they are compared.
    """
    return len({*one} & {*other}) > ALIKE * max(len(one), len(other))


def columns_of_votes(opened: Opened) -> frozenset[str]:
    """Give the columns of the choices of a table, as names are compared; none where it holds no votes.

    Parameters
    ----------
    opened : Opened
        The table.
    """
    try:
        made = propose(without_share_rows(look(opened.raw)), opened.form)
    except InputError:
        return frozenset()
    if made.layout == "long":
        return frozenset({fold(made.votes)})
    return frozenset(fold(name) for choice in made.choices for name in choice.published)


def refuse_apart(chosen: OneTable, others: Sequence[OneTable], option: str, file: str) -> None:
    """Refuse tables of the same kind that each hold votes in columns of their own.

    Parameters
    ----------
    chosen : OneTable
        The table that would be read.
    others : sequence of OneTable
        Those beside it.
    option : str
        How one of them is named on the command line, with ``{name}``.
    file : str
        What the message calls the file that holds them, or the folder.

    Raises
    ------
    InputError
        With how one of them is read.
    """
    header = {name for name in chosen.opened.raw.folded if name}
    near = [one for one in others if are_alike({n for n in one.opened.raw.folded if n}, header)]
    if not near:
        return
    mine = columns_of_votes(chosen.opened)
    apart = [
        one
        for one in near
        if (votes := columns_of_votes(one.opened)) - header and mine - {*one.opened.raw.folded} and votes
    ]
    if not apart:
        return
    own = {name for one in apart for name in columns_of_votes(one.opened)} - header
    named = [chosen.name, *(one.name for one in apart)]
    raise InputError(
        sentence(
            "{names} hold votes in columns of their own: {columns}.",
            names=joined(map(repr, named[:SHOWN]), by=", "),
            columns=joined(
                map(repr, sorted({*(mine - {*apart[0].opened.raw.folded}), *own})[:SHOWN]), by=", "
            ),
        ),
        file=file,
        expected="one table, or tables with the same columns",
        remedy=sentence(
            "If they are contests, or regions with candidates of their own, make a case of each: name one "
            "table alone, and another folder for its case: {options}. If they are parts of one count whose "
            "columns are called differently, call them alike in a copy, and name that.",
            options=joined((option.format(name=quoted(name)) for name in named[:SHOWN]), by="; "),
        ),
    )
