"""Signed notes, checkpoints, cosignatures: the printed examples of the specifications, and mutants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.build_ledger import key
from veedor.errors import KeyFileError, LedgerError, TamperError
from veedor.ledger.checkpoints import Checkpoint, read_checkpoint, witnessed
from veedor.ledger.note_keys import COSIGNATURE, encode64, new_key, read_signing_key, read_vkey
from veedor.ledger.notes import SignedNote, read_lines, read_note, signers
from veedor.ledger.policies import read_policy

# C2SP, signed-note: the example of a verifier key and of a note that it verifies
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
# C2SP, tlog-cosignature: the example of a checkpoint with a cosignature
COSIGNED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()


def test_the_example_of_the_specification() -> None:
    found = read_vkey(VKEY)
    assert str(found) == VKEY
    note = read_note(NOTE)
    assert bytes(note) == NOTE
    assert signers(note, [found]) == {found: 0}


def test_the_example_of_a_cosigned_checkpoint() -> None:
    note = read_note(COSIGNED)
    assert bytes(note) == COSIGNED
    tree = read_checkpoint(note.text)
    assert (tree.origin, tree.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert bytes(tree) == note.text
    assert int.from_bytes(note.lines[1].signature[:8], "big") == 1_679_315_147
    assert len(note.lines[1].signature) == 72


@given(st.data())
def test_a_mutant_is_good_only_where_the_text_is_the_same(data: st.DataObject) -> None:
    changed = bytearray(NOTE)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        note = read_note(bytes(changed))
        good = signers(note, [read_vkey(VKEY)])
    except LedgerError:
        return
    assert not good or note.text == read_note(NOTE).text


@pytest.mark.parametrize(
    "content",
    [
        b"", b"text\n", b"text\n\n", b"text\n\n\xe2\x80\x94 a AAAA\n", NOTE[:-1], NOTE + b"\n",
        NOTE.replace(b"example.com/foo", b"example.com/f o"), NOTE.replace(b"example.com/foo", b"a+b"),
        NOTE.replace(b"This", b"Th\tis"), NOTE.replace(b"This", b"Th\xffis"), NOTE.replace(b"=\n", b"\n"),
        NOTE.replace(b"aQM=", b"aQN="), NOTE.replace(b"\xe2\x80\x94 ", b"- "),
        NOTE + NOTE.split(b"\n\n")[1] * 100,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(content: bytes) -> None:
    with pytest.raises(LedgerError):
        read_note(content)


def test_a_text_may_have_empty_lines_and_lines_of_others_are_left_aside() -> None:
    log, other = key("example.org/log"), key("example.org/other")
    text = b"one\n\n\ntwo\n"
    note = read_note(text + b"\n" + other.sign(text).encode() + log.sign(text).encode())
    assert note.text == text
    assert signers(note, [log.public]) == {log.public: 0}
    unknown = read_lines(f"\u2014 example.org/log {encode64(b'abcd' + bytes(2420))}\n", "a line")
    assert signers(SignedNote(text, (*note.lines, *unknown)), [log.public])


def test_a_bad_signature_of_a_known_key_spoils_the_note() -> None:
    log = key("example.org/log")
    note = read_note(b"text\n\n" + log.sign(b"other\n").encode() + log.sign(b"text\n").encode())
    with pytest.raises(TamperError, match=r"example\.org/log"):
        signers(note, [log.public])


def test_a_cosignature_signs_its_time() -> None:
    witness = key("example.org/w", COSIGNATURE)
    text = bytes(Checkpoint("example.org/log", 1, bytes(32)))
    line = witness.sign(text, 1_679_315_147)
    note = read_note(text + b"\n" + line.encode())
    assert signers(note, [witness.public]) == {witness.public: 1_679_315_147}
    later = note.lines[0].signature[:7] + b"\xff" + note.lines[0].signature[8:]
    line_later = type(note.lines[0])(witness.name, note.lines[0].key_id, later)
    with pytest.raises(TamperError):
        signers(SignedNote(text, (line_later,)), [witness.public])


def test_keys_are_read_as_they_are_written() -> None:
    made = new_key("example.org/count-2027")
    assert read_signing_key(f"{made}\n").public == made.public
    assert read_vkey(f" {made.public}\n") == made.public


@pytest.mark.parametrize(
    ("vkey", "says"),
    [
        (VKEY.replace("530d903a", "530d903b"), "id"),
        (VKEY.replace("example.com/foo", "example com"), "no verifier key"),
        ("example.com/foo", "no verifier key"),
        (VKEY[:-4], "id"),
    ],
)
def test_a_key_that_is_none_is_refused(vkey: str, says: str) -> None:
    with pytest.raises(KeyFileError, match=says):
        read_vkey(vkey)


def test_a_key_that_signs_for_everybody_is_refused() -> None:
    from veedor.ledger.note_keys import VerifierKey

    with pytest.raises(KeyFileError, match="everybody"):
        read_vkey(str(VerifierKey("example.org/log", 1, bytes(32))))


@pytest.mark.parametrize(
    "text",
    [
        b"a\n1\n", b"a\n01\nAAAA\n", b"a\n1\nAAAA\n", b"\n1\n" + encode64(bytes(32)).encode() + b"\n",
        b"a\n1\n" + encode64(bytes(32)).encode() + b"\n\n", b"a\n-1\n" + encode64(bytes(32)).encode() + b"\n",
        b"a\n99999999999999999999\n" + encode64(bytes(32)).encode() + b"\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: bytes) -> None:
    with pytest.raises(LedgerError):
        read_checkpoint(text)


def test_extension_lines_are_kept_and_not_believed() -> None:
    text = bytes(Checkpoint("a", 1, bytes(32))) + b"more\n"
    assert read_checkpoint(text) == Checkpoint("a", 1, bytes(32))


def test_the_time_of_a_checkpoint_is_the_median_of_its_witnesses() -> None:
    log = key("example.org/log")
    names = [key(f"example.org/w{n}", COSIGNATURE) for n in range(4)]
    lines = [f"log {log.public}", *(f"witness w{n} {w.public}" for n, w in enumerate(names))]
    policy = read_policy("\n".join([*lines, "group g 2 w0 w1 w2 w3", "quorum g", ""]).encode())
    text = bytes(Checkpoint("example.org/log", 1, bytes(32)))
    times = [1_000, 2_000, 3_000, 9_999_999]
    signed = text + b"\n" + log.sign(text).encode()
    signed += "".join(w.sign(text, t) for w, t in zip(names, times, strict=True)).encode()
    found = witnessed(signed, policy)
    assert (found.time, found.quorum, found.times) == (
        2_000, True, dict(zip(("w0", "w1", "w2", "w3"), times, strict=True)),
    )  # fmt: skip
    alone = witnessed(text + b"\n" + log.sign(text).encode(), policy)
    assert (alone.time, alone.quorum) == (None, False)
    with pytest.raises(TamperError, match="not signed by the log"):
        witnessed(text + b"\n" + names[0].sign(text, 5).encode(), policy)
