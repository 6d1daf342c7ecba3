"""Check a whole audit from its files alone, trusting nothing that they say of themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.canonical import OtherVersionError
from veedor.audit.confirm import decided_again, divisions_of, to_confirm
from veedor.audit.draw_file import draw_file
from veedor.audit.folder import AuditFolder
from veedor.audit.planned import assertion_of, planned
from veedor.audit.procedure import seed_of
from veedor.audit.propose import not_counted
from veedor.audit.requirements import check_plan
from veedor.errors import AuditError, InputErrors, VeedorError, reason_of
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from veedor.audit.capacity import Cap
    from veedor.audit.manifest import SheetManifest
    from veedor.audit.papers import PlannedContest
    from veedor.rules import Rule


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was checked.

    Parameters
    ----------
    name : str
        What was checked: ``chain``, ``files``, ``plan``, ``order``, and so on.
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

    Raises
    ------
    AuditError
        Where there is no audit in the folder, or one of another version.
    """
    folder = path if isinstance(path, AuditFolder) else AuditFolder(path, whole=False)
    if not (folder.path / journal.NAME).exists() and not (folder.path / "plan.json").exists():
        raise AuditError(
            sentence("{path} holds no audit.", path=folder.path),
            remedy="Name the folder in which plan.json lies.",
        )
    done: list[Checked] = []
    stopped: set[str] = set()
    for name, check in _CHECKS.items():
        try:
            done.append(Checked(name, tuple(check(folder)), _has(folder, name)))
        except OtherVersionError:
            raise
        except (VeedorError, InputErrors) as error:
            text = reason_of(error)
            # what cannot be checked for a reason that is told already says it once
            done.append(Checked(name, () if text in stopped else (text,), text not in stopped))
            stopped.add(text)
    return tuple(done)


_STEP_OF = {
    "papers": ("sign", "refuse"),
    "signatures": ("sign", "refuse"),
    "seed": ("open", "dice", "seed"),
    "draw": ("draw",),
    "records": ("record",),
    "witness": ("witness",),
}


def _has(folder: AuditFolder, name: str) -> bool:
    if name in {"plan", "rule", "draw"} and folder.sealed:
        return False
    return name not in _STEP_OF or bool(journal.of_step(folder.lines, *_STEP_OF[name]))


def _chain(folder: AuditFolder) -> Iterator[str]:
    if not folder.lines:
        yield sentence("There is no journal.")
    yield from (problem.text for problem in journal.load_all(folder.path)[1])


def _files(folder: AuditFolder) -> Iterator[str]:
    names = [line.file for line in folder.lines]
    yield from (
        sentence("{name} stands twice in the journal.", name=name)
        for name, n in Counter(names).items()
        if n > 1
    )
    for line in folder.lines:
        try:
            folder.content(line)
        except VeedorError as error:
            yield error.text
    known = {*names, journal.NAME}
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        unknown = name not in known and not name.startswith(("lists/", f"{journal.PENDING}/"))
        if (path.is_symlink() or path.is_file()) and unknown:
            yield sentence("{name} is not in the journal.", name=name)


def _of_replay(name: str) -> Callable[[AuditFolder], Iterator[str]]:
    """Return the problems that the replay of the journal puts under a check."""

    def check(folder: AuditFolder) -> Iterator[str]:
        yield from (problem.text for problem in folder.replay.problems[name])

    return check


def _plan(folder: AuditFolder) -> Iterator[str]:
    """Add the sums of the plan up again from the committed figures."""
    plan = folder.plan
    check_plan(plan)
    if folder.sealed:
        return
    for line, member in zip(plan.assertions, folder.population.members, strict=True):
        if planned(member) != line:
            yield sentence(
                "The sums of {assertion_id} are not those of the committed figures.",
                assertion_id=line.assertion_id,
            )
    for contest, manifest in zip(plan.contests, folder.population.manifests, strict=True):
        for said, committed, of in (
            (contest.sheets, len(manifest.ids), sentence("expected")),
            (contest.counted, len(manifest.sheets), sentence("counted")),
        ):
            if said != committed:
                yield sentence(
                    "The plan names {said} {of} sheets, the figures have {committed}.",
                    said=said,
                    of=of,
                    committed=committed,
                )
        if contest.not_counted != not_counted(manifest):
            yield sentence("The plan names other sheets that are not counted than the figures have.")
    missing = set(plan.unauditable) - set(folder.population.ids.tolist())
    if missing:
        yield sentence(
            "The plan calls sheets unauditable that do not exist: {missing}.",
            missing=", ".join(sorted(missing)[:5]),
        )


def _rule(folder: AuditFolder) -> Iterator[str]:
    """Apply the rules again to the committed figures and derive what has to be confirmed."""
    if folder.need("rule").sha256 != folder.plan.rule_sha256:
        yield sentence("The plan was made for another rule.")
    if folder.sealed:
        return
    contests = folder.plan.contests
    for of, rule, manifest in zip(contests, folder.rules, folder.population.manifests, strict=True):
        before = f"{of.title}: " if len(contests) > 1 else ""
        yield from (before + problem for problem in _rule_of(of, rule, manifest, folder.cap))


def _rule_of(plan: PlannedContest, rule: Rule, manifest: SheetManifest, cap: Cap) -> Iterator[str]:
    divisions = divisions_of(rule, plan.outcome, plan.winner_path, plan.round)
    missing = set(divisions) - set(plan.divisions)
    if missing:
        yield sentence(
            "The rule counts by {missing}, and the figures do not say where sheets lie.",
            missing=", ".join(sorted(missing)),
        )
        return
    decided = decided_again(
        rule, manifest.tally(divisions), outcome=plan.outcome, way=plan.winner_path, round_=plan.round
    )
    found = to_confirm(decided, manifest, cap)
    derived = found.assertions
    if (found.outcome, found.elected) != (plan.outcome, plan.elected):
        yield sentence(
            "The rule gives {outcome} {elected} on the committed figures.",
            outcome=found.outcome,
            elected=", ".join(found.elected),
        )
    if found.way != plan.winner_path:
        yield sentence(
            "The plan confirms the way {winner_path!r}, and the rule gives the way {way!r}.",
            winner_path=plan.winner_path,
            way=found.way,
        )
    if {a.assertion_id for a in derived} != {a.assertion_id for a in plan.assertions}:
        yield sentence("The assertions of the plan are not those that the rule gives.")
    elif any(assertion_of(line) not in derived for line in plan.assertions):
        yield sentence("An assertion of the plan has other weights than the rule gives.")


def _seed(folder: AuditFolder) -> Iterator[str]:
    """Mix the seed again from what parties sealed and opened."""
    yield from _of_replay("seed")(folder)
    if folder.only("seed") and folder.seed != seed_of(folder):
        yield sentence("The seed is not the one that the sealed and opened digits give.")


def _draw(folder: AuditFolder) -> Iterator[str]:
    """Draw again."""
    yield from _of_replay("draw")(folder)
    if not folder.only("draw") or folder.sealed:
        return
    if folder.content(folder.draw_line) != draw_file(folder.population, folder.plan, folder.seed.digits):
        yield sentence(
            "The list of drawn sheets is not the one that the plan, the figures and the seed give."
        )


_CHECKS: dict[str, Callable[[AuditFolder], Iterator[str]]] = {
    "chain": _chain,
    "files": _files,
    "plan": _plan,
    "rule": _rule,
    "order": _of_replay("order"),
    "papers": _of_replay("papers"),
    "signatures": _of_replay("signatures"),
    "seed": _seed,
    "draw": _draw,
    "records": _of_replay("records"),
    "witness": _of_replay("witness"),
}
