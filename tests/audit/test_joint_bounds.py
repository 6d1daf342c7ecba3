"""Which assertion binds on a sheet: exact whatever the sizes, and the first of those that bind alike."""

from __future__ import annotations

import pytest

from audit.test_population import bounds
from veedor.audit.joint_bounds import joint_bounds


@pytest.mark.parametrize(("large", "small"), [(2**40, 1), (2**61, 3), (2**62, 1), (10**18, 999_999_999)])
def test_slacks_of_very_different_size_are_compared_exactly(large: int, small: int) -> None:
    tight, wide = bounds([large, large, 0], small), bounds([large, large, 1], large)
    assert joint_bounds([tight, wide]).binding.tolist() == [0, 0, 1]
    assert joint_bounds([wide, tight]).binding.tolist() == [1, 1, 0]


def test_of_assertions_that_bind_alike_the_first_does() -> None:
    one, same, less = bounds([6, 4, 2], 10), bounds([9, 6, 3], 15), bounds([6, 3, 1], 10)
    for others in ([same], [less], [same, less]):
        joint = joint_bounds([one, *others])
        assert joint.leader is one  # the draw needs no fractions
        assert joint.ratio == one.ratio
    assert joint_bounds([less, one]).leader is None
