"""Articles on other matters give no check, however like a count their numbers look."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from claims.build_articles import KENYA, printed, write_country
from claims.other_matters import SENTENCES, Colours, other_matters
from veedor import press
from veedor.claims import CaseFacts
from veedor.claims.count_facts import CountFacts
from veedor.claims.lookup import Lookup
from veedor.claims.types import ValueType
from veedor.count import Election
from veedor.press.extract import sentences

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.claims.fact import Fact

ARTICLES, SEED = 440, 20191020


def colours(lookup: Lookup, names: tuple[str, ...], country: str) -> Colours:
    """Take names, places and printed facts of a count."""
    facts = lookup.facts.at()

    def of(*types: ValueType, digits: int) -> list[str]:
        held: list[Fact] = [one for one in facts if one.type in types and one.value > Fraction(1, 2)]
        return [printed(one.value, digits, ",.") for one in held]

    level = next(level for level, held in lookup.facts.places.items() if len(held) > 2)
    return Colours(
        names,
        lookup.facts.places[level],
        country,
        of(ValueType.PERCENT, digits=2) + of(ValueType.PERCENT, digits=0),
        of(ValueType.POINTS, digits=2),
        of(ValueType.VOTES, digits=0),
    )


def proposed(lookup: Lookup, drawn: Colours, number: int, country: str) -> list[tuple[str, ...]]:
    """Give what is proposed wrongly: kind, language, sentence and checks."""
    found = []
    for kind, language, text in other_matters(number, drawn, SEED):
        one = press.article("a", text)
        held = sentences(one, near=lookup.day, country=country)
        assert sum(len(sentence.quantities) for sentence in held), text
        looked = (one for one in lookup.look_up(one, held) if one.readings)
        found += [(kind, language, one.sentence.text, *(r.check for r in one.readings)) for one in looked]
    return found


def test_articles_on_other_matters_give_no_check(tmp_path: Path) -> None:
    lookup = Lookup(CountFacts(CaseFacts(Election.open(write_country(tmp_path / "ke", KENYA)))))
    drawn = colours(lookup, ("Ruto", "Odinga", "William Ruto", "Mwaure", "Raila Odinga"), "Kenya")
    assert proposed(lookup, drawn, ARTICLES, "KE") == []
    assert {kind for kind, _, _ in other_matters(ARTICLES, drawn, SEED)} == set(SENTENCES["es"])
