from __future__ import annotations

from dataclasses import replace

import pytest

from count.build_count import ZONE, moments, publications, sheets, verifications
from veedor.count import Publications, Sheets, SnapshotCheck, check_snapshot
from veedor.count.logs import utc
from veedor.count.vectors import UNKNOWN

SNAPSHOT = sheets(
    {"1": [5, 3, 1, 0], "2": [2, 2, 0, 1], "3": [9, 0, 0, 0]}, count="preliminary", snapshot="s1"
)
LOG = verifications([("1", "09:00:00"), ("3", "09:30:00"), ("2", "10:00:01")])


def row(verified: int, valid: int, a: int) -> Publications:
    return publications([("09:00:00", 1, 1, 9), ("10:00:00", 3, verified, valid)], {"A": [5, a]})


def checked(log: Publications, snapshot: Sheets = SNAPSHOT, *, singles: bool = True) -> SnapshotCheck:
    (taken,) = moments("10:00:00")
    found = check_snapshot(snapshot, taken, log, LOG if singles else None, ZONE)
    assert found is not None
    return found


def test_a_file_that_is_its_row() -> None:
    found = checked(row(3, 22, 16))
    assert found.equal
    assert found.suspects == ()
    assert [f.says for f in found.findings] == ["snapshot.equals_its_publication"]


def test_a_file_with_a_sheet_that_was_verified_later() -> None:
    found = checked(row(2, 18, 14))
    assert found.differences == {"sheets": 1, "valid": 4, "A": 2}
    assert found.explained
    assert [(s.sheet_id, s.valid) for s in found.suspects] == [("2", 4)]
    assert found.findings[0].figure("sheets_named").value == ("2",)
    assert found.tables[1].rows[0][:2] == ("2", True)


def test_a_sheet_that_the_log_does_not_have_at_all() -> None:
    log = verifications([("1", "09:00:00"), ("3", "09:30:00")])
    (taken,) = moments("10:00:00")
    found = check_snapshot(SNAPSHOT, taken, row(2, 18, 14), log, ZONE)
    assert found is not None
    assert [(s.sheet_id, s.verified_at) for s in found.suspects] == [("2", None)]


@pytest.mark.parametrize("wrong", [(2, 18, 13), (2, 17, 14), (1, 18, 14), (4, 30, 20)])
def test_no_sheet_is_named_where_leaving_it_out_does_not_settle_every_figure(
    wrong: tuple[int, int, int],
) -> None:
    found = checked(row(*wrong))
    assert not found.explained
    assert found.suspects == ()
    assert found.findings[0].says == "snapshot.differs"


def test_without_a_log_of_sheets_no_sheet_is_named() -> None:
    found = checked(row(2, 18, 14), singles=False)
    assert not found.explained
    assert found.findings[0].says == "snapshot.differs"


def test_a_time_that_the_log_does_not_have_is_not_compared() -> None:
    (taken,) = moments("10:00:01")
    assert check_snapshot(SNAPSHOT, taken, row(3, 22, 16), LOG, ZONE) is None
    whole = replace(SNAPSHOT, snapshot_id=None)
    assert check_snapshot(whole, moments("10:00:00")[0], row(3, 22, 16), LOG, ZONE) is None


def test_the_moment_carries_the_zone_of_the_case() -> None:
    found = checked(row(3, 22, 16))
    assert found.published_at.isoformat() == "2020-01-01T06:00:00-04:00"
    assert utc(found.published_at, ZONE) == moments("10:00:00")[0]


SHORT = sheets({"1": [5, 3, 1, 0], "2": [2, 2, 0, 1]}, count="preliminary", snapshot="s1")
SINGLES = [("1", "09:00:00"), ("3", "09:10:00"), ("3", "09:30:00"), ("2", "10:00:01"), ("4", "11:00:00")]


def lacking(verified: int, valid: int, a: int, votes: list[int] | None) -> SnapshotCheck:
    """A file without sheet 3, whose last entry by ten has nine votes for A."""
    (taken,) = moments("10:00:00")
    log = verifications(SINGLES, None if votes is None else {"A": votes})
    found = check_snapshot(SHORT, taken, row(verified, valid, a), log, ZONE)
    assert found is not None
    return found


def test_a_file_that_lacks_a_sheet_which_was_verified() -> None:
    # the row has sheets 1 and 3; the file has 1, and 2, which was verified a second later
    found = lacking(2, 18, 14, [5, 8, 9, 2, 7])
    assert found.explained
    assert [s.sheet_id for s in found.suspects] == ["2"]
    assert [(s.sheet_id, s.valid) for s in found.lacking] == [("3", None)]
    assert found.findings[0].says == "snapshot.differs_both_ways"
    assert [r[:2] for r in found.tables[1].rows] == [("2", True), ("3", False)]


@pytest.mark.parametrize(
    ("verified", "a", "votes"),
    [
        (2, 13, [5, 8, 9, 2, 7]),  # the votes of A do not come out
        (3, 14, [5, 8, 9, 2, 7]),  # one sheet more is missing than the log can name
        (2, 14, [5, 8, UNKNOWN, 2, 7]),  # the log does not have the figure
        (2, 14, None),  # the log has no figures at all
    ],
)
def test_what_is_lacking_is_named_only_where_it_settles_the_row(
    verified: int, a: int, votes: list[int] | None
) -> None:
    found = lacking(verified, 18, a, votes)
    assert not found.explained
    assert found.lacking == found.suspects == ()
