"""Where the header of a table stands: below titles, in one row or several, with groups that repeat.

Told by what the rows hold: a column of figures has figures in every row but those of the header.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.guess.words import kinds_of, says
from veedor.intake.header import is_figure, join_header
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_ROWS = 3
"""Rows that a header may have."""

UNKNOWN = 0.9
"""Share of the figures of a row that must be marked as not known for it to be no header."""

_TIME = re.compile(r"\d[/:]\d|\d{4}-\d\d?-\d")
_NUMBER = re.compile(r"[ _.\-]*\(?\d+\)?$")


@dataclass(frozen=True)
class Heading:
    """Where a header stands.

    Parameters
    ----------
    above : int
        Rows above it: titles, and blank ones.
    rows : int
        Rows that it has; 0 where the table has none.
    names : tuple of str
        Names of the columns, those of several rows joined.
    width : int
        Columns of the table.
    """

    above: int
    rows: int
    names: tuple[str, ...]
    width: int


def find_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """Find the header of a table.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows as they stand, blank ones too.

    Returns
    -------
    Heading or None
        None where no row holds figures under a name: nothing of it is a table of votes.
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    figures = _columns_of_figures(rows, filled)
    if not figures:
        return None
    first = _first_row(rows, figures)
    if first is None:
        return None
    while first > 1 and _is_unknown(rows[first - 1], figures):
        first -= 1
    width = max(_end(row) for row in rows[first:])
    last = next((i for i in range(first - 1, -1, -1) if filled[i] >= min(2, width)), None)
    if last is None and _names_by_numbers(rows[first], rows[first + 1 :], figures):
        last = first
    if last is None:
        return Heading(first, 0, (), width)
    if _numbers_below(rows[last], rows[first], rows[first + 1 :], figures):
        last = first
    top = last
    while (
        top > 0
        and last - top + 1 < MOST_ROWS
        and (_belongs(rows[top - 1], rows[top : last + 1]) or _groups(rows[top - 1], figures, filled[last]))
    ):
        top -= 1
    names = join_header([[cell.strip() for cell in row] for row in rows[top : last + 1]])
    return Heading(top, last - top + 1, names, width)


def repeated_group(names: Sequence[str], width: int, words: Sequence[bool]) -> tuple[str, ...]:
    """Give the columns that come again and again behind the others: number, name and votes of a candidate.

    Parameters
    ----------
    names : sequence of str
        Of the columns; those behind the first group may be blank, the same, or differ in a number.
    width : int
        Columns that the rows have.
    words : sequence of bool
        For each column, whether its cells are words.

    Returns
    -------
    tuple of str
        The names of the first group; empty where there is none.
    """
    known = [fold(name) for name in names] + [""] * (width - len(names))
    bare = [_NUMBER.sub("", name) for name in known]
    for size in range(2, width // 2 + 1):
        for start in range(width - 2 * size + 1):
            end = _end_of_groups(known, bare, start, size)
            if end and _holds_names(words, start, size, end):
                return tuple(name.strip() for name in names[start : start + size])
    return ()


def _end_of_groups(known: Sequence[str], bare: Sequence[str], start: int, size: int) -> int:
    """Give where groups of columns end that begin somewhere; 0 where there are no two of them.

    They go on to the last column, or to columns with names of their own; behind a blank group all are blank.
    """
    first = bare[start : start + size]
    if not all(first) or len(set(known[start : start + size])) < size:
        return 0
    end = start + size
    blank = False
    while end + size <= len(known):
        names = bare[end : end + size]
        told = names.index("") if "" in names else size
        if names != [*first[:told], *[""] * (size - told)] or (blank and told):
            break
        blank = told < size
        end += size
    behind = bare[end:]
    if end < start + 2 * size or (behind and (blank or not all(behind) or set(behind) & set(first))):
        return 0
    return end


def _holds_names(words: Sequence[bool], start: int, size: int, end: int) -> bool:
    """Whether every group has words in the same column, and figures in another."""
    kinds = [
        {bool(words[place]) if place < len(words) else False for place in range(start + offset, end, size)}
        for offset in range(size)
    ]
    return {True} in kinds and {False} in kinds


def _columns_of_figures(rows: Sequence[Sequence[str]], filled: Sequence[int]) -> list[int]:
    """Give the columns in which the lower rows hold figures."""
    whole = [row for row, number in zip(rows, filled, strict=True) if number > 1]
    body = whole[len(whole) // 2 :] if len(whole) > 1 else []
    if len(whole) > 8:
        usual = Counter(_end(row) for row in body).most_common(1)[0][0]
        body = [row for row in body if _end(row) == usual] or body
    found = []
    for column in range(max((len(row) for row in body), default=0)):
        texts = [row[column].strip() for row in body if column < len(row) and row[column].strip()]
        texts = [text for text in texts if not _says_nothing(text)]
        if texts and sum(map(_is_count, texts)) >= 0.6 * len(texts):
            found.append(column)
    return found


def _first_row(rows: Sequence[Sequence[str]], figures: Sequence[int]) -> int | None:
    """Give the first row that has figures where the body has them."""
    for number, row in enumerate(rows):
        held = [row[c].strip() for c in figures if c < len(row) and row[c].strip()]
        held = [text for text in held if not _says_nothing(text)]
        hits = sum(map(_is_count, held))
        enough = 3 * hits >= len(figures) or (number > 0 and _names_all(rows[number - 1], figures))
        if hits and hits >= 0.6 * len(held) and enough:
            return number
    return None


def _is_unknown(row: Sequence[str], figures: Sequence[int]) -> bool:
    """Whether a row holds marks for what is not known where the body has figures: a row of it, no header."""
    held = [row[column].strip() for column in figures if column < len(row) and row[column].strip()]
    return len(held) > len(figures) / 2 and sum(map(_says_nothing, held)) >= UNKNOWN * len(held)


def _names_all(row: Sequence[str], figures: Sequence[int]) -> bool:
    """Whether a row has a word above every column of figures: the row below it may lack most of them."""
    cells = [row[column].strip() if column < len(row) else "" for column in figures]
    return all(any(c.isalpha() for c in cell) for cell in cells) and len(set(cells)) == len(cells)


def _names_by_numbers(row: Sequence[str], below: Sequence[Sequence[str]], figures: Sequence[int]) -> bool:
    """Whether a row of figures is a header: candidates called 1, 2, 3 beside a word for a column.

    A word that no list knows is one above a column of figures alone, where the numbers rise to the right.
    """
    cells = [row[column].strip() if column < len(row) else "" for column in figures]
    if not below or not all(cells) or len(set(cells)) < len(cells):
        return False
    lower = [[other[place] for other in below if place < len(other)] for place in range(len(row))]
    numbers = [int(cell) for cell in cells if cell.isdigit()]
    rises = len(numbers) > 1 and all(a < b for a, b in pairwise(numbers))
    return any(
        (_is_word(cell) and not any(_is_word(text) for text in texts))
        or (rises and cell.strip().isalpha() and not _says_nothing(cell) and all(map(is_figure, texts)))
        for cell, texts in zip(row, lower, strict=True)
    )


def _numbers_below(
    above: Sequence[str], row: Sequence[str], below: Sequence[Sequence[str]], figures: Sequence[int]
) -> bool:
    """Whether a row numbers the candidates of a group, 1, 2, 3, below its name and beside no id."""
    held = [(place, cell.strip()) for place, cell in enumerate(row) if cell.strip()]
    numbers = [text for _, text in held]
    places = [place for place, _ in held]
    if len(held) < 2 or numbers != [str(number) for number in range(1, len(held) + 1)]:
        return False
    blank = [place for place in places[1:] if place >= len(above) or not above[place].strip()]
    named = places[0] < len(above) and bool(above[places[0]].strip())
    others = [other for other in below if sum(bool(cell.strip()) for cell in other) > len(held)]
    return (
        named and len(blank) == len(places) - 1 and {*places} <= {*figures} and len(others) > len(below) / 2
    )


def _groups(above: Sequence[str], figures: Sequence[int], named: int) -> bool:
    """Whether a row names groups of columns of figures, and nothing else: merged cells above a header."""
    cells = {place: cell.strip() for place, cell in enumerate(above) if cell.strip()}
    if len({*cells.values()}) < 2 or not {*cells} <= {*figures} or len(cells) >= named:
        return False
    return not any(is_figure(cell) or ":" in cell or _TIME.search(cell) for cell in cells.values())


def _is_word(text: str) -> bool:
    """Whether a cell is a word by which columns are called."""
    return bool(kinds_of("meaning", text) or kinds_of("level", text) or says("sheet", text))


def _belongs(above: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row belongs to the header that stands below it: it names what has no name, or groups."""
    cells = [cell.strip() for cell in above]
    places = [place for place, cell in enumerate(cells) if cell]
    if not places:
        return False
    joined = join_header([[cell.strip() for cell in row] for row in below])
    named = [name for name in joined if name]
    if places == [0] and joined and joined[0]:
        return False  # a title
    if any(is_figure(cells[place]) for place in places):
        return False
    if any(place < len(joined) and not joined[place] for place in places):
        return True
    whole = join_header([cells, *[[cell.strip() for cell in row] for row in below]])
    doubled, left = _doubled(joined), _doubled(whole)
    if doubled:
        return left < doubled
    # every column to the right has a name of its own there, and no title stands beside
    return len(places) >= 2 and places == list(range(places[0], len(joined))) and len(named) == len(joined)


def _is_count(text: str) -> bool:
    """Whether a cell is a figure, and no date or time."""
    return is_figure(text) and not _TIME.search(text)


def _says_nothing(text: str) -> bool:
    """Whether a cell is a dash, or another mark for what is not there."""
    return not any(c.isalnum() for c in text) or text.casefold() in {"na", "n/a", "nan", "null", "nd", "s/d"}


def _doubled(names: Sequence[str]) -> int:
    folded = [fold(name) for name in names if name]
    return len(folded) - len(set(folded))


def _end(row: Sequence[str]) -> int:
    """Give how many cells a row has up to the last one that holds anything."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return end
