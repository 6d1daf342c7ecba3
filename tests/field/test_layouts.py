"""A count published in a random layout comes back as it was, or is refused; never another number.

What costs is the writing of some forty queries an import, about half a second of one core: the 2,000 layouts
of a hunt take two quiet cores eight to ten minutes.
"""

from __future__ import annotations

import pytest

from field.publish.trial import FEW, batch
from hunt import tries

FAST = 60
SLOW = tries(500, 2000)
BATCH = 100
ENOUGH = 0.75
"""So many of the layouts are read: a program that refuses everything is right and of no use."""


def test_a_few_layouts() -> None:
    failures, tally = batch(0, FEW)
    assert not failures
    assert tally["read"] > tally["refused"], tally.most_common(12)


@pytest.mark.slow
def test_some_layouts() -> None:
    failures, tally = batch(0, FAST)
    assert not failures
    assert tally["read"] >= ENOUGH * FAST, tally.most_common(12)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(FAST, FAST + SLOW, BATCH))
def test_many_layouts(first: int) -> None:
    failures, tally = batch(first, BATCH)
    assert not failures
    assert tally["read"] >= ENOUGH * BATCH, tally.most_common(12)
