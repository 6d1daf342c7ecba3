"""Figures that the case calls blank, where they stand among larger ones: they may be votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.cells import figure, is_blank, trimmed
from veedor.intake.characters import bare
from veedor.intake.stage import filtered
from veedor.intake.toml import array
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.stage import Part


def figures_called_missing(part: Part) -> list[InputError]:
    """Ask of a figure that ``numbers.missing`` names, where larger figures stand in the same column.

    999 means that nothing is known where no sheet holds so many; among sheets with more, it is one of them.
    """
    numbers = part.source.numbers
    told = {
        bare(text): int(bare(text)) for text in numbers.missing if bare(text).isdecimal() and len(text) < 16
    }
    if not told:
        return []
    table = filtered(part)
    problems = []
    for column in dict.fromkeys(c for columns in part.numbers.values() for c in columns):
        cell = trimmed(part.cell(column, "numbers"))
        rows = table.select("row", "source", cell=cell, figure=figure(cell, numbers))
        blank = rows.filter(is_blank(rows.cell, numbers) & rows.cell.re_search("^[0-9]"))
        found = fetch_rows(blank.select("row", "source", "cell").order_by("source", "row").limit(1))
        largest = fetch_rows(rows.aggregate(most=rows.figure.max()))[0]["most"]
        if found and largest is not None and any(_may_count(value, largest) for value in told.values()):
            problems.append(_ask(part, column, found[0], largest))
    return problems


def _may_count(value: int, largest: int) -> bool:
    """Whether a figure that is said to be none may be one: 999 above all others is not, 188 above 170 may."""
    nines = set(str(value)[:-1] or str(value)) == {"9"}  # 99, 998 and 9999 are the codes of surveys
    return largest > value or (not nines and value < 2 * largest)


def _ask(part: Part, column: str, row: dict[str, object], largest: int) -> InputError:
    text = str(row["cell"])
    rest = array([other for other in part.source.numbers.missing if bare(other) != bare(text)])
    return InputError(
        sentence(
            "numbers.missing says that {text!r} means a blank cell, and the "
            "column holds figures up to {largest:,}: it may be a figure as well.",
            text=text,
            largest=largest,
        ),
        file=str(row["source"]),
        row=int(str(row["row"])),
        column=column,
        value=text,
        expected="a text that is no figure, or a figure far above all others",
        remedy=(
            sentence(
                "If it is a figure, take it out: state numbers.missing = {rest}; if "
                "it is none, leave such cells blank in a copy of the file, and name "
                "that.",
                rest=rest,
            )
        ),
    )
