"""What is asked of a plan, when it is handed in and again whenever it is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.bets import RULES
from veedor.audit.capacity import Cap
from veedor.audit.design import METHODS, fraction_of
from veedor.audit.seed import seed_procedure
from veedor.audit.sshsig import fingerprint
from veedor.canonical import is_hash
from veedor.errors import AuditError
from veedor.intake.alike import look
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.papers import AuditPlan

DRAWS = ("proportional", "simple")
QUESTIONS = ("paper", "images")


def check_plan(plan: AuditPlan) -> None:
    """Refuse a plan that cannot be carried out, or that limits no risk.

    Raises
    ------
    AuditError
        Where parties share a name or a key, the quorum asks for nobody or for too many, the plan has no place
        or no nonce, there is nothing to confirm, or the design is not valid.
    """
    names = [party.name for party in plan.everybody]
    keys = [fingerprint(party.key) for party in plan.everybody]
    odd = next((name for name in names if not name.strip() or not name.isprintable()), None)
    if odd is not None:
        raise AuditError(
            sentence("{odd!r} is no name of a party.", odd=odd), remedy="Write it in letters, on one line."
        )
    if len({look(name).casefold() for name in names}) < len(names) or len(set(keys)) < len(keys):
        raise AuditError(
            "Two parties have the same name or the same key, or names that look the same.",
            remedy="Each needs its own.",
        )
    if not 1 <= plan.quorum <= len(plan.parties):
        raise AuditError(
            sentence(
                "The plan asks for {quorum} signatures of {number_of_parties} parties.",
                quorum=plan.quorum,
                number_of_parties=len(plan.parties),
            ),
            remedy="The quorum lies between 1 and the number of parties.",
        )
    if not plan.place.strip():
        raise AuditError(
            "The plan does not say where the folder of the audit is kept.",
            remedy="Say where everybody can find it: an address, an office.",
        )
    if not is_hash(plan.nonce):
        raise AuditError("The nonce of the plan is not made of 64 hexadecimal digits.")
    if not 0 <= plan.dice <= 1000 or plan.seed_procedure != seed_procedure(plan.dice):
        raise AuditError("The plan makes its seed in another way than this version of Veedor.")
    if not plan.contests or not all(of.assertions for of in plan.contests):
        raise AuditError("The plan names nothing to confirm.", remedy="Name the assertions of the outcome.")
    contests, figures = [of.contest_id for of in plan.contests], sum(plan.columns, ())
    if len(set(contests)) < len(contests) or len(set(figures)) < len(figures):
        raise AuditError(
            "Two contests of the plan, or two figures of a record, have the same name.",
            remedy="Audit them apart, each by a plan of its own.",
        )
    _check_design(plan)


def check_word(name: str, value: str, known: Sequence[str]) -> None:
    """Refuse a word of a plan that is not one of those that can stand there."""
    if value not in known:
        raise AuditError(
            sentence("{value!r} is no {name} of a plan.", value=value[:40], name=name),
            remedy=sentence("There is {known}.", known=", ".join(known)),
        )


def check_strata(plan: AuditPlan) -> None:
    """Refuse a plan by strata whose figures do not say in which stratum each sheet lies."""
    strata = plan.design.strata
    if strata and any(strata not in of.divisions for of in plan.contests):
        raise AuditError(
            sentence("The plan does not commit to the strata {strata!r} of its sheets.", strata=strata)
        )


def _check_design(plan: AuditPlan) -> None:
    design = plan.design
    for name, value, known in (
        ("method", design.method, METHODS),
        ("draw", design.draw, DRAWS),
        ("cap", design.cap, tuple(Cap)),
        ("rule", design.rule, RULES),
        ("question", plan.question, QUESTIONS),
    ):
        check_word(name, value, known)
    limit, bet = plan.risk_limit, fraction_of("bet", design.bet)
    if not 0 < limit < 1:
        raise AuditError(
            sentence("A risk limit cannot be {limit}.", limit=limit), remedy="Choose one between 0 and 1."
        )
    if not 0 < bet <= 1:
        raise AuditError(
            sentence("{bet} is no share of the full bet.", bet=bet), remedy="Choose one above 0, at most 1."
        )
    if design.readings < 1 or (design.most_sheets is not None and design.most_sheets < 1):
        raise AuditError("A plan asks for at least one reading of at least one sheet.")
    if design.cap != Cap.REGISTERED and not design.cap_reason.strip():
        raise AuditError(
            "A cap other than the registered voters needs a reason that the parties can sign.",
            remedy="Say why no sheet can hold more ballots than it reports.",
        )
    if design.of_ballots:
        _check_of_ballots(plan)
    check_strata(plan)
    if design.strata and design.rule != "share":
        raise AuditError(
            sentence("Strata go with a fixed share of the full bet, not with {rule!r}.", rule=design.rule),
            remedy="Choose the rule 'share', or no strata.",
        )


def _check_of_ballots(plan: AuditPlan) -> None:
    """Refuse a plan for single ballots that is made for sheets, or that asks of polling what it cannot do."""
    design = plan.design
    most = max(of.votes_allowed for of in plan.contests)
    if most != 1:
        raise AuditError(
            sentence("A ballot of a contest gives up to {most} votes; single ballots give one.", most=most),
            remedy="Audit the sheets: leave out --ballots and --cards.",
        )
    if design.cap != Cap.REGISTERED or plan.question != "paper":
        raise AuditError(
            "A ballot holds one vote, on paper: a plan for single ballots has no other cap and no images.",
            remedy="Leave out --cap and --question.",
        )
    if design.method == "polling" and (design.draw, design.rule, design.strata) != ("simple", "alpha", ""):
        raise AuditError(
            "Ballots are polled in a simple draw, by ALPHA, without strata.",
            remedy="Leave out --draw, --rule and --strata, or give the list the column record.",
        )
