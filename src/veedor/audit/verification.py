"""Check a whole audit from its files alone, trusting nothing that they say of themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.confirm import decided_again, divisions_of, to_confirm
from veedor.audit.draw import check_seed
from veedor.audit.folder import AuditFolder
from veedor.audit.planned import assertion_of, planned
from veedor.audit.procedure import draw_file
from veedor.audit.propose import not_counted
from veedor.audit.requirements import check_plan, check_record
from veedor.audit.sshsig import verify
from veedor.errors import InputErrors, VeedorError
from veedor.rules import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was checked.

    Parameters
    ----------
    name : str
        What was checked: ``chain``, ``files``, ``order``, and each step.
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


def verify_audit(path: Path | AuditFolder) -> tuple[Checked, ...]:
    """Check every step of an audit.

    Parameters
    ----------
    path : Path or AuditFolder
        Folder of the audit.

    Returns
    -------
    tuple of Checked
        In the order of the steps. The first that fails does not hide those behind it, as far as they can be
        checked at all.
    """
    folder = path if isinstance(path, AuditFolder) else AuditFolder(path)
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
        ("witness", _witness),
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
    names = [line.file for line in folder.lines]
    yield from (f"{name} stands twice in the journal." for name, n in Counter(names).items() if n > 1)
    for line in folder.lines:
        try:
            folder.content(line)
        except VeedorError as error:
            yield str(error)
    known = {*names, journal.NAME}
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        unknown = name not in known and not name.startswith(("lists/", f"{journal.PENDING}/"))
        if (path.is_symlink() or path.is_file()) and unknown:
            yield f"{name} is not in the journal."


_AFTER = {
    "plan": ("commit", "rule"),
    "sign": ("plan",),
    "refuse": ("plan",),
    "witness": ("plan",),
    "seed": ("plan",),
    "draw": ("seed",),
    "record": ("draw",),
}
"""What must stand before a step."""


def _order(folder: AuditFolder) -> Iterator[str]:
    seen = [line.step for line in folder.lines]
    for step in ("commit", "rule", "plan", "seed", "draw"):
        if seen.count(step) > 1:
            yield f"There are {seen.count(step)} lines of the step {step}."
    before: set[str] = set()
    for number, step in enumerate(seen, start=1):
        if step not in journal.STEPS:
            yield f"Row {number} of the journal is of no known step."
        for needed in _AFTER.get(step, ()):
            if needed not in before:
                yield f"Row {number}: {step} stands before {needed}."
        if step in {"sign", "refuse"} and "seed" in before:
            yield f"Row {number}: {step} stands behind the seed."
        before.add(step)


def _plan(folder: AuditFolder) -> Iterator[str]:
    """Add the sums of the plan up again from the committed figures."""
    plan = folder.plan
    check_plan(plan)
    for line, member in zip(plan.assertions, folder.population.members, strict=True):
        if planned(member) != line:
            yield f"The sums of {line.assertion_id} are not those of the committed figures."
    manifest = folder.population.manifest
    for said, committed, of in (
        (plan.commitment.sheets, len(manifest.ids), "expected"),
        (plan.commitment.counted, len(manifest.sheets), "counted"),
    ):
        if said != committed:
            yield f"The plan names {said} {of} sheets, the figures have {committed}."
    if plan.not_counted != not_counted(manifest):
        yield "The plan names other sheets that are not counted than the figures have."
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
    reading, manifest = rule.reading(plan.variant or None), folder.population.manifest
    asked = divisions_of(reading, plan.outcome, plan.winner_path)
    missing = set(asked) - set(plan.commitment.divisions)
    if missing:
        yield f"The rule counts by {', '.join(sorted(missing))}, and the figures do not say where sheets lie."
        return
    decided = decided_again(
        reading, manifest.tally(asked), outcome=plan.outcome, way=plan.winner_path, round_=plan.round
    )
    found = to_confirm(decided, manifest, folder.cap)
    derived = found.assertions
    if (found.outcome, found.elected) != (plan.outcome, plan.elected):
        yield f"The rule gives {found.outcome} {', '.join(found.elected)} on the committed figures."
    if found.way != plan.winner_path:
        yield f"The plan confirms the way {plan.winner_path!r}, and the rule gives the way {found.way!r}."
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
    end = folder.lines.index(folder.need("seed", "draw"))
    before = {line.who for line in journal.of_step(folder.lines[:end], "sign")}
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
    drawn = frozenset(folder.drawn)
    names = {line.file for line in journal.of_step(folder.lines, "record")}
    yield from (
        f"{name} signs no record."
        for name in sorted(names)
        if name.endswith(".sig") and name[:-4] not in names
    )
    for sheet, records in folder.records.items():
        for line, record in records:
            try:
                check_record(folder, record, drawn)
            except VeedorError as error:
                yield f"{line.file}: {error}"
        current_records = folder.current_lines(sheet)
        for line, record in current_records:
            if folder.signer_of(line) is None:
                signed = bool(folder.signature_of(line))
                yield f"{line.file} is {'signed by nobody whom the plan names' if signed else 'not signed'}."
            if record.replaces in {other.sha256 for other, _ in current_records}:
                yield f"{line.file} replaces a record that another party signed; both stand."
        said = {(r.status, tuple(sorted((r.votes or {}).items()))) for _, r in current_records}
        if len(said) > 1:
            yield f"The records of sheet {sheet!r} contradict each other; it counts at its worst."


def _witness(folder: AuditFolder) -> Iterator[str]:
    """Check that what parties saw and signed still stands in front of their signature."""
    for line, seen in folder.witnessed:
        before = folder.lines[: folder.lines.index(line)]
        if seen.lines > len(before) or journal.head(before[: seen.lines]) != seen.head:
            yield f"{line.file}: the journal is not the one that {seen.party} has seen."
        if not verify(folder.content(line), folder.signature_of(line), folder.plan.party(seen.party).key):
            yield f"{line.file} is not signed by {seen.party}."
