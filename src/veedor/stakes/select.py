"""Which sheets are meant: ids, in a file or named; and how many a share of them is."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError, QuestionError, nearest
from veedor.model.exact import read_fraction
from veedor.sentence import joined, sentence
from veedor.small_tables import separator_of
from veedor.text_file import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Ints
    from veedor.count.sheets import Sheets

LARGEST_FILE = 64 * 2**20
"""Bytes; far above a list of every sheet of any country."""
SHOWN = 5
"""Unknown ids that a message names."""
HEADS = frozenset({"sheet", "sheet_id", "id", "mesa", "nummesa", "número mesa", "numero mesa", "acta"})
"""First lines of a column of ids, in lower case."""


def named_rows(sheets: Sheets, ids: Sequence[str]) -> Ints:
    """Find the rows of some sheet ids.

    Parameters
    ----------
    sheets : Sheets
        The count.
    ids : sequence of str
        Sheet ids as the count writes them.

    Returns
    -------
    int vector
        Ascending, each once.

    Raises
    ------
    QuestionError
        Where there is none, one is named twice, or one is not in the count: all of them are counted, the
        first are named with the nearest id there is.
    """
    if not ids:
        raise QuestionError("no sheet is named.", remedy="Name at least one sheet of the count.")
    unknown = list(dict.fromkeys(i for i in ids if i not in sheets.row))
    if unknown:
        raise _unknown(sheets, ids, unknown)
    twice = [i for i, times in Counter(ids).items() if times > 1]
    if twice:
        raise QuestionError(
            sentence(
                "{number_of_twice:,} {number_of_twice:sheet is|sheets are} named more than once, "
                "the first: {twice!r}.",
                number_of_twice=len(twice),
                twice=twice[0],
            ),
            remedy="Name each sheet once.",
        )
    return np.array(sorted(sheets.row[i] for i in ids), dtype=np.int64)


def _unknown(sheets: Sheets, ids: Sequence[str], unknown: Sequence[str]) -> QuestionError:
    """Say which ids are not in the count, the first of them with the nearest that is."""
    named = joined((f"{i!r} ({nearest(i, _alike(i, sheets))})" for i in unknown[:SHOWN]), by="; ")
    more = (
        sentence(" and {number_of_unknown:,} more", number_of_unknown=len(unknown) - SHOWN)
        if len(unknown) > SHOWN
        else ""
    )
    return QuestionError(
        sentence(
            "{number_of_unknown:,} of {number_of_ids:,} {number_of_ids:sheet|sheets} named "
            "{number_of_unknown:is|are} not in this count: {named}{more}.",
            number_of_unknown=len(unknown),
            number_of_ids=len(ids),
            named=named,
            more=more,
        ),
        remedy="Correct them, or leave them out; none is left out silently.",
    )


def read_ids(path: Path) -> list[str]:
    """Read sheet ids from a file: one a line, or the first column of a CSV file, with or without a head.

    Raises
    ------
    InputError
        Where the file cannot be read as text, or is too large.
    """
    text = read_text(path, LARGEST_FILE)
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    separator = separator_of(lines[0] if lines else "")
    try:
        ids = [row[0].strip() for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error as error:
        raise InputError(sentence("is no list of sheets: {error}.", error=error), file=str(path)) from None
    return ids[1:] if ids and ids[0].lower() in HEADS else ids


def _alike(sheet_id: str, sheets: Sheets) -> list[str]:
    """Ids that begin alike, so that the search for the nearest one stays short."""
    ids = sheets.ids
    at = int(np.searchsorted(ids, sheet_id))
    near = set(ids[max(at - 20, 0) : at + 20].tolist())
    bare = sheet_id.lstrip("0")
    near |= {i for n in {len(i) for i in ids.tolist()} if (i := bare.zfill(n)) in sheets.row}
    return sorted(near)


def share_of(sheets_total: int, text: str) -> int:
    """Turn a share of the sheets into a number, rounded to the nearest sheet (halves up).

    Parameters
    ----------
    sheets_total : int
        How many there are.
    text : str
        ``0.22%``, or a fraction such as ``1/500``. A number without either may mean both, and is refused.

    Raises
    ------
    QuestionError
        Where it is no share between 0 and 100 %, or does not say whether it is one of a hundred or of one.
    """
    bare = text.strip().removesuffix("%").strip()
    try:
        number = read_fraction(bare)
    except ValueError:
        raise QuestionError(
            sentence("{text!r} is no share.", text=text), remedy="Write it as 0.22% or as 1/500."
        ) from None
    if "%" not in text and "/" not in text:
        ways = {f"{bare}%": number / 100, f"{_plain(number * 100)}%": number}
        told = [
            sentence("{share} for {number:,}", share=way, number=_rounded(part, sheets_total))
            for way, part in ways.items()
            if 0 <= part <= 1
        ]
        unsigned = sentence("{text!r} does not say whether it is a share of a hundred or of one.", text=text)
        if not told:
            raise QuestionError(unsigned, remedy="Write it as 0.22% or as 1/500.")
        if len(told) == 1:
            (one,) = told
            remedy = sentence("Write {one} of {all:,}.", one=one, all=sheets_total)
        else:
            remedy = sentence(
                "Write {one} or {other} of {all:,}.", one=told[0], other=told[1], all=sheets_total
            )
        raise QuestionError(unsigned, remedy=remedy)
    share = number / 100 if "%" in text else number
    if not 0 <= share <= 1:
        raise QuestionError(
            sentence("{text!r} is no share of at most 100 %.", text=text),
            remedy="Write it as 0.22% or as 1/500.",
        )
    return _rounded(share, sheets_total)


def _rounded(share: Fraction, sheets_total: int) -> int:
    return int(share * sheets_total + Fraction(1, 2))


def _plain(number: Fraction) -> str:
    """Write a decimal number without zeros behind it."""
    return f"{float(number):.12f}".rstrip("0").rstrip(".")
