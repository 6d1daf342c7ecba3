"""A proposal as the text of a ``case.toml``: complete, in order, a ``?`` wherever nothing proves a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.guess.choice_ids import readable_id
from veedor.guess.draft_lines import Notes, comment_lines, folded, settings_below, shown_answers, written_line
from veedor.guess.draft_source import write_source
from veedor.guess.phrase import phrase
from veedor.guess.proposal import UNKNOWN
from veedor.intake.case import FileForm
from veedor.intake.case_problems import LUMP
from veedor.intake.names import fold
from veedor.intake.toml import array, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.guess.draft_lines import Words
    from veedor.guess.proposal import Proposal, ProposedChoice
    from veedor.intake.case import Control

CONTEST = "contest"


@dataclass(frozen=True)
class Election:
    """What no file of results says of an election; ``?`` stands for what nobody has answered.

    Parameters
    ----------
    title, country, tz : str
        As in ``[election]``.
    date : str
        ``2025-02-09``.
    contest : str
        What was voted on.
    office, rule : str
        As in ``[contest]``; empty where none is stated.
    kind : str
        ``official``, ``preliminary`` or ``partial``.
    """

    title: str = UNKNOWN
    date: str = UNKNOWN
    country: str = UNKNOWN
    tz: str = UNKNOWN
    contest: str = ""
    office: str = ""
    rule: str = ""
    kind: str = "official"


def write_case(
    proposal: Proposal,
    parts: Sequence[FileForm],
    election: Election,
    *,
    words: Words = lambda phrase: phrase.key,
    seen: Sequence[str] = (),
    left: Sequence[str] = (),
    controls: Sequence[Control] = (),
) -> str:
    """Write a proposal as the text of a ``case.toml``.

    Parameters
    ----------
    proposal : Proposal
        How the file is read.
    parts : sequence of FileForm
        The files, as the case names them.
    election : Election
        What was asked.
    words : callable
        Puts a phrase in words: those of the comments and of titles that nobody stated; without it their keys
        stand there.
    seen : sequence of str
        What was found, one sentence each: the first lines of the file.
    left : sequence of str
        What the import still refuses, one message each: the last lines.
    controls : sequence of Control
        Totals that the import must meet.
    """
    proposal = _with_name(proposal, election)
    notes = Notes(proposal.doubts, words)
    lines = [
        *_head(seen, words),
        *_election(proposal, election, notes),
        *_contests(proposal, election, notes),
    ]
    lines += [
        "[count.official]",
        written_line("title", quoted(words(phrase(f"case.count.{election.kind}")))),
        written_line("kind", quoted(election.kind), f"? {words(phrase('case.count_kinds'))}"),
        "",
    ]
    lines += write_source(proposal, parts, contest_ids(proposal)[0], notes, controls)
    lines += _rest(notes, left)
    return "\n".join(lines) + "\n"


def _with_name(proposal: Proposal, election: Election) -> Proposal:
    """Name the contest of a file that holds one by what was voted on.

    What was asked before a column was said to tell contests is said at the first of them.
    """
    name = readable_id(election.office or election.contest).lower() or "votes"
    if proposal.contests:
        name = contest_ids(proposal)[0]
    old, new = f"contest.{CONTEST}.", f"contest.{name}."
    doubts = tuple(replace(one, key=one.key.replace(old, new, 1)) for one in proposal.doubts)
    settings = {key.replace(old, new, 1): value for key, value in proposal.settings.items()}
    contests = proposal.contests or {"": name}
    return replace(proposal, contests=contests, doubts=doubts, settings=settings)


def _head(seen: Sequence[str], words: Words) -> Iterator[str]:
    yield from folded(words(phrase("case.proposed")))
    yield from folded(words(phrase("case.unknown")))
    for text in seen:
        yield from folded(text)
    yield ""
    yield "format = 1"
    yield ""


def _election(proposal: Proposal, election: Election, notes: Notes) -> Iterator[str]:
    yield "[election]"
    for key in ("title", "date", "country", "tz"):
        value: str = getattr(election, key)
        stated = value != UNKNOWN
        shown = value if key == "date" and stated else quoted(value)
        yield written_line(key, shown, "" if stated else notes.words(phrase(f"case.{key}")))
    if proposal.levels:
        yield from notes.take("election.levels")
        yield written_line("levels", array(proposal.levels), notes.words(phrase("case.levels")))
    yield ""


def contest_ids(proposal: Proposal) -> tuple[str, ...]:
    """Give the ids of the contests that a proposal reads."""
    return tuple(dict.fromkeys(name for name in proposal.contests.values() if name)) or (CONTEST,)


def _contests(proposal: Proposal, election: Election, notes: Notes) -> Iterator[str]:
    for contest_id in contest_ids(proposal):
        texts = [text for text, name in proposal.contests.items() if text and name == contest_id]
        yield f"[contest.{_key(contest_id)}]"
        yield from notes.take(f"contest.{contest_id}")
        title = (texts[0] if texts else "") or election.contest or notes.words(phrase("case.votes"))
        note = "" if election.contest and not texts else f"? {notes.words(phrase('case.contest'))}"
        yield written_line("title", quoted(title), note)
        if election.office:
            yield written_line("office", quoted(election.office))
        if election.rule:
            yield written_line("rule", quoted(election.rule))
        else:
            yield written_line("# rule", '"plurality"', f"? {notes.words(phrase('case.rule'))}")
        yield from notes.take(f"contest.{contest_id}.votes_allowed")
        for key, value in settings_below(proposal, f"contest.{contest_id}"):
            yield from notes.take(f"contest.{contest_id}.{key}")
            yield written_line(key, value)
        yield from notes.take(f"contest.{contest_id}.choices")
        yield "choices = ["
        for choice in proposal.choices:
            if choice.contest in {"", contest_id}:
                key = f"contest.{contest_id}.choices.{choice.choice_id}"
                yield from (f"  {text}" for text in notes.take(key) + notes.take(f"{key}.kind"))
                yield f"  {_choice(choice)},"
        yield "]"
        yield ""


def _choice(choice: ProposedChoice) -> str:
    pairs = [("id", quoted(choice.choice_id)), ("label", quoted(choice.label))]
    lump = any(LUMP.search(fold(text)) for text in (choice.label, *choice.published))
    if choice.kind != "candidate" or lump:  # the import asks for the kind of what reads like a lump
        pairs.append(("kind", quoted(choice.kind)))
    names = [name for name in choice.published if name not in {choice.label, choice.choice_id}]
    if names:
        pairs.append(("published", array(names)))
    return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"


def _rest(notes: Notes, left: Sequence[str]) -> Iterator[str]:
    """Write what no line stands for, and what the import still refuses."""
    if notes.left:
        yield ""
        yield from folded(notes.words(phrase("case.also")))
        for doubt in notes.left:
            yield from comment_lines(doubt, notes.words)
            if doubt.proposed:
                proposed = shown_answers((doubt.proposed,), notes.words)
                yield from folded(f"  {notes.words(phrase('case.doubt_proposed', answer=proposed))}")
    if left:
        yield ""
        yield from folded(notes.words(phrase("case.refused")))
        for text in left:
            yield from folded(f"- {text}")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)
