"""Whatever the input lacks: no traceback, no wrong number, and everything that is said can be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from outstanding.build_outstanding import lead, random_count, share, turnout
from outstanding.shift.test_examine import look
from outstanding.test_projection import ask
from veedor.count import Sheets
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError, QuestionError
from veedor.outstanding.shift.lateness import lateness


def spoiled(seed: int, sheets: int) -> tuple[Sheets, Sheets]:
    """A roll and a snapshot with gaps of every kind: sizes, times, votes, strangers."""
    rng = np.random.default_rng(seed)
    roll = random_count(seed, sheets, towns=int(rng.integers(1, 5)), places=int(rng.integers(1, 9)))
    registered, votes = roll.registered.copy(), roll.votes.copy()
    registered[rng.random(sheets) < rng.choice([0, 0.2, 1])] = UNKNOWN
    registered[rng.random(sheets) < rng.choice([0, 0.1])] = 0
    votes[rng.random(sheets) < rng.choice([0, 0.3, 1], p=[0.6, 0.3, 0.1])] = 0
    assert roll.verified_at is not None
    times = roll.verified_at.copy()
    times[rng.random(sheets) < rng.choice([0, 0.1, 0.5, 1])] = np.datetime64("NaT", "s")
    roll = replace(roll, registered=registered, votes=votes, verified_at=times)
    held = roll.take(rng.random(sheets) < rng.choice([0, 0.1, 0.5, 0.9, 1]))
    known = roll.take(rng.random(sheets) < rng.choice([0.7, 1], p=[0.3, 0.7]))
    return (known if len(known) else roll), held


@given(st.integers(0, 100_000), st.integers(1, 150))
@settings(max_examples=60, deadline=None)
def test_a_projection_of_anything(seed: int, sheets: int) -> None:
    roll, snapshot = spoiled(seed, sheets)
    result = ask(roll, snapshot, lead(), share(), turnout())
    assert result.counted + result.outstanding == len(roll)
    if not result.coverage.passes:
        assert result.estimate is None
    if snapshot.valid.sum():
        a, b = snapshot.votes[:, 0].sum(), snapshot.votes[:, 1].sum()
        np.testing.assert_allclose(result.current[0], (a - b) / snapshot.valid.sum())


@given(st.integers(0, 100_000), st.integers(2, 320))
@settings(max_examples=40, deadline=None)
def test_a_shift_of_anything(seed: int, sheets: int) -> None:
    roll, snapshot = spoiled(seed, sheets)
    try:
        late = lateness(roll, lead(), early=snapshot.ids)
        found = look(roll, late, placebos=5, permutations=3)
    except (QuestionError, MissingDataError):
        return
    parts = found.decomposition
    total = parts.composition + sum(part.change for part in parts.within)
    np.testing.assert_allclose(total, parts.shift, atol=1e-9)
