"""What a rule says of a tally: elected, runoff, tie, void, another body, or not yet determined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError, QuestionError
from veedor.model import Kind, Outcome, OutcomeKind, Scope
from veedor.rules.conditions import Field, of_ballots, void_condition, way_conditions
from veedor.rules.named_areas import named_as
from veedor.rules.outstanding import why_undetermined, with_open_areas
from veedor.rules.rule_parts import TieRule
from veedor.rules.ways import (
    MOST_VOTES,
    REJECTED,
    against,
    open_ways,
    ties_end_otherwise,
    winning,
    without_first,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.model import Alternative, ChoiceId, Tally
    from veedor.rules.rule import Rule
    from veedor.rules.rule_parts import Round, Way

NO_VOTES = "no_votes"
"""Reason of an outcome that is undetermined because no candidate has a vote, or none has one yet."""


def decide(
    rule: Rule,
    tally: Tally,
    *,
    round: str | None = None,  # noqa: A002 - the word of the law
    variant: str | None = None,
) -> Outcome:
    """Say who won under a rule.

    Parameters
    ----------
    rule : Rule
        The law.
    tally : Tally
        Totals of one round; by area and with registered voters where the rule needs them. Its contest
        holds those who stand in this round. What is open in it may be for whomever it can be for, or for
        nobody; :func:`~veedor.model.as_counted` gives the tally to ask of the sums alone.
    round : str, optional
        Name of the round; the first one if absent.
    variant : str, optional
        Name of another reading.

    Returns
    -------
    Outcome
        ``undetermined`` where the outstanding ballots could change it, or where no candidate has a vote.

    Raises
    ------
    QuestionError
        Where there is no such round or variant, nobody stands, or more ballots were cast than registered.
    MissingDataError
        Where the rule needs registered voters, ballots or areas that the tally lacks.
    """
    reading = named_as(rule.reading(variant), tally.areas)
    part = reading.round(round)
    if tally.open:
        return _with_open(reading, part, tally)
    return _of_sums(reading, part, tally)


def _of_sums(reading: Rule, part: Round, tally: Tally) -> Outcome:
    check(reading, part, tally)
    if not tally.for_candidates:
        return Outcome(OutcomeKind.UNDETERMINED, (), part.name, reason=NO_VOTES)
    return _decided(reading, part, tally)


def _with_open(reading: Rule, part: Round, tally: Tally) -> Outcome:
    tally = with_open_areas(tally)
    outcome = _of_sums(reading, part, tally)
    if outcome.kind is OutcomeKind.UNDETERMINED:
        return outcome
    reason = why_undetermined(reading, tally, outcome)
    return outcome if reason is None else Outcome(OutcomeKind.UNDETERMINED, (), part.name, reason=reason)


def alternatives(
    rule: Rule,
    tally: Tally,
    choice: ChoiceId,
    *,
    round: str | None = None,  # noqa: A002 - the word of the law
) -> tuple[Alternative, ...]:
    """Return the ways in which a choice is elected: it is elected exactly when one of them holds.

    Grounds of voidness are in each of them, negated.

    Parameters
    ----------
    rule, tally, round
        As for :func:`decide`; of the tally only who stands and which areas have votes matters.
    choice : ChoiceId
        A candidate.

    Raises
    ------
    QuestionError
        Where the choice does not stand.
    """
    rule = named_as(rule, tally.areas)
    part = rule.round(round)
    field = Field(tally, rule.bases)
    if choice not in field.candidates:
        stands = ", ".join(field.candidates)
        raise QuestionError(
            sentence("{choice!r} is no candidate of this contest.", choice=choice),
            remedy=sentence("There is: {stands}.", stands=stands),
        )
    return winning(part, field, choice)


def check(rule: Rule, part: Round, tally: Tally) -> None:
    """Refuse a tally to which the rule cannot be applied.

    More ballots than registered voters would allow two candidates above half of the registered, so such a
    tally is refused where the rule asks for them.
    """
    if not tally.contest.candidates:
        raise QuestionError("Nobody stands in this contest: it has no choice of kind candidate.")
    against(part, Field(tally, rule.bases))
    if negative := [choice for choice, n in tally.votes.items() if n < 0]:
        raise QuestionError(
            sentence(
                "{negative!r} has fewer than no votes: {first}.",
                negative=negative[0],
                first=tally.of(negative[0]),
            )
        )
    for way in part.ways:
        _check_ranked(way, tally)
    possible = replace(part, ways=open_ways(part, Field(tally, rule.bases)))
    if tally.contest.votes_allowed > 1:
        _check_ballots(rule, possible, tally)
    if not needs_registered(possible):
        return
    if tally.registered is None:
        raise MissingDataError(
            sentence(
                "{rule_id} takes shares of registered voters, and the count does not have them.",
                rule_id=rule.rule_id,
            ),
            remedy="Name the column of registered voters in the case, or give --registered.",
        )
    if tally.turnout is not None and tally.turnout > tally.registered:
        raise QuestionError(
            sentence(
                "{turnout:,} ballots were cast by {registered:,} registered voters; "
                "{rule_id} takes shares of the registered and cannot be applied.",
                turnout=tally.turnout,
                registered=tally.registered,
                rule_id=rule.rule_id,
            ),
            remedy="Check the column of registered voters.",
        )


def needs_registered(part: Round) -> bool:
    """Whether a round takes shares of registered voters."""
    of_registered = [way.share for way in part.ways] + [way.lead for way in part.ways]
    return (
        any(threshold is not None and threshold.base == "registered" for threshold in of_registered)
        or any(way.turnout is not None for way in part.ways)
        or any(ground.turnout is not None for ground in part.voids)
        or any(g.share is not None and g.share.base == "registered" for g in part.voids)
    )


def _check_ballots(rule: Rule, part: Round, tally: Tally) -> None:
    """Refuse sums of votes where a round asks for ballots and each gives several votes."""
    field = Field(tally, rule.bases)
    shares = [threshold for way in part.ways for threshold in (way.share, way.lead)]
    shares += [ground.share for ground in part.voids]
    bases = {t.base for t in shares if t is not None and of_ballots(rule.bases, t.base)}
    turnouts = [*(way.turnout for way in part.ways), *(ground.turnout for ground in part.voids)]
    bases |= {t.base for t in turnouts if t is not None}
    known = all(field.by_ballots(base) for base in bases)
    for spread in (way.spread for way in part.ways if way.spread is not None):
        if of_ballots(rule.bases, spread.share.base):
            voted = [a for a in field.areas(spread.level) if field.voted_in(spread.level, a, "cast")]
            known &= all(field.by_ballots(spread.share.base, Scope(spread.level, area)) for area in voted)
    if not known:
        raise MissingDataError(
            sentence(
                "{rule_id} asks for ballots cast, and the count has only votes, of "
                "which a ballot of this contest gives up to {votes_allowed}.",
                rule_id=rule.rule_id,
                votes_allowed=tally.contest.votes_allowed,
            ),
            remedy="Name the column of ballots cast in the case.",
        )


def _check_ranked(way: Way, tally: Tally) -> None:
    if way.ranked is None:
        return
    lumps = tally.contest.of_kind(Kind.OTHERS)
    voted = [choice for choice in (*tally.contest.candidates, *lumps) if tally.of(choice)]
    if len(voted) > way.ranked.keep:
        raise QuestionError(
            sentence(
                "{number_of_voted} candidates have votes, and only {keep} are left after the transfer.",
                number_of_voted=len(voted),
                keep=way.ranked.keep,
            ),
            remedy="Give the totals after preferences were added, with those eliminated at 0 or left out.",
        )


def _decided(rule: Rule, part: Round, tally: Tally) -> Outcome:
    field = Field(tally, rule.bases)
    for ground in part.voids:
        if void_condition(field, ground).holds(tally):
            return Outcome(OutcomeKind.VOID, (), part.name, reason=ground.reason)
    ways = open_ways(part, field)
    for way in ways:
        for choice in tally.ranking() if part.approve is None else (part.approve,):
            if all(condition.holds(tally) for condition in way_conditions(field, way, choice)):
                approves = True if part.approve is not None else None
                return Outcome(
                    OutcomeKind.ELECTED, (choice,), part.name, alternative=way.name, approves=approves
                )
    if (rejecting := against(part, field)) is not None:
        return Outcome(OutcomeKind.ELECTED, (rejecting,), part.name, alternative=REJECTED, approves=False)
    for way in ways:
        if way.tie is not None and (tied := tied_by(field, way)):
            return Outcome(OutcomeKind.TIE, tied, part.name, reason=str(way.tie))
    return _otherwise(part, tally)


def tied_by(field: Field, way: Way) -> tuple[ChoiceId, ...]:
    """Return those who share the first place and satisfy all of a way but being first alone."""
    tied = top(field.tally)
    if len(tied) < 2:
        return ()
    rest = without_first(field, way, tied[0])
    return tied if all(condition.holds(field.tally) for condition in rest) else ()


def top(tally: Tally) -> tuple[ChoiceId, ...]:
    """Return the candidate, or the candidates, with the most votes."""
    most = tally.of(tally.ranking()[0])
    return tuple(choice for choice in tally.contest.candidates if tally.of(choice) == most)


def _otherwise(part: Round, tally: Tally) -> Outcome:
    """What follows when nobody wins."""
    rest = part.otherwise
    if part.places is not None:
        return _placed(part, tally, part.places)
    if rest.body is not None and rest.tie is not TieRule.BODY:
        return Outcome(OutcomeKind.OTHER_BODY, (), part.name, body=rest.body)
    if ties_end_otherwise(part) and len(first := top(tally)) > 1:
        return _tie(part, first)
    return Outcome(OutcomeKind.VOID, (), part.name, reason=rest.void or "no_winner")


def _tie(part: Round, tied: tuple[ChoiceId, ...], sure: tuple[ChoiceId, ...] = ()) -> Outcome:
    rest = part.otherwise
    if rest.tie is TieRule.BODY:
        return Outcome(
            OutcomeKind.OTHER_BODY, tied, part.name, reason=str(rest.tie), body=rest.body, sure=sure
        )
    return Outcome(OutcomeKind.TIE, tied, part.name, reason=str(rest.tie), sure=sure)


def _placed(part: Round, tally: Tally, places: int) -> Outcome:
    """Those with the most votes are elected, or advance; equal votes at the last place tie, or all go on."""
    kind = OutcomeKind.RUNOFF if part.elect is None else OutcomeKind.ELECTED
    by = MOST_VOTES if part.elect is not None else None
    ranking = tally.ranking()
    if kind is OutcomeKind.RUNOFF and len(ranking) < 2:  # who stands alone and does not win has no rival
        return Outcome(OutcomeKind.VOID, (), part.name, reason="no_winner")
    if len(ranking) <= places:
        return Outcome(kind, ranking, part.name, alternative=by)
    last = tally.of(ranking[places - 1])
    sure = tuple(choice for choice in ranking if tally.of(choice) > last)
    equal = tuple(choice for choice in ranking if tally.of(choice) == last)
    if len(sure) + len(equal) == places or part.otherwise.tie is TieRule.ALL:
        return Outcome(kind, sure + equal, part.name, alternative=by)
    return _tie(part, equal, sure if part.elect is not None else ())
