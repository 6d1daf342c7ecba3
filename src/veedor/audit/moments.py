"""Times that papers state: with a zone, and never earlier than the one before."""

from __future__ import annotations

from datetime import datetime


def is_later(one: str, other: str) -> bool:
    """Say whether a time is later than another; never where one of them is not a time."""
    first, second = _moment(one), _moment(other)
    return first is not None and second is not None and first > second


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def is_moment(text: str) -> bool:
    """Say whether a text is a time with a zone."""
    return _moment(text) is not None
