"""Numbers of articles, looked up in the count: one fact, several, none; and what moves to the claims file."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, SOURCE, write_case
from veedor import press
from veedor.claims import CaseFacts, load_claims
from veedor.claims.accept import accept
from veedor.claims.count_facts import CountFacts
from veedor.claims.evaluate import answer_of
from veedor.claims.functions import functions
from veedor.claims.lookup import Lookup
from veedor.claims.propose import Proposals, propose, write_proposals
from veedor.claims.syntax import parse
from veedor.count import Election
from veedor.errors import ClaimError

if TYPE_CHECKING:
    from veedor.press import Article

ROWS = (
    ("001", "North", "School", 9000, 3011, 2507, 61, 122),
    ("002", "North", "Hall", 8000, 2950, 1893, 48, 97),
    ("003", "Bay of Kings", "Hall", 7000, 1203, 2711, 37, 64),
    ("004", "Bay of Kings", "School", 6000, 1101, 2306, 29, 55),
    ("005", "South", "School", 5000, 1487, 1266, 18, 41),
)
CSV = "Sheet,Region,Place,Registered,Oak,Elm,Blank,Null\n" + "".join(
    ",".join(map(str, row)) + "\n" for row in ROWS
)
CHOICES = (
    ELECTION.replace('label = "Oak"', 'label = "Ana Ruiz (Oak)", published = ["Oak"]')
    .replace('label = "Elm"', 'label = "Juan Paz Soto (Elm)", published = ["Elm"]')
    .replace("A small election", "Ruritania, mayor of 2030")
)


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Lookup:
    folder = tmp_path_factory.mktemp("lookup")
    write_case(folder, SOURCE, {"count.csv": CSV}, CHOICES)
    return Lookup(CountFacts(CaseFacts(Election.open(folder))), {"the Engineer": "elm"})


def story(name: str, *paragraphs: str) -> Article:
    return press.article(name, "\n\n".join(("A headline of the day", *paragraphs)))


def proposed(lookup: Lookup, *articles: Article) -> Proposals:
    return propose(press.reuse(articles), lookup)


def checks(lookup: Lookup, text: str) -> list[str]:
    """Give the checks proposed for a sentence of an article about the election."""
    opening = (
        "Ana Ruiz and Juan Paz were the candidates of the election in Ruritania, where votes were counted."
    )
    found = proposed(lookup, story("a", opening, text))
    return [r.check for p in found.proposals for r in p.readings if p.first.text != opening]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        # 9752 of 20435 valid votes, 47.7220 %; 20435 + 572 = 21007 of 35000
        ("Ruiz won 47.7 percent of the vote.", 'reads(share("oak"), "47.7")'),
        ("Ruiz took 47.72% and Paz 52.28% of the votes.", 'reads(share("oak"), "47.72")'),
        ("Just over 47 percent of the votes were for Ruiz.", 'just_over(share("oak"), "47")'),
        ("Paz led the vote by 4.56 points.", 'reads(lead("elm"), "4.56")'),
        ("Ruiz received 9,752 votes.", 'reads(votes("oak"), "9752")'),
        ("Ruiz received more than 9,700 votes.", 'more_than(votes("oak"), "9700")'),
        ("Paz won by 931 votes over Ruiz.", 'reads(votes("elm") - votes("oak"), "931")'),
        ("About 35,000 people were registered to vote.", 'reads(registered(), "35000")'),
        ("Turnout in the election was 60 percent.", 'reads(turnout(), "60")'),
        ("Turnout in the election was 60.02 percent.", 'reads(turnout(), "60.02")'),
        ("Null votes were 1.8 percent of all ballots.", 'reads(null_share(), "1.8")'),
        (
            "In Bay of Kings, Paz won 68.53 percent of the vote.",
            'reads(share("elm", where="region = Bay of Kings"), "68.53")',
        ),
        ("Ruiz carried two of the three regions in the election.", 'areas_won("oak", "region") == 2'),
        ("It was a two-candidate election.", "parties() == 2"),
        ("Ruiz finished second in the election.", 'rank("oak") == 2'),
        ("Ruiz lost to Paz in the election.", 'votes("oak") < votes("elm")'),
        ("The election of 10 March 2030 was calm.", "election_day() == @2030-03-10"),
        ("The Engineer won 52.28 percent of the vote.", 'reads(share("elm"), "52.28")'),
        ("BAY OF KINGS, March 11 (AN) - Ruiz won 47.72% of the votes.", 'reads(share("oak"), "47.72")'),
        ("60 percent of registered voters cast a ballot in the election.", 'reads(turnout(), "60")'),
        (
            "Paz won the election by fewer than 940 votes.",
            'fewer_than(votes("elm") - votes("oak"), "940")',
        ),
        ("Two of three regions in the election went to Ruiz.", 'areas_won("oak", "region") == 2'),
        ("Ruiz exceeded 47 percent of the votes.", 'more_than(share("oak"), "47")'),
        ("The Meadow Party of Tom Field finished third in the election.", None),
        ("An opinion poll before the election gave Ruiz 47.7 percent of the vote.", None),
        ("In the 2026 election Ruiz won 48 percent of the vote.", None),
        ("In 2026 Ruiz lost to Paz in the election.", None),
        ("Ruiz won dozens of votes.", None),
        ("Somebody else won 41 percent of the vote in another town.", None),
        ("Ruiz spent 47.7 percent of the money.", None),
    ],
)
def test_a_number_is_looked_up(lookup: Lookup, text: str, check: str | None) -> None:
    found = checks(lookup, text)
    for expression in found:
        parse(expression)
    if check is None:
        assert found == []
    else:
        assert check in found, found


def test_spanish_articles_are_looked_up_too(lookup: Lookup) -> None:
    text = (
        "Ana Ruiz y Juan Paz fueron los candidatos de la elección en Ruritania. Según el cómputo, Ruiz "
        "obtuvo el 47,72 % de los votos y Paz quedó en primer lugar con 10.683 votos, una diferencia de 4,56 "
        "puntos. La participación fue del 60 %. Paz ganó en dos de las tres regiones."
    )
    found = {r.check for p in proposed(lookup, story("a", text)).proposals for r in p.readings}
    assert found == {
        'reads(share("oak"), "47.72")',
        'reads(votes("elm"), "10683")',
        'reads(lead("elm"), "4.56")',
        'reads(turnout(), "60")',
        'rank("elm") == 1',
        'areas("region") == 3',
    }


def test_no_fact_reads_so_and_the_nearest_is_named(lookup: Lookup) -> None:
    opening = "Juan Paz was a candidate of the election in Ruritania."
    found = proposed(lookup, story("a", opening, "Ruiz won 51.3 percent of the vote in the election."))
    (one,) = [p for p in found.proposals if p.found.quantity]
    assert one.readings == ()
    assert one.found.nearest is not None
    assert one.found.nearest.check == 'reads(share("oak"), "51.3")'
    (entry,) = [e for e in found.document()["proposal"] if "nearest" in e]
    assert entry["none"] == "no fact of this count reads so"
    assert found.findings[0].figure("none").value == 1


def test_articles_on_other_matters_give_nothing(lookup: Lookup) -> None:
    for text in (
        "Prices rose 47.72 percent last year, and 9,752 people lost their work.",
        "Ana Ruiz scored 60 points, and the crowd of 35,000 people voted her the best of the match.",
        "In the election of another country, a candidate won 47.7 percent of the vote and lost the runoff.",
    ):
        assert proposed(lookup, story("a", text)).proposals == ()


def test_every_fact_is_what_its_expression_gives(lookup: Lookup) -> None:
    facts = lookup.facts
    found = [*facts.general, *facts.at(), *facts.at("final", "region", "Bay of Kings")]
    assert len(found) > 60
    asked = functions(facts.case)
    assert [fact.check for fact in found if answer_of(fact.check, asked) != fact.value] == []
    assert all(set(fact.name) == {"en", "es"} and "{" not in "".join(fact.name.values()) for fact in found)


def test_a_statement_that_articles_share_is_one_proposal(lookup: Lookup) -> None:
    line = "The court of Ruritania said that Ruiz won 47.7% of the vote in the first round of the election"
    found = proposed(
        lookup,
        story("a", f"{line}.", "The weather was fine."),
        story("b", "It rained in the capital.", f"{line}, after a long night."),
        story("c", f"{line}.", "The weather was fine."),  # an exact copy of a
    )
    (one,) = found.proposals
    assert one.articles == ("a", "c", "b")
    assert found.reuse.copies == (("a", "c"),)


LINES = (
    "The court of Ruritania said that Ruiz won 47.7% of the vote in the first round of the election",
    "The lead of Ruiz over Paz came to 4.5 points when the last sheets of the hills had been counted",
)


def test_each_sentence_of_a_shared_passage_is_a_statement_of_its_own(lookup: Lookup) -> None:
    both = ". ".join(LINES) + "."
    found = proposed(lookup, story("a", both), story("b", "It rained in the capital.", both))
    said = {one.found.span.of(one.first.article.text): one.sentences for one in found.proposals}
    assert {text: [s.article.article_id for s in held] for text, held in said.items()} == {
        "47.7%": ["a", "b"],
        "4.5 points": ["a", "b"],
    }
    assert all(len({s.text for s in held}) == 1 for held in said.values())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (LINES[0].replace("47.7%", "41.7%"), ["47.7%", "41.7%"]),
        (LINES[0].replace("47.7%", "more than 47.7%"), ["47.7%", "more than 47.7%"]),
        (LINES[0].replace("Ruiz", "Paz Soto"), ["47.7%", "47.7%"]),
        (LINES[0].replace("first round", "second round"), ["47.7%"]),
    ],
    ids=["number", "hedge", "name", "neither"],
)
def test_a_copy_that_changed_the_number_or_the_name_says_something_else(
    lookup: Lookup, changed: str, told: list[str]
) -> None:
    found = proposed(lookup, story("a", f"{LINES[0]}."), story("b", f"{changed}, after a long night."))
    assert [one.found.span.of(one.first.article.text) for one in found.proposals] == told
    assert [one.articles for one in found.proposals] == ([("a",), ("b",)] if len(told) > 1 else [("a", "b")])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    write_case(tmp_path, SOURCE, {"count.csv": CSV}, CHOICES)
    (tmp_path / "press").mkdir()
    text = (
        "A headline of the day\n\nAfter the election in Ruritania, Judge Eva Sol said that Ruiz won 47.7% of "
        "the vote. Paz, a candidate of the election, won 57% of the vote."
    )
    (tmp_path / "press" / "a.txt").write_text(text, encoding="utf-8")
    return tmp_path


def moved(case: Path, proposal: str, **options: object) -> object:
    election = Election.open(case)
    given = {
        "by": "Ana",
        "on": date(2030, 4, 1),
        "proposed": case / "claims.proposed.toml",
        "claims": case / "claims.toml",
        "articles": [case / "press"],
    }
    return accept(election, proposal, **{**given, **options})  # type: ignore[arg-type]


def written(case: Path) -> Path:
    lookup = Lookup(CountFacts(CaseFacts(Election.open(case))))
    articles = press.read_articles([case / "press"])
    write_proposals(propose(press.reuse(articles), lookup), case / "claims.proposed.toml")
    return case / "claims.proposed.toml"


def test_a_proposal_moves_to_the_claims_file(case: Path) -> None:
    proposals = written(case)
    before = tomllib.loads(proposals.read_text(encoding="utf-8"))["proposal"]
    text = (case / "press" / "a.txt").read_text(encoding="utf-8")
    for entry in before:
        assert not {"verdict", "expected", "review", "holds"} & entry.keys()
        assert text[entry["start"] : entry["end"]] == entry["text"]
        for said in entry["said"]:
            assert text[said["start"] : said["end"]].startswith(said["quote"])
    moved(case, "P001", text="Ruiz won 47.7 %.")
    moved(case, "P002")
    held = load_claims(case / "claims.toml")
    first, second = held.claim
    assert (first.review.by, first.review.on, first.review.expected) == ("Ana", date(2030, 4, 1), "holds")
    assert (first.text, first.said[0].by, first.said[0].mode) == (
        "Ruiz won 47.7 %.",
        "Judge Eva Sol",
        "indirect",
    )
    assert second.reading[0].check == 'reads(share("elm"), "57")'  # the nearest fact: it does not read so
    assert second.review.expected == "does not hold"
    assert [e["id"] for e in tomllib.loads(proposals.read_text(encoding="utf-8"))["proposal"]] == [
        e["id"] for e in before[2:]
    ]
    assert sorted(p.name for p in case.iterdir() if p.suffix == ".toml") == [
        "case.toml", "claims.proposed.toml", "claims.toml",
    ]  # fmt: skip


def test_a_sentence_printed_twice_keeps_its_speaker_where_it_names_one(case: Path) -> None:
    """The narrator of the second article said nothing of his own: the sentence names who did."""
    text = (case / "press" / "a.txt").read_text(encoding="utf-8")
    (case / "press" / "b.txt").write_text(
        "Another headline\n\n" + text.partition("\n\n")[2], encoding="utf-8"
    )
    written(case)
    moved(case, "P001")
    (one,) = load_claims(case / "claims.toml").claim
    assert [said.by for said in one.said] == ["Judge Eva Sol", "Judge Eva Sol"]


def test_what_cannot_be_accepted_says_why(case: Path) -> None:
    with pytest.raises(ClaimError, match="press propose"):
        moved(case, "P001")
    proposals = written(case)
    with pytest.raises(ClaimError, match="no proposal 'P077'"):
        moved(case, "P077")
    with pytest.raises(ClaimError, match="no reading 2"):
        moved(case, "P001", reading=2)
    with pytest.raises(ClaimError, match="Nobody stands"):
        moved(case, "P001", by=" ")
    (case / "press" / "a.txt").write_text("A headline\n\nAnother text that says nothing.", encoding="utf-8")
    with pytest.raises(ClaimError, match="not the one"):
        moved(case, "P001")
    proposals.write_text('format = "claims-proposed/1"\n', encoding="utf-8")
    with pytest.raises(ClaimError, match="another version"):
        moved(case, "P001")
    assert not (case / "claims.toml").exists()
