"""What the names of several files have in common, and where they differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


PART = "Part"
"""Name of the column that holds what the names of files, or of worksheets, differ in."""


def pattern_of(names: Sequence[str]) -> str:
    """Return the pattern that all names match; empty where one would match others, too."""
    start, end = ends(names)
    return f"{start}*{end}" if not re.search(r"[*?\[\]]", start + end) else ""


def ends(names: Sequence[str]) -> tuple[str, str]:
    """Return what all names begin and end with."""
    low, high = min(names), max(names)
    size = next(
        (i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    start = low[:size]
    rest = [name[size:] for name in names]
    end = rest[0]
    while end and not all(name.endswith(end) for name in rest):
        end = end[1:]
    return start, end


def varying_parts(names: Sequence[str]) -> list[str]:
    """Return the whole words that differ between names; nothing where a name has no such part."""
    start, end = _borders(names)
    parts = [name[len(start) : len(name) - len(end)] for name in names]
    return parts if all(parts) else []


def naming(names: Sequence[str]) -> str:
    """Return the expression whose group is what differs between names."""
    start, end = _borders(names)
    return f"^{re.escape(start)}(?P<{PART}>.+){re.escape(end)}$"


def _borders(names: Sequence[str]) -> tuple[str, str]:
    """Return what all names begin and end with, up to a border of words: `nal.csv` is none."""
    start, end = ends(names)
    while start and any(_within(start[-1], name[len(start) : len(start) + 1]) for name in names):
        start = start[:-1]
    while end and any(_within(name[: len(name) - len(end)][-1:], end[0]) for name in names):
        end = end[1:]
    return start, end


def _within(one: str, other: str) -> bool:
    """Whether two letters, or two digits, that follow one another belong to one word or number."""
    if one.isdigit() or other.isdigit():
        return one.isdigit() and other.isdigit()
    return one.isalpha() and other.isalpha() and not (one.islower() and other.isupper())


def have_order(names: Sequence[str]) -> bool:
    """Whether names are apart in numbers alone, so that they tell which is the later one."""
    shapes = {re.sub(r"[0-9]+", "#", name) for name in names}
    return len(shapes) == 1 and "#" in next(iter(shapes))
