"""What is asked of a plan and of a record, when it is handed in and again whenever it is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.bets import RULES
from veedor.audit.bounds import Cap
from veedor.audit.papers import fraction_of
from veedor.audit.sshsig import fingerprint
from veedor.errors import AuditError

if TYPE_CHECKING:
    from veedor.audit.folder import AuditFolder
    from veedor.audit.papers import AuditPlan
    from veedor.audit.steps import AuditRecord

DRAWS = ("proportional", "simple")
QUESTIONS = ("paper", "images")
STATUSES = ("found", "not_auditable")


def check_plan(plan: AuditPlan) -> None:
    """Refuse a plan that cannot be carried out, or that limits no risk.

    Raises
    ------
    AuditError
        Where parties share a name or a key, the quorum asks for nobody or for too many, there is nothing to
        confirm, or the design is none.
    """
    names = [party.name for party in plan.parties]
    keys = [fingerprint(party.key) for party in plan.parties]
    if len(set(names)) < len(names) or len(set(keys)) < len(keys):
        raise AuditError("Two parties have the same name or the same key.", remedy="Each needs its own.")
    if not 1 <= plan.quorum <= len(plan.parties):
        raise AuditError(
            f"The plan asks for {plan.quorum} signatures of {len(plan.parties)} parties.",
            remedy="The quorum lies between 1 and the number of parties.",
        )
    if not plan.assertions:
        raise AuditError("The plan names nothing to confirm.", remedy="Name the assertions of the outcome.")
    _check_design(plan)


def _check_design(plan: AuditPlan) -> None:
    design = plan.design
    for name, value, known in (
        ("draw", design.draw, DRAWS),
        ("cap", design.cap, tuple(Cap)),
        ("rule", design.rule, RULES),
        ("question", plan.question, QUESTIONS),
    ):
        if value not in known:
            raise AuditError(f"{value!r} is no {name} of a plan.", remedy=f"There is {', '.join(known)}.")
    limit, bet = plan.risk_limit, fraction_of("bet", design.bet)
    if not 0 < limit < 1:
        raise AuditError(f"A risk limit of {limit} is none.", remedy="Choose one between 0 and 1.")
    if not 0 < bet <= 1:
        raise AuditError(f"{bet} is no share of the full bet.", remedy="Choose one above 0, at most 1.")
    if design.readings < 1 or (design.most_sheets is not None and design.most_sheets < 1):
        raise AuditError("A plan asks for at least one reading of at least one sheet.")
    if design.cap != Cap.REGISTERED and not design.cap_reason.strip():
        raise AuditError(
            "A cap other than the registered voters needs a reason that the parties can sign.",
            remedy="Say why no sheet can hold more ballots than it reports.",
        )
    if design.strata and design.strata not in plan.commitment.divisions:
        raise AuditError(f"The plan does not commit to the strata {design.strata!r} of its sheets.")
    if design.strata and design.rule != "share":
        raise AuditError(
            f"Strata go with a fixed share of the full bet, not with {design.rule!r}.",
            remedy="Choose the rule 'share', or no strata.",
        )


def check_record(folder: AuditFolder, record: AuditRecord, drawn: frozenset[str]) -> None:
    """Refuse a record that does not belong to the draw or does not say what was found.

    Parameters
    ----------
    folder : AuditFolder
        The audit.
    record : AuditRecord
        What was found on one sheet.
    drawn : frozenset of str
        Sheets that were drawn.

    Raises
    ------
    AuditError
        Where the sheet was not drawn, a figure is unknown or negative, too few people have read it, or a
        record that it replaces is not there.
    """
    sheet = record.sheet_id
    if record.draw_sha256 != folder.draw_line.sha256:
        raise AuditError(f"The record of sheet {sheet!r} belongs to another draw.")
    if sheet not in drawn:
        raise AuditError(
            f"The sheet {sheet!r} was not drawn.", remedy="Record the drawn sheets; see the retrieval list."
        )
    if record.status not in STATUSES:
        raise AuditError(f"{record.status!r} is no status.", remedy=f"There is {' and '.join(STATUSES)}.")
    if record.status == "not_auditable":
        if not record.reason.strip() or record.entries:
            raise AuditError(
                f"Sheet {sheet!r} is not auditable for no stated reason, or has figures.",
                remedy="Say why, and give no figures.",
            )
    else:
        _check_entries(folder, record)
    if record.replaces and record.replaces not in {line.sha256 for line, _ in folder.records.get(sheet, ())}:
        raise AuditError(f"The record of sheet {sheet!r} replaces one that is not there.")


def _check_entries(folder: AuditFolder, record: AuditRecord) -> None:
    sheet = record.sheet_id
    known = {choice.choice_id for choice in folder.plan.choices}
    for entry in record.entries:
        if set(entry.votes) != known:
            odd = sorted(set(entry.votes) ^ known)
            raise AuditError(f"The figures of sheet {sheet!r} by {entry.by} lack or add {', '.join(odd)}.")
        if any(votes < 0 for votes in entry.votes.values()):
            raise AuditError(f"A figure of sheet {sheet!r} by {entry.by} is negative.")
    people = {entry.by.strip().casefold() for entry in record.entries} - {""}
    needed = folder.plan.design.readings
    if len(people) < needed:
        raise AuditError(
            f"{len(people)} people have read sheet {sheet!r}; the plan asks for {needed}.",
            remedy="Let another person read the sheet and write down what stands there.",
        )
