"""What a smallest set is made of: its parts, its ends, the totals it leaves, and where it is lengthened."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from property.test_stakes_brute import rule
from stakes.build_stakes import count
from veedor.findings.flips import _flip
from veedor.findings.named_set import _effect
from veedor.model import AssertionKind, Choice, ChoiceId, Contest, ContestId, Kind, OutcomeKind
from veedor.rules import explain, load, loads
from veedor.stakes import Word, smallest_flip, stake_of, stake_of_assertion
from veedor.stakes import flip as searched
from veedor.stakes.flip import Flip, at_least, check_number, undo
from veedor.stakes.prefix import at_most, heaviest, shortest
from veedor.stakes.problem import Filling, Problem, Proof, Solution, problem_of
from veedor.stakes.results import NamedSet
from veedor.stakes.rows import NEVER
from veedor.stakes.sets import effect

if TYPE_CHECKING:
    from fractions import Fraction

    from veedor.model import Finding
    from veedor.stakes import Stake

AIM: Any = ()


def stake(rows: list[list[int]], name: str = "first") -> Stake:
    """What a law makes of a count of A, B and C, without blank and null votes."""
    sheets = count([[*row, 0, 0] for row in rows])
    return stake_of(sheets, explain(rule(name), sheets.tally(rule(name).divisions)))


def solution(lower: int | None, *units: int, proof: Proof = Proof.SORT) -> Solution:
    """A solution of one piece."""
    return Solution(lower, ((np.array(units, dtype=np.int64), AIM),), proof)


def test_the_set_its_sheets_and_what_it_leaves() -> None:
    found = smallest_flip(stake([[3, 0, 0], [4, 0, 0], [3, 0, 0], [0, 5, 0]]))
    assert (found.lower, found.upper, found.exact) == (2, 2, True)
    assert found.chosen == ("0002", "0001")
    assert found.sheet_ids == ("0001", "0002")
    assert found.n_sheets == 2
    assert [found.tally.of(c) for c in found.tally.contest.candidates] == [3, 5, 0]
    assert found.without_last is not None
    assert [found.without_last.of(c) for c in found.tally.contest.candidates] == [6, 5, 0]
    assert found.outcome is not None
    assert found.outcome.kind is OutcomeKind.ELECTED
    assert found.outcome.choices == ("B",)
    assert [found.word(k) for k in (0, 1, 2, 3)] == [Word.CANNOT, Word.CANNOT, Word.COULD, Word.COULD]


def test_where_nothing_can_change_it_nothing_is_told_of_a_set() -> None:
    found = smallest_flip(stake([[3, 0, 0], [4, 2, 0]]), "blanks")
    assert (found.lower, found.upper, found.chosen, found.sheet_ids, found.n_sheets) == (
        None,
        None,
        (),
        (),
        0,
    )
    assert found.without_last is None
    assert found.outcome is None
    assert found.word(2) is Word.CANNOT
    assert [found.tally.of(c) for c in found.tally.contest.candidates] == [7, 2, 0]


def test_without_a_rule_a_set_has_no_outcome() -> None:
    asked = stake([[3, 0, 0], [4, 2, 0]])
    (first,) = (a for a in asked.assertions() if a.kind is AssertionKind.FIRST and a.rival == "B")
    found = smallest_flip(stake_of_assertion(asked.sheets, first))
    assert found.upper == 2
    assert found.outcome is None


def test_the_last_unit_is_the_last_of_the_last_piece_that_has_one() -> None:
    problem = problem_of(stake([[3, 0, 0], [4, 0, 0], [2, 0, 0], [0, 5, 0]]), "annul")
    aim = ((problem.stake.binding, 1),)
    none = np.empty(0, dtype=np.int64)
    two = Flip(1, ((np.array([0]), aim), (np.array([1, 2]), aim), (none, aim)), Proof.SORT, problem)
    assert two.upper == 3
    assert two.without_last is not None
    assert [two.without_last.of(c) for c in problem.stake.sheets.contest.candidates] == [2, 5, 0]
    three = Flip(1, ((np.array([0, 1, 2]), aim),), Proof.SORT, problem)
    assert three.without_last == two.without_last
    assert Flip(0, (), Proof.SORT, problem).without_last is None
    filled = Filling(np.zeros((1, 5), dtype=np.int64))
    assert Flip(1, ((np.array([0]), filled),), Proof.SOLVER, problem).without_last is None


def test_between_its_ends_a_number_is_open() -> None:
    problem = problem_of(stake([[3, 0, 0], [4, 2, 0]]), "annul")
    bracket = Flip(1, ((np.array([0, 1]), ((problem.stake.binding, 1),)),), Proof.SURROGATE, problem)
    assert [bracket.word(k) for k in (0, 1, 2)] == [Word.CANNOT, Word.OPEN, Word.COULD]
    assert not bracket.exact
    check_number(0, problem.units)
    check_number(2, problem.units)
    for k in (-1, 3):
        with pytest.raises(Exception, match=f"{k} units"):
            check_number(k, problem.units)


@pytest.mark.parametrize(
    ("unbounded", "lower", "end"),
    [(0, None, None), (0, 5, 5), (0, 0, 0), (1, None, 1), (3, 5, 1), (2, 1, 1), (2, 0, 0)],
)
def test_a_sheet_without_a_bound_lowers_a_proven_end_to_one(
    unbounded: int, lower: int | None, end: int | None
) -> None:
    problem: Any = SimpleNamespace(unbounded=unbounded)
    assert at_least(problem, lower) == end


class Parts:
    """A ground of quorums and assertions whose solutions are given."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, quorums: list[Solution], rest: Solution | None
    ) -> None:
        self.quorums = tuple(range(len(quorums)))
        self.assertions = () if rest is None else ("a",)
        self.done: list[int] = []
        monkeypatch.setattr(searched, "break_quorum", lambda _, quorum: quorums[quorum])
        monkeypatch.setattr(searched, "break_all", lambda *_: rest)

    def undone(self, *, happens: bool) -> Solution:
        """Undo the ground, which happens with one part's set alone, or does not."""
        problem: Any = SimpleNamespace(tally=lambda pieces: self.done.append(len(pieces[0][0])))
        ground: Any = SimpleNamespace(
            quorums=self.quorums, assertions=self.assertions, happened=lambda _: happens
        )
        return undo(problem, ground)


def test_a_ground_of_one_part_is_undone_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    one = solution(2, 4, 5)
    assert Parts(monkeypatch, [one], None).undone(happens=False) is one
    assert Parts(monkeypatch, [], one).undone(happens=False) is one


def test_a_ground_with_a_part_that_nothing_breaks_is_never_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Parts(monkeypatch, [solution(2, 4, 5)], NEVER).undone(happens=True) is NEVER
    assert Parts(monkeypatch, [NEVER], solution(2, 4, 5)).undone(happens=True) is NEVER


def test_the_hardest_part_undoes_a_ground_where_its_set_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    hard, easy = solution(3, 1, 2, 3, proof=Proof.KNAPSACK), solution(1, 7)
    parts = Parts(monkeypatch, [easy, hard], solution(0))
    assert parts.undone(happens=True) is hard
    assert parts.done == [3]


def test_else_the_sets_of_all_parts_do(monkeypatch: pytest.MonkeyPatch) -> None:
    hard, easy = solution(3, 1, 2, 3, proof=Proof.KNAPSACK), solution(1, 2, 7)
    found = Parts(monkeypatch, [easy], hard).undone(happens=False)
    assert (found.lower, found.proof) == (3, Proof.KNAPSACK)
    assert found.chosen.tolist() == [1, 2, 3, 7]
    unknown = Solution(4, None, Proof.SURROGATE)
    found = Parts(monkeypatch, [easy], unknown).undone(happens=True)
    assert (found.lower, found.pieces, found.proof) == (4, None, Proof.SURROGATE)


def test_a_rule_decides_nothing_where_no_valid_vote_is_left() -> None:
    asked = stake([[5, 0, 0], [0, 0, 0], [5, 0, 0]], "majority-or-lead")
    problem = problem_of(asked, "annul")
    for known in (None, 3):
        pieces = searched._nothing_left(problem, known)
        assert pieces is not None
        assert [units.tolist() for units, _ in pieces] == [[0, 2]]
        assert pieces[0][1] == ((asked.binding, 1),)
    assert searched._nothing_left(problem, 2) is None
    assert searched._nothing_left(problem, 1) is None
    assert searched._nothing_left(problem_of(asked, "move"), None) is None
    alone = stake_of_assertion(asked.sheets, asked.binding)
    assert searched._nothing_left(problem_of(alone, "annul"), None) is None
    assert smallest_flip(asked).chosen == ("0001", "0003")


def losing(losses: list[int], falls_at: int) -> Problem:
    """A problem whose outcome falls with so many units."""
    asked: Any = SimpleNamespace(
        units=losses,
        loss=lambda *_: np.array(losses),
        falls=lambda pieces: searched.size(pieces) >= falls_at,
    )
    found: Problem = asked
    return found


def confirmed(problem: Problem, *units: int) -> list[list[int]] | None:
    """The pieces that the rule confirms."""
    aim: Any = (("a", 1),)
    pieces = searched._confirmed(problem, Solution(1, ((np.array(units), aim),), Proof.SORT))
    return None if pieces is None else [part.tolist() for part, _ in pieces]


def test_a_set_is_lengthened_until_the_rule_gives_another_outcome() -> None:
    losses = [9, 5, 7, 0, -1]
    assert confirmed(losing(losses, 1), 0) == [[0]]
    assert confirmed(losing(losses, 2), 0) == [[0], [2]]
    assert confirmed(losing(losses, 3), 0) == [[0], [2, 1]]
    assert confirmed(losing(losses, 4), 0) is None
    assert confirmed(losing([1] * 100, 65), 3) == [[3], [i for i in range(65) if i != 3]]
    assert confirmed(losing([1] * 100, 66), 3) is None


def test_a_set_of_several_aims_is_lengthened_by_units_for_the_last_of_them() -> None:
    first: Any = (("a", 1),)
    last: Any = (("b", 1),)
    asked: list[tuple[object, object]] = []

    def loss(assertion: object, aim: object) -> np.ndarray:
        asked.append((assertion, aim))
        return np.array([4, 3, 2, 1])

    problem: Any = SimpleNamespace(units=[0] * 4, loss=loss, falls=lambda p: searched.size(p) >= 3)
    pieces = ((np.array([0]), first), (np.array([2]), last))
    found = searched._confirmed(problem, Solution(1, pieces, Proof.SORT))
    assert asked == [("b", last)]
    assert found is not None
    assert [(units.tolist(), aim) for units, aim in found] == [([0], first), ([2], last), ([1], last)]


@pytest.mark.parametrize(
    ("second", "confirmed", "least"),
    [
        ([5], None, [1, 2, 3]),  # the rule does not confirm it
        ([5], [5, 6, 7], [1, 2, 3]),  # lengthened until the rule does, it is no smaller
        ([5], [5, 6], [5, 6]),
        ([5, 6, 7], [5], [1, 2, 3]),  # no smaller before it is asked of the rule
    ],
)
def test_a_later_set_is_taken_only_where_it_is_confirmed_and_smaller(
    monkeypatch: pytest.MonkeyPatch, second: list[int], confirmed: list[int] | None, least: list[int]
) -> None:
    asked = stake([[3, 0, 0], [4, 2, 0]])
    first, later = solution(2, 1, 2, 3), solution(1, *second)
    longer = None if confirmed is None else solution(1, *confirmed).pieces
    monkeypatch.setattr(searched, "_nearest_first", lambda _: [first, later])
    monkeypatch.setattr(searched, "_beyond", lambda *_: False)
    monkeypatch.setattr(searched, "_nothing_left", lambda *_: None)
    monkeypatch.setattr(searched, "undo", lambda _, ground: ground)
    monkeypatch.setattr(searched, "_confirmed", lambda _, s: s.pieces if s is first else longer)
    found = smallest_flip(asked)
    assert found.lower == 1
    assert found.pieces is not None
    assert [u for units, _ in found.pieces for u in units.tolist()] == least


def test_no_set_and_contents_laid_out_are_not_lengthened() -> None:
    assert searched._confirmed(losing([1, 1], 0), Solution(1, None, Proof.SORT)) is None
    assert searched._confirmed(losing([1, 1], 0), Solution(0, (), Proof.SORT)) is None
    filled = Filling(np.zeros((1, 5), dtype=np.int64))
    pieces = ((np.array([0]), filled),)
    assert searched._confirmed(losing([1, 1], 2), Solution(1, pieces, Proof.SOLVER)) is None
    assert searched._confirmed(losing([1, 1], 1), Solution(1, pieces, Proof.SOLVER)) == pieces


@pytest.mark.parametrize("kind", [np.int64, np.int32, object])
@pytest.mark.parametrize("factor", [1, 100_003, 2**20 + 1])
@pytest.mark.parametrize("seed", range(3))
def test_counting_by_value_gives_what_sorting_does(kind: type, factor: int, seed: int) -> None:
    losses = np.random.default_rng(seed).integers(-5, 12, 60) * factor
    amounts: np.ndarray = losses.astype(kind)
    ranked = sorted(losses.tolist(), reverse=True)
    for need in (-1, 0, 1, factor, factor + 1, 7 * factor, 40 * factor - 1, 10**4 * factor):
        truth = next((k for k in range(61) if sum(ranked[:k]) >= need), None) if need > 0 else 0
        assert shortest(amounts, need) == truth
    for k in (-1, 0, 1, 7, 20, 60):
        assert at_most(amounts, k) == sum(loss for loss in ranked[: max(k, 0)] if loss > 0)
        order = sorted(range(60), key=lambda i: (-losses[i], i))[: max(k, 0)]
        assert heaviest(amounts, k).tolist() == order


@pytest.mark.parametrize(
    ("law", "rows", "treatment", "told"),
    [
        # the share of the proposal rises, and too few took part
        ("approve(1/2, turnout=50%)", [[40, 10, 2], [30, 30, 0], [10, 2, 0]], "annul", ("turnout", "26.0")),
        ("approve(1/2, turnout=50%)", [[40, 10, 2], [10, 2, 60]], "annul", ("turnout", "31.7")),
        # the lead is nearest to its line and grows, and the share falls below 40 %
        ("40-10", [[110, 110, 0, 0], *([[31, 20, 27, 0]] * 10)], "annul", ("share", "39.7")),
        # what is nearest to its line is what gives way: as it was always said
        ("approve(1/2, turnout=10%)", [[40, 10, 2], [10, 42, 0], [30, 2, 0]], "annul", ("share", "47.6")),
    ],
)
def test_what_is_said_to_fall_is_what_changes_the_outcome(
    law: str, rows: list[list[int]], treatment: str, told: tuple[str, str]
) -> None:
    referendum = law.startswith("approve")
    kinds = (Kind.CANDIDATE, Kind.CANDIDATE, Kind.NULL) if referendum else (Kind.CANDIDATE,) * 4
    names = ("yes", "no", "null") if referendum else tuple("ABCD")
    choices = tuple(Choice(ChoiceId(n), n, k) for n, k in zip(names, kinds, strict=True))
    sheets = count(
        rows, [250 if len(rows) > 3 else 82] * len(rows), contest=Contest(ContestId("vote"), "Vote", choices)
    )
    stake = stake_of(sheets, explain(load(law), sheets.tally()))
    found = smallest_flip(stake, treatment)
    undone = stake.undone_by(found.tally)
    assert undone is not None
    assert undone.holds(stake.tally)
    assert not undone.holds(found.tally)
    figures = {f.name: f for f in _flip(found).figures}
    assert figures["quantity"].value == f"stakes.quantity.{told[0]}"
    assert f"{100 * float(cast('Fraction', figures['measure_after'].value)):.1f}".startswith(told[1])


COLLEGE = """
id = "xx-college"
title = {{ en = "College", es = "Colegio" }}
base = {{ valid = ["candidate"] }}
[[round]]
name = "single"
[[round.win]]
name = "electors"
[round.win.weights]
need = {need}
[round.win.weights.points.region]
N = 3
S = 4
W = 3
[round.else]
body = "legislature"
"""


@pytest.mark.parametrize(("need", "least"), [(6, 2), (8, 1), (7, 1)])
def test_what_areas_decide_is_not_told_as_one_sum_of_votes(need: int, least: int) -> None:
    rows = [[40, 30, 5], [10, 15, 3], [20, 30, 9], [35, 20, 1], [22, 22, 3], [10, 9, 3]]
    sheets = count([[*row, 0, 0] for row in rows], regions=["N", "N", "S", "S", "W", "W"])
    college = loads(COLLEGE.format(need=need))
    stake = stake_of(sheets, explain(college, sheets.tally(college.divisions)))
    found = smallest_flip(stake, "annul")
    assert (found.lower, found.upper) == (least, least)
    assert stake.undone_by(found.tally) is None
    told = _flip(found)
    assert told.says == "stakes.flip.exact.areas"
    assert {f.name: f.value for f in told.figures}["measure_after"] is None
    named = of_named_set(stake, found)
    assert named.says == "stakes.set.would.areas"


def test_what_undoes_an_outcome_is_the_binding_condition_where_no_other_is_at_fault() -> None:
    asked = stake([[3, 0, 0], [4, 2, 0]])
    assert asked.undone_by(asked.tally) is asked.binding
    never = SimpleNamespace(holds=lambda _: False)
    areas = SimpleNamespace(happened=lambda _: True, conditions=(), assertions=(), quorums=("areas",))
    failed = SimpleNamespace(happened=lambda _: True, conditions=(never,), assertions=(never,), quorums=())
    for grounds, told in (((failed,), asked.binding), ((areas, failed), None), ((failed, areas), None)):
        some: Any = SimpleNamespace(grounds=grounds, binding=asked.binding, tally=asked.tally)
        assert type(asked).undone_by(some, asked.tally) is told


def of_named_set(stake: Stake, found: Flip) -> Finding:
    """What is said of the set that was found, named sheet by sheet."""
    rows = np.flatnonzero(np.isin(stake.sheets.ids, found.sheet_ids))
    done = effect(stake, rows, "annul")
    return _effect(NamedSet(stake, rows, (done,), None, None, {}), done)
