"""The form of a question: its fields in the words of a language, with what is wrong at each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.case.forms.verbs import DRAWS, SEVERAL, WEIGHED
from veedor.report.offered_rules import rules_by_country

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veedor.case.forms import Offers
    from veedor.report.wording import Wording

Options = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Groups of what a list offers: the title of each, and values with what they say."""


@dataclass(frozen=True)
class FormField:
    """A field.

    Parameters
    ----------
    key : str
        As the question has it.
    kind : str
        ``select``, ``checks``, ``text``, ``number``, ``moment`` or ``claims``.
    label, help : str
        What it is, and how it is written; the latter may be empty.
    value : str
        What it says.
    options : Options
        Of a list or of checks.
    problems : tuple of str
        What is wrong with it.
    more : bool
        Whether it stands behind the fold.
    """

    key: str
    kind: str
    label: str
    help: str
    value: str
    options: Options = ()
    problems: tuple[str, ...] = ()
    more: bool = False

    @property
    def chosen(self) -> frozenset[str]:
        """The values of a field of several."""
        return frozenset(self.value.split(SEVERAL))


@dataclass(frozen=True)
class _Form:
    verb: str
    offers: Offers
    given: Mapping[str, str]
    problems: Mapping[str, tuple[str, ...]]
    words: Wording

    def field(self, key: str, kind: str, options: Options = (), *, more: bool = False) -> FormField:
        own = f"desk.ask.{self.verb}.{key}"
        label = own if self.words.has(own) else f"desk.ask.field.{key}"
        help_key = f"{label}.help"
        return FormField(
            key,
            kind,
            self.words.text(label),
            self.words.text(help_key) if self.words.has(help_key) else "",
            self.given.get(key, ""),
            options,
            self.problems.get(key, ()),
            more,
        )

    def choose(
        self, key: str, values: Iterable[tuple[str, str]], *, kind: str = "select", more: bool = False
    ) -> list[FormField]:
        """Return a list, where there is something to choose, or something was chosen."""
        offered = tuple(values)
        if not offered and key not in self.given:
            return []
        return [self.field(key, kind, (("", offered),), more=more)]

    def common(self, count: str, moments: tuple[str, ...]) -> list[FormField]:
        """Return the fields of contest, count and reading, as far as the case has several."""
        offers, several = self.offers, len(moments) > 1
        contests = offers.contests if len(offers.contests) > 1 else ()
        return [
            *self.choose("contest", contests),
            *self.choose(count, ((one, one) for one in moments) if several else ()),
        ]

    def named(self, values: Iterable[str], prefix: str) -> list[tuple[str, str]]:
        """Return values with their words, where the catalogue has some."""
        words = self.words
        return [
            (one, words.text(f"{prefix}.{one}") if words.has(f"{prefix}.{one}") else one) for one in values
        ]

    def candidates(self) -> list[tuple[str, str]]:
        return [(one, self.words.choice(one)) for one in self.offers.candidates]


def fields_of(
    verb: str,
    offers: Offers,
    given: Mapping[str, str],
    problems: Mapping[str, tuple[str, ...]],
    words: Wording,
) -> list[FormField]:
    """Return the fields of the form of a question.

    Parameters
    ----------
    verb : str
        One of :data:`veedor.case.forms.VERBS`.
    offers : Offers
        What the case offers to choose from.
    given : mapping of str to str
        What the question says.
    problems : mapping of str to tuple of str
        What is wrong, by key.
    words : Wording
        The language, with the labels of the contest.
    """
    return _MAKERS[verb](_Form(verb, offers, given, problems, words))


def _stakes(form: _Form) -> list[FormField]:
    offers = form.offers
    units = form.named(offers.units, "stakes.unit")
    return [
        *form.choose("treatment", form.named(offers.treatments, "stakes.treatment"), kind="checks"),
        *form.choose("unit", units),
        form.field("count", "number"),
        form.field("share", "text"),
        form.field("selected", "text"),
        *form.common("of", offers.by_sheet),
        form.field("where", "text", more=True),
        *form.choose("outside", ((one, one) for one in offers.by_sheet if "@" in one), more=True),
        *form.choose("seats", ((one, one) for one in offers.seats), more=True),
        *form.choose("variant", ((one, one) for one in offers.variants), more=True),
        *form.choose("donor", form.candidates(), more=True),
        *form.choose("receiver", form.candidates(), more=True),
    ]


def _project(form: _Form) -> list[FormField]:
    return [
        form.field("at", "moment"),
        *form.common("count", form.offers.counts),
        form.field("draws", "number", more=True),
        form.field("seed", "number", more=True),
    ]


def _audit(form: _Form) -> list[FormField]:
    offers = form.offers
    return [
        form.field("risk-limit", "text"),
        *form.choose("draw", form.named(DRAWS, "desk.ask.draw")),
        *form.choose("rule", form.named(WEIGHED, "desk.ask.weighed")),
        *form.choose("strata", form.named(offers.divisions, "level")),
        form.field("most-sheets", "number"),
        *form.common("count", offers.by_sheet),
        *form.choose("seats", ((one, one) for one in offers.seats), more=True),
        *form.choose("variant", ((one, one) for one in offers.variants), more=True),
        form.field("cards", "number", more=True),
        form.field("pending", "number", more=True),
        form.field("error-rate", "text", more=True),
        form.field("error-votes", "number", more=True),
        form.field("bet", "text", more=True),
        form.field("runs", "number", more=True),
        form.field("seed", "number", more=True),
    ]


def _claims(form: _Form) -> list[FormField]:
    return [form.field("claims", "claims")]


def _outcome(form: _Form) -> list[FormField]:
    offers = form.offers
    rules = rules_by_country(form.words.lang, offers.country)
    return [
        form.field("rule", "rule", rules),
        *form.common("count", offers.moments),
        *form.choose("variant", ((one, one) for one in offers.variants)),
    ]


_MAKERS = {"stakes": _stakes, "project": _project, "audit": _audit, "claims": _claims, "outcome": _outcome}
