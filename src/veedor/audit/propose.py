"""From a decided count to a plan that can be signed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bounds import Cap
from veedor.audit.confirm import to_confirm
from veedor.audit.manifest_file import with_salt, write_figures
from veedor.audit.papers import AuditPlan, ChoiceLine, Commitment, Design, NotCounted
from veedor.audit.planned import planned
from veedor.audit.seed import seed_procedure
from veedor.canonical import sha256
from veedor.errors import QuestionError
from veedor.model import State
from veedor.rules import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veedor.audit.confirm import ToConfirm
    from veedor.audit.manifest import SheetManifest
    from veedor.audit.papers import Party
    from veedor.rules import Rule, Seats

FIGURES = "figures.csv"


def not_counted(manifest: SheetManifest) -> tuple[NotCounted, ...]:
    """Give the expected sheets that cannot be drawn, by state."""
    states = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)
    return tuple(
        NotCounted(str(state), manifest.number(state), manifest.most(state))
        for state in states
        if manifest.number(state)
    )


def check_known(manifest: SheetManifest, unauditable: Sequence[str]) -> NDArray[np.bool_]:
    """Say which counted sheets have no paper, shape (n_counted,).

    A sheet that is not counted needs no paper to count at its worst, so that it may be named too.

    Raises
    ------
    QuestionError
        Where a sheet is named that is not expected.
    """
    unknown = sorted(set(unauditable) - set(manifest.ids.tolist()))
    if unknown:
        raise QuestionError(f"There is no sheet {unknown[0]!r} ({len(unknown)} unknown in all).")
    return np.isin(manifest.sheets.ids, np.array(list(unauditable), dtype=str))


def propose(
    manifest: SheetManifest,
    decided: Decision | Seats,
    rule_text: bytes,
    *,
    rule: Rule | None = None,
    title: str,
    design: Design,
    parties: Sequence[Party],
    quorum: int,
    unauditable: Sequence[str] = (),
    question: str = "paper",
    place: str,
    observers: Sequence[Party] = (),
    dice: int = 0,
    nonce: str = "",
    sealed: bool = False,
) -> tuple[AuditPlan, bytes]:
    """Propose a plan for a count and the outcome that it gives.

    Parameters
    ----------
    manifest : SheetManifest
        Every expected sheet, with the divisions of the rule and of the strata.
    decided : Decision or Seats
        What the rule says of the counted ones.
    rule_text : bytes
        The rule file as it was applied; the plan names its hash.
    rule : Rule, optional
        The law, in the reading that was applied; needed for seats, which do not know it.
    title : str
        What is audited, for people.
    design : Design
        How.
    parties : sequence of Party
        Who is asked to agree.
    quorum : int
        Signatures that the plan needs.
    unauditable : sequence of str
        Sheets that are known to have no paper.
    question : str
        ``paper`` or ``images``.
    place : str
        Where the one folder of the audit is kept and published.
    observers : sequence of Party
        Who may witness.
    dice : int
        Digits to be thrown in public besides those of the parties.
    nonce : str
        64 hexadecimal digits; by default new ones.
    sealed : bool
        Whether the figures are shown after the sheets were looked at.

    Returns
    -------
    AuditPlan, bytes
        The plan and the figures that it commits to.

    Raises
    ------
    QuestionError
        Where the outcome has nothing to confirm, what is open leaves nothing of its slack, or an unauditable
        sheet does not exist.
    MissingDataError
        Where nothing says how many ballots some counted sheet can hold.
    """
    law = rule or (decided.rule if isinstance(decided, Decision) else None)
    if law is None:
        raise ValueError("the rule of seats is to be named")
    contest = manifest.sheets.contest
    lost = check_known(manifest, unauditable)
    found = to_confirm(decided, manifest, Cap(design.cap))
    _check_left(found)
    nonce = nonce or secrets.token_hex(32)
    figures = write_figures(manifest)
    if sealed:
        figures = with_salt(figures, secrets.token_hex(32))
    plan = AuditPlan(
        title=title,
        question=question,
        contest_id=contest.contest_id,
        rule_id=law.rule_id,
        rule_sha256=sha256(rule_text),
        variant=law.variant or "",
        round=found.round,
        outcome=found.outcome,
        winner_path=found.way,
        elected=found.elected,
        choices=tuple(ChoiceLine(c.choice_id, c.label, str(c.kind)) for c in contest.choices),
        votes_allowed=contest.votes_allowed,
        valid_kinds=tuple(sorted(str(kind) for kind in contest.valid_kinds)),
        commitment=replace(_commitment(manifest, figures), sealed=sealed),
        not_counted=not_counted(manifest),
        assertions=tuple(planned(member) for member in found.members),
        design=design,
        unauditable=tuple(manifest.sheets.ids[lost].tolist()),
        seed_procedure=seed_procedure(dice),
        parties=tuple(parties),
        quorum=quorum,
        place=place,
        nonce=nonce,
        observers=tuple(observers),
        dice=dice,
        totals={str(c): n for c, n in manifest.tally().votes.items()} if manifest.polled else {},
    )
    return plan, figures


def _check_left(found: ToConfirm) -> None:
    """Refuse a plan of which what is open could take all the slack of an assertion."""
    for member in found.members:
        if member.slack <= 0:
            raise QuestionError(
                f"What is open could take all the slack of {member.assertion.assertion_id}: "
                "no audit of the others can confirm this outcome.",
                remedy="Wait for the open sheets, or settle them by other evidence.",
            )


def _commitment(manifest: SheetManifest, figures: bytes) -> Commitment:
    return Commitment(
        manifest.sheets.count_id,
        FIGURES,
        sha256(figures),
        len(manifest.ids),
        len(manifest.sheets),
        tuple(manifest.areas),
        manifest.unnamed,
        manifest.most_ballots,
    )
