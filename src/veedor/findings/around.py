"""What "the sheets around them" means for replaced sheets: those of which level, and for how many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.findings.stakes_words import SORT, finding
from veedor.findings.words import level_term
from veedor.model import Figure, Unit
from veedor.stakes.replaced import WHOLE_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.model import Finding

ENDS = {WHOLE_COUNT: "whole", "": "alone"}
"""What is no level of place, by its name in :meth:`~veedor.stakes.replaced.Replacement.used`."""


def findings_of(used: Mapping[str, int], finest: str) -> Iterator[Finding]:
    """Say for each level how many sheets would hold what its other sheets voted.

    Parameters
    ----------
    used : mapping of str to int
        Sheets by level, from the finest on; empty where nothing is replaced.
    finest : str
        The level that is tried first; of any other it is said why it was taken.
    """
    for level, number in used.items():
        says = ENDS.get(level, "near" if level == finest else "wider")
        figures = [Figure("replaced", number, Unit.SHEETS)]
        if level not in ENDS:
            figures += [
                Figure("level", level_term(level), Unit.TERM),
                Figure("finest", level_term(finest), Unit.TERM),
            ]
        yield finding(f"stakes.around.{level or 'alone'}", f"stakes.around.{says}", tuple(figures), SORT)


def finest_of(levels: tuple[str, ...]) -> str:
    """Give the level that is tried first, of the levels of a count from the widest on."""
    return levels[-1] if levels else WHOLE_COUNT
