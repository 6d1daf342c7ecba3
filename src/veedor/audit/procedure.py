"""The steps of an audit, each refused out of order: commit, plan, sign or refuse, seed, draw, record.

Every step writes new files and a line of the journal; none changes what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.canonical import canonical, sha256, to_bytes
from veedor.audit.draw import SEED_DIGITS, check_seed, proportional, simple
from veedor.audit.folder import DRAW_HEADER, AuditFolder
from veedor.audit.journal import Entered
from veedor.audit.papers import AuditPlan
from veedor.audit.requirements import check_plan, check_record
from veedor.audit.sshsig import fingerprint, key_bytes, public_line, sign, verify
from veedor.audit.steps import AuditRecord, Refusal, Seed, Witness
from veedor.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from veedor.audit.population import Population


def start(path: Path, plan: AuditPlan, figures: bytes, rule: bytes, *, at: str) -> AuditFolder:
    """Commit to the figures and write the plan.

    Parameters
    ----------
    path : Path
        A new folder.
    plan : AuditPlan
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
    if path.is_dir() and any(path.iterdir()):
        raise AuditError(f"{path} is not empty.", remedy="Choose a new folder: an audit has one of its own.")
    if sha256(figures) != plan.commitment.sha256 or sha256(rule) != plan.rule_sha256:
        raise AuditError("The plan names another hash than that of the figures or of the rule.")
    check_plan(plan)
    path.mkdir(parents=True, exist_ok=True)
    journal.append(
        path,
        Entered("commit", plan.commitment.file, figures),
        Entered("rule", "rule.json", rule),
        Entered("plan", "plan.json", to_bytes(plan)),
        at=at,
    )
    return AuditFolder(path)


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
    signed = Entered("sign", f"signatures/{_safe(party)}.sig", armoured.encode(), party)
    journal.append(path, signed, at=at)


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
    _with_signature(path, "refuse", f"refusals/{_safe(party)}.json", refusal, signature, party, at)


def _with_signature(
    path: Path, step: str, name: str, content: bytes, signature: str, who: str, at: str
) -> None:
    journal.append(
        path, Entered(step, name, content, who), Entered(step, name + ".sig", signature.encode(), who), at=at
    )


def witness(path: Path, party: str, key: Ed25519PrivateKey, *, at: str) -> Witness:
    """Sign everything that is recorded so far, for a party: from then on nobody can rewrite it unnoticed.

    Raises
    ------
    AuditError
        Where the key is not the party's.
    """
    folder = AuditFolder(path)
    folder.need("plan", "witness")
    seen = Witness(party, len(folder.lines), folder.head)
    content = to_bytes(seen)
    signature = sign(content, key)
    if not verify(content, signature, folder.plan.party(party).key):
        raise AuditError(f"This key is not the one that the plan names for {party}.")
    _with_signature(path, "witness", f"witness/{len(folder.lines):06d}.json", content, signature, party, at)
    return seen


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
    if not made.strip():
        raise AuditError(
            "How the seed was made is not said.", remedy="Say how, where and when it was thrown."
        )
    seed = Seed(check_seed(digits), made, tuple(witnesses), folder.plan_line.sha256)
    journal.append(path, Entered("seed", "seed.json", to_bytes(seed), ", ".join(witnesses)), at=at)


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
    drawn = draw_file(folder.population, folder.plan, folder.seed.digits)
    journal.append(path, Entered("draw", "draw.csv", drawn), at=at)
    return AuditFolder(path)


def draw_file(population: Population, plan: AuditPlan, seed: str) -> bytes:
    """Compute the draw: what anyone can compute again from the plan, the figures and the seed."""
    ids = population.sheets.ids.tolist()
    if plan.design.draw == "proportional":
        order = proportional(seed, ids, population.sizes).tolist()
    else:
        order = [i for i in simple(seed, ids).tolist() if not population.lost[i]]
    rows = [f"{rank},{ids[i]}" for rank, i in enumerate(order, start=1)]
    return ("\n".join([DRAW_HEADER, *rows]) + "\n").encode()


def add_records(
    path: Path, records: Sequence[AuditRecord], *, key: Ed25519PrivateKey | None, at: str
) -> tuple[str, ...]:
    """Add what was found on drawn sheets; nothing that was recorded is ever replaced.

    All records are checked before the first is written. One that is there already, word for word, is left
    out.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    records : sequence of AuditRecord
        What was found.
    key : Ed25519PrivateKey, optional
        Of a party of the plan, to sign each record with.
    at : str
        Time.

    Returns
    -------
    tuple of str
        Names of the new files.

    Raises
    ------
    AuditError
        Where a sheet was not drawn, a figure is unknown or negative, the key is no party's, or a record that
        one replaces is not there.
    """
    folder = AuditFolder(path)
    drawn = frozenset(folder.drawn)
    for record in records:
        check_record(folder, record, drawn)
    _check_signer(folder, records, key)
    numbers = {record.sheet_id: len(folder.records.get(record.sheet_id, ())) for record in records}
    names, entered = [], []
    for record in records:
        if any(record == known for _, known in folder.records.get(record.sheet_id, ())):
            continue
        numbers[record.sheet_id] += 1
        names.append(f"records/{_safe(record.sheet_id)}.{numbers[record.sheet_id]}.json")
        content, who = to_bytes(record), ", ".join(entry.by for entry in record.entries)
        entered.append(Entered("record", names[-1], content, who))
        if key is not None:
            entered.append(Entered("record", names[-1] + ".sig", sign(content, key).encode(), who))
    journal.append(path, *entered, at=at)
    return tuple(names)


def _check_signer(folder: AuditFolder, records: Sequence[AuditRecord], key: Ed25519PrivateKey | None) -> None:
    """Refuse a stranger's key, and a correction by another party than the one that signed the record."""
    signer = None
    if key is not None:
        mine = key_bytes(public_line(key))
        signer = next((p.name for p in folder.plan.parties if key_bytes(p.key) == mine), None)
        if signer is None:
            raise AuditError("The key that signs the record is not one of the plan's parties.")
    for record in records:
        for line, _ in folder.records.get(record.sheet_id, ()):
            owner = folder.signer_of(line) if line.sha256 == record.replaces else None
            if owner not in {None, signer}:
                raise AuditError(
                    f"The record of sheet {record.sheet_id!r} that this one replaces is signed by {owner}.",
                    remedy=f"Only {owner} can correct it; record yours beside it, without --replaces.",
                )


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
