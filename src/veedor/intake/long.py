"""Long rows, one figure each, turned into one row a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError, nearest
from veedor.intake.problems import SHOWN
from veedor.intake.stage import VOTES

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from veedor.intake.stage import Part


def unknown_choices(part: Part, rows: ir.Table) -> list[InputError]:
    """Name the published choices that are none of the contest's: a name that changed must not lose votes."""
    known = part.published_names()
    counted = rows.group_by("choice").aggregate(
        n=rows.count(), row=rows["row"].min(), source=rows.source.min()
    )
    found = fetch_rows(counted.filter(~counted.choice.isin(list(known))).order_by("row"))
    return [
        InputError(
            f"{row['n']:,} rows hold votes for what is no choice of {part.contest_id!r}.",
            file=row["source"],
            row=row["row"],
            column=part.source.choices.choice,
            value=row["choice"],
            remedy=(
                "Add it to `published` of a choice or to choices.rename; leave rows that are no votes out "
                f"with rows.drop. {nearest(row['choice'], known)}"
            ),
        )
        for row in found[:SHOWN]
    ]


def moving_attributes(rows: ir.Table) -> list[InputError]:
    """Name sheets whose place or registered voters differ between their own rows."""
    columns = [c for c in rows.columns if c in {"place_id", "registered", "valid", "cast", "blank", "null"}]
    problems = []
    for column in columns:
        by_sheet = rows.group_by("sheet_id").aggregate(
            kinds=rows[column].nunique(), row=rows["row"].min(), source=rows.source.min()
        )
        found = fetch_rows(by_sheet.filter(by_sheet.kinds > 1).order_by("row").limit(SHOWN))
        problems += [
            InputError(
                f"the rows of one sheet give {row['kinds']} different values of {column!r}.",
                file=row["source"],
                row=row["row"],
                value=row["sheet_id"],
                expected="one value a sheet",
                remedy='If the id repeats by design, make a whole one: sheet.id = "{Column}/{Another}".',
            )
            for row in found
        ]
    return problems


def widen(part: Part, rows: ir.Table) -> ir.Table:
    """Give one row a sheet, with a column of votes for each choice that the source publishes.

    A figure that is blank, unreadable or not there at all is missing; what a sheet says once (place,
    registered voters) is taken from its first row.
    """
    by_id: dict[str, list[str]] = {}
    for text, choice in part.published_names().items():
        by_id.setdefault(choice, []).append(text)
    votes = {
        f"{VOTES}{choice}": rows[VOTES].max(where=rows.choice.isin(texts)) for choice, texts in by_id.items()
    }
    order = rows["row"]
    once = {
        c: rows[c].first(order_by=order)
        for c in rows.columns
        if c not in {"row", "sheet_id", "choice", VOTES, "bad"} and not c.startswith(VOTES)
    }
    return rows.group_by("sheet_id").aggregate(row=rows["row"].min(), **once, **votes, bad=rows.bad.sum())
