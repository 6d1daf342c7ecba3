"""The staged columns of votes: which they are, and what they say of each row together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.engine.schemas import VOTES

if TYPE_CHECKING:
    from veedor.engine.sql import Table, Value


def votes_of(rows: Table) -> list[str]:
    """Return the columns of votes, in their order."""
    return [name for name in rows.columns if name.startswith(VOTES)]


def cast_of(rows: Table) -> Value:
    """Add the votes of a row, blank ones as none."""
    return sql.total([rows[name].fill_null(0) for name in votes_of(rows)])


def holds_figures(rows: Table) -> Value:
    """Say which rows hold a figure of some choice, be it zero."""
    return sql.any_of([rows[name].notnull() for name in votes_of(rows)])


def size_of(rows: Table) -> Value:
    """Add the figures of a row, corrections below zero too, without their signs."""
    return sql.total([rows[name].fill_null(0).abs() for name in votes_of(rows)])


def only_zeros(rows: Table) -> Value:
    """Say which rows hold figures, and nothing but zeros."""
    return holds_figures(rows) & (size_of(rows) == 0)


def without_votes(rows: Table, which: Value) -> Table:
    """Return rows of which some have no votes: what stands there only holds their place."""
    return rows.mutate(**{c: sql.ifelse(which, sql.null("int64"), rows[c]) for c in votes_of(rows)})
