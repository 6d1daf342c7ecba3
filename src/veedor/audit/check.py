"""Check a whole audit from its files alone, trusting nothing that they say of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.documents import assertion_of, canonical, planned, sha256
from veedor.audit.draw import check_seed
from veedor.audit.folder import AuditFolder
from veedor.audit.propose import to_confirm
from veedor.audit.sshsig import verify
from veedor.audit.steps import draw_file
from veedor.errors import InputErrors, VeedorError
from veedor.rules import explain, loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was checked.

    Parameters
    ----------
    name : str
        Message key suffix: ``audit.verify.<name>`` says what was checked.
    problems : tuple of str
        What is wrong; empty where nothing is.
    done : bool
        Whether there was something to check yet.
    """

    name: str
    problems: tuple[str, ...]
    done: bool = True

    @property
    def good(self) -> bool:
        """Whether it was checked and nothing is wrong."""
        return self.done and not self.problems


def check_audit(path: Path) -> tuple[Checked, ...]:
    """Check every step of an audit.

    Parameters
    ----------
    path : Path
        Folder of the audit.

    Returns
    -------
    tuple of Checked
        In the order of the steps. The first that fails does not hide those behind it, as far as they can be
        checked at all.
    """
    folder = AuditFolder(path)
    checks: tuple[tuple[str, Callable[[AuditFolder], Iterator[str]]], ...] = (
        ("chain", _chain),
        ("files", _files),
        ("order", _order),
        ("plan", _plan),
        ("rule", _rule),
        ("signatures", _signatures),
        ("seed", _seed),
        ("draw", _draw),
        ("records", _records),
    )
    done = []
    for name, check in checks:
        try:
            done.append(Checked(name, tuple(check(folder)), _has(folder, name)))
        except (VeedorError, InputErrors) as error:
            done.append(Checked(name, (str(error),)))
    return tuple(done)


def _has(folder: AuditFolder, name: str) -> bool:
    step = {"signatures": "sign", "records": "record"}.get(name, name)
    return step not in journal.STEPS or folder.only(step) is not None


def _chain(folder: AuditFolder) -> Iterator[str]:
    if not folder.lines:
        yield "There is no journal."


def _files(folder: AuditFolder) -> Iterator[str]:
    named = {line.file for line in folder.lines}
    for line in folder.lines:
        try:
            folder.content(line)
        except VeedorError as error:
            yield str(error)
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        if path.is_file() and name not in named and name != journal.NAME and not name.startswith("lists/"):
            yield f"{name} is not in the journal."


def _order(folder: AuditFolder) -> Iterator[str]:
    seen = [line.step for line in folder.lines]
    for step in ("commit", "rule", "plan", "seed", "draw"):
        if seen.count(step) > 1:
            yield f"There are {seen.count(step)} lines of the step {step}."
    after = {
        "plan": "commit",
        "sign": "plan",
        "refuse": "plan",
        "seed": "plan",
        "draw": "seed",
        "record": "draw",
    }
    for number, step in enumerate(seen):
        if step not in journal.STEPS:
            yield f"Row {number + 1} of the journal is of no known step."
        elif step in after and after[step] not in seen[:number]:
            yield f"Row {number + 1}: {step} stands before {after[step]}."
        if step in {"sign", "refuse"} and "seed" in seen[:number]:
            yield f"Row {number + 1}: {step} stands behind the seed."


def _plan(folder: AuditFolder) -> Iterator[str]:
    """Add the sums of the plan up again from the committed figures."""
    plan = folder.plan
    for line, member in zip(plan.assertions, folder.population.members, strict=True):
        if planned(member) != line:
            yield f"The sums of {line.assertion_id} are not those of the committed figures."
    committed = len(folder.population.sheets)
    if plan.commitment.sheets != committed:
        yield f"The plan names {plan.commitment.sheets} sheets, the figures have {committed}."
    missing = set(plan.unauditable) - set(folder.population.sheets.ids.tolist())
    if missing:
        yield f"The plan calls sheets unauditable that do not exist: {', '.join(sorted(missing)[:5])}."


def _rule(folder: AuditFolder) -> Iterator[str]:
    """Apply the rule again to the committed figures and derive what has to be confirmed."""
    plan = folder.plan
    line = folder.need("rule", "plan")
    if line.sha256 != plan.rule_sha256:
        yield "The plan was made for another rule."
    rule = loads(folder.content(line).decode("utf-8", "replace"), file=line.file, form="json")
    sheets = folder.population.sheets
    decision = explain(rule.reading(plan.variant or None), sheets.tally(rule.divisions), round=plan.round)
    outcome, support = decision.outcome, decision.support
    if (str(outcome.kind), outcome.choices) != (plan.outcome, plan.elected):
        yield f"The rule gives {outcome.kind} {', '.join(outcome.choices)} on the committed figures."
    derived = () if support is None else to_confirm(support.alternative, decision)
    if {a.assertion_id for a in derived} != {a.assertion_id for a in plan.assertions}:
        yield "The assertions of the plan are not those that the rule gives."
    elif any(assertion_of(line) not in derived for line in plan.assertions):
        yield "An assertion of the plan has other weights than the rule gives."


def _signatures(folder: AuditFolder) -> Iterator[str]:
    content = folder.content(folder.plan_line)
    for line in journal.of_step(folder.lines, "sign"):
        if not verify(
            content, folder.content(line).decode("utf-8", "replace"), folder.plan.party(line.who).key
        ):
            yield f"{line.file} is not a signature of the plan by {line.who}."
    refused = [line for line in journal.of_step(folder.lines, "refuse") if not line.file.endswith(".sig")]
    if len(refused) != len(folder.refusals):
        yield "A refusal carries no good signature of its party."
    if folder.only("seed") and len(folder.signed_by) < folder.plan.quorum:
        yield f"The plan needs {folder.plan.quorum} signatures and has {len(folder.signed_by)}."


def _seed(folder: AuditFolder) -> Iterator[str]:
    if not folder.only("seed"):
        return
    check_seed(folder.seed.digits)
    if folder.seed.plan_sha256 != folder.plan_line.sha256:
        yield "The seed was made for another plan."
    before = [line.who for line in folder.lines[: folder.lines.index(folder.need("seed", "draw"))]]
    early = [name for name in folder.signed_by if name in before]
    if len(early) < folder.plan.quorum:
        yield f"Only {len(early)} of {folder.plan.quorum} signatures were there when the seed was recorded."


def _draw(folder: AuditFolder) -> Iterator[str]:
    """Draw again."""
    if folder.only("draw") and folder.content(folder.draw_line) != draw_file(
        folder.population, folder.plan, folder.seed.digits
    ):
        yield "The list of drawn sheets is not the one that the plan, the figures and the seed give."


def _records(folder: AuditFolder) -> Iterator[str]:
    if not folder.only("record"):
        return
    drawn = set(folder.drawn)
    keys = [party.key for party in folder.plan.parties]
    for sheet, records in folder.records.items():
        if sheet not in drawn:
            yield f"There is a record of sheet {sheet!r}, which was not drawn."
        for line, record in records:
            if record.draw_sha256 != folder.draw_line.sha256:
                yield f"{line.file} belongs to another draw."
            signature = folder.signature_of(line)
            if not signature:
                yield f"{line.file} is not signed."
            elif not any(verify(folder.content(line), signature, key) for key in keys):
                yield f"{line.file} is signed by nobody whom the plan names."
        said = {(r.status, tuple(sorted((r.votes or {}).items()))) for r in folder.standing(sheet)}
        if len(said) > 1:
            yield f"The records of sheet {sheet!r} contradict each other; it counts at its worst."


def fixed_by(path: Path) -> str:
    """Give the hash that fixes everything recorded so far: the last line of the journal."""
    lines = journal.load(path)
    return journal.head(lines) if lines else sha256(canonical({}))
