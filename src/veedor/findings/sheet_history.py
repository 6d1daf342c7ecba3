"""What the versions of one sheet say: whether its figures changed, and what names it under which law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.checks import check_term, sheets_of
from veedor.findings.rows import columns_in
from veedor.findings.words import count_term
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.lookup.history import SheetHistory
    from veedor.model import Value


def findings(result: SheetHistory) -> tuple[Finding, ...]:
    """Say whether every version has the same figures."""
    figured = [version.votes for version in result.versions if any(v is not None for v in version.votes)]
    says = "same" if len(set(figured)) < 2 else "differ"
    figures = (
        Figure("sheet", result.sheet_id, Unit.TEXT),
        Figure("versions", len(figured), Unit.NUMBER, digits=0),
    )
    method = Method("sheets.method.history", "the published files; the mapping in case.toml")
    return (
        Finding(
            "sheets.history", f"sheets.history.{says}", figures, method,
            cannot_show=("checks.cannot_show.who_or_why",),
        ),
    )  # fmt: skip


def tables(result: SheetHistory) -> tuple[Table, ...]:
    """Return every version; the checks that name the sheet; what each of them saw."""
    return (_versions(result), _named(result), *_evidence(result))


def _versions(result: SheetHistory) -> Table:
    columns = (
        Column("count", Unit.TERM),
        Column("first_publication", Unit.TEXT),
        Column("published_at", Unit.MOMENT),
        Column("last_publication", Unit.TEXT),
        *columns_in(Unit.TERM, "state", "reason"),
        Column("status", Unit.TEXT),
        Column("verified_at", Unit.MOMENT),
        *(Column(str(choice.choice_id), Unit.VOTES) for choice in result.contest.choices),
        Column("source", Unit.TEXT),
    )
    rows: list[tuple[Value, ...]] = [
        (
            count_term(v.count),
            v.first,
            v.since,
            v.last if v.last != v.first else None,
            f"state.{v.state.replace(' ', '_').replace('-', '_')}",
            f"state.reason.{v.reason.replace(' ', '_')}" if v.reason else None,
            v.status or None,
            v.verified_at,
            *v.votes,
            v.source,
        )
        for v in result.versions
    ]
    return Table("sheet_versions", columns, tuple(rows))


def _named(result: SheetHistory) -> Table:
    columns = (
        *columns_in(Unit.TERM, "check", "definition"),
        *columns_in(Unit.TEXT, "tolerance", "ground"),
    )
    rows = tuple(
        (
            check_term(one),
            f"{check_term(one)}.definition",
            "; ".join(f"{name} = {value}" for name, value in result.tolerances[one.check.check_id].items())
            or None,
            "; ".join([*(ground.law for ground in one.grounds), one.check.source]),
        )
        for one in result.named
    )
    return Table("sheet_named", columns, rows)


def _evidence(result: SheetHistory) -> tuple[Table, ...]:
    """Return what each check saw on this sheet; nothing of one that saw no figure."""
    found = []
    for one in result.named:
        table = sheets_of(one)
        if len(table.columns) > 1:
            rows = tuple(row[1:] for row in table.rows if row[0] == result.sheet_id)
            found.append(Table(table.name, table.columns[1:], rows))
    return tuple(found)
