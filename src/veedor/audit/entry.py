"""What a party says is a paper: signed here with its key, or outside with ``ssh-keygen``, and entered.

Every act writes a paper, its signature and two rows of the journal in one durable step; nothing that is there
is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.canonical import file_of, paper_from_bytes, to_bytes
from veedor.audit.folder import AuditFolder
from veedor.audit.journal import SIGNATURE, Entered
from veedor.audit.moments import is_later
from veedor.audit.seed import SHARE_DIGITS, check_digits, seal_of
from veedor.audit.signed_papers import CONTENTS, Agreement, AuditRecord, Countersignature, Paper, Signed
from veedor.audit.sshsig import fingerprint, key_bytes, public_line, sign, verify
from veedor.canonical import sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from veedor.audit.course import Course
    from veedor.audit.papers import AuditPlan
    from veedor.audit.signed_papers import AnyContent


def prepare(folder: AuditFolder, party: str, content: AnyContent, *, at: str) -> Paper[AnyContent]:
    """Write a paper for a party to sign, checked against everything that came before.

    Parameters
    ----------
    folder : AuditFolder
        The audit.
    party : str
        Who will sign.
    content : Agreement, Refusal, Dice, OpenedShare, Countersignature, AuditRecord or Witness
        What is said.
    at : str
        Time, ISO 8601 with zone.

    Raises
    ------
    AuditError
        Where the plan names no such party, or the paper cannot come now.
    """
    return _next_paper(folder.course, folder.head, party, content, at)


def _next_paper(course: Course, head: str, party: str, content: AnyContent, at: str) -> Paper[AnyContent]:
    number = len(course.of_party[party]) + 1
    return _accepted(course, head, Paper(_STEPS[type(content)], party, number, head, at, content))


def _accepted(course: Course, head: str, paper: Paper[AnyContent]) -> Paper[AnyContent]:
    for problem in (*course.problems_of_envelope(paper, head), *course.problems_of_content(paper)):
        raise problem
    return paper


_STEPS: dict[type, str] = {kind: step for step, kind in CONTENTS.items()}


def enter(
    path: Path, key: Ed25519PrivateKey, *contents: AnyContent, party: str = "", at: str
) -> tuple[Signed, ...]:
    """Sign papers for the party whose key this is, and enter them in one durable step.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    key : Ed25519PrivateKey
        The party's.
    *contents : Agreement, Refusal, Dice, OpenedShare, Countersignature, AuditRecord or Witness
        What is said, in order; all are checked before the first is written.
    party : str
        Name of the party, to be certain; by default the one that the plan names for the key.
    at : str
        Time, ISO 8601 with zone.

    Returns
    -------
    tuple of Signed
        The papers with their files and hashes.

    Raises
    ------
    AuditError
        Where the key is not the party's, or a paper cannot come now.
    """
    folder = AuditFolder(path)
    folder.need("plan")
    name, course = party_of(folder.plan, key, party), folder.course
    made: list[Signed] = []
    entered: list[Entered] = []
    head, first = folder.head, folder.head
    for content in contents:
        paper = _next_paper(course, head, name, content, at)
        text = to_bytes(paper)
        paper_from_bytes(text, sentence("The paper"))
        pair = _pair(paper, text, sign(text, key))
        made.append(Signed(course.rows + 1, pair[0].file, sha256(text), paper))
        course.take(made[-1])
        for one in pair:
            line = journal.line_of(one, at, head)
            course.pass_over(line)
            head = journal.head((line,))
        entered += pair
    if entered:
        journal.append(path, *entered, at=at, after=first)
    return tuple(made)


def hand_in(path: Path, content: bytes, signature: str, *, at: str) -> Signed:
    """Enter a paper that its party signed outside, with ``ssh-keygen -Y sign -n veedor-audit``.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    content : bytes
        The paper, as :func:`prepare` made it.
    signature : str
        Its signature.
    at : str
        When it is handed in: a paper that states a later time would keep everybody else waiting for it.

    Raises
    ------
    AuditError
        Where it is no paper, is not signed by its party, or cannot come now.
    """
    folder = AuditFolder(path)
    folder.need("plan")
    paper = paper_from_bytes(content, sentence("The paper"))
    expected = folder.plan.party(paper.party)
    if not verify(content, signature, expected.key):
        raise AuditError(
            sentence("This is not a signature of the paper by {party}.", party=paper.party),
            remedy=sentence(
                "The plan names the key {key} for {party}.", key=fingerprint(expected.key), party=paper.party
            ),
        )
    _accepted(folder.course, folder.head, paper)
    if is_later(paper.at, at):
        raise AuditError(
            sentence(
                "The paper states {at}, a time that has not come: it is {other_at}.", at=paper.at, other_at=at
            ),
            remedy="Set the clock of the machine on which it was made, and make it again.",
        )
    pair = _pair(paper, content, signature)
    journal.append(path, *pair, at=paper.at, after=folder.head)
    return Signed(len(folder.lines) + 1, pair[0].file, sha256(content), paper)


def _pair(paper: Paper[AnyContent], content: bytes, signature: str) -> tuple[Entered, Entered]:
    file = file_of(paper)
    return (
        Entered(paper.step, file, content, paper.party),
        Entered(paper.step, file + SIGNATURE, signature.encode(), paper.party),
    )


def party_of(plan: AuditPlan, key: Ed25519PrivateKey, name: str = "") -> str:
    """Return the party or observer whose key this is.

    Raises
    ------
    AuditError
        Where the plan does not name it, or it is another's.
    """
    line = public_line(key)
    owner = next((one.name for one in plan.everybody if key_bytes(one.key) == key_bytes(line)), None)
    if name and owner != name:
        expected = fingerprint(plan.party(name).key)
        raise AuditError(
            sentence(
                "This key is not the one that the plan names for {name}. Seen: {line}.",
                name=name,
                line=fingerprint(line),
            ),
            remedy=sentence("The plan names the key {expected} for {name}.", expected=expected, name=name),
        )
    if owner is None:
        raise AuditError(
            sentence("The key {line} is of nobody whom the plan names.", line=fingerprint(line)),
            remedy=sentence(
                "The plan names {named}.", named=[f"{p.name} {fingerprint(p.key)}" for p in plan.everybody]
            ),
        )
    return owner


def agreement(folder: AuditFolder, party: str, digits: str) -> Agreement:
    """Return what a party says that agrees to the plan: its hash, and the seal of the party's digits.

    Raises
    ------
    AuditError
        Where there are too few digits.
    """
    remedy = sentence(
        "Throw a ten-sided die {share_digits} times, alone, or let this program make the file.",
        share_digits=SHARE_DIGITS,
    )
    plan = folder.plan_line.sha256
    return Agreement(plan, seal_of(plan, party, check_digits(digits, SHARE_DIGITS, remedy)))


def countersignature(folder: AuditFolder) -> Countersignature:
    """Return what a party says that has seen the seed and the draw."""
    return Countersignature(folder.need("seed").sha256, folder.draw_line.sha256)


def add_records(
    path: Path, records: Sequence[AuditRecord], key: Ed25519PrivateKey, *, at: str
) -> tuple[Signed, ...]:
    """Add what was found on drawn sheets; nothing that was recorded is ever replaced.

    All records are checked before the first is written. One that the party has signed already, word for word,
    is left out.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    records : sequence of AuditRecord
        What was found.
    key : Ed25519PrivateKey
        Of a party of the plan.
    at : str
        Time, ISO 8601 with zone.

    Returns
    -------
    tuple of Signed
        The new papers, with the hash of each.

    Raises
    ------
    AuditError
        Where a sheet was not drawn, a figure is unknown or negative, the key is no party's, or a record that
        one replaces is not the party's own.
    """
    folder = AuditFolder(path)
    folder.need("draw")
    party = party_of(folder.plan, key)
    return enter(path, key, *(one for one in records if not is_known(folder, party, one)), at=at)


def is_known(folder: AuditFolder, party: str, record: AuditRecord) -> bool:
    """Say whether a party has signed this record already, word for word."""
    kept = folder.records.get(record.sheet_id, ())
    return any(known == record and one.paper.party == party for one, known in kept)
