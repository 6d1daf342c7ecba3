"""A column of a few unknown words crossed with the sheets: contests of their own, or parts of one count.

Every station has a row for "constituency" and one for "party list": two ballots, which nobody may add. Or one
for "men" and one for "women": two sheets of one ballot. The figures are alike, so whoever knows the file must
say which it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import QuestionError
from veedor.guess.elections import KEY as KEEP
from veedor.guess.long_shape import codes_of, contest_id
from veedor.guess.long_words import MODE, MODES, says
from veedor.guess.mending import AT
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.remedies import settings_in
from veedor.guess.roles import columns_of, without_column
from veedor.guess.values import named_code
from veedor.guess.words import kinds_of, meaning
from veedor.guess.words import says as says_other
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.guess.columns import FileColumn
    from veedor.guess.long_shape import LongShape
    from veedor.guess.proposal import Proposal

KEY = f"{AT}.contest"
"""Key of the case that is left open."""

MOST_VALUES = 6
"""Different texts of such a column, at the most."""

CROSSED = 0.9
"""Share of the pairs of sheet and text that have a row."""

PARTS, CONTESTS = answers("parts of one count", "a contest each")


def ask_crossed(proposal: Proposal, shape: LongShape) -> Proposal:
    """Leave open of which contest the rows are, where a column of unknown words is crossed with the sheets.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read: the column is a part of the id of a sheet.
    shape : LongShape
        Which columns are what.
    """
    if shape.office is not None:
        return proposal
    named = columns_of(proposal.sheet)
    found = [c for c in shape.sheet if c.name in named and _says_nothing(c) and _is_crossed(c, shape)]
    if not found:
        return proposal
    kept = {c.name: doubt for c in found for doubt in proposal.doubts if _keeps_one(doubt, c.name)}
    asked = [_ask(c, kept.get(c.name)) for c in found]
    settings = {key: value for key, value in proposal.settings.items() if not kept or key != KEEP}
    rest = [doubt for doubt in proposal.doubts if doubt not in kept.values()]
    return replace(proposal, settings={**settings, KEY: quoted(UNKNOWN)}, doubts=(*asked, *rest))


def _keeps_one(doubt: Doubt, column: str) -> bool:
    """Whether a doubt asks which text of a column is read alone: as the sheets have a figure twice."""
    return doubt.key == KEEP and doubt.open and dict(doubt.question.values).get("column") == column


def open_columns(proposal: Proposal) -> tuple[Doubt, ...]:
    """Give what is still asked about crossed columns."""
    return tuple(doubt for doubt in proposal.doubts if doubt.key == KEY and doubt.open)


def with_crossed(rest: Proposal, doubt: Doubt, text: str) -> Proposal:
    """Give a proposal in which it is said what a crossed column tells.

    Parameters
    ----------
    rest : Proposal
        Without the doubt.
    doubt : Doubt
        What was asked.
    text : str
        What was answered.

    Raises
    ------
    QuestionError
        Where it is no answer.
    """
    kept = settings_in(text) if text in doubt.alternatives else []
    if not kept and text not in {PARTS.code, CONTESTS.code}:
        raise QuestionError(
            sentence("{text!r} is no answer here.", text=text),
            remedy=sentence("Answer one of: {known}.", known=f"{CONTESTS.code}, {PARTS.code}"),
        )
    if kept:
        rest = replace(rest, settings={**rest.settings, KEEP: text.partition(" = ")[2]})
    elif text == CONTESTS.code and not rest.contest_column:
        rest = with_contests(rest, doubt)
    if open_columns(rest):
        return rest
    return replace(rest, settings={key: value for key, value in rest.settings.items() if key != KEY})


def with_contests(proposal: Proposal, doubt: Doubt) -> Proposal:
    """Give a proposal in which each text of the column that a doubt is about is a contest of its own.

    Parameters
    ----------
    proposal : Proposal
        In which the column is a part of the id of a sheet; all its choices stand in each contest.
    doubt : Doubt
        As :func:`ask_crossed` asks it.
    """
    said = dict(doubt.question.values)
    column, texts = str(said["column"]), said["texts"]
    assert isinstance(texts, tuple)  # noqa: S101 - as it was asked
    contests: dict[str, str] = {}
    for text in texts:
        contests[text] = contest_id(text, tuple(contests.values()))
    return replace(without_column(proposal, column), contests=contests, contest_column=column)


def _ask(column: FileColumn, keeps: Doubt | None) -> Doubt:
    """Ask what a column tells; where a figure is the same in all its rows, also whether one alone is read."""
    texts = tuple(text for text in column.different if text)
    question = phrase("ask.crossed", column=column.name, texts=texts)
    if keeps is not None:
        return Doubt(KEY, question, UNKNOWN, (CONTESTS, PARTS, *keeps.alternatives), keeps.reason)
    return Doubt(KEY, question, UNKNOWN, (CONTESTS, PARTS), phrase("why.crossed", column=column.name))


def _says_nothing(column: FileColumn) -> bool:
    """Whether neither the name of a column nor one of its few words says what they are."""
    texts = [text for text in column.different if text]
    if not 2 <= len(texts) <= MOST_VALUES or column.is_count or any(map(_is_code, texts)):
        return False
    of_mode = says(MODE, column.name) and not says("type tipo", column.name)  # a type may be one of ballots
    if of_mode or named_code(column.name) or _names_places(column.name) or meaning(column.name):
        return False
    if any(says(MODES, text) or says_other("mode", text) or meaning(text) == "people" for text in texts):
        return False
    return not all(map(_names_places, texts))  # "Constituency" beside "Party list" is a ballot, and no place


def _is_code(text: str) -> bool:
    """Whether a text is a number or a letter of a sheet, and no word."""
    return len(text) < 2 or any(map(str.isdigit, text)) or not any(map(str.isalpha, text))


def _names_places(text: str) -> bool:
    return says_other("sheet", text) or bool(kinds_of("level", text))


def _is_crossed(column: FileColumn, shape: LongShape) -> bool:
    """Whether nearly every sheet that the other columns name has a row for nearly every text of a column."""
    others = [c for c in shape.sheet if c is not column]
    if not others or not column.has_text.all():
        return False
    sheets = len(np.unique(codes_of(others)))
    return len(np.unique(codes_of([*others, column]))) >= CROSSED * sheets * column.distinct
