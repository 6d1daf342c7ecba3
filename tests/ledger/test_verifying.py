"""Whole logs: what was changed, back-dated, replaced, taken away or reordered is found with its leaf."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hunt import tries
from ledger.build_ledger import LOG, ORIGIN, START, Clock, Wire, begun, charter, key, policy, root_of, sheet
from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import Checkpoint, witnessed
from veedor.ledger.comparing import compare_logs
from veedor.ledger.hashing import leaf_hash
from veedor.ledger.leaves import seconds_of, time_of, to_entry
from veedor.ledger.note_keys import COSIGNATURE
from veedor.ledger.opening import open_log
from veedor.ledger.policies import read_policy
from veedor.ledger.proofs import check_two_histories, read_two_histories
from veedor.ledger.publishing import ask_again, publish
from veedor.ledger.reading import LogCopy, check_files, read_log
from veedor.ledger.silence import Growth, Sighting
from veedor.ledger.sources import folder_source
from veedor.ledger.verifying import verify_log

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RULES = read_policy(policy(("w",), "1"))
W = key("w.test", COSIGNATURE)


def copy_of(leaves: Sequence[dict[str, Any]], time: int | None = None) -> LogCopy:
    """A log of these leaves in memory, signed by the log, and by the witness at a time."""
    entries = tuple(map(to_entry, leaves))
    text = bytes(Checkpoint(ORIGIN, len(entries), root_of(entries)))
    note = text + b"\n" + LOG.sign(text).encode()
    if time is not None:
        note += W.sign(text, time).encode()
    return LogCopy(RULES, True, witnessed(note, RULES), entries)


def grown(rng: random.Random, steps: int) -> list[dict[str, Any]]:
    """The leaves of an honest log: sheets soon after they were verified, corrections, a beat each period."""
    leaves = [charter(policy(("w",), "1"))]
    places: dict[str, tuple[int, int]] = {}
    now, number = START, 0
    for _ in range(steps):
        last = copy_of(leaves, now)
        now += 180
        leaves.append({"kind": "beat", "at": time_of(now), "checkpoint": bytes(last.shown.note).decode()})
        for _ in range(rng.randrange(1, 4)):
            if places and rng.random() < 0.2:
                name = rng.choice(sorted(places))
                prev, version = places[name]
                made = sheet(int(name), version + 1, prev, at=time_of(now - rng.randrange(60)))
            else:
                number += 1
                name, version = str(number), 0
                made = sheet(number, at=time_of(now - rng.randrange(60)))
            places[name] = (len(leaves), version + 1)
            leaves.append(made)
    return leaves


def end_of(leaves: list[dict[str, Any]]) -> int:
    """When the last step of an honest log was."""
    return max(seconds_of(leaf["at"]) for leaf in leaves if leaf["kind"] == "beat") + 1


@pytest.mark.slow
def test_what_is_wrong_is_found_with_its_leaf_in_many_random_histories() -> None:
    for seed in range(tries(300, 1_000)):
        check_history(seed)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_wrong_is_found_with_its_leaf(seed: int) -> None:
    check_history(seed + 5_000)


def test_a_policy_that_asks_fewer_witnesses_than_the_charter_says_is_named() -> None:
    whole = replace(copy_of([charter(policy(("w",), "1")), sheet(1)], START), pinned=False)
    weaker = replace(whole, policy=read_policy(policy(("w",))))
    assert verify_log(whole).problems == ()
    assert [(one.kind, one.leaf) for one in verify_log(weaker).problems] == [("other_policy", 0)]
    # a reader's own policy is the reader's affair
    assert verify_log(replace(weaker, pinned=True)).problems == ()


def check_history(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a test that runs alike each time
    leaves = grown(rng, rng.randrange(3, 9))
    honest = copy_of(leaves, end_of(leaves))
    report = verify_log(honest)
    assert report.problems == ()
    assert report.dark == ()
    sheets = [i for i, leaf in enumerate(leaves) if leaf["kind"] == "sheet"]
    at = rng.choice(sheets)

    # replaced: the same sheet once more, without saying so
    again = {**leaves[at], "version": 1, "figures": {"A": 900}, "at": time_of(end_of(leaves))}
    again.pop("prev", None)
    found = verify_log(copy_of([*leaves, again], end_of(leaves)))
    assert [(one.kind, one.leaf) for one in found.problems] == [("replaced", len(leaves))]

    # back-dated: the last sheets state a time an hour to two days earlier
    late = sheet(999, at=time_of(end_of(leaves) - rng.randrange(3_600, 172_800)))
    last = honest.shown.note
    beat = {"kind": "beat", "at": time_of(end_of(leaves)), "checkpoint": bytes(last).decode()}
    found = verify_log(copy_of([*leaves, beat, late], end_of(leaves) + 180))
    assert [(one.kind, one.leaf) for one in found.problems] == [("back_dated", len(leaves) + 1)]

    # another history: one figure is another, from that leaf on
    changed = [dict(leaf) for leaf in leaves]
    changed[at]["figures"] = {"A": 901}
    other = copy_of(changed, end_of(leaves))
    split = compare_logs(honest.shown, other.shown, honest, other)
    assert (split.verdict, split.leaf, split.how) == ("split", at, "other")
    assert split.evidence is not None
    proof = read_two_histories(bytes(split.evidence), "the proof")
    check_two_histories(proof, RULES)

    # shorter by some leaves
    less = rng.randrange(1, len(leaves))
    short = copy_of(leaves[:-less], end_of(leaves))
    cut = compare_logs(honest.shown, short.shown, honest, short)
    assert (cut.verdict, cut.leaf, cut.good) == ("truncated", len(leaves) - less, False)
    assert compare_logs(short.shown, honest.shown, short, honest).verdict == "grown"
    with pytest.raises(TamperError, match="taken away"):
        verify_log(short, [("kept.note", bytes(honest.shown.note))])

    # the same leaves in another order
    one, two = sorted(rng.sample(sheets, 2)) if len(sheets) > 1 else (sheets[0], sheets[0])
    swapped = list(leaves)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    order = copy_of(swapped, end_of(leaves))
    found_order = compare_logs(honest.shown, order.shown, honest, order)
    assert one == two or (found_order.verdict, found_order.leaf, found_order.how) == ("split", one, "order")

    # a different size, and only its checkpoint was kept
    grown_more = copy_of([*changed, late], end_of(leaves) + 1)
    alone = compare_logs(honest.shown, grown_more.shown, None, grown_more)
    assert (alone.verdict, alone.how) == ("split", "root")
    assert alone.evidence is not None
    check_two_histories(alone.evidence, RULES)


def test_a_proof_of_two_histories_proves_nothing_where_there_is_one() -> None:
    leaves = grown(random.Random(1), 4)  # noqa: S311
    one, two = copy_of(leaves[:-1], 5), copy_of(leaves, 6)
    wrong = [*leaves[:-2], sheet(77, figures={"A": 3})]
    split = compare_logs(copy_of(wrong, 5).shown, two.shown, copy_of(wrong, 5), two)
    assert split.evidence is not None
    with pytest.raises(LedgerError, match="proves nothing"):
        check_two_histories(replace(split.evidence, first=bytes(one.shown.note)), RULES)
    for content in (b"{}", b"[]", b'{"format":1}\n', bytes(split.evidence)[:-2]):
        with pytest.raises(LedgerError):
            read_two_histories(content, "the proof")
    with pytest.raises(LedgerError, match="do not tell"):
        compare_logs(one.shown, two.shown)
    assert compare_logs(two.shown, one.shown).verdict == "truncated"
    same = compare_logs(one.shown, one.shown)
    assert same.verdict == "same"


def check_folder(path: Path) -> None:
    """Check a log as ``veedor log fsck`` does."""
    read = folder_source(path)
    found = read_log(read, str(path), None, ".state/head")
    check_files(path, read, found)
    verify_log(found, [("checkpoint", (path / "checkpoint").read_bytes())])


@pytest.mark.parametrize("where", ["tile/0/000.p/", "tile/entries/000.p/", "checkpoint", ".state/head"])
def test_one_flipped_bit_anywhere_is_found(tmp_path: Path, where: str) -> None:
    path = begun(tmp_path / "log")
    with open_log(path, LOG) as log:
        log.add([sheet(n) for n in range(1, 4)])
        publish(log, log.policy)
    file = path / (f"{where}4" if where.endswith("/") else where)
    content = file.read_bytes()
    for bit in range(0, len(content) * 8, 7):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        file.write_bytes(bytes(changed))
        with pytest.raises(LedgerError):
            check_folder(path)


def test_the_first_changed_entry_is_named(tmp_path: Path) -> None:
    path = begun(tmp_path / "log")
    with open_log(path, LOG) as log:
        log.add([sheet(n) for n in range(1, 600)])
        publish(log, log.policy)
    file = path / "tile/entries/001"
    content = file.read_bytes()
    file.write_bytes(content.replace(b'"sheet":"300"', b'"sheet":"309"'))
    with pytest.raises(TamperError, match="leaf 300 is not the one"):
        read_log(folder_source(path), str(path))
    file.write_bytes(content)
    place = path / "tile/1/000.p/2"
    place.write_bytes(place.read_bytes()[:32] + bytes(32))
    found = read_log(folder_source(path), str(path))
    with pytest.raises(TamperError, match="from leaf 256"):
        check_files(path, folder_source(path), found)


AUDIT_STEPS = ("plan", "plan", "seed", "draw", "record", "record")


def audit_leaves(order: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of a made-up audit, chained as its journal chains them, in an order."""
    from veedor.canonical import canonical, sha256

    made, previous = [], "0" * 64
    for row, kind in enumerate((AUDIT_STEPS[i] for i in order), start=1):
        line = {
            "step": kind,
            "file": f"{row}.json",
            "sha256": "a" * 64,
            "who": "",
            "at": "2027",
            "previous": previous,
        }
        previous = sha256(canonical(line))
        leaf = {"kind": kind, "row": row, **{k: v for k, v in line.items() if v}}
        made.append(leaf)
    audit = sha256(canonical({"who": "", **{k: v for k, v in made[0].items() if k not in {"kind", "row"}}}))
    return [{**leaf, "audit": audit} for leaf in made]


@given(st.permutations(range(len(AUDIT_STEPS))))
@settings(max_examples=40)
def test_an_audit_out_of_order_is_found_with_its_leaf(order: list[int]) -> None:
    kinds = [AUDIT_STEPS[i] for i in order]
    ranks = [("plan", "seed", "draw", "record").index(kind) for kind in kinds]
    wrong = [i + 1 for i in range(len(ranks)) if i and ranks[i] < max(ranks[:i])]
    report = verify_log(copy_of([charter(policy()), *audit_leaves(order)]))
    assert [(one.kind, one.leaf) for one in report.problems] == [("audit_order", leaf) for leaf in wrong]


def test_rows_of_an_audit_that_are_missing_or_swapped_are_found() -> None:
    rows = audit_leaves(range(6))
    for made, leaf in (([*rows[:2], *rows[3:]], 3), ([rows[1], rows[0]], 1), ([*rows[:3], rows[2]], 4)):
        report = verify_log(copy_of([charter(policy()), *made]))
        assert (report.problems[0].kind, report.problems[0].leaf) == ("audit_row", leaf)


def test_the_end_of_a_log_is_checked() -> None:
    leaves = [charter(policy()), sheet(1)]
    close = {"kind": "close", "at": time_of(START), "size": 2}
    good = verify_log(copy_of([*leaves, close]))
    assert (good.history.closed, good.problems) == (True, ())
    assert not verify_log(copy_of(leaves)).history.closed
    kinds = [one.kind for one in verify_log(copy_of([*leaves, {**close, "size": 9}, sheet(2)])).problems]
    assert kinds == ["close_size", "after_close"]


def test_totals_are_added_up_again() -> None:
    leaves = [charter(policy()), sheet(1, figures={"A": 5}), sheet(2, figures={"A": 7, "B": 1})]
    leaves.append(sheet(1, 2, 1, figures={"A": 4}))
    right = {
        "kind": "publication",
        "count": "preliminary",
        "at": time_of(START),
        "size": 4,
        "totals": {"A": 11, "B": 1},
    }
    assert verify_log(copy_of([*leaves, right])).problems == ()
    wrong = verify_log(copy_of([*leaves, {**right, "totals": {"A": 12, "B": 1}}])).problems
    assert [(one.kind, one.leaf, one.about) for one in wrong] == [("totals", 4, "A")]
    # of the first leaves only, and of more than there are
    earlier = {**right, "size": 3, "totals": {"A": 12, "B": 1}}
    assert verify_log(copy_of([*leaves, earlier])).problems == ()
    assert verify_log(copy_of([*leaves, {**right, "size": 5}])).problems[0].kind == "totals"
    for made, sheet_name, summed in ((right, "1", True), (earlier, "1", False), (earlier, "2", True)):
        assert verify_log(copy_of([*leaves, made]), sheet=sheet_name).sheet[-1].summed is summed
    assert verify_log(copy_of(leaves), sheet="1").sheet[-1].summed is None


def test_a_beat_of_another_history_is_found() -> None:
    leaves = [charter(policy()), sheet(1)]
    other = copy_of([charter(policy()), sheet(2)], START)
    beat = {"kind": "beat", "at": time_of(START), "checkpoint": bytes(other.shown.note).decode()}
    assert [one.kind for one in verify_log(copy_of([*leaves, beat])).problems] == ["other_tree"]
    spoilt = {**beat, "checkpoint": beat["checkpoint"].replace("\n2\n", "\n1\n")}
    assert [one.kind for one in verify_log(copy_of([*leaves, spoilt])).problems] == ["beat"]


def test_a_change_of_keys_is_signed_by_both() -> None:
    new = key("another", 1)
    from veedor.ledger.note_keys import named_key

    new = named_key(ORIGIN, 1, new.private)
    text = f"{ORIGIN}\n{new.public}\n".encode()
    both = (text + b"\n" + LOG.sign(text).encode() + new.sign(text).encode()).decode()
    alone = (text + b"\n" + new.sign(text).encode()).decode()
    for note, kinds in ((both, []), (alone, ["key"])):
        leaf = {"kind": "key", "at": time_of(START), "note": note}
        assert [one.kind for one in verify_log(copy_of([charter(policy()), leaf])).problems] == kinds


def cosigned(*pairs: tuple[int, int]) -> list[Sighting]:
    return [Sighting(time, size, cosigned=True) for time, size in pairs]


def test_silences_and_their_grades() -> None:
    regular = cosigned((0, 1), (180, 2), (360, 3), (720, 4))
    assert Growth(regular).dark(360) == ()
    gap = cosigned((0, 1), (361, 2))
    assert [(d.seconds, d.grade, d.over) for d in Growth(gap).dark(360)] == [(361, "B", True)]
    signed = Growth([*gap, *cosigned((90, 1), (180, 1), (270, 1))])
    assert [(d.grade, d.signed) for d in signed.dark(360)] == [("A", 3)]
    stated = [Sighting(0, 1, cosigned=False), Sighting(400, 2, cosigned=False)]
    assert [d.grade for d in Growth(stated).dark(360)] == ["C"]
    # it goes on
    assert [(d.seconds, d.grade, d.over) for d in Growth(gap).dark(360, now=800)] == [
        (361, "B", True), (439, "C", False),
    ]  # fmt: skip
    assert Growth(gap).dark(360, now=721) == Growth(gap).dark(360)
    open_end = Growth([*gap, *cosigned((500, 2), (800, 2))]).dark(360)[1]
    assert (open_end.seconds, open_end.grade, open_end.signed, open_end.over) == (439, "A", 2, False)


def test_an_announced_pause_is_no_silence_and_one_announced_late_is() -> None:
    gap = cosigned((0, 1), (100, 2), (5_000, 3))
    assert Growth(gap).dark(360, [(200, 4_900)]) == ()
    assert [d.seconds for d in Growth(gap).dark(360, [(200, 4_000)])] == [4_900]
    assert [d.seconds for d in Growth(gap).dark(360, [(800, 4_900)])] == [4_900]
    clock = START
    leaves = [charter(policy())]
    for step in range(4):
        note = bytes(copy_of(leaves, clock).shown.note).decode()
        clock += 180 if step != 2 else 9_000
        leaves.append({"kind": "beat", "at": time_of(clock), "checkpoint": note})
        if step == 1:
            until = time_of(clock + 9_000)
            begins = {"kind": "pause", "at": time_of(clock), "from": time_of(clock)}
            leaves.append({**begins, "until": until, "reason": "a shift changes"})
    assert verify_log(copy_of(leaves, clock + 1)).dark == ()


def test_the_median_withstands_a_minority_that_lies() -> None:
    names = tuple("abcde")
    rules = read_policy(policy(names, "3"))
    text = bytes(Checkpoint(ORIGIN, 1, leaf_hash(b"x")))
    for lies in ((-86_400, 86_400), (86_400, 86_400), (-86_400, -86_400)):
        times = [START, START + 1, START + 2, *(START + lie for lie in lies)]
        note = text + b"\n" + LOG.sign(text).encode()
        for name, time in zip(names, times, strict=True):
            note += key(f"{name}.test", COSIGNATURE).sign(text, time).encode()
        found = witnessed(note, rules).time
        assert found is not None
        assert START <= found <= START + 2


def test_the_bracket_of_a_leaf() -> None:
    growth = Growth(cosigned((0, 5), (100, 5), (180, 8), (360, 10), (500, 10)))
    assert growth.bracket(3) == (None, 0)
    assert growth.bracket(5) == (100, 180)
    assert growth.bracket(8) == (180, 360)
    assert growth.bracket(10) == (500, None)


def test_a_tree_that_shrank_under_the_eyes_of_witnesses_is_named() -> None:
    growth = Growth(cosigned((0, 5), (100, 8), (200, 6)))
    assert [(one.size, other.size) for one, other in growth.smaller] == [(8, 6)]


def test_beats_that_go_on_without_sheets_are_seen() -> None:
    leaves, clock = [charter(policy(), sheet_silence=600)], START
    for step in range(10):
        note = bytes(copy_of(leaves, clock).shown.note).decode()
        clock += 180
        leaves.append({"kind": "beat", "at": time_of(clock), "checkpoint": note})
        if step in {0, 1, 7}:
            leaves.append(sheet(step, at=time_of(clock)))
    report = verify_log(copy_of(leaves, clock + 1))
    assert report.dark == ()
    assert [(d.seconds, d.grade) for d in report.without_sheets] == [(1_080, "A")]


def test_a_silence_is_signed_when_witnesses_are_asked_again(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(tmp_path, ("w",), clock)
    path = begun(tmp_path / "log", policy(("w",), "1"))
    with open_log(path, LOG) as log:
        publish(log, log.policy, wire)
    found = read_log(folder_source(path), str(path))
    notes = []
    for _ in range(5):
        clock.now += 90
        note = ask_again(found, wire)
        assert note is not None
        notes.append((f"{clock.now}.note", note))
    assert verify_log(found, notes[:4]).dark == ()
    dark = verify_log(found, notes).dark
    assert [(d.seconds, d.grade, d.signed, d.over) for d in dark] == [(450, "A", 5, False)]
    wire.down = {"w"}
    assert ask_again(found, wire) is None


def test_a_sheet_is_shown_with_all_its_versions_and_an_unknown_one_is_named() -> None:
    leaves = [charter(policy()), sheet(1), sheet(2), sheet(1, 2, 1, figures={"A": 3})]
    leaves.append({**sheet(1), "count": "official"})
    report = verify_log(copy_of(leaves, START), sheet="1", count="preliminary")
    assert [(one.version.leaf, one.version.version) for one in report.sheet] == [(1, 1), (3, 2)]
    with pytest.raises(LedgerError, match="several counts: preliminary, official"):
        verify_log(copy_of(leaves, START), sheet="1")
    with pytest.raises(LedgerError, match="names its sheets 1, 2"):
        verify_log(copy_of(leaves, START), sheet="7")


def test_a_log_that_is_silent_now_is_said_to_be_and_a_closed_one_is_not() -> None:
    leaves = [charter(policy()), sheet(1)]
    found = copy_of(leaves, START)
    assert verify_log(found, now=START + 360).dark == ()
    dark = verify_log(found, now=START + 361).dark
    assert [(d.seconds, d.grade, d.over) for d in dark] == [(361, "C", False)]
    assert {f.says for f in verify_log(found, now=START + 361).findings} >= {"ledger.dark", "ledger.dark_now"}
    closed = copy_of([*leaves, {"kind": "close", "at": time_of(START), "size": 2}], START)
    assert verify_log(closed, now=START + 90_000).dark == ()


@pytest.mark.parametrize("less", [1, 2, 3, 10, 100, 999, 1_000])
def test_an_end_that_was_cut_off_is_found_by_whoever_kept_the_last_checkpoint(less: int) -> None:
    leaves = [charter(policy()), *(sheet(n) for n in range(1, 1_001))]
    whole = copy_of([*leaves, {"kind": "close", "at": time_of(START), "size": 1_001}])
    short = copy_of(leaves[: 1_002 - less])
    for first in (whole, None):
        found = compare_logs(whole.shown, short.shown, first, short)
        assert (found.verdict, found.leaf) == ("truncated", 1_002 - less)
    assert (verify_log(whole).history.closed, verify_log(short).history.closed) == (True, False)
