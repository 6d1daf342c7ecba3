"""Showing a log: witnesses see what is committed, and a checkpoint with enough of them is published."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import LedgerError, TamperError
from veedor.ledger.checkpoints import read_checkpoint, read_number, witnessed
from veedor.ledger.hashing import consistency_proof, range_root
from veedor.ledger.notes import LARGEST_NOTE, SignedNote, read_lines, read_note
from veedor.ledger.sources import AnswerError, fetch
from veedor.ledger.tiles import ENTRIES, WIDTH, path_of
from veedor.ledger.witness import ADD, LARGEST_REQUEST, write_request
from veedor.ledger.writing import CHECKPOINT, older_copy
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.notes import SignatureLine
    from veedor.ledger.policies import LogPolicy
    from veedor.ledger.reading import LogCopy
    from veedor.ledger.writing import LogWriter

    Post = Callable[[str, bytes], bytes]
    """Sends a request to an address; AnswerError for any answer but 200, LedgerError for none."""


def post(address: str, body: bytes) -> bytes:
    """Send a request to a witness."""
    return fetch(address, LARGEST_REQUEST, body)


@dataclass(frozen=True, slots=True)
class ShownLog:
    """What came of showing a log.

    Parameters
    ----------
    shown : Witnessed
        The checkpoint with the witnesses that signed it; published where they are enough.
    silent : dict of str to str
        Witness -> why it did not sign.
    """

    shown: Witnessed
    silent: dict[str, str]


def check_witnesses(log: LogWriter, policy: LogPolicy, send: Post = post) -> dict[str, str]:
    """Ask every witness how much of the log it has seen, before anything is added.

    Parameters
    ----------
    log : LogWriter
        The log, just opened.
    policy : LogPolicy
        Who its witnesses are.
    send : callable
        How they are asked.

    Returns
    -------
    dict of str to str
        Witness -> why it did not answer.

    Raises
    ------
    TamperError
        Where one has seen more than is here, and shows it, or those who have not are too few to sign: the log
        was put back from an older copy.
    """
    silent: dict[str, str] = {}
    against: dict[str, TamperError] = {}
    agreed = []
    for name in _reachable(policy):
        try:
            size = _seen_by(policy.addresses[name], log, send)
        except LedgerError as error:
            silent[name] = error.message
            continue
        if size > log.size:
            against[name] = older_copy(sentence("The witness {name}", name=name), size, log.size)
        else:
            agreed.append(name)
    return silent | _outvoted(against, log, policy, agreed)


def _outvoted(
    against: dict[str, TamperError], log: LogWriter, policy: LogPolicy, agreed: Container[str]
) -> dict[str, str]:
    """Return what witnesses say against a log that enough others sign: none alone can stop a count by a word.

    Raises
    ------
    TamperError
        Where one of them shows what it saw, signed by the log; or where the others are too few, or
        could sign another history as well.
    """
    enough = bool(policy.colluding) and policy.is_met(agreed)
    for name, error in against.items():
        if not enough or _is_shown(policy.addresses[name], log, policy):
            raise error
    return {name: error.message for name, error in against.items()}


def _is_shown(address: str, log: LogWriter, policy: LogPolicy) -> bool:
    """Whether a witness shows a tree that the key of the log has signed, and that is no part of this log."""
    origin = read_note(log.note).text.partition(b"\n")[0]
    try:
        place = f"{address.rstrip('/')}/{hashlib.sha256(origin).hexdigest()}/{CHECKPOINT}"
        tree = witnessed(fetch(place, LARGEST_NOTE), policy).checkpoint
    except LedgerError:
        return False
    return tree.size > log.size or tree.root != range_root(0, tree.size, log.tiles.perfect)


def _reachable(policy: LogPolicy) -> list[str]:
    return [name for name in policy.witnesses if name in policy.addresses]


def _seen_by(address: str, log: LogWriter, send: Post) -> int:
    """Ask a witness for the size of the last tree that it cosigned."""
    try:
        send(f"{address.rstrip('/')}/{ADD}", write_request(0, (), log.note))
    except AnswerError as error:
        size = _stale(error)
        if size is None:
            raise
        return size
    return log.size


def _stale(error: AnswerError) -> int | None:
    return read_number(error.body.removesuffix("\n")) if error.status == 409 else None


def publish(log: LogWriter, policy: LogPolicy, send: Post = post) -> ShownLog:
    """Show the committed tree to the witnesses; publish it where enough of them sign.

    Parameters
    ----------
    log : LogWriter
        The log.
    policy : LogPolicy
        Who its witnesses are, and how many are enough.
    send : callable
        How they are asked.

    Raises
    ------
    TamperError
        Where a witness has seen more than is here, or another history, and shows it, or too few others sign.
    """
    log.check()
    note = read_note(log.note)
    lines = list(note.lines)
    silent: dict[str, str] = {}
    against: dict[str, TamperError] = {}
    for name in _reachable(policy):
        try:
            answer = _cosign(name, policy.addresses[name], log, send)
            own = policy.witnesses[name]
            found = [one for one in read_lines(answer.decode(errors="replace"), name) if one.name == own.name]
            witnessed(
                bytes(SignedNote(note.text, (*note.lines, *found))),
                policy,
                sentence("The answer of {name}", name=name),
            )
            lines += found
            if not found:
                silent[name] = sentence("its answer holds no signature of its own")
        except TamperError as error:
            against[name] = error
        except LedgerError as error:
            silent[name] = error.message
    made = bytes(SignedNote(note.text, tuple(lines)))
    shown = witnessed(made, policy)
    silent |= _outvoted(against, log, policy, shown.times)
    if shown.quorum:
        before = _published(log)
        try:
            log.write({CHECKPOINT: made})
        except BaseException:
            log.broken = True
            raise
        _drop_partial(log, before)
    return ShownLog(shown, silent)


def _cosign(name: str, address: str, log: LogWriter, send: Post) -> bytes:
    """Ask a witness to sign the committed tree, from what it says that it last saw."""
    place = f"{address.rstrip('/')}/{ADD}"
    old = _published(log)
    for _ in range(2):
        proof = consistency_proof(old, log.size, log.tiles.perfect)
        try:
            return send(place, write_request(old, proof, log.note))
        except AnswerError as error:
            size = _stale(error)
            if error.status == 422:
                raise TamperError(
                    sentence("The witness {name} has seen another history of this log.", name=name),
                    remedy="Stop. Keep this folder as it is, and compare it with the copy of the witness: "
                    "veedor compare-logs.",
                ) from None
            if size is None:
                raise
            if size > log.size:
                raise older_copy(sentence("The witness {name}", name=name), size, log.size) from None
            old = size
    raise LedgerError(sentence("The witness {name} says another size each time.", name=name))


def ask_again(log: LogCopy, send: Post = post) -> bytes | None:
    """Ask the witnesses to sign the tree of a log once more: a signed silence where it did not grow.

    Parameters
    ----------
    log : LogCopy
        The log as it was read.
    send : callable
        How they are asked.

    Returns
    -------
    bytes or None
        The checkpoint with the new signatures, to be kept; None where no witness gives one.
    """
    shown = log.shown
    own = {key.name for key in log.policy.logs}
    kept = tuple(line for line in shown.note.lines if line.name in own)
    found: list[SignatureLine] = []
    for name in _reachable(log.policy):
        place = f"{log.policy.addresses[name].rstrip('/')}/{ADD}"
        request = write_request(shown.checkpoint.size, (), bytes(SignedNote(shown.note.text, kept)))
        try:
            found += read_lines(send(place, request).decode(errors="replace"), name)
        except LedgerError:  # it is away, or has seen more meanwhile: then this log was not silent
            continue
    return bytes(SignedNote(shown.note.text, (*kept, *found))) if found else None


def _published(log: LogWriter) -> int:
    """Return the size of the checkpoint that is published, or 0."""
    place = log.path / CHECKPOINT
    if not place.exists():
        return 0
    try:
        return read_checkpoint(read_note(log.read(CHECKPOINT, LARGEST_NOTE)).text).size
    except LedgerError:
        raise LedgerError(
            sentence("{file} is damaged: it is no signed checkpoint.", file=place),
            remedy=sentence("Take {file} away, and publish again: it is written anew.", file=place),
        ) from None


def _drop_partial(log: LogWriter, before: int) -> None:
    """Remove partial tiles and bundles whose full one is published: it holds all that they did."""
    count, level = log.size, 0
    while count:
        for kind in (level, ENTRIES) if level == 0 else (level,):
            for number in range(before // WIDTH, count // WIDTH):
                place = log.path / f"{path_of(kind, number)}.p"
                if place.is_dir():
                    shutil.rmtree(place, ignore_errors=True)
        count, before, level = count // WIDTH, before // WIDTH, level + 1
