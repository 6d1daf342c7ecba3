"""Findings and figures in words."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from veedor.errors import QuestionError
from veedor.findings.words import count_term
from veedor.intake.case import CountEntry
from veedor.model import (
    Choice,
    ChoiceId,
    Column,
    Contest,
    ContestId,
    CountId,
    Figure,
    Finding,
    Kind,
    Method,
    Unit,
)
from veedor.report import wording as module
from veedor.report.catalogue import Message
from veedor.report.wording import Wording

RESTART = datetime(2019, 10, 21, 18, 29, 53)  # noqa: DTZ001 - local time of the case
TEXTS: dict[str, Message] = {
    "t.plain": "{winner} leads by {lead} ({lead:bare}) on {sheets:unit}.",
    "t.plural": ("{sheets}", "One sheet.", "{sheets} sheets."),
    "t.two": "{sheets} {sheets:sheet holds|sheets hold} {votes} {votes:vote|votes}.",
    "unit.sheets": ("{n}", "tally sheet", "tally sheets"),
    "unit.points": "points",
    "term.yes": "yes",
    "t.term": "words",
}


@pytest.fixture
def wording(monkeypatch: pytest.MonkeyPatch) -> Wording:
    monkeypatch.setattr(module, "catalogue", lambda _lang: TEXTS)
    return Wording("en", {"MAS": "MAS - IPSP"})


def finding(sheets: int) -> Finding:
    figures = (
        Figure("winner", "MAS", Unit.CHOICE),
        Figure("lead", Fraction("0.105649"), Unit.POINTS, "base.valid"),
        Figure("sheets", sheets, Unit.SHEETS),
    )
    return Finding("t.1", "t.plain", figures, Method("t.method", "source"))


def test_a_finding_is_said_with_its_figures(wording: Wording) -> None:
    said = wording.say(finding(34_555)).replace("\u00a0", " ")
    assert said == "MAS - IPSP leads by 10.56 points (10.56) on 34,555 tally sheets."
    assert wording.say(finding(1)).endswith("1\u00a0tally sheet.")


def test_the_figure_that_decides_chooses_the_plural(wording: Wording) -> None:
    assert wording.text("t.plural", sheets=Figure("sheets", 1, Unit.SHEETS)) == "One sheet."
    assert wording.text("t.plural", sheets=0) == "0 sheets."


@pytest.mark.parametrize(
    ("sheets", "votes", "said"),
    [
        (1, 2, "1 sheet holds 2 votes."),
        (2, 1, "2 sheets hold 1 vote."),
        (0, Fraction(1, 2), "0 sheets hold 0.5 votes."),
    ],
)
def test_each_figure_of_a_text_has_its_own_plural(
    wording: Wording, sheets: int, votes: int | Fraction, said: str
) -> None:
    figures = {
        "sheets": Figure("sheets", sheets, Unit.SHEETS),
        "votes": Figure("votes", votes, Unit.VOTES, digits=1),
    }
    assert wording.text("t.two", **figures) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59.5, "59.5 s (59.5)"),
        (180.0, "3 min (180)"),
        (64_800, "18 h (64,800)"),
        (180_000.25, "2 d 2 h (180,000.2)"),
    ],
)
def test_a_sentence_says_long_times_in_minutes_and_hours(
    wording: Wording, monkeypatch: pytest.MonkeyPatch, seconds: float, said: str
) -> None:
    monkeypatch.setitem(TEXTS, "t.time", "{lasts} ({lasts:bare})")
    assert (
        wording.text("t.time", lasts=Figure("lasts", seconds, Unit.SECONDS, digits=1)).replace("\xa0", " ")
        == said
    )


def test_a_key_without_text_is_given_back(wording: Wording) -> None:
    assert wording.text("no.such.key") == "no.such.key"
    assert not wording.has("no.such.key")


def test_a_figure_that_was_not_given_is_named(wording: Wording) -> None:
    with pytest.raises(KeyError, match=r"t\.plain needs the figure 'winner'"):
        wording.text("t.plain")


def test_braces_in_published_text_stay_text(wording: Wording) -> None:
    hostile = Figure("winner", "{lead.__class__}", Unit.TEXT)
    said = wording.text("t.plain", winner=hostile, lead="1", sheets=Figure("sheets", 2, Unit.SHEETS))
    assert said.startswith("{lead.__class__} leads by 1")


@pytest.mark.parametrize(
    ("figure", "en", "es"),
    [
        (Figure("x", Fraction("0.470758"), Unit.SHARE), "47.08 %", "47,08 %"),
        (Figure("x", Fraction("0.470758"), Unit.SHARE, digits=4), "47.0758 %", "47,0758 %"),
        (Figure("x", Fraction("-0.105649"), Unit.POINTS), "−10.56 points", "−10,56 puntos"),
        (Figure("x", Fraction("34671.9"), Unit.VOTES, digits=1), "34,671.9", "34.671,9"),
        (Figure("x", Fraction(5), Unit.VOTES), "5", "5"),
        (Figure("x", 52_213, Unit.SECONDS), "52,213 s", "52.213 s"),
        (Figure("x", timedelta(seconds=82_136), Unit.DURATION), "22 h 48 min 56 s", "22 h 48 min 56 s"),
        (Figure("x", RESTART, Unit.MOMENT), "21 Oct 2019, 18:29:53", "21 oct 2019, 18:29:53"),
        (Figure("x", True, Unit.TERM), "yes", "sí"),
        (Figure("x", None, Unit.VOTES), "–", "–"),
        (Figure("x", 1.5, Unit.NUMBER), "1.50", "1,50"),
        (Figure("x", 2019, Unit.NUMBER), "2,019", "2.019"),
        (Figure("x", ("A", "B", "Ixtapa"), Unit.TEXT), "A, B and Ixtapa", "A, B e Ixtapa"),
        (Figure("x", ("Oruro",), Unit.TEXT), "Oruro", "Oruro"),
        (Figure("x", (), Unit.TEXT), "–", "–"),
        (Figure("x", "base.valid", Unit.TERM), "of valid votes", "de los votos válidos"),
    ],
)  # fmt: skip
def test_figures_by_unit(figure: Figure, en: str, es: str) -> None:
    assert Wording("en").figure(figure).replace("\u00a0", " ") == en
    assert Wording("es").figure(figure).replace("\u00a0", " ") == es


def test_labels_come_from_the_contest() -> None:
    contest = Contest(
        ContestId("p"),
        "President",
        (Choice(ChoiceId("a"), "A <party>"), Choice(ChoiceId("b"), "Blancos", Kind.BLANK)),
    )
    wording = Wording("en").of(contest)
    assert (wording.choice("a"), wording.choice("b"), wording.choice("c")) == (
        "A <party>",
        "Blank votes",
        "c",
    )


def test_a_column_named_by_the_case_is_headed_as_its_count() -> None:
    heads = [
        Wording("es").column(Column(name, Unit.VOTES), "cards") for name in ("votes", "official", "recount-2")
    ]
    assert heads == ["Votos", "cómputo oficial", "recount-2"]


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(QuestionError, match="'fr'"):
        Wording("fr").text("term.yes")


def test_words_need_nothing_heavy() -> None:
    heavy = {"altair", "jinja2", "vl_convert", "pyarrow", "numpy", "duckdb"}
    code = (
        "import sys; from veedor.report.wording import Wording; Wording('es').text('term.yes');"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("lang", "titles", "named"),
    [
        ("en", {}, "count “Night Tally”"),
        ("es", {"es": "Conteo nocturno"}, "cómputo «Conteo nocturno»"),
        ("pt", {"es": "Conteo nocturno"}, "apuração “Night Tally”"),
    ],
)
def test_a_count_is_named_by_its_title(lang: str, titles: dict[str, str], named: str) -> None:
    entries = {
        CountId("night"): CountEntry(title="Night Tally", titles=titles),
        CountId("b"): CountEntry(title=""),
    }
    words = Wording(lang).of_counts(entries)
    assert words.value(count_term("night"), Unit.TERM) == named
    assert words.value(count_term("b"), Unit.TERM) == "b", "without a title by its id"
    assert words.value("night", Unit.TERM) == "night", "a stratum of the same name is none"
    assert words.value("night@first", Unit.FILE) == f"{named} (first)"
    assert words.value(count_term("official"), Unit.TERM) == Wording(lang).text("term.official")
