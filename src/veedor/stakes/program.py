r"""A ground as a mixed integer program over units, contents and areas.

For units :math:`u` that weigh the same, :math:`n_u` of them are taken. With the loss :math:`\ell_{ua}` of
assertion :math:`a` when a unit is emptied of what the treatment may touch, ballots :math:`y_{pc}` poured
back into the chosen sheets of area :math:`p` for choice :math:`c`, weights :math:`w_{ac}` and the capacity
:math:`r_{up}` of a unit:

.. math::

   \min \sum_u n_u \quad\text{with}\quad
   \sum_u \ell_{ua} n_u - \sum_{p,c} w_{ac} y_{pc} \ge \text{need}_a, \qquad
   \sum_c y_{pc} \le \sum_u r_{up} n_u

(equality where the number of ballots is fixed; no :math:`y` where the treatment says what a sheet holds). A
quorum adds a truth value for each member and group, tied to the members' rows by the largest amount by
which they can miss.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veedor.stakes.exact import by_group, total, weighed

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from veedor.arrays import Floats, Ints
    from veedor.model import Assertion, Quorum
    from veedor.rules.undoing import Undoing
    from veedor.stakes.exact import Amounts
    from veedor.stakes.problem import Problem

    Row = dict[int, float]
    Layout = tuple[Ints, int, int, int]
    """Area of each sheet, number of areas, first variable of poured ballots, number of choices to fill."""


@dataclass(frozen=True, eq=False)
class Program:
    """A mixed integer program as arrays.

    Parameters
    ----------
    members : tuple of int vector
        The units behind each of the first variables, in order of position.
    cost : float vector, shape (n_variables,)
        One for each unit variable, zero for the others.
    whole : int vector, shape (n_variables,)
        1 where only whole numbers will do; 0 for ballots that are poured back.
    upper : float vector, shape (n_variables,)
        Upper bounds; lower bounds are zero.
    matrix : sparse matrix, shape (n_rows, n_variables)
        The constraints.
    least, most : float vectors, shape (n_rows,)
        Their bounds.
    area_of : int vector, shape (n_sheets,)
        The area of each sheet within which ballots may be poured back anywhere.
    n_areas : int
        How many such areas.
    first_poured, n_allowed : int
        Where the variables of poured ballots begin, and how many choices may be filled.
    """

    members: tuple[list[int], ...]
    cost: Floats
    whole: Ints
    upper: Floats
    matrix: csr_array
    least: Floats
    most: Floats
    area_of: Ints
    n_areas: int
    first_poured: int
    n_allowed: int

    def poured(self, values: Floats, area: int) -> list[int]:
        """Return the ballots poured into an area, by allowed choice."""
        start = self.first_poured + area * self.n_allowed
        counts: list[int] = values[start : start + self.n_allowed].astype(np.int64).tolist()
        return counts


@dataclass(eq=False)
class _ProgramBuilder:
    """Rows and variables as they come."""

    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def variable(self, upper: float) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, coefficients: Row, least: float = -np.inf, most: float = np.inf) -> None:
        self.rows.append(coefficients)
        self.least.append(least)
        self.most.append(most)


def program_of(problem: Problem, ground: Undoing) -> Program | None:
    """Write the program that finds the smallest set of units on one ground.

    Parameters
    ----------
    problem : Problem
        Treatment and units.
    ground : Undoing
        What must be broken.

    Returns
    -------
    Program or None
        None where no unit takes anything from any of its assertions.
    """
    assertions = list(dict.fromkeys((*ground.assertions, *(m for q in ground.quorums for m in q.members))))
    area_of, n_areas = _areas(problem, assertions)
    emptied = [_emptied(problem, a) for a in assertions]
    capacity = _capacities(problem, area_of, n_areas)
    members = _alike(problem, assertions, [*emptied, *capacity])
    if not members:
        return None
    build = _ProgramBuilder()
    for units in members:
        build.variable(len(units))
    sample = [units[0] for units in members]
    first_poured, n_allowed = _pour(build, problem, sample, capacity)
    losing = {
        a: _losing(problem, a, sample, amounts, (area_of, first_poured))
        for a, amounts in zip(assertions, emptied, strict=True)
    }
    for assertion in ground.assertions:
        build.row(losing[assertion], float(problem.stake.need(assertion)))
    for quorum in ground.quorums:
        _add_quorum(build, problem, quorum, losing)
    return _finished(build, members, (area_of, n_areas, first_poured, n_allowed))


def _pour(
    build: _ProgramBuilder, problem: Problem, sample: list[int], capacity: list[Amounts]
) -> tuple[int, int]:
    """Add ballots poured back by area and choice; give the first such variable, and the number of choices."""
    first = len(build.upper)
    allowed = problem.treated.allowed if problem.treatment.free else ()
    for amounts in capacity:
        for _ in allowed:
            build.variable(float(total(amounts)))
    for area, amounts in enumerate(capacity):
        row: Row = {i: -float(amounts[u]) for i, u in enumerate(sample) if amounts[u]}
        row |= {first + area * len(allowed) + j: 1.0 for j in range(len(allowed))}
        build.row(row, -np.inf if problem.treated.at_most else 0.0, 0.0)
    return first, len(allowed)


def _finished(build: _ProgramBuilder, members: tuple[list[int], ...], areas: Layout) -> Program:
    from scipy.sparse import coo_array

    entries = [(i, j, value) for i, row in enumerate(build.rows) for j, value in row.items()]
    i, j, value = (np.array(part) for part in zip(*entries, strict=True))
    n = len(build.upper)
    matrix = coo_array((value, (i, j)), shape=(len(build.rows), n)).tocsr()
    cost = np.zeros(n)
    cost[: len(members)] = 1.0
    least, most = np.array(build.least), np.array(build.most)
    whole = np.ones(n, dtype=np.int64)
    _, n_areas, first, n_allowed = areas
    whole[first : first + n_areas * n_allowed] = 0
    return Program(members, cost, whole, np.array(build.upper), matrix, least, most, *areas)


def _areas(problem: Problem, assertions: list[Assertion]) -> tuple[Ints, int]:
    """Sheets that lie in the same areas of all assertions form one area."""
    sheets = problem.stake.sheets
    divisions = sorted({a.scope.division for a in assertions if a.scope is not None})
    code = np.zeros(len(sheets), dtype=np.int64)
    for division in divisions:
        names, own = np.unique(sheets.member_of(division), return_inverse=True)
        _, code = np.unique(code * len(names) + own, return_inverse=True)
    return code.astype(np.int64), int(code.max()) + 1


def _emptied(problem: Problem, assertion: Assertion) -> Amounts:
    """What each unit takes from an assertion when nothing is poured back, shape (n_units,)."""
    if not problem.treatment.free:
        return problem.loss(assertion)
    sheets = problem.stake.sheets
    weights = assertion.vector(c.choice_id for c in sheets.contest.choices)
    allowed = problem.treated.allowed
    amounts = weighed(problem.stake.columns, [w if j in allowed else 0 for j, w in enumerate(weights)])
    if assertion.scope is not None:
        inside = sheets.member_of(assertion.scope.division) == assertion.scope.area
        amounts = np.where(inside, amounts, 0)
    return problem.units.sums(amounts)


def _capacities(problem: Problem, area_of: Ints, n_areas: int) -> list[Amounts]:
    """Ballots that each unit can hold in each area; none where the treatment says what a sheet holds."""
    if not problem.treatment.free:
        return []
    codes, n = problem.units.codes, len(problem.units)
    return [by_group(np.where(area_of == p, problem.treated.capacity, 0), codes, n) for p in range(n_areas)]


def _alike(problem: Problem, assertions: list[Assertion], columns: list[Amounts]) -> tuple[list[int], ...]:
    """Group units that weigh the same; leave out those that help nothing."""
    useful = np.logical_or.reduce([problem.loss(a) > 0 for a in assertions])
    groups: dict[tuple[int, ...], list[int]] = {}
    positions = np.flatnonzero(useful).tolist()
    for unit, *weights in zip(positions, *(c[useful].tolist() for c in columns), strict=True):
        groups.setdefault(tuple(weights), []).append(unit)
    return tuple(groups.values())


def _losing(
    problem: Problem,
    assertion: Assertion,
    sample: list[int],
    emptied: Amounts,
    pouring: tuple[Ints, int],
) -> Row:
    """The loss of an assertion as a row over all variables."""
    row: Row = {i: float(emptied[u]) for i, u in enumerate(sample) if emptied[u]}
    if not problem.treatment.free:
        return row
    area_of, first = pouring
    sheets = problem.stake.sheets
    allowed = problem.treated.allowed
    choices = sheets.contest.choices
    areas = range(int(area_of.max()) + 1)
    if assertion.scope is not None:
        inside = sheets.member_of(assertion.scope.division) == assertion.scope.area
        areas = np.unique(area_of[inside]).tolist()
    for area in areas:
        for j, column in enumerate(allowed):
            weight = assertion.weight(choices[column].choice_id)
            if weight:
                row[first + area * len(allowed) + j] = -float(weight)
    return row


def _add_quorum(
    build: _ProgramBuilder, problem: Problem, quorum: Quorum, losing: dict[Assertion, Row]
) -> None:
    """Let a quorum fail: enough groups whose members are broken as their kind demands."""
    broken_groups: Row = {}
    for points, indices in zip(quorum.points, quorum.groups, strict=True):
        group = build.variable(1.0)
        broken_groups[group] = float(points)
        members = []
        for member in (quorum.members[i] for i in indices):
            truth = build.variable(1.0)
            need = float(problem.stake.need(member))
            amount = max(need - _least(losing[member], build), 0.0)
            build.row({**losing[member], truth: -amount}, need - amount)
            members.append(truth)
        if quorum.any_member:
            for truth in members:
                build.row({truth: 1.0, group: -1.0}, 0.0)
        else:
            build.row({**dict.fromkeys(members, 1.0), group: -1.0}, 0.0)
    build.row(broken_groups, float(sum(quorum.points) - quorum.need + 1))


def _least(losing: Row, build: _ProgramBuilder) -> float:
    """The least that a row can be, each variable at its worst bound."""
    return sum(min(coefficient * build.upper[i], 0.0) for i, coefficient in losing.items())
