# ruff: noqa: E501 - what is wrong is told on one line
"""Fresh articles on made-up elections, and what their numbers mean; written before a look at the rules.

In the files under ``fresh/`` an article begins with ``=== country``, and

- ``⟨expression|digits⟩`` is a fact of the count, printed as the country prints it: with so many digits, rounded to
  tens, hundreds, thousands (``-1``, ``-2``, ``-3``), in thousands (``m``: "14 mil"), cut off to thousands (``t``),
  in words (``w``), as an ordinal (``o``);
- ``⟦text|value⟧`` is another quantity, of that value (``?``: none that a number tells);
- ``⦃text⦄`` may be taken for a quantity or not: ages;
- ``‹name›`` stands behind a direct quotation and names who said it; ``?`` where the text does not.

Every other number is no quantity: a date, a year, a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from claims.build_articles import Country, printed, write_country
from claims.fresh_countries import COUNTRIES
from veedor import press
from veedor.claims import CaseFacts
from veedor.claims.count_facts import CountFacts
from veedor.claims.evaluate import answer_of
from veedor.claims.functions import functions
from veedor.claims.lookup import LookedUp, Lookup
from veedor.count import Election
from veedor.press.extract import sentences
from veedor.press.names import folded
from veedor.press.quotations import quotations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.claims.signatures import Function
    from veedor.press import Article
    from veedor.press.quantities import Quantity

FOLDER = Path(__file__).parent / "fresh"
WORDS = {
    "en": ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    "es": ["ninguno", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"],
}
ORDINALS = {
    "en": ["zeroth", "first", "second", "third", "fourth", "fifth"],
    "es": ["-", "primer", "segundo", "tercer", "cuarto", "quinto"],
}
INSIDE = re.compile(r'[a-z_]+\((.*), "[^"]*"\)|(.*) == \d+')
_MARKED = re.compile(r"⟨([^|⟩]*)\|(-?\w)⟩|⟦([^|⟧]*)\|([^⟧]*)⟧|⦃([^⦄]*)⦄| ?‹([^›]*)›")
_UNIT = re.compile(r"\s?-?(%|percent(?!age)|per cent|por ciento)?\s?(percentage points|points|puntos)?")


@dataclass(frozen=True)
class Noted:
    """A number of an article: where, its value, its unit, and what of the count it is."""

    start: int
    end: int
    value: Fraction | None
    unit: str
    expression: str = ""
    optional: bool = False


@dataclass
class Written:
    """An article with the truth about it."""

    country: str
    article: Article
    numbers: list[Noted] = field(default_factory=list)
    speakers: list[tuple[int, str]] = field(default_factory=list)
    """Where a direct quotation ends, and whose it is."""


@dataclass
class Tried:
    """A country with its count, made once."""

    country: Country
    folder: Path

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(CountFacts(CaseFacts(Election.open(write_country(self.folder, self.country)))))

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        return functions(self.lookup.facts.case)

    def value(self, expression: str) -> Fraction:
        value = answer_of(expression, self.functions)
        assert isinstance(value, Fraction), (expression, value)
        return value


def _fact(tried: Tried, expression: str, how: str, language: str) -> tuple[str, Fraction]:
    """Print a fact; give the value that the printed number has."""
    value, marks = tried.value(expression), tried.country.marks if language == "es" else ",."
    if how in {"w", "o"}:
        return (WORDS if how == "w" else ORDINALS)[language][int(value)], value
    if how in "mt":
        rounded = Fraction(int(value / 1000 + (Fraction(1, 2) if how == "m" else 0)) * 1000)
        return printed(rounded / 1000 if how == "m" else rounded, 0, marks), rounded
    if how.startswith("-"):
        size = 10 ** int(how[1:])
        rounded = Fraction(int(value / size + Fraction(1, 2)) * size)
        return printed(rounded, 0, marks), rounded
    digits = int(how)
    unit = Fraction(1, 10**digits)
    return printed(value, digits, marks), (value / unit + Fraction(1, 2)).__floor__() * unit


def written(name: str, template: str, code: str, tried: Tried, language: str) -> Written:
    """Print an article, and note what its numbers mean."""
    text, at = "", 0
    numbers: list[Noted] = []
    speakers = []
    for match in _MARKED.finditer(template):
        text += template[at : match.start()]
        at = match.end()
        start = len(text)
        behind = _UNIT.match(template, at)
        assert behind is not None
        unit = "points" if behind[2] else "percent" if behind[1] else ""
        if match[1]:
            piece, value = _fact(tried, match[1], match[2], language)
            text += piece
            numbers.append(Noted(start, len(text), value, unit, match[1], optional=match[2] == "o"))
        elif match[3]:
            text += match[3]
            told = None if match[4] == "?" else Fraction(match[4])
            unit = (
                "percent"
                if "%" in match[3] or "ent" in match[3]
                else "points"
                if "unto" in match[3] or "oint" in match[3]
                else unit
            )
            numbers.append(Noted(start, len(text), told, unit))
        elif match[5]:
            text += match[5]
            numbers.append(Noted(start, len(text), None, "", optional=True))
        else:
            speakers.append((start, match[6]))
    return Written(code, press.article(name, text + template[at:]), numbers, speakers)


def read(file: str, tried: Mapping[str, Tried]) -> Iterator[Written]:
    """Read the articles of a file."""
    language = file[-2:]
    texts = re.split(
        r"^=== (\w+)\n", (FOLDER / f"{file}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
    )[1:]
    for number, (code, template) in enumerate(zip(texts[::2], texts[1::2], strict=True), start=1):
        yield written(f"{file}-{number:02}", template.strip(), code, tried[code], language)


def countries(folder: Path) -> dict[str, Tried]:
    """Give the countries, their counts made when they are first asked."""
    return {code: Tried(country, folder / code) for code, country in COUNTRIES.items()}


@dataclass
class Score:
    """How many were proposed, how many of those are right, and how many there are."""

    right: int = 0
    given: int = 0
    meant: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.given)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.meant)

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f} R {self.recall:.3f} ({self.right} of {self.given}, {self.meant} meant)"
        )


@dataclass
class Scores:
    """Quantities, proposed checks and direct speakers."""

    quantities: Score = field(default_factory=Score)
    checks: Score = field(default_factory=Score)
    speakers: Score = field(default_factory=Score)


def _context(one: Written, start: int, end: int) -> str:
    text = one.article.text
    return f"{one.article.article_id}: {text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 30]}".replace(
        "\n", " "
    )


def score(articles: Iterator[Written], tried: Mapping[str, Tried]) -> Scores:
    """Try the rules on articles."""
    found = Scores()
    for one in articles:
        lookup = tried[one.country].lookup
        held = sentences(one.article, near=lookup.day, country=tried[one.country].country.code)
        _of_quantities(one, [q for s in held for q in s.quantities], found.quantities)
        _of_checks(one, list(lookup.look_up(one.article, held)), tried[one.country], found.checks)
        _of_speakers(one, found.speakers)
    return found


def _of_quantities(one: Written, given: Sequence[Quantity], score: Score) -> None:
    title = one.article.title_span
    noted = [n for n in one.numbers if not n.optional and not (title and n.start < title.end)]
    score.meant += len(noted)
    taken = set()
    for quantity in given:
        here = [n for n in one.numbers if n.start < quantity.span.end and quantity.span.start < n.end]
        if any(n.optional for n in here):
            continue
        score.given += 1
        right = False
        for n in here:
            values = {quantity.value, quantity.upper}
            unit = quantity.unit if quantity.unit in {"percent", "points"} else ""
            if n.value in values and unit == n.unit:
                right = True
                taken.add(n.start)
        score.right += right
        if not right:
            score.wrong.append(
                _context(one, quantity.span.start, quantity.span.end)
                + f" = {quantity.value} {quantity.unit!r}"
            )
    score.missed += [_context(one, n.start, n.end) for n in noted if n.start not in taken]


def _of_checks(one: Written, given: Sequence[LookedUp], tried: Tried, score: Score) -> None:
    noted = {n.start: n for n in one.numbers if n.expression}
    score.meant += len(noted)
    taken = set()
    for found in given:
        if not found.readings:
            continue
        here = [n for n in noted.values() if n.start < found.span.end and found.span.start < n.end]
        if found.quantity is None and not here:
            continue  # a statement without a number
        score.given += 1
        values = {tried.value(n.expression) for n in here}
        held = [INSIDE.fullmatch(r.check) for r in found.readings[:1]]
        right = any(m is not None and answer_of(m[1] or m[2], tried.functions) in values for m in held)
        score.right += right
        taken |= {n.start for n in here if right}
        if not right:
            score.wrong.append(
                _context(one, found.span.start, found.span.end)
                + f" -> {[r.check for r in found.readings]} not {[n.expression for n in here]}"
            )
    score.missed += [
        _context(one, n.start, n.end) + f" {n.expression}" for n in noted.values() if n.start not in taken
    ]


def _of_speakers(one: Written, score: Score) -> None:
    marked = dict(one.speakers)
    score.meant += sum(name != "?" for name in marked.values())
    for quotation in quotations(one.article):
        if quotation.mode != "direct":
            continue
        near = [at for at in marked if quotation.span.end <= at <= quotation.span.end + 3]
        if not near:
            continue  # words held off, which nobody noted
        name = marked[near[0]]
        if not quotation.speaker:
            if name != "?":
                score.missed.append(_context(one, *_ends(quotation.span)))
            continue
        score.given += 1
        right = folded(name) in folded(quotation.speaker)
        score.right += right
        if not right:
            score.wrong.append(
                _context(one, *_ends(quotation.span)) + f" -> {quotation.speaker!r}, not {name!r}"
            )


def _ends(span: press.Span) -> tuple[int, int]:
    return span.start, span.end
