"""Cells that are hardly what they seem: codes, shares, more votes than ballots, what a workbook lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_arrow, fetch_rows, sql
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.cells import figure, is_blank, trimmed
from veedor.intake.characters import bare
from veedor.intake.drop import drop_of
from veedor.intake.names import fold
from veedor.intake.problems import SHOWN, listed
from veedor.intake.row_texts import names_of, places_of
from veedor.intake.stage import filtered
from veedor.intake.toml import array
from veedor.intake.vote_columns import cast_of, votes_of
from veedor.sentence import sentence, template, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from veedor.engine.sql import Table
    from veedor.intake.notices import Notice
    from veedor.intake.part import Part
    from veedor.intake.unreadable import Unreadable


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
            problems.append(_ask_of_code(part, column, found[0], largest))
    return problems


def _may_count(value: int, largest: int) -> bool:
    """Whether a figure that is said to be none may be one: 999 above all others is not, 188 above 170 may."""
    nines = set(str(value)[:-1] or str(value)) == {"9"}  # 99, 998 and 9999 are the codes of surveys
    return largest > value or (not nines and value < 2 * largest)


def _ask_of_code(part: Part, column: str, row: dict[str, object], largest: int) -> InputError:
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
                "it is not one, leave such cells blank in a copy of the file, and name "
                "that.",
                rest=rest,
            )
        ),
    )


WHOLE = 100
"""What shares come to."""


def share_rows(part: Part, rows: Table, cells: Sequence[Unreadable]) -> list[InputError]:
    """Name the rows whose figures are shares; nothing where most rows are such, or it is a slip in a row.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows.
    cells : sequence of Unreadable
        Cells that hold no figure.
    """
    first = {(cell.row, cell.source): cell for cell in reversed(cells) if cell.shares}
    if not first:
        return []
    table = fetch_arrow(rows.select("row", "source"))
    keys = places_of(table)
    found = _with_whole_shares(part, rows, table, [place for place, key in enumerate(keys) if key in first])
    if 2 * len(found) > len(table):
        return []
    drop = drop_of(part, table, found)
    problems = [
        InputError(
            "the row holds shares of votes, and is no sheet.",
            file=cell.source,
            row=cell.row,
            column=cell.column,
            value=cell.raw_text,
            expected="whole numbers from 0, or blank cells",
            remedy=sentence("Leave it out: {drop}.", drop=drop),
        )
        for cell in list(first.values())[::-1][:SHOWN]
    ]
    return listed(problems, len(found), part, sentence("hold shares of votes"))


def _with_whole_shares(part: Part, rows: Table, table: pa.Table, found: list[int]) -> list[int]:
    """Add rows that are called like those of shares and come to a hundred: "34.0" may be read as a figure."""
    called = names_of(part, table)
    shares = {called[place] for place in found} if called else set()
    votes = [rows[name].fill_null(0) for name in rows.columns if name.startswith(VOTES)]
    if not votes or not shares:
        return found
    sums = fetch_arrow(rows.select("row", "source", sum=sql.total(votes))).to_pylist()
    hundred = {(one["row"], one["source"]) for one in sums if abs(int(one["sum"]) - WHOLE) <= 1}
    keys = places_of(table)
    return [p for p, name in enumerate(called) if p in found or (name in shares and keys[p] in hundred)]


def several_votes(part: Part, rows: Table) -> list[InputError]:
    """Ask where most sheets hold more votes than the ballots that are printed on them.

    A sheet or two that does not add up is for the checks to find; where it is the rule, a ballot gives
    several votes, or the column is not that of ballots, and a turnout of votes would be wrong.
    """
    allowed = part.entry.votes_allowed if part.entry else 1
    if not part.source.is_count or "cast" not in rows.columns or allowed > 1 or not votes_of(rows):
        return []
    total = cast_of(rows)
    printed = rows.filter(rows["cast"].notnull() & (total > 0)).mutate(total=total)
    more = printed.total > printed["cast"]
    asked = printed.aggregate(n=printed.count(), more=more.sum(), row=printed["row"].min(where=more))
    found = fetch_rows(asked)[0]
    if not found["n"] or found["more"] * 2 <= found["n"]:
        return []
    return [
        InputError(
            sentence(
                "{more:,} of {n:,} {n:sheet|sheets} {more:holds|hold} more votes than the "
                "ballots printed on {more:it|them}.",
                more=found["more"],
                n=found["n"],
            ),
            file=part.raw.label,
            row=found["row"],
            column=", ".join(part.numbers.get("cast", ())) or part.source.choices.choice,
            expected="no more votes than ballots, or a statement that a ballot gives several",
            remedy=(
                sentence(
                    "If a ballot may give several votes, state "
                    "contest.{contest_id}.votes_allowed with their number (2, ...); if "
                    "the column holds no ballots, take it out of numbers.cast (in long "
                    'rows name it otherwise in choices.totals, such as "valid").',
                    contest_id=part.contest_id,
                )
            ),
        )
    ]


_NO_ID = {
    "error_cells": template("hold an error"),
    "formulas_without_value": template("hold a formula without its value"),
}


def unusable_cells(part: Part) -> list[InputError]:
    """Refuse ids that a workbook does not hold, and figures that one merged cell gives to many rows."""
    return [problem for notice in part.raw.notices for problem in _problems(part, notice)]


def _problems(part: Part, notice: Notice) -> Iterator[InputError]:
    column = fold(notice.column)
    sheet_id = part.templates.get("sheet_id")
    if notice.key in _NO_ID and sheet_id and column in {fold(c) for c in sheet_id.columns}:
        yield InputError(
            sentence(
                "{number:,} {number:id|ids} of sheets {no_id}.",
                number=notice.number,
                no_id=whole(_NO_ID[notice.key]),
            ),
            file=notice.file,
            row=notice.rows[0] if notice.rows else None,
            column=notice.column,
            value=notice.values[0] if notice.values else None,
            expected="the id of a sheet",
            remedy=(
                "Open the workbook in a spreadsheet program, so that it computes its formulas, save it anew, "
                "and name that file; or make the ids of other columns, each in braces, in sheet.id."
            ),
        )
    shared = part.source.numbers.registered_of not in {"", "sheet"}
    for name, columns in part.numbers.items():
        if notice.key != "merged_figures" or column not in {fold(c) for c in columns}:
            continue
        if (name == "registered" and shared) or _all_left_out(part, notice):
            continue
        remedy = (
            sentence(
                'State numbers.registered_of = "place", or the columns that name the '
                "unit, if one register serves the merged rows."
            )
            if name == "registered"
            else sentence("Ask who published it what each sheet holds; name a copy with one figure a sheet.")
        )
        yield InputError(
            sentence(
                "{number:,} {number:figure stands in a cell|figures stand in cells} merged over "
                "several rows: each would count in all.",
                number=notice.number,
            ),
            file=notice.file,
            row=notice.rows[0] if notice.rows else None,
            column=notice.column,
            value=notice.values[0] if notice.values else None,
            expected="one figure a sheet",
            remedy=remedy,
        )


def _all_left_out(part: Part, notice: Notice) -> bool:
    """Whether every row that a notice speaks of is one that the mapping leaves out, as lines of sums are."""
    rows = part.source.rows
    if not (rows.keep or rows.drop) or notice.number > len(notice.rows):
        return False  # only the first rows are known
    kept = filtered(part)
    worksheet = notice.file.rpartition("#")[2]
    mine = kept.filter(kept["row"].isin(list(notice.rows)) & (kept["worksheet"] == worksheet))
    return not count_rows(mine)
