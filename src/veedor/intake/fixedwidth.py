"""Text files whose columns have a fixed width: where they part, and the same rows as CSV."""

from __future__ import annotations

import csv
import math
import os
import re
from collections import deque
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from veedor.errors import CaseError, InputError
from veedor.intake.dialect import DELIMITERS
from veedor.intake.limits import MAX_COLUMNS
from veedor.intake.toml import columns_line
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.intake.case import FileForm

_LONGEST = 20_000
"""Characters of a line from which on it is no line of columns."""

_WORD = re.compile(r"\S+")


def find_widths(path: Path, form: FileForm) -> tuple[int, ...]:
    """Find columns that blanks part in every line of a UTF-8 file, the header included.

    Parameters
    ----------
    path : Path
        The file.
    form : FileForm
        May state ``widths``, which are then given; ``skip`` and ``foot`` say which lines are not of it.

    Returns
    -------
    tuple of int
        Characters of each column; nothing where a delimiter is stated or stands in the header, or where
        blanks do not part the lines into three columns, each with a name.
    """
    if form.widths or form.delimiter or form.quote or form.columns:
        return form.widths
    used = bytearray()
    header, number = "", 0
    for line in _lines(path, form):
        if len(line) > _LONGEST or any(mark in line for mark in DELIMITERS if not header or mark == "\t"):
            return ()
        if not line.strip():
            continue
        header, number = header or line, number + 1
        if len(line) > len(used):
            used += bytes(len(line) - len(used))
        for word in _WORD.finditer(line):
            used[word.start() : word.end()] = b"\1" * len(word[0])
    starts = [m.start() for m in re.finditer(b"\1+", bytes(used))]
    # A run of words without a name above it is the second word of the column at its left.
    named = [a for a, b in pairwise([*starts, len(used)]) if header[a:b].strip()]
    if len(named) < 3 or number < 3 or named[0] != starts[0]:
        return ()
    cuts = list(pairwise([0, *named[1:], len(used)]))
    return tuple(b - a for a, b in cuts) if _are_filled(path, form, cuts) else ()


def _are_filled(path: Path, form: FileForm, cuts: list[tuple[int, int]]) -> bool:
    """Whether most lines fill most columns, and each column is filled: the words of a title part nothing."""
    filled = [0] * len(cuts)
    full = lines = 0
    for line in (line for line in _lines(path, form) if line.strip()):
        cells = [bool(line[a:b].strip()) for a, b in cuts]
        filled = [n + cell for n, cell in zip(filled, cells, strict=True)]
        full += 2 * sum(cells) > len(cuts)
        lines += 1
    return min(filled) > 1 and 2 * full > lines


def _lines(path: Path, form: FileForm) -> Iterator[str]:
    """Return the lines of the table, without those above and below it."""
    held: list[str] = []
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file):
            if number < form.skip:
                continue
            if form.foot:
                held.append(line)
                if sum(1 for one in held if one.strip()) > form.foot:
                    yield held.pop(0).rstrip()
            else:
                yield line.rstrip()


def to_csv(path: Path, widths: tuple[int, ...], form: FileForm, label: str, to: Path) -> FileForm:
    """Write a file of fixed width as CSV, line by line, and give the form in which that is read.

    Raises
    ------
    CaseError
        Where the stated widths cannot be.
    InputError
        Where a line is longer than all columns together, or holds a tab.
    """
    if min(widths) < 1 or len(widths) > MAX_COLUMNS:
        raise CaseError(
            "`widths` is the number of characters of each column.",
            file=label,
            value=", ".join(map(str, widths[:20])),
            expected=sentence("numbers from 1, at most {max_columns:,}", max_columns=MAX_COLUMNS),
            remedy=_proposed(path, form)
            or "Write into `widths` how many characters each column has, in the order of the file; where "
            "columns "
            "of blanks part them, remove `widths`.",
        )
    _refuse_halved(path, widths, form, label)
    ends = list(accumulate(widths))
    cuts = list(pairwise([0, *ends]))
    last = _last_line(path, form.foot)
    headed, line = bool(form.columns), "\n"
    with path.open(encoding="utf-8-sig") as file, to.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, line in enumerate(file, 1):
            text = line.rstrip("\r\n")
            of_table = form.skip < number <= last
            if of_table and ("\t" in text or text[ends[-1] :].strip()):
                raise _no_row(text, number, widths, label, _proposed(path, form))
            # What stands above and below the table is one cell, as notes are.
            cells = [text[a:b].strip() for a, b in cuts] if of_table else [text.strip()]
            if headed and of_table:  # the blank cell at a line's end is left out, more is a line that was cut
                there = sum(1 for a, _ in cuts if a < len(text))
                cells = cells if there + 1 >= len(cuts) else cells[: max(1, there)]
            if any(cells):
                headed = headed or of_table
                writer.writerow(cells)
            else:
                out.write("\n")
    if not line.endswith(("\n", "\r")):  # a file that ends within its last line stays one
        os.truncate(to, max(0, to.stat().st_size - 1))
    return replace(form, widths=(), delimiter=",", quote='"')


def _last_line(path: Path, foot: int) -> float:
    """Return the number of the last line above the notes."""
    if not foot:
        return math.inf
    with path.open(encoding="utf-8-sig") as file:
        numbers = deque((n for n, line in enumerate(file, 1) if line.strip()), maxlen=foot)
    return numbers[0] - 1 if numbers else math.inf


def _proposed(path: Path, form: FileForm) -> str:
    """Say which widths blanks show where the case states others; or nothing."""
    found: tuple[int, ...] = find_widths(path, replace(form, widths=(), quote="", delimiter=""))
    if not found or found == form.widths:
        return ""
    shown = ", ".join(map(str, found))
    return sentence(
        "Blanks part its columns otherwise: remove `widths`, or state `widths = [{shown}]`.", shown=shown
    )


def _refuse_halved(path: Path, widths: tuple[int, ...], form: FileForm, label: str) -> None:
    """Refuse a word that is cut in two: where blanks show other columns, in the header, and in a note.

    A cell that fills its column touches the next one, and is no note: its row fills the other columns too.
    """
    proposal, ends = _proposed(path, form), list(accumulate(widths))
    cuts = list(pairwise([0, *ends]))
    rows, touched, filled = 0, [0] * len(cuts), [0] * len(cuts)
    for line in _lines(path, form):
        rows += bool(line.strip())
        for place, (begin, end) in enumerate(cuts):
            touched[place] += _cuts_word(line, end)
            filled[place] += bool(line[begin:end].strip())
    usual = [cut for cut, number in zip(cuts, filled, strict=True) if 10 * number >= 9 * rows]
    parted = [end for end, number in zip(ends, touched, strict=True) if 2 * number < rows]
    header, seen = not form.columns, 0
    for number, line in enumerate(_lines(path, form), form.skip + 1):
        seen += bool(line.strip())
        short = any(not line[begin:end].strip() for begin, end in usual)
        for end in ends if proposal else parted if short or (header and line.strip()) else ():
            if _cuts_word(line, end):
                note = rows - seen + 1 + form.foot
                cells = [line[begin:end].strip() for begin, end in cuts]
                raise CaseError(
                    "`widths` cuts a word or a figure in two.",
                    file=label,
                    row=number,
                    value=f"{line[max(0, end - 12) : end]}|{line[end : end + 12]}",
                    expected="columns that end where words end, as blanks show them",
                    remedy=proposal
                    or (
                        sentence(
                            "If the names part so, state {columns_line}; if not, ",
                            columns_line=columns_line(cells, number),
                        )
                        if header
                        else sentence(
                            "If it is a note below the table, state `foot = {note}` beside "
                            "`name` in `files`; if not, ",
                            note=note,
                        )
                    )
                    + sentence("write other `widths`."),
                )
        header = header and not line.strip()


def _cuts_word(line: str, end: int) -> bool:
    return end < len(line) and not line[end - 1].isspace() and not line[end].isspace()


def _no_row(text: str, number: int, widths: tuple[int, ...], label: str, proposal: str) -> InputError:
    tab = "\t" in text
    wide = sum(widths)
    return InputError(
        "the line holds a tab." if tab else "the line is longer than all columns together.",
        file=label,
        row=number,
        value=text if tab else text[wide:].strip(),
        expected=sentence(
            "{wide} characters in {number_of_widths} columns", wide=wide, number_of_widths=len(widths)
        ),
        remedy='If tabs part the cells, state `delimiter = "\\t"` and remove `widths`.'
        if tab
        else (
            proposal
            or "Add to `widths` the columns that it lacks, or widen the last one; a note below the table "
            "is counted "
            "in `foot`."
        ),
    )
