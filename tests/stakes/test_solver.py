"""The mixed integer program beside every set, and what its answers are called."""

from __future__ import annotations

from importlib import import_module
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from property.test_stakes_brute import fewest, rule
from stakes.build_stakes import count
from veedor.rules import explain
from veedor.stakes import prove, smallest_flip, stake_of
from veedor.stakes.problem import Proof
from veedor.stakes.program import Program
from veedor.stakes.request import StakesRequest

solved = import_module("veedor.stakes.prove")._solve


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6), st.integers(1, 20))
def test_the_fewest_units_that_lose_enough_of_two_sums(losses: list[tuple[int, int]], need: int) -> None:
    n = len(losses)
    program = Program(
        matrix=csr_array(np.array(losses, dtype=float).T),
        least=np.full(2, float(need)),
        most=np.full(2, np.inf),
        upper=np.ones(n),
        cost=np.ones(n),
        whole=np.ones(n, dtype=np.int64),
        members=tuple([i] for i in range(n)),
        area_of=np.zeros(n, dtype=np.int64),
        n_areas=1,
        first_poured=n,
        n_allowed=0,
    )
    sums = [np.array(some).sum(axis=0) for k in range(1, n + 1) for some in combinations(losses, k)]
    sizes = [k for k in range(1, n + 1) for _ in combinations(losses, k)]
    enough = [k for k, both in zip(sizes, sums, strict=True) if both.min() >= need]
    answer = solved(program, None)
    assert answer.infeasible is not bool(enough)
    if enough:
        assert answer.values.sum() == answer.bound == enough[0]
        assert solved(program, enough[0] - 1).infeasible


def test_the_solver_is_named_only_for_what_it_proved() -> None:
    """Eight made-up sheets whose bracket the program leaves as it is: what bounds it is the sorting."""
    rng = np.random.default_rng(163)
    n = int(rng.integers(4, 8))
    votes = np.column_stack([rng.integers(0, 9, (n, 3)), np.zeros((n, 2), int)]).tolist()
    sheets = count(votes, [40] * n, None, [f"R{r}" for r in rng.integers(0, 3, n)])
    stake = stake_of(sheets, explain(rule("spread"), sheets.tally(rule("spread").divisions)))
    found, proven = smallest_flip(stake), prove(stake)
    assert not proven.confirmed
    assert (proven.lower, proven.upper) == (found.lower, found.upper) == (1, 2)
    assert proven.proof is found.proof is not Proof.SOLVER
    assert fewest(found.problem) == 2


def test_a_question_of_stakes_is_written_as_options() -> None:
    assert StakesRequest().options() == ()
    asked = StakesRequest(treatments=("move", "annul"), unit="place", number=3, seed=7, runs=50, solver=True)
    assert " ".join(asked.options()) == (
        "--treatment move --treatment annul --unit place --count 3 --seed 7 --runs 50 --prove"
    )
