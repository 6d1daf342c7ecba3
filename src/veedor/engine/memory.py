"""How much memory an engine may take: a share of what the machine, or its container, has."""

from __future__ import annotations

import os
from pathlib import Path

SHARE = 2
"""The engine may hold one part in so many; Python and everybody else have the rest."""

LEAST, MOST = 1024, 8192
"""Megabytes that it may hold in any case, and beyond which it writes to disk, unless more is stated."""

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def default_memory() -> str:
    """Return limit of an engine's memory where nobody states one: half of what there is, from 1 to 8 GB."""
    return f"{min(max(LEAST, _available() // SHARE // 1024**2), MOST)}MiB"


def _available() -> int:
    """Return the bytes of memory of the machine, or of its container where that has fewer; 0 if unknown."""
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
