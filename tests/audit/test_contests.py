"""Several contests in one plan: one sample, one folder, one record a sheet, and the risk of all of them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.build_audit import lead, looked_at, of_contest, reported, sheets_of
from audit.test_procedure import AT, KEYS, NONCE, agreed
from veedor.audit.bounds import sheet_bounds
from veedor.audit.compare import beside_count
from veedor.audit.design import Design
from veedor.audit.discrepancy import AuditedSheet, Discrepancy, FoundFigures
from veedor.audit.entry import add_records
from veedor.audit.fetch import to_fetch
from veedor.audit.folder import AuditFolder
from veedor.audit.form import form, read_form, remarks
from veedor.audit.manifest import all_counted
from veedor.audit.manifest_file import read_figures, write_figures
from veedor.audit.outlook import outlook
from veedor.audit.papers import Party
from veedor.audit.population import Population
from veedor.audit.procedure import start
from veedor.audit.propose import propose
from veedor.audit.reported import ReportedContest
from veedor.audit.risk_measurement import measure_risk, outcome_p
from veedor.audit.signed_papers import AuditRecord, Interpretation
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.audit.verification import verify_audit
from veedor.errors import AuditError, QuestionError
from veedor.model import ContestId
from veedor.report.audit_papers import audit_page
from veedor.report.wording import Wording
from veedor.rules import explain, load

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.papers import AuditPlan
    from veedor.count import Sheets
    from veedor.model import Contest

N = 60
RUNOFF, PLURALITY = load("bo-president-2009"), load("mx-president-1996")


def named(contest: Contest, name: str, title: str) -> Contest:
    """A contest of the same choices, in which they are somebody else."""
    choices = tuple(replace(choice, label=f"{choice.label} of the {title}") for choice in contest.choices)
    return replace(contest, contest_id=ContestId(name), title=title, choices=choices)


def counts() -> tuple[Sheets, Sheets]:
    """Sixty sheets for president; deputies on forty of them and five others, with the same ids of choices."""
    rng = np.random.default_rng(4)
    spans = ((60, 90), (20, 40), (0, 15), (0, 5))
    votes = np.column_stack([rng.integers(*span, N) for span in spans])
    president = sheets_of(votes, votes.sum(axis=1) + 20)
    other = np.column_stack([rng.integers(*span, 45) for span in ((50, 60), (30, 45), (0, 9), (0, 5))])
    deputies = sheets_of(other, other.sum(axis=1) + 30)
    ids = np.array([*president.ids[20:].tolist(), *(f"t{n}" for n in range(5))])
    contest = named(deputies.contest, "deputies", "Deputies")
    return president, replace(deputies, ids=ids, contest=contest)


def contests() -> list[ReportedContest]:
    president, deputies = counts()
    return [
        *reported(all_counted(president), explain(RUNOFF, president.tally())),
        *reported(all_counted(deputies), explain(PLURALITY, deputies.tally())),
    ]


def plan_of(design: Design | None = None) -> tuple[AuditPlan, bytes, bytes]:
    return propose(
        contests(), title="Land", design=design or Design(), place="x.org", nonce=NONCE, quorum=2,
        parties=[Party(name, public_line(key)) for name, key in KEYS.items()],
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "audit"
    start(path, *plan_of(), at=AT)
    agreed(path, "Red", "Mission")
    return path


def paper(path: Path, sheet: str, *, moved: int = 0, without: str = "") -> AuditRecord:
    """Record the reported figures of a sheet, some votes moved in the contest of the deputies."""
    audit = AuditFolder(path)
    votes: dict[str, int] = {}
    for names, manifest in zip(audit.plan.columns, audit.population.manifests, strict=True):
        row = manifest.sheets.row.get(sheet)
        if row is not None:
            votes |= dict(zip(names, manifest.sheets.votes[row].tolist(), strict=True))
    if moved:
        votes["deputies:W"] -= moved
        votes["deputies:L"] += moved
    votes = {name: n for name, n in votes.items() if not without or not name.startswith(without)}
    readings = (Interpretation("one", votes), Interpretation("two", votes))
    return AuditRecord(sheet, "found", readings, "", audit.draw_line.sha256)


def test_one_sample_confirms_all_and_every_step_verifies(folder: Path) -> None:
    audit = AuditFolder(folder)
    assert [of.contest_id for of in audit.plan.contests] == ["president", "deputies"]
    assert set(audit.drawn) == {*audit.population.manifests[0].ids, *audit.population.manifests[1].ids}
    announced = outlook(contests(), design=Design()).planned
    assert announced is not None
    looked = audit.drawn[: announced.sheets_90 + 3]
    add_records(folder, [paper(folder, sheet) for sheet in looked], KEYS["Red"], at=AT)
    status = audit_status(folder)
    assert status.confirmed
    assert {one.bounds.contest for one in status.measured} == {0, 1}
    assert not any(check.problems for check in verify_audit(folder))
    assert beside_count(AuditFolder(folder), contests()).problems == ()
    words = {finding.says for finding in status.findings}
    assert "audit.confirmed" in words


def test_the_labels_of_a_contest_never_stand_for_those_of_another(folder: Path) -> None:
    table = audit_status(folder).table("audit_assertions")
    assert table is not None
    rows = list(table.records())
    assert {row["contest"] for row in rows} == {"President", "Deputies"}
    assert {row["subject"] for row in rows if row["contest"] == "Deputies"} == {"W of the Deputies"}
    made = outlook(contests(), design=Design(), runs=2)
    said = {finding.says: finding for finding in made.findings}
    assert said["audit.contests"].figure("hardest").value == "Deputies"
    wording = Wording("en").of_all(made.contests)
    assert "the lead of W of the Deputies over L of the Deputies" in wording.say(said["audit.hardest.over"])


def test_the_risk_of_the_whole_is_that_of_its_least_confirmed_contest(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn
    mine = [sheet for sheet in drawn[:20] if sheet >= "s0021"]
    records = [paper(folder, sheet, moved=9 if sheet in mine[:3] else 0) for sheet in drawn[:20]]
    add_records(folder, records, KEYS["Red"], at=AT)
    status = audit_status(folder)
    by_contest = [max(one.attained for one in status.measured if one.bounds.contest == k) for k in (0, 1)]
    assert by_contest[0] < by_contest[1] == status.attained
    assert sum(one.found.differs for one in status.folder.audited) == 3


def test_a_contest_whose_paper_is_not_there_counts_at_its_worst_alone(folder: Path) -> None:
    sheet = next(sheet for sheet in AuditFolder(folder).drawn if "s0021" <= sheet < "t")
    record = paper(folder, sheet, without="deputies:")
    assert "has no figures of Deputies" in remarks(AuditFolder(folder), "Red", record)[0]
    add_records(folder, [record], KEYS["Red"], at=AT)
    audit = AuditFolder(folder)
    kept = [(r.status, r.votes) for _, r in audit.records[sheet]]
    of_president, of_deputies = (audit._found(k, sheet, kept) for k in (0, 1))
    assert of_president is not None
    assert of_president.discrepancy is Discrepancy.NONE
    assert of_deputies == FoundFigures(Discrepancy.NOT_AUDITABLE, None)
    half = replace(record, entries=(Interpretation("one", {"president:W": 1}),) * 2)
    with pytest.raises(AuditError, match="lack or add president:L"):
        add_records(folder, [replace(half, sheet_id=AuditFolder(folder).drawn[-1])], KEYS["Red"], at=AT)


def test_the_form_names_contest_and_choice_and_is_read_back(folder: Path, tmp_path: Path) -> None:
    audit = AuditFolder(folder)
    head, first, *_ = form(audit, 1, 3).splitlines()
    assert "president:W,president:L,president:other,president:blank,deputies:W" in head
    sheet = audit.drawn[0]
    record = paper(folder, sheet)
    cells = first.split(",")[:6]
    cells[4:6] = ["Ana", "Luis"]
    names = sum(audit.plan.columns, ())
    figures = [str(record.entries[0].votes.get(name, "")) for name in names]
    path = tmp_path / "form.csv"
    path.write_text("\n".join([head, ",".join([*cells, *figures, *figures])]) + "\n", encoding="utf-8")
    (read,) = read_form(audit, path)
    assert read.votes == record.votes


def test_a_page_has_a_table_for_each_contest(folder: Path) -> None:
    audit = AuditFolder(folder)
    page = audit_page("forms", audit, to_fetch(audit, 1, 4, places={}, by_place=False), Wording("es"))
    assert page.count("<h2>Deputies</h2>") == 4
    assert page.count('class="box"') == 4 * 2 * 4 * 2


def test_everything_counted_by_hand_decides_each_contest(folder: Path) -> None:
    records = [
        paper(folder, sheet, moved=20 if sheet >= "s0021" else 0) for sheet in AuditFolder(folder).drawn
    ]
    add_records(folder, records, KEYS["Red"], at=AT)
    status = audit_status(folder)
    assert [count.same for count in status.full_counts] == [True, False]
    assert not status.confirmed
    says = [(f.says, f.contest) for f in status.findings if f.finding_id == "audit.full_count"]
    assert says == [
        ("audit.full_count.outcome.same.all", "president"),
        ("audit.full_count.outcome.other.all", "deputies"),
    ]
    table = status.table("audit_full_count")
    assert table is not None
    assert [row["contest"] for row in table.records()] == ["President"] * 4 + ["Deputies"] * 4


def test_the_figures_of_all_stand_in_one_file_and_come_back() -> None:
    plan, figures, _ = plan_of()
    head, *rows = figures.decode().splitlines()
    assert head.startswith("sheet_id,president/state,president/registered")
    assert "deputies/votes:blank" in head
    assert len(rows) == N + 5
    back = read_figures(figures, plan)
    assert write_figures(back) == figures
    assert [len(manifest) for manifest in back] == [60, 45]
    stray = rows[0].rstrip(",") + ",,,,,,7,,,"
    bad = "\n".join([head, ",".join(stray.split(",")[: head.count(",") + 1]), *rows[1:]]) + "\n"
    with pytest.raises(AuditError, match="has figures of 'deputies' and no state"):
        read_figures(bad.encode(), plan)


def test_changes_of_either_contest_are_found(tmp_path: Path) -> None:
    plan, figures, rules = plan_of()
    president, deputies = plan.contests
    line = deputies.assertions[0]
    for number, forged in enumerate(
        (
            replace(plan, contests=(president, replace(deputies, assertions=(replace(line, slack=9**9),)))),
            replace(plan, contests=(president, replace(deputies, outcome="runoff"))),
            of_contest(plan, elected=("L",)),
            replace(plan, contests=(deputies, president)),
            replace(plan, contests=(president,)),
        )
    ):
        path = tmp_path / str(number)
        start(path, forged, figures, rules, at=AT)
        assert any(check.problems for check in verify_audit(path)), number


def test_contests_that_one_sample_cannot_serve_are_refused() -> None:
    one = contests()[0]
    with pytest.raises(QuestionError, match="'president' stands twice"):
        outlook([one, one], runs=2)
    with pytest.raises(QuestionError, match="'nowhere'"):
        outlook(contests(), unauditable=("nowhere",), runs=2)


def test_a_second_contest_that_is_clearer_costs_nothing_more() -> None:
    """Where one contest has the larger relative bound on every sheet, the draw is that of it alone."""
    president, _ = counts()
    clear = replace(president, contest=named(president.contest, "mayor", "Mayor"))
    close = president.votes.copy()
    close[:, 1] = close[:, 0] - 6
    tight = replace(president, votes=close, registered=close.sum(axis=1) + 20)
    alone = outlook(reported(all_counted(tight), explain(PLURALITY, tight.tally())), runs=20)
    both = outlook(
        [
            *reported(all_counted(tight), explain(PLURALITY, tight.tally())),
            *reported(all_counted(clear), explain(PLURALITY, clear.tally())),
        ],
        runs=20,
    )
    assert alone.planned is not None
    assert both.planned is not None
    assert both.planned.sheets == alone.planned.sheets
    assert both.planned.ballots > alone.planned.ballots
    assert (alone.contest, both.contest) == (tight.contest, None)
    assert both.contests == (tight.contest, clear.contest)
    needs = [member.ratio for member in both.most_work_first]
    assert needs == sorted(needs, reverse=True)


def test_the_risk_of_a_joint_sample_is_limited_in_each_contest() -> None:
    """Exhaustive: every order of the joint draw; one contest is wrong by a vote, the other is right."""
    first = sheets_of([[30, 20, 0, 0], [25, 20, 0, 0], [12, 10, 0, 0], [30, 25, 0, 0]], [60, 50, 30, 60])
    second = sheets_of([[40, 10, 0, 0], [9, 8, 0, 0], [20, 5, 0, 0]], [55, 20, 30])
    second = replace(second, ids=first.ids[[0, 2, 3]], contest=named(second.contest, "b", "B"))
    form = lead(Fraction(0))
    both = (all_counted(first), all_counted(second))
    of = Population.of([(manifest, [sheet_bounds(manifest, form)]) for manifest in both])
    truth = [(20, 30, 0, 0), (24, 21, 0, 0), (11, 11, 0, 0), (27, 28, 0, 0)]
    assert sum(v[0] - v[1] for v in truth) < 0
    sizes, chance = of.sizes, 0.0
    for order in permutations(range(4)):
        rest, probability = float(sizes.sum()), 1.0
        audited: list[AuditedSheet] = []
        confirmed = False
        for row in order:
            probability, rest = probability * sizes[row] / rest, rest - sizes[row]
            sheet = str(of.ids[row])
            mine = second.row.get(sheet)
            other = (
                None if mine is None else FoundFigures(Discrepancy.NONE, tuple(second.votes[mine].tolist()))
            )
            found = looked_at(sheet, Discrepancy.DIFFERS, truth[row]).contests[0]
            audited.append(AuditedSheet(sheet, (found, other)))
            confirmed |= bool(outcome_p(measure_risk(of, audited, Design(bet="1")))[-1] <= 0.3)
        chance += probability * confirmed
    assert float(sizes.min()) > 0
    assert chance <= 0.3
