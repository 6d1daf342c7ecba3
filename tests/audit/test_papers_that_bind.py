"""Each attack of the threat model, carried out by hand on the folder: it is seen, and named."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from audit.build_audit import reported
from audit.test_attacks import forge
from audit.test_procedure import (
    AT,
    KEYS,
    NONCE,
    OBSERVER,
    count,
    countersign,
    digits,
    drawn_by,
    folder,
    found,
    plan_of,
    problems,
    refuse,
    reveal,
    sign,
    witness,
)
from veedor.audit import ReportedContest, journal, sshsig
from veedor.audit.canonical import OtherVersionError, file_of, paper_from_bytes, to_bytes
from veedor.audit.compare import beside_copy, beside_count, beside_keys
from veedor.audit.discrepancy import Discrepancy
from veedor.audit.entry import add_records, agreement, enter, hand_in, prepare
from veedor.audit.folder import AuditFolder
from veedor.audit.manifest import all_counted
from veedor.audit.manifest_file import with_salt
from veedor.audit.papers import Party
from veedor.audit.procedure import draw_sheets, show_figures, start
from veedor.audit.seed import mix, seal_of
from veedor.audit.signed_papers import AuditRecord, Dice, OpenedShare, Share, Witness
from veedor.audit.sshsig import fingerprint, public_line
from veedor.audit.status import AuditStatus, audit_status
from veedor.audit.verification import verify_audit
from veedor.canonical import sha256
from veedor.count import Sheets
from veedor.errors import AuditError
from veedor.rules import explain, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from veedor.audit.signed_papers import AnyContent, Paper
    from veedor.model.finding import Value

__all__ = ["folder"]

NEXT = "2030-03-13T10:00:00+00:00"


def rewritten(
    path: Path,
    held: dict[str, Ed25519PrivateKey],
    change: Callable[[Paper[AnyContent]], Paper[AnyContent] | None],
) -> None:
    """Rewrite an audit as well as whoever holds some keys can: those papers are numbered and signed anew."""
    kept = [(line, (path / line.file).read_bytes()) for line in AuditFolder(path).lines]
    numbers: dict[str, int] = {}
    shutil.rmtree(path / "papers")
    for line, _ in kept:
        (path / line.file).unlink(missing_ok=True)
    (path / journal.NAME).unlink()
    dropped: set[str] = set()
    for line, content in kept:
        if not line.file.startswith("papers/"):
            journal.append(path, journal.Entered(line.step, line.file, content, line.who), at=line.at)
        elif line.is_signature:
            if line.who not in held and line.file not in dropped:
                journal.append(path, journal.Entered(line.step, line.file, content, line.who), at=line.at)
        else:
            paper = change(paper_from_bytes(content, line.file))
            if paper is None:
                dropped.add(line.file + ".sig")
                continue
            numbers[paper.party] = numbers.get(paper.party, 0) + 1
            if paper.party not in held:
                journal.append(path, journal.Entered(line.step, line.file, content, line.who), at=line.at)
                continue
            before = journal.head(journal.load(path))
            text = to_bytes(replace(paper, number=numbers[paper.party], before=before))
            name = file_of(replace(paper, number=numbers[paper.party]))
            journal.append(
                path,
                journal.Entered(line.step, name, text, line.who),
                journal.Entered(
                    line.step, name + ".sig", sshsig.sign(text, held[paper.party]).encode(), line.who
                ),
                at=paper.at,
            )


def text(path: Path) -> str:
    return "\n".join(problem for check in verify_audit(path) for problem in check.problems)


def rows_of(status: AuditStatus, name: str) -> list[dict[str, Value]]:
    return [row for table in status.tables if table.name == name for row in table.records()]


# the seed


def test_whoever_types_cannot_choose_the_seed(folder: Path) -> None:
    """24 tries would confirm a wrong outcome at 5 %: there is one seed that the papers give."""
    other = to_bytes(replace(AuditFolder(folder).seed, digits="3" * 78))
    forge(folder, lambda line, content: other if line.step == "seed" else content)
    assert "not the one that the sealed and opened digits give" in text(folder)
    assert "Red has countersigned another seed or another draw" in text(folder)


def test_the_seed_is_what_anybody_can_mix_from_the_papers(folder: Path) -> None:
    audit = AuditFolder(folder)
    plan = audit.plan_line.sha256
    lines = f"{plan}\nRed,{digits('Red')}\nMission,{digits('Mission')}\n"
    assert audit.seed.digits == str(int(sha256(lines.encode()), 16)).zfill(78)
    shares = (Share("Red", digits("Red"), opened=True), Share("Mission", digits("Mission"), opened=True))
    assert audit.seed.digits == mix(plan, shares, "")
    assert audit.course.seals["Red"] == sha256(f"{plan},Red,{digits('Red')}".encode())


def test_digits_other_than_those_that_were_sealed_open_nothing(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "again"
    start(path, *plan_of(count()), at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    with pytest.raises(AuditError, match="not the digits that Red sealed"):
        enter(path, KEYS["Red"], OpenedShare("7" * 42), at=AT)
    with pytest.raises(AuditError, match="not the digits that Red sealed"):  # those of another party
        enter(path, KEYS["Red"], OpenedShare(digits("Mission")), at=AT)

    def other(paper: Paper[AnyContent]) -> Paper[AnyContent]:
        return replace(paper, content=OpenedShare("7" * 42)) if paper.step == "open" else paper

    rewritten(folder, KEYS, other)
    assert "not the digits that Red sealed" in text(folder)


def test_nobody_joins_when_the_first_share_is_open(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    start(path, *plan_of(count()), at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    reveal(path, "Red")
    with pytest.raises(AuditError, match="too late to sign"):
        sign(path, "Blue")
    refuse(path, "Blue", "We came too late to sign.")  # whoever opens early shuts no refusal out
    assert problems(path) == {}


def test_a_party_that_does_not_open_is_replaced_by_its_seal_and_raises_the_risk(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    start(path, *plan_of(count()), at=AT)
    for name in KEYS:
        sign(path, name)
    reveal(path, "Red")
    reveal(path, "Mission")
    with pytest.raises(AuditError, match=r"Blue signed and did not open yet.*--without"):
        draw_sheets(path, at=AT)
    draw_sheets(path, without=("Blue",), at=AT)
    with pytest.raises(AuditError, match="seed is made already: too late for Blue"):
        reveal(path, "Blue")
    for name in KEYS:
        countersign(path, name)
    audit = AuditFolder(path)
    seal = seal_of(audit.plan_line.sha256, "Blue", digits("Blue"))
    assert [(s.party, s.digits, s.opened) for s in audit.seed.shares][1] == ("Blue", seal, False)
    assert (
        "In the place of a party that does not open stands the hash that it signed"
        in audit.plan.seed_procedure
    )
    add_records(path, [found(path, sheet) for sheet in audit.drawn[:20]], KEYS["Red"], at=AT)
    status = audit_status(path)
    assert status.good
    assert status.attained < 1
    assert status.attained == pytest.approx(10 * max(one.attained for one in status.measured))
    assert status.limit == audit.plan.risk_limit / 10
    said = next(f for f in status.findings if f.says == "audit.seed_withheld")
    assert said.figure("withheld").value == "Blue"


def test_dice_come_behind_the_seals_and_before_the_first_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    plan, figures, rule = plan_of(count())
    from veedor.audit.seed import seed_procedure

    plan = replace(plan, dice=6, seed_procedure=seed_procedure(6))
    start(path, plan, figures, rule, at=AT)
    thrown = Dice("314159", "Town hall", ("A. Witness",))
    with pytest.raises(AuditError, match=r"signatures and has 0: too early for the dice"):
        enter(path, KEYS["Blue"], thrown, at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    with pytest.raises(AuditError, match="There are no dice yet"):
        reveal(path, "Red")
    for bad, says in (
        (replace(thrown, digits="31415"), "at least 6"),
        (replace(thrown, digits="3141592"), "7 digits; the plan asks for 6"),
        (replace(thrown, made=" "), "How the dice were thrown"),
    ):
        with pytest.raises(AuditError, match=says):
            enter(path, KEYS["Blue"], bad, at=AT)
    enter(path, KEYS["Blue"], thrown, at=AT)
    with pytest.raises(AuditError, match="recorded already"):
        enter(path, KEYS["Blue"], replace(thrown, digits="000000"), at=AT)
    drawn_by(path, "Red", "Mission")
    assert AuditFolder(path).seed.dice == "314159"
    assert problems(path) == {}

    def other(paper: Paper[AnyContent]) -> Paper[AnyContent]:
        return replace(paper, content=replace(thrown, digits="999999")) if paper.step == "dice" else paper

    rewritten(path, {"Blue": KEYS["Blue"]}, other)
    assert "not the one that the sealed and opened digits give" in text(path)
    assert "names another paper before it" in text(path)


def test_a_plan_without_dice_takes_none(tmp_path: Path) -> None:
    path = tmp_path / "other"
    start(path, *plan_of(count()), at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    with pytest.raises(AuditError, match="asks for no dice"):
        enter(path, KEYS["Blue"], Dice("1" * 20, "Here", ()), at=AT)


# the same signed plan in another folder


def second_folder(folder: Path, path: Path) -> Path:
    """The same signed plan in another folder, where Mission does not open: another seed, another draw."""
    start(path, *plan_of(count()), at=AT)
    sign(path, "Red")
    sign(path, "Mission")
    assert sha256((path / "plan.json").read_bytes()) == AuditFolder(folder).plan_line.sha256
    reveal(path, "Red")
    draw_sheets(path, without=("Mission",), at=AT)
    assert AuditFolder(path).seed.digits != AuditFolder(folder).seed.digits
    return path


def test_another_draw_of_the_same_plan_needs_a_quorum_that_has_signed_both(
    folder: Path, tmp_path: Path
) -> None:
    other = second_folder(folder, tmp_path / "other")
    sheet = AuditFolder(other).drawn[0]
    with pytest.raises(AuditError, match="needs 2 countersignatures and has 0"):
        add_records(other, [found(other, sheet)], KEYS["Mission"], at=AT)
    countersign(other, "Mission")
    with pytest.raises(AuditError, match="needs 2 countersignatures and has 1"):
        add_records(other, [found(other, sheet)], KEYS["Mission"], at=AT)
    # the countersignature of the first folder does not fit the second
    theirs = next(
        line for line in AuditFolder(folder).lines if (line.step, line.who) == ("countersign", "Red")
    )
    with pytest.raises(AuditError, match="another paper before it"):
        hand_in(
            other, (folder / theirs.file).read_bytes(), (folder / f"{theirs.file}.sig").read_text(), at=AT
        )
    # and where Red signs both, its two papers of one number show it
    countersign(other, "Red")
    told = beside_copy(AuditFolder(other), folder / theirs.file).problems
    assert any("Red has signed another paper 3" in problem for problem in told)
    assert beside_copy(AuditFolder(other), folder).problems


def test_a_plan_has_a_place_and_a_nonce(tmp_path: Path) -> None:
    plan, figures, rule = plan_of(count())
    assert (plan.place, plan.nonce) == ("https://example.org/audit", NONCE)
    for changes, says in (
        ({"place": " "}, "where the folder of the audit is kept"),
        ({"nonce": ""}, "64 hexadecimal digits"),
        ({"nonce": "g" * 64}, "64 hexadecimal digits"),
        ({"seed_procedure": "As we like."}, "makes its seed in another way"),
        ({"observers": (Party("Red", public_line(OBSERVER)),)}, "same name or the same key"),
        ({"observers": (Party("OAS", public_line(KEYS["Red"])),)}, "same name or the same key"),
        ({"observers": (Party("R\u0435d", public_line(OBSERVER)),)}, "names that look the same"),
        ({"observers": (Party("O\u2028AS", public_line(OBSERVER)),)}, "no name of a party"),
    ):
        with pytest.raises(AuditError, match=says):
            start(tmp_path / "audit", replace(plan, **changes), figures, rule, at=AT)


# times and order


def test_times_ascend(folder: Path) -> None:
    earlier = "2030-03-12T09:59:59+00:00"
    sheet = AuditFolder(folder).drawn[0]
    with pytest.raises(AuditError, match="earlier than 2030-03-12T10:00:00"):
        add_records(folder, [found(folder, sheet)], KEYS["Red"], at=earlier)
    with pytest.raises(AuditError, match="no time with a zone"):
        witness(folder, "Blue", at="2030-03-12T10:00:00")
    witness(folder, "Blue", at="2030-03-12T11:30:00+01:00")
    assert problems(folder) == {}


def test_a_party_that_states_a_time_to_come_keeps_nobody_waiting(folder: Path) -> None:
    seen = Witness(len(AuditFolder(folder).lines))
    late = to_bytes(prepare(AuditFolder(folder), "Blue", seen, at="2999-01-01T00:00:00+00:00"))
    with pytest.raises(AuditError, match="a time that has not come"):
        hand_in(folder, late, sshsig.sign(late, KEYS["Blue"]), at=NEXT)
    assert problems(folder) == {}


def test_a_party_cannot_fill_the_disks_of_the_others(folder: Path) -> None:
    sheet = AuditFolder(folder).drawn[0]
    record = AuditRecord(sheet, "not_auditable", (), "x" * (1 << 20), AuditFolder(folder).draw_line.sha256)
    large = to_bytes(prepare(AuditFolder(folder), "Blue", record, at=AT))
    with pytest.raises(AuditError, match="larger than any honest paper"):
        hand_in(folder, large, sshsig.sign(large, KEYS["Blue"]), at=AT)
    with pytest.raises(AuditError, match="larger than any honest paper"):
        add_records(folder, [record], KEYS["Blue"], at=AT)


def test_figures_beyond_any_sheet_are_refused(folder: Path) -> None:
    sheet = AuditFolder(folder).drawn[0]
    with pytest.raises(AuditError, match="beyond any sheet"):
        add_records(folder, [found(folder, sheet, change=-(10**9))], KEYS["Blue"], at=AT)


def test_a_time_before_the_signatures_is_named(folder: Path) -> None:
    """Whoever holds the folder gives the draw another time and makes the chain of hashes fit."""
    kept = [(line, (folder / line.file).read_bytes()) for line in AuditFolder(folder).lines]
    for line, _ in kept:
        (folder / line.file).unlink()
    (folder / journal.NAME).unlink()
    for line, content in kept:
        at = "2030-03-11T10:00:00+00:00" if line.step in {"seed", "draw"} else line.at
        journal.append(folder, journal.Entered(line.step, line.file, content, line.who), at=at)
    assert "2030-03-11T10:00:00+00:00 is earlier than 2030-03-12T10:00:00+00:00" in text(folder)
    assert "Paper 3 of Red names another paper before it" in text(folder)


# papers taken out, exchanged, put in another order


def steps_of(path: Path) -> Iterator[tuple[int, str]]:
    for row, line in enumerate(AuditFolder(path).lines):
        if line.file.startswith("papers/") and not line.is_signature:
            yield row, line.file


@pytest.fixture
def recorded(folder: Path) -> Path:
    """With records of two parties, a correction, and witnesses."""
    first, second = AuditFolder(folder).drawn[:2]
    add_records(folder, [found(folder, first), found(folder, second, change=2)], KEYS["Mission"], at=AT)
    add_records(folder, [found(folder, first, change=1)], KEYS["Red"], at=AT)
    witness(folder, "OAS", OBSERVER)
    earlier = AuditFolder(folder).records[second][0][0].sha256
    add_records(folder, [found(folder, second, replaces=earlier)], KEYS["Mission"], at=AT)
    witness(folder, "Blue")
    assert problems(folder) == {}
    return folder


def test_any_paper_that_is_taken_out_is_seen_and_named(recorded: Path) -> None:
    names = [file for _, file in steps_of(recorded)]
    assert len(names) == 13
    for name in names:
        copy = recorded.parent / "without"
        shutil.copytree(recorded, copy)
        forge(copy, lambda line, content, name=name: None if line.file.startswith(name) else content)  # type: ignore[misc]
        audit = AuditFolder(copy, whole=False)
        assert name == names[-1] or "names another paper before it" in text(copy), name
        assert any(f"{name} " in p and "is gone" in p for p in beside_copy(audit, recorded).problems), name
        shutil.rmtree(copy)


@pytest.mark.slow
def test_any_two_papers_in_another_order_are_seen(recorded: Path) -> None:
    rows = list(steps_of(recorded))
    for (one, _), (other, _) in pairwise(rows):
        copy = recorded.parent / "swapped"
        shutil.copytree(recorded, copy)
        lines = list(AuditFolder(copy).lines)
        contents = {line.file: (copy / line.file).read_bytes() for line in lines}
        lines[one : other + 2] = [*lines[other : other + 2], *lines[one + 2 : other], *lines[one : one + 2]]
        for line in lines:
            (copy / line.file).unlink()
        (copy / journal.NAME).unlink()
        for line in lines:
            journal.append(
                copy, journal.Entered(line.step, line.file, contents[line.file], line.who), at=line.at
            )
        assert "names another paper before it" in text(copy)
        assert any("another order" in p for p in beside_copy(AuditFolder(copy), recorded).problems)
        shutil.rmtree(copy)


@pytest.mark.parametrize("holder", ["Red", "Blue", "Mission"])
def test_a_party_that_holds_the_folder_cannot_rewrite_what_another_has_seen(
    recorded: Path, holder: str
) -> None:
    """It signs all of its own papers anew; those of others name what came before."""
    sheet = AuditFolder(recorded).drawn[0]

    def other(paper: Paper[AnyContent]) -> Paper[AnyContent] | None:
        content = paper.content
        if paper.party != holder:
            return paper
        if isinstance(content, AuditRecord) and content.sheet_id == sheet:
            return replace(
                paper, content=AuditRecord(sheet, "not_auditable", (), "Burnt.", content.draw_sha256)
            )
        return None if paper.step == "refuse" else paper

    copy = recorded.parent / "copy"
    shutil.copytree(recorded, copy)
    rewritten(recorded, {holder: KEYS[holder]}, other)
    assert "names another paper before it" in text(recorded)
    told = beside_copy(AuditFolder(recorded, whole=False), copy).problems
    assert any(f"by {holder})" in problem for problem in told)


def test_a_refusal_taken_out_with_the_quorum_is_shown_by_its_party_alone(tmp_path: Path) -> None:
    """Even where all others sign everything anew, Blue has its own paper."""
    path, copy = tmp_path / "audit", tmp_path / "mine"
    start(path, *plan_of(count()), at=AT)
    mine = refuse(path, "Blue", "We were not asked.")
    copy.mkdir()
    for name in (mine.file, f"{mine.file}.sig"):
        shutil.copy(path / name, copy / name.rpartition("/")[2])
    sign(path, "Red")
    sign(path, "Mission")
    drawn_by(path, "Red", "Mission")
    held = {name: KEYS[name] for name in ("Red", "Mission")}
    rewritten(path, held, lambda paper: None if paper.party == "Blue" else paper)
    assert problems(path) == {}, "nothing in the folder itself betrays it"
    kept = copy / mine.file.rpartition("/")[2]
    assert beside_copy(AuditFolder(path), kept).problems == (
        f"Paper 1 of Blue (refuse) is signed, and is gone: {mine.file}.",
    )
    (copy / f"{kept.name}.sig").unlink()
    with pytest.raises(AuditError, match="not signed by Blue, so that it shows nothing"):
        beside_copy(AuditFolder(path), kept)


def test_an_older_folder_or_journal_shows_what_is_gone_and_a_whole_one_nothing(recorded: Path) -> None:
    copy = recorded.parent / "older"
    shutil.copytree(recorded, copy)
    sheet = AuditFolder(recorded).drawn[2]
    add_records(recorded, [found(recorded, sheet)], KEYS["Red"], at=AT)
    audit = AuditFolder(recorded)
    for older in (copy, copy / journal.NAME):
        assert beside_copy(audit, older).problems == ()
    # the tail cut off: the folder verifies by itself, and the copy shows what it had
    behind = AuditFolder(copy)
    assert problems(copy) == {}
    row = len(audit.lines) - 1
    for newer in (recorded, recorded / journal.NAME):
        assert beside_copy(behind, newer).problems == (
            f"papers/Red.0005.json (record by Red) stands in row {row} of the copy and is gone.",
        )
    (copy / journal.NAME).write_bytes(b"x\n")
    with pytest.raises(AuditError, match="The copy has no whole journal"):
        beside_copy(audit, copy)


# who has seen what


def test_status_says_up_to_which_paper_how_many_others_have_seen_it(folder: Path) -> None:
    seen = audit_status(folder).seen
    # 3 files and the plan's 3 positions, 2 openings, seed and draw, 2 countersignatures
    assert seen.papers == 12
    assert seen.others(1) == 11, "the last countersignature was seen by nobody else"
    drawn = AuditFolder(folder).drawn[:25]
    add_records(folder, [found(folder, sheet) for sheet in drawn], KEYS["Mission"], at=AT)
    status = audit_status(folder)
    assert status.confirmed
    assert (status.seen.papers, status.seen.others(1)) == (37, 11)
    said = next(f for f in status.findings if f.says == "audit.confirmed")
    assert [said.figure(name).value for name in ("papers", "seen", "unseen")] == [37, 11, 26]
    witness(folder, "OAS", OBSERVER)
    assert audit_status(folder).seen.others(1) == 37
    witness(folder, "Blue")
    after = audit_status(folder).seen
    assert (after.papers, after.others(1), after.others(2)) == (39, 38, 37)
    assert after.by["Mission"] == 37


def test_nobody_is_a_witness_of_itself(folder: Path) -> None:
    sheet = AuditFolder(folder).drawn[0]
    add_records(folder, [found(folder, sheet)], KEYS["Mission"], at=AT)
    with pytest.raises(AuditError, match="nobody is a witness of itself"):
        witness(folder, "Mission")
    with pytest.raises(AuditError, match="has seen 3 rows"):
        enter(folder, KEYS["Blue"], Witness(3), at=AT)
    witness(folder, "OAS", OBSERVER)
    with pytest.raises(AuditError, match="nobody is a witness of itself"):
        witness(folder, "OAS", OBSERVER)
    witness(folder, "Mission")  # has now seen the observer's
    assert problems(folder) == {}


def test_an_observer_witnesses_and_decides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new"
    start(path, *plan_of(count()), at=AT)
    content = agreement(AuditFolder(path), "OAS", "1" * 40)
    with pytest.raises(AuditError, match="OAS observes"):
        enter(path, OBSERVER, content, at=AT)
    enter(path, OBSERVER, Witness(3), at=AT)
    assert problems(path) == {}


# contradictory records


def test_a_contradiction_is_a_finding_and_a_quorum_settles_it(folder: Path) -> None:
    first, second = AuditFolder(folder).drawn[:2]
    add_records(folder, [found(folder, first), found(folder, second)], KEYS["Mission"], at=AT)
    wrong = found(folder, first, change=30)
    add_records(folder, [wrong], KEYS["Blue"], at=AT)
    status = audit_status(folder)
    assert status.good, "no single party can stop verify"
    assert status.folder.audited[0].found.discrepancy is Discrepancy.RECORDS_DIFFER
    assert [f.figure("unsettled").value for f in status.findings if f.says == "audit.contested"] == [1]
    assert len(rows_of(status, "audit_contested")) == 2
    third = replace(found(folder, first), settles=True)
    with pytest.raises(AuditError, match="there is nothing to settle"):
        add_records(folder, [replace(third, sheet_id=second)], KEYS["Red"], at=AT)
    add_records(folder, [third], KEYS["Mission"], at=AT)
    assert AuditFolder(folder).audited[0].found.discrepancy is Discrepancy.RECORDS_DIFFER, "one is no quorum"
    with pytest.raises(AuditError, match="Blue has recorded something else about sheet"):
        add_records(folder, [found(folder, first)], KEYS["Blue"], at=AT)
    add_records(folder, [replace(wrong, settles=True)], KEYS["Blue"], at=AT)
    assert AuditFolder(folder).settled(first) is None
    add_records(folder, [third], KEYS["Red"], at=AT)
    status = audit_status(folder)
    assert status.good
    assert status.folder.audited[0].found.discrepancy is Discrepancy.NONE
    assert status.folder.contested == (first,)
    assert [f.figure("unsettled").value for f in status.findings if f.says == "audit.contested"] == [0]


@pytest.mark.slow
def test_one_party_that_spoils_every_sheet_stops_nothing(folder: Path) -> None:
    drawn = AuditFolder(folder).drawn[:25]
    add_records(folder, [found(folder, sheet) for sheet in drawn], KEYS["Mission"], at=AT)
    add_records(folder, [found(folder, sheet, change=9) for sheet in drawn], KEYS["Blue"], at=AT)
    assert not audit_status(folder).confirmed
    for name in ("Mission", "Red"):
        thirds = [replace(found(folder, sheet), settles=True) for sheet in drawn]
        add_records(folder, thirds, KEYS[name], at=AT)
    assert audit_status(folder).confirmed


# the count and the keys


def test_figures_that_are_not_the_published_ones_are_named(folder: Path) -> None:
    audit = AuditFolder(folder)
    sheets = count()

    def of_case(sheets: Sheets, law: str = "bo-president-2009") -> list[ReportedContest]:
        return reported(all_counted(sheets), explain(load(law), sheets.tally()))

    assert beside_count(audit, of_case(sheets)).problems == ()
    votes = sheets.votes.copy()
    votes[4, 0] += 7
    told = beside_count(audit, of_case(replace(sheets, votes=votes), "mx-president-1996")).problems
    assert told[0] == "The rule of the plan is not the one that the case states."
    assert told[1] == (
        f"Sheet 's0005', column 'votes:W': '{votes[4, 0] - 7}' is committed, the case has '{votes[4, 0]}'."
    )
    fewer = beside_count(audit, of_case(sheets.take(sheets.ids != "s0003"))).problems
    assert "Sheet 's0003' is committed and not in the case." in fewer


def test_keys_that_were_swapped_in_the_plan_are_named(folder: Path) -> None:
    audit = AuditFolder(folder)
    right = {name: public_line(key) for name, key in KEYS.items()}
    assert beside_keys(audit, right).problems == ()
    swapped = beside_keys(audit, {"Red": right["Blue"], "Blue": right["Red"]}).problems
    assert len(swapped) == 2
    assert fingerprint(right["Blue"]) in swapped[0]
    rows = {row["party"]: row["fingerprint"] for row in rows_of(audit_status(folder), "audit_parties")}
    assert rows["Red"] == fingerprint(right["Red"])
    assert rows["OAS"] == fingerprint(public_line(OBSERVER))


# figures that are shown later


def test_figures_can_be_committed_to_first_and_shown_later(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    plan, figures, rule = plan_of(count())
    salted = with_salt(figures, "a" * 64)
    plan = replace(plan, commitment=replace(plan.commitment, sha256=sha256(salted), sealed=True))
    start(path, plan, salted, rule, at=AT)
    assert not (path / "figures.csv").exists()
    sign(path, "Red")
    sign(path, "Mission")
    reveal(path, "Red")
    reveal(path, "Mission")
    with pytest.raises(AuditError, match="not shown yet"):
        draw_sheets(path, at=AT)
    with pytest.raises(AuditError, match="other figures"):
        draw_sheets(path, figures=figures, at=AT)
    draw_sheets(path, figures=salted, at=AT)
    countersign(path, "Red")
    countersign(path, "Mission")
    drawn = AuditFolder(path).drawn[:25]
    records = []
    whole = AuditFolder(path, salted)
    for sheet in drawn:
        votes = whole.population.sheets.votes[whole.population.sheets.row[sheet]].tolist()
        figures_of = dict(zip(("W", "L", "other", "blank"), votes, strict=True))
        record = found_with(path, sheet, figures_of)
        records.append(record)
    add_records(path, records, KEYS["Mission"], at=AT)
    dark = audit_status(path)
    assert dark.good
    assert not dark.confirmed
    assert {check.name for check in dark.checked if not check.done} == {"plan", "rule", "draw", "witness"}
    assert any(finding.says == "audit.figures_sealed" for finding in dark.findings)
    assert audit_status(path, salted).confirmed
    with pytest.raises(AuditError, match="not the figures of the plan"):
        show_figures(path, figures, at=AT)
    show_figures(path, salted, at=NEXT)
    assert audit_status(path).confirmed
    with pytest.raises(AuditError, match="exists already"):
        show_figures(path, salted, at=NEXT)


def found_with(path: Path, sheet: str, votes: dict[str, int]) -> AuditRecord:
    from veedor.audit.signed_papers import Interpretation

    draw = AuditFolder(path).draw_line.sha256
    return AuditRecord(sheet, "found", (Interpretation("one", votes), Interpretation("two", votes)), "", draw)


# signed outside, other versions


def test_a_paper_signed_outside_is_that_of_its_party_and_comes_next(folder: Path) -> None:
    paper = prepare(AuditFolder(folder), "Blue", Witness(len(AuditFolder(folder).lines)), at=AT)
    content = to_bytes(paper)
    with pytest.raises(AuditError, match="not a signature of the paper by Blue"):
        hand_in(folder, content, sshsig.sign(content, KEYS["Red"]), at=AT)
    witness(folder, "OAS", OBSERVER)
    with pytest.raises(AuditError, match="names another paper before it"):
        hand_in(folder, content, sshsig.sign(content, KEYS["Blue"]), at=AT)
    again = to_bytes(prepare(AuditFolder(folder), "Blue", Witness(len(AuditFolder(folder).lines)), at=AT))
    hand_in(folder, again, sshsig.sign(again, KEYS["Blue"]), at=AT)
    assert problems(folder) == {}
    with pytest.raises(AuditError, match="no paper that a party signs"):
        hand_in(folder, b"{}", "", at=AT)


def test_papers_of_another_version_are_refused_by_its_name(folder: Path) -> None:
    old = (folder / "plan.json").read_bytes().replace(b"veedor-audit/4", b"veedor-audit/3")
    forge(folder, lambda line, content: old if line.step == "plan" else content)
    with pytest.raises(
        OtherVersionError, match=r"plan.json is written as veedor-audit/3.*reads veedor-audit/4"
    ):
        verify_audit(folder)
