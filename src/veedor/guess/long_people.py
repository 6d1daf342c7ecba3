"""Long tables in which several columns name a person: the first name, and the surname."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.guess.columns import FileColumn
from veedor.guess.long_kinds import JoinedName
from veedor.guess.long_words import says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileSample

NEAR = 2
"""Columns from a part of a name to the next, at the most: an initial, or a title, may stand between."""

_PARTS = (
    ("first_name firstname given forename", "surname last_name lastname family_name familyname"),
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
    return replace(sample, columns=columns), JoinedName(at.place, template, told)
