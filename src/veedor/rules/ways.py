"""The ways to win of a round: which are open, what they ask beside a first place, how a round ends."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.model import Alternative, Kind
from veedor.rules.conditions import more_votes, negated, negated_form, void_condition, way_conditions
from veedor.rules.rule_parts import TieRule
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from veedor.model import Assertion, ChoiceId, Condition
    from veedor.rules.conditions import Field
    from veedor.rules.rule_parts import Round, Way


REJECTED = "rejected"
"""By what the side against a proposal prevails: the other satisfies no way."""

MOST_VOTES = "most votes"
"""By what several are elected together."""


def winning(part: Round, field: Field, choice: ChoiceId) -> tuple[Alternative, ...]:
    """Return the ways in which a choice is elected: exactly when one of them holds.

    The side against a proposal prevails where each way of the other side fails by one of its conditions.
    Of several who are elected together nobody is elected by a way alone.

    Parameters
    ----------
    part : Round
        Of the rule.
    field : Field
        Who stands.
    choice : ChoiceId
        A candidate.
    """
    ways = open_ways(part, field)
    standing = not_void(part, field)
    rejecting = against(part, field)
    if part.approve is None or choice == part.approve:
        return tuple(Alternative(w.name, way_conditions(field, w, choice) + standing) for w in ways)
    if choice != rejecting:
        return ()
    failures = product(*(way_conditions(field, way, part.approve) for way in ways))
    return tuple(
        Alternative(REJECTED, tuple(negated(condition) for condition in failed) + standing)
        for failed in failures
    )


def not_void(part: Round, field: Field) -> tuple[Assertion, ...]:
    """Return the conditions under which no ground voids a round."""
    return tuple(negated_form(void_condition(field, ground)) for ground in part.voids)


def elected_together(part: Round, field: Field, chosen: tuple[ChoiceId, ...]) -> Alternative:
    """Return the conditions under which some are elected together: each has more votes than each of the rest.

    Parameters
    ----------
    part, field
        As for :func:`winning`.
    chosen : tuple of ChoiceId
        Those elected.
    """
    rest = [choice for choice in field.candidates if choice not in chosen]
    order = tuple(more_votes(high, low) for high in chosen for low in rest)
    return Alternative(MOST_VOTES, order + not_void(part, field))


def open_ways(part: Round, field: Field) -> tuple[Way, ...]:
    """Return the ways to win that exist with so many candidates."""
    return tuple(way for way in part.ways if way.open_to(field.number))


def open_to(part: Round, field: Field) -> tuple[ChoiceId, ...]:
    """Return the candidates who can win by a way: all, or of a referendum the side for the proposal."""
    return field.candidates if part.approve is None else (part.approve,)


def against(part: Round, field: Field) -> ChoiceId | None:
    """Return the side against the proposal of a referendum; None of an election.

    Raises
    ------
    QuestionError
        Where the contest has not one choice for the proposal and one against it.
    """
    if part.approve is None:
        return None
    stand = field.candidates
    if part.approve not in stand:
        named = joined((f'"{choice}"' for choice in stand), by=" or ")
        raise QuestionError(
            sentence(
                "The rule asks who is for the proposal, and no choice of this contest is {approve!r}.",
                approve=part.approve,
            ),
            remedy=sentence(
                "Say which is: approve = {named} in the rule file, or yes={stand} "
                'among the parameters of the template, such as "approve(1/2, '
                'yes={stand})".',
                named=named,
                stand=stand[0],
            ),
        )
    others = [choice for choice in stand if choice != part.approve]
    if len(others) != 1 or field.tally.contest.of_kind(Kind.OTHERS):
        raise QuestionError(
            sentence(
                "A referendum has one choice for the proposal and one against it; there are {number}.",
                number=field.number,
            ),
            remedy='Give blank and spoiled ballots kind = "blank" and kind = "null"; a choice among several '
            "proposals is an election: plurality, majority-runoff.",
        )
    return others[0]


def without_first(field: Field, way: Way, choice: ChoiceId) -> tuple[Condition, ...]:
    """Return the conditions of a way without those of being first."""
    return way_conditions(field, replace(way, first=False), choice)


def ties_end_otherwise(part: Round) -> bool:
    """Whether a shared first place ends a round that nobody wins otherwise than a first place of one."""
    rest = part.otherwise
    if (
        part.places is not None
        or part.approve is not None
        or (rest.body is not None and rest.tie is not TieRule.BODY)
    ):
        return False
    return rest.void is None or rest.tie is not TieRule.UNSTATED
