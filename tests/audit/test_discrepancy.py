"""What the records of a drawn sheet show beside its figures."""

from __future__ import annotations

import pytest

from veedor.audit.discrepancy import Discrepancy, found_figures

CHOICES = ("W", "L")
REPORTED = (60, 0)
FOUND = ("found", {"W": 60})
"""A record that leaves out whoever has no vote."""


@pytest.mark.parametrize(
    ("records", "shows", "votes"),
    [
        ([FOUND], Discrepancy.NONE, REPORTED),
        ([FOUND, FOUND], Discrepancy.NONE, REPORTED),
        ([("found", {"W": 59, "L": 1})], Discrepancy.DIFFERS, (59, 1)),
        ([("found", {"W": 60, "L": 5})], Discrepancy.DIFFERS, (60, 5)),
        ([("found", {"W": 60, "L": 6})], Discrepancy.ABOVE_ROLL, (60, 6)),
        ([FOUND, ("found", {"W": 59})], Discrepancy.RECORDS_DIFFER, None),
        ([FOUND, ("recounted", {"W": 60})], Discrepancy.RECORDS_DIFFER, None),
        ([FOUND, ("found", None)], Discrepancy.RECORDS_DIFFER, None),
        ([("found", None)], Discrepancy.READINGS_DIFFER, None),
        ([("not_auditable", None)], Discrepancy.NOT_AUDITABLE, None),
    ],
)
def test_a_sheet_agrees_differs_or_says_too_little(
    records: list[tuple[str, dict[str, int] | None]], shows: Discrepancy, votes: tuple[int, ...] | None
) -> None:
    sheet = found_figures(records, CHOICES, 65, REPORTED)
    assert (sheet.discrepancy, sheet.votes) == (shows, votes)


def test_nothing_agrees_with_a_blank_cell() -> None:
    sheet = found_figures([FOUND], CHOICES, 65, None)
    assert sheet.discrepancy is Discrepancy.DIFFERS


def test_a_record_without_any_figure_of_a_contest_says_that_it_was_not_there() -> None:
    other = ("found", {"deputies:X": 4})
    assert found_figures([other], CHOICES, 65, REPORTED).discrepancy is Discrepancy.NOT_AUDITABLE
    assert found_figures([other, FOUND], CHOICES, 65, REPORTED).discrepancy is Discrepancy.RECORDS_DIFFER
