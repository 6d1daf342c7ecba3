"""Columns that are sums of others: found whatever their names, and never by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veedor.intake.column_sums import find_sums

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def counts(seed: int, rows: int, columns: int, size: float = 5.5) -> Array:
    """Votes of sheets of all sizes, for candidates of all strengths."""
    dice = np.random.default_rng(seed)
    votes = dice.lognormal(size, 0.6, rows)[:, None] * dice.dirichlet(np.full(columns, 0.6))
    return dice.poisson(votes).astype(float)


def test_valid_cast_and_registered_are_found_one_within_the_other() -> None:
    votes, rest = counts(1, 80, 6), counts(2, 80, 3, 3.0) + 1
    valid = votes.sum(axis=1)
    cast = valid + rest[:, 0] + rest[:, 1]
    table = np.column_stack([cast + rest[:, 2], votes, valid, rest, cast])
    found = find_sums(table)
    assert sorted(found.totals) == [0, 7, 11]
    assert sorted(found.totals[7].addends) == [1, 2, 3, 4, 5, 6]
    assert found.shortest(11) == (7, 8, 9)
    assert found.shortest(0) == (11, 10)


def test_others_that_lump_several_and_coalitions_are_totals_wherever_they_stand() -> None:
    votes = counts(3, 60, 9)
    lump = votes[:, [2, 4, 5, 8]].sum(axis=1)
    found = find_sums(np.column_stack([votes[:, :3], lump, votes[:, 3:]]))
    assert {c: s.addends for c, s in found.totals.items()} == {3: (2, 5, 6, 9)}


@pytest.mark.parametrize("wrong", [1, 5])
def test_a_few_rows_that_do_not_add_up_do_not_hide_a_total(wrong: int) -> None:
    votes = counts(4, 100, 12)
    valid = votes.sum(axis=1)
    valid[:wrong] += 7
    valid[wrong] = np.nan
    found = find_sums(np.column_stack([votes, valid]))
    assert found.totals[12].addends == tuple(range(12))
    assert (found.totals[12].met, found.totals[12].rows) == (99 - wrong, 99)


def test_a_total_of_voters_counted_apart_from_ballots_is_nearly_a_sum() -> None:
    votes = counts(5, 200, 8, 7.0)
    dice = np.random.default_rng(5)
    voted = votes.sum(axis=1) + dice.integers(0, 4, 200)
    found = find_sums(np.column_stack([votes, voted]))
    assert found.totals[8].addends == tuple(range(8))
    assert not found.totals[8].exact
    assert found.totals[8].near == found.totals[8].rows


def test_a_column_that_repeats_another_is_its_twin_and_no_total() -> None:
    votes = counts(6, 40, 5)
    found = find_sums(np.column_stack([votes, votes[:, 2], votes.sum(axis=1), votes.sum(axis=1)]))
    assert found.twins == {5: 2}
    assert sorted(found.totals) == [6, 7]
    assert found.totals[6].addends == found.totals[7].addends == (0, 1, 2, 3, 4)


def test_constants_and_proportional_columns_prove_nothing() -> None:
    assert not find_sums(np.tile([100.0, 200.0, 300.0], (50, 1))).totals
    assert not find_sums(np.outer(np.arange(1, 60.0), [1.0, 2.0, 3.0])).totals


def test_two_rows_prove_a_total_only_where_a_word_says_so() -> None:
    table = np.array([[10.0, 5.0, 15.0], [7.0, 9.0, 16.0]])
    assert not find_sums(table).totals
    assert find_sums(table, named=[2]).totals[2].addends == (0, 1)


def chance_table(seed: int) -> Array:
    """A table without any total: whole numbers of several kinds, few rows or many."""
    dice = np.random.default_rng(seed)
    rows, columns = int(dice.choice([3, 5, 10, 30, 120])), int(dice.integers(3, 16))
    if seed % 6 == 0:
        return dice.integers(0, 4, (rows, columns)).astype(float)
    if seed % 6 == 1:
        return dice.integers(0, 500, (rows, columns)).astype(float)
    if seed % 6 == 2:
        return (dice.binomial(1, 0.2, (rows, columns)) * dice.integers(0, 5, (rows, columns))).astype(float)
    if seed % 6 == 3:
        return np.outer(dice.integers(1, 50, rows), dice.integers(1, 9, columns)).astype(float)
    if seed % 6 == 4:
        alike = dice.lognormal(6, 0.5, rows)[:, None] * dice.dirichlet(np.full(columns, 0.5))
        return np.round(alike * dice.normal(1, 0.02, (rows, columns))).clip(0)
    return counts(seed, rows, columns, float(dice.uniform(2, 7)))


@pytest.mark.slow
def test_less_than_one_random_table_of_a_thousand_has_a_false_total() -> None:
    found = [seed for seed in range(1_000) if find_sums(chance_table(seed)).totals]
    assert found == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6))
def test_no_total_is_found_in_whatever_table_of_counts(seed: int) -> None:
    assert not find_sums(chance_table(seed)).totals
