"""What is said of a proposal: how a file is opened, what its columns are, what proves it, its trial."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.proposal import UNKNOWN
from veedor.guess.trial import PROVEN
from veedor.model import Figure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.guess.proposal import Proposal
    from veedor.guess.trial import CheckedSum, Trial
    from veedor.guess.tried_proposal import TriedProposal
    from veedor.report.phrases import Phrases


_FORMATS = frozenset({"workbook", "web page", "fixed width"})
"""Formats that are named by a word, not by a name of their own."""


MANY = 12
"""Choices, columns or rows of which the first are named, and the others counted."""


def opened_as(found: TriedProposal, words: Phrases) -> str:
    """Say which file was read, and how it is opened."""
    published, settings = found.published, found.published.raw.settings
    names = [path.name for path in published.files]
    name = names[0]
    if len(names) > 1:
        name = words.text("files", n=len(names), first=names[0], last=names[-1])
    kind = settings.get("format", "")
    facts = [words.text(f"format.{kind.replace(' ', '_')}") if kind in _FORMATS else kind]
    if "encoding" in settings:
        encoding, mark, _ = settings["encoding"].partition(", with a byte order mark")
        encoding = encoding.upper() if encoding == "utf-8" else encoding
        facts.append(words.text("fact.marked", encoding=encoding) if mark else encoding)
    if "delimiter" in settings:
        facts.append(words.text("fact.delimiter", text=settings["delimiter"]))
    facts += _form_facts(found, words)
    facts.append(words.text("fact.columns", n=len(published.raw.header)))
    return f"{name}: {', '.join(fact for fact in facts if fact)}."


def left_out(found: TriedProposal, words: Phrases) -> list[str]:
    """Say which files are not read, and why."""
    return [words.text("not_read", what=left) for left in found.published.left[:MANY]]


def _form_facts(found: TriedProposal, words: Phrases) -> Iterator[str]:
    """Say how the file is opened, as far as that is not the usual way."""
    form, further = found.published.form, len(found.published.forms) - 1
    if form.sheets:
        yield words.text("fact.sheets", n=len(form.sheets), names=", ".join(form.sheets))
    if form.member:
        yield words.text("fact.members" if further else "fact.member", name=form.member, n=further)
    for key in ("skip", "header_rows", "foot"):
        number = getattr(form, key)
        if number > (key == "header_rows"):
            yield words.text(f"fact.{key}", n=number)
    if form.repeated:
        yield words.text("fact.repeated", names=", ".join(form.repeated))


def read_as(proposal: Proposal, words: Phrases) -> Iterator[tuple[str, str]]:
    """Say what the columns are: a label and what it is read from."""

    def labelled(label: str, text: str) -> tuple[str, str]:
        return words.text(f"label.{label}"), text

    yield labelled(
        "area" if proposal.areas else "sheet",
        words.text("no_sheet") if proposal.sheet == UNKNOWN else proposal.sheet,
    )
    if proposal.layout == "long":
        yield labelled("choice_votes", f"{proposal.choice}, {proposal.votes}")
    for role, column in proposal.areas.items():
        yield labelled(f"area_{role}", column)
    if proposal.contest_column:
        named = [text for text, name in proposal.contests.items() if name]
        texts = few(named, words)
        yield labelled("contest", f"{proposal.contest_column} ({len(named)}: {texts})")
    if proposal.levels:
        yield labelled("place", ", ".join(f"{level} = {column}" for level, column in proposal.levels.items()))
    for name, columns in proposal.numbers.items():
        yield labelled(name, " + ".join(columns))
    for name, column in proposal.fields.items():
        yield labelled(name, column)
    if proposal.totals:
        none = words.text("answer.left_out")
        totals = [
            f"{text} ({words.text(f'number.{meaning}') if meaning else none})"
            for text, meaning in proposal.totals.items()
        ]
        yield labelled("totals", few(totals, words))


def is_proven(checked: CheckedSum) -> bool:
    """Whether a sum is met in so many rows that it proves its total."""
    return checked.identity.met >= PROVEN * checked.identity.rows


def said_sum(checked: CheckedSum, words: Phrases) -> str:
    """Say which columns add up, and in how many rows."""
    identity = checked.identity
    parts = " + ".join(identity.addends)
    if len(identity.addends) > 6:
        first, last = identity.addends[0], identity.addends[-1]
        parts = words.text("sum.columns", n=len(identity.addends), first=first, last=last)
    missed = ", ".join(map(str, checked.missed))
    if identity.rows - identity.met > len(checked.missed):
        missed += " …"
    key = "sum.missed" if checked.missed else "sum.met"
    return words.text(
        key, total=identity.total, parts=parts, met=identity.met, rows=identity.rows, missed=missed
    )


def tried(trial: Trial, words: Phrases) -> str:
    """Say what an import of a proposal gave."""
    states = ", ".join(
        words.text(f"tried.state.{state.replace(' ', '_')}", n=number)
        for state, number in trial.states.items()
    )
    sheets = Figure("sheets", trial.sheets, Unit.AREAS if trial.proposal.areas else Unit.SHEETS)
    parts = [words.text("tried", rows=trial.rows, sheets=sheets, states=states)]
    if UNKNOWN in trial.proposal.status_words.values():
        parts.append(words.text("tried.open_words"))
    if trial.dropped:
        parts.append(words.text("tried.dropped", n=trial.dropped))
    if trial.registered:
        parts.append(words.text("tried.registered", n=trial.registered))
    return f"{'; '.join(parts)}."


def not_read(proposal: Proposal, words: Phrases) -> str:
    """Say which columns are not read, and what they seem to be; empty where all are."""
    unused = proposal.unused
    named = [f"{one.name} ({words(one.reason)})" for one in unused[:MANY]]
    if len(unused) > MANY:
        named.append(words.text("and_more", n=len(unused) - MANY))
    return words.text("unused", columns="; ".join(named)) if named else ""


def seen(found: TriedProposal, words: Phrases) -> tuple[str, ...]:
    """Return the first lines of a case file: what was found, a sentence each."""
    lines = [" ".join([opened_as(found, words), *left_out(found, words)])]
    for one in found.trial.sums:
        text = said_sum(one, words)
        lines.append(text if is_proven(one) else words.text("seen.not_added", sum=text))
    lines += [
        words.text("seen.unused", column=one.name, reason=one.reason, examples=one.examples)
        for one in found.proposal.unused
    ]
    return tuple(re.sub(r"\s+", " ", line).strip() for line in lines)


def few(texts: list[str], words: Phrases) -> str:
    """Name the first of many, and count the others."""
    shown = texts[:MANY]
    if len(texts) > MANY:
        shown.append(words.text("and_more", n=len(texts) - MANY))
    return ", ".join(shown)
