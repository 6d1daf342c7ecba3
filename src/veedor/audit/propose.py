"""From a decided count to a plan that can be signed."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bounds import Cap, sheet_bounds
from veedor.audit.canonical import sha256
from veedor.audit.manifest_file import write_figures
from veedor.audit.papers import AuditPlan, ChoiceLine, Commitment, Design, NotCounted
from veedor.audit.planned import planned
from veedor.errors import QuestionError
from veedor.model import Assertion, Kind, Quorum, State
from veedor.rules import explain
from veedor.rules.lump import as_one

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.manifest import SheetManifest
    from veedor.audit.papers import Party
    from veedor.model import Alternative, Condition
    from veedor.rules import Decision, Seats

SEED_PROCEDURE = (
    "In public, after the plan has its signatures: twenty throws of a ten-sided die by people whom "
    "the parties name in turn, each digit read aloud and written down at once."
)
FIGURES = "figures.csv"


def way_to_confirm(
    decision: Decision, manifest: SheetManifest, cap: Cap
) -> tuple[Alternative, tuple[Assertion, ...]]:
    """Choose the way to the outcome that an audit is to confirm, and what it has to confirm of it.

    The way that the outcome rests on; where what is open could break it, another one that it cannot break, if
    there is one. The choice follows from the figures alone, so that whoever verifies the plan makes it again.

    Raises
    ------
    QuestionError
        Where the outcome rests on nothing that votes could confirm.
    """
    if decision.support is None or decision.lump is not None:
        raise _nothing_to_confirm(decision)

    @cache
    def left(form: Assertion) -> Fraction:
        try:
            return sheet_bounds(manifest, form, cap).votes
        except QuestionError:
            return Fraction(0)

    # whoever is hidden in a lump might have all its votes, and with errors or open votes more than is seen:
    # the outcome has to be confirmed with each lump as one candidate too
    lumps = manifest.sheets.contest.of_kind(Kind.OTHERS)
    apart = (explain(decision.rule, as_one(decision.tally, one), round=decision.round) for one in lumps)
    way, forms = _surviving(decision, left)
    every = {form.assertion_id: form for form in forms}
    for other in apart:
        every |= {form.assertion_id: form for form in _surviving(other, left)[1]}
    return way, tuple(every.values())


def _surviving(
    decision: Decision, left: Callable[[Assertion], Fraction]
) -> tuple[Alternative, tuple[Assertion, ...]]:
    """Give the way that the outcome rests on, or another that survives what is open if it does not."""
    if decision.support is None:
        raise _nothing_to_confirm(decision)
    ways = [decision.support, *(way for way in decision.supports if way is not decision.support)]
    found = [(way.alternative, assertions_of_way(way.alternative, decision, left)) for way in ways]
    surviving = (one for one in found if one[1] and all(left(form) > 0 for form in one[1]))
    return next(surviving, found[0])


def seats_to_confirm(seats: Seats) -> tuple[Assertion, ...]:
    """Give the assertions that an audit has to confirm for the seats that a rule shares out.

    Raises
    ------
    QuestionError
        Where a seat is open, or the seats rest on no sums of votes.
    """
    if seats.open_seats:
        raise QuestionError(
            f"{seats.open_seats} seats ({seats.rule.name}) are open, so no audit can confirm whose they are.",
            remedy="`veedor outcome` says why.",
        )
    return seats.assertions


def _nothing_to_confirm(decision: Decision) -> QuestionError:
    """Say why there is nothing that an audit could confirm."""
    if decision.lump is not None:
        return QuestionError(
            f"The outcome is not determined: {decision.lump.choice} is one figure for several candidates "
            f"({decision.lump.votes} votes), and one of them could change it. No audit can confirm it.",
            remedy="Publish each of these candidates with its own votes.",
        )
    kind = decision.outcome.kind
    why = f": {decision.outcome.reason}" if decision.outcome.reason else ""
    return QuestionError(
        f"The outcome ({kind}{why}) rests on no condition of votes, so no audit can confirm it.",
        remedy="An audit confirms who won, or who goes on. `veedor outcome` says what the rule gives.",
    )


def assertions_of_way(
    path: Alternative, decision: Decision, left: Callable[[Assertion], Fraction] | None = None
) -> tuple[Assertion, ...]:
    """Give the assertions that an audit has to confirm for one way to win.

    A quorum (spread over areas, electors of states) holds if enough of its groups do; the audit confirms the
    groups with the most slack in votes, just enough of them, so that no more is audited than needed.

    Parameters
    ----------
    path : Alternative
        The way to win, or for a runoff the conjunction that establishes it.
    decision : Decision
        On the reported totals.
    left : callable, optional
        Slack of an assertion in votes, after what is open; by default that on the totals.

    Raises
    ------
    QuestionError
        Where a condition does not hold on them, or rests on no ballot (a turnout of registered voters is
        tested with the voter list, not with ballots).
    """
    chosen: list[Assertion] = []
    for condition in path.conditions:
        chosen += _of_condition(condition, decision, left or (lambda form: form.slack(decision.tally)))
    unique = {assertion.assertion_id: assertion for assertion in chosen}
    return tuple(unique.values())


def _of_condition(
    condition: Condition, decision: Decision, left: Callable[[Assertion], Fraction]
) -> list[Assertion]:
    if isinstance(condition, Assertion):
        if not condition.holds(decision.tally):
            raise QuestionError(
                f"{condition.assertion_id} does not hold on the reported count: there is nothing to confirm."
            )
        return [condition]
    return _of_quorum(condition, decision, left)


def _of_quorum(quorum: Quorum, decision: Decision, left: Callable[[Assertion], Fraction]) -> list[Assertion]:
    groups = [
        (min(left(quorum.members[i]) for i in group), points, group)
        for points, group in zip(quorum.points, quorum.groups, strict=True)
        if all(quorum.members[i].holds(decision.tally) for i in group)
    ]
    groups.sort(key=lambda g: -g[0])
    chosen, score = [], 0
    for _, points, group in groups:
        if score >= quorum.need:
            break
        chosen += [quorum.members[i] for i in group]
        score += points
    if score < quorum.need:
        raise QuestionError(f"{quorum.name} does not hold on the reported count.")
    return chosen


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
    decision: Decision,
    rule_text: bytes,
    *,
    title: str,
    design: Design,
    parties: Sequence[Party],
    quorum: int,
    unauditable: Sequence[str] = (),
    question: str = "paper",
    seed_procedure: str = SEED_PROCEDURE,
) -> tuple[AuditPlan, bytes]:
    """Propose a plan for a count and the outcome that it gives.

    Parameters
    ----------
    manifest : SheetManifest
        Every expected sheet, with the divisions of the rule and of the strata.
    decision : Decision
        What the rule says of the counted ones.
    rule_text : bytes
        The rule file as it was applied; the plan names its hash.
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
    seed_procedure : str
        How the seed will be made.

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
    contest, outcome = manifest.sheets.contest, decision.outcome
    lost = check_known(manifest, unauditable)
    way, members = _bounded(decision, manifest, Cap(design.cap))
    figures = write_figures(manifest)
    plan = AuditPlan(
        title=title,
        question=question,
        contest_id=contest.contest_id,
        rule_id=decision.rule_id,
        rule_sha256=sha256(rule_text),
        variant=decision.variant or "",
        round=decision.round,
        outcome=str(outcome.kind),
        winner_path=way.name,
        elected=tuple(outcome.choices),
        choices=tuple(ChoiceLine(c.choice_id, c.label, str(c.kind)) for c in contest.choices),
        votes_allowed=contest.votes_allowed,
        valid_kinds=tuple(sorted(str(kind) for kind in contest.valid_kinds)),
        commitment=_commitment(manifest, figures),
        not_counted=not_counted(manifest),
        assertions=tuple(planned(member) for member in members),
        design=design,
        unauditable=tuple(manifest.sheets.ids[lost].tolist()),
        seed_procedure=seed_procedure,
        parties=tuple(parties),
        quorum=quorum,
    )
    return plan, figures


def _bounded(
    decision: Decision, manifest: SheetManifest, cap: Cap
) -> tuple[Alternative, tuple[SheetBounds, ...]]:
    """Give the way to confirm with the bounds of its assertions, each with some slack left."""
    way, assertions = way_to_confirm(decision, manifest, cap)
    members = tuple(sheet_bounds(manifest, assertion, cap) for assertion in assertions)
    for member in members:
        if member.slack <= 0:
            raise QuestionError(
                f"What is open could take all the slack of {member.assertion.assertion_id}: "
                "no audit of the others can confirm this outcome.",
                remedy="Wait for the open sheets, or settle them by other evidence.",
            )
    return way, members


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
