"""The chain of an audit's steps: nothing that was entered is replaced, and what broke off can be finished."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from veedor.audit import journal
from veedor.audit.journal import Entered
from veedor.canonical import canonical, sha256
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

AT = "2030-03-12T10:00:00+00:00"


def test_each_line_names_the_hash_of_the_one_before(tmp_path: Path) -> None:
    assert journal.load(tmp_path) == ()
    assert journal.head(()) == "0" * 64
    journal.append(
        tmp_path, Entered("commit", "a.csv", b"1"), Entered("rule", "b/c.json", b"2", "Red"), at=AT
    )
    journal.append(tmp_path, Entered("plan", "d.json", b"3"), at=AT)
    lines = journal.load(tmp_path)
    assert [(line.step, line.file, line.sha256, line.who, line.at) for line in lines] == [
        ("commit", "a.csv", sha256(b"1"), "", AT),
        ("rule", "b/c.json", sha256(b"2"), "Red", AT),
        ("plan", "d.json", sha256(b"3"), "", AT),
    ]
    hashes = [sha256(canonical(asdict(line))) for line in lines]
    assert [line.previous for line in lines] == ["0" * 64, *hashes[:2]]
    assert journal.head(lines) == hashes[2]
    assert [line.file for line in journal.of_step(lines, "plan", "commit")] == ["a.csv", "d.json"]


def test_a_file_that_was_entered_is_never_replaced_not_even_by_itself(tmp_path: Path) -> None:
    journal.append(tmp_path, Entered("commit", "a.csv", b"123"), at=AT)
    for content in (b"123", b"1234", b"9"):
        with pytest.raises(AuditError, match=r"a\.csv exists already"):
            journal.append(tmp_path, Entered("rule", "a.csv", content), at=AT)
    with pytest.raises(AuditError, match=r"b\.csv exists already"):
        journal.append(tmp_path, Entered("rule", "b.csv", b"1"), Entered("plan", "b.csv", b"12"), at=AT)
    assert (tmp_path / "a.csv").read_bytes() == b"123"
    assert not (tmp_path / "b.csv").exists(), "an act that fails has done nothing"


def test_a_link_that_leads_nowhere_is_a_file_that_stands_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(AuditError):
        journal.append(tmp_path, Entered("commit", "a.csv", b"123"), at=AT)
    assert not (tmp_path / "nowhere").exists()
    assert journal.load_all(tmp_path)[0] == ()


def test_a_file_that_broke_off_before_its_line_can_be_finished_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"12")
    with pytest.raises(AuditError, match=r"a\.csv exists already"):
        journal.append(tmp_path, Entered("commit", "a.csv", b"923"), at=AT)
    journal.append(tmp_path, Entered("commit", "a.csv", b"123"), at=AT)
    assert (tmp_path / "a.csv").read_bytes() == b"123"
    assert [line.sha256 for line in journal.load(tmp_path)] == [sha256(b"123")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text[:-1], "row 2: the row breaks off"),
        (lambda text: text + b"{}\n", "row 3: not a line of a journal"),
        (lambda text: text.replace(b'"at":', b'"at": ', 1), "row 1: the line has been edited"),
        (lambda text: text.splitlines(keepends=True)[1], "row 1: the line does not follow"),
    ],
)
def test_a_journal_that_was_touched_is_refused_with_its_row(
    tmp_path: Path, change: object, says: str
) -> None:
    journal.append(tmp_path, Entered("commit", "a.csv", b"1"), Entered("rule", "b.csv", b"2"), at=AT)
    path = tmp_path / journal.NAME
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(AuditError, match=says):
        journal.load(tmp_path)


def test_a_line_that_came_in_between_stops_what_names_the_one_before(tmp_path: Path) -> None:
    journal.append(tmp_path, Entered("commit", "a.csv", b"1"), at=AT)
    head = journal.head(journal.load(tmp_path))
    journal.append(tmp_path, Entered("rule", "b.csv", b"2"), at=AT, after=head)
    with pytest.raises(AuditError, match=r"entered meanwhile.*Do the step again"):
        journal.append(tmp_path, Entered("plan", "c.csv", b"3"), at=AT, after=head)
    assert not (tmp_path / "c.csv").exists()


def test_whoever_verifies_sees_every_row_that_can_be_read(tmp_path: Path) -> None:
    journal.append(tmp_path, *(Entered("commit", f"{i}.csv", b"1") for i in range(4)), at=AT)
    rows = (tmp_path / journal.NAME).read_bytes().split(b"\n")
    (tmp_path / journal.NAME).write_bytes(b"\n".join([rows[0], b"\xe6", rows[2], rows[3], rows[4]]))
    lines, problems = journal.load_all(tmp_path)
    assert [line.file for line in lines] == ["0.csv", "2.csv", "3.csv"]
    assert len(problems) == 2
    assert "row 2: not a line" in str(problems[0])
    assert "row 3: the line does not follow" in str(problems[1])
