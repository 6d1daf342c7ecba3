"""What a forger could do to the folder of an audit, and what verification says of it."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.build_audit import of_contest
from audit.test_procedure import AT, KEYS, agreed, count, folder, found, plan_of, problems, witness
from veedor.audit import journal
from veedor.audit.canonical import to_bytes
from veedor.audit.design import Design
from veedor.audit.entry import add_records
from veedor.audit.folder import AuditFolder
from veedor.audit.papers import AuditPlan, Party
from veedor.audit.procedure import start
from veedor.audit.sshsig import public_line
from veedor.audit.status import audit_status
from veedor.canonical import canonical
from veedor.errors import AuditError, QuestionError, VeedorError

__all__ = ["folder"]


def forge(path: Path, change: Callable[[journal.JournalLine, bytes], bytes | None]) -> None:
    """Rewrite files and journal consistently; None leaves a step out."""
    kept = []
    for line in AuditFolder(path).lines:
        content = change(line, (path / line.file).read_bytes())
        (path / line.file).unlink()
        if content is not None:
            kept.append((journal.Entered(line.step, line.file, content, line.who), line.at))
    (path / journal.NAME).unlink()
    for one, at in kept:
        journal.append(path, one, at=at)


def changed(plan: AuditPlan, changes: dict[str, object]) -> AuditPlan:
    """Change a plan, or its only contest."""
    own = {name: one for name, one in changes.items() if name in AuditPlan.__dataclass_fields__}
    of = {name: one for name, one in changes.items() if name not in own}
    return replace(of_contest(plan, **of), **own)  # type: ignore[arg-type]


def with_plan(path: Path, **changes: object) -> None:
    forged = to_bytes(changed(AuditFolder(path).plan, changes))
    forge(path, lambda line, content: forged if line.step == "plan" else content)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"quorum": 0}, "asks for 0 signatures"),
        ({"quorum": 4}, "asks for 4 signatures of 3"),
        ({"assertions": ()}, "nothing to confirm"),
        ({"design": Design(risk_limit="1")}, "A risk limit cannot be 1"),
        ({"design": Design(risk_limit="0")}, "A risk limit cannot be 0"),
        ({"design": Design(risk_limit="1/0")}, "no fraction"),
        ({"design": Design(bet="3/2")}, "no share of the full bet"),
        ({"design": Design(bet="0")}, "no share of the full bet"),
        ({"design": Design(rule="minerva")}, "'minerva' is no rule"),
        ({"design": Design(draw="handpicked")}, "'handpicked' is no draw"),
        ({"design": Design(cap="guess")}, "'guess' is no cap"),
        ({"design": Design(cap="cast")}, "needs a reason"),
        ({"design": Design(readings=0)}, "at least one reading"),
        ({"design": Design(most_sheets=0)}, "at least one reading"),
        ({"design": Design(strata="county", rule="alpha")}, "does not commit to the strata"),
        ({"design": Design(strata="half")}, "does not commit to the strata"),
        ({"question": "mood"}, "'mood' is no question"),
    ],
)
def test_a_plan_that_limits_nothing_is_refused_and_found(
    folder: Path, tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    plan, figures, rule = plan_of(count())
    plan = changed(plan, changes)
    with pytest.raises(AuditError, match=says):
        start(tmp_path / "refused", plan, figures, rule, at=AT)
    with_plan(folder, **changes)
    assert any(says in problem for problem in problems(folder)["plan"])
    assert not audit_status(folder).confirmed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("design.cap", "x"),
        ("design.rule", "x"),
        ("design.bet", "1/0"),
        ("design.risk_limit", ""),
        ("design.risk_limit", "1e-9999999"),
        ("design.bet", "1e9999999"),
        ("contests.0.assertions.0.kind", "x"),
        ("contests.0.assertions.0.threshold", "1/0"),
        ("contests.0.assertions.0.threshold", "x"),
        ("contests.0.assertions.0.scale", 0),
        ("contests.0.assertions.0.ballots_weight", 10**19),
        ("contests.0.assertions.0.weights.W", -(10**19)),
        ("contests.0.assertions.0.division", "county"),
        ("contests.0.choices.0.kind", "x"),
        ("contests.0.valid_kinds.0", "x"),
        ("contests.0.votes_allowed", 0),
        ("contests.0.votes_allowed", 10**19),
    ],
)
def test_what_no_plan_can_say_is_a_problem_of_its_file_and_never_a_crash(
    folder: Path, path: str, value: object
) -> None:
    paper = json.loads((folder / "plan.json").read_bytes())
    *way, last = path.split(".")
    inner = paper
    for key in way:
        inner = inner[int(key)] if key.isdigit() else inner[key]
    inner[int(last) if last.isdigit() else last] = value
    if path == "contests.0.assertions.0.division":
        inner["area"] = "North"
    forge(folder, lambda line, content: canonical(paper) if line.step == "plan" else content)
    status = audit_status(folder)
    assert not status.confirmed
    with suppress(VeedorError):  # what an error says is mended by the plan as it was signed
        assert not any(finding.says == "audit.confirmed" for finding in status.findings)


def test_a_draw_that_names_a_sheet_that_nobody_counted_is_found(folder: Path) -> None:
    first = AuditFolder(folder).drawn[0].encode()
    forge(folder, lambda line, content: content.replace(first, b"zzz") if line.step == "draw" else content)
    assert any("is not the one" in problem for problem in problems(folder)["draw"])
    with pytest.raises(AuditError, match="'zzz', which is no counted sheet"):
        _ = AuditFolder(folder).drawn


@pytest.mark.parametrize(("old", "new"), [(b"rank,sheet_id", b"rank,sheet"), (b"\n2,", b"\n3,")])
def test_a_draw_without_its_heading_or_its_ranks_is_none(folder: Path, old: bytes, new: bytes) -> None:
    forge(folder, lambda line, content: content.replace(old, new, 1) if line.step == "draw" else content)
    with pytest.raises(AuditError, match="no list of drawn sheets"):
        _ = AuditFolder(folder).drawn


def test_two_parties_with_one_key_are_refused(tmp_path: Path) -> None:
    key = public_line(KEYS["Red"])
    for parties in (
        (Party("Red", key), Party("Blue", key + " another comment")),
        (Party("Red", key), Party("Red", public_line(KEYS["Blue"]))),
    ):
        plan, figures, rule = plan_of(count(), parties=parties, quorum=1)
        with pytest.raises(AuditError, match="same name or the same key"):
            start(tmp_path / "audit", plan, figures, rule, at=AT)


def test_replaced_public_keys_do_not_carry_the_signatures_over(folder: Path) -> None:
    mine = Ed25519PrivateKey.from_private_bytes(bytes([77] * 32))
    parties = tuple(
        replace(p, key=public_line(mine)) if p.name == "Red" else p for p in AuditFolder(folder).plan.parties
    )
    with_plan(folder, parties=parties)
    assert len(problems(folder)["signatures"]) >= 2
    assert not audit_status(folder).good


def test_a_witness_needs_the_key_of_its_party(folder: Path) -> None:
    with pytest.raises(AuditError, match="not the one that the plan names for Blue"):
        witness(folder, "Blue", KEYS["Red"])


def test_a_record_that_another_party_signed_cannot_be_replaced(folder: Path) -> None:
    sheet = AuditFolder(folder).drawn[0]
    add_records(folder, [found(folder, sheet, change=4)], key=KEYS["Red"], at=AT)
    mine = AuditFolder(folder).records[sheet][0][0].sha256
    with pytest.raises(AuditError, match="signed by Red"):
        add_records(folder, [found(folder, sheet, replaces=mine)], key=KEYS["Blue"], at=AT)
    with pytest.raises(AuditError, match="replaces one that is not there"):
        add_records(folder, [found(folder, sheet, replaces="0" * 64)], key=KEYS["Red"], at=AT)


def test_a_record_by_one_reader_is_refused(folder: Path) -> None:
    sheet = AuditFolder(folder).drawn[0]
    record = found(folder, sheet)
    twice = replace(record, entries=(record.entries[0], replace(record.entries[1], by=" ONE ")))
    for alone in (replace(record, entries=record.entries[:1]), twice):
        with pytest.raises(AuditError, match="1 people have read sheet"):
            add_records(folder, [alone], key=KEYS["Red"], at=AT)


@pytest.mark.parametrize(
    "name", ["../outside.json", "/dev/zero", "records/../../outside.json", "a\\b.json", ""]
)
def test_a_journal_that_points_outside_the_folder_reads_nothing(folder: Path, name: str) -> None:
    (folder.parent / "outside.json").write_text("{}")
    lines = AuditFolder(folder).lines
    line = journal.JournalLine("record", name, "0" * 64, "", AT, journal.head(lines))
    with (folder / journal.NAME).open("ab") as file:
        file.write(canonical(asdict(line)))
    assert any("no name of a file" in problem for problem in problems(folder)["files"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
def test_links_and_pipes_are_no_files_of_an_audit(folder: Path) -> None:
    elsewhere = folder.parent / "figures.csv"
    (folder / "figures.csv").rename(elsewhere)
    (folder / "figures.csv").symlink_to(elsewhere)
    assert any("is a link" in problem for problem in problems(folder)["files"])
    (folder / "figures.csv").unlink()
    os.mkfifo(folder / "figures.csv")
    assert any("no ordinary file" in problem for problem in problems(folder)["files"])


def test_a_linked_folder_is_found(folder: Path) -> None:
    sheet = AuditFolder(folder).drawn[0]
    add_records(folder, [found(folder, sheet)], key=KEYS["Red"], at=AT)
    (folder / "papers").rename(folder.parent / "papers")
    (folder / "papers").symlink_to(folder.parent / "papers")
    assert any("is a link" in problem for problem in problems(folder)["files"])


def test_keys_that_stand_twice_in_a_paper_are_found(folder: Path) -> None:
    doubled = (folder / "plan.json").read_bytes().replace(b'"quorum":2', b'"quorum":2,"quorum":2', 1)
    forge(folder, lambda line, content: doubled if line.step == "plan" else content)
    assert any("not written canonically" in problem for problem in problems(folder)["plan"])


def test_two_audits_mixed_do_not_verify(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    plan, figures, rule = plan_of(count(), title="Another")
    start(other, plan, figures, rule, at=AT)
    agreed(other, "Red", "Blue")
    theirs = {line.file: (other / line.file).read_bytes() for line in AuditFolder(other).lines}
    forge(folder, lambda line, content: theirs.get(line.file, content) if line.step == "sign" else content)
    assert any("another plan" in problem for problem in problems(folder)["signatures"])
    assert "seed" in problems(folder)


def test_a_file_named_twice_is_found(folder: Path) -> None:
    lines = AuditFolder(folder).lines
    again = replace(lines[-1], previous=journal.head(lines))
    with (folder / journal.NAME).open("ab") as file:
        file.write(canonical(asdict(again)))
    assert any("stands twice" in problem for problem in problems(folder)["files"])
    assert any("signs no paper before it" in problem for problem in problems(folder)["papers"])


def test_a_row_that_breaks_off_is_named_with_its_mending(folder: Path) -> None:
    path = folder / journal.NAME
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"at":"2030')
    with pytest.raises(AuditError, match=r"row 20: the row breaks off.*Delete the row"):
        _ = AuditFolder(folder).lines
    path.write_bytes(whole)
    assert problems(folder) == {}


def test_a_file_that_was_cut_off_before_its_line_is_finished(folder: Path) -> None:
    record = found(folder, AuditFolder(folder).drawn[0])
    (folder / "papers" / "Red.0004.json").write_bytes(b'{"at":"2030-03')
    add_records(folder, [record], key=KEYS["Red"], at=AT)
    assert problems(folder) == {}


def test_the_same_record_again_is_left_out(folder: Path) -> None:
    record = found(folder, AuditFolder(folder).drawn[0])
    assert len(add_records(folder, [record], key=KEYS["Red"], at=AT)) == 1
    assert add_records(folder, [record], key=KEYS["Red"], at=AT) == ()


def test_a_folder_with_something_in_it_is_not_begun(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(count())
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(AuditError, match="not empty"):
        start(tmp_path, plan, figures, rule, at=AT)


def strata_folder(path: Path) -> AuditPlan:
    """An audit of two strata, drawn."""
    sheets = count()
    halves = np.array(["east", "west"])[np.arange(len(sheets)) % 2]
    plan, figures, rule = plan_of(replace(sheets, areas={"half": halves}), Design(strata="half"))
    start(path, plan, figures, rule, at=AT)
    agreed(path, "Red", "Blue")
    return plan


def test_strata_go_with_a_fixed_share(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(count(), Design(strata="place", rule="alpha"))
    with pytest.raises(AuditError, match="Strata go with a fixed share"):
        start(tmp_path / "audit", plan, figures, rule, at=AT)


def test_strata_that_the_figures_do_not_name_are_refused() -> None:
    with pytest.raises(QuestionError, match="no division 'half'"):
        plan_of(count(), Design(strata="half"))


def test_strata_are_looked_at_each_in_its_own_order(tmp_path: Path) -> None:
    path = tmp_path / "strata"
    plan = strata_folder(path)
    assert plan.contests[0].divisions == ("half",)
    audit = AuditFolder(path)
    of = audit.population
    assert of.strata is not None
    apart = {
        name: [s for s in audit.drawn if of.strata[of.sheets.row[s]] == name] for name in ("east", "west")
    }
    # the eastern office has finished twenty before the western one begins
    add_records(path, [found(path, sheet) for sheet in apart["east"][:20]], key=KEYS["Red"], at=AT)
    assert len(AuditFolder(path).audited) == 20
    east = audit_status(path)
    assert not east.confirmed
    assert east.left is not None
    more = [found(path, sheet) for sheet in apart["west"][:30] if sheet != apart["west"][25]]
    add_records(path, more, key=KEYS["Blue"], at=AT)
    after = audit_status(path)
    assert len(after.folder.audited) == 45
    assert after.folder.out_of_order == 4
    assert after.good
    assert after.attained < east.attained
    assert after.confirmed


@pytest.mark.parametrize("file", ["journal.jsonl", "plan.json", "seed.json", "papers/Red.0001.json"])
@pytest.mark.parametrize("noise", [b"\xe6", b"[" * 100_000, b"\x00", b'{"a":1e999}', b""])
def test_noise_in_a_file_is_named_and_never_a_crash(folder: Path, file: str, noise: bytes) -> None:
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[:9] + noise + content[9:] if noise else b"")
    status = audit_status(folder)
    assert not status.good
    assert not status.confirmed
    assert [finding.says for finding in status.findings if "papers" in finding.says] == ["audit.papers_fail"]
    assert status.tables


def test_a_key_that_is_none_is_named_and_never_a_crash(folder: Path) -> None:
    parties = AuditFolder(folder).plan.parties
    with_plan(folder, parties=(replace(parties[0], key="x"), *parties[1:]))
    status = audit_status(folder)
    assert "is no Ed25519 public key" in status.unreadable
    assert [finding.says for finding in status.findings] == ["audit.papers_fail"]
