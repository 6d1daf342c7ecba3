"""Assertions in the words of readers: which condition, of whom, over whom, where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import Column, Figure, Unit

if TYPE_CHECKING:
    from veedor.model import Assertion, Value

COLUMNS = (
    Column("condition", Unit.TERM),
    Column("subject", Unit.CHOICE),
    Column("rival", Unit.CHOICE),
    Column("area", Unit.TEXT),
)
"""Columns that name an assertion in a table."""


def cells(assertion: Assertion) -> tuple[Value, ...]:
    """Give the cells of :data:`COLUMNS`."""
    area = None if assertion.scope is None else str(assertion.scope.area)
    return (f"rules.condition.{assertion.kind}", assertion.subject, assertion.rival, area)


def figures(assertion: Assertion) -> tuple[Figure, ...]:
    """Give the figures by which a sentence names an assertion, its exact id among them."""
    return (
        Figure("subject", assertion.subject, Unit.CHOICE),
        Figure("rival", assertion.rival, Unit.CHOICE),
        Figure("assertion", assertion.assertion_id, Unit.TEXT),
    )


def variant(key: str, assertion: Assertion) -> str:
    """Give the message key for an assertion with a rival, or for one without."""
    return f"{key}.over" if assertion.rival is not None else f"{key}.alone"
