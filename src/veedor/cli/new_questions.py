"""The questions of ``veedor new``: one at a time, each with a default that Enter takes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from veedor.cli.language import error_text
from veedor.cli.layout import filled, harmless, terminal_width
from veedor.cli.new_words import shortened
from veedor.errors import QuestionError, VeedorError
from veedor.guess.proposal import UNKNOWN
from veedor.report.asked import (
    country_of,
    day_of,
    refuse_rule_of_another,
    rule_of,
    rules_offered,
    words_of,
    zone_named,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from veedor.guess.draft import Election
    from veedor.guess.found import Found
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt
    from veedor.report.phrases import Phrases

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

    code = country_of(country) if country else UNKNOWN
    election = Election(
        title=words_of(title) if title else UNKNOWN,
        date=day_of(date) if date else UNKNOWN,
        country=code,
        tz=zone_named(tz) if tz else zone_of(code),
        contest=words_of(contest or ""),
        office=words_of(office or ""),
        rule=rule_of(rule) if rule else "",
    )
    refuse_rule_of_another(election)
    return election


def about_election(election: Election, path: Path, words: Phrases) -> Election:
    """Ask what no file of results says: title, day, country, zone, contest and rule."""

    def asked(key: str, default: str, check: Callable[[str], str]) -> str:
        return _ask(words.text(f"prompt.{key}"), default, check)

    click.echo(f"\n{words.text('prompt.how')}")
    if election.title == UNKNOWN:
        default = re.sub(r"[\W_]+", " ", path.name.split(".")[0]).strip()
        election = replace(election, title=asked("title", default, words_of))
    if election.date == UNKNOWN:
        election = replace(election, date=asked("date", LATER, day_of))
    if election.country == UNKNOWN:
        election = replace(election, country=asked("country", LATER, country_of))
    if election.tz == UNKNOWN:
        default = zone_of(election.country)
        election = replace(election, tz=asked("tz", default, zone_named))
    if not election.contest:
        election = replace(election, contest=asked("contest", words.text("prompt.president"), words_of))
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


def _which_rule(election: Election, words: Phrases) -> str:
    """Offer the rules that may apply, and take the number or the id of one."""
    offered, taken = rules_offered(election, words)
    click.echo(words.text("prompt.rules"))
    none = words.text("prompt.none")
    for number, one in enumerate(offered, 1):
        click.echo(f"  {number}  {one.written}: {harmless(one.title)}")
    default = next((str(number) for number, one in enumerate(offered, 1) if one.written == taken), none)
    while True:
        text = str(click.prompt(f"  {words.text('prompt.which_rule')}", default=default)).strip()
        if text.casefold() in {none, "none", LATER, ""}:
            return ""
        if text.isdigit() and 1 <= int(text) <= len(offered):
            text = offered[int(text) - 1].written
        try:
            return rule_of(text)
        except VeedorError as error:
            click.echo(f"  {error_text(error)}")
