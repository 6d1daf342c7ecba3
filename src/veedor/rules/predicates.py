"""Reading the rounds of a rule file: predicates, ways to win, grounds of voidness, what follows otherwise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model import AreaId, ChoiceId, Kind
from veedor.rules.node import MISSING
from veedor.rules.rule_parts import (
    Op,
    Otherwise,
    Ranked,
    Round,
    Spread,
    Threshold,
    TieRule,
    Void,
    Way,
    Weights,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.rules.node import Node

    Bases = Mapping[str, tuple[Kind, ...]]

BASES = ("valid", "cast", "registered", "affirmative", "expressed", "participants")
"""Names of bases that have words in every language; which kinds each holds is for the file to say."""

ROUNDS = ("first", "second", "third", "runoff", "single", "second_count")
"""Names of rounds that have words in every language."""

BODIES = ("legislature", "lower_house", "upper_house", "joint_session", "electoral_body", "court")
"""Bodies that may decide instead of the voters."""

VOIDS = ("turnout", "support", "blank_majority", "repeat", "no_winner")
"""Reasons for which a round elects nobody and leads nowhere."""

TIES = (TieRule.OLDER, TieRule.PREVIOUS_ROUND, TieRule.LOT, TieRule.REPEAT)
"""How a way itself may tell equal candidates apart."""

TO_WIN = (Op.GT, Op.GE, Op.PLUS_ONE)
TO_COUNT = (Op.GT, Op.GE, Op.LT, Op.LE)
HALF = Fraction(1, 2)


def read_bases(node: Node | None) -> dict[str, tuple[Kind, ...]]:
    """Read ``[base]``: which kinds each named base holds.

    ``cast`` holds every kind unless the file says otherwise; ``registered`` is no sum of choices. A base that
    holds the candidates holds those published as one figure too.
    """
    bases = {"cast": tuple(Kind)}
    if node is None:
        return bases
    for name in node.table:
        kinds = node.texts(name)
        if name not in BASES or name == "registered":
            known = [b for b in BASES if b != "registered"]
            node.wrong(
                "is no base that can be defined.",
                name,
                expected=sentence("one of {known}", known=", ".join(known)),
            )
        elif unknown := [kind for kind in kinds if kind not in set(Kind)]:
            node.wrong("holds an unknown kind.", name, value=unknown[0], expected=", ".join(Kind))
        elif Kind.CANDIDATE not in kinds:
            node.wrong("must hold the candidates.", name, expected='a list with "candidate"')
        else:
            bases[name] = tuple(dict.fromkeys((*(Kind(kind) for kind in kinds), Kind.OTHERS)))
    return bases


def read_round(node: Node, bases: Bases) -> Round:
    """Read one ``[[round]]``."""
    name = node.word("name", ROUNDS)
    elect = node.integer("elect", least=2)
    approve = node.text("approve", required=False)
    ways = tuple(
        _way(child, bases, alone=bool(approve)) for child in node.nodes("win", required=elect is None)
    )
    voids = tuple(_void(child, bases) for child in node.nodes("void"))
    otherwise = _otherwise(node.node("else"))
    node.close()
    twice([way.name for way in ways], node, "win")
    if len(ways) > 1 and any(way.weights is not None for way in ways):
        node.wrong("joins weights with another way to win.", "win", expected="weights as the only way")
    if elect is not None:
        _of_several(node, ways, otherwise)
    if approve:
        _of_proposal(node, elect, ways)
    return Round(name, ways, voids, otherwise, elect, ChoiceId(approve) if approve else None)


def _of_several(node: Node, ways: tuple[Way, ...], otherwise: Otherwise) -> None:
    """Refuse what cannot stand beside ``elect``: the order of votes decides alone."""
    if ways:
        node.wrong(
            "names ways to win beside elect.",
            "win",
            expected="elect alone: those with the most votes are elected",
            remedy="For one winner leave out elect and write first = true in a [[round.win]].",
        )
    if otherwise.advance is not None or otherwise.void is not None or otherwise.tie is TieRule.ALL:
        node.wrong(
            "says what follows when nobody wins.", "else", expected="of elect only tie, and a body for it"
        )
    elif otherwise.body is not None and otherwise.tie is not TieRule.BODY:
        node.wrong("names a body that has nothing to decide.", "else.body", expected='tie = "body" beside it')


def _of_proposal(node: Node, elect: int | None, ways: tuple[Way, ...]) -> None:
    """Refuse what cannot be asked of a proposal: everything but votes for it, and turnout."""
    if elect is not None:
        node.wrong("is both a referendum and an election of several.", "approve", expected="approve or elect")
    if "else" in node.table:
        node.wrong(
            "says what follows when nobody wins.",
            "else",
            expected="nothing: a proposal that is not approved is rejected",
        )
    for way in ways:
        if (
            way.tie is not None
            or way.weights is not None
            or way.ranked is not None
            or way.max_candidates
            or way.min_candidates
        ):
            node.wrong(
                "cannot be asked of a proposal.",
                "win",
                value=way.name,
                expected="share, lead, first, turnout or spread",
            )


def twice(names: Iterable[str], node: Node, key: str) -> None:
    """Note a name that is used more than once."""
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            node.wrong("has the same name twice.", key, value=name, expected="a name of its own for each")
        seen.add(name)


def _way(node: Node, bases: Bases, *, alone: bool) -> Way:
    name = node.text("name")
    if "." in name:
        node.wrong("holds a full stop, which paths are split at.", "name", value=name)
    way = Way(
        name=name,
        share=read_threshold(node, "share", bases, TO_WIN),
        lead=read_threshold(node, "lead", bases, TO_WIN),
        first=node.flag("first"),
        turnout=_turnout(node, bases),
        spread=_spread(node.node("spread"), bases),
        weights=_weights(node.node("weights")),
        ranked=_ranked(node.node("ranked")),
        min_candidates=node.integer("min_candidates", least=1),
        max_candidates=node.integer("max_candidates", least=1),
        tie=TieRule(tie) if (tie := node.word("tie", TIES, required=False)) else None,
    )
    node.close()
    if way.weights is not None and len(way.predicates) > 1:
        node.wrong("joins weights with another predicate.", expected="weights alone, in a way of its own")
    if way.tie is not None and not way.first:
        node.wrong("breaks ties without first = true.", "tie", expected="first = true beside it")
    if not way.predicates:
        known = sentence("share, lead, first, turnout, spread, weights, ranked")
        node.wrong("asks for nothing.", expected=sentence("at least one of {known}", known=known))
    elif not (alone or one_winner(way)):
        node.wrong(
            "can be satisfied by two candidates at once.",
            remedy=_for_one_winner(way),
        )
    return way


def _for_one_winner(way: Way) -> str:
    """Say what to write so that no second candidate satisfies a way."""
    if way.weights is None:
        return sentence("Add first = true, if the law means the one with the most votes.")
    return sentence(
        "Write need = {least} or more: more than half of all {points} points.",
        least=way.weights.total // 2 + 1,
        points=way.weights.total,
    )


def one_winner(way: Way) -> bool:
    """Whether at most one candidate can satisfy a way, whoever satisfies it being strictly first.

    More than half of a base that holds the candidates, a lead over everybody, the most votes, more than half
    of the points: each excludes a second winner. (Exactly half can be reached by two.)
    """
    share, lead, weights = way.share, way.lead, way.weights
    return (
        way.first
        or way.ranked is not None
        or (lead is not None and (lead.of > 0 or lead.op is not Op.GE))
        or (weights is not None and 2 * weights.need > weights.total)
        or (share is not None and (share.of > HALF or (share.of == HALF and share.op is not Op.GE)))
    )


def read_threshold(
    node: Node, key: str, bases: Bases, ops: tuple[Op, ...], *, default_base: str = ""
) -> Threshold | None:
    """Read ``{ of = "40%", op = ">=", base = "valid" }``, None where it is absent."""
    child = node.node(key)
    if child is None:
        return None
    of = child.share("of")
    op = child.word("op", ops, default=ops[0])
    base = child.word("base", {*bases, "registered"}, required=not default_base, default=default_base)
    child.close()
    return Threshold(of, Op(op), base)


def _turnout(node: Node, bases: Bases) -> Threshold | None:
    threshold = read_threshold(node, "turnout", bases, TO_COUNT, default_base="cast")
    if threshold is not None and threshold.base == "registered":
        node.wrong(
            "is a share of registered voters already.", "turnout.base", expected="cast or another base"
        )
    return threshold


def _spread(node: Node | None, bases: Bases) -> Spread | None:
    if node is None:
        return None
    share = read_threshold(node, "share", bases, TO_WIN)
    if share is None:
        node.wrong(MISSING, "share")
        share = Threshold(HALF, Op.GT, "valid")
    elif share.base == "registered":
        node.wrong("cannot be taken of registered voters.", "share.base", expected="a base of votes")
    whole = isinstance(node.table.get("need"), int)
    need = node.number("need", least=1) if whole else node.share("need")
    op = Op(node.word("op", (Op.GT, Op.GE), required=isinstance(need, Fraction), default=Op.GE))
    spread = Spread(
        level=node.text("level"),
        share=share,
        need=need,
        op=op,
        total=node.integer("total", least=1),
        must=tuple(AreaId(area) for area in node.texts("must")),
        excluded=tuple(AreaId(area) for area in node.texts("except")),
    )
    node.close()
    return spread


def _weights(node: Node | None) -> Weights | None:
    if node is None:
        return None
    points = {
        level: {AreaId(area): n for area, n in areas.counts(least=1).items()}
        for level, areas in node.entries("points", required=True).items()
    }
    need = node.number("need", least=1)
    node.close()
    weights = Weights(points, need)
    if points and need > weights.total:
        node.wrong(
            "is more than all points there are.",
            "need",
            value=need,
            expected=sentence("<= {total}", total=weights.total),
        )
    return weights


def _ranked(node: Node | None) -> Ranked | None:
    if node is None:
        return None
    method = node.word("method", ("contingent",), default="contingent")
    keep = node.number("keep", least=2)
    node.close()
    return Ranked(method, keep)


def _void(node: Node, bases: Bases) -> Void:
    turnout = _turnout(node, bases)
    kinds = _kinds(node)
    share = read_threshold(node, "share", bases, tuple(Op))
    reason = node.word("reason", VOIDS)
    node.close()
    if (turnout is None) == (share is None) or bool(kinds) != (share is not None):
        node.wrong("names no one ground.", expected="either turnout, or kind and share")
    return Void(reason, turnout, kinds, share)


def _kinds(node: Node) -> tuple[Kind, ...]:
    """Read ``kind``, one or a list: some laws take blank and spoiled votes together."""
    known = [kind for kind in Kind if kind not in {Kind.CANDIDATE, Kind.OTHERS}]
    if not isinstance(node.table.get("kind"), list):
        kind = node.word("kind", known, required=False)
        return (Kind(kind),) if kind else ()
    kinds = node.texts("kind")
    if unknown := [kind for kind in kinds if kind not in known]:
        node.wrong("holds an unknown kind.", "kind", value=unknown[0], expected=", ".join(known))
        return ()
    return tuple(dict.fromkeys(Kind(kind) for kind in kinds))


def _otherwise(node: Node | None) -> Otherwise:
    if node is None:
        return Otherwise()
    advance = node.integer("advance", least=2)
    body = node.word("body", BODIES, required=False) or None
    void = node.word("void", VOIDS, required=False) or None
    tie = TieRule(node.word("tie", TieRule, required=False, default=TieRule.UNSTATED))
    otherwise = Otherwise(advance, node.integer("within_days", least=1), tie, body, void)
    node.close()
    if advance is not None and void is not None:
        node.wrong("both leads to another round and is void.", expected="advance, body or void")
    if tie is TieRule.BODY and body is None:
        node.wrong("says that a body breaks ties and does not name it.", "tie", expected="a key body")
    if body is not None and tie is not TieRule.BODY and (advance is not None or void is not None):
        node.wrong("names a body that has nothing to decide.", "body", expected='tie = "body", or body alone')
    return otherwise
