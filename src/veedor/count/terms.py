"""Until the words of stakes have moved: the message key of a level."""

from __future__ import annotations

LEVELS = frozenset(
    {
        "country", "region", "state", "department", "province", "county", "district", "municipality",
        "locality", "zone", "precinct", "place", "station", "stratum",
    }
)  # fmt: skip


def level_term(level: str) -> str:
    """Return the message key of a level, or its own name where it has no words."""
    return f"level.{level}" if level in LEVELS else level
