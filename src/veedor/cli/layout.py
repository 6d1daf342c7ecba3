"""Tables laid out for a terminal: heads on several lines, words left, numbers right, blocks that fit."""

from __future__ import annotations

import os
import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

import click

from veedor.model import Unit
from veedor.report.wording import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.model import Column, Table
    from veedor.report.wording import Wording

NARROWEST = 60
WIDEST = 120
USUAL = 100
"""Columns of a terminal that text is laid out for."""
WORDIEST = 28
"""Columns that a cell of words may always have."""
SHORTEST_HEAD = 12
"""A head of a column is broken into lines not shorter than this, so that numbers stand close together."""
_FOLDED = frozenset({Unit.TEXT, Unit.TERM})
"""Units of which a cell may be a sentence: it goes on below where its column is too narrow."""
_HASH = re.compile(r"(?:SHA256:)?[0-9A-Za-z+/=]{40,}")
"""A hash or the fingerprint of a key: compared and copied as a whole."""


_UNSAFE = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ],
    "\ufffd",
)


_STEERS = {code: mark for code, mark in _UNSAFE.items() if chr(code) not in "\n\t"}


def harmless(text: str) -> str:
    """Replace what could steer a terminal: control characters, and marks that turn the direction of text.

    Names in published files are not ours; one with an escape sequence could rewrite what stands above it.
    """
    return text.translate(_UNSAFE)


def print_lines(text: str, *, err: bool = False) -> None:
    """Print lines in which nothing steers the terminal: names of files and words of others stand in them."""
    click.echo(text.translate(_STEERS), err=err)


def terminal_width() -> int:
    """Return the columns of the terminal, within reason."""
    told = os.environ.get("COLUMNS", "")
    try:
        columns = int(told) if told.isascii() and told.isdigit() else os.get_terminal_size().columns
    except (OSError, ValueError):  # standard output is no terminal, or COLUMNS is no number
        columns = 0
    return min(max(columns or USUAL, NARROWEST), WIDEST)


def filled(text: str, width: int, indent: int = 0, mark: str = "") -> str:
    """Break a text into lines behind an indent, and a mark on the first line."""
    first = " " * indent + mark
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def table_lines(table: Table, wording: Wording, *, width: int = 100, limit: int = 20) -> list[str]:
    """Lay a table out: caption, heads on several lines where they are long, words left, numbers right.

    Columns without any value are left out. A table that is wider than the terminal goes on below, with its
    first column again.

    Parameters
    ----------
    table : Table
        Any table.
    wording : Wording
        Language, and labels of the choices.
    width : int
        Columns of the terminal.
    limit : int
        Rows to print.
    """
    shown = table.rows[:limit]
    kept = [i for i in range(len(table.columns)) if any(row[i] is not None for row in shown)]
    columns = [table.columns[i] for i in kept]
    cells = [
        [harmless(wording.bare(row[i], c.unit, c.digits)) for i, c in zip(kept, columns, strict=True)]
        for row in shown
    ]
    left = [column.unit in WORDS for column in columns]
    folds = [column.unit in _FOLDED for column in columns]
    heads, widths = _heads(table.name, columns, cells, wording)
    lines = filled(wording.table(table), width).splitlines()
    caption = len(lines)
    hashes = [any(_HASH.fullmatch(row[i]) for row in cells) for i in range(len(columns))]
    blocks = _blocks(widths, left, hashes, width - 2)  # which makes wide columns of words narrower
    folded = [_folded(row, widths, folds) for row in cells]
    for block in blocks:
        if len(lines) > caption:
            lines.append("")
        top = [line for line in heads if any(line[i] for i in block)]
        rows = [line for row in folded for k, line in enumerate(row) if not k or any(line[i] for i in block)]
        for line in (*top, ["─" * w for w in widths], *rows):
            here = [line[i] for i in block]
            lines.append("  " + _line(here, [widths[i] for i in block], [left[i] for i in block]).rstrip())
    if len(table) > limit:
        lines.append("  " + wording.text("cli.more_rows", rows=len(table) - limit))
    return lines


def _folded(row: Sequence[str], widths: Sequence[int], folds: Sequence[bool]) -> list[list[str]]:
    """Put what is wider than its column on several lines; of names that are no sentences cut the middle."""
    pieces = [
        textwrap.wrap(cell, width, subsequent_indent="  ", break_long_words=False) if fold else [cell]
        for cell, width, fold in zip(row, widths, folds, strict=True)
    ]
    height = max(map(len, pieces), default=1)
    return [
        [_cut(lines[k], width) if k < len(lines) else "" for lines, width in zip(pieces, widths, strict=True)]
        for k in range(height)
    ]


def _blocks(widths: list[int], left: list[bool], hashes: list[bool], width: int) -> list[list[int]]:
    """Share columns out to blocks that fit; each begins with the columns of words that name a row.

    These are the first column, and further columns of words that follow it, as long as they leave room for
    numbers, and for a hash, which is nothing when it is cut. Other words that are too long give way, where
    the table does not fit as it is.
    """
    everything = list(range(len(widths)))
    if not widths or _taken(widths, everything) <= width:
        return [everything] if widths else []
    for i, is_words in enumerate(left):
        if is_words and not hashes[i]:
            widths[i] = min(widths[i], max(WORDIEST, width // 2 - 2))
    longest = max((widths[i] + 2 for i in everything[1:] if hashes[i]), default=0)
    room = min(width * 3 // 5, width - longest)
    names = [0]
    while (n := len(names)) < len(left) and left[n] and _taken(widths, [*names, n]) <= room:
        names.append(n)
    blocks: list[list[int]] = [list(names)]
    room = width - _taken(widths, names) - 2
    for i in range(len(names), len(widths)):
        if left[i] and not hashes[i]:  # alone behind the names it still fits
            widths[i] = min(widths[i], room)
        if _taken(widths, [*blocks[-1], i]) > width and len(blocks[-1]) > len(names):
            blocks.append(list(names))
        blocks[-1].append(i)
    return blocks


def _taken(widths: Sequence[int], columns: Sequence[int]) -> int:
    """Width of some columns with the gaps between them."""
    return sum(widths[i] + 2 for i in columns) - 2


def _heads(
    name: str, columns: Sequence[Column], cells: list[list[str]], wording: Wording
) -> tuple[list[list[str]], list[int]]:
    """Break the heads into lines no wider than their column needs; give them and the widths."""
    broken, widths = [], []
    for i, column in enumerate(columns):
        base = wording.text(column.base) if column.base else ""
        sign = {"share": "%", "points": wording.text("unit.points")}.get(column.unit.value, "")
        extra = f" ({' '.join(part for part in (sign, base) if part)})" if sign or base else ""
        content = max((columns_of(row[i]) for row in cells), default=0)
        lines = textwrap.wrap(
            harmless(wording.column(column, name)) + extra,
            max(content, SHORTEST_HEAD),
            break_long_words=False,
        ) or [""]
        broken.append(lines)
        widths.append(max(content, *(columns_of(line) for line in lines)))
    height = max((len(lines) for lines in broken), default=0)
    padded = [[""] * (height - len(lines)) + lines for lines in broken]
    return [[lines[k] for lines in padded] for k in range(height)], widths


def _line(cells: Sequence[str], widths: Sequence[int], left: Sequence[bool]) -> str:
    return "  ".join(
        cell + " " * (w - columns_of(cell)) if is_words else " " * (w - columns_of(cell)) + cell
        for cell, w, is_words in zip(cells, widths, left, strict=True)
    )


def _cut(text: str, width: int) -> str:
    """Shorten a text in its middle: of the path of a place both ends tell."""
    if columns_of(text) <= width:
        return text
    keep = width - 1
    return f"{text[: keep // 2]}…{text[len(text) - (keep - keep // 2) :]}"


def columns_of(text: str) -> int:
    """Columns of a terminal that a text takes: wide letters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
