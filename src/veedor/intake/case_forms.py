"""What ``case.toml`` says of files: where they are, and how a table is written in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Fetch:
    """Where the public gets a file, or all pages of one address."""

    url: str
    """With ``{page}`` or another name in braces, the pattern of many addresses; ``name`` has the same."""
    sha256: str = ""
    """Where it is not stated, that of what was fetched is recorded, and what is there compared with it."""
    size: int | None = None
    """Bytes, where known; a download (each page) may not be larger."""
    pages: str = ""
    """Numbers that ``{page}`` stands for: ``1..40``; ``1..`` up to the first page that is not there."""
    each: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Texts that another name in braces stands for: ``{ department = ["01", "02"] }``."""
    hashes: dict[str, str] = field(default_factory=dict)
    """SHA-256 of single pages, by the name of their file."""


@dataclass(frozen=True)
class FileForm:
    """A part of a source: every part is read, and they are put one below the other."""

    name: str
    """A file; with ``*`` or ``?``, every file whose name matches, in order of their names."""
    copies: tuple[FileForm, ...] = ()
    """Other forms of the same part; the first form that is there is read, this one first."""
    member: str = ""
    """File within an archive; may be left out where there is one only."""
    records: str = ""
    """Path of the records of a JSON or XML file, such as ``actas[].votos[]``: one row for each entry of the
    last list, with the fields of the records around it."""
    table: str = ""
    """Table of a database or web page: its name, or its number on the page; may be left out where there is
    one only."""
    reader: str = ""
    """Name of the reader of another package, for a format that Veedor does not know; an archive is then
    opened only where ``member`` names a file in it."""
    widths: tuple[int, ...] = ()
    """Characters of each column of a file of fixed width; found out where columns of blanks part them."""
    sheets: tuple[str, ...] = ()
    """Worksheets of a workbook, read as one table (``*``: all visible ones); the first visible one where
    none is named."""
    constants: dict[str, str] = field(default_factory=dict)
    """Further columns that hold the same text in every row of this part."""
    named: str = ""
    """Regular expression on the file's name (or ``name#worksheet``); each named group is a further column."""
    skip: int = 0
    """Lines above the header."""
    header_rows: int = 1
    """Rows of the header; their cells are joined by `` / ``, a group's name filled to the right."""
    columns: tuple[str, ...] = ()
    """Names of the columns of a file that has no header; every row after ``skip`` is then a row."""
    foot: int = 0
    """Lines below the last row (sources, notes), blank ones not counted; each must be shorter than a row."""
    repeated: tuple[str, ...] = ()
    """Columns that come several times, a group for each candidate: every group becomes a row of its own,
    beside the other columns."""
    fill_down: tuple[str, ...] = ()
    """Columns in which a blank cell repeats the cell above it."""
    hidden: Literal["", "read", "skip"] = ""
    """What to do with hidden rows of a worksheet; they are refused, and named, where nothing is stated."""
    short_rows: Literal["refuse", "pad", "skip"] = "refuse"
    """Rows with fewer cells than the header: refused, filled with blanks, or (where they hold one cell at
    the most) left out."""
    line_breaks: Literal["refuse", "keep"] = "refuse"
    """Quoted cells that hold both a line break and the delimiter: a stray quote swallows rows in this way."""
    delimiter: str = ""
    quote: str = ""
    encoding: str = ""
    sha256: str = ""
    fetch: Fetch | None = None

    @property
    def further(self) -> tuple[str, ...]:
        """The columns that the case adds to those of the file."""
        return (*self.constants, *(re.compile(self.named).groupindex if self.named else ()))

    @property
    def expected_hash(self) -> str:
        """The SHA-256 that the case names for this file; empty where it names none."""
        return (self.fetch.sha256 if self.fetch else self.sha256).lower()
