"""Rows of a form, one by one: what was not there, what was not read yet, and what nobody explained."""

from __future__ import annotations

import csv
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from veedor.audit.form import FormWords, read_form, remarks
from veedor.audit.signed_papers import AuditRecord, Interpretation
from veedor.errors import InputErrors

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (("president:A", "president:B"), ("mayor:A", "mayor:B"))


def read(path: Path, *rows: list[str], of_ballots: bool = False) -> tuple[AuditRecord, ...]:
    """Read a form of two contests of which two sheets were drawn."""
    folder: Any = SimpleNamespace(
        plan=SimpleNamespace(columns=COLUMNS, design=SimpleNamespace(of_ballots=of_ballots)),
        drawn=("s7", "s3"),
        draw_line=SimpleNamespace(sha256="0" * 64),
    )
    target = path / "form.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([FormWords().header(sum(COLUMNS, ())), *rows])
    return read_form(folder, target)


def test_a_contest_without_any_cell_was_not_on_the_sheet(tmp_path: Path) -> None:
    both, one = read(
        tmp_path,
        ["1", "s7", "found", "", "Ana", "Luis", *"1234", *"1234"],
        ["2", "s3", "found", "", "Ana", "Luis", *"12", "", "", *"12", "", ""],
    )
    assert [set(entry.votes) for entry in both.entries] == [set(sum(COLUMNS, ()))] * 2
    assert [entry.votes for entry in one.entries] == [{"president:A": 1, "president:B": 2}] * 2


def test_a_contest_with_one_cell_was_there_and_lacks_the_other(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        read(tmp_path, ["1", "s7", "found", "", "Ana", "", *"123", "", *[""] * 4])
    assert "mayor:B" in str(caught.value.exceptions[0])


def test_of_a_ballot_an_empty_cell_is_no_vote(tmp_path: Path) -> None:
    (ballot,) = read(tmp_path, ["1", "s7", "found", "", "Ana", "", "1", *[""] * 7], of_ballots=True)
    assert ballot.entries[0].votes == dict.fromkeys(sum(COLUMNS, ()), 0) | {"president:A": 1}


def test_a_sheet_that_is_called_not_auditable_is_never_passed_over(tmp_path: Path) -> None:
    (gone,) = read(
        tmp_path,
        ["1", "s7", "not_auditable", *[""] * 11],  # no reason: the record is refused, not forgotten
        ["2", "s3", "found", *[""] * 11],
    )
    assert (gone.sheet_id, gone.status, gone.reason) == ("s7", "not_auditable", "")
    with pytest.raises(InputErrors) as caught:
        read(tmp_path, ["1", "s7", "lost", *[""] * 11])
    assert "Unknown status" in str(caught.value.exceptions[0])


def test_only_others_who_recorded_something_else_are_named() -> None:
    def recorded(votes: int) -> AuditRecord:
        return AuditRecord("s7", "found", (Interpretation("Ana", {"A": votes}),), "", "0" * 64)

    def told(*kept: tuple[str, int]) -> tuple[str, ...]:
        records = [
            (SimpleNamespace(paper=SimpleNamespace(party=party), sha256=f"{number}" * 64), recorded(votes))
            for number, (party, votes) in enumerate(kept)
        ]
        folder: Any = SimpleNamespace(sealed=True, records={"s7": records})
        return remarks(folder, "Red", recorded(5))

    assert told() == told(("Blue", 5)) == told(("Red", 5)) == told(("Red", 4)) == ()
    assert told(("Blue", 4), ("Mission", 5), ("Red", 3)) == ("Sheet 's7': Blue recorded something else.",)
