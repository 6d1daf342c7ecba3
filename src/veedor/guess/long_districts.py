"""Long tables of many contests without a column for them: each candidate stands in one district alone.

Added over the country, the candidates of the largest district would be elected.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import FileColumn
from veedor.guess.long_shape import pairs_of
from veedor.guess.long_words import CHOICE, PEOPLE, says
from veedor.guess.places import level_of
from veedor.guess.values import named_code
from veedor.guess.words import PAPERS, TOTALS, has_other_word, meaning
from veedor.guess.words import says as says_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from veedor.guess.long_shape import LongShape

OWN = 0.9
"""Share of the candidates that must stand in one district alone: people share names."""

MOSTLY = 0.5
"""Share of those of one office: a seat may be filled twice on one day, with the same people."""

RIVALS = 1.5
"""Candidates of a district, on average at the least."""

LEAST = 3
"""Rows of one contest by which it is told that its choices stand in one place each."""

NAMESAKES = 1.5
"""Numbers of candidates for each name, at the most: one in every row is none of theirs."""

_NOBODY = frozenset({*PAPERS, *TOTALS, "others", "abstained"})


def by_district(shape: LongShape) -> LongShape:
    """Make a contest of every district, where each candidate stands in one alone.

    Parameters
    ----------
    shape : LongShape
        As it was found.

    Returns
    -------
    LongShape
        With the district as the column of contests, and with people as choices; as it was where candidates
        stand everywhere, or a column tells the contests already.
    """
    if shape.lists is not None:
        return shape
    choice = shape.choice
    if not says(PEOPLE, choice.name):  # parties stand everywhere, their people in one district
        choice = next((c for c in shape.beside if says(PEOPLE, c.name) and not c.is_count), choice)
    offices = [shape.office] if shape.office is not None else []
    places = [c for c in (*shape.of_sheet, *shape.sheet) if not _is_figure(c)]
    places = list({c.place: c for c in (*places, *filter(_is_place, shape.beside))}.values())
    # the finest that parts them: people of one province stand in its districts, and are no rivals
    places.sort(key=lambda c: (-c.distinct, not any(map(str.isalpha, "".join(c.different)))))
    whose = _by_number(choice, shape.beside)
    fitting = [c for c in places if c is not choice and _parts(c, offices, whose)]
    if not fitting:
        return shape
    parts = fitting[:1]
    if (further := _further(parts[0], fitting[1:], offices, whose)) is not None:
        parts.append(further)
    sheet = (*shape.sheet, *(part for part in parts if part in shape.beside))
    left = [shape.choice] if choice is not shape.choice else []
    return replace(
        shape,
        choice=choice,
        sheet=tuple(sorted(sheet, key=lambda c: c.place)),
        office=_joined([*offices, *sorted(parts, key=lambda c: c.place)]),
        of_sheet=tuple(c for c in shape.of_sheet if c not in parts),
        beside=tuple(c for c in (*shape.beside, *left) if c is not choice and c not in parts),
    )


def of_several_places(shape: LongShape) -> dict[str, FileColumn]:
    """Give the contests whose choices each stand in one place alone, and the column of those places.

    The sheriffs of all counties under "Sheriff": beside a contest of everywhere, no column of places parts
    them all.

    Parameters
    ----------
    shape : LongShape
        With a column of contests.
    """
    if shape.office is None:
        return {}
    places = [c for c in (*shape.of_sheet, *shape.sheet) if not _is_figure(c)]
    nobody = np.array(
        [meaning(text) in _NOBODY or not text for text in shape.choice.different], dtype=np.bool_
    )
    people = np.flatnonzero(~nobody[shape.choice.codes])
    offices = shape.office.codes[people]
    found = {}
    for code, text in enumerate(shape.office.different):
        rows = people[offices == code]
        place = next((c for c in places if _stand_apart(shape.choice, c, rows)), None)
        if place is not None:
            found[text] = place
    return found


def _stand_apart(choice: FileColumn, place: FileColumn, rows: npt.NDArray[np.intp]) -> bool:
    """Whether in some rows nearly every choice has one place of several; two or three may be rivals."""
    if len(rows) < LEAST or len(np.unique(place.codes[rows])) < 2:
        return False
    pairs = pairs_of(choice.codes[rows], place.codes[rows])
    width = int(place.codes[rows].max()) + 1
    stands_in = np.bincount(pairs // width)
    stands_in = stands_in[stands_in > 0]
    rivals = np.bincount(pairs % width).max() > 1
    return bool((stands_in == 1).mean() >= OWN and (rivals or len(stands_in) > LEAST))


def _further(
    district: FileColumn, fitting: Sequence[FileColumn], offices: Sequence[FileColumn], choice: FileColumn
) -> FileColumn | None:
    """Give the column that with a district names the contest: its seats are numbered anew in each."""
    alone = len(np.unique(district.codes))  # rows without a district are a value too
    for other in fitting:
        both = len(pairs_of(district.codes, other.codes))
        if both > alone and _parts(_joined([district, other]), offices, choice):
            return other
    return None


def _by_number(choice: FileColumn, beside: Sequence[FileColumn]) -> FileColumn:
    """Tell people of one name apart by a number of candidates, if the file has one; else give the names."""
    for column in beside:
        is_number = says(CHOICE, column.name) and named_code(column.name)
        if is_number and choice.distinct < column.distinct <= NAMESAKES * choice.distinct:
            nobody = {n for n in choice.different if meaning(n) in _NOBODY and not has_other_word(n)}
            pairs = zip(choice.texts, column.texts, strict=True)
            texts = (name if name in nobody else number or name for name, number in pairs)
            told = FileColumn.of(choice.place, choice.name, texts)
            return told if told.distinct <= NAMESAKES * choice.distinct else choice
    return choice


def _is_place(column: FileColumn) -> bool:
    """Whether a column beside the choices is called a place, and not one of a person's.

    Numbers of sheets that begin anew in each district make it look like something said of the candidate.
    """
    return bool(level_of(column.name)) and not says(CHOICE, column.name)


def _joined(columns: Sequence[FileColumn]) -> FileColumn:
    """Give what columns say together, under the template that joins them in a case."""
    first, *others = columns
    if not others:
        return first
    texts = (" ".join(row).strip() for row in zip(*(column.texts for column in columns), strict=True))
    name = " ".join([f"{{{first.name}}}", *(f"{{{other.name}|}}" for other in others)])
    return FileColumn.of(first.place, name, texts)


def _is_figure(column: FileColumn) -> bool:
    """Whether a column is a number of something, and no code of a place."""
    return column.is_count and not (
        level_of(column.name) or named_code(column.name) or says_other("sheet", column.name)
    )


def _parts(district: FileColumn, offices: Sequence[FileColumn], choice: FileColumn) -> bool:
    """Whether a column parts contests: of every office with several districts, and of one at the least."""
    if district.distinct < 2 or (not offices and district.filled < len(district.texts)):
        return False
    nobody = np.array([meaning(text) in _NOBODY or not text for text in choice.different], dtype=np.bool_)
    people = ~nobody[choice.codes]
    office = offices[0].codes[people] if offices else np.zeros(int(people.sum()), dtype=np.intp)
    alone, standing, number, every = 0, 0, 0, True
    rivals = 1 if offices and _is_place(district) else RIVALS  # of an office, many are alone in theirs
    for one in np.unique(office):
        rows = np.flatnonzero(people)[office == one]
        districts = district.codes[rows]
        if (of_office := len(np.unique(districts))) < 2:
            continue
        stands_in = np.bincount(pairs_of(choice.codes[rows], districts) // (int(districts.max()) + 1))
        stands_in = stands_in[stands_in > 0]
        every = every and (stands_in == 1).mean() >= MOSTLY and len(stands_in) >= rivals * of_office
        alone, standing, number = alone + int((stands_in == 1).sum()), standing + len(stands_in), number + 1
    return number > 0 and every and alone >= OWN * standing
