"""The five articles of November 2019: clusters, passages, names and speakers, as a reader finds them."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from claims.test_other_matters import ARTICLES, colours, proposed
from veedor import press
from veedor.case import Case
from veedor.claims import evaluate, functions, load_claims
from veedor.claims.count_facts import CountFacts
from veedor.claims.lookup import Lookup
from veedor.claims.propose import propose
from veedor.claims.result import facts_of
from veedor.press import Reuse
from veedor.report.sections import press as section
from veedor.report.wording import Wording

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def reuse(public_data: Path) -> Reuse:
    """What the five articles share."""
    return press.reuse(press.read_articles([public_data / "press"]))


def names(reuse: Reuse) -> list[str]:
    return [article.article_id for article in reuse.articles]


def test_the_first_three_are_one_cluster_and_the_others_stand_alone(reuse: Reuse) -> None:
    a, b, c, d, e = names(reuse)
    assert [cluster.articles for cluster in reuse.clusters] == [(a, b, c), (d,), (e,)]
    assert reuse.copies == ()


def test_every_passage_of_twelve_words_is_found(reuse: Reuse) -> None:
    # By hand: every run of twelve words of every pair, whatever winnowing chose.
    for one, other in combinations(reuse.articles, 2):
        left, right = (reuse.story(reuse.number[x.article_id]) for x in (one, other))
        runs = {tuple(right.numbers[i : i + 12]) for i in range(len(right.numbers) - 11)}
        for i in range(len(left.numbers) - 11):
            if tuple(left.numbers[i : i + 12]) not in runs:
                continue
            span = left.span(i, i + 12)
            assert span is not None
            assert any(
                p.a.article_id == one.article_id
                and p.b.article_id == other.article_id
                and p.a.span.covers(span)
                for p in reuse.passages
            )


def test_texts_and_titles_are_kept(reuse: Reuse, public_data: Path) -> None:
    for article in reuse.articles:
        data = (public_data / "press" / f"{article.article_id}.txt").read_bytes()
        assert article.text.encode() == data
    assert [bool(a.title) for a in reuse.articles] == [True, True, True, False, True]
    assert [a.stated_date for a in reuse.articles] == [None, None, date(2019, 11, 10), None, None]
    apart = {span.of(a.text) for a in reuse.articles for span in a.boilerplate}
    assert apart >= {"Other news", "Like this:", "Share this", "Simple Share Buttons"}


def test_names_speakers_and_numbers_differ(reuse: Reuse) -> None:
    found = press.differences(reuse, near=date(2019, 10, 20))
    assert {(v.one, v.other) for v in found.names} == {
        ("Javier Zabaleta", "Javier Zavaleta"),
        ("Evo Morales", "Ivor Morales"),
        ("Santa Cruz", "Sana Cruz"),
        ("Yuri Calderon", "Yuri Calderón"),
    }
    assert [(p.one.speaker, p.other.speaker) for p in found.speakers] == [
        ("Defense Minister Javier Zabaleta", "Gen. Yuri Calderón")
    ]


def test_a_quotation_cut_from_its_speaker_is_lost(reuse: Reuse) -> None:
    first = reuse.articles[0]
    held = {q.span.of(first.text)[:30]: q for q in press.quotations(first, recut=True)}
    assert held["We, the police, belong to the "].rule == "lost"
    assert held["This is a political problem an"].rule == "lost"
    assert held["I have nothing to negotiate wi"].speaker == "Mesa"


def test_the_look_up_proposes_what_the_reviewers_claim(bolivia: Case, reuse: Reuse) -> None:
    facts = facts_of(bolivia.election, load_claims(bolivia.election.file.folder / "claims.toml"), Path())
    lookup = Lookup(CountFacts(facts), {"Morales": "MAS", "Mesa": "CC", "Ortiz": "21F"})
    found = propose(reuse, lookup)
    said = {r.check for p in found.proposals for r in p.readings}
    near = {p.found.nearest.check for p in found.proposals if p.found.nearest}
    assert said >= {
        'reads(share("MAS"), "47")',  # R01
        'just_over(lead("MAS"), "10")',  # R02
        'outcome() == "elected" and winner() == "MAS"',  # R03
        'rank("CC") == 2',  # R04
        'votes("CC") < votes("MAS")',  # R05
        'more_than(lead("MAS"), "10")',  # R06
        'winner() == "MAS"',  # R07
        "parties() == 9",  # P01
        'round_figure(interruption("publication"), "24")',  # G01, and a reading of G02
        'heads_for_runoff(at="before")',  # G04
        'not can_flip(share_of(0.22%), unit="sheet", change="annul")',  # A01
        'round_figure(100 / 0.22, "500")',  # A02
        "election_day() == @2019-10-20",  # D01
        '2019 - attested_number("took_office_year") == 13',  # D04
        'largest("municipality") == "Santa Cruz de La Sierra"',  # D05
        'votes("CC", where="department = Santa Cruz") > votes("MAS", where="department = Santa Cruz")',  # D06
    }
    assert "parties() - 1 == 2" in near  # P02: it does not hold
    assert any(len(p.articles) >= 2 for p in found.proposals)
    asked = functions(facts)
    for check in said:
        evaluate(check, asked)


@pytest.mark.slow
def test_articles_on_other_matters_give_no_check(bolivia: Case) -> None:
    folder = bolivia.election.file.folder
    held = load_claims(folder / "claims.toml")
    lookup = Lookup(CountFacts(facts_of(bolivia.election, held, folder)), dict(held.names))
    drawn = colours(lookup, ("Morales", "Mesa", "Ortiz", "Carlos Mesa", "Evo Morales"), "Bolivia")
    assert proposed(lookup, drawn, 2 * ARTICLES, "BO") == []


def test_the_section_of_the_page_quotes_little(
    bolivia: Case, reuse: Reuse, public_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(public_data.parent))
    for lang in ("en", "es"):
        made = section.side_by_side(reuse, Wording(lang))
        assert made is not None
        assert str(made.html).count("<mark>") >= 16
    built = section.build(bolivia, Wording("en"))
    assert built is not None
    assert built.name == "press"
