"""What ``veedor new`` prints: what was found, how sure it is, and what comes next."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from veedor.cli.layout import filled, harmless, terminal_width
from veedor.guess.draft import CONTEST, contest_ids
from veedor.guess.phrase import Phrase
from veedor.guess.proposal import UNKNOWN
from veedor.report.proposed import MANY, is_proven, left_out, not_read, opened_as, read_as, said_sum, tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.guess.draft import Election
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt
    from veedor.guess.tried_proposal import TriedProposal
    from veedor.report.phrases import Phrases


def told(found: TriedProposal, words: Phrases) -> str:
    """Say what was found and how sure it is."""
    parts = (_file, _read_as, _proofs, _trial, _doubts, _unused)
    blocks = [list(part(found, words)) for part in parts]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def written(target: Path, found: TriedProposal, election: Election, words: Phrases) -> str:
    """Say what was written, and the next command."""
    open_keys = [name for name in ("title", "date", "country", "tz") if getattr(election, name) == UNKNOWN]
    open_keys += [_short(doubt.key) for doubt in found.proposal.doubts if doubt.open]
    lines = [words.text("written", case=str(target / "case.toml"), data=str(target / "data"))]
    if open_keys:
        text = words.text("still_open", keys=", ".join(open_keys))
        lines += filled(text, terminal_width()).splitlines()
    if not election.rule:
        lines.append(words.text("no_rule"))
    verb = "report" if not open_keys and found.trial.reads else "import"
    lines.append(words.text("next", command=f"veedor {verb} {target}"))
    return "\n" + "\n".join(lines)


def _short(key: str) -> str:
    """Write the key of a doubt without the headings that all of them have."""
    name = key.removeprefix("source.official.").removeprefix("sheet.").removeprefix(f"contest.{CONTEST}.")
    heading, dot, word = name.partition(".")
    return f"{heading} {word!r}" if heading == "status_words" and dot else name


def record(found: TriedProposal, words: Phrases) -> dict[str, Any]:
    """Return proposal and evidence to a program: what is said as key, values and sentence."""
    proposal = found.proposal
    doubts = [_doubt_record(doubt, words) for doubt in proposal.doubts]
    unused = [
        {"name": one.name, "reason": words.record(one.reason), "examples": list(one.examples)}
        for one in proposal.unused
    ]
    return {
        "files": [str(path) for path in found.published.files],
        "settings": dict(found.published.raw.settings),
        "columns": list(found.published.raw.header),
        "forms": [asdict(form) for form in found.published.forms],
        "proposal": asdict(proposal) | {"doubts": doubts, "unused": unused},
        "doubts": doubts,
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
        "left": [words.record(one) for one in found.published.left],
    }


def _doubt_record(doubt: Doubt, words: Phrases) -> dict[str, Any]:
    def answered(answer: Answer) -> Any:  # noqa: ANN401 - JSON
        return words.record(answer) if isinstance(answer, Phrase) else answer

    return {
        "key": doubt.key,
        "question": words.record(doubt.question),
        "proposed": answered(doubt.proposed),
        "alternatives": [answered(one) for one in doubt.alternatives],
        "reason": None if doubt.reason is None else words.record(doubt.reason),
    }


def _file(found: TriedProposal, words: Phrases) -> Iterator[str]:
    yield harmless(opened_as(found, words))
    yield from (f"  {harmless(text)}" for text in left_out(found, words))


def _read_as(found: TriedProposal, words: Phrases) -> Iterator[str]:
    proposal = found.proposal
    yield words.text(f"read.{'areas' if proposal.areas else proposal.layout}")
    for label, text in read_as(proposal, words):
        yield filled(harmless(text), terminal_width(), 2, f"{label:<14}")
    for contest_id in contest_ids(proposal):
        yield from _choices(found, contest_id, words)


def _choices(found: TriedProposal, contest_id: str, words: Phrases) -> Iterator[str]:
    counted = found.trial.votes.get(contest_id, {})
    mine = [choice for choice in found.proposal.choices if choice.contest in {"", contest_id}]
    votes = {choice.choice_id: counted.get(choice.choice_id, choice.votes) for choice in mine}
    candidates = [choice for choice in mine if choice.kind == "candidate"]

    def line(number: int, text: str) -> str:
        return f"    {words.number(number):>13}  {text}"

    def named(label: str, published: tuple[str, ...]) -> str:
        more = f" ({words.text('columns_added', n=len(published))})" if len(published) > 1 else ""
        return harmless(re.sub(r"\s+", " ", label)) + more

    if any(choice.kind == UNKNOWN for choice in mine):
        yield f"  {words.text('choices_open')}:"
    elif not candidates:
        yield f"  {words.text('no_candidates')}"
    elif found.proposal.contest_column:
        yield f"  {words.text('candidates_of', n=len(candidates), contest=contest_id)}:"
    else:
        yield f"  {words.text('candidates', n=len(candidates))}:"
    ranked = sorted(candidates, key=lambda c: -votes[c.choice_id])
    for choice in ranked[:MANY]:
        yield line(votes[choice.choice_id], named(choice.label, choice.published))
    if len(ranked) > MANY:
        rest = sum(votes[choice.choice_id] for choice in ranked[MANY:])
        yield line(rest, words.text("more", n=len(ranked) - MANY))
    for choice in mine:
        if choice.kind != "candidate":
            kind = words.text(f"kind.{choice.kind}") if choice.kind != UNKNOWN else UNKNOWN
            yield line(votes[choice.choice_id], f"{named(choice.label, choice.published)} ({kind})")


def _proofs(found: TriedProposal, words: Phrases) -> Iterator[str]:
    for head, proven in (("proofs.proven", True), ("proofs.not_added", False)):
        sums = [one for one in found.trial.sums if is_proven(one) is proven]
        if sums:
            yield words.text(head)
            yield from (filled(harmless(said_sum(checked, words)), terminal_width(), 2) for checked in sums)


def _trial(found: TriedProposal, words: Phrases) -> Iterator[str]:
    trial = found.trial
    if trial.refused:
        yield words.text("trial.refused")
        for text in trial.refused[:5]:
            yield filled(harmless(re.sub(r"\s+", " ", words.said(text))), terminal_width(), 4, "- ")
        if len(trial.refused) > 5:
            yield f"    {words.text('and_more', n=len(trial.refused) - 5)}"
        return
    yield filled(tried(trial, words), terminal_width())


def _doubts(found: TriedProposal, words: Phrases) -> Iterator[str]:
    doubts = found.proposal.doubts
    if not doubts:
        return
    yield words.text("doubts")
    for number, doubt in enumerate(doubts[:20], 1):
        text = f"{words(doubt.question)} "
        text += words.text("proposed", answer=shortened(words.answer(doubt.proposed), 160))
        if doubt.alternatives:
            others = "; ".join(shortened(words.answer(one), 80) for one in doubt.alternatives[:4])
            text += f" {words.text('or', answers=others)}"
        if doubt.reason is not None:
            text += f" ({shortened(words(doubt.reason), 240)})"
        yield filled(harmless(re.sub(r"\s+", " ", text)), terminal_width(), 1, f"{number:>2}. ")
    if len(doubts) > 20:
        yield f"    {words.text('doubts_more', n=len(doubts) - 20)}"


def _unused(found: TriedProposal, words: Phrases) -> Iterator[str]:
    if text := not_read(found.proposal, words):
        yield filled(harmless(text), terminal_width())


def shortened(text: str, most: int) -> str:
    """Return a text that is not longer than some characters."""
    return text if len(text) <= most else f"{text[:most].rstrip()} …"
