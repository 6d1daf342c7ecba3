"""A proposal as the text of a ``case.toml``: complete, in order, a ``?`` wherever nothing proves a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from veedor.guess.choice_ids import readable_id
from veedor.guess.proposal import UNKNOWN
from veedor.intake.case import FileForm
from veedor.intake.case_problems import LUMP
from veedor.intake.names import fold
from veedor.intake.toml import array, inline_table, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.guess.proposal import Doubt, Proposal, ProposedChoice

SOURCE = "official"
CONTEST = "contest"
_WIDTH = 100
_AT = 40
"""Column at which a comment begins, where the line is not longer."""


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
    seen: Sequence[str] = (),
    left: Sequence[str] = (),
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
    seen : sequence of str
        What was found, one sentence each: the first lines of the file.
    left : sequence of str
        What the import still refuses, one message each: the last lines.
    """
    proposal = _with_name(proposal, election)
    notes = _Notes(proposal.doubts)
    lines = [*_head(seen), *_election(proposal, election, notes), *_contests(proposal, election, notes)]
    lines += [
        "[count.official]",
        _line("title", quoted(_COUNTS.get(election.kind, "Official count"))),
        _line("kind", quoted(election.kind), "? official, preliminary, or partial"),
        "",
    ]
    lines += _source(proposal, parts, notes)
    lines += _rest(notes, left)
    return "\n".join(lines) + "\n"


def _with_name(proposal: Proposal, election: Election) -> Proposal:
    """Name the contest of a file that holds one by what was voted on."""
    name = readable_id(election.office or election.contest).lower() or "votes"
    if proposal.contests:
        return proposal
    old, new = f"contest.{CONTEST}.", f"contest.{name}."
    doubts = tuple(replace(one, key=one.key.replace(old, new, 1)) for one in proposal.doubts)
    settings = {key.replace(old, new, 1): value for key, value in proposal.settings.items()}
    return replace(proposal, contests={"": name}, doubts=doubts, settings=settings)


_COUNTS = {"official": "Official count", "preliminary": "Preliminary count", "partial": "Part of a count"}


class _Notes:
    """The doubts by key; each is written once, beside the line that it is about."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        self._doubts = list(doubts)

    def take(self, key: str) -> list[str]:
        """Give comments for the line of a key, and forget its doubts."""
        mine = [doubt for doubt in self._doubts if doubt.key == key]
        self._doubts = [doubt for doubt in self._doubts if doubt.key != key]
        return [text for doubt in mine for text in _comment(doubt)]

    @property
    def left(self) -> list[Doubt]:
        """What no line was written for."""
        return self._doubts


def _comment(doubt: Doubt) -> Iterator[str]:
    text = f"? {doubt.question}"
    if doubt.reason:
        text += f" ({doubt.reason})"
    if doubt.alternatives:
        text += f" Or: {'; '.join(doubt.alternatives)}."
    yield from _folded(text)


def _folded(text: str) -> Iterator[str]:
    """Write a text as comments: a name with a line break must not become a line of the file."""
    words = re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", text).split(" ")
    line = "#"
    for word in words:
        if len(line) + len(word) > _WIDTH and line != "#":
            yield line
            line = "#  "
        line += f" {word}"
    yield line


def _line(key: str, value: str, note: str = "") -> str:
    text = f"{key} = {value}"
    return f"{text:<{_AT - 2}}  # {note}" if note else text


def _head(seen: Sequence[str]) -> Iterator[str]:
    yield "# Proposed by `veedor new`. A line with a question mark is not proven: see that it is right."
    yield '# A value that is "?" must be answered; the import names its line.'
    for text in seen:
        yield from _folded(text)
    yield ""
    yield "format = 1"
    yield ""


def _election(proposal: Proposal, election: Election, notes: _Notes) -> Iterator[str]:
    yield "[election]"
    yield _line("title", quoted(election.title), "" if election.title != UNKNOWN else "what was held")
    date = election.date if election.date != UNKNOWN else quoted(UNKNOWN)
    yield _line("date", date, "" if election.date != UNKNOWN else "the day: 2025-02-09, without quotes")
    note = "" if election.country != UNKNOWN else 'ISO 3166 code: "EC"'
    yield _line("country", quoted(election.country), note)
    note = "" if election.tz != UNKNOWN else 'zone of the times: "America/Guayaquil"'
    yield _line("tz", quoted(election.tz), note)
    if proposal.levels:
        yield from notes.take("election.levels")
        yield _line("levels", array(proposal.levels), "from the widest to the finest")
    yield ""


def contest_ids(proposal: Proposal) -> tuple[str, ...]:
    """Give the ids of the contests that a proposal reads."""
    return tuple(dict.fromkeys(name for name in proposal.contests.values() if name)) or (CONTEST,)


def _contests(proposal: Proposal, election: Election, notes: _Notes) -> Iterator[str]:
    for contest_id in contest_ids(proposal):
        texts = [text for text, name in proposal.contests.items() if text and name == contest_id]
        yield f"[contest.{_key(contest_id)}]"
        yield from notes.take(f"contest.{contest_id}")
        title = (texts[0] if texts else "") or election.contest or "Votes"
        note = "" if election.contest and not texts else "? what was voted on"
        yield _line("title", quoted(title), note)
        if election.office:
            yield _line("office", quoted(election.office))
        if election.rule:
            yield _line("rule", quoted(election.rule))
        else:
            yield '# rule = "plurality"                    # ? see `veedor rules list`'
        yield from notes.take(f"contest.{contest_id}.votes_allowed")
        for key, value in _settings(proposal, f"contest.{contest_id}"):
            yield from notes.take(f"contest.{contest_id}.{key}")
            yield _line(key, value)
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


def _settings(proposal: Proposal, heading: str) -> Iterator[tuple[str, str]]:
    """Give the settings below a heading: key and value."""
    for key, value in proposal.settings.items():
        if key.startswith(f"{heading}."):
            yield key.removeprefix(f"{heading}."), value


def _source(proposal: Proposal, parts: Sequence[FileForm], notes: _Notes) -> Iterator[str]:
    contest_id = contest_ids(proposal)[0]
    at = f"source.{SOURCE}"
    yield f"[{at}]"
    yield from notes.take(f"{at}.layout")
    yield _line("layout", quoted(proposal.layout))
    yield from notes.take(f"{at}.contest")
    if proposal.contest_column:
        values = inline_table(proposal.contests)
        yield f"contest = {{ column = {quoted(proposal.contest_column)}, values = {values} }}"
    else:
        yield _line("contest", quoted(contest_id))
    yield _line("count", quoted("official"))
    for key, value in _settings(proposal, at):
        if "." not in key:
            yield from notes.take(f"{at}.{key}")
            yield _line(key, value)
    for key in ("files", *(f"files.{one.name}" for one in fields(FileForm))):
        yield from notes.take(f"{at}.{key}")
    yield from _files(parts)
    yield 'control = "none known"                  # ? totals from another source than the file: in its place'
    yield "# [[source.official.control]]"
    yield '# who = "the proclamation of ..."'
    yield "# sheets = 0"
    yield "# votes = { ... }"
    own = {key: value for key, value in proposal.settings.items() if not key.startswith("contest.")}
    yield from _table(at, "sheet", _sheet(proposal), own, notes)
    levels = inline_table(proposal.levels) if proposal.levels else ""
    place = {"levels": levels} | {k: quoted(v) for k, v in proposal.fields.items() if k in {"lat", "lon"}}
    yield from _table(at, "place", {k: v for k, v in place.items() if v}, own, notes)
    numbers = {
        key: quoted(names[0]) if len(names) == 1 else array(names) for key, names in proposal.numbers.items()
    }
    yield from _table(at, "numbers", numbers, own, notes)
    yield from _table(at, "choices", _long_choices(proposal), own, notes)
    for table in ("rows", "time", "stratum"):
        yield from _table(at, table, {}, own, notes)


def _sheet(proposal: Proposal) -> dict[str, str]:
    made = {"id": quoted(proposal.sheet)}
    for key in ("status", "verified_at"):
        if key in proposal.fields:
            made[key] = quoted(proposal.fields[key])
    if proposal.status_words:
        made["status_words"] = inline_table(proposal.status_words)
    return made


def _long_choices(proposal: Proposal) -> dict[str, str]:
    if proposal.layout != "long":
        return {}
    made = {"choice": quoted(proposal.choice), "votes": quoted(proposal.votes)}
    if proposal.totals:
        made["totals"] = inline_table(proposal.totals)
    return made


def _table(
    at: str, name: str, values: Mapping[str, str], settings: Mapping[str, str], notes: _Notes
) -> Iterator[str]:
    """Write one table below the source, with the settings that belong to it."""
    made = dict(values)
    for key, value in settings.items():
        inner = key.removeprefix(f"{at}.")
        if inner.startswith(f"{name}."):
            made[inner.removeprefix(f"{name}.")] = value
    if not made:
        return
    yield f"[{at}.{name}]"
    for key, value in made.items():
        yield from notes.take(f"{at}.{name}.{key}")
        for word in notes.left.copy():
            if word.key.startswith(f"{at}.{name}.{key}."):
                yield from notes.take(word.key)
        yield _line(key, value)


def _files(parts: Sequence[FileForm]) -> Iterator[str]:
    if len(parts) == 1:
        yield f"files = [{_form(parts[0])}]"
        return
    yield "files = ["
    for part in parts:
        yield f"  {_form(part)},"
    yield "]"


def _form(form: FileForm) -> str:
    """Write how a file is opened: its name, and every key that is not as it is by default."""
    pairs = [("name", quoted(form.name))]
    for one in fields(FileForm):
        value = getattr(form, one.name)
        if one.name in {"name", "copies", "fetch"} or not value or value == one.default:
            continue
        if isinstance(value, dict):
            pairs.append((one.name, inline_table(value)))
        elif isinstance(value, tuple):
            pairs.append((one.name, array(value)))
        else:
            pairs.append((one.name, str(value) if isinstance(value, int) else quoted(value)))
    if form.fetch is not None:
        size = f", size = {form.fetch.size}" if form.fetch.size else ""
        pairs.append(
            ("fetch", f"{{ url = {quoted(form.fetch.url)}, sha256 = {quoted(form.fetch.sha256)}{size} }}")
        )
    return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"


def _rest(notes: _Notes, left: Sequence[str]) -> Iterator[str]:
    """Write what no line stands for, and what the import still refuses."""
    if notes.left:
        yield ""
        yield "# Also to be seen:"
        for doubt in notes.left:
            yield from _comment(doubt)
            if doubt.proposed:
                yield from _folded(f"  proposed: {doubt.proposed}")
    if left:
        yield ""
        yield "# The import still refuses this file:"
        for text in left:
            yield from _folded(f"- {text}")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)
