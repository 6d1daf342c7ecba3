"""Whether ballots that are still uncounted can change an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import OutcomeKind, Quorum
from veedor.rules.establish import establishing
from veedor.rules.margins import additions, form_margin, quorum_margin

if TYPE_CHECKING:
    from veedor.model import Alternative, Outcome, Tally
    from veedor.rules.rule import Round, Rule


def can_change(rule: Rule, tally: Tally, outcome: Outcome, ballots: int) -> bool:
    """Whether up to so many more ballots, for anybody and anywhere, can change an outcome.

    Parameters
    ----------
    rule : Rule
        The law, in the reading that applies.
    tally : Tally
        What was counted.
    outcome : Outcome
        What the rule says of it.
    ballots : int
        How many may come; each may be for any choice, blank or spoiled, or never come.

    Notes
    -----
    *No* is proven: some conjunction that establishes the outcome holds whatever comes, since each of its
    conditions survives even if all ballots go to the one choice that hurts it most. *Yes* is proven too where
    one conjunction holds, or all that hold break by ballots for one and the same choice; otherwise it means
    that a change is not excluded, which is the safe side.
    """
    if outcome.kind is OutcomeKind.UNDETERMINED:
        return True
    if outcome.kind is not OutcomeKind.ELECTED and _areas_to_come(rule.round(outcome.round), tally):
        return True
    standing = establishing(rule, tally, outcome)
    return not any(_survives(a, tally, ballots) for a in standing if a.holds(tally))


def _survives(alternative: Alternative, tally: Tally, ballots: int) -> bool:
    """Whether each condition holds whatever choices the ballots go to."""
    kinds = additions(tally)
    for condition in alternative.conditions:
        if isinstance(condition, Quorum):
            margins = [quorum_margin(condition, tally, *kinds)]
        else:
            margins = [form_margin(condition, tally, transfer) for transfer in kinds]
        if any(margin is not None and margin <= ballots for margin in margins):
            return False
    return True


def _areas_to_come(part: Round, tally: Tally) -> bool:
    """Whether areas that the law counts have no votes yet, so that somebody may still win them."""
    for way in part.ways:
        if way.weights is not None:
            for level, areas in way.weights.points.items():
                if any(area not in tally.areas[level] or not tally.areas[level][area].cast for area in areas):
                    return True
        if way.spread is not None:
            areas = tally.areas[way.spread.level]
            counted = [area for area in areas if area not in way.spread.excluded]
            voted = [area for area in counted if areas[area].cast]
            if len(voted) < (way.spread.total or len(counted)):
                return True
    return False
