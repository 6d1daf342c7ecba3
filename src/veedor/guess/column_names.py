"""The names of the columns of a file where its header leaves them open; blank cells that repeat one above."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.guess.chosen import file_doubt
from veedor.guess.heading import repeated_group
from veedor.guess.lines import distinct_names, share_of
from veedor.guess.phrase import answers, phrase
from veedor.intake.header import is_figure
from veedor.intake.names import fold
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.heading import Heading
    from veedor.guess.proposal import Doubt
    from veedor.intake.case import FileForm


def name_columns(
    form: FileForm, heading: Heading, rows: Sequence[Sequence[str]], doubts: list[Doubt], *, text: bool
) -> FileForm:
    """Name columns that the header does not name, or names twice, and see groups that come again.

    Parameters
    ----------
    form : FileForm
        With the lines above the header.
    heading : Heading
        Where it stands.
    rows : sequence of sequence of str
        The first rows.
    doubts : list of Doubt
        What is not proven is added.
    text : bool
        Whether it is a text file; of a workbook its reader asks.
    """
    body = rows[heading.above + heading.rows :]
    if heading.rows:
        _refuse_beside(form, heading.names, body)
        words = [
            share_of(body, column, lambda cell: not is_figure(cell)) > 0.5 for column in range(heading.width)
        ]
        if group := repeated_group(heading.names, heading.width, words):
            return replace(form, repeated=group)
    named = [fold(name) for name in heading.names if name]
    if text and not heading.rows:
        made = tuple(f"Column {n}" for n in range(1, heading.width + 1))
        doubts.append(
            file_doubt(
                "columns",
                phrase("ask.file.no_header"),
                "Column 1, ...",
                reason=phrase("why.first_row", text=" | ".join(rows[heading.above])[:120]),
            )
        )
        return replace(form, columns=made)
    twice = [name for name, n in Counter(heading.names).items() if name and n > 1]
    # the first column may count the rows
    unnamed = [c for c in range(1, len(heading.names)) if not heading.names[c]]
    blank = [c for c in unnamed if share_of(body, c, is_figure) > 0.5]
    if text and (blank or len(set(named)) < len(named)):
        why = phrase("why.names_twice", names=tuple(twice)) if twice else phrase("why.names_blank")
        question = phrase("ask.file.names_twice")
        doubts.append(file_doubt("columns", question, answers("numbered")[0], reason=why))
        skip = form.skip + form.header_rows
        return replace(form, columns=distinct_names(heading.names), skip=skip, header_rows=1)
    return form


def _refuse_beside(form: FileForm, names: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    """Refuse tables that stand beside one another: the first column comes again, and begins another one.

    A label that is only written at both ends says the same in every row.
    """
    known = [fold(name) for name in names]
    first = next((place for place, name in enumerate(known) if name), None)
    if first is None or known[first] not in known[first + 1 :]:
        return
    again = known.index(known[first], first + 1)
    rows = [row for row in body if len(row) > again and (row[first].strip() or row[again].strip())]
    differ = sum(fold(row[first]) != fold(row[again]) for row in rows)
    figures = [c for c in range(first + 1, again) if known[c] and share_of(body, c, is_figure) > 0.5]
    apart = [c for c in range(first + 1, again) if not any(row[c].strip() for row in rows)]
    if len(rows) < 2 or len(figures) < 2 or again + 2 >= len(known) or not (apart or 2 * differ > len(rows)):
        return
    raise InputError(
        sentence("tables stand beside one another in it: {name!r} begins the second one.", name=names[again]),
        file=form.name,
        column=names[again],
        expected="one table, each sheet in a row of its own",
        remedy=sentence(
            "In a copy, move the columns from the second {name!r} on below the first ones where they hold "
            "further sheets of the same count, and into a file of their own where they hold another contest "
            "or count; name that copy.",
            name=names[again],
        ),
    )


def filled_down(
    form: FileForm, heading: Heading, rows: Sequence[Sequence[str]], doubts: list[Doubt]
) -> FileForm:
    """See whether blank cells repeat the one above them, as where a place is written once for its sheets."""
    body = [row for row in rows[heading.above + heading.rows :] if len(row) == heading.width]
    if len(body) < 4 or form.columns or form.repeated:
        return form
    found = []
    for column, name in enumerate(heading.names):
        texts = [row[column].strip() for row in body]
        filled = [text for text in texts if text]
        if not name or not texts[0] or not 1 < len(filled) <= 0.7 * len(texts):
            break
        if len(set(filled)) < len(filled) or any(map(is_figure, filled)):
            break
        found.append(name)
    if found:
        doubts.append(
            file_doubt(
                "fill_down",
                phrase("ask.file.fill_down"),
                ", ".join(found),
                answers("no"),
                phrase("why.blank_in_most", column=found[0]),
            )
        )
    return replace(form, fill_down=tuple(found))
