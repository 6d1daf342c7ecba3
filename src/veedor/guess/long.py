"""Long tables: a row is a figure of a sheet, and one column names what was voted for.

Told by the figures: few texts come again on every sheet, the column of votes is the only one that differs
between them, and all the rest is said of the sheet or of the choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.columns import Column, Sample
from veedor.guess.long_words import MODE, MODES, OFFICE, PARTY, VOTES, names_choices, says
from veedor.guess.words import meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Codes = npt.NDArray[np.intp]

MOST_TEXTS = 2_000
"""Different texts that a column of choices may have."""

MOST_KEYS = 6
"""Columns that a key is made of, at the most."""

REPEATED = 1.5
"""Rows that a sheet has, on average at the least."""

LOOKED_AT = 4_000
"""Rows by which it is told whether a table is long."""

PIECES = 8
"""Pieces of the sample from which they come."""

MANY = 8
"""Columns of figures from which on a table is wide, where no word names a column of choices."""

FURTHER = 3
"""Columns of figures beside the votes, neither of the sheet nor parts of them, that a long table may have."""

COMPLETE = 0.6
"""Share of the pairs of sheet and choice that have a row, where no word calls the column one of choices."""


@dataclass(frozen=True)
class LongShape:
    """Which columns of a long table are what.

    Parameters
    ----------
    choice, votes : Column
        What was voted for, and how often.
    sheet : tuple of Column
        Columns that name the sheet, in the order of the file.
    office : Column, optional
        Which contest a row is of.
    modes : tuple of Column
        Modes of voting, over which the rows of a sheet are added.
    party : Column, optional
        Tells two people of one name apart.
    of_sheet : tuple of Column
        What is said of the sheet, and is the same in all of its rows.
    beside : tuple of Column
        All other columns.
    """

    choice: Column
    votes: Column
    sheet: tuple[Column, ...]
    office: Column | None = None
    modes: tuple[Column, ...] = ()
    party: Column | None = None
    of_sheet: tuple[Column, ...] = ()
    beside: tuple[Column, ...] = ()

    def over(self, sample: Sample) -> LongShape:
        """Give the same columns with other rows of the table."""
        at = {column.place: column for column in sample.columns}
        return LongShape(
            at[self.choice.place],
            at[self.votes.place],
            tuple(at[c.place] for c in self.sheet),
            None if self.office is None else at[self.office.place],
            tuple(at[c.place] for c in self.modes),
            None if self.party is None else at[self.party.place],
            tuple(at[c.place] for c in self.of_sheet),
            tuple(at[c.place] for c in self.beside),
        )

    @property
    def template(self) -> str:
        """How the case names a choice: a column, or a template of two."""
        if self.party is None:
            return self.choice.name
        return f"{{{self.choice.name}}} ({{{self.party.name}|-}})"

    def names(self) -> tuple[str, ...]:
        """Give the name of the choice of each row, as the template makes it."""
        if self.party is None:
            return self.choice.texts
        pairs = zip(self.choice.texts, self.party.texts, strict=True)
        return tuple(f"{name} ({party or '-'})" if name else "" for name, party in pairs)


def find_long(sample: Sample) -> LongShape | None:
    """See whether a table is long, and which of its columns are what.

    Parameters
    ----------
    sample : Sample
        Rows of the table.

    Returns
    -------
    LongShape or None
        None where the table is not long, as far as its figures and words tell.
    """
    small = _few(sample)
    named = [column for column in small.columns if column.name and column.distinct]
    called = _called(named)
    found = [shape for choice in named if (shape := _shape(small, named, choice, called)) is not None]
    best = max(found, key=lambda shape: _rank(shape, called), default=None)
    return best if best is None or small is sample else _widened(best.over(sample))


def _widened(shape: LongShape) -> LongShape:
    """Add columns to the id where it repeats in more rows: numbers that begin anew in every place."""
    fixed = [shape.choice, *shape.modes, *filter(None, (shape.office, shape.party))]
    sheet = list(shape.sheet)
    rows = len(shape.choice.texts)

    def unique(columns: list[Column]) -> int:
        return len(np.unique(codes_of([*columns, *fixed])))

    while unique(sheet) < 0.995 * rows:
        more = [c for c in shape.of_sheet if c not in sheet and c.distinct > 1 and not meaning(c.name)]
        best = max(more, key=lambda c: (unique([*sheet, c]), -c.place), default=None)
        if best is None or unique([*sheet, best]) <= unique(sheet):
            return shape
        sheet.append(best)
    left = tuple(c for c in shape.of_sheet if c not in sheet)
    return replace(shape, sheet=tuple(sorted(sheet, key=lambda c: c.place)), of_sheet=left)


def _few(sample: Sample) -> Sample:
    """Take pieces of neighbouring rows: a sheet's rows mostly stand together."""
    if sample.rows <= LOOKED_AT:
        return sample
    piece = LOOKED_AT // PIECES
    starts = np.linspace(0, sample.rows - piece, PIECES).astype(int)
    columns = tuple(
        Column(c.place, c.name, tuple(text for start in starts for text in c.texts[start : start + piece]))
        for c in sample.columns
    )
    return Sample(columns, piece * PIECES, whole=False)


def _called(named: Sequence[Column]) -> frozenset[int]:
    """Give the places of the columns that words call one of choices, or that stand one to one beside such."""
    words = [column for column in named if names_choices(column.name) and column.distinct > 1]
    beside = {
        other.place
        for column in words
        if not says(PARTY, column.name)
        for other in named
        if other.distinct == column.distinct and not other.is_count and _follows(other, column.codes)
    }
    return frozenset({column.place for column in words} | beside)


def _rank(shape: LongShape, called: frozenset[int]) -> tuple[bool, bool, bool, bool, float, int]:
    choice = shape.choice
    whole = choice.filled >= 0.995 * len(choice.texts)
    words = any(c.isalpha() for text in choice.different for c in text)
    called_so = choice.place in called
    return called_so, whole, not says(PARTY, choice.name), words, min(1.0, _complete(shape)), -choice.place


def _complete(shape: LongShape) -> float:
    """Give the share of the pairs of sheet and choice that have a row."""
    sheets = len(np.unique(codes_of(shape.sheet)))
    return len(shape.choice.texts) / max(1, sheets * shape.choice.distinct)


def _shape(sample: Sample, named: list[Column], choice: Column, called: frozenset[int]) -> LongShape | None:
    """Take a column for that of choices, and see whether the others fit."""
    if not _may_be_choice(choice, sample.rows, called):
        return None
    tells = choice.codes
    said = [c for c in named if c is not choice and not says(VOTES, c.name) and _follows(c, tells)]
    others = [column for column in named if column is not choice and column not in said]
    figures = [c for c in others if c.is_count and not meaning(c.name)]
    if len(figures) > MANY and choice.place not in called:
        return None
    for votes in _may_be_votes(others):
        keys = _key(others, votes, choice, sample.rows)
        if (
            keys is not None
            and (shape := _parted(sample, choice, votes, keys, others, said, called)) is not None
        ):
            return shape
    return None


def _may_be_choice(column: Column, rows: int, called: frozenset[int]) -> bool:
    letters = sum(any(c.isalpha() for c in text) for text in column.different)
    words = letters >= 0.5 * column.distinct
    return (
        (words or (column.place in called and not says(VOTES, column.name) and column.distinct <= rows / 4))
        and column.filled >= 0.5 * rows
        and 2 <= column.distinct <= min(MOST_TEXTS, max(2, rows // 2))
        and meaning(column.name) not in {"time", "status"}
    )


def _may_be_votes(columns: Sequence[Column]) -> list[Column]:
    """Give the columns that may hold the votes, the likelier first; a share of a total never does."""
    counts = [c for c in columns if c.is_count and meaning(c.name) not in {"share", "time", "coordinate"}]
    counts = [c for c in counts if meaning(c.name) != "registered" or says(VOTES, c.name)]
    return sorted(counts, key=lambda c: (not says(VOTES, c.name), -c.place))[:4]


def _follows(column: Column, codes: Codes) -> bool:
    """Whether a column has one text for each code: it says something of that, and nothing else."""
    pairs = _pairs(codes, column.codes)
    kinds = np.bincount(pairs // (int(column.codes.max()) + 1))
    return bool((kinds[kinds > 0] > 1).mean() <= 0.02)


def _pairs(one: Codes, other: Codes) -> Codes:
    """Give the different pairs of two codes, each as one number."""
    return np.unique(one * (int(other.max()) + 1) + other)


def codes_of(columns: Sequence[Column]) -> Codes:
    """Give a number for each different row of some columns."""
    made = np.zeros(len(columns[0].texts), dtype=np.intp)
    for column in columns:
        made = np.unique(made * (len(column.different) + 1) + column.codes, return_inverse=True)[1]
    return made


def _key(others: Sequence[Column], votes: Column, choice: Column, rows: int) -> list[Column] | None:
    """Find the columns that with the choice name every row, the fewest that do."""
    usable = [
        c for c in others
        if c is not votes and meaning(c.name) not in {"share", "time", "coordinate"}
        and 1 < c.distinct <= rows / _least(choice, votes)
        and not says(VOTES, c.name) and not _is_figure_of(c) and _may_name(c)
    ]  # fmt: skip
    pair = choice.codes

    def unique(columns: list[Column]) -> float:
        return float(len(_pairs(codes_of(columns), pair)) / rows) if columns else choice.distinct / rows

    chosen: list[Column] = []
    while unique(chosen) < 0.995 and len(chosen) < MOST_KEYS:
        gains = [(round(unique([*chosen, c]), 4), -c.place, c) for c in usable if c not in chosen]
        if not gains:
            return None
        best = max(gains, key=lambda one: one[:2])
        if best[0] <= unique(chosen):
            return None
        chosen.append(best[2])
    if unique(chosen) < 0.995:
        return None
    for column in sorted(chosen, key=lambda c: c.distinct):  # what a later one made needless
        fewer = [c for c in chosen if c is not column]
        if fewer and unique(fewer) >= 0.995:
            chosen = fewer
    return sorted(chosen, key=lambda c: c.place)


def _may_name(column: Column) -> bool:
    """Whether a column may be part of an id: figures that jump up and down from row to row are none."""
    if not column.is_count or len(column.texts) < 3:
        return True
    steps = np.diff(np.nan_to_num(column.numbers))
    return bool((steps == 0).mean() >= 0.3 or (steps >= 0).mean() >= 0.8)


def _least(choice: Column, votes: Column) -> float:
    """Give how many rows a sheet has at the least, on average: fewer where both words are there."""
    return 1.05 if names_choices(choice.name) and says(VOTES, votes.name) else REPEATED


def _is_figure_of(column: Column) -> bool:
    """Whether a column of whole numbers is rather a figure than an id: a word says so."""
    return column.is_count and meaning(column.name) in {"registered", "cast", "valid", "abstained", "total"}


def _parted(
    sample: Sample,
    choice: Column,
    votes: Column,
    keys: list[Column],
    others: list[Column],
    said: list[Column],
    called: frozenset[int],
) -> LongShape | None:
    """Tell sheet, contest, mode and party among the columns of a key, and refuse what is no long table."""
    party = next((c for c in keys if _is_party(c, choice)), None)
    modes = tuple(c for c in keys if c is not party and _is_mode(c))
    office = next(
        (c for c in keys if c is not party and c not in modes and _is_office(c, choice, (*others, *said))),
        None,
    )
    sheet = [c for c in keys if c is not party and c not in modes and c is not office]
    if office is None:
        office = next((c for c in said if says(OFFICE, c.name) and 1 < c.distinct < choice.distinct), None)
    if not sheet:
        return None
    groups = codes_of(sheet)
    number = len(np.unique(groups))
    if sample.rows < _least(choice, votes) * number or number < 2:
        return None
    rest = [c for c in others if c is not votes and c not in keys]
    whole = groups if office is None else codes_of([*sheet, office])
    if _follows(votes, whole):
        return None  # it is said of the sheet
    of_sheet = tuple(c for c in (*rest, *said) if c is not office and _follows(c, whole))
    moving = [c for c in rest if c not in of_sheet and c.is_count and meaning(c.name) != "share"]
    if not _is_long(sample, choice, votes, groups, moving, called):
        return None
    beside = tuple(c for c in (*rest, *said) if c not in of_sheet and c is not office)
    return LongShape(choice, votes, tuple(sheet), office, modes, party, of_sheet, beside)


def _is_long(
    sample: Sample,
    choice: Column,
    votes: Column,
    groups: Codes,
    moving: Sequence[Column],
    names: frozenset[int],
) -> bool:
    """Weigh what speaks for a long table: words, sheets that stand together, and no further figures."""
    called = choice.place in names
    counted = says(VOTES, votes.name)
    further = [c for c in moving if not (_is_part(c, votes) and (says(MODES, c.name) or says(VOTES, c.name)))]
    if (further and not (called and counted)) or len(further) > FURTHER:
        return False
    together = 1 + int((np.diff(groups) != 0).sum()) <= 1.2 * len(np.unique(groups))
    texts = [text for text in choice.different if text]
    odd = sum(meaning(text) in {"blank", "null", "cast", "registered", "valid"} for text in texts)
    share = sample.rows / max(1, len(np.unique(groups)) * choice.distinct)
    if called or (odd and counted):
        return True
    return together and share >= COMPLETE and (counted or not further)


def _is_part(column: Column, votes: Column) -> bool:
    """Whether a column of figures is a part of the votes (by mail, on the day): never more than they are."""
    both = ~np.isnan(column.numbers) & ~np.isnan(votes.numbers)
    return bool(both.any() and (column.numbers[both] <= votes.numbers[both]).mean() > 0.97)


def _is_party(column: Column, choice: Column) -> bool:
    """Whether a column tells people of one name apart: nearly every name has one text of it."""
    if says(OFFICE, column.name) or says(MODE, column.name):
        return False
    pairs = len(_pairs(choice.codes, column.codes))
    return pairs <= max(choice.distinct + 1, 1.4 * choice.distinct) and (
        says(PARTY, column.name) or column.distinct >= 0.5 * choice.distinct
    )


def _is_mode(column: Column) -> bool:
    texts = [text for text in column.different if text]
    hits = sum(says(MODES, text) for text in texts)
    return column.distinct <= 12 and (2 * hits > len(texts) or (says(MODE, column.name) and hits > 0))


def _is_office(column: Column, choice: Column, others: Sequence[Column]) -> bool:
    """Whether a column tells the contest: a word says so, or nearly every choice is of one of its texts.

    What lies within another column (a polling place in its town) is a place, whatever it is called.
    """
    if any(1 < c.distinct < column.distinct and _follows(c, column.codes) for c in others if c is not choice):
        return False
    if says(OFFICE, column.name):
        return True
    kinds = np.bincount(_pairs(choice.codes, column.codes) // (int(column.codes.max()) + 1))
    alone = float((kinds[kinds > 0] == 1).mean())
    return 2 <= column.distinct <= choice.distinct / 2 and alone >= 0.7


def pivot(shape: LongShape, rows: npt.NDArray[np.bool_] | None = None) -> Sample:
    """Give the table as a wide one: a row a sheet, a column for each text of the choices.

    Parameters
    ----------
    shape : LongShape
        Which columns are what.
    rows : array of bool, optional
        Only these rows: those of one contest.
    """
    keep = np.ones(len(shape.choice.texts), dtype=np.bool_) if rows is None else rows
    groups = np.unique(codes_of(shape.sheet)[keep], return_inverse=True)[1]
    number = int(groups.max()) + 1 if len(groups) else 0
    first = np.full(number, -1, dtype=np.intp)
    places = np.flatnonzero(keep)
    first[groups[::-1]] = places[::-1]
    columns = [
        _taken(column, first) for column in sorted((*shape.sheet, *shape.of_sheet), key=lambda c: c.place)
    ]
    names = np.array(shape.names(), dtype=object)[keep]
    votes = shape.votes.numbers[keep]
    known = np.nan_to_num(votes)
    there = ~np.isnan(votes)
    for name in dict.fromkeys(names.tolist()):
        if not name:
            continue
        mine = (names == name) & there
        sums = np.bincount(groups[mine], weights=known[mine], minlength=number)
        has = np.bincount(groups[mine], minlength=number) > 0
        texts = tuple(str(int(n)) if h else "" for n, h in zip(sums, has, strict=True))
        columns.append(Column(len(columns) + 10_000, name, texts))
    return Sample(tuple(columns), number, whole=True)


def _taken(column: Column, rows: npt.NDArray[np.intp]) -> Column:
    return Column(column.place, column.name, tuple(column.texts[i] for i in rows))


def contest_id(text: str, taken: Sequence[str]) -> str:
    """Give an id for a contest from its published name."""
    from veedor.guess.choice_ids import readable_id

    plain = re.sub(r"[^a-z0-9-]+", "-", readable_id(text).lower()).strip("-") or "contest"
    made, turn = plain, 2
    while made in taken:
        made, turn = f"{plain}-{turn}", turn + 1
    return made
