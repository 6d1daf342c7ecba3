"""The steps of an audit, each refused out of order: commit, plan, sign or refuse, seed, draw, record.

Every step writes new files and a line of the journal; none changes what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.documents import Plan, Record, Refusal, Seed, canonical, sha256, to_bytes
from veedor.audit.draw import SEED_DIGITS, check_seed, proportional, simple
from veedor.audit.folder import DRAW_HEADER, AuditFolder
from veedor.audit.sshsig import fingerprint, key_bytes, public_line, sign, verify
from veedor.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from veedor.audit.measure import Population


def start(path: Path, plan: Plan, figures: bytes, rule: bytes, *, at: str) -> AuditFolder:
    """Commit to the figures and write the plan.

    Parameters
    ----------
    path : Path
        A new or empty folder.
    plan : Plan
        What is to be agreed.
    figures : bytes
        The committed figures.
    rule : bytes
        The rule as it was applied, as JSON.
    at : str
        Time, ISO 8601 with zone.

    Raises
    ------
    AuditError
        Where the folder holds an audit already, or the plan cannot be.
    """
    if journal.load(path):
        raise AuditError(f"{path} holds an audit already.", remedy="Choose a new folder.")
    _check_plan(plan, figures, rule)
    path.mkdir(parents=True, exist_ok=True)
    journal.append(path, "commit", plan.commitment.file, figures, who="", at=at)
    journal.append(path, "rule", "rule.json", rule, who="", at=at)
    journal.append(path, "plan", "plan.json", to_bytes(plan), who="", at=at)
    return AuditFolder(path)


def _check_plan(plan: Plan, figures: bytes, rule: bytes) -> None:
    if sha256(figures) != plan.commitment.sha256 or sha256(rule) != plan.rule_sha256:
        raise AuditError("The plan names another hash than that of the figures or of the rule.")
    names = [party.name for party in plan.parties]
    keys = [fingerprint(party.key) for party in plan.parties]
    if len(set(names)) < len(names) or len(set(keys)) < len(keys):
        raise AuditError("Two parties have the same name or the same key.", remedy="Each needs its own.")
    if not 1 <= plan.quorum <= len(plan.parties):
        raise AuditError(
            f"The plan asks for {plan.quorum} signatures of {len(plan.parties)} parties.",
            remedy="The quorum lies between 1 and the number of parties.",
        )
    if not 0 < plan.risk_limit < 1:
        raise AuditError(
            f"A risk limit of {plan.design.risk_limit} is none.", remedy="Choose one between 0 and 1."
        )


def sign_plan(
    path: Path, party: str, *, key: Ed25519PrivateKey | None = None, signature: str = "", at: str
) -> None:
    """Sign the plan for a party, or hand in a signature that the party made with ``ssh-keygen``.

    Raises
    ------
    AuditError
        Where the signature is not the party's or not of this plan, or the seed is there already.
    """
    folder = _before_seed(path, "sign")
    content = folder.content(folder.plan_line)
    armoured = sign(content, key) if key is not None else signature
    expected = folder.plan.party(party)
    if not verify(content, armoured, expected.key):
        seen = f" Seen: {fingerprint(public_line(key))}." if key is not None else ""
        raise AuditError(
            f"This is not a signature of the plan by {party}.{seen}",
            remedy=f"The plan names the key {fingerprint(expected.key)} for {party}.",
        )
    if any(line.who == party for line in journal.of_step(folder.lines, "sign", "refuse")):
        raise AuditError(f"{party} has signed or refused already.")
    journal.append(path, "sign", f"signatures/{_safe(party)}.sig", armoured.encode(), who=party, at=at)


def refuse_plan(path: Path, party: str, reason: str, key: Ed25519PrivateKey, *, at: str) -> None:
    """Record that a party does not agree, with its signed reason.

    Raises
    ------
    AuditError
        Where the key is not the party's, no reason is given, or the seed is there already.
    """
    folder = _before_seed(path, "refuse")
    if not reason.strip():
        raise AuditError(
            "A refusal needs a reason.", remedy="Say in a sentence why the plan is not accepted."
        )
    refusal = to_bytes(Refusal(party, reason.strip(), folder.plan_line.sha256))
    signature = sign(refusal, key)
    if not verify(refusal, signature, folder.plan.party(party).key):
        raise AuditError(f"This key is not the one that the plan names for {party}.")
    if any(line.who == party for line in journal.of_step(folder.lines, "sign", "refuse")):
        raise AuditError(f"{party} has signed or refused already.")
    name = f"refusals/{_safe(party)}.json"
    journal.append(path, "refuse", name, refusal, who=party, at=at)
    journal.append(path, "refuse", name + ".sig", signature.encode(), who=party, at=at)


def record_seed(path: Path, digits: str, made: str, witnesses: Sequence[str], *, at: str) -> None:
    """Record the public seed.

    Raises
    ------
    AuditError
        Where the plan has not enough signatures yet, a seed is there already, or this one is too short.
    """
    folder = _before_seed(path, "seed")
    missing = folder.plan.quorum - len(folder.signed_by)
    if missing > 0:
        raise AuditError(
            f"The plan needs {folder.plan.quorum} signatures and has {len(folder.signed_by)}.",
            remedy="The seed is made after the signatures, so that nobody can choose a plan to fit it.",
        )
    seed = Seed(check_seed(digits), made, tuple(witnesses), folder.plan_line.sha256)
    journal.append(path, "seed", "seed.json", to_bytes(seed), who=", ".join(witnesses), at=at)


def draw_sheets(path: Path, *, at: str) -> AuditFolder:
    """Draw every sheet that can be audited, in order: the audit looks at as many of them as it needs.

    Raises
    ------
    AuditError
        Where there is no seed yet, the draw is done already, or no audit could confirm the outcome.
    """
    folder = AuditFolder(path)
    folder.need("seed", "draw")
    if folder.only("draw"):
        raise AuditError(
            "The sheets are drawn already.", remedy="There is one draw; the next sheets are its next rows."
        )
    if not folder.population.can_be_confirmed:
        raise AuditError(
            "The sheets that cannot be audited could hold more than the slack: "
            "no audit of the others can confirm the outcome.",
            remedy="Count what is left in full, or settle the missing sheets by other evidence.",
        )
    journal.append(
        path, "draw", "draw.csv", draw_file(folder.population, folder.plan, folder.seed.digits), who="", at=at
    )
    return AuditFolder(path)


def draw_file(population: Population, plan: Plan, seed: str) -> bytes:
    """Compute the draw: what anyone can compute again from the plan, the figures and the seed."""
    ids = population.sheets.ids.tolist()
    if plan.design.draw == "proportional":
        order = proportional(seed, ids, population.sizes).tolist()
    else:
        order = [i for i in simple(seed, ids).tolist() if not population.lost[i]]
    rows = [f"{rank},{ids[i]}" for rank, i in enumerate(order, start=1)]
    return ("\n".join([DRAW_HEADER, *rows]) + "\n").encode()


def add_records(
    path: Path, records: Sequence[Record], *, key: Ed25519PrivateKey | None, at: str
) -> tuple[str, ...]:
    """Add what was found on drawn sheets; nothing that was recorded is ever replaced.

    All records are checked before the first is written.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    records : sequence of Record
        What was found.
    key : Ed25519PrivateKey, optional
        Of a party of the plan, to sign each record with.
    at : str
        Time.

    Returns
    -------
    tuple of str
        Names of the files.

    Raises
    ------
    AuditError
        Where a sheet was not drawn, a figure is unknown or negative, the key is no party's, or a record that
        one replaces is not there.
    """
    folder = AuditFolder(path)
    drawn = frozenset(folder.drawn)
    for record in records:
        _check_record(folder, record, drawn)
    if key is not None and public_key_of(key) not in {key_bytes(party.key) for party in folder.plan.parties}:
        raise AuditError("The key that signs the record is not one of the plan's parties.")
    numbers = {record.sheet_id: len(folder.records.get(record.sheet_id, ())) for record in records}
    names = []
    for record in records:
        numbers[record.sheet_id] += 1
        names.append(f"records/{_safe(record.sheet_id)}.{numbers[record.sheet_id]}.json")
        content, who = to_bytes(record), ", ".join(entry.by for entry in record.entries)
        journal.append(path, "record", names[-1], content, who=who, at=at)
        if key is not None:
            signature = sign(content, key).encode()
            journal.append(path, "record", names[-1] + ".sig", signature, who=who, at=at)
    return tuple(names)


def public_key_of(key: Ed25519PrivateKey) -> bytes:
    """Give the 32 bytes of the public key that belongs to a private key."""
    return key_bytes(public_line(key))


def _check_record(folder: AuditFolder, record: Record, drawn: frozenset[str]) -> None:
    sheet = record.sheet_id
    if record.draw_sha256 != folder.draw_line.sha256:
        raise AuditError("The record belongs to another draw.")
    if sheet not in drawn:
        raise AuditError(
            f"The sheet {sheet!r} was not drawn.", remedy="Record the drawn sheets; see the retrieval list."
        )
    known = {choice.choice_id for choice in folder.plan.choices}
    for entry in record.entries:
        if set(entry.votes) != known:
            odd = sorted(set(entry.votes) ^ known)
            raise AuditError(f"The figures of sheet {sheet!r} by {entry.by} lack or add {', '.join(odd)}.")
        if any(votes < 0 for votes in entry.votes.values()):
            raise AuditError(f"A figure of sheet {sheet!r} by {entry.by} is negative.")
    if record.status == "found" and not record.entries:
        raise AuditError(f"The record of sheet {sheet!r} has no figures.")
    if record.status == "not_auditable" and not record.reason.strip():
        raise AuditError(f"Sheet {sheet!r} is not auditable for no stated reason.", remedy="Say why.")
    if record.status not in {"found", "not_auditable"}:
        raise AuditError(f"{record.status!r} is no status.", remedy="There is 'found' and 'not_auditable'.")
    if record.replaces and record.replaces not in {line.sha256 for line, _ in folder.records.get(sheet, ())}:
        raise AuditError(f"The record of sheet {sheet!r} replaces one that is not there.")


def _before_seed(path: Path, step: str) -> AuditFolder:
    folder = AuditFolder(path)
    folder.need("plan", step)
    if folder.only("seed"):
        raise AuditError(
            f"The seed is recorded already: too late to {step}.",
            remedy=f"Signatures come before the seed, and a seed of {SEED_DIGITS} digits is made once.",
        )
    return folder


def _safe(name: str) -> str:
    """Give a file name that cannot leave its folder and that two names never share."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name)[:60]
    return plain if plain == name and plain else f"{plain}-{sha256(canonical({'name': name}))[:12]}"
