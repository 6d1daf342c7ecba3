"""The mixed integer program of a ground, beside every set of units and every content."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.sparse import csr_array

from stakes.build_stakes import count
from stakes.test_quorum import shares
from stakes.test_rows import HALF, OVER_B, OVER_C, A, B, in_region
from veedor.count.vectors import UNKNOWN
from veedor.model import AreaId, Choice, ChoiceId, Contest, ContestId, Kind, Quorum, Scope
from veedor.rules.undoing import Undoing
from veedor.stakes.problem import Problem, problem_of
from veedor.stakes.program import Program, program_of
from veedor.stakes.prove import _SmallestSet
from veedor.stakes.stake import Stake
from veedor.stakes.treatments import Setting
from veedor.stakes.units import Units, named_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.count import Sheets
    from veedor.model import Assertion, Condition

proving = import_module("veedor.stakes.prove")

TWO = Contest(
    ContestId("president"),
    "President",
    (
        Choice(A, "Party A"),
        Choice(B, "Party B"),
        Choice(ChoiceId("C"), "Party C"),
        Choice(ChoiceId("blank"), "Blank", Kind.BLANK),
    ),
)


def votes(rows: Sequence[Sequence[int]], where: str, more: int = 1) -> Sheets:
    """Sheets of A, B, C and blank votes, each in a region of one letter, with so many who did not vote."""
    registered = [sum(row) + more for row in rows]
    return count(rows, registered, list(where), list(where), TWO)


def problem(
    sheets: Sheets, conditions: Sequence[Condition], treatment: str, unit: str | Units = "sheet"
) -> tuple[Problem, Undoing]:
    """A ground, and what its conditions are asked about."""
    ground = Undoing(tuple(conditions))
    return problem_of(
        Stake(sheets, (ground,), OVER_B, A, B, divisions=("region", *sheets.areas)), treatment, unit
    ), ground


def adds(sheets: Sheets, form: Assertion, matrix: np.ndarray) -> int:
    """What some contents of all sheets are worth to an assertion, by the words of the law."""
    inside = np.ones(len(sheets), dtype=bool)
    if form.scope is not None:
        inside = sheets.member_of(form.scope.division) == form.scope.area
    return int((matrix[inside] @ np.array(form.vector(c.choice_id for c in sheets.contest.choices))).sum())


def contents(asked: Problem, rows: np.ndarray, where: np.ndarray) -> Iterator[np.ndarray]:
    """Every content of some sheets together; within an area it does not matter which of them has it."""
    sheets, treated = asked.stake.sheets, asked.treated
    if not asked.treatment.free:
        new = sheets.votes.copy()
        new[rows] = treated.contents(rows, ((asked.stake.binding, 1),))
        yield new
        return
    allowed = list(treated.allowed)
    areas = [rows[where[rows] == name] for name in np.unique(where[rows])]
    ways = []
    for here in areas:
        most = int(treated.capacity[here].sum())
        every = product(range(most + 1), repeat=len(allowed))
        ways.append([w for w in every if sum(w) == most or (treated.at_most and sum(w) < most)])
    for chosen in product(*ways):
        new = sheets.votes.copy()
        new[np.ix_(rows, np.array(allowed))] = 0
        for here, way in zip(areas, chosen, strict=True):
            new[here[0], allowed] = way
        yield new


def undone(asked: Problem, ground: Undoing, matrix: np.ndarray) -> bool:
    """Whether the sums of all assertions are broken, and enough points of areas are gone."""

    def broken(form: Assertion) -> bool:
        return not form.satisfied_by(adds(asked.stake.sheets, form, matrix))

    def lost(quorum: Quorum) -> bool:
        enough = all if quorum.any_member else any
        gone = (
            p
            for p, group in zip(quorum.points, quorum.groups, strict=True)
            if enough(broken(quorum.members[i]) for i in group)
        )
        return sum(quorum.points) - sum(gone) < quorum.need

    return all(map(broken, ground.assertions)) and all(map(lost, ground.quorums))


def fewest(asked: Problem, ground: Undoing) -> int | None:
    """The smallest number of units with some content that undoes the ground."""
    where = asked.stake.sheets.member_of("region")
    for k in range(len(asked.units) + 1):
        for some in combinations(range(len(asked.units)), k):
            rows = asked.units.rows(np.array(some, dtype=np.int64))
            if any(undone(asked, ground, matrix) for matrix in contents(asked, rows, where)):
                return k
    return None


def solved(asked: Problem, ground: Undoing) -> int | None:
    """What the program says."""
    program = program_of(asked, ground)
    if program is None:
        return None
    answer = proving._solve(program, None)
    if answer.infeasible:
        return None
    assert answer.values is not None
    assert answer.bound == round(float(answer.values @ program.cost))
    return int(answer.bound)


R, S = in_region("R"), in_region("S")
OF_ALL = replace(HALF, assertion_id="share:A:cast", weights={**HALF.weights, ChoiceId("blank"): -1})
TWICE = replace(OVER_C, assertion_id="twice:A>C", weights={A: 1, ChoiceId("C"): -2}, strict=False)
HALVES = shares({"R": 2, "S": 1}, 1)
GROUNDS: list[tuple[Condition, ...]] = [
    (OVER_B,),
    (OVER_B, OVER_C),
    (HALF, OVER_C),
    (R, S),
    (R, OVER_C),
    (R, TWICE),
    (OF_ALL,),
    (OF_ALL, TWICE),
    (HALVES,),
    (replace(HALVES, need=2), OVER_B),
    (replace(HALVES, need=3),),
    (Quorum("both", (R, S), (1,), 1, ((0, 1),)),),
    (Quorum("any", (R, S), (1,), 1, ((0, 1),), any_member=True),),
]
SMALL = [
    ([[2, 0, 0, 0], [1, 0, 0, 1], [1, 1, 0, 0]], "RSS"),
    ([[2, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1]], "RRS"),
    ([[2, 0, 0, 0], [2, 0, 0, 0], [1, 0, 0, 0]], "RRS"),
    ([[1, 0, 0, 0], [2, 0, 0, 0], [2, 0, 0, 0]], "RSS"),
    ([[2, 0, 0, 1], [2, 0, 0, 0], [1, 0, 0, 1]], "RSS"),
    ([[2, 0, 0, 2], [1, 0, 0, 0], [1, 0, 0, 0]], "RSS"),
]
LARGER = [
    ([[7, 2, 2, 0], [5, 1, 3, 1], [6, 0, 2, 0], [0, 4, 1, 0], [3, 2, 0, 2]], "RRSSS"),
    ([[3, 1, 0, 1], [3, 1, 0, 2], [9, 2, 4, 0], [1, 8, 0, 0], [3, 1, 0, 0], [2, 0, 0, 0]], "RRRSSR"),
]


@pytest.mark.parametrize("ground", range(len(GROUNDS)))
@pytest.mark.parametrize("treatment", ["annul", "strike", "move", "swap"])
def test_it_is_the_smallest_set_of_every_one(treatment: str, ground: int) -> None:
    for rows, where in (*SMALL, *LARGER):
        asked, undoing = problem(votes(rows, where), GROUNDS[ground], treatment)
        assert solved(asked, undoing) == fewest(asked, undoing)


@pytest.mark.parametrize("ground", range(len(GROUNDS)))
@pytest.mark.parametrize("treatment", ["refill-valid", "refill-cast", "anything"])
def test_it_is_the_smallest_set_of_every_content(treatment: str, ground: int) -> None:
    for rows, where in SMALL:
        asked, undoing = problem(votes(rows, where), GROUNDS[ground], treatment)
        assert solved(asked, undoing) == fewest(asked, undoing)


def test_units_of_several_sheets_and_those_outside_of_them() -> None:
    sheets = votes(*LARGER[0])
    units = named_units(sheets, {"0001": "g", "0003": "g", "0002": "h", "0005": "i"})
    for conditions in GROUNDS:
        asked, ground = problem(sheets, conditions, "move", units)
        assert solved(asked, ground) == fewest(asked, ground)


def test_sheets_of_the_same_areas_of_every_division_form_one_area() -> None:
    sheets = replace(
        votes([[1, 0, 0, 0]] * 6, "RRSSTT"), areas={"district": np.array(["x", "y", "x", "y", "z", "z"])}
    )
    of_district = replace(R, scope=Scope("district", AreaId("x")))
    asked, ground = problem(sheets, (R, of_district), "anything")
    program = program_of(asked, ground)
    assert program is not None
    pairs = list(zip("RRSSTT", "xyxyzz", strict=True))
    assert program.n_areas == len(set(pairs))
    for (one, first), (other, second) in product(zip(pairs, program.area_of.tolist(), strict=True), repeat=2):
        assert (first == second) is (one == other)
    assert len(program.upper) == len(program.members) + program.n_areas * program.n_allowed
    assert program.whole.tolist() == [1] * len(program.members) + [0] * (5 * 4)


def test_the_solver_starts_without_a_set_and_lays_out_what_it_finds() -> None:
    """From nothing in hand to the smallest set, whose contents every sheet can hold."""
    for treatment, (rows, where) in product(("refill-valid", "refill-cast", "anything", "move"), SMALL):
        asked, ground = problem(votes(rows, where), (R, OVER_C), treatment)
        search = _SmallestSet(asked, None)
        search.close(ground)
        truth = fewest(asked, ground)
        if truth is None:
            assert search.best is None
            continue
        assert search.best is not None
        assert sum(len(units) for units, _ in search.best) == truth
        assert search.programs >= 1
        assert asked.falls(search.best)
        changed, new = asked.changed(search.best)
        published = asked.stake.sheets.votes[changed]
        assert (new >= 0).all()
        if asked.treatment.free:
            allowed = list(asked.treated.allowed)
            kept = [j for j in range(4) if j not in allowed]
            assert (new[:, kept] == published[:, kept]).all()
            held, capacity = new[:, allowed].sum(axis=1), asked.treated.capacity[changed]
            assert (held <= capacity).all() if asked.treated.at_most else (held == capacity).all()


def test_a_set_that_is_no_smaller_is_not_taken() -> None:
    asked, ground = problem(votes([[3, 0, 0, 0], [3, 0, 0, 0], [0, 1, 0, 0]], "RRR"), (OVER_B,), "move")
    program = program_of(asked, ground)
    assert program is not None
    every = proving._Answer(program, np.array([2.0]), infeasible=False, bound=1)
    aim = ((OVER_B, 1),)
    held = _SmallestSet(asked, ((np.array([0, 1]), aim),))
    assert not held._taken(every)  # as many as are known
    more = _SmallestSet(asked, ((np.array([0, 1, 2]), aim),))
    assert more._taken(every)
    assert more.best is not None
    assert len(more.best[0][0]) == 2
    assert not more._taken(proving._Answer(program, None, infeasible=False, bound=1))
    assert not _SmallestSet(asked, None)._taken(replace(every, values=np.array([0.0])))  # changes nothing


def test_the_bound_is_that_of_whole_units() -> None:
    """Of five points, each joined with each, four must be taken; by halves two and a half would do."""
    pairs = list(combinations(range(5), 2))
    matrix = np.zeros((len(pairs), 5))
    for row, pair in enumerate(pairs):
        matrix[row, list(pair)] = 1.0
    program = Program(
        members=tuple([i] for i in range(5)),
        cost=np.ones(5),
        whole=np.ones(5, dtype=np.int64),
        upper=np.ones(5),
        matrix=csr_array(matrix),
        least=np.ones(len(pairs)),
        most=np.full(len(pairs), np.inf),
        area_of=np.zeros(5, dtype=np.int64),
        n_areas=1,
        first_poured=5,
        n_allowed=0,
    )
    answer = proving._solve(program, None)
    assert (answer.bound, answer.infeasible) == (4, False)
    assert proving._solve(program, 3).infeasible


def test_a_program_without_a_quorum_to_open_is_confirmed_where_an_area_has_no_votes() -> None:
    sheets = votes([[5, 1, 0, 0], [0, 0, 0, 0]], "RS", more=2)
    asked, ground = problem(sheets, (OVER_B,), "abstainers")
    assert asked.opens_areas
    search = _SmallestSet(asked, None)
    search.close(ground)
    assert search.confirmed
    opened, quorum = problem(sheets, (replace(HALVES, any_member=True),), "abstainers")
    search = _SmallestSet(opened, None)
    search.close(quorum)
    assert (search.confirmed, search.lowers[-1]) == (False, 1)


def test_nobody_abstained_where_no_register_is_known_or_more_voted_than_it_holds() -> None:
    sheets = votes([[5, 1, 0, 0], [5, 1, 0, 0], [5, 1, 0, 0]], "RRR")
    asked, _ = problem(sheets, (OVER_B,), "annul")
    setting = Setting(sheets, A, B, asked.units, np.array([UNKNOWN, 4, 8]))
    assert setting.abstainers.tolist() == [0, 0, 2]


def test_no_program_is_solved_where_no_smaller_set_can_be() -> None:
    sheets = votes([[9, 0, 0, 0], [9, 0, 0, 0], [2, 1, 0, 0]], "RRR")
    asked, ground = problem(sheets, (OVER_B, OVER_C), "annul")
    aim = ((OVER_B, 1),)
    one = _SmallestSet(asked, ((np.array([0]), aim),))
    one.close(ground)
    assert (one.programs, one.confirmed) == (0, True)
    of_points, quorum = problem(sheets, (replace(HALVES, need=2),), "move")
    one = _SmallestSet(of_points, ((np.array([0]), aim),))
    one.close(quorum)
    assert one.programs == 0
    sheets = votes([[9, 8, 0, 0], *([[9, 0, 0, 0]] * 5)], "RRRRRR")
    easy = replace(OVER_B, assertion_id="little", weights={A: 1, B: -3})
    asked, ground = problem(sheets, (OVER_C, easy), "annul")
    assert asked.out_of_reach(OVER_C, 1)
    assert not asked.out_of_reach(easy, 1)
    two = _SmallestSet(asked, ((np.array([1, 2]), aim),))
    two.close(ground)
    assert (two.programs, two.confirmed) == (0, True)
