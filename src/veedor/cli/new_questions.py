"""The questions of ``veedor new``: one at a time, each with a default that Enter takes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from veedor.cli.language import error_text
from veedor.cli.layout import filled, harmless, terminal_width
from veedor.cli.new_words import shortened
from veedor.errors import QuestionError, VeedorError
from veedor.guess.proposal import UNKNOWN
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.guess.draft import Election
    from veedor.guess.found import Found
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt
    from veedor.report.phrases import Phrases

_CAPITALS = {
    country: zone
    for pair in [
        "AR:America/Argentina/Buenos_Aires",
        "AU:Australia/Sydney",
        "BR:America/Sao_Paulo",
        "CA:America/Toronto",
        "CD:Africa/Kinshasa",
        "CL:America/Santiago",
        "CN:Asia/Shanghai",
        "CY:Asia/Nicosia",
        "DE:Europe/Berlin",
        "EC:America/Guayaquil",
        "ES:Europe/Madrid",
        "FM:Pacific/Pohnpei",
        "GL:America/Nuuk",
        "ID:Asia/Jakarta",
        "KI:Pacific/Tarawa",
        "KZ:Asia/Almaty",
        "MH:Pacific/Majuro",
        "MN:Asia/Ulaanbaatar",
        "MX:America/Mexico_City",
        "MY:Asia/Kuala_Lumpur",
        "NZ:Pacific/Auckland",
        "PF:Pacific/Tahiti",
        "PG:Pacific/Port_Moresby",
        "PS:Asia/Gaza",
        "PT:Europe/Lisbon",
        "RU:Europe/Moscow",
        "UA:Europe/Kyiv",
        "US:America/New_York",
        "UZ:Asia/Tashkent",
        "VN:Asia/Ho_Chi_Minh",
        "XK:Europe/Belgrade",
    ]
    for country, _, zone in [pair.partition(":")]
}
"""Countries of several zones, with the zone in which most of their people live, or of none in CLDR."""

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN"})
"""Codes that stand for no country, but for several."""

_MADE_UP = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
"""Codes that ISO 3166 leaves to its users: for elections that are made up."""

LATER = "?"
"""The answer that leaves a question open."""


def stated(
    title: str | None,
    date: str | None,
    country: str | None,
    tz: str | None,
    contest: str | None,
    office: str | None,
    rule: str | None,
) -> Election:
    """Give what the command line says of the election.

    Raises
    ------
    QuestionError
        Where a day, a country, a zone or a rule is none.
    """
    from veedor.guess.draft import Election

    code = _country(country) if country else UNKNOWN
    election = Election(
        title=_words(title) if title else UNKNOWN,
        date=_date(date) if date else UNKNOWN,
        country=code,
        tz=_zone(tz) if tz else _zone_of(code),
        contest=_words(contest or ""),
        office=_words(office or ""),
        rule=_rule(rule) if rule else "",
    )
    _refuse_rule_of_another(election)
    return election


def _refuse_rule_of_another(election: Election) -> None:
    """Refuse a rule of another country or time: the import of the case would."""
    from veedor.guess.draft import CONTEST
    from veedor.rules import applies_to, load

    if not election.rule or UNKNOWN in {election.date, election.country}:
        return
    day = dt.date.fromisoformat(election.date)
    own = Path(election.rule)
    rule = load(own if own.suffix in {".toml", ".json"} else election.rule)
    problem = applies_to(rule, election.country, day, contest=CONTEST)
    if problem is not None:
        raise QuestionError(
            problem.message,
            remedy="Name another rule; or leave --rule out, and write it into the case with its reason: "
            'rule_reason = "...".',
        )


def about_election(election: Election, path: Path, words: Phrases) -> Election:
    """Ask what no file of results says: title, day, country, zone, contest and rule."""

    def asked(key: str, default: str, check: Callable[[str], str]) -> str:
        return _ask(words.text(f"prompt.{key}"), default, check)

    click.echo(f"\n{words.text('prompt.how')}")
    if election.title == UNKNOWN:
        default = re.sub(r"[\W_]+", " ", path.name.split(".")[0]).strip()
        election = replace(election, title=asked("title", default, _words))
    if election.date == UNKNOWN:
        election = replace(election, date=asked("date", LATER, _date))
    if election.country == UNKNOWN:
        election = replace(election, country=asked("country", LATER, _country))
    if election.tz == UNKNOWN:
        default = _zone_of(election.country)
        election = replace(election, tz=asked("tz", default, _zone))
    if not election.contest:
        election = replace(election, contest=asked("contest", words.text("prompt.president"), _words))
    if not election.rule:
        election = replace(election, rule=_which_rule(election, words))
    return election


def about_doubts(found: Found, words: Phrases) -> Found:
    """Ask every doubt, and try the proposal again where an answer changed it."""
    from veedor.guess.answers import answer

    proposal = found.proposal
    for number, doubt in enumerate(proposal.doubts, 1):
        click.echo(f"\n{number}/{len(found.proposal.doubts)}  {_told(doubt, words)}")
        while True:
            given = _choice(doubt, words)
            if given == LATER:
                break
            try:
                proposal = answer(proposal, doubt, given)
            except QuestionError as error:
                click.echo(f"  {error_text(error)}")
                continue
            break
    if replace(proposal, doubts=()) == replace(found.proposal, doubts=()):
        return replace(found, trial=replace(found.trial, proposal=proposal))
    click.echo(f"\n{words.text('again')}")
    return found.again(proposal)


def _told(doubt: Doubt, words: Phrases) -> str:
    text = words(doubt.question) + (f" ({words(doubt.reason)})" if doubt.reason is not None else "")
    return filled(harmless(re.sub(r"\s+", " ", text)), terminal_width())


def _choice(doubt: Doubt, words: Phrases) -> Answer:
    """Let the user take what is proposed, an alternative by number or words, or write another value."""
    options = [doubt.proposed, *doubt.alternatives]
    shown = [words.answer(option) for option in options]
    for number, option in enumerate(shown, 1):
        told = words.text("prompt.open") if option == LATER else shortened(option, 160)
        click.echo(f"  {number}  {harmless(told)}")
    text = str(click.prompt(f"  {words.text('prompt.which')}", default="1")).strip()
    if text.isdigit() and 1 <= int(text) <= len(options):
        return options[int(text) - 1]
    said = {one.rpartition(": ")[2].casefold(): option for one, option in zip(shown, options, strict=True)}
    return said.get(text.casefold(), text)


def _ask(question: str, default: str, check: Callable[[str], str]) -> str:
    while True:
        text = str(click.prompt(question, default=default)).strip()
        if text == LATER:
            return UNKNOWN
        try:
            return check(text)
        except VeedorError as error:
            click.echo(f"  {error_text(error)}")


def _words(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # bytes that the terminal's encoding has not
        raise QuestionError(
            sentence("{text!a} holds bytes that are no letters in UTF-8.", text=text),
            remedy="Write it in UTF-8.",
        )
    return text


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise QuestionError(
            sentence("{text!r} is no day.", text=text), remedy="Write year, month and day: 2025-02-09."
        ) from error


def _country(text: str) -> str:
    from babel import Locale

    code = text.strip().upper()
    known = {name.upper(): key for key, name in Locale("en").territories.items() if len(key) == 2}
    code = known.get(code, code)
    if (code not in known.values() and not _MADE_UP.fullmatch(code)) or code in _NO_COUNTRIES:
        raise QuestionError(
            sentence("{text!r} is no code of a country.", text=text),
            remedy="Write two letters, such as EC or PE.",
        )
    return str(code)


def _zone(text: str) -> str:
    from zoneinfo import available_timezones

    if text not in available_timezones():
        from veedor.errors import nearest

        raise QuestionError(
            sentence("there is no zone {text!r}.", text=text), remedy=nearest(text, available_timezones())
        )
    return text


def _zone_of(country: str) -> str:
    """Give the zone of a country; that of most people where it has several."""
    from babel.core import get_global

    zones = get_global("territory_zones").get(country, [])
    return _CAPITALS.get(country) or (str(zones[0]) if zones else UNKNOWN)


def _rule(text: str) -> str:
    from veedor.rules import load

    own = Path(text)
    if own.suffix in {".toml", ".json"}:
        load(own)
        return str(own.resolve())
    load(text)
    return text


def _which_rule(election: Election, words: Phrases) -> str:
    """Offer the rules that may apply: those of the country in force on the day, and those of no country."""
    from veedor.model.text import localised
    from veedor.rules import available
    from veedor.rules.templates import templates

    day = None if election.date == UNKNOWN else dt.date.fromisoformat(election.date)
    fitting = [
        rule
        for rule in available()
        if rule.country in {"", election.country} and (day is None or rule.in_force(day))
    ]
    fitting.sort(key=lambda rule: (rule.country != election.country, rule.office != "president"))
    click.echo(words.text("prompt.rules"))
    none = words.text("prompt.none")
    offered = [(str(rule.rule_id), localised(rule.title, words.lang)) for rule in fitting]
    # what is taken by Enter must not be the law of another office: of presidents alone the word is known
    own = {words.text("prompt.president").casefold(), "president"}
    named = bool(fitting) and fitting[0].office == "president" and election.contest.casefold() in own
    default = "1" if named and fitting[0].country == election.country else none
    offered += [
        (one.name, words.text("prompt.without_law", title=localised(one.title, words.lang)))
        for one in templates()
    ]
    for number, (rule_id, title) in enumerate(offered, 1):
        click.echo(f"  {number}  {rule_id}: {harmless(title)}")
    while True:
        text = str(click.prompt(f"  {words.text('prompt.which_rule')}", default=default)).strip()
        if text.casefold() in {none, "none", LATER, ""}:
            return ""
        if text.isdigit() and 1 <= int(text) <= len(offered):
            text = offered[int(text) - 1][0]
        try:
            return _rule(text)
        except VeedorError as error:
            click.echo(f"  {error_text(error)}")
