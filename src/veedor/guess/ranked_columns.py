"""Columns that are the places of a ranking ("Preference 1", "Preference 2", ...): ballots, no votes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.intake.preferences import FEWEST, FIRST_ALONE
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from veedor.guess.columns import FileColumn, FileSample
    from veedor.intake.case import FileForm

MOST_CHOICES = 60
"""Candidates of one ballot; columns with more texts are names of people, addresses, and the like."""
_PLACE = re.compile(r"(?P<before>.*?)(?P<number>\d+)(?P<after>\D*)")


def refuse_ranked(sample: FileSample, form: FileForm) -> None:
    """Refuse a table that has, of each ballot, who is first, second, third, ... on it, and nothing to add.

    The columns bear the numbers 1, 2, 3, ... in names that are else alike, and hold the same few
    candidates (or their numbers); no other column but one, which counts the ballots, holds figures.

    Parameters
    ----------
    sample : FileSample
        Rows of the table.
    form : FileForm
        Of the file.

    Raises
    ------
    InputError
        With the table to make of it.
    """
    found = next((group for group in _numbered(sample.columns) if _ranks(group)), [])
    if not found or len({c.place for c in sample.columns if c.is_count} - {c.place for c in found}) > 1:
        return
    raise InputError(
        sentence(
            "its columns are the places of a ranking: {names}. They are preferences, a row for each ballot, "
            "and their sums are no votes.",
            names=joined((repr(column.name) for column in found[:4]), by=", "),
        ),
        file=form.name,
        column=found[0].name,
        expected="numbers of votes for each choice",
        remedy=FIRST_ALONE,
    )


def _numbered(columns: tuple[FileColumn, ...]) -> list[list[FileColumn]]:
    """Return the columns whose names differ in one number alone, in its order: 1, 2, 3, ..."""
    groups: dict[tuple[str, str], dict[int, FileColumn]] = {}
    for column in columns:
        if hit := _PLACE.fullmatch(column.name.strip()):
            alike = hit["before"].strip().casefold(), re.sub("^(st|nd|rd|th)\\b", "", hit["after"].casefold())
            groups.setdefault(alike, {})[int(hit["number"])] = column
    made = [[group[number] for number in sorted(group)] for group in groups.values() if 1 in group]
    return [group for group in made if len(group) > 2]


def _ranks(columns: list[FileColumn]) -> bool:
    """Whether columns hold the same few names, each row each of them once at the most."""
    first = columns[0]
    named = [frozenset(one for one in column.different if one.strip()) for column in columns]
    few = 3 <= len(named[0]) <= MOST_CHOICES and first.filled >= max(FEWEST, 2 * len(named[0]))
    if not few or any(len(one & named[0]) * 2 < len(one | named[0]) for one in named[1:]):
        return False
    rows = list(zip(*(column.texts for column in columns), strict=True))
    kept = [[text for text in row if text.strip()] for row in rows]
    once = sum(len(set(row)) == len(row) for row in kept)
    return once == len(kept) and sum(len(row) > 1 for row in kept) * 2 > len(kept)
