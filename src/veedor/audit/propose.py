"""From a decided count to a plan that can be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.bounds import Cap, sheet_bounds
from veedor.audit.documents import ChoiceLine, Commitment, Design, Plan, planned, sha256
from veedor.audit.figures import write_figures
from veedor.errors import QuestionError
from veedor.model import Assertion, Quorum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.documents import Party
    from veedor.count import Sheets
    from veedor.model import Alternative, Condition
    from veedor.rules import Decision

SEED_PROCEDURE = (
    "In public, after the plan has its signatures: twenty throws of a ten-sided die by people whom "
    "the parties name in turn, each digit read aloud and written down at once."
)
FIGURES = "figures.csv"


def to_confirm(path: Alternative, decision: Decision) -> tuple[Assertion, ...]:
    """Give the assertions that an audit has to confirm for one way to win.

    A quorum (spread over areas, electors of states) holds if enough of its groups do; the audit confirms the
    groups with the most slack in votes, just enough of them, so that no more is audited than needed.

    Parameters
    ----------
    path : Alternative
        The way to win, or for a runoff the conjunction that establishes it.
    decision : Decision
        On the reported totals.

    Raises
    ------
    QuestionError
        Where a condition does not hold on them, or rests on no ballot (a turnout of registered voters is
        tested with the voter list, not with ballots).
    """
    chosen: list[Assertion] = []
    for condition in path.conditions:
        chosen += _of_condition(condition, decision)
    unique = {assertion.assertion_id: assertion for assertion in chosen}
    return tuple(unique.values())


def _of_condition(condition: Condition, decision: Decision) -> list[Assertion]:
    if isinstance(condition, Assertion):
        if not condition.holds(decision.tally):
            raise QuestionError(
                f"{condition.assertion_id} does not hold on the reported count: there is nothing to confirm."
            )
        return [condition]
    return _of_quorum(condition, decision)


def _of_quorum(quorum: Quorum, decision: Decision) -> list[Assertion]:
    groups = [
        (min(quorum.members[i].slack(decision.tally) for i in group), points, group)
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


def propose(
    sheets: Sheets,
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
) -> tuple[Plan, bytes]:
    """Propose a plan for a count and the outcome that it gives.

    Parameters
    ----------
    sheets : Sheets
        The reported count.
    decision : Decision
        What the rule says of it.
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
    Plan, bytes
        The plan and the figures that it commits to.

    Raises
    ------
    QuestionError
        Where the outcome has nothing to confirm, or an unauditable sheet does not exist.
    """
    support = decision.support
    if support is None:
        raise QuestionError(
            f"The outcome ({decision.outcome.kind}) rests on no assertions, so no audit can confirm it."
        )
    unknown = sorted(set(unauditable) - set(sheets.ids.tolist()))
    if unknown:
        raise QuestionError(f"There is no sheet {unknown[0]!r} ({len(unknown)} unknown in all).")
    assertions = to_confirm(support.alternative, decision)
    of_rule = [a.scope.division for a in assertions if a.scope is not None]
    divisions = tuple(dict.fromkeys([*of_rule, *([design.strata] if design.strata else [])]))
    _known(sheets, divisions)
    figures = write_figures(sheets, divisions)
    cap = Cap(design.cap)
    plan = Plan(
        title=title,
        question=question,
        contest_id=sheets.contest.contest_id,
        rule_id=decision.rule_id,
        rule_sha256=sha256(rule_text),
        variant=decision.variant or "",
        round=decision.round,
        outcome=str(decision.outcome.kind),
        winner_path=support.alternative.name,
        elected=tuple(decision.outcome.choices),
        choices=tuple(ChoiceLine(c.choice_id, c.label, str(c.kind)) for c in sheets.contest.choices),
        commitment=Commitment(sheets.count_id, FIGURES, sha256(figures), len(sheets), divisions),
        assertions=tuple(planned(sheet_bounds(sheets, assertion, cap)) for assertion in assertions),
        design=design,
        unauditable=tuple(sorted(unauditable)),
        seed_procedure=seed_procedure,
        parties=tuple(parties),
        quorum=quorum,
    )
    return plan, figures


def _known(sheets: Sheets, divisions: Sequence[str]) -> None:
    for division in divisions:
        try:
            sheets.member_of(division)
        except KeyError:
            known = ", ".join([*sheets.places.levels, *sheets.areas])
            raise QuestionError(
                f"The sheets have no division {division!r}.", remedy=f"They have {known}."
            ) from None
