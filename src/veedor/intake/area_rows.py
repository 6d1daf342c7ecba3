"""Rows that are areas: how many sheets of each are counted, and figures that contradict one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows, sql
from veedor.errors import InputError
from veedor.intake.area_words import AreaError
from veedor.intake.case_columns import (
    COUNTED,
    OBSERVED,
    OF_COUNTED,
    PENDING,
    SHEET_NUMBERS,
    TOTAL,
    key_of_figure,
)
from veedor.intake.cells import blank_as_zero
from veedor.intake.problems import SHOWN
from veedor.intake.toml import drop_line
from veedor.intake.vote_columns import cast_of, holds_figures, without_votes
from veedor.model import State
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.engine.sql import Table, Value
    from veedor.intake.part import Part

_HUNDRED = 100
_FEW = 3
"""Rows from which on totals that are all a hundred are taken for percentages."""
_CHECK = sentence(
    "Ask who published it; a figure that is known to be wrong is mended in a copy of the file, and the case "
    "names that."
)


def with_all_numbers(part: Part, rows: Table) -> Table:
    """Return rows with all numbers of sheets: three of the four give the fourth.

    Where only ``counted`` and ``total`` are published, all that is not counted is pending: nobody says how
    much of it was observed.
    """
    area = part.source.area
    assert area is not None  # noqa: S101 - its rows are areas
    given = area.given
    if len(given) == len(SHEET_NUMBERS):
        return rows
    here = {name: rows[name] for name in given}
    made: dict[str, Value] = {}
    if OBSERVED not in given:
        rest = here.get(TOTAL), here.get(COUNTED), here.get(PENDING)
        observed = sql.null("int64") if rest[2] is None else rest[0] - rest[1] - rest[2]  # type: ignore[operator]
        made[OBSERVED] = observed
    if PENDING not in given:
        made[PENDING] = here[TOTAL] - here[COUNTED] - (here[OBSERVED] if OBSERVED in given else 0)
    if COUNTED not in given:
        made[COUNTED] = here[TOTAL] - here[OBSERVED] - here[PENDING]
    if TOTAL not in given:
        made[TOTAL] = here[COUNTED] + here[OBSERVED] + here[PENDING]
    return rows.mutate(**made)


def with_area_states(rows: Table) -> Table:
    """Return rows with ``state`` and ``reason``: an area of which nothing is counted is outstanding.

    The votes of such an area (zeros that hold its place) are missing. How much of a counted area is counted
    say its numbers of sheets.
    """
    some = rows[COUNTED] > 0
    made = rows.mutate(
        state=sql.ifelse(some, State.COUNTED.value, State.OUTSTANDING.value),
        reason=sql.ifelse(some, "figures", "no figure"),
    )
    return without_votes(made, made.state == State.OUTSTANDING.value).drop("word_state")


@dataclass(frozen=True)
class _Contradiction:
    """What no area can be.

    Parameters
    ----------
    holds : Value
        Which rows are so.
    figures : tuple of str
        The staged columns that say it; the first is named as the column.
    text : str
        What is wrong, with the figures by name.
    expected, remedy : str
        What would be right, and what to do.
    """

    holds: Value
    figures: tuple[str, ...]
    text: str
    expected: str
    remedy: str = _CHECK


def area_row_problems(part: Part, rows: Table) -> list[InputError]:
    """Name the rows whose figures contradict one another, or lack a number of sheets.

    Parameters
    ----------
    part : Part
        A contest of a source whose rows are areas.
    rows : table
        One row an area, with all numbers of sheets.
    """
    problems = _blank(part, rows) or _percentages(part, rows)
    if problems:
        return problems
    for wrong in _contradictions(part, rows):
        problems += _named(part, rows, wrong)
        if problems:
            return problems
    return []


def _contradictions(part: Part, rows: Table) -> Iterator[_Contradiction]:
    """Return what no area can be, the plainest first."""
    yield from _of_sheets(part, rows)
    yield from _of_votes(part, rows)
    if {"registered", OF_COUNTED} <= set(rows.columns):
        yield _Contradiction(
            rows[OF_COUNTED] > rows["registered"],
            (OF_COUNTED, "registered"),
            "the counted sheets have more registered voters ({registered_counted}) than the whole area "
            "({registered}).",
            "at most all of them",
        )


def _of_sheets(part: Part, rows: Table) -> Iterator[_Contradiction]:
    """Return numbers of sheets that contradict one another."""
    for name in SHEET_NUMBERS:
        given = part.source.area is not None and name in part.source.area.given
        if given:
            yield _Contradiction(rows[name] < 0, (name,), "a number of sheets is below zero.", "0 or more")
    yield _Contradiction(
        rows[COUNTED] > rows[TOTAL],
        (COUNTED, TOTAL),
        "more sheets are counted ({sheets_counted}) than there are in all ({sheets_total}).",
        "at most all of them",
        sentence(
            "If the two columns are the other way round, exchange area.counted and area.total. Otherwise: "
        )
        + _CHECK,
    )
    parts = rows[COUNTED] + rows[OBSERVED].fill_null(0) + rows[PENDING]
    yield _Contradiction(
        (parts != rows[TOTAL]) | (rows[OBSERVED] < 0) | (rows[PENDING] < 0) | (rows[COUNTED] < 0),
        (TOTAL, COUNTED, OBSERVED, PENDING),
        "{sheets_counted} counted, {sheets_observed} observed and {sheets_pending} pending are not the "
        "{sheets_total} sheets in all.",
        "counted + observed + pending = total",
        sentence(
            "If the observed sheets are among those that are counted or pending, name area.counted and "
            "area.total alone. Otherwise: "
        )
        + _CHECK,
    )


def _of_votes(part: Part, rows: Table) -> Iterator[_Contradiction]:
    """Return votes that the counted sheets cannot have."""
    cast = cast_of(rows)
    yield _Contradiction(
        (rows[COUNTED] == 0) & (cast > 0),
        (COUNTED,),
        "no sheet is counted, and there are votes.",
        "votes of counted sheets alone",
        sentence(
            "If `counted` is another number (sheets that were checked), name the one of the sheets "
            "whose votes these are. Otherwise: "
        )
        + _CHECK,
    )
    yield _Contradiction(
        (rows[COUNTED] > 0) & ~holds_figures(rows),
        (COUNTED,),
        "{sheets_counted} {sheets_counted:sheet is|sheets are} counted, and no votes are published.",
        "the votes of the counted sheets",
        sentence(
            "State {zero} in the source, if a blank cell means that there are none. Otherwise: ",
            zero=blank_as_zero(part.source.numbers),
        )
        + _CHECK,
    )
    entry = part.entry
    if entry is not None and entry.most_ballots is not None and entry.votes_allowed == 1:
        yield _Contradiction(
            cast > rows[COUNTED] * entry.most_ballots,
            (COUNTED,),
            "{sheets_counted} sheets of at most {most_ballots} ballots hold fewer votes than these.",
            "as many votes as the sheets can hold",
            sentence("Correct contest.{contest_id}.most_ballots, or remove it.", contest_id=part.contest_id),
        )


def _named(part: Part, rows: Table, wrong: _Contradiction) -> list[InputError]:
    """Name the rows that are so, the first of them one by one."""
    bad = rows.filter(wrong.holds)
    total = count_rows(bad)
    if not total:
        return []
    figures = [f for f in (*SHEET_NUMBERS, OF_COUNTED, "registered") if f in rows.columns]
    shown = fetch_rows(
        bad.select("row", "source", "sheet_id", *figures).order_by("source", "row").limit(SHOWN)
    )
    more = {"most_ballots": part.entry.most_ballots if part.entry is not None else None}
    problems: list[InputError] = [
        AreaError(
            sentence(
                wrong.text, **{f: sentence("no") if row[f] is None else row[f] for f in figures}, **more
            ),
            file=row["source"],
            row=row["row"],
            column=_column(part, wrong.figures),
            value=f"{row['sheet_id']}: {row[wrong.figures[0]]}",
            expected=wrong.expected,
            remedy=wrong.remedy,
        )
        for row in shown
    ]
    if total > len(problems):
        problems.append(
            AreaError(
                sentence("in all, {total:,} {total:row is|rows are} so.", total=total), file=part.raw.label
            )
        )
    return problems


def _column(part: Part, figures: tuple[str, ...]) -> str:
    """Name the first published column of some figures."""
    told = part.numbers
    return next((" + ".join(told[f]) for f in figures if f in told), "")


def _blank(part: Part, rows: Table) -> list[InputError]:
    """Refuse blank numbers of sheets: what is not known is not none."""
    area = part.source.area
    assert area is not None  # noqa: S101 - its rows are areas
    found: list[InputError] = []
    for name in area.given:
        bad = rows.filter(rows[name].isnull())
        asked = bad.aggregate(
            n=bad.count(), row=bad["row"].min(), source=bad.source.min(), area=bad.sheet_id.min()
        )
        told = fetch_rows(asked)[0]
        if told["n"]:
            column = part.id_column
            found.append(
                AreaError(
                    sentence(
                        "{n:,} {n:area has|areas have} no number of sheets here ({key_of_figure}).",
                        n=told["n"],
                        key_of_figure=key_of_figure(name),
                    ),
                    file=told["source"],
                    row=told["row"],
                    column=_column(part, (name,)),
                    value="",
                    expected="a number of sheets in every row",
                    remedy=(
                        sentence(
                            "State {zero} in the source, if a blank cell means that "
                            "there are none; if the row is no area, leave it out: {drop_line}.",
                            zero=blank_as_zero(part.source.numbers),
                            drop_line=drop_line(part.source.rows.drop, {column: [told["area"]]}),
                        )
                    ),
                )
            )
    return found


def _percentages(part: Part, rows: Table) -> list[InputError]:
    """Refuse totals that are all a hundred: shares of sheets, and no numbers of them."""
    constants = {name for form in part.source.files for name in form.constants}
    if set(part.numbers.get(TOTAL, ())) & constants or TOTAL not in part.numbers:
        return []
    asked = rows.aggregate(
        n=rows.count(), low=rows[TOTAL].min(), high=rows[TOTAL].max(), row=rows["row"].min()
    )
    told = fetch_rows(asked)[0]
    if told["n"] < _FEW or (told["low"], told["high"]) != (_HUNDRED, _HUNDRED):
        return []
    return [
        AreaError(
            sentence(
                "the total is 100 in all {n:,} rows: these look like percentages, "
                "and not like numbers of sheets.",
                n=told["n"],
            ),
            file=part.raw.label,
            row=told["row"],
            column=_column(part, (TOTAL,)),
            value="100",
            expected="how many sheets each area has",
            remedy=(
                "Name the columns with the numbers of sheets in area.counted and area.total; if every area "
                'has a hundred sheets, say so: files = [{ name = "...", constants = { sheets = "100" } }] '
                'and area.total = "sheets".'
            ),
        )
    ]
