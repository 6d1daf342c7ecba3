"""What is wrong with the rows of a source: every problem with its file, row, column, value and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.engine import count_rows, fetch_rows, sql
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.case import ContestColumn, Layout
from veedor.intake.cells import none_or_unknown
from veedor.intake.drop import drop_of_titles
from veedor.intake.folding import visible
from veedor.intake.names import fold
from veedor.intake.stage import contest_text, filtered
from veedor.intake.toml import drop_line, quoted
from veedor.intake.vote_columns import holds_figures, votes_of
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.engine.sql import Table, Value
    from veedor.intake.part import Part

SHOWN = 10
"""Problems of one kind that are named one by one; the others are counted."""


@dataclass(frozen=True)
class Facts:
    """What one query says about the rows of a part.

    Parameters
    ----------
    rows : int
        Rows read.
    bad : int
        Cells that hold something unreadable.
    nameless : int
        Rows without a sheet.
    spoilt : int
        Ids that are no plain numbers, and may be what a spreadsheet made of others.
    halved : int
        Rows in which a figure is the sum of several columns of which some are blank.
    empty : int
        Rows without any figure.
    repeated : int
        Rows beyond the first of their key.
    """

    rows: int
    bad: int
    nameless: int
    spoilt: int
    halved: int
    empty: int
    repeated: int


def key_of(part: Part) -> list[str]:
    """Return the staged columns that name a row."""
    many = ["snapshot"] if part.source.each else []
    over = [f"over:{column}" for column in part.source.rows.add_over]
    match part.source.layout:
        case Layout.PUBLICATION:
            # several entries of one minute are several entries, in the order of the file
            return ["at", "source", "row"]
        case Layout.VERIFICATION:
            return ["sheet_id", "at"]
        case Layout.LONG:
            return ["sheet_id", "choice", *many, *over]
        case _:
            return ["sheet_id", *many, *over]


def sheet_key(part: Part) -> list[str]:
    """Return the staged columns that name a sheet."""
    return [name for name in key_of(part) if name != "choice" and not name.startswith("over:")]


def look(part: Part, rows: Table) -> Facts:
    """Ask once for everything that may be wrong with the rows of a part."""
    named = "sheet_id" in rows.columns
    none = sql.literal(0)
    asked: dict[str, Value] = {
        "rows": rows.count(),
        "bad": rows.bad.sum().fill_null(0),
        "nameless": (rows.sheet_id == "").sum() if named else none,
        "spoilt": (~rows.sheet_id.re_search(r"^[0-9]+$")).sum() if named else none,
        "halved": (rows.halved > 0).sum(),
        "empty": (~holds_figures(rows)).sum() if votes_of(rows) else none,
    }
    found = fetch_rows(rows.aggregate(**asked))[0]
    repeated = found["rows"] - count_rows(rows.select(key_of(part)).distinct())
    return Facts(**found, repeated=repeated)


def unlisted_contests(part: Part, rows: Table) -> list[InputError]:
    """Refuse values of the column of contests that the case does not name: a second spelling loses votes."""
    contest = part.source.contest
    if not isinstance(contest, ContestColumn):
        return []
    text = contest_text(part, rows)
    known = {fold(value) for value in contest.values}
    found = fetch_rows(
        rows.group_by(value=text).aggregate(n=rows.count(), row=rows["row"].min()).order_by("row")
    )
    bad = [row for row in found if fold(row["value"]) not in known]
    if not bad:
        return []
    told = ", ".join(
        sentence("{value!r} on {n:,} {n:row|rows}", value=row["value"], n=row["n"]) for row in bad[:SHOWN]
    )
    more = ", ".join(f'"{row["value"]}" = "..."' for row in bad[:SHOWN])
    return [
        InputError(
            sentence(
                "the case does not say which contest {number_of_bad} "
                "{number_of_bad:value of the column is|values of the column are}: {told}.",
                number_of_bad=len(bad),
                told=told,
            ),
            file=part.raw.label,
            row=bad[0]["row"],
            column=contest.column,
            value=bad[0]["value"],
            expected="every value named, so that no spelling loses votes",
            remedy=(
                sentence(
                    "Add them to contest.values of the source: {{ {more} }}, each with "
                    'the id of a contest, or with "" to leave its rows out.',
                    more=more,
                )
            ),
        )
    ]


def refuse_rows(part: Part, facts: Facts) -> list[InputError]:
    """Name the rows that cannot be read as what the case says they are."""
    if not facts.rows:
        stated = [f"`rows.{key}`" for key in ("drop", "keep") if getattr(part.source.rows, key)]
        remedy = (
            sentence("Remove {stated}: ", stated=joined(stated, by=" or "))
            if stated
            else sentence("Mend `contest`: ")
        )
        return [
            InputError(
                "no row is left to read.",
                file=part.raw.label,
                expected="rows",
                remedy=sentence("{remedy}it drops everything.", remedy=remedy),
            )
        ]
    return _halved(part, facts) if facts.halved else []


def _halved(part: Part, facts: Facts) -> list[InputError]:
    """Refuse sums of several columns of which some cells are blank: a blank is not a zero."""
    names = [name for name, columns in part.numbers.items() if len(columns) > 1]
    listed = joined(
        (f"{name.removeprefix(VOTES)} = {' + '.join(part.numbers[name])}" for name in names[:4]), by="; "
    )
    return [
        InputError(
            sentence(
                "in {halved:,} {halved:row|rows} some columns of a sum are blank and others are "
                "not ({listed}).",
                halved=facts.halved,
                listed=listed,
            ),
            file=part.raw.label,
            expected="a figure in every column that is added",
            remedy=none_or_unknown(part.source.numbers),
        )
    ]


def without_empty(part: Part, rows: Table) -> tuple[Table, int]:
    """Leave out nameless rows in which every cell of the file is blank, and count them."""
    nameless = rows.filter(rows.sheet_id == "")
    empty = filled_cells(part, nameless).filter(lambda t: t.filled == 0)
    number = count_rows(empty)
    return (rows.anti_join(empty, ["row", "source"]), number) if number else (rows, 0)


def filled_cells(part: Part, rows: Table, *, repeated: bool = True) -> Table:
    """Return, of some rows, how many cells of the file are not blank: ``row``, ``source``, ``filled``.

    Cells that may repeat the one above them are counted where that is said.
    """
    raw = filtered(part)
    forms = [one for form in part.source.files for one in (form, *form.copies)]
    further = {fold(c) for form in forms for c in (*form.further, *(() if repeated else form.fill_down))}
    cells = [raw[f"c{i}"] for i, name in enumerate(part.raw.header) if fold(name) not in further]
    filled = sql.total([(visible(cell) != "").cast("int64") for cell in cells])
    return raw.select("row", "source", filled=filled).semi_join(rows, ["row", "source"])


def bare_rows(part: Part, rows: Table) -> list[InputError]:
    """Ask of rows that hold one cell and nothing else whether they are notes or sheets that are still out."""
    votes = votes_of(rows)
    listed_only = part.source.layout is Layout.ATTRIBUTES and len(part.used() - {""}) > 1
    if part.source.rows.bare == "outstanding" or not (listed_only or (votes and part.source.is_count)):
        return []
    empty = rows.filter(~holds_figures(rows)) if votes else rows
    if not count_rows(empty.limit(1)):
        return []
    bare = filled_cells(part, empty, repeated=False).filter(lambda t: t.filled <= 1)
    total = count_rows(bare)
    if not total:
        return []
    column = part.id_column
    held = rows.semi_join(bare, ["row", "source"])
    titles = drop_of_titles(part, rows, bare)
    texts = [row["sheet_id"] for row in fetch_rows(held.select("sheet_id", "row").order_by("row").limit(100))]
    problems = [
        InputError(
            sentence("the row holds nothing but one cell: a title above sheets, or a note below all of them.")
            if titles
            else sentence(
                "the row holds nothing but one cell: a note below the table, or a sheet that is still out."
            ),
            file=row["source"],
            row=row["row"],
            column=column,
            value=row["sheet_id"],
            expected="figures, or a statement",
            remedy=(
                sentence(
                    "If it is a note, leave it out: {drop_line}; if it is a sheet, state "
                    'rows.bare = "outstanding".',
                    drop_line=titles or drop_line(part.source.rows.drop, {column: texts}),
                )
            ),
        )
        for row in some_rows(held, ["row", "source", "sheet_id"])
    ]
    return listed(problems, total, part, sentence("hold one cell only"))


def whole_id(part: Part, *, files: bool = False) -> str:
    """Return the line that makes whole ids of ones that repeat, of columns that are there; or what to do.

    Parameters
    ----------
    part : Part
        A contest of a source.
    files : bool, optional
        Whether the ids repeat in another file: its name tells them apart where no place does.
    """
    own, place, known = part.id_template, part.source.place, {fold(name) for name in part.raw.header}
    wider = [*place.levels.values(), *place.divisions.values()] if place else []
    columns = [c for c in dict.fromkeys(wider) if fold(c) in known and f"{{{c}}}" not in own]
    if not columns and not files:
        return sentence("name in sheet.id, each in braces, the columns that tell the sheets apart")
    return sentence(
        "sheet.id = {listed}", listed=quoted("/".join([*(f"{{{c}}}" for c in columns or ["file"]), own]))
    )


def some_rows(rows: Table, columns: list[str]) -> list[dict[str, Any]]:
    """Return the first rows of a table of problems, in the order of the file."""
    order = "row" if "row" in columns else "first"
    return fetch_rows(rows.select(columns).order_by(order).limit(SHOWN))


def listed(problems: Iterable[InputError], total: int, part: Part, what: str) -> list[InputError]:
    """Return the problems to show, and the number of all where there are more."""
    shown = list(problems)
    if total > len(shown) > 0:
        shown.append(
            InputError(
                sentence(
                    "in all, {total:,} {total:row or cell|rows or cells} {what}.", total=total, what=what
                ),
                file=part.raw.label,
            )
        )
    return shown
