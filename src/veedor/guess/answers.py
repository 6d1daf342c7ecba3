"""What a user answers to a doubt, put into the proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.engine.schemas import PRINTED
from veedor.errors import QuestionError
from veedor.guess.choice_ids import choice_ids
from veedor.guess.crossed import KEY as CROSSED
from veedor.guess.crossed import with_crossed
from veedor.guess.mending import AT
from veedor.guess.phrase import written
from veedor.guess.proposal import ProposedChoice
from veedor.guess.remedies import settings_in
from veedor.guess.statuses import STATES
from veedor.guess.words import CHOICE_KINDS
from veedor.intake.toml import array, quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt, Proposal


def answer(proposal: Proposal, doubt: Doubt, given: Answer) -> Proposal:
    """Give a proposal in which a doubt is settled.

    Parameters
    ----------
    proposal : Proposal
        With the doubt.
    doubt : Doubt
        What was asked.
    given : Answer
        What was answered; what was proposed leaves all as it is.

    Raises
    ------
    QuestionError
        Where the answer cannot be put into the case: it is to be written there by hand.
    """
    rest = replace(proposal, doubts=tuple(one for one in proposal.doubts if one != doubt))
    text = written(given)
    if text == written(doubt.proposed):
        return rest
    heading, _, word = doubt.key.removeprefix(f"{AT}.").partition(".")
    if (heading, word, text) == ("choices", "choice", "one candidate"):
        return _with_parties_added(rest)
    if (heading, word) == ("place", "levels"):
        return _with_levels(rest, doubt, text)
    if heading in {"sheet", "area"} and word == "id":
        return replace(rest, sheet=text)
    if heading == "area":
        return replace(rest, areas={**rest.areas, word: text})
    if heading == "sheet" and word.startswith("status_words."):
        _one_of(text, STATES)
        words = {**rest.status_words, word.removeprefix("status_words."): text}
        return replace(rest, status_words=words)
    if heading == "contest" and ".choices." in word:
        return _with_kind(rest, word.partition(".choices.")[2].removesuffix(".kind"), text)
    if heading == "each":
        return _with_publications(rest, doubt.key, text)
    if heading == "numbers" and word in PRINTED:
        return _with_number(rest, word, text)
    return _with_setting(rest, doubt, text)


def _with_publications(proposal: Proposal, key: str, text: str) -> Proposal:
    """Read files as publications of one count, or as its parts."""
    settings = {name: value for name, value in proposal.settings.items() if name != key}
    if text[:1] == "{":
        return replace(proposal, settings={**settings, key: text})
    _one_of(text, ("parts of one count",))
    return replace(proposal, settings=settings)


def _with_number(proposal: Proposal, name: str, text: str) -> Proposal:
    """Give a printed total other columns, or none."""
    numbers = {other: columns for other, columns in proposal.numbers.items() if other != name}
    if text in PRINTED:  # it is another total
        numbers[text] = proposal.numbers.get(name, ())
    elif text and text not in {"none", "no", "-"}:
        numbers[name] = tuple(part.strip() for part in text.split(" + "))
    return replace(proposal, numbers=numbers)


def _with_parties_added(proposal: Proposal) -> Proposal:
    """Make one choice of all rows of a name, which the template of the choices kept apart by their party."""
    name, _, party = proposal.choice[1:].partition("} ({")
    party = party.partition("|")[0]
    groups: dict[tuple[str, str, str], list[ProposedChoice]] = {}
    for one in proposal.choices:
        groups.setdefault((one.contest, one.label.rpartition(" (")[0], one.kind), []).append(one)
    choices: list[ProposedChoice] = []
    for contest in dict.fromkeys(key[0] for key in groups):
        mine = [key for key in groups if key[0] == contest]
        ids = choice_ids([label for _, label, _ in mine], [kind for _, _, kind in mine])
        choices += [
            ProposedChoice(made, key[1], key[2], (key[1],), sum(c.votes for c in groups[key]), contest)
            for made, key in zip(ids, mine, strict=True)
        ]
    added = proposal.settings.get(f"{AT}.rows.add_over", "")
    over = [*(settings_in(f"x = {added}")[0][1] if added else ()), party]
    totals = {text.rpartition(" (")[0]: meaning for text, meaning in proposal.totals.items()}
    settings = {**proposal.settings, f"{AT}.rows.add_over": array(over)}
    return replace(proposal, choice=name, choices=tuple(choices), totals=totals, settings=settings)


def _with_levels(proposal: Proposal, doubt: Doubt, text: str) -> Proposal:
    """Leave out the columns that were asked about, or take one as the narrowest level."""
    column = str(dict(doubt.question.values).get("column", ""))
    _one_of(text, ("left out", "a level") if column else ("left out",))
    if text == "left out":
        asked = (column,) if column else written(doubt.proposed).split(", ")
        kept = {level: name for level, name in proposal.levels.items() if name not in asked}
        return replace(proposal, levels=kept)
    return replace(proposal, levels={**proposal.levels, f"level{len(proposal.levels) + 1}": column})


def _with_setting(rest: Proposal, doubt: Doubt, text: str) -> Proposal:
    """Give a key of the source another value, or another key in its place."""
    if doubt.key == CROSSED and doubt.open:
        return with_crossed(rest, doubt, text)
    if named := settings_in(text):  # an alternative is written as a line of the case
        settings = {name: value for name, value in rest.settings.items() if name != doubt.key}
        for name, value in named[:1]:
            if name == "sheet.id":
                return replace(rest, settings=settings, sheet=str(value))
            settings[f"{AT}.{name}"] = text.partition(" = ")[2].strip()
        return replace(rest, settings=settings)
    if doubt.key in rest.settings:
        if text.casefold() in {"no", "none"}:
            return replace(rest, settings={n: v for n, v in rest.settings.items() if n != doubt.key})
        written = text if text[:1] in "\"'[{" else quoted(text)
        return replace(rest, settings={**rest.settings, doubt.key: written})
    raise QuestionError(
        sentence("{text!r} cannot be put into the case from here.", text=text),
        remedy=sentence("Take what is proposed, and change the line of {key} in case.toml.", key=doubt.key),
    )


def _with_kind(proposal: Proposal, choice_id: str, text: str) -> Proposal:
    """Give a choice another kind, or leave its column out."""
    if text in CHOICE_KINDS:
        choices = tuple(
            replace(choice, kind=text) if choice.choice_id == choice_id else choice
            for choice in proposal.choices
        )
        return replace(proposal, choices=choices)
    if text in {"left out", "not a choice", "no choice"}:
        return replace(proposal, choices=tuple(c for c in proposal.choices if c.choice_id != choice_id))
    if text in PRINTED:
        mine = next((c for c in proposal.choices if c.choice_id == choice_id), None)
        if mine is not None:
            choices = tuple(c for c in proposal.choices if c is not mine)
            return replace(proposal, choices=choices, numbers={**proposal.numbers, text: mine.published})
    _one_of(text, (*CHOICE_KINDS, "left out"))
    return proposal


def _one_of(text: str, known: tuple[str, ...]) -> None:
    if text not in known:
        raise QuestionError(
            sentence("{text!r} is no answer here.", text=text),
            remedy=sentence("Answer one of: {known}.", known=", ".join(known)),
        )
