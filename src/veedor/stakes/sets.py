"""A named set of sheets: what remains without it, what it must hold, and what no recount can then confirm."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError
from veedor.model import OutcomeKind
from veedor.stakes.exact import total
from veedor.stakes.flip import Word, smallest_flip
from veedor.stakes.problem import Problem, allowed
from veedor.stakes.prove import prove
from veedor.stakes.treated import aim_at
from veedor.stakes.treatments import ANYTHING, treatment_of
from veedor.stakes.units import GROUP, Units

if TYPE_CHECKING:
    from veedor.arrays import Ints
    from veedor.model import Outcome, Tally
    from veedor.stakes.stake import Stake
    from veedor.stakes.treatments import Treatment


@dataclass(frozen=True, eq=False)
class Effect:
    """What one treatment of a named set does.

    Parameters
    ----------
    treatment : Treatment
        What is done with every sheet of the set.
    word : Word
        *would*: it changes the outcome, whatever the open votes are. *could*: it does with some content of
        them. Otherwise what any set of as many sheets can do: *could*, *cannot*.
        *open* where the open votes alone can change the outcome, so that none stands to be changed.
    tally : Tally
        The totals afterwards, each content at its worst for the binding assertion.
    outcome : Outcome or None
        What the rule makes of them; None without a rule.
    slack : Fraction
        What is left of the slack of the binding assertion, in votes.
    measure : Fraction or None
        Its lead or share afterwards.
    problem : Problem
        The set as one unit under this treatment.
    """

    treatment: Treatment
    word: Word
    tally: Tally
    outcome: Outcome | None
    slack: Fraction
    measure: Fraction | None
    problem: Problem


@dataclass(frozen=True)
class Block:
    """The lead or share that a block of sheets must have for an assertion to stand.

    Parameters
    ----------
    needed : Fraction or None
        The least it must have (the most it may have, for an assertion that something is *not* reached); None
        where the block has no votes of the base.
    actual : Fraction or None
        What it has in this count.
    at_least : bool
        Whether ``needed`` is a least or a most.
    rest_slack : Fraction
        Slack of all other sheets, in votes.
    """

    needed: Fraction | None
    actual: Fraction | None
    at_least: bool
    rest_slack: Fraction


@dataclass(frozen=True)
class Lost:
    """What is left when nothing on some sheets can be relied on.

    Parameters
    ----------
    slack : Fraction
        Slack of the binding assertion in the count, in votes, with the open votes at their worst.
    worst : Fraction
        What these sheets can take from it at their worst, in votes.
    confirmable : bool
        Whether the outcome is shown to stand whatever these sheets held, so that a recount which finds every
        other sheet as published confirms it. Otherwise none can.
    """

    slack: Fraction
    worst: Fraction
    confirmable: bool

    @property
    def left(self) -> Fraction:
        """What is left of the slack, in votes; negative: it is used up."""
        return self.slack - self.worst


def effect(stake: Stake, rows: Ints, treatment: str | Treatment) -> Effect:
    """Treat every sheet of a named set.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    rows : int vector, shape (k,)
        The sheets of the set.
    treatment : Treatment or str
        What is done with each of them.

    Raises
    ------
    QuestionError
        Where the set is empty.
    MissingDataError
        Where the treatment needs registered voters and no sheet has them.
    """
    problem = Problem(stake, treatment_of(treatment), as_one(stake, rows))
    tally = problem.tally(((np.array([0]), aim_at(stake.binding)),))
    word = Word.OPEN if stake.undetermined else _word(stake, problem, tally)
    if word is Word.WOULD and not stake.fallen(tally):
        tally = prove(stake, treatment, problem.units).tally  # another content than the worst for one
    slack = stake.binding.slack(tally)
    measure = stake.measure.of(tally)
    outcome = stake.decided(tally)
    if word is Word.WOULD and tally.open and (outcome is None or outcome.kind is OutcomeKind.UNDETERMINED):
        word = Word.COULD  # the open votes decide whether it does
    return Effect(problem.treatment, word, tally, outcome, slack, measure, problem)


def _word(stake: Stake, problem: Problem, tally: Tally) -> Word:
    """Say what the set does, and if nothing, what any set of as many sheets can do.

    Where a content has several conditions to break at once, a small program over its choices settles it.
    """
    if stake.fallen(tally):
        return Word.WOULD
    found = smallest_flip(stake, problem.treatment, problem.units)
    if not found.exact:
        found = prove(stake, problem.treatment, problem.units)
    if found.upper is not None:
        return Word.WOULD
    if found.lower is not None:
        return Word.OPEN
    single = smallest_flip(stake, problem.treatment)
    word = single.word(int((problem.units.codes >= 0).sum()))
    # a sheet that nothing bounds is in some other set of as many
    return Word.COULD if word is Word.OPEN and single.problem.unbounded else word


def block(stake: Stake, rows: Ints) -> Block | None:
    """Say which lead or share a block of sheets must have for the binding assertion to stand.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    rows : int vector, shape (k,)
        The sheets of the block, as this count has them: their base (valid votes, mostly) is taken from it.

    Returns
    -------
    Block or None
        With the open votes at their worst; None where nothing bounds them.

    Notes
    -----
    Where the others have the slack ``s`` (in votes) and the block the base ``B``, the block must lead by
    ``t - s/B`` for a threshold ``t``.
    """
    assertion, measure = stake.binding, stake.measure
    scope = assertion.scope
    if scope is not None:
        rows = rows[stake.sheets.member_of(scope.division)[rows] == scope.area]
    part = stake.sheets.take(rows).tally()
    own = total(stake.sheets.contributions(assertion)[rows])
    worst = stake.worst(assertion)
    if worst is None:
        return None
    rest = worst - own - assertion.to_break
    over, base = (measure.over.of(part), measure.base.of(part)) if len(rows) else (None, None)
    upward = assertion.subject is None or assertion.weight(assertion.subject) >= 0
    line = Fraction(rest, assertion.scale) / base if base else None
    needed = None if line is None else assertion.threshold - (line if upward else -line)
    return Block(
        needed, over / base if base and over is not None else None, upward, Fraction(rest, assertion.scale)
    )


def lost(stake: Stake, rows: Ints) -> Lost | None:
    """Say what is left when the paper of some sheets no longer exists.

    Parameters
    ----------
    stake : Stake
        What is at stake.
    rows : int vector, shape (k,)
        The sheets on which nothing can be relied on: they may hold anything within their registered voters.

    Returns
    -------
    Lost or None
        None where nothing bounds one of these sheets, or what is open besides, and where a ballot
        gives several votes.
    """
    if not allowed(stake, ANYTHING) or bool((stake.bound[rows] == UNKNOWN).any()) or stake.taken is None:
        return None
    worst = effect(stake, rows, ANYTHING)
    problem = Problem(stake, ANYTHING, as_one(stake, rows))
    taken = total(problem.loss(stake.binding))
    return Lost(
        stake.slack - stake.taken,
        Fraction(taken, stake.binding.scale),
        worst.word not in {Word.WOULD, Word.OPEN},
    )


def as_one(stake: Stake, rows: Ints) -> Units:
    """Make one unit of some sheets.

    Raises
    ------
    QuestionError
        Where there are none.
    """
    if not len(rows):
        raise QuestionError(
            "The set holds no sheet, so there is nothing to treat.",
            remedy="Name at least one sheet of the count.",
        )
    codes = np.full(len(stake.sheets), -1, dtype=np.int64)
    codes[rows] = 0
    return Units(GROUP, codes, np.array(["set"]))
