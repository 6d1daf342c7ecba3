"""Snapshots folded into versions, beside a second way of folding them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from intake.build_intake import ELECTION, csv_text, importing, write_case
from veedor.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Snapshot = dict[str, tuple[int | None, str]]
"""Sheet -> votes for oak, status."""


def source(number: int) -> str:
    return f"""
[source.s{number}]
layout = "wide"
contest = "mayor"
count = "early"
taken_at = 2030-03-10T{10 + number:02}:00:00
files = [{{ name = "s{number}.csv" }}]
control = "none known"
[source.s{number}.sheet]
id = "Sheet"
status = "Status"
[source.s{number}.sheet.status_words]
"" = "counted"
x = "counted"
counted = "counted"
annulled = "annulled"
[source.s{number}.rows]
bare = "outstanding"
[source.s{number}.choices]
absent = ["elm", "blank", "null"]
"""


def import_snapshots(folder: Path, snapshots: Sequence[Snapshot]) -> list[tuple[object, ...]]:
    files: dict[str, str | bytes] = {}
    for number, snapshot in enumerate(snapshots):
        rows = [[sheet, "" if oak is None else str(oak), status] for sheet, (oak, status) in snapshot.items()]
        files[f"s{number}.csv"] = csv_text(rows, ["Sheet", "Oak", "Status"])
    text = "".join(source(n) for n in range(len(snapshots)))
    store = importing(write_case(folder, text, files, ELECTION)).store
    versions = store.arrow("version").to_pylist()
    votes = {(v["sheet_id"], v["seq"]): v["oak"] for v in store.arrow("votes-mayor").to_pylist()}
    assert len(votes) == len(versions)
    return sorted(
        (v["sheet_id"], v["seq"], v["first_snapshot"], v["last_snapshot"], votes[v["sheet_id"], v["seq"]])
        for v in versions
    )


def fold_plainly(snapshots: Sequence[Snapshot]) -> list[tuple[object, ...]]:
    """Fold sheet by sheet, as one would by hand."""
    found: list[tuple[object, ...]] = []
    for sheet in {s for snapshot in snapshots for s in snapshot}:
        runs: list[tuple[int, int, tuple[int | None, str]]] = []
        for number, snapshot in enumerate(snapshots):
            if sheet not in snapshot:
                continue
            if runs and runs[-1][1] == number - 1 and runs[-1][2] == snapshot[sheet]:
                runs[-1] = (runs[-1][0], number, runs[-1][2])
            else:
                runs.append((number, number, snapshot[sheet]))
        found += [
            (sheet, seq, f"s{first}", f"s{last}", oak) for seq, (first, last, (oak, _)) in enumerate(runs, 1)
        ]
    return sorted(found, key=str)


CASES: list[list[Snapshot]] = [
    [{"a": (1, "")}, {"a": (1, "")}, {"a": (1, "")}],
    [{"a": (1, "")}, {"a": (2, "")}, {"a": (1, "")}],
    [{"a": (1, ""), "b": (0, "")}, {"b": (0, "")}, {"a": (1, ""), "b": (0, "")}],
    [{"a": (None, "")}, {"a": (0, "")}],
    [{"a": (1, "counted")}, {"a": (1, "annulled")}],
    [{"a": (1, ""), "z": (1, "")}, {"b": (1, ""), "z": (1, "")}],
]


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("snapshots", CASES)
def test_a_version_lasts_while_it_does_not_change(tmp_path: Path, snapshots: list[Snapshot]) -> None:
    assert sorted(import_snapshots(tmp_path, snapshots), key=str) == fold_plainly(snapshots)


snapshot = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.tuples(st.none() | st.integers(0, 2), st.sampled_from(["", "x"])),
    min_size=1,
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(st.lists(snapshot, min_size=2, max_size=5))
def test_folding_agrees_with_folding_by_hand(
    tmp_path_factory: pytest.TempPathFactory, snapshots: list[Snapshot]
) -> None:
    folder = tmp_path_factory.mktemp("case")
    try:
        found = import_snapshots(folder, snapshots)
    except CaseError as error:  # two that have next to nothing in common are no versions of one count
        if "look like parts" not in error.message:
            raise
        reject()
    assert sorted(found, key=str) == fold_plainly(snapshots)


def test_snapshots_are_ordered_by_time_not_by_the_file(tmp_path: Path) -> None:
    later, earlier = source(1), source(0)
    files: dict[str, str | bytes] = {
        "s0.csv": csv_text([["a", "1", ""]], ["Sheet", "Oak", "Status"]),
        "s1.csv": csv_text([["a", "2", ""]], ["Sheet", "Oak", "Status"]),
    }
    store = importing(write_case(tmp_path, later + earlier, files, ELECTION)).store
    assert store.arrow("snapshot")["snapshot_id"].to_pylist() == ["s0", "s1"]
    assert store.arrow("votes-mayor")["oak"].to_pylist() == [1, 2]
