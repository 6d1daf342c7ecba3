"""Columns that a proposal does not read, with what they seem to be; and tables that hold no votes at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.choice_columns import names_choices
from veedor.guess.long import possible_choices
from veedor.guess.long_shape import TURNED, codes_of
from veedor.guess.long_words import PARTY, PEOPLE, counts_votes
from veedor.guess.long_words import says as worded
from veedor.guess.names_like_words import is_like_surname, like_votes, may_be_choice
from veedor.guess.phrase import Phrase, phrase
from veedor.guess.places import level_of
from veedor.guess.proposal import Unused
from veedor.guess.questions import answer_of
from veedor.guess.values import counts_within, is_code_of, is_row_number, is_sorted, named_code
from veedor.guess.words import is_clear, meaning, meanings, plain_words, says
from veedor.intake.toml import quoted
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.guess.columns import FileColumn, FileSample
    from veedor.guess.count_table import CountTable
    from veedor.guess.proposal import Proposal
    from veedor.guess.votes import Votes
    from veedor.intake.case import FileForm

_NATURES = frozenset({"empty", "constant", "time", "clock", "share", "coordinate", "code", "count"})
"""What the values of a column may be like that says why it is not read."""

ADDED = 0.9
"""Share of the rows in which one column is the sum of all others."""

CROSSED = 0.6
"""Share of the pairs of party and place that have a row, at the least, where rows are those of parties."""

_ENDS = 200
"""Texts at either end of a column among which null votes and totals are looked for."""


def codes_among(table: CountTable, texts: Sequence[FileColumn], rows: int) -> dict[int, Phrase]:
    """Give the columns of whole numbers that are codes, with what speaks for it.

    Parameters
    ----------
    table : CountTable
        Columns of whole numbers.
    texts : sequence of FileColumn
        Columns of names.
    rows : int
        Rows of the sample.
    """
    free = [place for place in range(len(table.columns)) if not table.word(place)]
    counts = [place for place in range(len(table.columns)) if table.word(place)]
    first = counts[0] if counts else len(table.columns)
    free = [place for place in free if not _is_answer(table, place)]
    found = {place: reason for place in free if (reason := _code(table, place, texts))}
    sheets = [p for p in found if says("sheet", table.name(p)) and not is_like_surname(table, p)]
    if sheets:
        behind = table.name(sheets[0])
        before = phrase("unused.before", column=behind)
        found |= {p: before for p in free if p < sheets[0] and p not in found}
    front = {
        place: reason
        for place in free
        if place < first and place not in found and (reason := _in_front(table.columns[place], rows))
    }
    left = [p for p in free if p not in found and p not in front and not says("number", table.name(p))]
    return found | front if len(left) >= MOST_LEFT or not front else found


MOST_LEFT = 2
"""Columns that may be candidates must be left for a column to be a code by its figures alone."""


def _is_answer(table: CountTable, place: int) -> bool:
    """Whether a column is the "no" beside a "yes", and no number of anything."""
    found = answer_of(table.name(place))
    if found is not None and found[1] == "no":
        return any(answer_of(column.name) == (found[0], "yes") for column in table.columns)
    if not says("no", table.name(place), alone=True):
        return False
    return any(says("yes", column.name, alone=True) for column in table.columns)


def _code(table: CountTable, place: int, texts: Sequence[FileColumn]) -> Phrase | None:
    column = table.columns[place]
    if name := is_code_of(column, texts):
        return phrase("unused.code_of", column=name)
    if says("vote", column.name):
        return None
    if may_be_choice(column) and like_votes(table, place):
        return None
    if says("sheet", column.name) or named_code(column.name):
        return phrase("unused.code_by_name")
    if level_of(column.name) and len(plain_words(column.name).split("_")) <= 2:
        return phrase("unused.place_by_name")
    return None


def _in_front(column: FileColumn, rows: int) -> Phrase | None:
    """Say of a column before all that are called counts what its figures are like, if like no votes."""
    if is_row_number(column) and column.numbers[0] <= 1 and column.distinct >= 0.995 * rows:
        return phrase("unused.counts_rows")
    if counts_within(column):
        return phrase("unused.counts_within")
    if is_sorted(column) and column.distinct > 2:
        return phrase("unused.never_fall")
    if column.distinct == 1 and rows > 2 and not (column.numbers == 0).any():
        return phrase("unused.constant")
    return None


def unused_columns(
    proposal: Proposal, sample: FileSample, natures: Mapping[int, str], reasons: Mapping[str, Phrase]
) -> tuple[Unused, ...]:
    """Give the columns that a proposal does not read.

    Parameters
    ----------
    proposal : Proposal
        Without them.
    sample : FileSample
        All columns.
    natures : mapping of int to str
        What the values of a column are like.
    reasons : mapping of str to Phrase
        What is known of some columns.
    """
    templates = " ".join((proposal.sheet, *proposal.fields.values()))
    used = {
        *(name for choice in proposal.choices for name in choice.published),
        *(name for names in proposal.numbers.values() for name in names),
        *proposal.levels.values(),
        *proposal.fields.values(),
        proposal.sheet,
        proposal.contest_column,
    }
    made = []
    for column in sample.columns:
        if not column.name or column.name in used or "{" + column.name + "}" in templates:
            continue
        reason = reasons.get(column.name)
        if reason is None:
            own = natures[column.place] if natures[column.place] in _NATURES else "needless"
            constant = column.distinct == 1 and sample.rows > 1
            reason = phrase(f"unused.{'constant' if constant else own}")
        made.append(Unused(column.name, reason, column.examples))
    return tuple(made)


def refuse_turned(sheet: Sequence[FileColumn], form: FileForm) -> None:
    """Refuse a table whose rows are candidates: read as sheets, a place would be elected.

    Parameters
    ----------
    sheet : sequence of FileColumn
        The columns of the id of the sheets. One of several is of parties where it crosses all others: parties
        stand in every place.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With what to do.
    """
    for column in sheet:
        others = [one for one in sheet if one is not column]
        if _names_choices(column) or (others and worded(PARTY, column.name) and _crosses(column, others)):
            raise _turned(column, form)


def _crosses(column: FileColumn, others: Sequence[FileColumn]) -> bool:
    """Whether most texts of a column stand beside most of some others: a district has its own stations."""
    places = len(np.unique(codes_of(others)))
    return len(np.unique(codes_of([column, *others]))) >= CROSSED * column.distinct * places


def _turned(sheet: FileColumn, form: FileForm) -> InputError:
    """Say that the rows of a table are candidates."""
    texts = ", ".join(repr(text) for text in sheet.different[:4])
    return InputError(
        sentence(
            "its rows are candidates or parties, and no tally sheets: {sheet!r} holds {texts}.",
            sheet=sheet.name or sentence("the first column"),
            texts=texts,
        ),
        file=form.name,
        expected="a row for each tally sheet (or place) and a column for each candidate",
        remedy="If its other columns are places or sheets, turn the table round (in a spreadsheet: Paste "
        "Special, Transpose), save it as CSV, and name that file. If it holds one total for each candidate, "
        "it is no count by sheets: look for the table by polling station or district. If it parts the votes "
        "of each candidate (by post, at the station), add them up in a copy, in a column called "
        '"Votes", and name that file. If its columns are the '
        "stages of a count by transfers, save a copy that has district, candidate and first preferences "
        'alone, the last of them called "Votes", and name that file: what the first preferences say can be '
        "checked, and not how the seats were filled.",
    )


def refuse_turned_round(sample: FileSample, form: FileForm) -> None:
    """Refuse a table without votes whose columns are sheets, by their names or by its first words.

    Raises
    ------
    InputError
        As :func:`refuse_turned`.
    """
    words = [column for column in sample.columns if column.filled and not column.is_count]
    if words:
        refuse_turned(words[:1], form)
        others = [one for one in sample.columns if one is not words[0] and one.is_count]
        if _are_sheets([one.name for one in others if says("sheet", one.name)], others):
            raise _turned(words[0], form)


def refuse_sheets_across(table: CountTable, votes: Votes, sample: FileSample, form: FileForm) -> None:
    """Refuse a table whose candidates would be sheets or places: "Mesa 1", "Mesa 2" side by side.

    More columns than rows are as likely that, and asked about, where they are numbered or nothing says what
    the rows are.

    Raises
    ------
    InputError
        As :func:`refuse_turned`.
    """
    taken = [c for c in map(table.columns.__getitem__, votes.candidates) if c.place < TURNED]
    numbered = [c.name for c in taken if any(map(str.isdigit, c.name))]
    words = [column for column in sample.columns if column.filled and not column.is_count]
    if not words or not taken:
        return
    if _are_sheets([name for name in numbered if says("sheet", name) or level_of(name)], taken):
        raise _turned(words[0], form)
    if words[0].distinct == sample.rows < len(taken):
        refuse_turned(words[:1], form)
        alike = len({re.sub(r"\d+", "", name) for name in numbered}) == 1 and len(numbered) == len(taken)
        if alike or not words[0].name or names_choices(words[0].name):
            votes.unsure = phrase("why.turned", n=len(taken), rows=sample.rows)


def _are_sheets(names: Sequence[str], others: Sequence[FileColumn]) -> bool:
    """Whether most of some columns are called sheets."""
    return len(names) >= MOST_LEFT and 2 * len(names) > len(others)


def refuse_votes_alone(proposal: Proposal, sample: FileSample) -> None:
    """Refuse a long table of which nothing tells the choice: its column of votes is no candidate.

    Parameters
    ----------
    proposal : Proposal
        How the table may be read.
    sample : FileSample
        Rows of it.

    Raises
    ------
    InputError
        With how its case is written.
    """
    votes = [name for choice in proposal.choices for name in choice.published]
    if proposal.layout == "long" or len(votes) != 1:
        return
    possible = possible_choices(sample)
    if not possible and (proposal.sheet != "{row}" or not counts_votes(votes[0])):
        return
    raise InputError(
        sentence(
            "all votes stand in the column {votes!r}, and no column names the choice of every row.",
            votes=votes[0],
        ),
        file=proposal.form.name,
        column=votes[0],
        expected="a column with the name of the choice in every row, or one column for each choice",
        remedy=(
            sentence(
                "If one of these columns names it, say which: {options}. ",
                options=joined((f"--choice {quoted(name)}" for name in possible), by="; "),
            )
            if possible
            else ""
        )
        + sentence(
            'If several columns name it together, write the case by hand: layout = "long", and '
            'choices.choice = "{Party} {Kind}" with their names; docs/reference/case-file.md shows how.'
        ),
    )


def _names_choices(column: FileColumn) -> bool:
    """Whether a column names choices: by its word, or because null votes and totals are among its texts."""
    ends = [*column.different[:_ENDS], *column.different[_ENDS:][-_ENDS:]]  # totals stand above or below
    words = {m for text in ends if (m := meaning(text)) and is_clear(text)}
    kinds = words & {"blank", "null", "valid", "cast", "registered", "accounting"}
    return len(kinds) >= 2 or (worded(PEOPLE, column.name) and not says("sheet", column.name))


class NoVotesError(InputError):
    """Columns of which none holds votes that can be told from other numbers: too few rows, or none at all."""


def no_votes(columns: Sequence[FileColumn], natures: Mapping[int, str], form: FileForm) -> InputError:
    """Say that a table holds no votes, or percentages in their place.

    Parameters
    ----------
    columns : sequence of FileColumn
        All that have a name.
    natures : mapping of int to str
        What the values of a column are like.
    form : FileForm
        Of the file.
    """
    shares = [c.name for c in columns if natures[c.place] == "share" or "share" in meanings(c.name)]
    if (parts := _divided(columns, natures))[1:]:
        return divided_votes(parts, form)
    if shares:
        return percentages(shares, form, sentence("it holds percentages or fractions, and no votes"))
    seen = ", ".join(f"{c.name!r} ({', '.join(c.examples)})" for c in columns[:6])
    return NoVotesError(
        sentence("no column of it holds votes; it has {seen}.", seen=seen),
        file=form.name,
        expected="whole numbers of votes, a column for each candidate, or a row for each",
        remedy=(
            "Name the file with the votes; if they begin further down, say with --skip how many lines stand "
            "above the header."
        ),
    )


def refuse_divided(
    table: CountTable, votes: Votes, columns: Sequence[FileColumn], natures: Mapping[int, str], form: FileForm
) -> None:
    """Refuse votes with a fraction beside whole ones: left out, the others alone would stand for election.

    Parameters
    ----------
    table : CountTable
        Columns of whole numbers.
    votes : Votes
        With candidates.
    columns : sequence of FileColumn
        All that have a name.
    natures : mapping of int to str
        What the values of a column are like.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        Where such columns stand among the candidates.
    """
    known = [table.columns[c].place for c in votes.kinds]
    parts = [c for c in _divided(columns, natures) if c.place < TURNED]
    if not parts:
        return
    among = [c for c in parts if min(known) < c.place < max(known)]
    figures = [np.nan_to_num(c.figures.values) for c in parts]
    wholes = list(np.nan_to_num(table.figures).T)
    if among or any(np.isclose(sum([*figures, *wholes]), 2 * one).mean() >= ADDED for one in wholes):
        raise divided_votes(among or parts, form)


def _divided(columns: Sequence[FileColumn], natures: Mapping[int, str]) -> list[FileColumn]:
    """Give the columns with fractions that are no percentages: no sign or word says so, and some large."""
    parts = [
        c
        for c in columns
        if natures[c.place] == "share"
        and not c.figures.percent
        and not {"share", "coordinate", "time"} & {*meanings(c.name)}
        and np.nanmin(c.figures.values) >= 0
    ]
    return [c for c in parts if np.nanmax(c.figures.values) > 100]


def divided_votes(columns: Sequence[FileColumn], form: FileForm) -> InputError:
    """Say that columns hold votes that are divided among several, or no votes.

    Parameters
    ----------
    columns : sequence of FileColumn
        Of figures with a fraction.
    form : FileForm
        Of the file.
    """
    names = ", ".join(repr(c.name) for c in columns[:5])
    return InputError(
        sentence("its columns {names} hold figures with a fraction, and no percentages.", names=names),
        file=form.name,
        column=columns[0].name,
        value=", ".join(columns[0].examples),
        expected="whole numbers of votes, a column for each candidate",
        remedy="If the law divides a vote among several candidates, multiply all columns of votes, ballots "
        "and voters by one number in a copy (1000, or as many as make every figure whole), and name that "
        "file: who won, and by what share, stays the same. If they are no votes, take them out of the copy.",
    )


def percentages(names: Sequence[str], form: FileForm, what: str) -> InputError:
    """Say that columns are no votes, but shares of them.

    Parameters
    ----------
    names : sequence of str
        Columns.
    form : FileForm
        Of the file.
    what : str
        What is seen of them.
    """
    return InputError(
        sentence("{what}: {names}.", what=what, names=", ".join(map(repr, names[:5]))),
        file=form.name,
        expected="whole numbers of votes, a column for each candidate",
        remedy=(
            "Percentages are no votes: they cannot be added up. Look for the file with the votes "
            "themselves; who publishes shares has them."
        ),
    )
