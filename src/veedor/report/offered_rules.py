"""The rules that may decide an election: those of its country in force on the day, and of no country."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from veedor.findings.rule_in_words import in_words
from veedor.guess.proposal import UNKNOWN
from veedor.intake.names import fold
from veedor.model.text import localised
from veedor.report.election_answers import countries
from veedor.rules import load

if TYPE_CHECKING:
    from veedor.guess.draft import Election
    from veedor.report.phrases import Phrases
    from veedor.rules import Rule


@dataclass(frozen=True)
class OfferedRule:
    """A rule that may decide an election.

    Parameters
    ----------
    written : str
        As a case names it.
    title : str
        In the language of the reader.
    means : tuple of (int, str)
        What it asks for: how deep a line stands, and the line.
    law : tuple of str
        The articles that it quotes; none for a template.
    """

    written: str
    title: str
    means: tuple[tuple[int, str], ...] = ()
    law: tuple[str, ...] = ()


def rules_offered(election: Election, words: Phrases) -> tuple[tuple[OfferedRule, ...], str]:
    """Offer the rules that may apply: those of the country in force on the day, and those of no country.

    Parameters
    ----------
    election : Election
        What was answered so far.
    words : Phrases
        The language.

    Returns
    -------
    tuple
        The rules, laws first; and the one that is taken unless another is named: empty where that would be
        the law of another office, for only of presidents the word is known.
    """
    from veedor.rules import available
    from veedor.rules.templates import templates

    day = None if election.date == UNKNOWN else dt.date.fromisoformat(election.date)
    fitting = [
        rule
        for rule in available()
        if rule.country in {"", election.country} and (day is None or rule.in_force(day))
    ]
    fitting.sort(key=lambda rule: (rule.country != election.country, rule.office != "president"))
    own = {words.text("prompt.president").casefold(), "president"}
    named = bool(fitting) and fitting[0].office == "president" and election.contest.casefold() in own
    taken = str(fitting[0].rule_id) if named and fitting[0].country == election.country else ""
    offered = [
        _offered(str(rule.rule_id), localised(rule.title, words.lang), rule, words) for rule in fitting
    ]
    for one in templates():
        written = one.examples[0] if any(p.required for p in one.parameters) else one.name
        title = words.text("prompt.without_law", title=localised(one.title, words.lang))
        offered.append(_offered(written, title, load(written), words))
    return tuple(offered), taken


@lru_cache(maxsize=8)
def rules_by_country(lang: str, first: str = "") -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return every rule that comes with Veedor, by country, then those without a law.

    Parameters
    ----------
    lang : str
        Language of the names.
    first : str
        Code of the country that comes first.

    Returns
    -------
    tuple of (str, tuple of (str, str))
        Name of a country, and its laws: as a case names each, and its title with the day it came into force.
    """
    from veedor.report.wording import Wording
    from veedor.rules import available
    from veedor.rules.templates import templates

    words = Wording(lang)
    names = dict(countries(lang))
    groups: dict[str, list[tuple[str, str]]] = {}
    for rule in available():
        title = localised(rule.title, lang)
        since = f" ({rule.valid_from.year})" if rule.valid_from is not None else ""
        groups.setdefault(rule.country, []).append((str(rule.rule_id), f"{title}{since}"))
    order = sorted(groups, key=lambda code: (code != first, not code, fold(names.get(code, code) or "")))
    without = [
        (one.examples[0] if any(p.required for p in one.parameters) else one.name, localised(one.title, lang))
        for one in templates()
    ]
    of_laws = [(names.get(code, code), tuple(groups[code])) for code in order]
    return (*of_laws, (words.text("desk.ask.templates"), tuple(without)))


def _offered(written: str, title: str, rule: Rule, words: Phrases) -> OfferedRule:
    law = tuple(f"{source.law}, {source.article}" for source in rule.sources)
    return OfferedRule(written, title, tuple(words.lines(in_words(rule))), law)
