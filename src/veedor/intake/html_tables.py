"""The tables of a web page as rows of text: what is merged, nested, hidden, a note or a second line."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser

from veedor.errors import InputError
from veedor.intake.limits import MAX_COLUMNS
from veedor.intake.worksheet_marks import Marks, Range
from veedor.sentence import sentence

MAX_TABLES = 2_000
MAX_CELLS = 5_000_000
MAX_SECONDS = 60.0
_CHUNK = 64 * 1024
_MOST_ROWS = 65_534
"""Rows that one cell may span in a page."""

_BLOCKS = frozenset(
    ("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6")
).union(("hr", "li", "ol", "p", "pre", "ul"))
_NOTES = frozenset(("sup", "sub", "del", "s", "strike"))
"""What stands in them is no part of the figure beside it: a note, or one that was struck out."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
_UNSEEN = frozenset(("script", "style", "template", "noscript", "head", "title"))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_EMPTY_NOTE = re.compile(r"\[\s*\]")


@dataclass
class Cell:
    """A cell as it is opened."""

    across: int
    down: int
    heads: bool
    hidden: bool
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is seen of it: lines joined, and parted by a stroke where two figures would become one."""
        lines = [" ".join(line.split()) for line in "".join(self.pieces).split("\n")]
        made = ""
        for line in (_EMPTY_NOTE.sub("", line).strip() for line in lines):
            if line:
                stroke = made[-1:].isdigit() and line[0].isdigit()
                made += (" / " if stroke else " " if made else "") + line
        return made


@dataclass
class PageTable:
    """A table of a web page.

    Parameters
    ----------
    number : int
        Its place on the page, from 1, in the order in which tables begin.
    name : str
        Its ``id``; empty where it has none.
    hidden : bool
        Whether whoever opens the page does not see it.
    """

    number: int
    name: str
    hidden: bool
    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    heads: int = 0
    """Rows of its header, as the page marks them."""
    holds_tables: bool = False
    cut: bool = False
    """Whether the page ends within it."""

    def laid_out(self, label: str) -> tuple[list[list[str]], Marks]:
        """Return its cells where they stand, and what is merged or hidden.

        Raises
        ------
        InputError
            Where it is far larger than a table of results.
        """
        marks = Marks(hidden_rows=set(self.hidden_rows))
        rows: list[list[str]] = []
        open_cells: dict[int, int] = {}
        unseen: dict[int, int] = {}
        total = 0
        for number, cells in enumerate(self.rows, 1):
            texts: list[str] = []
            taken, open_cells = open_cells, {c: left - 1 for c, left in open_cells.items() if left > 1}
            for cell in cells:
                while len(texts) in taken:
                    texts.append("")
                left = len(texts)
                down = min(cell.down or _MOST_ROWS, len(self.rows) - number + 1)
                texts += [cell.text, *[""] * (cell.across - 1)]
                if len(texts) > MAX_COLUMNS:
                    raise _too_large(
                        label,
                        sentence("{number_of_texts:,} columns", number_of_texts=len(texts)),
                        sentence("at most {max_columns:,}", max_columns=MAX_COLUMNS),
                    )
                if cell.across > 1 or down > 1:
                    marks.merged.append(Range(number, left + 1, number + down - 1, left + cell.across))
                if cell.hidden:
                    unseen[left + 1] = unseen.get(left + 1, 0) + 1
                if down > 1:
                    open_cells |= dict.fromkeys(range(left, left + cell.across), down - 1)
            total += len(texts)
            if total > MAX_CELLS:
                raise _too_large(
                    label,
                    sentence("more than {max_cells:,} cells", max_cells=MAX_CELLS),
                    sentence("at most {max_cells:,}", max_cells=MAX_CELLS),
                )
            rows.append(texts)
        marks.right = max(map(len, rows), default=0)
        marks.bottom = len(rows)
        whole = [column for column, number in unseen.items() if number == len(rows)]
        marks.hidden_columns = [(column, column) for column in sorted(whole)]
        return rows, marks


def _too_large(label: str, what: str, most: str) -> InputError:
    return InputError(
        sentence("a table of the page has {what}.", what=what),
        file=label,
        expected=most,
        remedy="Save the part that is used as CSV, and name that file in the case.",
    )


def read_tables(text: str, label: str) -> list[PageTable]:
    """Read the tables of a page.

    Raises
    ------
    InputError
        Where it has far more tables or takes far longer than a page of results.
    """
    reader = _TableParser(label)
    until = time.process_time() + MAX_SECONDS
    for start in range(0, len(text), _CHUNK):
        reader.feed(text[start : start + _CHUNK])
        if time.process_time() > until:
            raise InputError(
                sentence(
                    "reading the page takes more than {max_seconds:g} seconds.", max_seconds=MAX_SECONDS
                ),
                file=label,
                remedy="Save its table as CSV, and name that file in the case.",
            )
    reader.close()
    reader.mark_cut()
    return reader.tables


@dataclass
class _Open:
    """A table that is being read."""

    table: PageTable
    cell: Cell | None = None
    inline: list[tuple[str, bool]] = field(default_factory=list)
    in_head: bool = False
    group_hidden: bool = False
    captioned: bool = False

    def start_row(self, *, hidden: bool) -> None:
        """Begin a row."""
        self.cell = None
        self.table.rows.append([])
        if hidden or self.group_hidden:
            self.table.hidden_rows.add(len(self.table.rows))
        if self.in_head and self.table.heads == len(self.table.rows) - 1:
            self.table.heads += 1

    def start_cell(self, tag: str, known: dict[str, str], *, hidden: bool) -> None:
        """Begin a cell."""
        if not self.table.rows:
            self.table.rows.append([])
        self.captioned = False
        self.inline.clear()
        across = _span(known.get("colspan", ""), 1, 1000)
        self.cell = Cell(across, _span(known.get("rowspan", ""), 0, _MOST_ROWS), tag == "th", hidden)
        self.table.rows[-1].append(self.cell)


class _TableParser(HTMLParser):
    def __init__(self, label: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PageTable] = []
        self._label = label
        self._open: list[_Open] = []
        self._outside: list[tuple[str, bool]] = []
        self._unseen = 0
        self._ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        hidden = "hidden" in known or bool(_HIDING.search(known.get("style", "")))
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._start_table(known, hidden=hidden)
        elif not self._open:
            if tag not in _VOID:
                self._outside.append((tag, hidden))
        else:
            self._start_within(self._open[-1], tag, known, hidden=hidden)

    def _start_table(self, known: dict[str, str], *, hidden: bool) -> None:
        if len(self.tables) == MAX_TABLES:
            raise _too_large(
                self._label,
                sentence("{max_tables:,} tables beside it", max_tables=MAX_TABLES),
                sentence("fewer than {max_tables:,}", max_tables=MAX_TABLES),
            )
        around = any(h for _, h in self._outside)
        if self._open and self._open[-1].cell is None:
            self._open.pop()  # one that was never closed, as browsers read it
        if self._open:
            self._open[-1].table.holds_tables = True
            around = around or self._open[-1].table.hidden
        made = PageTable(len(self.tables) + 1, known.get("id", "").strip(), hidden or around)
        self.tables.append(made)
        self._open.append(_Open(made))

    def _start_within(self, now: _Open, tag: str, known: dict[str, str], *, hidden: bool) -> None:
        if tag in {"thead", "tbody", "tfoot"}:
            now.cell, now.in_head, now.group_hidden = None, tag == "thead", hidden
        elif tag == "caption":
            now.captioned = True
        elif tag == "tr":
            now.start_row(hidden=hidden)
        elif tag in {"td", "th"}:
            now.start_cell(tag, known, hidden=hidden)
        elif now.cell is not None:
            if tag in _BLOCKS:
                now.cell.pieces.append("\n")
            if tag in _NOTES:
                now.cell.pieces.append(" [")
            if tag not in _VOID:
                now.inline.append((tag, hidden))

    def mark_cut(self) -> None:
        """Mark the tables within which the page ends, unless the page was closed all the same."""
        for opened in self._open if not self._ended else ():
            opened.table.cut = True

    def handle_endtag(self, tag: str) -> None:
        self._ended = self._ended or tag in {"body", "html"}
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            if self._open:
                self._open.pop()
        elif not self._open:
            _close(self._outside, tag)
        else:
            self._end_within(self._open[-1], tag)

    def _end_within(self, now: _Open, tag: str) -> None:
        if tag in {"td", "th", "tr"}:
            now.cell = None
        elif tag in {"thead", "tbody", "tfoot"}:
            now.cell, now.in_head, now.group_hidden = None, False, False
        elif tag == "caption":
            now.captioned = False
        elif now.cell is not None:
            if tag in _NOTES:
                now.cell.pieces.append("] ")
            if tag in _BLOCKS:
                now.cell.pieces.append("\n")
            _close(now.inline, tag)

    def handle_data(self, data: str) -> None:
        if self._unseen or not self._open:
            return
        now = self._open[-1]
        if now.cell is not None:
            if not any(hidden for _, hidden in now.inline):
                now.cell.pieces.append(data.replace("\n", " "))
        elif now.captioned:
            now.table.caption = " ".join((now.table.caption + data).split())


def _close(opened: list[tuple[str, bool]], tag: str) -> None:
    """Close the innermost element of a name, and whatever was left open in it."""
    for place in range(len(opened) - 1, -1, -1):
        if opened[place][0] == tag:
            del opened[place:]
            return


def _span(text: str, least: int, most: int) -> int:
    """Read how many rows or columns a cell spans: 1 where it is not said; no rows means down to the last."""
    return min(int(text), most) if text.isascii() and text.isdigit() and int(text) >= least else 1
