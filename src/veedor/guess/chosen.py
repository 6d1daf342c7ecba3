"""Which worksheet, table or list of records of a file is read: the largest, or all that are alike."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.guess.heading import find_heading
from veedor.guess.lines import same_names
from veedor.guess.phrase import phrase
from veedor.guess.proposal import Doubt
from veedor.intake.header import is_figure

if TYPE_CHECKING:
    from veedor.guess.heading import Heading
    from veedor.guess.phrase import Answer, Phrase
    from veedor.intake.case import FileForm
    from veedor.intake.inner_table import InnerTable
    from veedor.intake.read import Inside

KEY = "source.official.files"

FRACTIONS = 0.3
"""So much more of the figures has a fraction where they are the shares of others."""


def choose_worksheets(
    pages: tuple[InnerTable, ...], form: FileForm, doubts: list[Doubt]
) -> tuple[FileForm, InnerTable, Heading] | None:
    """Choose the worksheet, or the worksheets that are parts of one table.

    Parameters
    ----------
    pages : tuple of InnerTable
        All worksheets, with their first rows.
    form : FileForm
        What is stated of the file.
    doubts : list of Doubt
        What is not proven is added.

    Returns
    -------
    tuple or None
        The form with the worksheets, the largest of them and where its header stands; None where none of them
        holds a table.
    """
    wanted = form.sheets or tuple(page.name for page in pages if not page.hidden)
    headed = [
        (page, heading)
        for page in pages
        if (page.name in wanted or wanted == ("*",))
        and (heading := find_heading(page.head[form.skip :])) is not None
    ]
    if not headed:
        return None
    counts = headed if form.sheets else _without_shares(headed)
    page, heading = max(counts, key=lambda one: (one[0].rows or 0) * one[1].width)
    alike = [one for one, other in counts if same_names(other.names, heading.names)]
    visible = [one.name for one in pages if not one.hidden]
    others = tuple(one.name for one, _ in headed if one.name != page.name)
    if not form.sheets and len(alike) > 1:
        names = tuple(one.name for one in alike)
        form = replace(form, sheets=names)
        question = phrase("ask.file.all_sheets", n=len(names))
        doubts.append(file_doubt("sheets", question, ", ".join(names), (page.name,)))
    elif not form.sheets and (others or (visible and page.name != visible[0])):
        form = replace(form, sheets=(page.name,))
        if others:
            why = phrase("why.largest_table", sheet=page.name)
            doubts.append(file_doubt("sheets", phrase("ask.file.sheets"), page.name, others, why))
    return form, page, heading


def _without_shares(headed: list[tuple[InnerTable, Heading]]) -> list[tuple[InnerTable, Heading]]:
    """Leave out worksheets that hold the shares of what another one with the same columns counts."""
    divided = [_divided(page, heading) for page, heading in headed]
    return [
        one
        for one, mine in zip(headed, divided, strict=True)
        if not any(
            mine >= theirs + FRACTIONS and same_names(one[1].names, other[1].names)
            for other, theirs in zip(headed, divided, strict=True)
        )
    ]


def _divided(page: InnerTable, heading: Heading) -> float:
    """Give the share of the figures below a header that have a fraction."""
    cells = [cell for row in page.head[heading.above + heading.rows :] for cell in row if is_figure(cell)]
    return sum(bool(re.search(r"[.,]\d*[1-9]", cell)) for cell in cells) / max(1, len(cells))


def choose_table(inside: Inside, form: FileForm, doubts: list[Doubt]) -> FileForm:
    """Choose the table of a database or a page, or the list of records: the likeliest, else the largest.

    One that the user names is read, whatever else the file holds.
    """
    if form.records or form.table:
        return form
    if len(inside.forms) < 2:
        return inside.forms[0] if inside.forms else form
    key = "records" if inside.forms[0].records else "table"
    sizes = {table.name: (table.rows or 0) * max(1, len(table.columns)) for table in inside.tables}
    chosen = inside.forms[0]
    if key == "table":
        chosen = max(inside.forms, key=lambda one: sizes.get(one.table, 0))
    others = tuple(str(getattr(one, key)) for one in inside.forms if one != chosen)
    doubts.append(
        file_doubt(
            key,
            phrase("ask.file.table"),
            str(getattr(chosen, key)),
            others[:6],
            phrase("why.holds", n=len(inside.forms)),
        )
    )
    return chosen


def file_doubt(
    key: str,
    question: Phrase,
    proposed: Answer,
    others: tuple[Answer, ...] = (),
    reason: Phrase | None = None,
) -> Doubt:
    """Give a doubt about how a file is opened."""
    return Doubt(f"{KEY}.{key}", question, proposed, others, reason)
