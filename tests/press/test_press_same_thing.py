"""Pairs of sentences whose numbers are about one thing, and pairs that only look so."""

from __future__ import annotations

import pytest

from veedor import press
from veedor.press import Article

PAIRS = [
    (
        "Turnout in the election was 74.6 percent, the commission said on Sunday.",
        "The commission put turnout in the election at 71.2 percent.",
        True,
    ),
    (
        "Paz won 47.1 percent of the vote in the first round, official results showed.",
        "Official results gave Paz 45.9 percent of the vote in the first round.",
        True,
    ),
    (
        "Paz won 47.1 percent of the vote in the first round, official results showed.",
        "Ruiz won 36.5 percent of the vote in the first round, official results showed.",
        False,
    ),
    (
        "Police arrested 14 people in the capital after the vote on Sunday night.",
        "Police arrested 41 people in the capital after the vote on Sunday.",
        True,
    ),
    (
        "Some 9,000 observers watched the vote across the country.",
        "About 12,000 police guarded the vote across the country.",
        False,
    ),
    (
        "The count stopped for 23 hours after 84 percent of the sheets were counted.",
        "The count stood still for 24 hours when 83 percent of sheets were in.",
        True,
    ),
    ("In Oruro, Paz took 55 percent of the vote.", "In Beni, Paz took 32 percent of the vote.", False),
    ("In 2014 Paz won 61 percent of the vote.", "In 2019 Paz won 47 percent of the vote.", False),
    (
        "The court has 7 days to rule on the complaint of the party.",
        "The court has 14 days to rule on the complaint of the party.",
        True,
    ),
    (
        "Inflation reached 12 percent in the year before the election.",
        "Unemployment reached 9 percent in the year before the election.",
        False,
    ),
    (
        "La participación fue del 74,6 % en la elección presidencial del domingo.",
        "La participación en la elección presidencial llegó al 71 %.",
        True,
    ),
    (
        "Paz obtuvo el 47,1 % de los votos en la elección.",
        "Ruiz obtuvo el 36,5 % de los votos en la elección.",
        False,
    ),
    (
        "Hubo 14 detenidos durante la jornada electoral, informó la policía.",
        "La policía informó de 41 detenidos durante la jornada electoral.",
        True,
    ),
    (
        "Con el 84 % de las actas, Paz tenía 45,3 % de los votos.",
        "Con el 95 % de las actas, Paz tenía 46,9 % de los votos.",
        False,
    ),
]


def story(name: str, *paragraphs: str) -> Article:
    return press.article(name, "\n\n".join(("A headline of the day", *paragraphs)))


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_numbers_are_compared_where_they_are_about_one_thing(one: str, other: str, same: bool) -> None:
    spanish = any(word in one for word in (" la ", " las ", " los ", " del "))
    first, second = (
        (
            "El día fue largo para los que vinieron a ver el final.",
            "Llovió durante horas en el norte del país.",
        )
        if spanish
        else (
            "The day was long and many came to see it end.",
            "It rained for hours in the north of the country.",
        )
    )
    found = press.differences(press.reuse([story("a", first, one), story("b", second, other)]))
    assert bool(found.numbers) is same, found.numbers


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("39.18 percent", "39.2 percent", False),
        ("39.18 percent", "39.1 percent", True),
        ("10.67 percent", "more than 10 percent", False),
        ("9.67 percent", "more than 10 percent", True),
        ("47.08 percent", "almost 48 percent", False),
        ("2,889,359 votes", "2.89 million votes", False),
        ("2,889,359 votes", "more than 3 million votes", True),
    ],
)
def test_one_number_printed_with_other_digits_is_no_difference(one: str, other: str, *, differ: bool) -> None:
    text = "In the count of the election in Ruritania candidate Ana Ruiz of the Oak party got {}."
    found = press.differences(
        press.reuse([press.article("a", text.format(one)), press.article("b", text.format(other))])
    )
    assert [d.kind for d in found.numbers] == (["value"] if differ else [])
