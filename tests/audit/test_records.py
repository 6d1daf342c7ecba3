"""What a record of a drawn sheet has to say, and which records stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.test_course import DRAW, SEED, Story, drawn, record
from veedor.audit.records import MOST_VOTES
from veedor.audit.signed_papers import AuditRecord, Countersignature, Interpretation


@pytest.fixture
def story() -> Story:
    """A draw that a quorum has countersigned."""
    made = drawn()
    for party in ("Red", "Blue"):
        made.take(party, Countersignature(SEED, DRAW))
    return made


def read_by(*people: str, **votes: int) -> AuditRecord:
    """The same figures, read by some people."""
    figures = {"W": 60, "L": 30, "other": 5, "blank": 0} | votes
    return AuditRecord("s0001", "found", tuple(Interpretation(by, figures) for by in people), "", DRAW)


def test_no_figure_is_negative_or_beyond_any_sheet(story: Story) -> None:
    assert story.says("Red", record(W=MOST_VOTES)) == []
    assert story.says("Red", record(W=0)) == []
    for votes in (-1, MOST_VOTES + 1):
        assert story.says("Red", record(W=votes)) == [
            "A figure of sheet 's0001' by Ana is negative or beyond any sheet's."
        ]


def test_every_figure_of_the_contest_is_there_and_no_other(story: Story) -> None:
    lacking = Interpretation("Ana", {"W": 60, "L": 30})
    added = Interpretation("Ana", {"W": 60, "L": 30, "other": 5, "blank": 0, "X": 1})
    both = AuditRecord("s0001", "found", (lacking, added), "", DRAW)
    assert story.says("Red", both) == ["The figures of sheet 's0001' by Ana lack or add blank, other."]
    assert story.says("Red", replace(both, entries=(added, lacking))) == [
        "The figures of sheet 's0001' by Ana lack or add X."
    ]


def test_so_many_different_people_have_read_it(story: Story) -> None:
    few = "Sheet 's0001' was read by 1 person; the plan asks for 2."
    assert story.says("Red", read_by("Ana", "Luis")) == []
    assert story.says("Red", read_by("Ana")) == [few]
    assert story.says("Red", read_by("Ana", " ana ")) == [few]  # one person
    assert story.says("Red", read_by("Ana", " ")) == [few]  # somebody without a name is nobody


def test_a_sheet_that_cannot_be_audited_has_a_reason_and_no_figures(story: Story) -> None:
    gone = AuditRecord("s0001", "not_auditable", (), "Burnt.", DRAW)
    says = "Sheet 's0001' is not auditable for no stated reason, or has figures."
    assert story.says("Red", gone) == []
    assert story.says("Red", replace(gone, reason=" ")) == [says]
    assert story.says("Red", replace(gone, entries=record().entries)) == [says]
    assert story.says("Red", replace(gone, status="lost")) == ["'lost' is no status."]


def test_a_party_corrects_its_own_record_and_no_other(story: Story) -> None:
    story.take("Red", record())
    (first,) = story.course.records["s0001"]
    sha256 = first[0].sha256
    assert story.says("Red", replace(record(W=59), replaces=sha256)) == []
    assert story.says("Blue", replace(record(W=59), replaces=sha256)) == [
        "The record of sheet 's0001' that this one replaces is signed by Red."
    ]
    assert story.says("Red", replace(record(W=59), replaces="0" * 64)) == [
        "The record of sheet 's0001' replaces one that is not there."
    ]


def test_only_what_is_contested_is_settled_and_by_readings_that_agree(story: Story) -> None:
    third = replace(record(), settles=True)
    story.take("Red", record())
    assert story.says("Blue", third) == [
        "Nothing about sheet 's0001' is contested: there is nothing to settle."
    ]
    story.take("Blue", record(W=59))
    assert story.says("Mission", third) == []
    assert story.says("Red", third) == []  # it may come to think what it said, or another thing
    assert story.says("Red", replace(record(W=58), settles=True)) == []
    apart = replace(
        third, entries=(third.entries[0], replace(third.entries[1], votes={**third.entries[1].votes, "W": 1}))
    )
    assert story.says("Mission", apart) == ["Readings of sheet 's0001' differ: they settle nothing."]
