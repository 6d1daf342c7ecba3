"""Counts that are published by area: what the case says of their columns."""

from __future__ import annotations

from dataclasses import dataclass, field

COUNTED, TOTAL, OBSERVED, PENDING = "sheets_counted", "sheets_total", "sheets_observed", "sheets_pending"
OF_COUNTED = "registered_counted"
SHEET_NUMBERS = (COUNTED, TOTAL, OBSERVED, PENDING)
AREA_FIGURES = (*SHEET_NUMBERS, OF_COUNTED)
"""Staged columns that an area has beside its votes."""
ENOUGH = 3
"""So many of the four numbers of sheets give the fourth."""


@dataclass(frozen=True)
class AreaMap:
    """Which area a row speaks of, and how many of its sheets are counted."""

    id: str
    """A column, or a template such as ``{Province}/{Municipality}``."""
    counted: str | tuple[str, ...] = ""
    """A column, or several that are added; so all numbers of sheets."""
    total: str | tuple[str, ...] = ""
    observed: str | tuple[str, ...] = ""
    """Sheets that came in and are not, or not yet, in the votes."""
    pending: str | tuple[str, ...] = ""
    """Sheets that have not come in."""
    registered_counted: str | tuple[str, ...] = ""
    """Registered voters of the counted sheets, where they are published beside those of the whole area."""
    updated_at: str = ""
    """When the row was brought up to date: a column, or a template."""
    names: dict[str, str] = field(default_factory=dict)
    """Published id -> id, for areas that another publication names otherwise."""

    def column(self, figure: str) -> str | tuple[str, ...]:
        """Give the published column of one of :data:`AREA_FIGURES`."""
        named: str | tuple[str, ...] = getattr(self, key_of_figure(figure))
        return named

    @property
    def given(self) -> tuple[str, ...]:
        """Which of :data:`SHEET_NUMBERS` the source publishes."""
        return tuple(figure for figure in SHEET_NUMBERS if self.column(figure))


def key_of_figure(figure: str) -> str:
    """Give the key under ``area`` that names the column of a figure."""
    return figure.removeprefix("sheets_")
