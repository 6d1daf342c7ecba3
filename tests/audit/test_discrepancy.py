"""What the records of a drawn sheet show beside its figures."""

from __future__ import annotations

import pytest

from veedor.audit.discrepancy import Discrepancy, audited_sheet

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
    sheet = audited_sheet("s1", records, CHOICES, 65, REPORTED)
    assert sheet is not None
    assert (sheet.discrepancy, sheet.votes) == (shows, votes)


def test_nothing_agrees_with_a_blank_cell_and_no_record_shows_nothing() -> None:
    sheet = audited_sheet("s1", [FOUND], CHOICES, 65, None)
    assert sheet is not None
    assert sheet.discrepancy is Discrepancy.DIFFERS
    assert audited_sheet("s1", [], CHOICES, 65, REPORTED) is None
