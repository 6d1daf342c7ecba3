"""What a tally sheet could hold at its worst: how many ballots, and which.

The one place that says so. An open sheet, a sheet in doubt and a sheet that an audit may draw are bounded by
the same voters; they differ in what is believed of the other sheets of a register that they share
(:class:`Sharing`). :class:`veedor.count.States` gives the bounds of its sheets.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN, coded
from veedor.model.bounds import COUNTED_ONCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.count.roll import Roll
    from veedor.count.sheets import Sheets
    from veedor.model import Assertion, Contest


class Sharing(Enum):
    """How far a register bounds each of the sheets that share it."""

    LEFT = "left"
    """By the voters that the counted sheets leave of it: their figures stand. A counted sheet could hold its
    own ballots besides. For open votes."""
    WHOLE = "whole"
    """By all of its voters: no other sheet is believed. For the error bound of a sheet that is audited."""
    NONE = "none"
    """Not at all: summed over sheets, a shared register would be counted several times. The cap of the case
    bounds such a sheet, if it states one. For sets of counted sheets in doubt."""


def fewest_ballots(sheets: Sheets) -> Ints:
    """Return the fewest ballots that can hold the votes of each sheet, shape (n,).

    One a vote where a ballot gives one. Of ballots that give several, each names a candidate once: so no
    fewer than the votes of any candidate.
    """
    allowed = sheets.contest.votes_allowed
    if allowed == 1:
        return sheets.cast
    once = [sheets.column[choice] for choice in sheets.contest.of_kind(COUNTED_ONCE)]
    fewest: Ints = np.maximum(-(-sheets.cast // allowed), sheets.votes[:, once].max(axis=1, initial=0))
    return fewest


def left_of_registers(roll: Roll, counted: Sheets) -> Ints:
    """Return the voters of each shared register whose ballots no counted sheet holds.

    Parameters
    ----------
    roll : Roll
        The expected sheets and their registers.
    counted : Sheets
        The counted ones, all on the roll.

    Returns
    -------
    int vector, shape (n_registers,)
        ``UNKNOWN`` where its voters are not known, or zero.
    """
    held = np.zeros(len(roll.unit_registered), dtype=np.int64)
    unit = roll.unit[roll.rows(counted.ids)]
    np.add.at(held, unit[unit >= 0], fewest_ballots(counted)[unit >= 0])
    known = roll.unit_registered > 0
    return np.where(known, np.maximum(roll.unit_registered - held, 0), UNKNOWN)


def most_ballots(
    roll: Roll,
    counted: Sheets,
    others: Sequence[Sheets] = (),
    *,
    cap: int | None = None,
    sharing: Sharing = Sharing.LEFT,
) -> Ints:
    """Return how many ballots each expected sheet can hold at the most.

    Its registered voters, where they are known and above zero; else the cap that the case states; but no
    fewer than the ballots that it was published with.

    Parameters
    ----------
    roll : Roll
        The expected sheets.
    counted : Sheets
        The counted ones.
    others : sequence of Sheets
        Those that were published and are not counted: set aside, annulled.
    cap : int, optional
        The case states that no sheet holds more ballots.
    sharing : Sharing
        What bounds sheets that share a register.

    Returns
    -------
    int vector, shape (n,)
        In the order of the roll; ``UNKNOWN`` where nothing bounds a sheet.
    """
    bound = np.where(roll.registered > 0, roll.registered, UNKNOWN)
    if len(roll.unit_registered):
        bound = np.where(roll.unit >= 0, _of_register(roll, counted, sharing), bound)
    bound = np.where(bound == UNKNOWN, coded(cap), bound)
    for part in (counted, *others):
        rows = roll.rows(part.ids)
        bound[rows] = np.where(bound[rows] == UNKNOWN, UNKNOWN, np.maximum(bound[rows], fewest_ballots(part)))
    return bound


def _of_register(roll: Roll, counted: Sheets, sharing: Sharing) -> Ints:
    """Return what the shared register of each sheet bounds it by; anything where it has its own."""
    if sharing is Sharing.NONE:
        return np.full(len(roll), UNKNOWN, dtype=np.int64)
    if sharing is Sharing.WHOLE:
        whole: Ints = np.r_[np.where(roll.unit_registered > 0, roll.unit_registered, UNKNOWN), UNKNOWN]
        return whole[roll.unit]
    left: Ints = np.r_[left_of_registers(roll, counted), UNKNOWN][roll.unit]
    rows = roll.rows(counted.ids)
    left[rows] = np.where(left[rows] == UNKNOWN, UNKNOWN, left[rows] + fewest_ballots(counted))
    return left


def most_of_sheets(sheets: Sheets) -> Ints:
    """Return how many ballots each sheet can hold at the most where the sheets are all that is known.

    Shape (n,): its registered voters, but no fewer than its ballots; ``UNKNOWN`` where they are not
    published, or zero.
    """
    known = sheets.registered > 0
    return np.where(known, np.maximum(sheets.registered, fewest_ballots(sheets)), UNKNOWN)


def worst_ballot(assertion: Assertion, contest: Contest) -> Ints:
    """Return what one ballot gives to each choice when it hurts an assertion most.

    Nothing where any vote, or the ballot itself, would help: a ballot may stay unused. Of choices that hurt
    alike, the first on the ballot paper.

    Parameters
    ----------
    assertion : Assertion
        What is to be hurt; its weights and that of a ballot count.
    contest : Contest
        Its choices, and how many votes a ballot gives; it names a candidate once.

    Returns
    -------
    int vector, shape (n_choices,)
    """
    allowed = contest.votes_allowed
    several = sorted(
        (assertion.weight(choice.choice_id), j)
        for j, choice in enumerate(contest.choices)
        for _ in range(1 if choice.kind is COUNTED_ONCE else allowed)
    )
    # the votes that hurt; where none does, the ballot may, and it is cast for somebody
    given = [(weight, j) for weight, j in several[:allowed] if weight < 0] or several[:1]
    content = np.zeros(len(contest.choices), dtype=np.int64)
    if assertion.ballots_weight + sum(weight for weight, _ in given) < 0:
        np.add.at(content, [j for _, j in given], 1)
    return content


def worst_contents(sheets: Sheets, rows: Ints, assertion: Assertion, ballots: Ints) -> Ints | None:
    """Return what some sheets could hold that hurts an assertion most.

    The value of a sheet is linear in its votes, so the worst content is at a corner: as many ballots as it
    can hold, each the worst one, or none at all. A sheet outside the area of the assertion stays as
    published.

    Parameters
    ----------
    sheets : Sheets
        The count.
    rows : int vector, shape (k,)
        Which sheets.
    assertion : Assertion
        What is to be hurt.
    ballots : int vector, shape (k,)
        How many ballots each of them can hold at the most: :func:`most_ballots` at their rows of the roll, or
        :func:`most_of_sheets`.

    Returns
    -------
    int matrix, shape (k, n_choices), or None
        None where nothing bounds one of them.
    """
    if bool((ballots == UNKNOWN).any()):
        return None
    contents: Ints = ballots[:, None] * worst_ballot(assertion, sheets.contest)[None, :]
    if assertion.scope is not None:
        outside = sheets.member_of(assertion.scope.division)[rows] != assertion.scope.area
        contents[outside] = sheets.votes[rows][outside]
    return contents
