"""The steps that no party signs: the plan is written, the figures are shown, the sheets are drawn.

Each is refused out of order; each writes new files and rows of the journal, and none changes what is there.
What parties sign stands in :mod:`veedor.audit.entry`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit import journal
from veedor.audit.canonical import to_bytes
from veedor.audit.draw_file import draw_file
from veedor.audit.folder import AuditFolder
from veedor.audit.journal import Entered
from veedor.audit.requirements import check_plan
from veedor.audit.seed import FACTOR, mix
from veedor.audit.signed_papers import Seed
from veedor.canonical import sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from veedor.audit.papers import AuditPlan


def start(path: Path, plan: AuditPlan, figures: bytes, rule: bytes, *, at: str) -> AuditFolder:
    """Commit to the figures and write the plan.

    Parameters
    ----------
    path : Path
        A new folder.
    plan : AuditPlan
        What is to be agreed.
    figures : bytes
        The committed figures; a plan that seals them has their hash alone, and they are not written.
    rule : bytes
        The rules as they were applied, as JSON.
    at : str
        Time, ISO 8601 with zone.

    Raises
    ------
    AuditError
        Where the folder holds an audit already, or the plan cannot be.
    """
    if journal.load(path):
        raise AuditError(sentence("{path} holds an audit already.", path=path), remedy="Choose a new folder.")
    if path.is_dir() and any(path.iterdir()):
        raise AuditError(
            sentence("{path} is not empty.", path=path),
            remedy="Choose a new folder: an audit has one of its own.",
        )
    if sha256(figures) != plan.commitment.sha256 or sha256(rule) != plan.rule_sha256:
        raise AuditError("The plan names another hash than that of the figures or of the rule.")
    check_plan(plan)
    path.mkdir(parents=True, exist_ok=True)
    commit = () if plan.commitment.sealed else (Entered("commit", plan.commitment.file, figures),)
    journal.append(
        path, *commit, Entered("rule", "rule.json", rule), Entered("plan", "plan.json", to_bytes(plan)), at=at
    )
    return AuditFolder(path, figures)


def show_figures(path: Path, figures: bytes, *, at: str) -> None:
    """Enter the figures of a plan that named their hash only.

    Raises
    ------
    AuditError
        Where they are others, or are there already.
    """
    folder = AuditFolder(path)
    folder.need("plan")
    commitment = folder.plan.commitment
    if sha256(figures) != commitment.sha256:
        raise AuditError(
            sentence(
                "These are not the figures of the plan: their hash is {figures}.", figures=sha256(figures)
            ),
            remedy=sentence(
                "The plan names {sha256}: the file that 'plan --seal-figures' wrote.",
                sha256=commitment.sha256,
            ),
        )
    _check_time(folder, at)
    journal.append(path, Entered("commit", commitment.file, figures), at=at, after=folder.head)


def draw_sheets(
    path: Path, *, without: Sequence[str] = (), figures: bytes | None = None, at: str
) -> AuditFolder:
    """Mix the seed and draw every sheet that can be audited, in the order in which they are looked at.

    Parameters
    ----------
    path : Path
        Folder of the audit.
    without : sequence of str
        Parties that signed and do not open their digits.
    figures : bytes, optional
        The committed figures, where the folder has their hash only.
    at : str
        Time, ISO 8601 with zone.

    Raises
    ------
    AuditError
        Where digits are not opened yet, the draw is done already, or no audit could confirm the outcome.
    """
    folder = AuditFolder(path, figures)
    folder.need("plan")
    if folder.only("draw"):
        raise AuditError(
            "The sheets are drawn already.", remedy="There is one draw; the next sheets are its next rows."
        )
    folder.need("open")
    seed = seed_of(folder)
    closed = [party for party in seed.withheld if party not in without]
    if closed:
        raise AuditError(
            sentence("{closed} signed and did not open yet.", closed=", ".join(closed)),
            remedy=sentence(
                "Wait for 'veedor audit open', or name in --without each party that "
                "does not open: its seal takes the place of its digits, and the risk "
                "attained is multiplied by {factor}.",
                factor=FACTOR,
            ),
        )
    if not folder.population.can_be_confirmed:
        raise AuditError(
            "The sheets that cannot be audited could hold more than the slack: "
            "no audit of the others can confirm the outcome.",
            remedy="Count what is left in full, or settle the missing sheets by other evidence.",
        )
    _check_time(folder, at)
    drawn = draw_file(folder.population, folder.plan, seed.digits)
    journal.append(
        path,
        Entered("seed", "seed.json", to_bytes(seed)),
        Entered("draw", "draw.csv", drawn),
        at=at,
        after=folder.head,
    )
    return AuditFolder(path, figures)


def seed_of(folder: AuditFolder) -> Seed:
    """Mix the seed from what parties have sealed and opened."""
    course = folder.course
    plan, shares = folder.plan_line.sha256, course.shares
    return Seed(plan, shares, course.dice, mix(plan, shares, course.dice))


def _check_time(folder: AuditFolder, at: str) -> None:
    for problem in folder.course.problems_of_time(at):
        raise problem
