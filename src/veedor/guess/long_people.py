"""Long tables of people: several columns name one, or each has one row, in the district where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.choice_columns import names_choices
from veedor.guess.columns import FileColumn
from veedor.guess.long_districts import by_district
from veedor.guess.long_keys import follows
from veedor.guess.long_kinds import JoinedName
from veedor.guess.long_parts import stand_together, with_party
from veedor.guess.long_shape import LongShape, codes_of
from veedor.guess.long_words import NAMES, PEOPLE, counts_votes, says
from veedor.guess.places import level_of
from veedor.guess.words import has_other_word, meaning, plain_words
from veedor.guess.words import says as says_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileSample

NEAR = 2
"""Columns from a part of a name to the next, at the most: an initial, or a title, may stand between."""

OWN = 0.9
"""Share of the rows with a name of their own where each is one candidate: people share names."""

LEAST = 3
"""Different numbers that part a district, at the least: yes and no tell who was elected."""

MOSTLY = 0.8
"""Share of the rows in which the votes have a figure."""

_PARTS = (
    (
        "first_name firstname name_first given forename",
        "surname last_name lastname name_last family_name familyname",
    ),
    ("prenom", "nom$"),
    ("vorname", "nachname familienname name$"),
    ("nombre", "apellido"),
    ("nome$", "cognome sobrenome"),
    ("imie imiona", "nazwisk"),
    ("ime$", "prezime"),
)
"""Words for the first name and for the surname, where both are there."""


def with_people(sample: FileSample) -> tuple[FileSample, JoinedName] | None:
    """Put the parts of people's names together: two people of one contest may share either of them.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.

    Returns
    -------
    tuple of FileSample and JoinedName, or None
        The sample with one column for all parts, in the order of the file; None where there are no parts.
    """
    words = [column for column in sample.columns if column.distinct > 1 and _is_of_words(column)]
    for first, last in _PARTS:
        lasts = [column for column in words if says(last, column.name)]
        firsts = [column for column in words if says(first, column.name) and column not in lasts]
        near = [
            [one for one in mine if any(abs(one.place - other.place) <= NEAR for other in others)]
            for mine, others in ((firsts, lasts), (lasts, firsts))
        ]
        if all(near):
            return _joined(sample, sorted((*near[0], *near[1]), key=lambda part: part.place), near[1][0])
    return None


def _is_of_words(column: FileColumn) -> bool:
    letters = sum(any(sign.isalpha() for sign in text) for text in column.different)
    return 2 * letters >= column.distinct


def _joined(sample: FileSample, parts: Sequence[FileColumn], at: FileColumn) -> tuple[FileSample, JoinedName]:
    rows = [dict.fromkeys(filter(None, texts)) for texts in zip(*(part.texts for part in parts), strict=True)]
    names = [" ".join(texts) for texts in rows]
    whole = FileColumn.of(at.place, at.name, names)
    published: dict[str, dict[str, None]] = {}
    for name, *texts in zip(names, *(part.texts for part in parts), strict=True):
        published.setdefault(name, {})[" ".join(text or "-" for text in texts)] = None
    template = " ".join(f"{{{part.name}|-}}" for part in parts)
    columns = tuple(whole if c is at else c for c in sample.columns if c is at or c not in parts)
    told = {name: tuple(texts) for name, texts in published.items()}
    people = frozenset(
        " ".join(texts) for texts in rows if len(texts) > 1 and has_other_word(" ".join(texts))
    )
    return replace(sample, columns=columns), JoinedName(at.place, template, told, people)


def of_people(sample: FileSample) -> LongShape | None:
    """Give the shape of a table with one row for each candidate, who stands in one district alone.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    """
    named = [c for c in sample.columns if _called_people(c.name) and _names_rows(c, sample.rows)]
    choice = next(iter(named), None)
    votes = _votes_of(sample)
    if choice is None or votes is None:
        return None
    others = tuple(c for c in sample.columns if c not in (choice, votes) and c.distinct)
    texts = [c for c in others if not (c.is_count or names_choices(c.name))]
    called = [c for c in texts if level_of(c.name)]
    within = [c for c in texts if any(follows(one, c.codes) for one in called) and _parts_rows([c])]
    for place in sorted({*called, *within}, key=lambda c: (-c.distinct, c.place)):
        numbers = [c for c in others if c.is_count and c.distinct >= LEAST and not counts_votes(c.name)]
        parts = (place, *[c for c in numbers if not follows(c, place.codes) and _parts_rows([place, c])][:1])
        said = tuple(c for c in others if c not in parts and follows(c, codes_of(parts)))
        beside = tuple(c for c in others if c not in (*parts, *said))
        shape = by_district(LongShape(choice, votes, parts, of_sheet=said, beside=beside))
        if shape.office is not None and shape.choice is choice:
            return _told_apart(shape)
    return None


def _told_apart(shape: LongShape) -> LongShape:
    """Let parties tell people apart where two of one name stand in one contest, if they tell all of them."""
    keys = [*shape.sheet, *filter(None, [shape.office])]
    added = [c for c in with_party(keys, shape.beside, shape.choice) if c not in keys]
    beside = tuple(c for c in shape.beside if c not in added)
    return replace(shape, party=next(iter(added), None), beside=beside)


def _called_people(name: str) -> bool:
    """Whether a column is called one of people, and of no place or sheet."""
    if says(PEOPLE, name) or plain_words(name) in NAMES.split():
        return True
    return says("nom$", name) and not (level_of(name) or says_other("sheet", name))


def _parts_rows(columns: Sequence[FileColumn]) -> bool:
    """Whether columns part a table in blocks of neighbours, each of two candidates at the least."""
    codes = codes_of(columns)
    return stand_together(codes) and bool((np.bincount(codes)[codes] > 1).mean() >= OWN)


def _names_rows(column: FileColumn, rows: int) -> bool:
    """Whether a column has a name in every row, and nearly none of them twice but of who is nobody."""
    people = [
        code
        for code, text in enumerate(column.different)
        if any(map(str.isalpha, text)) and meaning(text) not in {"blank", "null", "none"}
    ]
    own = int(np.isin(column.codes, people).sum())
    return column.filled == rows and len(people) >= OWN * own and 2 * own > rows


def _votes_of(sample: FileSample) -> FileColumn | None:
    """Give the column of votes: the only one, or the one that is the sum of the others."""
    found = [
        c
        for c in sample.columns
        if c.is_count and c.distinct > 1 and counts_votes(c.name) and c.filled >= MOSTLY * sample.rows
        and meaning(c.name) not in {"registered", "share"}
    ]  # fmt: skip
    if len(found) < 2:
        return next(iter(found), None)
    figures = [np.nan_to_num(c.numbers) for c in found]
    whole = np.sum(figures, axis=0)
    return next((c for c, one in zip(found, figures, strict=True) if (2 * one == whole).all()), None)
