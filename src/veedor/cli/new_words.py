"""What ``veedor new`` prints: what was found, how sure it is, and what comes next."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from veedor.cli.layout import filled, harmless, terminal_width
from veedor.guess.draft import contest_ids
from veedor.guess.proposal import UNKNOWN
from veedor.guess.trial import PROVEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.guess.draft import Election
    from veedor.guess.found import Found
    from veedor.guess.trial import CheckedSum

_MANY = 12
"""Choices, columns or rows of which the first are named, and the others counted."""

_STATES = {
    "counted": "counted",
    "outstanding": "outstanding",
    "set aside": "set aside",
    "annulled": "annulled",
}


def told(found: Found) -> str:
    """Say what was found and how sure it is."""
    blocks = [list(_file(found)), list(_read_as(found)), list(_proofs(found)), list(_trial(found))]
    blocks += [list(_doubts(found)), list(_unused(found))]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def seen(found: Found) -> tuple[str, ...]:
    """Give the first lines of a case file: what was found, a sentence each."""
    lines = [" ".join(_file(found))]
    lines += [("" if _is_proven(one) else "Does not add up: ") + _sum(one) for one in found.trial.sums]
    lines += [
        f"Not read: {one.name!r} ({one.reason}; {', '.join(map(repr, one.examples))})."
        for one in found.proposal.unused
    ]
    return tuple(re.sub(r"\s+", " ", harmless(line)).strip() for line in lines)


def written(target: Path, found: Found, election: Election) -> str:
    """Say what was written, and the next command."""
    open_keys = [name for name in ("title", "date", "country", "tz") if getattr(election, name) == UNKNOWN]
    open_keys += [_short(doubt.key) for doubt in found.proposal.doubts if doubt.open]
    lines = [f"Written: {target / 'case.toml'}, with a copy of the data in {target / 'data'}."]
    if open_keys:
        lines += filled(
            f'Still to be answered there (the values that are "?"): {", ".join(open_keys)}.', terminal_width()
        ).splitlines()
    if not election.rule:
        lines.append("No rule is stated: nobody is elected until one is (`veedor rules list`).")
    verb = "report" if not open_keys and found.trial.reads else "import"
    lines.append(f"Next: veedor {verb} {target}")
    return "\n" + "\n".join(lines)


def _short(key: str) -> str:
    """Write the key of a doubt without the headings that all of them have."""
    name = key.removeprefix("source.official.").removeprefix("sheet.")
    heading, dot, word = name.partition(".")
    return f"{heading} {word!r}" if heading == "status_words" and dot else name


def record(found: Found) -> dict[str, Any]:
    """Give proposal and evidence to a program."""
    proposal = asdict(found.proposal)
    return {
        "files": [str(path) for path in found.published.files],
        "settings": dict(found.published.raw.settings),
        "columns": list(found.published.raw.header),
        "forms": [asdict(form) for form in found.published.forms],
        "proposal": proposal,
        "doubts": proposal["doubts"],
        "sums": [asdict(checked.identity) | {"missed": list(checked.missed)} for checked in found.trial.sums],
        "trial": {
            "reads": found.trial.reads,
            "refused": list(found.trial.refused),
            "sheets": found.trial.sheets,
            "rows": found.trial.rows,
            "dropped": found.trial.dropped,
            "states": dict(found.trial.states),
            "registered": found.trial.registered,
            "votes": {name: dict(votes) for name, votes in found.trial.votes.items()},
        },
        "left": list(found.published.left),
    }


def _file(found: Found) -> Iterator[str]:
    published, settings = found.published, found.published.raw.settings
    names = [path.name for path in published.files]
    told = harmless(names[0] if len(names) == 1 else f"{len(names)} files ({names[0]} ... {names[-1]})")
    form = published.form
    facts = [settings.get("format", "")]
    if "encoding" in settings:
        facts.append(
            settings["encoding"].upper() if settings["encoding"] == "utf-8" else settings["encoding"]
        )
    if "delimiter" in settings:
        facts.append(f"cells parted by {settings['delimiter']!r}")
    if form.sheets:
        facts.append(f"worksheet {', '.join(form.sheets)}")
    if form.member:
        further = f" and {len(published.forms) - 1} more" if len(published.forms) > 1 else ""
        facts.append(f"the file {form.member!r}{further} in it")
    if form.skip:
        facts.append(f"{form.skip} lines above the header")
    if form.header_rows > 1:
        facts.append(f"a header of {form.header_rows} rows")
    if form.foot:
        facts.append(f"{form.foot} lines of notes below")
    if form.repeated:
        facts.append(f"columns repeated for each candidate: {', '.join(form.repeated)}")
    facts.append(f"{len(published.raw.header)} columns")
    yield f"{told}: {harmless(', '.join(fact for fact in facts if fact))}."
    for text in published.left[:_MANY]:
        yield f"  not read: {harmless(text)}"


def _read_as(found: Found) -> Iterator[str]:
    proposal = found.proposal
    what = "a figure: a sheet and a choice" if proposal.layout == "long" else "a tally sheet"
    yield f"Read so: one row is {what}."
    yield from _pair("sheet", _template(proposal.sheet))
    if proposal.layout == "long":
        yield from _pair("choice, votes", f"{proposal.choice}, {proposal.votes}")
    if proposal.contest_column:
        named = [text for text, name in proposal.contests.items() if name]
        yield from _pair("contest", f"{proposal.contest_column} ({len(named)}: {_few(named)})")
    if proposal.levels:
        yield from _pair(
            "place", ", ".join(f"{level} = {column}" for level, column in proposal.levels.items())
        )
    for name, columns in proposal.numbers.items():
        yield from _pair(name, " + ".join(columns))
    for name, column in proposal.fields.items():
        yield from _pair(name.replace("_", " "), column)
    if proposal.totals:
        left = [f"{text} ({meaning or 'left out'})" for text, meaning in proposal.totals.items()]
        yield from _pair("totals", _few(left))
    for contest_id in contest_ids(proposal):
        yield from _choices(found, contest_id)


def _choices(found: Found, contest_id: str) -> Iterator[str]:
    votes = found.trial.votes.get(contest_id, {})
    mine = [choice for choice in found.proposal.choices if choice.contest in {"", contest_id}]
    candidates = [choice for choice in mine if choice.kind == "candidate"]
    head = f"{len(candidates)} candidates" + (f" of {contest_id}" if found.proposal.contest_column else "")
    yield f"  {head}:" if candidates else "  no candidates"
    ranked = sorted(candidates, key=lambda c: -votes.get(c.choice_id, c.votes))
    for choice in ranked[:_MANY]:
        yield f"    {votes.get(choice.choice_id, choice.votes):>13,}  {_name(choice.label, choice.published)}"
    if len(ranked) > _MANY:
        rest = sum(votes.get(choice.choice_id, choice.votes) for choice in ranked[_MANY:])
        yield f"    {rest:>13,}  {len(ranked) - _MANY} more"
    for choice in mine:
        if choice.kind != "candidate":
            number = votes.get(choice.choice_id, choice.votes)
            yield f"    {number:>13,}  {_name(choice.label, choice.published)} ({choice.kind})"


def _name(label: str, published: tuple[str, ...]) -> str:
    more = f" ({len(published)} columns added)" if len(published) > 1 else ""
    return harmless(re.sub(r"\s+", " ", label)) + more


def _proofs(found: Found) -> Iterator[str]:
    for head, proven in (("Proven by the figures:", True), ("Does not add up, look why:", False)):
        sums = [one for one in found.trial.sums if _is_proven(one) is proven]
        if sums:
            yield head
            yield from (filled(harmless(_sum(checked)), terminal_width(), 2) for checked in sums)


def _is_proven(checked: CheckedSum) -> bool:
    return checked.identity.met >= PROVEN * checked.identity.rows


def _sum(checked: CheckedSum) -> str:
    identity = checked.identity
    parts = " + ".join(identity.addends)
    if len(identity.addends) > 6:
        parts = f"the {len(identity.addends)} columns {identity.addends[0]} ... {identity.addends[-1]}"
    text = f"{identity.total} = {parts} in {identity.met:,} of {identity.rows:,} rows"
    if checked.missed:
        more = " ..." if identity.rows - identity.met > len(checked.missed) else ""
        text += f"; not in row {', '.join(map(str, checked.missed))}{more}"
    return f"{text}."


def _trial(found: Found) -> Iterator[str]:
    trial = found.trial
    if trial.refused:
        yield "The import refuses it as it stands:"
        for text in trial.refused[:5]:
            yield filled(harmless(re.sub(r"\s+", " ", text)), terminal_width(), 4, "- ")
        if len(trial.refused) > 5:
            yield f"    and {len(trial.refused) - 5} more"
        return
    states = ", ".join(f"{number:,} {state}" for state, number in trial.states.items())
    text = f"Tried: {trial.rows:,} rows give {trial.sheets:,} tally sheets ({states})"
    if UNKNOWN in found.proposal.status_words.values():
        text += ", where the words that are still to be answered count"
    if trial.dropped:
        text += f"; {trial.dropped:,} rows are left out"
    if trial.registered:
        text += f"; {trial.registered:,} registered voters"
    yield filled(f"{text}.", terminal_width())


def _doubts(found: Found) -> Iterator[str]:
    doubts = found.proposal.doubts
    if not doubts:
        return
    yield "Not proven; see that it is right:"
    for number, doubt in enumerate(doubts[:20], 1):
        text = f"{doubt.question} Proposed: {shortened(doubt.proposed, 160)}."
        if doubt.alternatives:
            text += f" Or: {'; '.join(shortened(one, 80) for one in doubt.alternatives[:4])}."
        if doubt.reason:
            text += f" ({shortened(doubt.reason, 240)})"
        yield filled(harmless(re.sub(r"\s+", " ", text)), terminal_width(), 1, f"{number:>2}. ")
    if len(doubts) > 20:
        yield f"    and {len(doubts) - 20} more, each beside its line in case.toml"


def _unused(found: Found) -> Iterator[str]:
    unused = found.proposal.unused
    if unused:
        named = "; ".join(f"{one.name} ({one.reason})" for one in unused[:_MANY])
        more = f"; and {len(unused) - _MANY} more" if len(unused) > _MANY else ""
        yield filled(harmless(f"Not read: {named}{more}."), terminal_width())


def shortened(text: str, most: int) -> str:
    """Give a text that is not longer than some characters."""
    return text if len(text) <= most else f"{text[:most].rstrip()} ..."


def _pair(name: str, text: str) -> Iterator[str]:
    yield filled(harmless(text), terminal_width(), 2, f"{name:<14}")


def _template(text: str) -> str:
    return "? (no columns name a sheet)" if text == UNKNOWN else text


def _few(texts: list[str]) -> str:
    return ", ".join(texts[:_MANY]) + (f", and {len(texts) - _MANY} more" if len(texts) > _MANY else "")
