"""Where articles differ: candidates, one kind after the other."""

from __future__ import annotations

from veedor import press
from veedor.press import Article
from veedor.press.span import shortened


def story(name: str, *paragraphs: str) -> Article:
    return press.article(name, "\n\n".join(("A headline of the day", *paragraphs)))


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
