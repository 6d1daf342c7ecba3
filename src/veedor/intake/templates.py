"""Texts made of several columns: ids of sheets, names of choices, times.

``{Column}`` stands for a cell, ``{Column|text}`` for the text where the cell is blank. ``{Column:05}`` fills
a number with zeros to five digits, ``{Column:0}`` takes leading zeros and a ``.0`` away, ``{Column:upper}``
writes capitals. ``{row}``, ``{file}`` and ``{worksheet}`` say where a row was read, unless a column has that
name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from veedor.engine.sql import Value


_HOLE = re.compile(r"\{([^{}]+)\}")
_SPEC = re.compile(r"^(?P<column>.*?)(?:\|(?P<blank>[^|]*))?(?::(?P<form>0[0-9]{0,2}|upper))?$", re.DOTALL)
_SUM = re.compile(r"\s*\{[^{}]+\}\s*(\+\s*\{[^{}]+\}\s*)+")


@dataclass(frozen=True)
class Hole:
    """A place of a template that a cell fills.

    Parameters
    ----------
    column : str
        Published column, or one of :data:`veedor.intake.raw.PSEUDO`.
    blank : str or None
        What stands for a blank cell; None where a blank cell leaves the whole text empty.
    form : str
        ``05``, ``0``, ``upper``, or nothing.
    """

    column: str
    blank: str | None = None
    form: str = ""


@dataclass(frozen=True)
class TextTemplate:
    """A text with holes.

    Parameters
    ----------
    texts : tuple of str
        What stands before, between and behind the holes: one more than there are holes.
    holes : tuple of Hole
        At least one.
    """

    texts: tuple[str, ...]
    holes: tuple[Hole, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it is made of."""
        return tuple(hole.column for hole in self.holes)

    @property
    def single(self) -> str | None:
        """The column, where the text is that column and nothing else."""
        alone = len(self.holes) == 1 and self.texts == ("", "")
        return self.holes[0].column if alone and self.holes[0] == Hole(self.holes[0].column) else None


def braced(text: str) -> str:
    """Write the name of one column as a template; a template stays as it is."""
    return text if "{" in text else f"{{{text}}}"


def parse(template: str, header: Iterable[str]) -> TextTemplate:
    """Read a template; the name of a column stands for itself.

    Parameters
    ----------
    template : str
        As the case writes it.
    header : iterable of str
        Columns that there are: a column may have braces or colons in its name.
    """
    known = {fold(name) for name in header}
    if fold(template) in known or not _HOLE.search(template):
        return TextTemplate(("", ""), (Hole(template),))
    pieces = _HOLE.split(template)
    return TextTemplate(tuple(pieces[::2]), tuple(_hole(text, known) for text in pieces[1::2]))


def _hole(text: str, known: set[str]) -> Hole:
    if fold(text) in known:
        return Hole(text)
    match = _SPEC.match(text)
    assert match is not None  # noqa: S101 - every part of the pattern may be empty
    return Hole(match["column"], match["blank"], match["form"] or "")


def added(columns: str | tuple[str, ...], header: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a figure: one, a list, or ``{one}+{other}``."""
    if isinstance(columns, tuple):
        return columns
    if fold(columns) not in {fold(name) for name in header} and _SUM.fullmatch(columns):
        return tuple(_HOLE.findall(columns))
    return (columns,) if columns else ()


def text_of(template: TextTemplate, cell: Callable[[str], Value], *, whole: bool = True) -> Value:
    """Return the text of a template in every row.

    Parameters
    ----------
    template : TextTemplate
        From :func:`parse`.
    cell : callable
        Gives the text of a column, empty where it is blank.
    whole : bool
        Whether the text is empty as soon as one cell without a stand-in is blank; else only where all are.
    """
    pieces: list[Value | str] = []
    empty: Value | None = None
    for before, hole in zip(template.texts, template.holes, strict=False):
        text = _formed(cell(hole.column), hole.form)
        if hole.blank is None:
            blank = text == ""
            empty = blank if empty is None else (empty | blank) if whole else (empty & blank)
        else:
            text = sql.ifelse(text == "", hole.blank, text)
        pieces += [before, text]
    made = sql.concat(
        *(piece for piece in [*pieces, template.texts[-1]] if not isinstance(piece, str) or piece)
    )
    return made if empty is None or template.single else sql.ifelse(empty, "", made)


def _formed(text: Value, form: str) -> Value:
    if form == "upper":
        return text.upper()
    if not form:
        return text
    plain = text.re_replace(r"^0+([0-9])", r"\1").re_replace(r"\.0+$", "")
    plain = sql.ifelse(text.re_search(r"^[0-9]+(\.0+)?$"), plain, text)
    return (
        plain if form == "0" else sql.ifelse(plain.re_search(r"^[0-9]+$"), _padded(plain, int(form)), plain)
    )


def _padded(text: Value, width: int) -> Value:
    filled = sql.concat("0" * width, text)
    return sql.ifelse(text.length() < width, filled.right(width), text)
