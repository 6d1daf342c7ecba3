"""Proposals and differences: nothing carries a verdict, checks only where one template fits."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from veedor import press
from veedor.claims.syntax import parse
from veedor.press import Article, Proposals
from veedor.press.span import shortened

CHOICES = {"Ruiz": "A", "Alliance": "A", "Paz": "B"}


def story(name: str, *paragraphs: str) -> Article:
    return press.article(name, "\n\n".join(("A headline of the day", *paragraphs)))


def proposed(*articles: Article) -> Proposals:
    return press.propose(press.reuse(articles), choices=CHOICES, near=date(2023, 6, 4))


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Ruiz won 47.1% of the vote on Sunday.", 'reads(share("A"), "47.1")'),
        ("Ruiz took just over 47 percent of the valid votes.", 'just_over(share("A"), "47")'),
        ("The official lead of Paz was less than 3 percentage points.", 'fewer_than(lead("B"), "3")'),
        ("Ruiz received at least 2,889,359 votes.", 'at_least(votes("A"), "2889359")'),
        ("About 7,315,364 people were registered to vote.", 'about(registered(), "7315364")'),
        ("Turnout in the election was 88.3 percent.", 'reads(100 * cast() / registered(), "88.3")'),
        ("It was a seven-candidate election.", "parties() == 7"),
        (
            "A 20-hour pause in publishing the results raised questions.",
            'reads(interruption("publication"), "20")',
        ),
        ("Paz and Ruiz won 47% of the vote each.", None),
        ("Somebody won 47% of the vote.", None),
        ("Ruiz won dozens of votes.", None),
        ("Ruiz won between 40 and 45 percent of the vote.", None),
        ("The two main candidates won the vote.", None),
        ("In the election 47% of women were for Ruiz.", None),
    ],
)
def test_a_check_is_filled_in_where_exactly_one_template_fits(text: str, check: str | None) -> None:
    (one,) = proposed(story("a", text)).proposals
    filled = [c.check for c in one.checks if c]
    assert filled == ([check] if check else [])
    for expression in filled:
        parse(expression)


def test_spanish_sentences_get_checks_too() -> None:
    one = press.article(
        "a", "Un titular del día\n\nSegún el cómputo, Ruiz obtuvo el 47,08 % de los votos en la elección."
    )
    (found,) = proposed(one).proposals
    assert [c.check for c in found.checks if c] == ['reads(share("A"), "47.08")']


def test_a_statement_that_articles_share_is_one_proposal() -> None:
    line = (
        "The electoral court said on Monday that Ruiz won 47% of the vote in the first round of the election"
    )
    found = proposed(
        story("a", f"{line}.", "The weather was fine."),
        story("b", "It rained in the capital.", f"{line}, after a long night."),
        story("c", f"{line}.", "The weather was fine."),  # an exact copy of a
    )
    (one,) = found.proposals
    assert one.articles == ("a", "b")
    assert found.reuse.copies == (("a", "c"),)


def test_what_is_not_about_the_election_is_not_proposed() -> None:
    assert proposed(story("a", "It rained all day. Three dogs barked at 20 cars.")).proposals == ()


def test_the_file_has_offsets_and_no_verdict(tmp_path: Path) -> None:
    one = story(
        "a",
        'Judge Ana Paz said the count was stopped for 23 hours. "Ruiz won 47% of the vote," said Ana Paz.',
    )
    target = tmp_path / "claims.proposed.toml"
    press.write_proposals(proposed(one), target)
    text = target.read_text(encoding="utf-8")
    document = tomllib.loads(text)
    assert document["format"] == "claims-proposed/1"
    assert list(tmp_path.iterdir()) == [target]
    for entry in document["proposal"]:
        assert not {"verdict", "expected", "review", "holds"} & entry.keys()
        for said in entry["said"]:
            assert one.text[said["start"] : said["end"]].startswith(said["quote"])
            assert said["sha256"] == one.sha256
        for quantity in entry["quantity"]:
            assert one.text[quantity["start"] : quantity["end"]] == quantity["text"]
    speakers = [(e["speaker"]["by"], e["speaker"]["rule"]) for e in document["proposal"]]
    assert speakers == [("Judge Ana Paz", "clause"), ("Ana Paz", "inverted")]


def test_long_sentences_are_not_copied_out_whole(tmp_path: Path) -> None:
    one = story("a", "Ruiz won 47% of the vote " + "and the count went on " * 40 + "until noon.")
    press.write_proposals(proposed(one), tmp_path / "p.toml")
    document = tomllib.loads((tmp_path / "p.toml").read_text(encoding="utf-8"))
    assert len(document["proposal"][0]["said"][0]["quote"]) <= 300


def test_a_quotation_with_two_speakers_is_a_candidate() -> None:
    words = "There is calm in every district and we hope that work resumes"
    found = press.differences(
        press.reuse(
            [
                story("a", f'"{words}," said Minister Ana Ruiz.'),
                story("b", f'"{words}," police chief Luis Paz said.'),
                story("c", f'"{words}," the minister said.'),  # may be either of them
                story("d", f'"{words}."'),  # lost
            ]
        )
    )
    assert [(p.one.speaker, p.other.speaker) for p in found.speakers] == [
        ("Minister Ana Ruiz", "police chief Luis Paz")
    ]


def test_numbers_that_differ_are_candidates() -> None:
    found = press.differences(
        press.reuse(
            [
                story("a", "At least 12 people were killed in clashes after the election in the capital."),
                story("b", "Clashes in the capital after the election have killed 15 people so far."),
                story("c", "The museum sold 90 tickets and 15 people sang."),
            ]
        )
    )
    assert [(str(d.quantity.value), str(d.facing.value), d.kind) for d in found.numbers] == [
        ("12", "15", "value")
    ]


def test_a_changed_number_in_a_shared_passage_is_a_candidate() -> None:
    line = "officials counted the ballots of {} polling stations in the northern districts before it rained"
    found = press.differences(
        press.reuse(
            [story("a", f"On Monday {line.format(120)}."), story("b", f"On Monday {line.format(210)}.")]
        )
    )
    assert [(r.was, r.became) for r in found.reworded] == [("120", "210")]
    assert found.tables
    assert "press.differences" in {f.finding_id for f in found.findings}


def test_texts_are_cut_between_words() -> None:
    assert shortened("one two three", 9) == "one two …"
    assert shortened(" one\n two ", 9) == "one two"
