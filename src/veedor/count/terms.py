"""Message keys of the names that cases share; other names are shown as the case writes them."""

from __future__ import annotations

LEVELS = frozenset(
    {
        "country", "region", "state", "department", "province", "county", "district", "municipality",
        "locality", "zone", "precinct", "place", "station", "stratum",
    }
)  # fmt: skip
"""Levels of place (and the stratum) that have words in every language."""

COUNTS = frozenset({"preliminary", "official"})
"""Counts that have words in every language."""

STRATA = frozenset({"urban", "rural", "abroad"})
"""Strata that have words in every language."""


def level_term(level: str) -> str:
    """Give the message key of a level, or its own name where it has no words."""
    return f"level.{level}" if level in LEVELS else level


def count_term(count: str) -> str:
    """Give the message key of a count, or its own name where it has no words."""
    return f"term.{count}" if count in COUNTS else count


def stratum_term(stratum: str) -> str:
    """Give the message key of a stratum, or its own name where it has no words."""
    return f"term.{stratum}" if stratum in STRATA else stratum
