"""From contests with their counts and outcomes to a plan that can be signed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from veedor.audit.capacity import Cap
from veedor.audit.confirm import to_confirm
from veedor.audit.design import Design
from veedor.audit.manifest_file import with_salt, write_figures
from veedor.audit.papers import AuditPlan, ChoiceLine, Commitment, NotCounted, PlannedContest
from veedor.audit.planned import planned
from veedor.audit.population import ids_of_all
from veedor.audit.rules_file import write_rules
from veedor.audit.seed import seed_procedure
from veedor.canonical import sha256
from veedor.errors import QuestionError
from veedor.model import State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.audit.manifest import SheetManifest
    from veedor.audit.papers import Party
    from veedor.audit.reported import ReportedContest

FIGURES = "figures.csv"


def not_counted(manifest: SheetManifest) -> tuple[NotCounted, ...]:
    """Return the expected sheets that cannot be drawn, by state."""
    states = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
    return tuple(
        NotCounted(str(state), manifest.number(state), manifest.most(state))
        for state in states
        if manifest.number(state)
    )


def check_known(manifests: Iterable[SheetManifest], unauditable: Sequence[str]) -> None:
    """Refuse sheets that are said to have no paper and that no contest expects.

    A sheet that is not counted needs no paper to count at its worst, so that it may be named too.

    Raises
    ------
    QuestionError
        Where a sheet is named that is not expected.
    """
    unknown = sorted(set(unauditable).difference(*(manifest.ids.tolist() for manifest in manifests)))
    if unknown:
        raise QuestionError(
            sentence(
                "There is no sheet {unknown!r} ({number_of_unknown} unknown in all).",
                unknown=unknown[0],
                number_of_unknown=len(unknown),
            )
        )


def check_contests(reported: Sequence[ReportedContest]) -> None:
    """Refuse contests that cannot be audited by one sample.

    Raises
    ------
    QuestionError
        Where one stands twice, or of one sheets and of another ballots are listed.
    """
    names = [one.manifest.sheets.contest.contest_id for one in reported]
    twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
    if twice is not None:
        raise QuestionError(
            sentence("The contest {twice!r} stands twice.", twice=twice), remedy="Name each contest once."
        )
    if len({(one.manifest.of_ballots, one.manifest.polled) for one in reported}) > 1:
        raise QuestionError(
            "One sample cannot poll the ballots of one contest and compare those of another.",
            remedy="Give the list of ballots a column record:CONTEST for each of the contests, or for none.",
        )


def propose(
    reported: Sequence[ReportedContest],
    *,
    title: str,
    design: Design,
    parties: Sequence[Party],
    quorum: int,
    place: str,
    unauditable: Sequence[str] = (),
    question: str = "paper",
    observers: Sequence[Party] = (),
    dice: int = 0,
    nonce: str = "",
    sealed: bool = False,
) -> tuple[AuditPlan, bytes, bytes]:
    """Propose a plan for the counts of some contests and the outcomes that they give.

    Parameters
    ----------
    reported : sequence of ReportedContest
        What one sample is to confirm.
    title, design, parties, quorum, place, unauditable, question, observers, dice
        As :class:`~veedor.audit.papers.AuditPlan` has them; of the unauditable sheets those that are counted.
    nonce : str
        64 hexadecimal digits; by default new ones.
    sealed : bool
        Whether the figures are shown after the sheets were looked at.

    Returns
    -------
    AuditPlan, bytes, bytes
        The plan, the figures that it commits to, and the rules.

    Raises
    ------
    QuestionError
        Where an outcome has nothing to confirm, what is open leaves nothing of its slack, or an unauditable
        sheet does not exist.
    MissingDataError
        Where nothing says how many ballots some counted sheet can hold.
    """
    check_contests(reported)
    manifests = [one.manifest for one in reported]
    check_known(manifests, unauditable)
    contests = tuple(_planned_contest(one, Cap(design.cap)) for one in reported)
    figures, rules = write_figures(manifests), write_rules(reported)
    if sealed:
        figures = with_salt(figures, secrets.token_hex(32))
    counted = set(ids_of_all(manifests).tolist())
    plan = AuditPlan(
        title=title,
        question=question,
        contests=contests,
        commitment=Commitment(FIGURES, sha256(figures), sealed),
        rule_sha256=sha256(rules),
        design=design,
        unauditable=tuple(sorted(set(unauditable) & counted)),
        seed_procedure=seed_procedure(dice),
        parties=tuple(parties),
        quorum=quorum,
        place=place,
        nonce=nonce or secrets.token_hex(32),
        observers=tuple(observers),
        dice=dice,
    )
    return plan, figures, rules


def _planned_contest(reported: ReportedContest, cap: Cap) -> PlannedContest:
    """Write a contest into a plan, with what has to be confirmed of it."""
    manifest, rule = reported.manifest, reported.rule
    contest = manifest.sheets.contest
    found = to_confirm(reported.decided, manifest, cap)
    for member in found.members:
        if member.slack <= 0:
            raise QuestionError(
                sentence(
                    "What is open could take all the slack of {assertion_id}: no audit "
                    "of the others can confirm this outcome.",
                    assertion_id=member.assertion.assertion_id,
                ),
                remedy="Wait for the open sheets, or settle them by other evidence.",
            )
    return PlannedContest(
        contest_id=contest.contest_id,
        title=contest.title,
        rule_id=rule.rule_id,
        variant=rule.variant or "",
        round=found.round,
        outcome=found.outcome,
        winner_path=found.way,
        elected=found.elected,
        choices=tuple(ChoiceLine(c.choice_id, c.label, str(c.kind)) for c in contest.choices),
        votes_allowed=contest.votes_allowed,
        valid_kinds=tuple(sorted(str(kind) for kind in contest.valid_kinds)),
        count_id=manifest.sheets.count_id,
        sheets=len(manifest.ids),
        counted=len(manifest.sheets),
        divisions=tuple(manifest.areas),
        unnamed=manifest.unnamed,
        most_ballots=manifest.most_ballots,
        not_counted=not_counted(manifest),
        totals={str(c): n for c, n in manifest.tally().votes.items()} if manifest.polled else {},
        assertions=tuple(planned(member) for member in found.members),
    )
