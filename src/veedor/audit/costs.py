"""What an audit will cost, before anybody agrees to one: the plan that is signed, beside other designs.

A cost is that of the whole outcome: the audit ends when its last assertion is confirmed. The draw is made
many times, with the strata, the bet and the risk function of the plan, and the median and the 90th percentile
are given; no audit costs more than all the sheets that can be drawn. With stated error rates a share of the
sheets overstates by some votes moved from rival to winner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.design import Design, fraction_of
from veedor.audit.sample_size import kaplan_markov_draws
from veedor.audit.simulated import Cost, Errors, Simulated
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.audit.population import Population


Progress = Callable[[int, int], None]
"""Told how many of how many designs are done."""

RUNS = 200
"""Simulated draws of each design, on pages as by command."""
STRATIFIED_RUNS = 3
"""Draws with strata are so costly to weigh, and their sizes so alike, that no more are made."""

ALTERNATIVES = {
    "proportional_full": ("proportional", "1"),
    "proportional_safe": ("proportional", "9/10"),
    "simple_full": ("simple", "1"),
    "simple_safe": ("simple", "9/10"),
}
"""Draws without replacement and without strata, and shares of the full bet, that stand beside a plan."""
OF_BALLOTS = {
    "comparison_proportional": ("comparison", "proportional", "share"),
    "comparison_simple": ("comparison", "simple", "share"),
    "polling": ("polling", "simple", "alpha"),
}
"""Methods and draws that stand beside a plan for single ballots."""
KAPLAN_MARKOV = "kaplan_markov"
PLANNED = "planned"


def name_of(design: Design) -> str:
    """Return the name of a design among :data:`ALTERNATIVES`, or ``planned``."""
    if design.strata:
        return PLANNED
    if design.of_ballots:
        way = design.method, design.draw, design.rule
        usual = design.method == "polling" or fraction_of("bet", design.bet) == Fraction(9, 10)
        return next((n for n, one in OF_BALLOTS.items() if usual and one == way), PLANNED)
    if design.rule != "share":
        return PLANNED
    asked = design.draw, fraction_of("bet", design.bet)
    named = (n for n, (draw, bet) in ALTERNATIVES.items() if (draw, fraction_of("bet", bet)) == asked)
    return next(named, PLANNED)


def costs(
    population: Population,
    design: Design,
    *,
    seed: int,
    errors: Errors | None = None,
    runs: int = RUNS,
    progress: Progress | None = None,
) -> tuple[Cost, ...]:
    """Work out what the audit costs as it is planned, and under other designs.

    Parameters
    ----------
    population : Population
        The committed count, with the strata of the plan.
    design : Design
        What is to be signed.
    seed : int
        Of the simulation; the same seed gives the same figures.
    errors : Errors, optional
        What is expected to be found; by default nothing.
    runs : int
        Simulated draws for each design, at the most; of one with strata :data:`STRATIFIED_RUNS`.
    progress : callable, optional
        Told of each design.

    Returns
    -------
    tuple of Cost
        The planned design first; none where no audit can confirm the outcome.
    """
    if not population.can_be_confirmed:
        return ()
    errors = errors or Errors()
    whole = replace(population, strata=None)
    others = _others(design)
    todo = {name_of(design): design} | {n: one for n, one in others.items() if n != name_of(design)}
    found = []
    for done, (name, one) in enumerate(todo.items(), start=1):
        of = population if one.strata else whole.of_method(one.method)
        simulated = Simulated(of, one, errors, min(runs, STRATIFIED_RUNS) if one.strata else runs, seed)
        found.append(simulated.cost(name))
        if progress is not None:
            progress(done, len(todo))
    return tuple(found) if design.of_ballots else (*found, _with_replacement(whole, design))


def _others(design: Design) -> dict[str, Design]:
    """Return the designs that stand beside a plan, by name."""
    if design.of_ballots:
        return {
            name: replace(design, method=method, draw=draw, rule=rule, bet="9/10", strata="")
            for name, (method, draw, rule) in OF_BALLOTS.items()
        }
    return {
        name: replace(design, draw=draw, bet=bet, rule="share", strata="")
        for name, (draw, bet) in ALTERNATIVES.items()
    }


def _with_replacement(population: Population, design: Design) -> Cost:
    """Return the draws of an error-free audit with replacement (Kaplan-Markov), which no plan here makes."""
    member = max(population.members, key=lambda m: population.sizes_for(m).sum() / population.remaining(m))
    sizes = population.sizes_for(member)
    ratio, every = float(sizes.sum()) / population.remaining(member), int((sizes > 0).sum())
    draws = kaplan_markov_draws(ratio, float(fraction_of(sentence("risk limit"), design.risk_limit)))
    drawn = 1.0 - (1.0 - sizes / sizes.sum()) ** draws
    ballots = round(float((drawn * population.cast).sum()))
    return Cost(KAPLAN_MARKOV, ratio, min(draws, every), min(draws, every), ballots, every, 0)
