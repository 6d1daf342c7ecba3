"""What an import met that changes no figure by itself, and that a reader must know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """Something to know about a source, kept in the manifest and shown with the import and the outcome.

    Parameters
    ----------
    key : str
        What was met: ``import.notice.<key>`` puts it in words.
    source : str
        Name of the source; filled in by whoever knows it.
    file : str
        Name of the file.
    column : str
        Column, where it is about one.
    number : int
        How many rows, cells or sheets.
    values : tuple of str
        Examples, as published.
    rows : tuple of int
        Rows of the first of them, as a spreadsheet numbers them.
    """

    key: str
    source: str = ""
    file: str = ""
    column: str = ""
    number: int = 0
    values: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
