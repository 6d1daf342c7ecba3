"""What an audit has to confirm for an outcome, or for seats, to be right: the weakest set that is enough.

Where several conjunctions of the rule each establish the outcome (half of the votes, or two fifths and a
lead), one of them is fixed before the draw: the one that makes the least work, of those that what is open
cannot break. What follows from another assertion is left out. The choice rests on the committed figures
alone, so that whoever verifies a plan makes it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.audit.bounds import sheet_bounds
from veedor.audit.capacity import Cap
from veedor.errors import QuestionError
from veedor.model import Assertion, Kind, OutcomeKind
from veedor.rules import explain, seats
from veedor.rules.assembly import Seats
from veedor.rules.decide import NO_VOTES
from veedor.rules.decision import as_one
from veedor.rules.implied import without_implied
from veedor.sentence import sentence, template, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.audit.bounds import SheetBounds
    from veedor.audit.manifest import SheetManifest
    from veedor.model import Alternative, Condition, Quorum, Tally
    from veedor.rules import Decision, Rule

SEATS = "seats"
"""Stands in a plan for the outcome of a round where seats are confirmed."""

_KINDS = {
    OutcomeKind.ELECTED: template("somebody is elected"),
    OutcomeKind.RUNOFF: template("a second round"),
    OutcomeKind.TIE: template("a tie"),
    OutcomeKind.OTHER_BODY: template("another body decides"),
    OutcomeKind.VOID: template("void"),
    OutcomeKind.UNDETERMINED: template("not determined"),
}
"""How a round ends, as an error says it."""
_NO_VOTES = template("no candidate has a vote")


@dataclass(frozen=True)
class ToConfirm:
    """What an audit has to confirm.

    Parameters
    ----------
    outcome : str
        Kind of the outcome, or ``seats``.
    way : str
        The alternative of the rule, or the name of the seats.
    round : str
        Of the rule; empty for seats.
    elected : tuple of str
        Choices that the outcome names; of seats ``list=number``.
    members : tuple of SheetBounds
        The assertions with slack and bounds.
    """

    outcome: str
    way: str
    round: str
    elected: tuple[str, ...]
    members: tuple[SheetBounds, ...]

    @property
    def assertions(self) -> tuple[Assertion, ...]:
        """The assertions alone."""
        return tuple(member.assertion for member in self.members)


def to_confirm(decided: Decision | Seats, manifest: SheetManifest, cap: Cap) -> ToConfirm:
    """Choose what an audit is to confirm.

    Parameters
    ----------
    decided : Decision or Seats
        What the rule says of the counted sheets.
    manifest : SheetManifest
        Every expected sheet.
    cap : Cap
        How many ballots a sheet can hold.

    Raises
    ------
    QuestionError
        Where the outcome rests on nothing that votes could confirm, a seat is open, or a condition is met
        with nothing to spare.
    MissingDataError
        Where nothing says how many ballots some counted sheet can hold.
    """
    bounds = _Bounds(manifest, cap)
    if isinstance(decided, Seats):
        held = tuple(f"{choice}={n}" for choice, n in decided.total.items())
        forms = {form.assertion_id: form for form in _of_seats(decided)}
        if not forms:
            raise _whatever_the_votes(manifest)
        return ToConfirm(SEATS, decided.rule.name, "", held, bounds.of(forms.values()))
    way, forms_of_way = _surviving(decided, bounds)
    # whoever is hidden in a lump might have all its votes, and with errors or open votes more than is seen:
    # the outcome has to be confirmed with each lump as one candidate too
    found = list(forms_of_way)
    for lump in manifest.sheets.contest.of_kind(Kind.OTHERS):
        apart = explain(decided.rule, as_one(decided.tally, lump), round=decided.round)
        found += _surviving(apart, bounds)[1]
    outcome = decided.outcome
    unique = tuple({form.assertion_id: form for form in found}.values())
    if not unique:
        raise _whatever_the_votes(manifest)
    kept = (
        f for f in without_implied(unique, manifest.sheets.contest.candidates) if isinstance(f, Assertion)
    )
    return ToConfirm(str(outcome.kind), way.name, decided.round, tuple(outcome.choices), bounds.of(kept))


def decided_again(rule: Rule, tally: Tally, *, outcome: str, way: str, round_: str) -> Decision | Seats:
    """Apply a rule as a plan names its question.

    Parameters
    ----------
    rule : Rule
        As it was committed, in the reading of the plan.
    tally : Tally
        Of the committed figures, or of those found, with the areas of :func:`divisions_of`.
    outcome, way, round_ : str
        From the plan; see :class:`ToConfirm`.
    """
    if outcome != SEATS:
        return explain(rule, tally, round=round_)
    return seats(rule, tally, way)


def divisions_of(rule: Rule, outcome: str, way: str, round_: str) -> tuple[str, ...]:
    """Give the divisions whose areas the question of a plan needs."""
    return rule.seat_rule(way).divisions if outcome == SEATS else rule.round(round_).divisions


class _Bounds:
    """Slack and bounds of assertions, each worked out once."""

    def __init__(self, manifest: SheetManifest, cap: Cap) -> None:
        self.manifest = manifest
        self.cap = cap
        self.known: dict[object, SheetBounds] = {}

    def of(self, forms: Iterable[Assertion]) -> tuple[SheetBounds, ...]:
        """Give the bounds of some assertions.

        Raises
        ------
        QuestionError
            Where one does not hold on the counted sheets.
        """
        return tuple(self._of(form) for form in forms)

    def _of(self, form: Assertion) -> SheetBounds:
        if form.key not in self.known:
            self.known[form.key] = sheet_bounds(self.manifest, form, self.cap)
        return self.known[form.key]

    def left(self, form: Assertion) -> Fraction:
        """Give the slack that is left in votes; zero where there is none."""
        try:
            return self._of(form).votes
        except QuestionError:
            return Fraction(0)

    def work(self, forms: Iterable[Assertion]) -> Fraction:
        """Give the largest ratio of bounds to slack of some assertions of which some slack is left."""
        return max(member.ratio for member in self.of(forms))


def _surviving(decision: Decision, bounds: _Bounds) -> tuple[Alternative, tuple[Assertion, ...]]:
    """Give the way that makes the least work of those that survive what is open; else that of the outcome."""
    if decision.support is None or decision.lump is not None:
        raise _nothing_to_confirm(decision)
    ways = [decision.support, *(way for way in decision.supports if way is not decision.support)]
    found = [(way.alternative, assertions_of_way(way.alternative, decision, bounds)) for way in ways]
    surviving = [one for one in found if one[1] and all(bounds.left(form) > 0 for form in one[1])]
    return min(surviving, key=lambda one: bounds.work(one[1]), default=found[0])


def _of_seats(shared: Seats) -> tuple[Assertion, ...]:
    """Give the assertions of seats."""
    if shared.open_seats:
        raise QuestionError(
            sentence(
                "{open_seats} seats ({rule}) are open: no audit can confirm whose they are.",
                open_seats=shared.open_seats,
                rule=shared.rule.name,
            ),
            remedy="`veedor outcome` says why.",
        )
    return shared.assertions


def _whatever_the_votes(manifest: SheetManifest) -> QuestionError:
    """Say that nobody can lose: no more stand than are elected, or one list alone has votes."""
    return QuestionError(
        sentence(
            "Whatever the votes of {contest!r} are, this outcome follows, so there is nothing to audit.",
            contest=manifest.sheets.contest.contest_id,
        ),
        remedy="`veedor outcome` says why. Of several contests, name only the others.",
    )


def _nothing_to_confirm(decision: Decision) -> QuestionError:
    """Say why there is nothing that an audit could confirm."""
    if decision.lump is not None:
        return QuestionError(
            sentence(
                "The outcome is not determined: {choice} is one figure for several "
                "candidates ({votes} votes), and one of them could change it. No "
                "audit can confirm it.",
                choice=decision.lump.choice,
                votes=decision.lump.votes,
            ),
            remedy="Publish each of these candidates with its own votes.",
        )
    outcome = decision.outcome
    return QuestionError(
        sentence(
            "The outcome ({kind}) rests on no condition of votes, so no audit can confirm it.",
            kind=whole(_NO_VOTES if outcome.reason == NO_VOTES else _KINDS[outcome.kind]),
        ),
        remedy="An audit confirms who won, or who goes on. `veedor outcome` says what the rule gives.",
    )


def assertions_of_way(
    way: Alternative, decision: Decision, bounds: _Bounds | None = None
) -> tuple[Assertion, ...]:
    """Give the assertions that an audit has to confirm for one way to win.

    A quorum (spread over areas, electors of states) holds if enough of its groups do; the audit confirms the
    groups with the most slack in votes, just enough of them, so that no more is audited than needed.

    Parameters
    ----------
    way : Alternative
        The way to win, or for a runoff the conjunction that establishes it.
    decision : Decision
        On the reported totals.
    bounds : optional
        Gives the slack that what is open leaves; by default that on the totals.

    Raises
    ------
    QuestionError
        Where a condition does not hold on the totals.
    """
    chosen: list[Assertion] = []
    for condition in way.conditions:
        chosen += _of_condition(condition, decision, bounds)
    return tuple({assertion.assertion_id: assertion for assertion in chosen}.values())


def _of_condition(condition: Condition, decision: Decision, bounds: _Bounds | None) -> Sequence[Assertion]:
    if not isinstance(condition, Assertion):
        return _of_quorum(condition, decision, bounds)
    if not condition.holds(decision.tally):
        raise QuestionError(
            sentence(
                "{assertion_id} does not hold on the reported count: there is nothing to confirm.",
                assertion_id=condition.assertion_id,
            )
        )
    return [condition]


def _of_quorum(quorum: Quorum, decision: Decision, bounds: _Bounds | None) -> list[Assertion]:
    def left(form: Assertion) -> Fraction:
        return form.slack(decision.tally) if bounds is None else bounds.left(form)

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
        raise QuestionError(sentence("{quorum} does not hold on the reported count.", quorum=quorum.name))
    return chosen
