"""What a list of tally sheets says: how many are meant, what they come to, what annulling them would do."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from veedor.engine.schemas import VOTES
from veedor.findings.fallen import beside, findings_of, names_of
from veedor.findings.rows import columns_in
from veedor.findings.words import base_key, measured, share_figure, stratum_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.lookup import SheetList, SheetTable
    from veedor.model import Value

PRECISION = 4
"""Decimals of leads: one sheet in 34,555 moves the fourth."""
UNITS = {
    "sheet": Unit.TEXT, "place": Unit.PLACE, "state": Unit.TERM, "status": Unit.TEXT, "reason": Unit.TERM,
    "stratum": Unit.TERM, "registered": Unit.VOTERS, "cast": Unit.BALLOTS, "valid": Unit.VOTES,
    "turnout": Unit.SHARE, "winner": Unit.CHOICE, "margin": Unit.VOTES, "adds": Unit.VOTES,
    "checks": Unit.TERM, "changed": Unit.TEXT, "late": Unit.TEXT, "verified_at": Unit.MOMENT,
}  # fmt: skip
"""What the columns of sheets count; those of choices count votes."""


def findings(result: SheetList) -> tuple[Finding, ...]:
    """Say how many sheets are meant, and what annulling them would do."""
    return (_meant(result), *_annulled(result))


def tables(result: SheetList) -> tuple[Table, ...]:
    """Return the page of sheets, the sums of all that are meant, and those of each place below the region."""
    return (_page(result), sums_table(result), _parts(result))


def _meant(result: SheetList) -> Finding:
    sums = result.sums
    figures = (
        Figure("meant", sums.sheets, Unit.SHEETS),
        Figure("counted", sums.counted, Unit.SHEETS),
        Figure("registered", sums.registered, Unit.VOTERS),
        Figure("cast", sums.cast, Unit.BALLOTS),
        Figure("valid", sums.valid, Unit.VOTES),
        Figure("adds", sums.adds, Unit.VOTES, digits=1),
    )
    says = "sheets.meant" if sums.counted else "sheets.meant.none_counted" if sums.sheets else "sheets.none"
    method = Method("sheets.method", "the published files; the mapping in case.toml")
    return Finding("sheets.meant", says, figures, method)


def _annulled(result: SheetList) -> tuple[Finding, ...]:
    impact, measure = result.impact, result.measure
    if impact is None:
        return ()
    levels = (("lead", impact.level), ("lead_annulled", impact.level_annulled))
    figures = (
        Figure("counted", result.sums.counted, Unit.SHEETS),
        *(measured(name, value, measure, PRECISION) for name, value in levels if measure is not None),
        names_of(impact.falls),
        Figure("verdict", f"checks.verdict{'.open' if impact.is_open else ''}.{impact.sway}", Unit.TERM),
    )
    others = beside(impact.falls, measure)
    told = measure is not None and impact.level_annulled is not None
    says = f"sheets.annulled{'.others' if others else ''}" if told else "sheets.sway"
    method = Method("sheets.method.annulled", "the rule, applied to what is left")
    return (
        Finding(
            "sheets.annulled",
            says,
            figures,
            method,
            ("checks.assumption.figures_as_published",),
            ("checks.cannot_show.who_or_why",),
        ),
        *(findings_of("sheets.annulled", others) if told else ()),
    )


def _page(result: SheetList) -> Table:
    columns = tuple(column_of(name) for name in result.columns)
    read = [reader(result.source, name) for name in result.columns]
    rows = tuple(tuple(one(v) for one, v in zip(read, row, strict=True)) for row in result.rows)
    return Table("sheet_list", columns, rows)


@lru_cache(maxsize=500)
def column_of(name: str) -> Column:
    """Return a column of sheets with what it counts; one of a choice is named by the choice."""
    if name.startswith(VOTES):
        return Column(name.removeprefix(VOTES), Unit.VOTES)
    base = base_key("registered") if name == "turnout" else ""
    return Column(name, UNITS[name], base, digits=1)


def reader(source: SheetTable, name: str) -> Callable[[Value], Value]:
    """Return what makes a value of a column of sheets one that can be put in words.

    Parameters
    ----------
    source : SheetTable
        Of which sheets.
    name : str
        The column.
    """
    readers: dict[str, Callable[[Value], Value]] = {
        "state": lambda v: f"state.{str(v).replace('-', '_')}",
        "reason": lambda v: None if v is None else f"state.reason.{v}",
        "stratum": lambda v: None if v is None else stratum_term(str(v)),
        "turnout": lambda v: None if v is None else Fraction(str(v)) / 100,
        "adds": lambda v: None if not isinstance(v, int) else Fraction(v, source.scale),
        "verified_at": lambda v: None if not isinstance(v, datetime) else source.by_the_clock(v),
        "checks": lambda v: None if v is None else tuple(f"check.{check}" for check in str(v).split()),
    }
    return readers.get(name, lambda v: v)


def sums_table(result: SheetList) -> Table:
    """Return the votes of each choice on the counted sheets that are meant."""
    sums, contest = result.sums, result.contest
    columns = (
        Column("choice", Unit.CHOICE),
        Column("votes", Unit.VOTES),
        Column("share", Unit.SHARE, base_key("valid"), digits=2),
    )
    is_valid = set(contest.of_kind(*contest.valid_kinds))
    rows = tuple(
        (
            str(choice.choice_id),
            votes,
            share_figure("share", votes, sums.valid or 0, "valid").value
            if choice.choice_id in is_valid
            else None,
        )
        for choice, votes in zip(contest.choices, sums.votes, strict=True)
    )
    return Table("sheet_sums", columns, rows)


def _parts(result: SheetList) -> Table:
    """Return the sums of each place one level below the region that is asked."""
    contest = result.contest
    columns = (
        Column("place", Unit.PLACE),
        *columns_in(Unit.SHEETS, "sheets", "counted"),
        Column("registered", Unit.VOTERS),
        Column("cast", Unit.BALLOTS),
        Column("valid", Unit.VOTES),
        Column("adds", Unit.VOTES, digits=1),
        *(Column(str(choice.choice_id), Unit.VOTES) for choice in contest.choices),
    )
    sums = attrgetter(*(column.name for column in columns[1:7]))
    rows = tuple((part.name, *sums(part.sums), *part.sums.votes) for part in result.parts)
    return Table("sheet_parts", columns, rows)
