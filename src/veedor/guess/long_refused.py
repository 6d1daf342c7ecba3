"""What is refused of a long table: names below names, whose votes may be added to those above, or may not.

Lists of a party, people of a party, candidates of a contest look alike: whoever knows the file must say what
was voted for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.choice_columns import names_choices
from veedor.guess.long_keys import follows, is_list_of, of_every
from veedor.guess.long_parts import named_office
from veedor.guess.long_shape import codes_of
from veedor.guess.long_words import MODES, ON_THE_DAY, PARTY, PEOPLE, counts_votes, says
from veedor.guess.places import level_of
from veedor.guess.words import meaning
from veedor.guess.words import says as says_other
from veedor.intake.toml import quoted
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from veedor.guess.columns import FileColumn
    from veedor.guess.long_shape import LongShape
    from veedor.intake.case import FileForm

CROSSED = 1.5
"""Contests of a sheet, on average at the least, where a column tells those."""

ALIKE = 0.75
"""Votes of the smallest contest of a sheet, as a share of those of the largest: who votes, votes in all."""

PARTS = 0.97
"""Share of the rows in which parts are their whole, or no more than it."""

_NO_VOTES = frozenset({"registered", "share", "time", "coordinate", "cast", "valid", "abstained"})
"""Meanings of columns of figures that are not for a choice."""


def refuse_parts_of_votes(shape: LongShape, form: FileForm) -> None:
    """Refuse votes that are parted by how they were cast, where no column holds them all.

    The votes of one day may be for another candidate than all of them together.

    Parameters
    ----------
    shape : LongShape
        As it was found.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With the sum to make.
    """
    votes, named = shape.votes, codes_of([c for c in (shape.choice, shape.office) if c is not None])
    cast = [c for c in shape.beside if c.is_count and (says(MODES, c.name) or counts_votes(c.name))]
    cast = [c for c in cast if meaning(c.name) not in _NO_VOTES and not follows(c, named)]
    known = np.nan_to_num(votes.numbers)
    modes = [np.nan_to_num(c.numbers) for c in cast if says(MODES, c.name)]
    together = np.sum(modes, axis=0) if modes else known
    if says(f"{MODES} {ON_THE_DAY}", votes.name):
        apart = bool(modes) and (together == known).mean() < PARTS
    else:
        apart = (together > known).mean() > 1 - PARTS
    parts = cast if apart else [c for c in cast if (np.nan_to_num(c.numbers) > known).mean() > 1 - PARTS]
    if not parts:
        return
    columns = sorted((votes, *parts), key=lambda c: c.place)
    names = joined((repr(c.name) for c in columns), by=", ")
    raise InputError(
        sentence("its columns {names} hold votes, and none of them is the sum of the others.", names=names),
        file=form.name,
        column=votes.name,
        expected="one column with all the votes of a choice on a sheet",
        remedy=sentence(
            "If they part the votes by how or when these were cast, add them up in a copy, in a column "
            'called "Votes", and name the copy. If they are several counts or rounds, take all of them but '
            "one out of the copy.",
        ),
    )


def refuse_contests_added(shape: LongShape, form: FileForm) -> None:
    """Refuse a table whose contests would be added: more of them than choices, or parts of its sheets.

    Parameters
    ----------
    shape : LongShape
        As it was found.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With the rows to keep.
    """
    if shape.office is not None or (shape.lists is None and not says(PARTY, shape.choice.name)):
        return
    rest = [*shape.beside, *filter(None, [shape.lists]), *shape.sheet]
    column = next((c for c in rest if c.distinct > 1 and c.filled and named_office(c)), None)
    if column is None:
        return
    raise InputError(
        sentence(
            "{office!r} names contests ({n} different ones), whose votes would be added.",
            office=column.name,
            n=len([text for text in column.different if text]),
        ),
        file=form.name,
        column=column.name,
        value=", ".join([text for text in column.different if text][:3]),
        expected="the rows of one contest, each of a sheet or place and a choice",
        remedy=sentence(
            "Save a copy that has the rows of one of {office!r} alone, without that column, and name the "
            "copy. If a candidate has one row there, for all places, look for the table by polling station "
            "or district.",
            office=column.name,
        ),
    )


def refuse_what_may_be_added(shape: LongShape, form: FileForm) -> None:
    """Refuse a table in which two columns may name what was voted for.

    The contests of a sheet have about as many votes as each other, those of its voters; parties do not.

    Parameters
    ----------
    shape : LongShape
        As it was found, with nothing that the user said.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With both ways to say it.
    """
    _refuse_contests_or_parties(shape, form)
    _refuse_votes_of_parties(shape, form)


def _refuse_contests_or_parties(shape: LongShape, form: FileForm) -> None:
    """Refuse a column of contests, or of parties whose lists are added: nobody can see which."""
    office = shape.office or _parties(shape)
    if office is None or _tells_contests(shape, office) or not _are_unlike(shape, office):
        return
    raise InputError(
        sentence(
            "{office!r} parts the rows of a sheet, and each of its values has rows of {choice!r} of its own: "
            "they may be contests, or parties with their lists.",
            office=office.name,
            choice=shape.choice.name,
        ),
        file=form.name,
        column=office.name,
        value=", ".join([text for text in office.different if text][:6]),
        expected="a column of contests called so, or contests with about as many votes each on a sheet",
        remedy=sentence(
            "Say which column names what was voted for: --choice {choice}, where each {office!r} is a "
            "contest of its own; --choice {added}, where the votes of its rows are added.",
            choice=quoted(shape.choice.name),
            office=office.name,
            added=quoted(office.name),
        ),
    )


def _parties(shape: LongShape) -> FileColumn | None:
    """Give the column before the choices whose texts have several of them each; none of people."""
    if says(PEOPLE, shape.choice.name) or shape.lists is not None:
        return None
    before = [c for c in shape.beside if c.place < shape.choice.place and not c.is_count]
    return next((c for c in before if is_list_of(shape.choice, c) and not level_of(c.name)), None)


def _tells_contests(shape: LongShape, office: FileColumn) -> bool:
    """Whether a column tells contests: by a word, by null votes in each, or as a sheet has one alone."""
    texts = [text for text in office.different if text]
    if named_office(office) or any(says_other("office_name", text) for text in texts):
        return True
    papers = [meaning(text) in {"blank", "null"} for text in shape.choice.different]
    of_none = np.unique(office.codes[np.array(papers, dtype=np.bool_)[shape.choice.codes]])
    pairs = np.unique(codes_of([*shape.sheet, office]))
    return len(of_none) > 1 or len(pairs) < CROSSED * len(np.unique(codes_of(shape.sheet)))


def _refuse_votes_of_parties(shape: LongShape, form: FileForm) -> None:
    """Refuse people with their parties among whom one name stands for every party: "Party list"."""
    party, choice = shape.party, shape.choice
    if party is None:
        return
    common = np.flatnonzero(of_every(choice, party))
    names = [name for at in common if (name := choice.different[at]) and not meaning(name)]
    if not names:
        return
    raise InputError(
        sentence(
            "{name!r} stands for every {party!r}: it names no person, and its votes may be the party's.",
            name=names[0],
            party=party.name,
        ),
        file=form.name,
        column=choice.name,
        value=names[0],
        expected="names of people, or of parties alone",
        remedy=sentence(
            "Say which column names what was voted for: --choice {party}, where the votes of people are "
            "added to those of their party, or are part of them; --choice {choice}, where nothing is added.",
            party=quoted(party.name),
            choice=quoted(choice.name),
        ),
    )


def _are_unlike(shape: LongShape, office: FileColumn) -> bool:
    """Whether the votes of one value of a column are mostly far from those of another on the same sheet."""
    if names_choices(office.name):
        return True
    votes, sheets = np.nan_to_num(shape.votes.numbers), codes_of(shape.sheet)
    sums = np.zeros((int(sheets.max()) + 1, len(office.different)))
    np.add.at(sums, (sheets, office.codes), votes)
    most, least = sums.max(axis=1), np.where(sums > 0, sums, np.inf).min(axis=1)
    return bool(np.median((least / most)[most > 0]) < ALIKE)
