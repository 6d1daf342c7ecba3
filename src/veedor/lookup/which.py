"""Which sheets a question means: one mask a condition, each exact."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.arrays import Flags
    from veedor.lookup.cells import Cells, Wholes
    from veedor.lookup.sheet_question import SheetQuestion, ValueSpan
    from veedor.lookup.table import SheetTable

ANY = "any"
"""In place of a check: whether any names the sheet."""


def rows_meant(table: SheetTable, question: SheetQuestion) -> Wholes:
    """Return the rows of the sheets that a question means, ascending.

    Parameters
    ----------
    table : SheetTable
        Of which sheets.
    question : SheetQuestion
        What is asked; kept for questions that mean the same sheets in another order.

    Raises
    ------
    QuestionError
        Where it names an unknown place, check or choice, or asks for what is not known.
    """

    def make() -> Wholes:
        masks = list(_conditions(table, question))
        if not masks:
            return np.arange(len(table), dtype=np.int32)
        return np.flatnonzero(reduce(np.logical_and, masks)).astype(np.int32)

    return table.kept.or_made(("rows", question.which), make, lambda rows: rows.nbytes)


def level_of(table: SheetTable, region: str) -> str:
    """Return the level of a place, the widest at which there is one of its id.

    Raises
    ------
    QuestionError
        Where no sheet lies in such a place.
    """
    for level in table.levels:
        if region in table.codes[level]:
            return level
    known = [place for level in table.levels[:2] for place in table.codes[level]]
    raise QuestionError(
        sentence("No sheet lies in a place {region!r}.", region=region[:100]),
        remedy=nearest(region[:100], known),
    )


def _conditions(table: SheetTable, question: SheetQuestion) -> Iterator[Flags]:
    yield from _named(table, question)
    yield from _of_figures(table, question)
    if question.region:
        level = level_of(table, question.region)
        yield table.at[level] == table.codes[level][question.region]
    if question.find:
        yield table.search.holding(question.find)


def _named(table: SheetTable, question: SheetQuestion) -> Iterator[Flags]:
    """Look for the words of a question in the columns of words."""
    if question.state:
        yield _equal(table, "state", question.state)
    if question.check:
        if question.check not in (ANY, *table.checks):
            raise QuestionError(
                sentence("No check {name!r} names a sheet here.", name=question.check[:60]),
                remedy=nearest(question.check[:60], (ANY, *table.checks)),
            )
        yield _named_by(table.cells.get("checks"), question.check, len(table))
    if question.winner:
        if question.winner not in table.contest.candidates:
            raise QuestionError(
                sentence("{name!r} is no candidate.", name=question.winner[:60]),
                remedy=nearest(question.winner[:60], table.contest.candidates),
            )
        yield _equal(table, "winner", question.winner)


def _equal(table: SheetTable, name: str, word: str) -> Flags:
    """Say which sheets have a word in a column; none where nothing is known in it."""
    column = table.cells.get(name)
    return np.zeros(len(table), dtype=np.bool_) if column is None else column.equal(word)


def _named_by(checks: Cells | None, check: str, n: int) -> Flags:
    if checks is None:
        return np.zeros(n, dtype=np.bool_)
    if check == ANY:
        return checks.is_known
    holds = np.array(
        [check in names.split() for names in (*(checks.words or ()), "")]
    )  # the last is of no word
    found: Flags = holds[checks.values]
    return found


def _of_figures(table: SheetTable, question: SheetQuestion) -> Iterator[Flags]:
    """Compare figures exactly, with the least and the most whole number that a span allows."""
    if question.margin is not None:
        margin = _needed(table, "margin")
        yield from _within(margin.values, [1], None, question.margin, 1)
        yield margin.is_known
    if question.turnout is not None:
        _needed(table, "turnout")
        cast, registered = table.cells["cast"], table.cells["registered"]
        # voters of sheets repeat: the ballots that a turnout asks for are worked out once for each number
        sizes, code = table.registers
        yield from _within(cast.values, sizes, code, question.turnout, 100)
        yield cast.is_known & (registered.values > 0)
    for name, wanted in (("changed", question.changed), ("late", question.late)):
        if wanted is not None:
            values: Flags = _needed(table, name).values
            yield values if wanted else ~values


def _within(
    amount: Wholes, bases: list[int], code: Wholes | None, span: ValueSpan, parts: int
) -> Iterator[Flags]:
    """Compare whole amounts with a base times each end of a span, without any rounding.

    Parameters
    ----------
    amount : int vector, shape (n,)
        What is compared.
    bases : list of int
        What the ends are multiplied with.
    code : int vector, shape (n,), optional
        Which base stands beside each amount; None where there is one alone.
    span : ValueSpan
        From where to where.
    parts : int
        So many of the unit of the span make one base.
    """
    kind = np.iinfo(amount.dtype)  # a limit that no amount comes near is the last one that fits
    least, most = int(kind.min), int(kind.max)
    for end, is_least in ((span.low, True), (span.high, False)):
        if end is not None:
            by, of = end.numerator, end.denominator * parts
            whole = [-(-base * by // of) if is_least else base * by // of for base in bases]
            limits = np.array([min(max(limit, least), most) for limit in whole], amount.dtype)
            limit = limits[0] if code is None else limits[code]
            yield amount >= limit if is_least else amount <= limit


def _needed(table: SheetTable, name: str) -> Cells:
    """Return a column that a question compares.

    Raises
    ------
    QuestionError
        Where nothing is known in it.
    """
    if name not in table.cells:
        raise QuestionError(
            sentence("Of these sheets nothing is known that {name!r} could ask for.", name=name),
            remedy=sentence("Leave {name!r} out.", name=name),
        )
    return table.cells[name]
