"""The table of expectations against sums that no code of Veedor made."""

from __future__ import annotations

import pytest

from field.expect import Expected, expectations
from field.truth import Truth
from field.truths import TRUTHS

UNSUMMED = {
    # what is said of them rests on cells that no plain reader gives, or on a choice of the reader
    "14-hidden-rows~1", "16-two-header-rows", "56-formula-without-value~1", "61-html-named-xls",
    "hostile-xlsx-bad-cell-ref", "hostile-xlsx-far-cell-attribute-order", "shapes/split-header",
}  # fmt: skip
BY_HAND = {
    "14-hidden-rows~1": {"adler": 55 + 61 + 60 + 20, "brandt": 40 + 41 + 141 + 30, "null": 1},
    "16-two-header-rows": {"adler": 55 + 5 + 61 + 9, "brandt": 40 + 6 + 41 + 29, "null": 1},
    "56-formula-without-value~1": {"adler": 20, "brandt": 40 + 30, "null": 1},
    "61-html-named-xls": {"adler": 50, "brandt": 40, "null": 1},
    "shapes/split-header": {"A": 10 + 5 + 7 + 9, "B": 3 + 2 + 1 + 1},
}
WITH_VOTES = [expected for expected in expectations() if expected.votes is not None]


def added_up(expected: Expected) -> Truth | None:
    add = TRUTHS.get(expected.name) or TRUTHS.get(expected.case)
    return None if add is None or expected.name in UNSUMMED else add(expected.case)


@pytest.mark.parametrize("expected", WITH_VOTES, ids=[e.name for e in WITH_VOTES])
def test_the_table_holds_what_the_files_add_up_to(expected: Expected) -> None:
    truth = added_up(expected)
    if truth is None:
        assert expected.name in UNSUMMED
        assert expected.votes == BY_HAND.get(expected.name, expected.votes)
        return
    assert expected.votes == truth.votes
    if not expected.way:  # other ways count the same votes on other sheets
        assert expected.counted in {None, truth.counted, _sheets_of_several_rows(expected)}


def _sheets_of_several_rows(expected: Expected) -> int | None:
    """Two precincts of three modes each, in the table of modes."""
    return 2 if expected.case == "31-vote-modes" else None


def test_every_sum_is_used() -> None:
    assert set(TRUTHS) <= {e.name for e in WITH_VOTES} | {e.case for e in WITH_VOTES}


@pytest.mark.parametrize(
    "expected",
    [e for e in WITH_VOTES if e.outcome[:1] and e.outcome[0].startswith("elected")],
    ids=lambda e: e.name,
)
def test_who_is_elected_has_most_votes(expected: Expected) -> None:
    votes = dict(expected.votes or {})
    lumps = {"null", "blank", "others"}
    best = max((choice for choice in votes if choice not in lumps), key=votes.__getitem__)
    assert expected.outcome == (f"elected {best}",)
