"""Local times of a zone as instants, without an engine; lengths of time as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from veedor.errors import QuestionError
from veedor.sentence import sentence

_FIRST_YEAR, _LAST_YEAR = 1900, 9998


def instants(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the instants that a clock can have meant, in UTC.

    Parameters
    ----------
    local : datetime
        What the clock of the zone showed; a time with an offset of its own is meant by that.
    zone : ZoneInfo
        Whose clock.

    Returns
    -------
    tuple of datetime
        None where the clock was put forward over the time, two where it was put back over it, else one.
    """
    if local.tzinfo is not None:
        return (local.astimezone(UTC),)
    if (
        not _FIRST_YEAR < local.year < _LAST_YEAR
    ):  # no zone changes its clocks there, and none could be computed
        return (local.replace(tzinfo=UTC),)
    both = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(at for at in both if at.astimezone(zone).replace(tzinfo=None) == local))


def shown_twice(moment: datetime) -> bool:
    """Whether the clocks of its zone showed the time of a moment twice, so that it needs its offset."""
    other = moment.replace(fold=1 - moment.fold)
    return moment.utcoffset() != other.utcoffset()


def clock_problem(local: datetime, zone: ZoneInfo) -> tuple[str, str] | None:
    """Say why a local time is no instant, and what to write instead; None where it is one."""
    found = instants(local, zone)
    if not found:
        return (
            sentence(
                "the clocks of {key} were put forward over {local:%Y-%m-%d %H:%M:%S}: it does not exist.",
                key=zone.key,
                local=local,
            ),
            "Write the time with its offset, such as 2030-05-05T20:00:00+00:00.",
        )
    if len(found) == 2:
        first, second = (at.astimezone(zone).isoformat() for at in found)
        return (
            sentence(
                "the clocks of {key} were put back, and showed {local:%Y-%m-%d %H:%M:%S} twice.",
                key=zone.key,
                local=local,
            ),
            sentence(
                "Write the time with its offset: {first} for the first time, {second} for the second.",
                first=first,
                second=second,
            ),
        )
    return None


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the one instant of a local time, or of a time with an offset of its own, in UTC.

    Raises
    ------
    QuestionError
        Where there is none, or there are two.
    """
    problem = clock_problem(local, zone)
    if problem is not None:
        message, remedy = problem
        raise QuestionError(sentence("{message!c}", message=message), remedy=remedy)
    return instants(local, zone)[0]


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"([0-9]{1,7})([smh]?)")

REMEDY = "Write it as 180s, 3m or 2h."


def read_seconds(text: str) -> int | None:
    """Read a length of time; None where it is not one, or zero."""
    found = _LENGTH.fullmatch(text.strip())
    return int(found[1]) * _UNITS[found[2]] or None if found else None
