"""Properties are tried with few examples in `make test`, and with all that they ask for in the slow suite."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

ASKED = 150
SEEN: list[int] = []


@settings(max_examples=ASKED)
@given(st.integers())
def test_a_property_that_asks_for_many_examples(number: int) -> None:
    SEEN.append(number)
    assert number == int(str(number))


def test_it_is_tried_with_as_many_as_the_profile_says() -> None:
    before = len(SEEN)
    test_a_property_that_asks_for_many_examples()
    usual = settings().max_examples
    assert len(SEEN) - before == (usual if usual < 100 else ASKED)
