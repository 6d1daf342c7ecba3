"""Lengths of time as people write them: ``180``, ``3m``, ``36h``."""

from __future__ import annotations

import re

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"([0-9]{1,7})([smh]?)")

REMEDY = "Write it as 180s, 3m or 2h."


def read_seconds(text: str) -> int | None:
    """Read a length of time; None where it is none, or nothing."""
    found = _LENGTH.fullmatch(text.strip())
    return int(found[1]) * _UNITS[found[2]] or None if found else None
