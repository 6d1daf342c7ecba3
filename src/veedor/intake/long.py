"""Long rows, one figure each, turned into one row a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.names import fold
from veedor.intake.problems import SHOWN, sheet_key
from veedor.intake.stage import place_id
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table, Value
    from veedor.intake.part import Part


def totals_of(part: Part) -> dict[str, str]:
    """Return the texts of the column of choices that are printed totals: folded text -> total, or nothing."""
    return {fold(text): meaning for text, meaning in part.source.choices.totals.items()}


def widen(part: Part, rows: Table) -> Table:
    """Return one row for each sheet, with a column of votes for each choice that the source publishes.

    Names of one choice, and rows that are parts of one figure, are added; a figure of which a part is blank
    or unreadable is missing. Printed totals among the rows become the sheet's. What a sheet says once (place,
    registered voters) is taken from its first row. ``none:...`` says that a sheet has no row of a choice,
    ``filled`` that it has some figure.
    """
    key = sheet_key(part)
    by_id: dict[str, list[str]] = {}
    for text, choice in part.published_names.items():
        if choice not in part.source.choices.absent:
            by_id.setdefault(choice, []).append(text)
    made: dict[str, Value] = {"row": rows["row"].min(), "bad": rows.bad.sum()}
    for choice, texts in by_id.items():
        mine = rows.choice.isin(texts)
        made[f"none:{choice}"] = ~mine.any()
        blank = (mine & rows[VOTES].isnull()).any()
        made[f"{VOTES}{choice}"] = sql.ifelse(blank, None, rows[VOTES].sum(where=mine)).cast("int64")
    for text, meaning in totals_of(part).items():
        if meaning:
            made[meaning] = rows[VOTES].sum(where=rows.choice == text)
    skipped = {*key, "row", "choice", VOTES, "bad", *made}
    once = [c for c in rows.columns if c not in skipped and not c.startswith(("over:", "latest"))]
    # one record a sheet, not as many values: what is remembered of each of millions of sheets decides whether
    # they fit in memory
    first = sql.struct({f"c{n}": rows[c] for n, c in enumerate(once)}).first(order_by=rows["row"])
    wide = rows.group_by(key).aggregate(first=first, **made)
    wide = wide.select(*key, *made, **{c: wide["first"][f"c{n}"] for n, c in enumerate(once)})
    wide = wide.mutate(**place_id(part, wide))
    known = sql.any_of([wide[f"{VOTES}{choice}"].notnull() for choice in by_id])
    wide = wide.mutate(filled=known)
    if part.source.choices.zeros != "left out":
        return wide
    zeros = {
        f"{VOTES}{c}": sql.ifelse(wide[f"none:{c}"] & wide.filled, 0, wide[f"{VOTES}{c}"]).cast("int64")
        for c in by_id
    }
    return wide.mutate(**zeros)


def missing_rows(part: Part, rows: Table) -> list[InputError]:
    """Ask what it means that sheets have no row of a choice, where the case does not say."""
    if part.source.choices.zeros != "refuse" or not part.source.is_count:
        return []
    lacking = [c for c in rows.columns if c.startswith("none:")]
    asked = {c: (rows[c] & rows.filled).sum() for c in lacking}
    found = fetch_rows(rows.aggregate(**asked))[0] if asked else {}
    short = {c.removeprefix("none:"): n for c, n in found.items() if n}
    if not short:
        return []
    told = ", ".join(
        sentence("{choice!r} on {n:,} {n:sheet|sheets}", choice=choice, n=n)
        for choice, n in list(short.items())[:SHOWN]
    )
    return [
        InputError(
            sentence(
                "sheets have no row of a choice ({told}), and the case does not say whether that is a zero.",
                told=told,
            ),
            file=part.raw.label,
            column=part.source.choices.choice,
            expected="a row for every choice of every sheet, or a statement",
            remedy=(
                'State choices.zeros = "left out" in the source, if rows with zero votes are left out; '
                '"unknown", if nobody knows.'
            ),
        )
    ]


def tidy(rows: Table) -> Table:
    """Drop what only the checks of widened rows needed."""
    return rows.drop(*[c for c in rows.columns if c.startswith("none:") or c == "filled"])
