"""How much memory an engine may take: a share of what the machine, or its container, has."""

from __future__ import annotations

import os
from pathlib import Path

SHARE = 2
"""The engine may hold one part in so many; Python and everybody else have the rest."""

LEAST = 1024
"""Megabytes that it may hold in any case."""

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def default_memory() -> str:
    """Give the limit of an engine's memory where nobody states one: half of what there is, at least 1 GB."""
    return f"{max(LEAST, _available() // SHARE // 1024**2)}MiB"


def _available() -> int:
    """Give the bytes of memory of the machine, or of its container where that has fewer; 0 if unknown."""
    try:
        found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, ValueError, OSError):  # no such question on this system
        found = []
    for limit in _LIMITS:
        try:
            found.append(int(Path(limit).read_text(encoding="ascii")))
        except (OSError, ValueError):  # no container, or one without a limit ("max")
            continue
    return min(found, default=0)
