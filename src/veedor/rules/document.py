"""Reading a whole rule file: its head, its rounds, its other readings and its fixtures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from veedor.errors import InputErrors, RuleError
from veedor.model import ChoiceId, OutcomeKind, RuleId
from veedor.rules.node import MISSING, Node
from veedor.rules.outstanding import OUTSTANDING, UNBOUNDED
from veedor.rules.patch import patched
from veedor.rules.predicates import BODIES, VOIDS, read_bases, read_round, twice
from veedor.rules.rule import ExpectedOutcome, Fixture, Rule, Variant
from veedor.rules.rule_parts import LawSource, TieRule
from veedor.rules.ways import MOST_VOTES, REJECTED
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.model import Kind, Localised
    from veedor.rules.rule_parts import Round
    from veedor.rules.seat_rule import SeatRule

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\([^()]*\))?")
"""Of a file: words joined by hyphens. A template that was given its parameters carries them."""

OFFICES = ("president", "vice_president", "governor", "mayor", "assembly", "referendum", "other")


class Substance(NamedTuple):
    """What a reading of the law can change: bases, rounds and seats."""

    bases: Mapping[str, tuple[Kind, ...]]
    rounds: tuple[Round, ...]
    seats: tuple[SeatRule, ...]


def read_rule(document: Mapping[str, Any], file: str) -> Rule:
    """Read a rule from a document of plain values.

    Parameters
    ----------
    document : mapping
        As TOML or JSON gives it.
    file : str
        Name for messages.

    Raises
    ------
    InputErrors
        All problems of the document at once, each a :class:`~veedor.errors.RuleError` with the path of its
        key.
    """
    problems: list[RuleError] = []
    node = Node(document, "", problems, file)
    rule = _rule(node, document)
    node.close()
    if problems:
        raise InputErrors(sentence("{file} is not a rule", file=file), problems)
    return rule


def _rule(node: Node, document: Mapping[str, Any]) -> Rule:
    rule_id = node.text("id")
    if rule_id and not ID.fullmatch(rule_id):
        node.wrong("is no id.", "id", value=rule_id, expected="lower-case words joined by -")
    sources = tuple(_source(child) for child in node.nodes("source"))
    lawful = bool(sources)
    country = node.text("country", required=lawful)
    if country and not re.fullmatch("[A-Z]{2}", country):
        node.wrong("is no country.", "country", value=country, expected="two capitals (ISO 3166-1)")
    valid_from, valid_to = node.day("valid_from", required=lawful), node.day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        node.wrong("is before valid_from.", "valid_to", value=valid_to)
    substance = _substance(node)
    variants = _variants(node, document)
    return Rule(
        rule_id=RuleId(rule_id),
        title=_localised(node, "title") or "",
        country=country,
        office=node.word("office", OFFICES, required=lawful, default="" if lawful else "other"),
        valid_from=valid_from,
        valid_to=valid_to,
        sources=sources,
        bases=substance.bases,
        rounds=substance.rounds,
        seats=substance.seats,
        variants=variants,
        fixtures=tuple(
            _fixture(child, substance, {v.name: v.rounds for v in variants})
            for child in node.nodes("fixture")
        ),
        held_by=node.text("held_by", required=False),
        note=_localised(node, "note", required=False),
        variant=None,
        document=document,
    )


def _localised(node: Node, key: str, *, required: bool = True) -> Localised | None:
    """Read a text by language; English is what every language falls back to."""
    child = node.node(key, required=required)
    if child is None:
        return None
    others = [lang for lang in child.table if re.fullmatch("[a-z]{2,3}(_[A-Z]{2})?", lang)]
    words = {lang: child.text(lang) for lang in dict.fromkeys(["en", *others])}
    child.close()
    return words


def _source(node: Node) -> LawSource:
    language = node.text("language")
    source = LawSource(
        law=node.text("law"),
        article=node.text("article"),
        quote=node.text("quote"),
        language=language,
        translation=node.text("translation", required=bool(language) and language != "en"),
        read_in=node.text("read_in"),
        url=node.text("url", required=False).strip(),  # written below its key, it starts with a space
    )
    node.close()
    return source


def _substance(node: Node) -> Substance:
    bases = read_bases(node.node("base"))
    seats = _seats(node.nodes("seats"), bases)
    twice([s.name for s in seats], node, "seats")
    # a rule that only shares out seats has no round: nobody is elected by having the most votes
    rounds = tuple(read_round(child, bases) for child in node.nodes("round", required=not seats))
    twice([round_.name for round_ in rounds], node, "round")
    if rounds and rounds[-1].otherwise.advance is not None:
        node.wrong(
            "advances to a round that is not there.",
            sentence("round[{number_of_rounds}].else.advance", number_of_rounds=len(rounds)),
        )
    return Substance(bases, rounds, seats)


def _seats(nodes: Sequence[Node], bases: Mapping[str, tuple[Kind, ...]]) -> tuple[SeatRule, ...]:
    if not nodes:
        return ()
    from veedor.rules.seat_document import read_seats  # late, as most rules share out no seats

    return tuple(read_seats(node, bases) for node in nodes)


def _variants(node: Node, document: Mapping[str, Any]) -> tuple[Variant, ...]:
    variants = tuple(_variant(child, document) for child in node.nodes("variant"))
    twice([variant.name for variant in variants], node, "variant")
    return variants


def _variant(node: Node, document: Mapping[str, Any]) -> Variant:
    name = node.text("name")
    if name and not re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", name):
        node.wrong("is no name.", "name", value=name, expected="lower-case words joined by - or _")
    reading = _localised(node, "reading") or ""
    held_by = node.text("held_by", required=False)
    changes, removed = node.node("set"), node.texts("unset")
    if changes is None and not removed:
        node.wrong("changes nothing.", expected="a table set or a list unset")
    new = patched(document, changes.table if changes is not None else {}, removed, node)
    before = len(node.problems)
    inner: list[RuleError] = []
    substance = _substance(Node(new, f"{node.path} -> ", inner, node.file))
    if len(node.problems) == before and not _broken(document, node.file):
        node.problems += inner
    node.close()
    return Variant(name, reading, held_by, substance.bases, substance.rounds, substance.seats)


def _broken(document: Mapping[str, Any], file: str) -> bool:
    """Whether the rule is wrong even without the variant, so that its problems are not told twice."""
    problems: list[RuleError] = []
    _substance(Node(document, "", problems, file))
    return bool(problems)


def _fixture(node: Node, substance: Substance, variants: Mapping[str, tuple[Round, ...]]) -> Fixture:
    rounds = substance.rounds
    votes = node.node("votes")
    areas = {
        level: {area: votes.counts() for area, votes in by_area.children().items()}
        for level, by_area in node.entries("areas").items()
    }
    if votes is None and not areas:
        node.wrong(MISSING, "votes", expected="votes by choice, or areas to sum")
    by_variant = {}
    for name, child in node.entries("variants").items():
        if name not in variants:
            child.wrong("is no variant of this rule.", expected=", ".join(variants) or "a [[variant]]")
        by_variant[name] = _expected(child, variants.get(name, ()))
    first = rounds[0].name if rounds else ""
    fixture = Fixture(
        name=node.text("name"),
        source=node.text("source"),
        round=node.word("round", [r.name for r in rounds], required=False) or first,
        votes=votes.counts() if votes is not None else summed(areas),
        registered=node.integer("registered", least=0),
        areas=areas,
        outstanding=node.integer("outstanding", least=0),
        expected=_expected(node.node("expect", required=bool(rounds)), rounds),
        by_variant=by_variant,
        seats={name: _of_lists(child) for name, child in node.entries("seats", required=not rounds).items()},
    )
    node.close()
    names = [part.name for part in substance.seats]
    if unknown := [name for name in fixture.seats if name not in names]:
        node.wrong(
            "is no name of [[seats]].",
            sentence("seats.{unknown}", unknown=unknown[0]),
            expected=", ".join(names) or "[[seats]]",
        )
    for expected in (fixture.expected, *by_variant.values()):
        if unknown := [choice for choice in expected.choices if choice not in fixture.votes]:
            node.wrong("expects somebody without votes.", "expect.choices", value=unknown[0])
    return fixture


def _of_lists(node: Node) -> dict[ChoiceId, int]:
    """Read the seats of each list."""
    return {ChoiceId(choice): n for choice, n in node.counts().items()}


def summed(areas: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, int]:
    """Sum the votes by area of the first level."""
    total: dict[str, int] = {}
    for votes in next(iter(areas.values()), {}).values():
        for choice, n in votes.items():
            total[choice] = total.get(choice, 0) + n
    return total


def _expected(node: Node | None, rounds: tuple[Round, ...]) -> ExpectedOutcome:
    if node is None:
        return ExpectedOutcome(OutcomeKind.VOID)
    ways = {way.name for round_ in rounds for way in round_.ways} | {REJECTED, MOST_VOTES}
    reasons = (*VOIDS, *TieRule, OUTSTANDING, UNBOUNDED)
    expected = ExpectedOutcome(
        kind=OutcomeKind(node.word("outcome", OutcomeKind, default=OutcomeKind.VOID)),
        choices=tuple(ChoiceId(choice) for choice in node.texts("choices")),
        by=node.word("by", ways, required=False) or None,
        reason=node.word("reason", reasons, required=False) or None,
        body=node.word("body", BODIES, required=False) or None,
        sure=tuple(ChoiceId(choice) for choice in node.texts("sure")) if node.has("sure") else None,
    )
    node.close()
    return expected
