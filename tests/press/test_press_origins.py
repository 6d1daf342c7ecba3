"""What an outlet puts around and into its own stories is no origin; other languages are said to be unread."""

from __future__ import annotations

from random import Random

import pytest

from veedor import press
from veedor.press import Article
from veedor.press.extract import sentences

WORDS = [f"w{n:x}ord" for n in range(3_000)]


def text(random: Random, words: int) -> str:
    chosen = [random.choice(WORDS) for _ in range(words)]
    return " ".join(f"{' '.join(chosen[k : k + 12]).capitalize()}." for k in range(0, words, 12))


def outlet(*, own: int, at: str, stories: int = 40, name: str = "daily.example") -> list[Article]:
    """Make unrelated stories of one outlet that share a piece of its own."""
    random = Random(7)  # noqa: S311 - made-up stories
    shared = text(random, own)
    made = []
    for number in range(stories):
        parts = [text(random, random.randint(own, 3 * own)) for _ in range(2)]
        place = {"last": 2, "first": 0, "middle": 1}[at]
        parts.insert(place, shared)
        made.append(press.article(f"s{number}", "\n\n".join(parts), outlet=name))
    return made


@pytest.mark.parametrize("at", ["last", "first", "middle"])
@pytest.mark.parametrize("own", [24, 60, 150, 300])
@pytest.mark.parametrize("stories", [3, 24])
def test_a_piece_of_the_outlet_is_no_origin(at: str, own: int, stories: int) -> None:
    found = press.reuse(outlet(own=own, at=at, stories=stories))
    assert {len(cluster.articles) for cluster in found.clusters} == {1}


def test_background_of_an_outlet_is_counted_apart_from_copies() -> None:
    stories = outlet(own=60, at="middle", stories=5)
    copy = press.article("copy", stories[0].text, outlet="other.example")
    found = press.reuse([*stories, copy])
    assert found.clusters[0].articles == ("s0", "copy")
    assert found.own_background == 10
    assert "press.own_background" in {finding.finding_id for finding in found.findings}


def test_two_versions_of_one_story_of_an_outlet_are_one() -> None:
    random = Random(3)  # noqa: S311 - made-up stories
    story = text(random, 200)
    found = press.reuse(
        [
            press.article("a", story + "\n\n" + text(random, 40), outlet="x"),
            press.article("b", story + "\n\n" + text(random, 60), outlet="x"),
        ]
    )
    assert len(found.clusters) == 1


PORTUGUESE = (
    "O tribunal eleitoral disse que o candidato não venceu a eleição no primeiro turno e que uma nova "
    "votação será feita em duas semanas. O presidente obteve 47% dos votos, mas os partidos da oposição "
    "não aceitam."
)
FRENCH = (
    "Le tribunal a dit que le candidat est en tête avec 47 % des voix dans les résultats qui sont publiés "
    "sur le site, et que la participation est plus faible pour une élection de ce type dans le pays."
)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (PORTUGUESE, "pt"),
        (FRENCH, "fr"),
        ("выборы президента прошли спокойно во всех районах страны " * 4, "?"),
    ],
)
def test_other_languages_are_said_to_be_unread(words: str, code: str) -> None:
    one = press.article("a", words)
    assert one.unread == code
    assert sentences(one) == ()
    found = press.reuse([one, press.article("b", "The vote was held on Sunday.")])
    (said,) = [finding for finding in found.findings if finding.finding_id == "press.unread"]
    assert said.figure("names").value == f"a ({code})"


def test_english_and_spanish_are_read() -> None:
    for words in (
        "The court said that the candidate won 47% of the vote and that there will be no runoff there.",
        "El tribunal dijo que el candidato ganó con el 47 % de los votos y que no habrá segunda vuelta.",
    ):
        assert press.article("a", words).unread == ""


@pytest.mark.parametrize("longer", [2, 5])
def test_a_footer_longer_than_its_stories_is_no_origin(longer: int) -> None:
    random = Random(11)  # noqa: S311 - made-up stories
    footer = text(random, 60 * longer)
    stories = [
        press.article(f"s{n}", f"{text(random, random.randint(48, 60))}\n\n{footer}", outlet="daily.example")
        for n in range(30)
    ]
    assert {len(cluster.articles) for cluster in press.reuse(stories).clusters} == {1}
