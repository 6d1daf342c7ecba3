"""Predicates of a rule as linear inequalities over the votes of one contest.

For a share ``p/q`` of a base ``B``, with ``c`` the votes of the subject and ``d`` those of a rival:

=========  =============================  ==================================
predicate  holds when                     integer form
=========  =============================  ==================================
share      ``c >= (p/q) B``               ``q c - p B >= 0``
lead       ``c - d >= (p/q) B``           ``q (c - d) - p B >= 0``
first      ``c > d``                      ``c - d > 0``
turnout    ``B >= (p/q) R``               ``q B - p R >= 0``
=========  =============================  ==================================

``>`` makes the form strict; ``plus_one`` subtracts ``q``. The scale is ``q``: a slack of one is one vote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.errors import MissingDataError
from veedor.model import Assertion, AssertionKind, Kind, Quorum, Scope
from veedor.rules.rule_parts import Op
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import AreaId, ChoiceId, Condition, Tally
    from veedor.rules.rule_parts import Spread, Threshold, Void, Way, Weights

NEGATED = {
    AssertionKind.SHARE: AssertionKind.NOT_SHARE,
    AssertionKind.LEAD: AssertionKind.NOT_LEAD,
    AssertionKind.TURNOUT: AssertionKind.NOT_TURNOUT,
}
NEGATED |= {after: before for before, after in NEGATED.items()}


@dataclass(frozen=True)
class Field:
    """Who stands, and what the bases hold: all that assertions of a tally depend on.

    Parameters
    ----------
    tally : Tally
        For its contest and for the names of its areas; its votes matter only in that areas without votes
        cannot have been won.
    bases : mapping of str to tuple of Kind
        From the rule.
    """

    tally: Tally
    bases: Mapping[str, tuple[Kind, ...]]

    @property
    def candidates(self) -> tuple[ChoiceId, ...]:
        """Who stands."""
        return self.tally.contest.candidates

    def base(self, name: str) -> tuple[ChoiceId, ...]:
        """Choices that a base of votes holds."""
        return self.tally.contest.of_kind(*self.bases[name])

    @property
    def number(self) -> int:
        """How many stand at least: those with a name, and two in each lump of others."""
        return len(self.candidates) + 2 * len(self.tally.contest.of_kind(Kind.OTHERS))

    def by_ballots(self, name: str, scope: Scope | None = None) -> bool:
        """Whether a base is the ballots cast, and those are not the sum of votes."""
        tally = self.tally
        if scope is not None:
            tally = tally.areas.get(scope.division, {}).get(scope.area, tally)
        every = len(self.base(name)) == len(tally.contest.choices)
        return tally.ballots is not None and of_ballots(self.bases, name) and every

    def voted_in(self, level: str, area: AreaId, base: str) -> bool:
        """Whether anybody has a vote of a base in an area, so that conditions can be asked of it."""
        here = self.areas(level)
        return area in here and here[area].total(self.bases[base]) > 0

    def rivals(self, choice: ChoiceId) -> tuple[ChoiceId, ...]:
        """All other candidates."""
        return tuple(c for c in self.candidates if c != choice)

    def areas(self, level: str) -> Mapping[AreaId, Tally]:
        """Areas of a level.

        Raises
        ------
        MissingDataError
            Where the tally has no totals by such areas.
        """
        if level not in self.tally.areas:
            raise MissingDataError(
                sentence("This rule needs totals by {level}, and the count has none.", level=level),
                remedy="Name that level of place or division in the case, or give --area for each.",
            )
        return self.tally.areas[level]


def share(field: Field, threshold: Threshold, subject: ChoiceId, *, scope: Scope | None = None) -> Assertion:
    """The subject has a share of a base; for ``<`` and ``<=``, does not reach it."""
    return _form(field, AssertionKind.SHARE, threshold, {subject: 1}, subject=subject, scope=scope)


def lead(field: Field, threshold: Threshold, subject: ChoiceId, rival: ChoiceId) -> Assertion:
    """The subject leads a rival by a share of a base."""
    signs = {subject: 1, rival: -1}
    return _form(field, AssertionKind.LEAD, threshold, signs, subject=subject, rival=rival)


def turnout(field: Field, threshold: Threshold) -> Assertion:
    """The votes of a base reach a share of registered voters; for ``<`` and ``<=``, do not."""
    by_ballots = field.by_ballots(threshold.base)
    signs = {} if by_ballots else dict.fromkeys(field.base(threshold.base), 1)
    of_registered = threshold._replace(base="registered")
    form = _form(field, AssertionKind.TURNOUT, of_registered, signs, ballots=int(by_ballots))
    name = form.assertion_id.replace(":registered", f":{threshold.base}")
    return replace(form, assertion_id=name, base=threshold.base)


def more_votes(
    subject: ChoiceId, rival: ChoiceId, *, strict: bool = True, scope: Scope | None = None
) -> Assertion:
    """The subject has more votes than the rival (at least as many, if not strict)."""
    sign = ">" if strict else ">="
    return Assertion(
        assertion_id=f"first:{subject}{sign}{rival}{_suffix(scope)}",
        kind=AssertionKind.FIRST,
        subject=subject,
        rival=rival,
        threshold=Fraction(0),
        base="",
        weights={subject: 1, rival: -1},
        strict=strict,
        scope=scope,
    )


def negated(condition: Condition) -> Condition:
    """Return the condition that holds exactly when this one does not.

    A quorum fails when areas worth more than ``total - need`` points fail; its negation counts those.
    """
    if isinstance(condition, Assertion):
        return negated_form(condition)
    return Quorum(
        name=sentence("not {condition}", condition=condition.name),
        members=tuple(negated_form(member) for member in condition.members),
        points=condition.points,
        need=sum(condition.points) - condition.need + 1,
        groups=condition.groups,
        any_member=not condition.any_member,
        subject=condition.subject,
    )


def negated_form(form: Assertion) -> Assertion:
    """Return the assertion that holds exactly when this one does not: ``-A > 0`` for ``A >= 0``."""
    if form.kind is AssertionKind.FIRST and form.subject is not None and form.rival is not None:
        return more_votes(form.rival, form.subject, strict=not form.strict, scope=form.scope)
    kind = NEGATED[form.kind]
    _, _, rest = form.assertion_id.partition(":")
    return replace(
        form,
        assertion_id=f"{kind}:{rest}",
        kind=kind,
        weights={choice: -weight for choice, weight in form.weights.items()},
        strict=not form.strict,
        registered_weight=-form.registered_weight,
        constant=-form.constant,
        ballots_weight=-form.ballots_weight,
    )


def spread(field: Field, part: Spread, subject: ChoiceId) -> tuple[Condition, ...]:
    """The subject has a share in enough areas, and in those where it must.

    Areas that the tally lacks, or in which nobody has a vote of the base yet, count as not reached.
    """
    areas = field.areas(part.level)
    counted = [area for area in areas if part.counts(area)]
    total = part.total if part.total is not None else len(counted)
    if len(counted) > total:
        raise MissingDataError(
            sentence(
                "The count has {number_of_counted} areas of level {level}, and the law counts {total}.",
                number_of_counted=len(counted),
                level=part.level,
                total=total,
            ),
            remedy=sentence(
                "If the law does not count some of them, leave their names out of the file, or name them as "
                "`except` in a copy of the rule (`veedor rules new --like RULE --to rule.toml`, and rule = "
                '"rule.toml" in the contest).'
            ),
        )
    voted = [area for area in counted if field.voted_in(part.level, area, part.share.base)]
    members = tuple(share(field, part.share, subject, scope=Scope(part.level, area)) for area in voted)
    if missing := [area for area in part.must if area not in areas]:
        raise MissingDataError(
            sentence(
                "The count has no {level} {missing!r}, where the rule asks for votes.",
                level=part.level,
                missing=missing[0],
            )
        )
    quorum = Quorum(
        name=f"spread:{subject}:{part.level}:{part.share.op}{part.share.of}:{part.share.base}",
        members=members,
        points=(1,) * len(members),
        need=areas_needed(part, total),
        groups=tuple((i,) for i in range(len(members))),
        subject=subject,
    )
    return (quorum, *(_must(field, part, subject, area) for area in part.must))


def _must(field: Field, part: Spread, subject: ChoiceId, area: AreaId) -> Condition:
    """The share in one area; where nobody has a vote yet, a quorum of nothing, which nobody reaches."""
    if field.voted_in(part.level, area, part.share.base):
        return share(field, part.share, subject, scope=Scope(part.level, area))
    return Quorum(
        f"spread:{subject}:{part.level}/{area}", members=(), points=(), need=1, groups=(), subject=subject
    )


def areas_needed(part: Spread, total: int) -> int:
    """How many of ``total`` areas the law asks for: whole areas, as a part of one cannot be won."""
    if isinstance(part.need, int):
        return part.need
    wanted = part.need * total
    return int(wanted) + 1 if part.op is Op.GT else -int(-wanted // 1)


def weights(field: Field, part: Weights, subject: ChoiceId) -> Quorum:
    """The subject is first in areas that are worth enough points.

    Areas that the tally lacks, or in which no candidate has a vote yet, are nobody's.
    """
    members: list[Assertion] = []
    groups: list[tuple[int, ...]] = []
    points: list[int] = []
    for level, worth in part.points.items():
        for area, n in worth.items():
            if not field.voted_in(level, area, "cast"):
                continue
            scope = Scope(level, area)
            first = [more_votes(subject, rival, scope=scope) for rival in field.rivals(subject)]
            groups.append(tuple(range(len(members), len(members) + len(first))))
            members += first
            points.append(n)
    return Quorum(
        f"weights:{subject}", tuple(members), tuple(points), part.need, tuple(groups), subject=subject
    )


def way_conditions(field: Field, way: Way, subject: ChoiceId) -> tuple[Condition, ...]:
    """Return all that a way to win asks of a subject."""
    found: list[Condition] = []
    if way.share is not None:
        found.append(share(field, way.share, subject))
    if way.lead is not None:
        found += [lead(field, way.lead, subject, rival) for rival in field.rivals(subject)]
    if way.first or way.ranked is not None:
        found += [more_votes(subject, rival) for rival in field.rivals(subject)]
    if way.turnout is not None:
        found.append(turnout(field, way.turnout))
    if way.spread is not None:
        found += spread(field, way.spread, subject)
    if way.weights is not None:
        found.append(weights(field, way.weights, subject))
    return tuple(found)


def void_condition(field: Field, ground: Void) -> Assertion:
    """Return the condition under which a round is void."""
    if ground.turnout is not None:
        return turnout(field, ground.turnout)
    if ground.share is None:
        raise ValueError("a ground of voidness names turnout, or some kinds and their share")
    choices = field.tally.contest.of_kind(*ground.kinds)
    if not choices:
        asked = joined(ground.kinds, by=" or ")
        kinds = joined((f'kind = "{kind}"' for kind in ground.kinds), by=" or ")
        raise MissingDataError(
            sentence("This rule asks for {asked} votes, and the count has none.", asked=asked),
            remedy=(
                sentence(
                    "Add their choices to the contest ({kinds}), with the columns that "
                    "hold them. Where nobody publishes them, what this rule says cannot "
                    "be known: name a rule file without this ground as contest.rule, and "
                    "say why in contest.rule_reason.",
                    kinds=kinds,
                )
            ),
        )
    signs = dict.fromkeys(choices, 1)
    if len(choices) == 1:
        return _form(field, AssertionKind.SHARE, ground.share, signs, subject=choices[0])
    return _form(field, AssertionKind.SHARE, ground.share, signs, who="+".join(choices))


def _form(
    field: Field,
    kind: AssertionKind,
    threshold: Threshold,
    signs: Mapping[ChoiceId, int],
    *,
    subject: ChoiceId | None = None,
    rival: ChoiceId | None = None,
    scope: Scope | None = None,
    who: str = "",
    ballots: int = 0,
) -> Assertion:
    """Multiply out ``sum(signs * votes) - (p/q) base`` and give it the sign of the operator."""
    p, q = threshold.of.numerator, threshold.of.denominator
    registered = threshold.base == "registered"
    amounts = {choice: sign * q for choice, sign in signs.items()}
    by_ballots = not registered and field.by_ballots(threshold.base, scope)
    for choice in () if registered or by_ballots else field.base(threshold.base):
        amounts[choice] = amounts.get(choice, 0) - p
    who = f"{subject}>{rival}" if rival is not None else str(subject or who)
    positive = {Op.LT: Op.GE, Op.LE: Op.GT}.get(threshold.op, threshold.op)
    form = Assertion(
        assertion_id=f"{kind}:{who}:{positive}{threshold.of}:{threshold.base}{_suffix(scope)}",
        kind=kind,
        subject=subject,
        rival=rival,
        threshold=threshold.of,
        base=threshold.base,
        weights={choice: weight for choice, weight in amounts.items() if weight},
        strict=positive is Op.GT,
        scale=q,
        registered_weight=-p if registered else 0,
        constant=-q if threshold.op is Op.PLUS_ONE else 0,
        scope=scope,
        ballots_weight=ballots * q - (p if by_ballots else 0),
    )
    return form if positive is threshold.op else negated_form(form)


def of_ballots(bases: Mapping[str, tuple[Kind, ...]], name: str) -> bool:
    """Whether a base is one of ballots: it holds the spoiled ones."""
    return Kind.NULL in bases.get(name, ())


def _suffix(scope: Scope | None) -> str:
    return "" if scope is None else f"@{scope.division}/{scope.area}"
