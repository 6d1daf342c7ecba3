"""From a rule and a count to a question: on which grounds the outcome falls, and which is nearest."""

from __future__ import annotations

from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import Assertion, OutcomeKind, as_counted
from veedor.rules import alternatives, decide
from veedor.rules.conditions import Field, ahead, negated, void_condition
from veedor.rules.decide import open_ways, without_first
from veedor.stakes.ground import Ground, ground_of, grounds_against, unique
from veedor.stakes.question import Question, roles, tally_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.count.sheets import Sheets
    from veedor.count.states import States
    from veedor.model import ChoiceId, Outcome, Tally
    from veedor.rules import Rule
    from veedor.rules.parts import Round


def question_about(
    sheets: Sheets,
    rule: Rule,
    *,
    round: str | None = None,  # noqa: A002 - the word of the law
    variant: str | None = None,
    states: States | None = None,
) -> Question:
    """Ask what could change the outcome that a rule gives a count.

    Parameters
    ----------
    sheets : Sheets
        The count.
    rule : Rule
        The rule of the contest.
    round, variant : str, optional
        As in :func:`veedor.rules.decide`.
    states : States, optional
        Every expected sheet in its state, of which ``sheets`` are the counted ones; without them nothing is
        open.

    Returns
    -------
    Question
        Its binding assertion is the one that is nearest to its line in the nearest ground; the choices at
        stake are the ones whose votes carry and break it.

    Raises
    ------
    QuestionError
        Where no candidate has a vote, or the rule has too many combinations of conditions.
    MissingDataError
        Where the rule needs registered voters or areas that the count lacks.
    """
    part = rule.reading(variant).round(round)
    divisions = divisions_of(part)
    tally = as_counted(tally_of(sheets, states, divisions))
    outcome = decide(rule, tally, round=round, variant=variant)
    if outcome.kind is OutcomeKind.UNDETERMINED:
        raise QuestionError(
            "No candidate has a vote yet, so nothing can be changed.", remedy="Ask of a later count."
        )
    if outcome.winner is not None:
        ways = alternatives(rule, tally, outcome.winner, round=round, variant=variant)
        grounds = grounds_against(ways)
    else:
        grounds = unique(_without_winner(rule, part, tally, outcome, variant))
    binding = _binding(grounds, tally)
    donor, receiver = roles(binding, tally)
    deciding = partial(decide, rule, round=round, variant=variant)
    return Question(sheets, grounds, binding, donor, receiver, outcome, deciding, divisions, states)


def divisions_of(part: Round) -> tuple[str, ...]:
    """Name the levels and divisions whose areas a round of a rule needs."""
    levels = [way.spread.level for way in part.ways if way.spread is not None]
    levels += [level for way in part.ways if way.weights is not None for level in way.weights.points]
    return tuple(dict.fromkeys(levels))


def _without_winner(
    rule: Rule, part: Round, tally: Tally, outcome: Outcome, variant: str | None
) -> Iterator[Ground]:
    """Grounds on which an outcome that elects nobody falls.

    Together they cover every change. A few of them go further than the law (a tie that a way breaks): they
    keep the lower bounds true, and the rule itself decides whether a set that was found changes anything.
    """
    field = Field(tally, rule.reading(variant).bases)
    for choice in field.candidates:
        ways = alternatives(rule, tally, choice, round=part.name, variant=variant)
        yield from (ground_of(alternative) for alternative in ways)
    for void in part.voids:
        condition = void_condition(field, void)
        yield Ground((condition if condition.holds(tally) else negated(condition),))
    yield from _order(field.candidates, tally, outcome)
    for way in open_ways(part, field):
        if way.tie is None:
            continue
        first = tally.ranking()[0]
        yield from (Ground((ahead(first, other),)) for other in field.rivals(first))
        yield from (Ground((condition,)) for condition in without_first(field, way, first))


def _order(candidates: tuple[ChoiceId, ...], tally: Tally, outcome: Outcome) -> Iterator[Ground]:
    """Who is ahead of whom, among those whom the outcome names and the others."""
    named = outcome.choices
    if not named:
        return
    for one, other in permutations(candidates, 2):
        if tally.of(one) > tally.of(other) and (one in named) is not (other in named):
            yield Ground((ahead(one, other),))
        elif tally.of(one) == tally.of(other) and one in named and other in named:
            yield Ground((ahead(one, other, strict=False),))


def _binding(grounds: tuple[Ground, ...], tally: Tally) -> Assertion:
    """Give the hardest assertion of the easiest ground, in votes; grounds of areas come last."""

    def missing(assertion: Assertion) -> tuple[bool, float]:
        slack = float(assertion.slack(tally))
        return assertion.holds(tally), slack

    def effort(ground: Ground) -> tuple[bool, tuple[bool, float]]:
        return bool(ground.quorums), max(map(missing, ground.assertions), default=(False, 0.0))

    for ground in sorted(grounds, key=effort):
        if ground.assertions:
            return max(ground.assertions, key=missing)
        members = [m for quorum in ground.quorums for m in quorum.members if m.holds(tally)]
        if members:
            return min(members, key=lambda m: m.slack(tally))
    raise QuestionError("No vote can change this outcome: the rule asks nothing of the votes.")
