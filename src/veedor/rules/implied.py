"""Which assertions follow from another one, so that none is asked, or audited, that asks nothing more.

Votes are never negative. So ``B`` follows from ``A`` where some multiple ``t >= 0`` of ``A`` leaves nothing
negative of ``B``: every weight of ``B - t A``, and its constant, is at least zero (Farkas' lemma). "More
than half of the valid votes" carries "more votes than each rival"; "not more than a rival" carries "leads it
by less than ten points".
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model import Assertion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.model import ChoiceId, Condition


def follows(form: Assertion, given: Assertion, candidates: Sequence[ChoiceId]) -> bool:
    """Whether an assertion holds on all totals on which another one does.

    Parameters
    ----------
    form : Assertion
        What may follow.
    given : Assertion
        From what. Where the two sum over different areas, nothing is said to follow.
    candidates : sequence of ChoiceId
        Who stands; one of them at least has a vote.
    """
    if form.scope != given.scope:
        return False
    choices = list(dict.fromkeys([*candidates, *form.weights, *given.weights]))
    pairs = [(form.weight(c), given.weight(c)) for c in choices]
    pairs.append((form.registered_weight, given.registered_weight))
    pairs.append((form.ballots_weight, given.ballots_weight))
    pairs.append((form.constant, given.constant))
    low, high = Fraction(0), None
    for mine, other in pairs:
        if other == 0:
            if mine < 0:
                return False
        elif other > 0:
            high = Fraction(mine, other) if high is None else min(high, Fraction(mine, other))
        else:
            low = max(low, Fraction(mine, other))
    if high is not None and low > high:
        return False
    if not form.strict:
        return True
    times = low + 1 if high is None else (low + high) / 2
    if given.strict and times > 0:
        return True
    return all(form.weight(c) > times * given.weight(c) for c in candidates)


def weakest(options: Sequence[Condition], candidates: Sequence[ChoiceId]) -> tuple[Condition, ...]:
    """Leave out of conditions of which one is enough those that another one follows from.

    Parameters
    ----------
    options : sequence of Assertion or Quorum
        One of them has to hold.
    candidates : sequence of ChoiceId
        As for :func:`follows`.
    """
    return _needed(options, lambda option, other: _follows(other, option, candidates))


def without_implied(conditions: Sequence[Condition], candidates: Sequence[ChoiceId]) -> tuple[Condition, ...]:
    """Leave out of conditions that all have to hold those that follow from another one.

    Parameters
    ----------
    conditions : sequence of Assertion or Quorum
        All of them have to hold.
    candidates : sequence of ChoiceId
        As for :func:`follows`.
    """
    return _needed(conditions, lambda condition, other: _follows(condition, other, candidates))


def _needed(
    conditions: Sequence[Condition], is_needless: Callable[[Condition, Condition], bool]
) -> tuple[Condition, ...]:
    """Leave out what another one that is kept makes needless: of two that say the same, one stays."""
    kept = list(conditions)
    for one in conditions:
        if any(is_needless(one, other) for other in kept if other is not one):
            kept.remove(one)
    return tuple(kept)


def _follows(form: Condition, given: Condition, candidates: Sequence[ChoiceId]) -> bool:
    if not (isinstance(form, Assertion) and isinstance(given, Assertion)):
        return False
    return follows(form, given, candidates)
