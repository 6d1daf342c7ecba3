"""Findings, figures and keys in words: the door to the language catalogues.

Light on purpose (no Altair, no Jinja): every verb of the command line may use it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from math import inf, isfinite
from string import Formatter
from typing import TYPE_CHECKING

from veedor.findings.words import NAMED_COUNT, count_term
from veedor.model import Figure, Unit, Value, nameless
from veedor.report import numbers
from veedor.report.catalogue import catalogue, translation
from veedor.sentence import Translatable, said

if TYPE_CHECKING:
    from veedor.intake.case import CountEntry
    from veedor.model import Column, Contest, CountId, Finding, Table
    from veedor.report.catalogue import Message

Given = Value | Figure
"""What may be given to a text: a figure with its unit, or a bare value (text as it is, integers grouped)."""

WORDS = frozenset({Unit.TEXT, Unit.FILE, Unit.CONTEST, Unit.CHOICE, Unit.PLACE, Unit.TERM})
"""Units whose values are words, set flush left in tables."""

NUMBERS = (int, float, Fraction)
TENTHS = 10
"""Of fewer votes a sentence says the tenths, which tell on which side of a line a count is."""

MINUTE = 60
"""Seconds from which on a sentence says a length of time in minutes and hours."""

_AT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")
"""A moment of the case's zone, as files are named by one."""

_FORMS = frozenset({"bare", "unit", "quoted"})
"""Forms of a figure in a text; never the name of another figure, even where one is called so."""


@dataclass(frozen=True)
class Wording:
    """Everything in the words of one language.

    Parameters
    ----------
    lang : str
        One of :func:`veedor.report.catalogue.languages`.
    labels : mapping of str to str
        Choice id -> label to show. A choice without one is shown by its id.
    contests : mapping of str to mapping of str to str
        The labels of further contests, for findings of those.
    titles : mapping of str to str
        Title of a contest -> its title in the language, where the case gives one.
    counts : mapping of str to str
        Id of a count that has no usual name -> its title in the language.

    Notes
    -----
    In a text ``{lead}`` stands for the figure ``lead`` with its sign of unit ("10.56 points", "47.08 %",
    "17,336"). ``{lead:bare}`` leaves the unit away ("10.56"); ``{sheets:unit}`` adds the noun in the right
    number ("1 sheet", "34,555 sheets"). ``{outcome:choices}`` says how a round ends together with the choices
    of another figure: "Beta is elected"; a key with a form for it has the same name and ``.who``.
    ``{checks:quoted}`` puts each of several values in quotes. ``{changed:differs|differ}`` is the form that
    the figure takes, for a text with several numbers: the plural of the text itself follows one of them.
    """

    lang: str = "en"
    labels: Mapping[str, str] = field(default_factory=dict)
    contests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)

    def of_all(self, contests: Sequence[Contest]) -> Wording:
        """Return the same words with the labels of the first contest, and of each for its own findings."""
        labels = {str(contest.contest_id): self.of(contest).labels for contest in contests}
        titles = {one.title: one.titles[self.lang] for one in contests if self.lang in one.titles}
        return Wording(self.lang, next(iter(labels.values()), {}), labels, titles, self.counts)

    def of_counts(self, entries: Mapping[CountId, CountEntry]) -> Wording:
        """Return the same words with the titles that a case gives its counts."""
        counts = {str(name): one.titles.get(self.lang, one.title) for name, one in entries.items()}
        return replace(self, counts={name: title for name, title in counts.items() if title})

    def of(self, contest: Contest) -> Wording:
        """Return the same words with the labels of a contest's choices.

        Candidates keep the label as published; blank, null and other kinds are named in the reader's
        language when the contest has one choice of that kind only.
        """
        labels = {
            str(choice.choice_id): self.text(f"kind.{choice.kind.value}")
            if choice.kind.value != "candidate" and len(contest.of_kind(choice.kind)) == 1
            else choice.label
            for choice in contest.choices
        }
        own = {contest.title: contest.titles[self.lang]} if self.lang in contest.titles else {}
        return replace(self, labels=labels, contests={}, titles={**self.titles, **own})

    def has(self, key: str) -> bool:
        """Whether there is a text for a key."""
        return key in catalogue(self.lang)

    def text(self, key: str, /, **figures: Given) -> str:
        """Put a message key in words.

        Parameters
        ----------
        key : str
            Message key. One without a text is given back as it is, as gettext does.
        **figures : Figure or value
            What its ``{names}`` stand for.

        Raises
        ------
        KeyError
            Where the text needs a figure that was not given.
        """
        message = catalogue(self.lang).get(key)
        if message is None:
            return key
        return self._fill(key, self._form(message, figures), figures)

    def said(self, text: str) -> str:
        """Say an English sentence: why there is no result."""
        return said(text, translation(self.lang))

    def say(self, finding: Finding) -> str:
        """Return the sentence of a finding with its figures."""
        labels = self.contests.get(finding.contest, self.labels)
        words = self if labels is self.labels else replace(self, labels=labels)
        return words.text(finding.says, **{figure.name: figure for figure in finding.figures})

    def figure(self, figure: Figure) -> str:
        """Write a figure with the sign of its unit, but for counted things without a noun."""
        return self.value(figure.value, figure.unit, figure.digits)

    def base(self, figure: Figure | Column) -> str:
        """Name the base of a share ("of valid votes"); empty where it has none."""
        return self.text(figure.base) if figure.base else ""

    def noun(self, unit: Unit, count: int) -> str:
        """Name a unit in the number that a count needs: "sheet", "sheets"."""
        return self.text(f"unit.{unit.value}", n=count)

    def column(self, column: Column, table: str = "") -> str:
        """Head of a column: ``column.<table>.<name>`` where there is one, else ``column.<name>``.

        Some columns are named by the case, after a choice or one of its counts: those are headed
        as it is called.
        """
        own = f"column.{table}.{column.name}"
        if table and self.has(own):
            return self.text(own)
        general = f"column.{column.name}"
        if self.has(general):
            return self.text(general)
        return self.labels.get(column.name) or self._file(column.name)

    def table(self, table: Table) -> str:
        """Caption of a table."""
        return self.text(f"table.{table.name}")

    def label(self, figure: Figure, finding_id: str = "") -> str:
        """Name a figure that is shown alone: ``figure.<area>.<name>``, or else ``figure.<name>``.

        Parameters
        ----------
        figure : Figure
            Which one.
        finding_id : str
            Of its finding; the area is what stands before the first point.

        Returns
        -------
        str
            Empty where the figure has no name to be shown alone by.
        """
        area = finding_id.partition(".")[0]
        for key in (f"figure.{area}.{figure.name}", f"figure.{figure.name}"):
            if self.has(key):
                return self.text(key)
        return ""

    def choice(self, choice: str) -> str:
        """Label of a choice; for what only stands among them (the turnout), the text of its key."""
        return self.labels.get(choice) or self.text(choice)

    def value(self, value: Value, unit: Unit, digits: int = 2) -> str:
        """Write a value of some unit.

        Parameters
        ----------
        value : Value
            None is written as a dash.
        unit : Unit
            What it counts. Shares become per cent, points percentage points.
        digits : int
            Decimals of everything that is not counted; counted things that are no whole number have at least
            one.
        """
        match value:
            case str():
                return self._words(value, unit)
            case None:
                return "–"
            case bool():
                return self.text("term.yes" if value else "term.no")
            case tuple():
                return self._list([self._words(item, unit) for item in value])
            case datetime():
                return numbers.day(value, self.lang) if unit is Unit.DAY else numbers.moment(value, self.lang)
            case date():
                return numbers.day(value, self.lang)
            case timedelta():
                return numbers.duration(value, self.lang)
            case _:
                return self._number(value, unit, digits)

    def votes(self, value: Fraction) -> str:
        """Write votes as a sentence says them."""
        return self.figure(_said(Figure("votes", value, Unit.VOTES, digits=1)))

    def bare(self, value: Value, unit: Unit, digits: int = 2) -> str:
        """Write a value without the sign of its unit, for a column whose head names it."""
        if isinstance(value, NUMBERS) and not isinstance(value, bool):
            if unit is Unit.SHARE or unit is Unit.POINTS:
                return numbers.hundredfold(value, digits, self.lang)
            if unit is Unit.SECONDS:
                return numbers.whole(value, self.lang, digits)
        return self.value(value, unit, digits)

    def _number(self, value: float | Fraction, unit: Unit, digits: int) -> str:
        lang = self.lang
        match unit:
            case Unit.SHARE:
                return numbers.percent(value, digits, lang)
            case Unit.POINTS:
                return f"{numbers.hundredfold(value, digits, lang)}{numbers.NBSP}{self.text('unit.points')}"
            case Unit.PROBABILITY:
                return numbers.probability(value, digits, lang)
            case Unit.SECONDS:
                return f"{numbers.whole(value, lang, digits)}{numbers.NBSP}s"
            case Unit.NUMBER if not isinstance(value, int):
                return numbers.decimal(value, digits, lang)
            case _:
                return numbers.whole(value, lang, digits)

    def _words(self, text: str, unit: Unit) -> str:
        if unit is Unit.TEXT:
            return self.said(text) if isinstance(text, Translatable) else text
        if unit is Unit.CHOICE:
            return self.choice(text)
        if unit is Unit.PLACE and nameless(text):
            return text + self.text("term.no_place")
        if unit is Unit.CONTEST:
            return self.titles.get(text, text)
        if unit in {Unit.FILE, Unit.MOMENT}:
            return self._file(text)
        if unit is Unit.TERM:
            # names that a case gives (of its counts, its strata) have a text only when they are usual
            if self.has(text):
                return self.text(text)
            if text.startswith(NAMED_COUNT):
                return self._count(text.removeprefix(NAMED_COUNT))
            return text.rpartition(".")[2]
        return text

    def _count(self, count: str) -> str:
        """Name a count that only its case knows: by its title, or by its id where it has none."""
        return self.text("term.count_titled", title=self.counts[count]) if count in self.counts else count

    def _file(self, text: str) -> str:
        """Name a published file, ``count@file`` or a count; a name that is a moment is said as that."""
        count, _, name = text.rpartition("@")
        if _AT.fullmatch(name):
            name = numbers.moment(datetime.fromisoformat(name), self.lang)
        elif not count:
            return self._words(f"term.{name}", Unit.TERM) if self.has(f"term.{name}") else name
        count = self._words(count_term(count), Unit.TERM) if count else ""
        return self.text("report.state", count=count, snapshot=name) if count else name

    def _list(self, items: list[str]) -> str:
        """Write "a, b and c" with the "and" of the language."""
        if len(items) < 2:
            return "".join(items) or "–"
        last = items[-1]
        key = "list.before_i" if last[:1].lower() == "i" or last[:2].lower() == "hi" else "list.and"
        return self.text(key, first=", ".join(items[:-1]), last=last)

    def _form(self, message: Message, figures: Mapping[str, Given]) -> str:
        """Choose the form that a number takes in the language."""
        if isinstance(message, str):
            return message
        name, *forms = message
        return self._form_for(figures[name.strip("{}")], forms)

    def _form_for(self, given: Given, forms: Sequence[str]) -> str:
        value = given.value if isinstance(given, Figure) else given
        return forms[numbers.plural(value, len(forms), self.lang)]

    def _fill(self, key: str, text: str, figures: Mapping[str, Given]) -> str:
        parts = []
        for literal, name, form in _pieces(text):
            parts.append(literal)
            if name is None:
                continue
            if name not in figures:
                raise KeyError(
                    f"the text {key} needs the figure {name!r}; given: {', '.join(sorted(figures))}"
                )
            if form and form not in _FORMS and form in figures:
                parts.append(self._of_whom(figures[name], figures[form]))
            else:
                parts.append(self._given(figures[name], form or ""))
        return "".join(parts)

    def _of_whom(self, term: Given, who: Given) -> str:
        """Say a term together with those whom it is of; alone where nobody is named."""
        key = f"{term.value}.who" if isinstance(term, Figure) else ""
        named = who.value if isinstance(who, Figure) else ()
        if not isinstance(who, Figure) or not isinstance(named, tuple) or not named or not self.has(key):
            return self._given(term, "")
        return self.text(key, who=self.figure(who), n=len(named))

    def _given(self, given: Given, form: str) -> str:
        if "|" in form:
            return self._form_for(given, form.split("|"))
        if not isinstance(given, Figure):
            return given if isinstance(given, str) else self.value(given, Unit.NUMBER)
        if form == "bare":
            return self.bare(given.value, given.unit, given.digits)
        if form == "quoted" and isinstance(given.value, tuple):
            return self._list(
                [self.text("new.quoted", text=self.value(one, given.unit)) for one in given.value]
            )
        given = _said(given)
        written = self.figure(given)
        if form == "unit":
            count = given.value if isinstance(given.value, int) else 2
            return f"{written}{numbers.NBSP}{self.noun(given.unit, count)}"
        return written


@lru_cache(maxsize=2000)
def _pieces(text: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """Take a text apart: what is said as it is, the figure that follows it, and its form."""
    return tuple((literal, name, form) for literal, name, form, _ in Formatter().parse(text))


def _said(figure: Figure) -> Figure:
    """Return a figure as a sentence says it: seconds from a minute on as hours, minutes and seconds.

    Nobody has a tenth of a vote, so from ten votes on they are whole ones. The evidence below the sentence,
    and tables, keep it exact.
    """
    value = figure.value
    if figure.unit is Unit.SECONDS and isinstance(value, NUMBERS) and MINUTE <= value < inf:
        return replace(figure, value=timedelta(seconds=float(value)), unit=Unit.DURATION)
    if figure.unit is not Unit.VOTES or isinstance(value, bool) or not isinstance(value, float | Fraction):
        return figure
    if not isfinite(value) or -TENTHS < value < TENTHS:
        return figure
    return replace(figure, value=numbers.scaled(value, 0))
