"""The questions of ``veedor new``: one at a time, each with a default that Enter takes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from veedor.cli.language import error_text
from veedor.cli.layout import filled, harmless, print_lines, terminal_width
from veedor.cli.new_words import shortened
from veedor.errors import QuestionError, VeedorError
from veedor.guess.draft import Election
from veedor.guess.proposal import UNKNOWN
from veedor.report.election_answers import words_of
from veedor.report.offered_rules import rules_offered
from veedor.report.questions import KEYS, chosen, expected, keys_of, options, same_reading, taken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt, Proposal
    from veedor.guess.tried_proposal import TriedProposal
    from veedor.report.phrases import Phrases

LATER = "?"
"""The answer that leaves a question open."""


def stated(said: Mapping[str, str | None]) -> Election:
    """Return what the command line says of the election.

    Parameters
    ----------
    said : mapping of str to str or None
        What was stated, by the names of the questions, and ``office``.

    Raises
    ------
    VeedorError
        Where a day, a country, a zone or a rule is not valid.
    """
    election = Election(office=words_of(said["office"] or ""))
    for key in KEYS:
        if text := said[key]:
            election = taken(election, key, text)
    return election


def about_election(election: Election, path: Path, proposal: Proposal, words: Phrases) -> Election:
    """Ask what no file of results says: title, day, country, zone of its times, contest and rule."""
    click.echo(f"\n{words.text('prompt.how')}")
    for key in [one for one in keys_of(proposal) if getattr(election, one) in {UNKNOWN, ""}]:
        if key == "rule":
            election = _which_rule(election, words)
        else:
            default = expected(key, election, path.name, words) or LATER
            election = _ask(words.text(f"prompt.{key}"), default, election, key)
    return election


def about_doubts(found: TriedProposal, words: Phrases) -> TriedProposal:
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
                print_lines(f"  {error_text(error)}")
                continue
            break
    if same_reading(proposal, found.proposal):
        return replace(found, trial=replace(found.trial, proposal=proposal))
    click.echo(f"\n{words.text('again')}")
    return found.again(proposal)


def _told(doubt: Doubt, words: Phrases) -> str:
    text = words(doubt.question) + (f" ({words(doubt.reason)})" if doubt.reason is not None else "")
    return filled(harmless(re.sub(r"\s+", " ", text)), terminal_width())


def _choice(doubt: Doubt, words: Phrases) -> Answer:
    """Let the user take what is proposed, an alternative by number or words, or write another value."""
    known = options(doubt)
    for number, option in enumerate(known, 1):
        told = words.text("prompt.open") if option == LATER else shortened(words.answer(option), 160)
        click.echo(f"  {number}  {harmless(told)}")
    text = str(click.prompt(f"  {words.text('prompt.which')}", default="1")).strip()
    if text.isdigit() and 1 <= int(text) <= len(known):
        return known[int(text) - 1]
    return chosen(doubt, text, words)


def _ask(question: str, default: str, election: Election, key: str) -> Election:
    while True:
        text = str(click.prompt(question, default=default)).strip()
        if text == LATER:
            return election
        try:
            return taken(election, key, text)
        except VeedorError as error:
            print_lines(f"  {error_text(error)}")


def _which_rule(election: Election, words: Phrases) -> Election:
    """Offer the rules that may apply, and take the number or the id of one."""
    offered, proposed = rules_offered(election, words)
    click.echo(words.text("prompt.rules"))
    none = words.text("prompt.none")
    for number, one in enumerate(offered, 1):
        click.echo(f"  {number}  {one.written}: {harmless(one.title)}")
    default = next((str(number) for number, one in enumerate(offered, 1) if one.written == proposed), none)
    while True:
        text = str(click.prompt(f"  {words.text('prompt.which_rule')}", default=default)).strip()
        if text.casefold() in {none, "none", LATER, ""}:
            return election
        if text.isdigit() and 1 <= int(text) <= len(offered):
            text = offered[int(text) - 1].written
        try:
            return taken(election, "rule", text)
        except VeedorError as error:
            print_lines(f"  {error_text(error)}")
