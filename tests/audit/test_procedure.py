"""A whole audit in files: done in order it verifies; out of order, changed or unsigned it does not."""

from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.build_audit import lead, looked_at, of_contest, reported, sheets_of
from veedor.audit import journal, sshsig
from veedor.audit.bounds import sheet_bounds
from veedor.audit.canonical import to_bytes
from veedor.audit.design import Design
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.entry import add_records, agreement, countersignature, enter, hand_in, prepare
from veedor.audit.folder import AuditFolder
from veedor.audit.leaves import audit_leaves
from veedor.audit.manifest import all_counted
from veedor.audit.papers import AuditPlan, Party
from veedor.audit.planned import planned
from veedor.audit.procedure import draw_sheets, start
from veedor.audit.propose import propose
from veedor.audit.risk_measurement import measure_risk, outcome_p
from veedor.audit.seen import seen
from veedor.audit.signed_papers import AuditRecord, Interpretation, OpenedShare, Refusal, Signed, Witness
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.audit.verification import verify_audit
from veedor.canonical import canonical, sha256
from veedor.count import Sheets
from veedor.errors import AuditError
from veedor.rules import explain, load

AT = "2030-03-12T10:00:00+00:00"
NONCE = "5" * 64
KEYS = {
    name: Ed25519PrivateKey.from_private_bytes(bytes([i] * 32))
    for i, name in enumerate(("Red", "Blue", "Mission"))
}


def count() -> Sheets:
    rng = np.random.default_rng(4)
    votes = np.column_stack(
        (
            rng.integers(60, 90, 120),
            rng.integers(20, 40, 120),
            rng.integers(0, 15, 120),
            rng.integers(0, 5, 120),
        )
    )
    return sheets_of(votes, votes.sum(axis=1) + rng.integers(0, 30, 120))


RULE = load("bo-president-2009")


OBSERVER = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32))


def digits(name: str) -> str:
    """What a party seals."""
    return str(sum(name.encode())).zfill(3) * 14


def sign(path: Path, name: str, *, key: Ed25519PrivateKey | None = None, at: str = AT) -> Signed:
    return enter(
        path,
        key or KEYS[name],
        agreement(AuditFolder(path), name, digits(name)),
        party=name,
        at=at,
    )[0]


def refuse(path: Path, name: str, reason: str, *, at: str = AT) -> Signed:
    return enter(path, KEYS[name], Refusal(AuditFolder(path).plan_line.sha256, reason), party=name, at=at)[0]


def reveal(path: Path, name: str, *, at: str = AT) -> Signed:
    return enter(path, KEYS[name], OpenedShare(digits(name)), at=at)[0]


def countersign(path: Path, name: str, *, at: str = AT) -> Signed:
    return enter(path, KEYS[name], countersignature(AuditFolder(path)), at=at)[0]


def witness(path: Path, name: str, key: Ed25519PrivateKey | None = None, *, at: str = AT) -> Signed:
    return enter(path, key or KEYS[name], Witness(len(AuditFolder(path).lines)), party=name, at=at)[0]


def drawn_by(path: Path, *names: str, at: str = AT) -> None:
    """Open, draw and countersign."""
    for name in names:
        reveal(path, name, at=at)
    draw_sheets(path, at=at)
    for name in names:
        countersign(path, name, at=at)


def agreed(path: Path, *names: str, at: str = AT) -> None:
    """Sign, open, draw and countersign."""
    for name in names:
        sign(path, name, at=at)
    drawn_by(path, *names, at=at)


def plan_of(
    sheets: Sheets, design: Design | None = None, **changes: object
) -> tuple[AuditPlan, bytes, bytes]:
    strata = (design.strata,) if design is not None and design.strata else ()
    plan, figures, rule = propose(
        reported(all_counted(sheets, strata), explain(RULE, sheets.tally())),
        title="President",
        design=design or Design(),
        parties=[Party(name, public_line(key)) for name, key in KEYS.items()],
        quorum=2,
        place="https://example.org/audit",
        nonce=NONCE,
        observers=[Party("OAS", public_line(OBSERVER))],
    )
    return replace(plan, **changes), figures, rule  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An audit that is drawn and waits for its first record."""
    path = tmp_path / "audit"
    plan, figures, rule = plan_of(count())
    start(path, plan, figures, rule, at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    refuse(path, "Blue", "We were not asked.")
    drawn_by(path, "Red", "Mission")
    return path


def found(path: Path, sheet: str, change: int = 0, *, replaces: str = "") -> AuditRecord:
    audit = AuditFolder(path)
    sheets = audit.population.sheets
    votes = dict(
        zip(
            (c.choice_id for c in audit.plan.contests[0].choices),
            sheets.votes[sheets.row[sheet]].tolist(),
            strict=True,
        )
    )
    votes = {str(c): v for c, v in votes.items()}
    votes["W"] -= change
    votes["L"] += change
    entries = (Interpretation("one", votes), Interpretation("two", votes))
    return AuditRecord(sheet, "found", entries, "", audit.draw_line.sha256, replaces)


def problems(path: Path) -> dict[str, tuple[str, ...]]:
    return {check.name: check.problems for check in verify_audit(path) if check.problems}


def test_a_paper_says_in_which_row_of_the_journal_it_stands(folder: Path) -> None:
    audit = AuditFolder(folder)
    records = [found(folder, sheet) for sheet in audit.drawn[:2]]
    made = enter(folder, KEYS["Red"], *records, at=AT)
    content = to_bytes(
        prepare(AuditFolder(folder), "Mission", Witness(len(AuditFolder(folder).lines)), at=AT)
    )
    made += (hand_in(folder, content, sshsig.sign(content, KEYS["Mission"]), at=AT),)
    lines = AuditFolder(folder).lines
    assert [lines[one.row - 1].file for one in made] == [one.file for one in made]


def test_the_leaves_of_an_audit_are_the_rows_of_its_journal(folder: Path) -> None:
    leaves, files = audit_leaves(audit_status(folder))
    lines = AuditFolder(folder).lines
    assert [leaf["row"] for leaf in leaves] == list(range(1, len(lines) + 1))
    assert [leaf.get("who") for leaf in leaves] == [line.who or None for line in lines]
    assert {leaf["audit"] for leaf in leaves} == {sha256(canonical(asdict(lines[0])))}
    assert files.keys() == {line.sha256 for line in lines}


@pytest.mark.parametrize(
    ("confirmed", "counts", "says"),
    [
        (True, (), "confirmed"),
        (False, ("a full count",), "full count"),
        (True, ("a full count",), "confirmed"),
        (False, (), None),
    ],
)
def test_the_last_leaf_of_an_audit_is_its_result_where_there_is_one(
    folder: Path, confirmed: bool, counts: tuple[str, ...], says: str | None
) -> None:
    later = AT.replace(AT[:4], str(int(AT[:4]) + 1), 1)
    witness(folder, "Red", at=later)
    audit = AuditFolder(folder)
    status: Any = SimpleNamespace(checked=(), folder=audit, confirmed=confirmed, full_counts=counts)
    leaves, _ = audit_leaves(status)
    results = [leaf for leaf in leaves if leaf["kind"] == "result"]
    assert [leaf["says"] for leaf in results] == ([] if says is None else [says])
    for leaf in results:
        assert leaf is leaves[-1]
        assert (leaf["at"], leaf["head"]) == (later, journal.head(audit.lines))
        assert leaf["figures"] == {"looked": "0", "risk_limit": audit.plan.design.risk_limit}


def test_whoever_signed_nothing_has_seen_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    start(path, *plan_of(count()), at=AT)
    nobody = seen(AuditFolder(path))
    assert set(nobody.by.values()) == {0}
    assert set(nobody.up_to) == {0}
    sign(path, "Red")
    one = seen(AuditFolder(path))
    assert {name for name, last in one.by.items() if last} == {"Red"}
    assert one.by["Red"] == one.papers


def test_nobody_is_another_who_has_seen_its_own_paper(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    start(path, *plan_of(count()), at=AT)
    first = seen(AuditFolder(path)).papers
    sign(path, "Red")
    sign(path, "Mission")
    reveal(path, "Red")
    after = seen(AuditFolder(path))
    assert after.papers == first + 3
    assert after.others(1) == first + 2  # the last is seen by nobody else yet
    assert after.others(2) == first  # Red itself came back to its own
    assert after.others(3) == 0


def test_an_audit_in_order_verifies_and_confirms(folder: Path) -> None:
    audit = AuditFolder(folder)
    assert audit.signed_by == ("Red", "Mission")
    assert [r.reason for _, r in audit.refusals] == ["We were not asked."]
    for sheet in audit.drawn[:25]:
        add_records(folder, [found(folder, sheet)], key=KEYS["Mission"], at=AT)
    assert problems(folder) == {}
    audit = AuditFolder(folder)
    assert len(audit.audited) == 25
    assert {one.found.discrepancy for one in audit.audited} == {Discrepancy.NONE}
    p = outcome_p(measure_risk(audit.population, audit.audited, Design()))
    assert p[-1] < 0.05
    assert (np.diff(p) <= 0).all()


def test_only_an_unbroken_run_of_the_draw_counts(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn
    for sheet in (drawn[0], drawn[1], drawn[3]):
        add_records(folder, [found(folder, sheet)], key=KEYS["Mission"], at=AT)
    audit = AuditFolder(folder)
    assert [one.sheet_id for one in audit.audited] == list(drawn[:2])
    assert audit.out_of_order == 1


def test_what_differs_and_what_cannot_be_audited_raises_the_risk(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn
    add_records(folder, [found(folder, drawn[0])], key=KEYS["Mission"], at=AT)
    clean = AuditFolder(folder)
    add_records(folder, [found(folder, drawn[1], change=3)], key=KEYS["Mission"], at=AT)
    lost = AuditRecord(drawn[2], "not_auditable", (), "Burnt.", clean.draw_line.sha256)
    add_records(folder, [lost], key=KEYS["Mission"], at=AT)
    audit = AuditFolder(folder)
    assert [one.found.discrepancy for one in audit.audited] == [
        Discrepancy.NONE,
        Discrepancy.DIFFERS,
        Discrepancy.NOT_AUDITABLE,
    ]
    risks = measure_risk(audit.population, audit.audited, Design())
    assert risks[0].overstated[1] == 3 * 2  # 2 W - valid: a vote moved changes it by two
    assert risks[0].overstated[2] == int(risks[0].bounds.bounds[audit.population.sheets.row[drawn[2]]])
    figures = audit.population.sheets
    all_agree = [
        looked_at(s, Discrepancy.NONE, tuple(figures.votes[figures.row[s]].tolist())) for s in drawn[:3]
    ]
    assert outcome_p(risks)[-1] > outcome_p(measure_risk(audit.population, all_agree, Design()))[-1]


def test_two_records_that_disagree_count_at_their_worst_until_one_is_replaced(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn
    add_records(folder, [found(folder, drawn[0])], key=KEYS["Mission"], at=AT)
    add_records(folder, [found(folder, drawn[0], change=1)], key=KEYS["Red"], at=AT)
    audit = AuditFolder(folder)
    assert audit.audited[0].found.discrepancy is Discrepancy.RECORDS_DIFFER
    assert audit.audited[0].found.votes is None
    assert audit.contested == (drawn[0],)
    assert problems(folder) == {}
    wrong = audit.records[drawn[0]][1][0].sha256
    add_records(folder, [found(folder, drawn[0], replaces=wrong)], key=KEYS["Red"], at=AT)
    assert AuditFolder(folder).audited[0].found.discrepancy is Discrepancy.NONE
    assert problems(folder) == {}
    assert AuditFolder(folder).contested == ()
    assert len(AuditFolder(folder).records[drawn[0]]) == 3


def test_readings_that_differ_count_at_their_worst(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn
    good = found(folder, drawn[0])
    other = Interpretation("two", good.entries[1].votes | {"W": 0})
    add_records(folder, [replace(good, entries=(good.entries[0], other))], key=KEYS["Red"], at=AT)
    assert AuditFolder(folder).audited[0].found.discrepancy is Discrepancy.READINGS_DIFFER


def test_more_votes_than_the_roll_are_flagged(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn
    good = found(folder, drawn[0])
    votes = good.entries[0].votes | {"L": 1000}
    record = replace(good, entries=(Interpretation("one", votes), Interpretation("two", votes)))
    add_records(folder, [record], key=KEYS["Red"], at=AT)
    audit = AuditFolder(folder)
    assert audit.audited[0].found.discrepancy is Discrepancy.ABOVE_ROLL
    assert measure_risk(audit.population, audit.audited, Design())[0].attained == 1.0


def test_a_sheet_that_was_not_drawn_is_refused(folder: Path) -> None:
    record = replace(found(folder, AuditFolder(folder).drawn[0]), sheet_id="elsewhere")
    with pytest.raises(AuditError, match="'elsewhere' was not drawn"):
        add_records(folder, [record], key=KEYS["Red"], at=AT)


def test_a_record_by_a_stranger_is_refused(folder: Path) -> None:
    record = found(folder, AuditFolder(folder).drawn[0])
    with pytest.raises(AuditError, match="is of nobody whom the plan names"):
        add_records(folder, [record], key=Ed25519PrivateKey.from_private_bytes(bytes([99] * 32)), at=AT)
    with pytest.raises(AuditError, match="OAS observes: it can witness, and nothing else"):
        add_records(folder, [record], key=OBSERVER, at=AT)


def test_steps_out_of_order_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    plan, figures, rule = plan_of(count())
    with pytest.raises(AuditError, match="'veedor audit plan' has not been done yet"):
        sign(path, "Red")
    start(path, plan, figures, rule, at=AT)
    with pytest.raises(AuditError, match="audit open' has not been done yet"):
        draw_sheets(path, at=AT)
    sign(path, "Red")
    with pytest.raises(AuditError, match="needs 2 signatures and has 1"):
        reveal(path, "Red")
    with pytest.raises(AuditError, match="signed or refused already"):
        sign(path, "Red")
    sign(path, "Blue")
    with pytest.raises(AuditError, match="Mission has not signed the plan"):
        reveal(path, "Mission")
    with pytest.raises(AuditError, match="40 decimal digits"):
        agreement(AuditFolder(path), "Mission", "1" * 39)
    with pytest.raises(AuditError, match="not the digits that Red sealed"):
        enter(path, KEYS["Red"], OpenedShare("1" * 40), at=AT)
    reveal(path, "Red")
    with pytest.raises(AuditError, match="Red has opened already"):
        reveal(path, "Red")
    with pytest.raises(AuditError, match="too late to sign"):
        sign(path, "Mission")
    with pytest.raises(AuditError, match="Blue signed and did not open yet"):
        draw_sheets(path, at=AT)
    reveal(path, "Blue")
    with pytest.raises(AuditError, match="audit draw' has not been done yet"):
        countersign(path, "Red")
    draw_sheets(path, at=AT)
    with pytest.raises(AuditError, match="drawn already"):
        draw_sheets(path, at=AT)
    with pytest.raises(AuditError, match="too late to refuse"):
        refuse(path, "Mission", "No.")
    sheet = AuditFolder(path).drawn[0]
    with pytest.raises(AuditError, match="needs 2 countersignatures and has 0"):
        add_records(path, [found(path, sheet)], KEYS["Red"], at=AT)
    countersign(path, "Red")
    with pytest.raises(AuditError, match="Red has countersigned already"):
        countersign(path, "Red")
    countersign(path, "Blue")
    with pytest.raises(AuditError, match="holds an audit already"):
        start(path, plan, figures, rule, at=AT)
    assert problems(path) == {}


def test_a_signature_with_another_key_is_refused(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(count())
    start(tmp_path / "audit", plan, figures, rule, at=AT)
    with pytest.raises(AuditError, match=r"not the one that the plan names for Red\. Seen: SHA256"):
        sign(tmp_path / "audit", "Red", key=KEYS["Blue"])


def test_a_plan_that_does_not_follow_from_the_rule_is_found(tmp_path: Path) -> None:
    sheets = count()
    plan, figures, rule = plan_of(sheets)
    easier = of_contest(plan, assertions=(planned(sheet_bounds(all_counted(sheets), lead(Fraction(0)))),))
    start(tmp_path / "audit", easier, figures, rule, at=AT)
    assert problems(tmp_path / "audit")["rule"] == (
        "The assertions of the plan are not those that the rule gives.",
    )


@pytest.mark.parametrize(
    ("file", "check"),
    [
        ("rule.json", "rule"),
        ("plan.json", "plan"),
        ("figures.csv", "plan"),
        ("seed.json", "seed"),
        ("draw.csv", "draw"),
    ],
)
def test_every_changed_file_is_found(folder: Path, file: str, check: str) -> None:
    path = folder / file
    content = path.read_bytes()
    path.write_bytes(content.replace(b"1", b"2", 1))
    found_in = problems(folder)
    assert any(file in problem for problem in found_in["files"])
    assert check in found_in


def test_a_plan_changed_with_its_journal_loses_its_signatures(folder: Path) -> None:
    """Whoever rewrites plan and journal consistently still cannot make the signatures fit."""
    from veedor.audit import journal

    audit = AuditFolder(folder)
    forged = to_bytes(replace(audit.plan, quorum=1))
    (folder / "plan.json").write_bytes(forged)
    lines = audit.lines
    (folder / journal.NAME).unlink()
    for line in lines:
        content = forged if line.file == "plan.json" else (folder / line.file).read_bytes()
        entered = journal.Entered(line.step, line.file, content, line.who)
        (folder / line.file).unlink()
        journal.append(folder, entered, at=line.at)
    found_in = problems(folder)
    assert "chain" not in found_in
    assert "files" not in found_in
    assert any("another plan" in problem for problem in found_in["signatures"])
    assert any("names another paper before it" in problem for problem in found_in["papers"])
    assert "seed" in found_in


def test_a_removed_line_breaks_the_chain(folder: Path) -> None:
    path = folder / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    assert any("does not follow" in problem for problem in problems(folder)["chain"])


def test_a_file_that_nobody_recorded_is_found(folder: Path) -> None:
    (folder / "papers" / "Red.0009.json").write_text("{}")
    assert "not in the journal" in problems(folder)["files"][0]


def test_lists_for_those_who_fetch_the_sheets_need_no_line(folder: Path) -> None:
    (folder / "lists").mkdir()
    (folder / "lists" / "room-4.csv").write_text("rank\n1\n")
    assert problems(folder) == {}


def test_lost_sheets_that_outweigh_the_slack_end_the_audit_before_the_draw(tmp_path: Path) -> None:
    sheets = count()
    plan, figures, rule = plan_of(sheets, unauditable=tuple(sheets.ids[:80].tolist()))
    path = tmp_path / "audit"
    audit = start(path, plan, figures, rule, at=AT)
    assert not audit.population.can_be_confirmed
    for name in ("Red", "Blue"):
        sign(path, name)
    with pytest.raises(AuditError, match="no audit of the others can confirm"):
        drawn_by(path, "Red", "Blue")


def test_names_of_parties_and_sheets_cannot_leave_the_folder(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(count())
    key = KEYS["Red"]
    plan = replace(plan, parties=(Party("../../evil", public_line(key)),), quorum=1)
    start(tmp_path / "audit", plan, figures, rule, at=AT)
    enter(tmp_path / "audit", key, agreement(AuditFolder(tmp_path / "audit"), "../../evil", "1" * 40), at=AT)
    written = [p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*") if p.is_file()]
    assert set(written) == {"audit"}


def test_an_audit_begins_in_a_folder_that_is_made_for_it(tmp_path: Path) -> None:
    plan = plan_of(count())
    start(tmp_path / "2030" / "may" / "audit", *plan, at=AT)
    assert AuditFolder(tmp_path / "2030" / "may" / "audit").plan == plan[0]


def test_a_power_cut_between_file_and_journal_is_mended_by_doing_the_step_again(folder: Path) -> None:
    record = found(folder, AuditFolder(folder).drawn[0])
    (folder / "papers" / "Red.0004.json").write_bytes(b'{"at":')
    assert problems(folder)["files"]
    add_records(folder, [record], key=KEYS["Red"], at=AT)
    assert problems(folder) == {}


def test_of_papers_entered_together_each_is_asked_whether_it_can_come_after_those_before_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "audit"
    start(path, *plan_of(count()), at=AT)
    sign(path, "Mission")
    agreed, opened = agreement(AuditFolder(path), "Red", digits("Red")), OpenedShare(digits("Red"))
    before = AuditFolder(path).lines
    with pytest.raises(AuditError, match="Red has opened already"):
        enter(path, KEYS["Red"], agreed, opened, opened, at=AT)
    assert AuditFolder(path).lines == before
    assert [one.paper.content for one in enter(path, KEYS["Red"], agreed, opened, at=AT)] == [agreed, opened]
    with pytest.raises(AuditError, match="Red has opened already"):
        reveal(path, "Red")
