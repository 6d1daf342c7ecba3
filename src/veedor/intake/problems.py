"""What is wrong with the rows of a source: every problem with its file, row, column, value and remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.engine import count_rows, fetch_rows
from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.stage import LEVEL, VOTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from veedor.intake.stage import Part

SHOWN = 10
"""Problems of one kind that are named one by one; the others are counted."""

TOTAL_NAMES = (
    r"(?i)^\W*(grand|gran|sub|suma|sum|grand[- ]?sub)?[- ]?(totals?|total(es)?|totaux|gesamt|summe|suma|sum)"
    r"(\W.*)?$"
)
"""A sheet or polling place of such a name is a sum of others."""


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
    repeated : int
        Rows beyond the first of their key.
    totals : int
        Rows named like a total.
    """

    rows: int
    bad: int
    nameless: int
    repeated: int
    totals: int


def key_of(part: Part) -> list[str]:
    """Give the staged columns that name a row."""
    match part.source.layout:
        case Layout.PUBLICATION:
            return ["at"]
        case Layout.VERIFICATION:
            return ["sheet_id", "at"]
        case Layout.LONG:
            return ["sheet_id", "choice"]
        case _:
            return ["sheet_id"]


def look(part: Part, rows: ir.Table) -> Facts:
    """Ask once for everything that may be wrong with the rows of a part."""
    import ibis

    asked: dict[str, ir.Value] = {
        "rows": rows.count(),
        "bad": rows.bad.sum().fill_null(0),
        "distinct": rows.select(key_of(part)).distinct().count().as_scalar(),
        "nameless": ibis.literal(0),
        "totals": ibis.literal(0),
    }
    if "sheet_id" in rows.columns:
        asked["nameless"] = (rows.sheet_id == "").sum().fill_null(0)
        asked["totals"] = _named_total(rows).sum().fill_null(0)
    found = fetch_rows(rows.aggregate(**asked))[0]
    return Facts(
        found["rows"],
        found["bad"],
        found["nameless"],
        found["rows"] - found["distinct"],
        found["totals"],
    )


def _named_total(rows: ir.Table) -> ir.BooleanValue:
    named = rows.sheet_id.re_search(TOTAL_NAMES)
    for column in rows.columns:
        if column.startswith(LEVEL):
            named = named | rows[column].re_search(TOTAL_NAMES)
    return named


def refuse_rows(part: Part, rows: ir.Table, facts: Facts) -> list[InputError]:
    """Name the rows that cannot be read as what the case says they are."""
    problems: list[InputError] = []
    if not facts.rows:
        problems.append(
            InputError(
                "no row is left to read.",
                file=part.raw.label,
                expected="rows",
                remedy="Look at `rows` and `contest` of the source: they drop everything.",
            )
        )
    if facts.nameless:
        problems += _nameless(part, rows, facts)
    if facts.totals and part.source.rows.totals == "refuse":
        problems += _totals(part, rows, facts)
    if part.source.is_count and part.source.rows.totals == "refuse" and not problems and facts.rows > 2:
        problems += _grand_total(part, rows)
    return problems


def _nameless(part: Part, rows: ir.Table, facts: Facts) -> list[InputError]:
    column = part.source.sheet.id if part.source.sheet else ""
    found = some_rows(rows.filter(rows.sheet_id == ""), ["row", "source"])
    return listed(
        (
            InputError(
                "the row names no sheet: perhaps it is a subtotal.",
                file=row["source"],
                row=row["row"],
                column=column,
                value="",
                expected="the id of a sheet",
                remedy=f'If it is no sheet, leave it out: rows.drop = {{ "{column}" = "^$" }}.',
            )
            for row in found
        ),
        facts.nameless,
        part,
        "name no sheet",
    )


def _totals(part: Part, rows: ir.Table, facts: Facts) -> list[InputError]:
    levels = (
        {c: part.source.place.levels[c.removeprefix(LEVEL)] for c in rows.columns if c.startswith(LEVEL)}
        if part.source.place
        else {}
    )
    sheet = part.source.sheet.id if part.source.sheet else ""
    found = some_rows(rows.filter(_named_total(rows)), ["row", "source", "sheet_id", *levels])
    problems = []
    for row in found:
        names = {sheet: row["sheet_id"]} | {column: row[level] for level, column in levels.items()}
        column, value = next(
            ((c, v) for c, v in names.items() if re.search(TOTAL_NAMES, v or "")), (sheet, row["sheet_id"])
        )
        problems.append(
            InputError(
                "the row looks like a subtotal among the sheets.",
                file=row["source"],
                row=row["row"],
                column=column,
                value=value,
                expected="one sheet a row",
                remedy=(
                    f"Leave it out: rows.drop = {{ {column!r} = '{re.escape(value)}' }}; if it is a sheet, "
                    'state rows.totals = "accept".'
                ),
            )
        )
    return listed(problems, facts.totals, part, "look like subtotals")


def _grand_total(part: Part, rows: ir.Table) -> list[InputError]:
    """Find a row in which every figure is the sum of all other rows."""
    votes = [c for c in rows.columns if c.startswith(VOTES) and c != VOTES]
    if len(votes) < 2:
        return []
    import ibis

    sums = fetch_rows(rows.aggregate(**{c: rows[c].sum().fill_null(0) for c in votes}))[0]
    if sum(1 for total in sums.values() if total) < 2:
        return []
    same = ibis.literal(True)
    for column in votes:
        same = same & (rows[column].fill_null(0) * 2 == sums[column])
    return [
        InputError(
            "in this row every figure is the sum of all the other rows.",
            file=row["source"],
            row=row["row"],
            column=part.source.sheet.id if part.source.sheet else None,
            value=row["sheet_id"],
            expected="one sheet a row",
            remedy='Leave the total out with rows.drop; if it is a sheet, state rows.totals = "accept".',
        )
        for row in some_rows(rows.filter(same), ["row", "source", "sheet_id"])
    ]


def repeated_rows(part: Part, rows: ir.Table) -> tuple[list[InputError], int]:
    """Name the keys that come more than once.

    Returns
    -------
    problems : list of InputError
        Those that must be refused: all of them, or with ``drop-identical`` the contradicting ones.
    identical : int
        Rows that repeat another one in everything.
    """
    key = key_of(part)
    content = [c for c in rows.columns if c not in {"row", "source", "bad"}]
    groups = rows.group_by(key).aggregate(
        n=rows.count(), first=rows["row"].min(), last=rows["row"].max(), source=rows.source.max()
    )
    several = groups.filter(groups.n > 1)
    extra = fetch_rows(several.aggregate(extra=(several.n - 1).sum().fill_null(0)))[0]["extra"]
    distinct = rows.select(content).distinct()
    contradicting = distinct.group_by(key).aggregate(kinds=distinct.count())
    refused = several
    if part.source.rows.duplicates == "drop-identical":
        refused = several.semi_join(contradicting.filter(contradicting.kinds > 1), key)
    count = count_rows(refused)
    column = part.source.sheet.id if part.source.sheet else (part.source.log.at if part.source.log else "")
    problems = [
        InputError(
            f"the same {'sheet' if 'sheet_id' in key else 'time'} comes {row['n']} times, "
            f"also in row {row['last']}.",
            file=row["source"],
            row=row["first"],
            column=column,
            value=" / ".join(str(row[k]) for k in key),
            expected="one row each",
            remedy=(
                "Find out which row holds and leave the other out with rows.drop; where they are the same in "
                'everything, rows.duplicates = "drop-identical" leaves them out and counts them. If the id '
                'repeats by design, make a whole one: sheet.id = "{Column}/{Another}".'
            ),
        )
        for row in some_rows(refused.order_by("first"), [*key, "n", "first", "last", "source"])
    ]
    return listed(problems, count, part, "come more than once"), extra


def some_rows(rows: ir.Table, columns: list[str]) -> list[dict[str, Any]]:
    """Give the first rows of a table of problems, in the order of the file."""
    order = "row" if "row" in columns else "first"
    return fetch_rows(rows.select(columns).order_by(order).limit(SHOWN))


def listed(problems: Iterable[InputError], total: int, part: Part, what: str) -> list[InputError]:
    """Give the problems to show, and the number of all where there are more."""
    shown = list(problems)
    if total > len(shown) > 0:
        shown.append(InputError(f"in all, {total:,} rows or cells {what}.", file=part.raw.label))
    return shown
