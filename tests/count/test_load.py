from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from count.build_count import at, case_file, moments, small_store, store, version
from veedor.count import (
    Election,
    Sheets,
    load_publications,
    load_roll,
    load_states,
    load_verifications,
    with_times,
)
from veedor.count.selection import select
from veedor.count.vectors import UNKNOWN
from veedor.engine import Store
from veedor.errors import MissingDataError, QuestionError
from veedor.model import ContestId, CountId, SnapshotId

MAYOR, PRELIMINARY, OFFICIAL = ContestId("mayor"), CountId("preliminary"), CountId("official")


def loaded(tmp_path: Path, count: CountId, snapshot: str | None = None, shuffle: int | None = None) -> Sheets:
    return load_states(
        small_store(tmp_path / "t", shuffle),
        case_file(tmp_path),
        MAYOR,
        count,
        None if snapshot is None else SnapshotId(snapshot),
    ).counted


@pytest.mark.parametrize("shuffle", [None, 1, 2, 3])
def test_a_count_is_read_as_its_last_snapshot_had_it(tmp_path: Path, shuffle: int | None) -> None:
    found = loaded(tmp_path, PRELIMINARY, shuffle=shuffle)
    assert found.ids.tolist() == ["01", "02", "03"]
    assert found.votes.tolist() == [[50, 30, 5, 5], [12, 38, 5, 0], [60, 10, 5, 0]]
    assert not found.blank.any()
    assert found.registered.tolist() == [100, 100, 100]
    assert found.stratum.tolist() == ["urban", "rural", "rural"]
    assert found.snapshot_id is None
    assert found.verified_at is not None
    assert found.verified_at.tolist() == moments("09:00:00", "10:30:00", "12:00:00").tolist()
    assert found.member_of("precinct").tolist() == ["T1 / S1", "T1 / S2", "T2 / S3"]
    assert found.member_of("municipality").tolist() == ["T1", "T1", "T2"]
    assert found.member_of("ward").tolist() == ["W0", "W1", "W0"]
    assert found.places.names["precinct"] == ("S1", "S2", "S3")
    assert found.places.lat is not None
    assert found.places.lat.tolist() == [1.5, 1.5, 1.5]
    assert found.places.lon is None


@pytest.mark.parametrize("shuffle", [None, 5])
def test_a_snapshot_is_read_with_the_versions_that_it_had(tmp_path: Path, shuffle: int | None) -> None:
    found = loaded(tmp_path, PRELIMINARY, "s1", shuffle)
    assert found.ids.tolist() == ["01", "02"]
    assert found.votes.tolist() == [[50, 30, 5, 5], [10, 40, 5, 0]]
    # a blank cell counts nothing and is remembered
    assert found.blank.tolist() == [[False] * 4, [False, False, False, True]]
    assert found.snapshot_id == "s1"


def test_printed_totals_and_what_the_roll_does_not_say(tmp_path: Path) -> None:
    found = loaded(tmp_path, OFFICIAL)
    assert found.ids.tolist() == ["01", "02", "03", "04"]
    assert found.stratum.tolist() == ["urban", "rural", "rural", ""]
    assert {name: total.tolist() for name, total in found.printed.items()} == {"valid": [85, -1, -1, -1]}
    assert found.verified_at is None
    assert found.has_registered


def test_the_codes_of_places_are_the_same_in_every_count(tmp_path: Path) -> None:
    first, last = loaded(tmp_path, PRELIMINARY, "s1"), loaded(tmp_path, OFFICIAL)
    assert first.places.ids == last.places.ids


def test_times_may_be_those_of_a_log(tmp_path: Path) -> None:
    tables = small_store(tmp_path / "t")
    log = load_verifications(tables, MAYOR, PRELIMINARY)
    assert log is not None
    timed = with_times(load_states(tables, case_file(tmp_path), MAYOR, OFFICIAL).counted, log)
    assert timed.verified_at is not None
    assert timed.verified_at.tolist() == moments("09:00:00", "10:30:00", "12:00:00", "").tolist()


def test_the_last_entry_of_a_sheet_holds_and_an_empty_log_has_nothing() -> None:
    from count.build_count import verifications

    log = verifications([("b", "09:00:00"), ("a", "09:30:00"), ("b", "10:00:00")])
    found = log.of(np.array(["a", "b", "c"]))
    assert found.tolist() == moments("09:30:00", "10:00:00", "").tolist()
    assert np.isnat(verifications([]).of(np.array(["a"]))).all()


@pytest.mark.parametrize("shuffle", [None, 7])
def test_logs_come_in_order_of_time(tmp_path: Path, shuffle: int | None) -> None:
    tables = small_store(tmp_path / "t", shuffle)
    log = load_publications(tables, MAYOR, PRELIMINARY)
    assert log is not None
    assert (
        log.published_at.tolist()
        == moments("09:50:00", "09:55:00", "10:00:00", "13:00:00", "13:05:00").tolist()
    )
    assert log.sheets_total.tolist() == [UNKNOWN] * 5
    assert {c: n.tolist() for c, n in log.votes.items()} == {
        "A": [50, 50, 50, 122, 122],
        "B": [30, 30, 30, 78, 78],
    }
    singles = load_verifications(tables, MAYOR, PRELIMINARY)
    assert singles is not None
    assert singles.ids.tolist() == ["01", "02", "03"]
    # the column of A exists and is empty: the log does not have it
    assert dict(singles.votes) == {}
    assert load_publications(tables, MAYOR, OFFICIAL) is None


def test_a_case_without_logs_has_none(tmp_path: Path) -> None:
    tables = store(
        tmp_path / "t",
        roll=[("1", "T / S", None, None)],
        versions=[version("1", "official", [1, 0, 0, 0], ("f", "f"))],
        snapshots=[("official", "f", None)],
    )
    assert load_publications(tables, MAYOR, OFFICIAL) is None
    found = load_states(tables, case_file(tmp_path), MAYOR, OFFICIAL).counted
    assert found.registered.tolist() == [UNKNOWN]
    assert not found.has_registered


@pytest.mark.parametrize(
    ("contest", "count", "snapshot", "message"),
    [
        ("major", "official", None, "no contest 'major'. Did you mean 'mayor'"),
        ("mayor", "oficial", None, "no count 'oficial'. Did you mean 'official'"),
        ("mayor", "preliminary", "s3", "no snapshot 's3'"),
    ],
)
def test_what_does_not_exist_is_named(
    tmp_path: Path, contest: str, count: str, snapshot: str | None, message: str
) -> None:
    tables = small_store(tmp_path / "t")
    wanted = None if snapshot is None else SnapshotId(snapshot)
    with pytest.raises(QuestionError, match=message):
        load_states(tables, case_file(tmp_path), ContestId(contest), CountId(count), wanted)


def test_a_count_without_a_file_of_results_is_told_from_an_unknown_one(tmp_path: Path) -> None:
    tables = store(
        tmp_path / "t",
        roll=[("1", "T / S", 5, None)],
        versions=[version("1", "official", [1, 0, 0, 0], ("f", "f"))],
        snapshots=[("official", "f", None)],
    )
    with pytest.raises(MissingDataError, match="no results of the count 'preliminary'"):
        load_states(tables, case_file(tmp_path), MAYOR, PRELIMINARY)


def broken(folder: Path, table: str, column: str, old: str, new: str) -> None:
    """Overwrite one text in a table of a store."""
    whole = pq.read_table(folder / f"{table}.parquet", partitioning=None)
    values = [new if value == old else value for value in whole[column].to_pylist()]
    index = whole.column_names.index(column)
    pq.write_table(whole.set_column(index, whole.field(index), [values]), folder / f"{table}.parquet")


@pytest.mark.parametrize(
    ("table", "column", "old", "new", "message"),
    [
        ("sheet", "sheet_id", "03", "33", "'03' that is not on the roll"),
        ("sheet", "place_id", "T2 / S3", "T2 / S4", "no place 'T2 / S4'"),
        ("place", "parent_id", "T2", "T9", "no place 'T9'"),
        ("place", "level", "municipality", "town", "no place 'T1'"),
        ("votes-mayor", "sheet_id", "03", "01", "a version without votes"),
        ("votes-mayor", "count_id", "official", "oficial", "a version without votes"),
    ],
)
def test_tables_that_do_not_belong_together_are_refused(
    tmp_path: Path, table: str, column: str, old: str, new: str, message: str
) -> None:
    tables = small_store(tmp_path / "t")
    broken(tables.folder, table, column, old, new)
    with pytest.raises(MissingDataError, match=message):
        load_states(Store(tables.folder), case_file(tmp_path), MAYOR, OFFICIAL)


def test_a_case_without_places_has_one_for_all(tmp_path: Path) -> None:
    tables = small_store(tmp_path / "t")
    roll = load_roll(tables, (), MAYOR)
    assert roll.places.levels == ("place",)
    assert roll.places.ids["place"] == ("T1 / S1", "T1 / S2", "T2 / S3")


def test_an_election_reads_each_count_once(tmp_path: Path) -> None:
    election = Election(case_file(tmp_path), small_store(tmp_path / "t"), name="town")
    assert select(election).sheets is select(election, "official").sheets
    assert select(election, "preliminary").sheets is not select(election, "preliminary@s2").sheets
    timed = select(election, "official").timed_by(CountId("preliminary"))
    assert timed.verified_at is not None
    assert timed.verified_at[0] == np.datetime64(at(9))
    assert election.publications("official") is None
