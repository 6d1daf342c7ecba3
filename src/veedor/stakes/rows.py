r"""The smallest set of units that breaks several assertions at once: exact, or a proven bracket.

*Lower end.* A set that breaks all of them breaks each alone, so no fewer units suffice than the hardest one
needs (sort and cumulate). A set that breaks all of them also breaks every weighted sum with weights
:math:`\lambda_j \ge 0`, whose smallest set is again found by sorting: a *surrogate relaxation* (Glover
1968, Operations Research 16(4), 741-749). All of it in whole numbers, so the bound is a proof and not an
estimate.

*Upper end.* The units in the order of one of these sums, as many as it takes until each assertion is broken,
counted on exact sums. Where both ends meet the answer is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.model import AssertionKind
from veedor.rules.undoing import stands
from veedor.stakes.exact import added, largest, scaled, total
from veedor.stakes.prefix import heaviest, shortest
from veedor.stakes.problem import Proof, Solution
from veedor.stakes.treated import aim_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.arrays import Floats
    from veedor.model import Assertion, Scope
    from veedor.stakes.exact import Amounts
    from veedor.stakes.problem import Pieces, Problem
    from veedor.stakes.treated import Aim

ROUNDS = 40
"""How often the weights are adapted before a bracket is left open."""
RESOLUTION = 1000
"""Steps between no weight and full weight of an assertion."""

NEVER = Solution(None, None, Proof.SORT)
"""No set of any size does it."""


def break_all(problem: Problem, assertions: Sequence[Assertion]) -> Solution:
    """Find the smallest set of units after whose treatment none of some assertions holds.

    Parameters
    ----------
    problem : Problem
        Treatment and units.
    assertions : sequence of Assertion
        All of them are to be broken; those already broken must stay so.

    Returns
    -------
    Solution
        Exact for one assertion; for several, exact where the bracket closes.
    """
    weighed = _outweigh(problem, assertions)
    emptied = areas_emptied(problem, assertions)
    if not emptied:
        return weighed
    # a set either breaks all of the sums or empties one of the areas
    lower = min(way.least for way in (weighed, *emptied) if way.lower is not None)
    emptied = [way for way in emptied if way.pieces and _broken(problem, way.pieces, assertions)]
    found = [way for way in (weighed, *emptied) if way.upper is not None]
    best = min(found, key=lambda way: len(way.chosen), default=weighed)
    return Solution(lower, best.pieces, best.proof)


def areas_emptied(problem: Problem, assertions: Iterable[Assertion]) -> list[Solution]:
    """Leave no vote in the area of one of some shares: the law then counts it as not reached, not 0 >= 0."""
    shares = [a for a in assertions if a.scope is not None and a.kind is AssertionKind.SHARE and not a.strict]
    ways = [_emptied(problem, a, a.scope) for a in shares if a.scope is not None]
    return [way for way in ways if way.lower is not None]


def _emptied(problem: Problem, assertion: Assertion, scope: Scope) -> Solution:
    if not problem.treatment.empties:
        return NEVER
    sheets, aim = problem.stake.sheets, aim_at(assertion)
    counted = [sheets.column[choice] for choice in {*assertion.weights, *assertion.whose}]
    votes = np.where(sheets.member_of(scope.division) == scope.area, sheets.votes[:, counted].sum(axis=1), 0)
    if problem.treated.contents(np.flatnonzero(votes), aim)[:, counted].any():
        return NEVER
    by_unit = problem.units.sums(votes)
    units = np.flatnonzero(by_unit)
    return Solution(len(units), ((units, aim),), Proof.SORT) if by_unit.sum() == votes.sum() else NEVER


def _outweigh(problem: Problem, assertions: Sequence[Assertion]) -> Solution:
    """Find the smallest set that breaks the sums of all of them."""
    need = {a: problem.stake.need(a) for a in assertions}
    if all(n <= 0 for n in need.values()):
        return Solution(0, (), Proof.SORT)
    alone = {a: shortest(problem.loss(a), n) for a, n in need.items()}
    lengths = [k for k in alone.values() if k is not None]
    if len(lengths) < len(alone):
        return NEVER
    lower = max(lengths)
    for assertion in (a for a, k in alone.items() if k == lower):
        aim = aim_at(assertion)
        units = heaviest(problem.loss(assertion), lower)
        if all(total(problem.loss(a, aim)[units]) >= n for a, n in need.items()):
            pieces: Pieces = ((units, aim),)
            if not problem.stake.tally.open or _broken(problem, pieces, assertions):
                return Solution(lower, pieces, Proof.SORT)
    return _surrogate(problem, need, lower)


def _broken(problem: Problem, pieces: Pieces, assertions: Sequence[Assertion]) -> bool:
    """Whether no assertion stands on the exact totals, where blank cells of treated sheets are not open."""
    tally = problem.tally(pieces)
    return not any(stands(assertion, tally) for assertion in assertions)


def _surrogate(problem: Problem, need: dict[Assertion, int], lower: int) -> Solution:
    """Close the bracket with weighted sums of the assertions, the weights following what is left to break."""
    sizes = [max(abs(n), largest(problem.loss(a)), 1) for a, n in need.items()]
    share = np.ones(len(need)) / len(need)
    best: Solution = Solution(lower, None, Proof.SORT)
    for _ in range(ROUNDS):
        aim = _multiples(list(need), sizes, share)
        goal = sum(m * need[a] for a, m in aim)
        parts = {a: problem.loss(a, aim) for a in need}
        combined = _combined(aim, parts)
        bound = shortest(combined, goal)
        if bound is None:
            return Solution(None, None, Proof.SURROGATE)
        order = heaviest(combined, len(combined))
        sums = [parts[a][order].cumsum() for a in need]
        lower, proof = max((best.least, best.proof), (bound, Proof.SURROGATE), key=lambda pair: pair[0])
        pieces = best.pieces
        found = _first_common(sums, list(need.values()))
        if found is not None and (best.upper is None or found < best.upper):
            pieces = ((order[:found], aim),)
        best = Solution(lower, pieces, proof)
        if best.exact:
            break
        at = max(bound, 1) - 1
        missing = np.array(
            [(n - int(s[at])) / size for n, s, size in zip(need.values(), sums, sizes, strict=True)]
        )
        share = share * np.exp(2.0 * missing / np.abs(missing).max())
        share /= share.sum()
    return best


def _multiples(assertions: list[Assertion], sizes: list[int], share: Floats) -> Aim:
    """Whole multiples in given proportions, each assertion measured by its own size."""
    unit = max(sizes) * RESOLUTION
    return tuple(
        (a, max(round(unit / size * part), 1))
        for a, size, part in zip(assertions, sizes, share.tolist(), strict=True)
    )


def _combined(aim: Aim, parts: dict[Assertion, Amounts]) -> Amounts:
    combined = scaled(parts[aim[0][0]], aim[0][1])
    for assertion, multiple in aim[1:]:
        combined = added(combined, scaled(parts[assertion], multiple))
    return combined


def _first_common(sums: list[Amounts], goals: list[int]) -> int | None:
    """The shortest prefix at which every running sum has reached its goal."""
    reached = np.logical_and.reduce([s >= goal for s, goal in zip(sums, goals, strict=True)])
    first = int(reached.argmax())
    return first + 1 if bool(reached[first]) else None
