"""Single ballots as a signed plan: compared with their records or polled, from the list to a full count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.assorters import Compared, assorter, comparison, polling
from audit.build_audit import of_contest, reported
from audit.test_procedure import AT, KEYS, NONCE, agreed
from veedor.audit.ballots import BallotList, ballot_manifest, usual_design
from veedor.audit.capacity import Cap
from veedor.audit.confirm import to_confirm
from veedor.audit.design import Design
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.outlook import outlook
from veedor.audit.papers import Party
from veedor.audit.procedure import start
from veedor.audit.propose import propose
from veedor.audit.reported import ReportedContest
from veedor.audit.signed_papers import AuditRecord, Interpretation
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.audit.verification import verify_audit
from veedor.errors import AuditError, QuestionError
from veedor.model import ChoiceId, CountId
from veedor.rules import explain, load, tally_of

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.manifest import SheetManifest
    from veedor.model import Tally

A, B, C = (ChoiceId(name) for name in "ABC")
RULE = load("mx-president-1996")
REPORTED = tally_of({"A": 224, "B": 152, "C": 16})
MARKS: tuple[ChoiceId | None, ...] = (*[A] * 224, *[B] * 152, *[C] * 16, *[None] * 8)
IDS = tuple(f"b{i:04d}" for i in range(400))
RECORD = dict(zip(IDS, MARKS, strict=True))
BOXES = {"box": tuple(f"box {i // 40}" for i in range(400))}
LISTED = BallotList(IDS, MARKS, BOXES)
POLLED = replace(LISTED, records=None)
COUNT = CountId("official")


def manifest(listed: BallotList, totals: Tally = REPORTED, ballots: int | None = None) -> SheetManifest:
    return ballot_manifest(listed, totals, COUNT, ballots)


def contest(listed: BallotList, ballots: int | None = None) -> list[ReportedContest]:
    of = manifest(listed, ballots=ballots)
    return reported(of, explain(RULE, of.tally()))


def planned(path: Path, listed: BallotList, design: Design | None = None, ballots: int | None = None) -> Path:
    """Sign, seed and draw an audit of these ballots."""
    plan, figures, rule = propose(
        contest(listed, ballots), title="Mayor", design=design or usual_design(listed),
        parties=[Party(name, public_line(key)) for name, key in KEYS.items()], quorum=2, place="here",
        nonce=NONCE,
    )  # fmt: skip
    start(path, plan, figures, rule, at=AT)
    agreed(path, "Red", "Mission")
    return path


def paper(draw: str, ballot: str, mark: ChoiceId | str | None) -> AuditRecord:
    """Record what a ballot shows; ``missing``: it cannot be found."""
    if mark == "missing":
        return AuditRecord(ballot, "not_auditable", (), "It is not in its box.", draw)
    votes = {str(choice): int(choice == mark) for choice in (A, B, C)}
    readings = tuple(Interpretation(by, votes) for by in ("Ana", "Luis"))
    return AuditRecord(ballot, "found", readings, "", draw)


def looked(path: Path, marks: dict[str, ChoiceId | str | None]) -> None:
    draw = AuditFolder(path).draw_line.sha256
    add_records(path, [paper(draw, ballot, mark) for ballot, mark in marks.items()], KEYS["Red"], at=AT)


def changed(ballots: tuple[str, ...]) -> dict[str, ChoiceId | str | None]:
    """What the ballots show: as recorded, but for one each way, one that is missing, and one for nobody."""
    marks: dict[str, ChoiceId | str | None] = {ballot: RECORD[ballot] for ballot in ballots}
    of_a = [ballot for ballot in ballots if RECORD[ballot] == A]
    marks[of_a[0]], marks[of_a[1]], marks[of_a[2]] = B, "missing", None
    marks[next(ballot for ballot in ballots if RECORD[ballot] == B)] = A
    return marks


def choice_of(mark: ChoiceId | str | None) -> ChoiceId | None:
    return None if mark in {None, "missing"} else ChoiceId(str(mark))


def test_a_comparison_in_a_simple_draw_is_that_of_overstatement_assorters(tmp_path: Path) -> None:
    path = planned(tmp_path / "a", LISTED, Design(method="comparison", draw="simple"))
    drawn = AuditFolder(path).drawn[:60]
    marks = changed(drawn)
    looked(path, marks)
    status = audit_status(path)
    assert status.good
    for one in status.measured:
        sorter = assorter(one.bounds.assertion, [A, B, C])
        mean = sum((sorter.of(mark) for mark in MARKS), Fraction(0)) / 400
        cards = [Compared(RECORD[b], choice_of(marks[b]), paper_found=marks[b] != "missing") for b in drawn]
        assert one.p == pytest.approx(comparison(sorter, cards, 400, mean), rel=1e-9)
    assert sum(one.found.differs for one in status.folder.audited) == 4


def test_polling_is_alpha_from_the_reported_mean(tmp_path: Path) -> None:
    path = planned(tmp_path / "a", POLLED)
    drawn = AuditFolder(path).drawn[:150]
    marks = changed(drawn)
    looked(path, marks)
    status = audit_status(path)
    assert status.good
    for one in status.measured:
        sorter = assorter(one.bounds.assertion, [A, B, C])
        mean = sum((sorter.of(mark) for mark in MARKS), Fraction(0)) / 400
        # a ballot that cannot be found counts as the worst that it could be
        shown = [one.bounds.assertion.rival if marks[b] == "missing" else marks[b] for b in drawn]
        assert one.p == pytest.approx(polling(sorter, shown, 400, expected=float(mean)), rel=1e-9)  # type: ignore[arg-type]
    assert sum(one.found.differs for one in status.folder.audited) == 1


@pytest.mark.parametrize("draw", ["simple", "proportional"])
def test_a_comparison_confirms_as_announced_and_the_plan_verifies(tmp_path: Path, draw: str) -> None:
    design = Design(method="comparison", draw=draw)
    announced = outlook(contest(LISTED), design=design)
    assert announced.planned is not None
    path = planned(tmp_path / "a", LISTED, design)
    drawn = AuditFolder(path).drawn
    looked(path, {ballot: RECORD[ballot] for ballot in drawn[: announced.planned.sheets_90]})
    status = audit_status(path)
    assert status.confirmed
    assert not any(check.problems for check in verify_audit(path))
    assert (announced.planned.sheets_90 < 80) is True
    assert len(drawn) == 400  # a count of everything needs those too that could overstate nothing


def test_a_comparison_needs_far_fewer_ballots_than_polling() -> None:
    made = outlook(contest(LISTED), design=Design(method="comparison"))
    by = {cost.design: cost.sheets for cost in made.costs}
    assert list(by) == ["comparison_proportional", "comparison_simple", "polling"]
    assert by["comparison_proportional"] < by["comparison_simple"] < 60 < by["polling"] < 320
    polled = outlook(contest(POLLED), design=usual_design(POLLED))
    assert {cost.design: cost.sheets for cost in polled.costs} == by
    assert polled.costs[0].design == "polling"


def test_what_polling_announces_is_what_its_audits_take() -> None:
    """The median over other draws than those of the simulation, weighed as a folder weighs them."""
    listed = manifest(POLLED)
    decided = explain(RULE, listed.tally())
    cost = outlook(reported(listed, decided), design=usual_design(POLLED)).planned
    assert cost is not None
    rng, needed = np.random.default_rng(3), []
    sorters = [assorter(form, [A, B, C]) for form in to_confirm(decided, listed, Cap.REGISTERED).assertions]
    for _ in range(200):
        drawn = [MARKS[i] for i in rng.permutation(400)[:320].tolist()]
        p = np.max(
            [
                polling(s, drawn, 400, expected=float(sum((s.of(m) for m in MARKS), Fraction(0)) / 400))
                for s in sorters
            ],
            axis=0,
        )
        needed.append(int(np.argmax(p <= 0.05)) + 1 if (p <= 0.05).any() else 400)
    assert cost.sheets == pytest.approx(np.median(needed), rel=0.2)


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("listed", [LISTED, POLLED], ids=["comparison", "polling"])
@pytest.mark.parametrize(("moved", "same"), [(0, True), (38, False)])
def test_a_full_count_decides_whoever_wins(
    tmp_path: Path, listed: BallotList, moved: int, *, same: bool
) -> None:
    path = planned(tmp_path / "a", listed)
    marks: dict[str, ChoiceId | str | None] = dict(RECORD)
    for ballot in [b for b, mark in RECORD.items() if mark == A][:moved]:
        marks[ballot] = B
    looked(path, marks)
    status = audit_status(path)
    assert status.full_counts
    assert status.full_counts[0].same is same
    assert status.confirmed is same
    assert status.full_counts[0].votes == {A: 224 - moved, B: 152 + moved, C: 16}
    words = [finding.says for finding in status.findings]
    assert f"audit.full_count.outcome.{'same' if same else 'other'}.all" in words


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("listed", [LISTED, POLLED], ids=["comparison", "polling"])
def test_ballots_on_no_list_count_at_their_worst(tmp_path: Path, listed: BallotList) -> None:
    decided = explain(RULE, manifest(listed).tally())
    few, many = (
        outlook(reported(manifest(listed, ballots=n), decided), design=usual_design(listed))
        for n in (400, 424)
    )
    assert few.planned is not None
    assert many.planned is not None
    assert many.planned.sheets > few.planned.sheets
    # the lead is 72: as many more ballots could all be for the rival
    none = outlook(contest(listed, 472), design=usual_design(listed))
    assert none.planned is None
    assert [f.says for f in none.findings] == ["audit.unlisted_too_many"]
    path = planned(tmp_path / "a", listed, ballots=424)
    assert "audit.unlisted_some" in [f.says for f in audit_status(path).findings]
    looked(path, dict(RECORD))
    assert audit_status(path).full_counts[0].same is True


def test_a_change_of_the_totals_of_polling_is_found(tmp_path: Path) -> None:
    plan, figures, rule = propose(
        contest(POLLED), title="Mayor", design=usual_design(POLLED),
        parties=[Party("Red", public_line(KEYS["Red"]))], quorum=1, place="here", nonce=NONCE,
    )  # fmt: skip
    assert plan.contests[0].totals == {"A": 224, "B": 152, "C": 16}
    assert b"b0000,counted,,,1,0,box 0,,,\n" in figures
    for number, totals in enumerate(
        ({"A": 360, "B": 16, "C": 16}, {"A": 384, "B": 152, "C": 16}, {"A": 224})
    ):
        path = tmp_path / str(number)
        start(path, of_contest(plan, totals=totals), figures, rule, at=AT)
        assert any(check.problems for check in verify_audit(path))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"draw": "proportional"}, "polled in a simple draw"),
        ({"rule": "share"}, "polled in a simple draw"),
        ({"cap": "cast", "cap_reason": "x"}, "has no other cap"),
        ({"method": "weighing"}, "no method of a plan"),
    ],
)
def test_a_plan_that_polling_cannot_carry_out_is_refused(
    tmp_path: Path, change: dict[str, str], match: str
) -> None:
    with pytest.raises(AuditError, match=match):
        planned(tmp_path / "a", POLLED, replace(usual_design(POLLED), **change))  # type: ignore[arg-type]


def test_lists_that_are_not_those_of_the_count_are_refused() -> None:
    with pytest.raises(QuestionError, match="391 ballots are listed, and 392 votes are reported"):
        manifest(BallotList(IDS[:391]))
    every_one_a_vote = manifest(BallotList(IDS[:392], MARKS[:392]))
    assert every_one_a_vote.tally().votes == manifest(LISTED).tally().votes
    with pytest.raises(QuestionError, match="399 ballots in all are fewer than the 400"):
        manifest(POLLED, ballots=399)
    with pytest.raises(QuestionError, match="stands twice"):
        manifest(BallotList((*IDS[:399], IDS[0])))
    with pytest.raises(QuestionError, match=r"The records add up to 224 votes of 'A', and 225 are reported"):
        manifest(LISTED, tally_of({"A": 225, "B": 152, "C": 15}))
    assert BallotList.numbered(120).ids[::119] == ("001", "120")
