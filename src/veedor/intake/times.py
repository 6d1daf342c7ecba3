"""Cells of text as instants: in UTC, to the second, strictly, so that nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veedor.engine import fetch_rows, sql
from veedor.intake.cells import trimmed
from veedor.intake.characters import plain_cell
from veedor.intake.instants import instants
from veedor.intake.timeformat import EPOCH, local_words

if TYPE_CHECKING:
    from veedor.engine.sql import Table, Value
    from veedor.intake.case import TimeMap

_CLOCK = r"[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2}(?:[.,][0-9]+)?)?"
_ISO = rf"^([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})(?:[Tt]| +)({_CLOCK})"
_WHOLE_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"
"""What the engine itself writes, and reads at once."""
_OFFSET = r" ?(?:[Zz]|UTC|GMT|([+-][0-9]{2}(?::?[0-9]{2})?))$"
_EPOCH = r"^(?:[0-9]{10}|[0-9]{13})$"
_HOUR_IN_DIGITS = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-4])$"
"""A row of ten digits that can also be year, month, day and hour."""
_MIDNIGHT = r"(^|[^0-9])24([:.hH])00"
_FIRST, _LAST = datetime(1970, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - the engine's UTC has no zone
"""A time of an election lies between them; anything else is a slip or a default."""
_APART = timedelta(hours=36)
"""Beyond any offset, and less than two changes of the clocks are apart."""


def moment(text: Value, time: TimeMap, zone: str, late: Value | None = None) -> Value:
    """Read a cell as an instant in UTC, to the second; null where it is blank or unreadable.

    Parameters
    ----------
    text : Value
        Trimmed or not.
    time : TimeMap
        Format and zone of what was published; ISO 8601 (or epoch seconds and milliseconds, of 10 and 13
        digits) where no format is stated. A time that carries its own offset is converted by it.
    zone : str
        Zone of the case.
    late : Value, optional
        Of each row, whether a local time that exists twice is the second; see :func:`late_rows`. Where it
        is not given, ``time.twice`` says so for all, or they are unreadable.
    """
    cell = plain_cell(trimmed(text))
    clocks = time.tz or zone
    fixed = _fixed_offset(clocks)
    found = sql.once(cell, lambda c: _known(c, time))
    if _has_clock(time):
        # of a zone whose clocks were never changed nothing need be asked
        local = sql.once(cell, lambda c: _local(c, time))
        if not time.format:
            whole = text.re_search(_WHOLE_ISO)
            local = sql.ifelse(whole, text.try_cast("timestamp"), local)
            found = sql.ifelse(whole, None, found)
        if fixed is not None:
            naive = local - _span(fixed)
        else:
            if late is None:
                late = (
                    sql.literal(time.twice == "second")
                    if time.twice in {"first", "second"}
                    else sql.null("boolean")
                )
            late_of = late
            naive = sql.once(
                sql.struct({"local": local, "late": late_of}),
                lambda both: _instant(both["local"], clocks, both["late"]),
            )
        found = found.coalesce(naive) if _has_known(time) else naive
    return sql.once(
        found.truncate("second"), lambda whole: sql.ifelse((whole >= _FIRST) & (whole < _LAST), whole, None)
    )


def clock(at: Value, zone: str) -> Value:
    """Return what the clocks of a zone show at instants."""
    fixed = _fixed_offset(zone)
    if fixed is not None:
        return at + _span(fixed)
    return sql.call("timezone", zone, sql.call("timezone", "UTC", at))


def local_time(text: Value, time: TimeMap) -> Value:
    """Read a cell as what a clock showed; null where it is unreadable, or carries its own offset."""
    if not _has_clock(time):
        return sql.null("timestamp")
    return sql.once(plain_cell(trimmed(text)), lambda cell: _local(cell, time))


def late_rows(table: Table, text: Value, time: TimeMap, zone: str) -> Value:
    """Say of each row whether a local time that exists twice is the second, as the order of the file tells.

    A file that runs forward (or backward) but for one step, and that step within the hour that exists
    twice, tells where the first hour ends. Of any other file the answer is null.

    Parameters
    ----------
    table : table
        With ``row`` and ``source``.
    text : Value
        The cells, a column of the table.
    time : TimeMap
        How times are written.
    zone : str
        Zone of the case.
    """
    split = order_splits(table, text, time, zone)
    late: Value = sql.null("boolean")
    for source, (row, forward) in split.items():
        second = table["row"] >= row if forward else table["row"] < row
        late = sql.ifelse(table["source"] == source, second, late)
    return late


def order_splits(table: Table, text: Value, time: TimeMap, zone: str) -> dict[str, tuple[int, bool]]:
    """Find, in each file that tells, the row after the step of the clocks, and whether it runs forward."""
    rows = table.select("row", "source", local=local_time(text, time))
    read = fetch_rows(rows.filter(rows.local.notnull()).order_by("source", "row"))
    found = {}
    for source, entries in groupby(read, key=lambda row: str(row["source"])):
        split = _split([(row["row"], row["local"]) for row in entries], ZoneInfo(time.tz or zone))
        if split is not None:
            found[source] = split
    return found


def _split(entries: list[tuple[int, datetime]], zone: ZoneInfo) -> tuple[int, bool] | None:
    pairs = list(pairwise(entries))
    steps = {
        True: [(before, after) for before, after in pairs if after[1] < before[1]],
        False: [(before, after) for before, after in pairs if after[1] > before[1]],
    }
    found = [
        (against[0][1][0], forward)
        for forward, against in steps.items()
        # two rows alone run as well forward as backward
        if len(against) == 1 < len(steps[not forward])
        and all(len(instants(local, zone)) == 2 for _, local in against[0])
    ]
    return found[0] if len(found) == 1 else None


def _has_clock(time: TimeMap) -> bool:
    """Whether what is published can be what a clock showed."""
    return time.format not in EPOCH and not time.format.endswith("%z")


def _has_known(time: TimeMap) -> bool:
    """Whether what is published can be an instant without knowing the clock."""
    return not time.format or not _has_clock(time)


def _known(cell: Value, time: TimeMap) -> Value:
    """Read an instant that is known without a clock; null where it is not one."""
    if time.format in EPOCH:
        return _epoch(cell, EPOCH[time.format])
    if time.format.endswith("%z"):
        there = sql.ifelse(cell.re_search(_OFFSET), cell.re_replace(_OFFSET, ""), None)
        return sql.once(there, lambda c: _formatted(c, time.format.removesuffix("%z").rstrip())) - _offset(
            cell
        )
    if time.format:
        return sql.null("timestamp")
    there = sql.ifelse(cell.re_search(_ISO + _OFFSET), _stamp(cell), None).try_cast("timestamp")
    sure = cell.re_search(_EPOCH) & ~cell.re_search(_HOUR_IN_DIGITS)
    unit = sql.ifelse(cell.length() == 13, 1000, 1)
    return sql.ifelse(sure, _epoch(cell, unit), there - _offset(cell))


def _local(cell: Value, time: TimeMap) -> Value:
    """Read what a clock showed; null where it is no such time."""
    if time.format:
        return _formatted(cell, time.format)
    return sql.ifelse(cell.re_search(_ISO + "$"), _stamp(cell), None).try_cast("timestamp")


def _stamp(cell: Value) -> Value:
    return cell.re_replace(_ISO + ".*$", r"\1 \2").replace(",", ".")


def _offset(cell: Value) -> Value:
    """Return the offset at the end of a cell; null where no clock has it."""
    digits = cell.re_extract(_OFFSET, 1).replace(":", "")
    return sql.once(digits, _minutes).as_interval("minutes")


def _minutes(digits: Value) -> Value:
    """Read the sign, hours and minutes of an offset."""
    hours = digits.substr(1, 2).try_cast("int64").fill_null(0)
    minutes = digits.substr(3, 2).try_cast("int64").fill_null(0)
    whole = sql.ifelse((minutes < 60) & (hours * 60 + minutes <= 14 * 60), hours * 60 + minutes, None)
    return (whole * sql.ifelse(digits.startswith("-"), -1, 1)).cast("int64")


def _epoch(cell: Value, unit: int | Value) -> Value:
    digits = sql.ifelse(cell.re_search(r"^[0-9]{1,13}(?:\.[0-9]*)?$"), cell, None)
    seconds = (digits.re_replace(r"\..*$", "").try_cast("int64") // unit).cast("int64")
    # what is far beyond any time would not fit into the engine's interval
    near = sql.ifelse(seconds < 10**10, seconds, None)
    return sql.literal(_FIRST) + near.as_interval("seconds")


def _formatted(cell: Value, template: str) -> Value:
    """Read what a clock showed in a stated format."""
    words, plain_format = local_words(cell, template)
    return sql.once(words, lambda text: _parsed(text, plain_format))


def _parsed(words: Value, template: str) -> Value:
    local = sql.call("try_strptime", words, template)
    if "%H" not in template and "%-H" not in template:
        return local
    # the end of a day is the beginning of the next
    midnight = sql.ifelse(words.re_search(_MIDNIGHT), words.re_replace(_MIDNIGHT, r"\100\200"), None)
    next_day = sql.once(
        sql.call("try_strptime", midnight, template),
        lambda at: sql.ifelse(at == at.truncate("day"), at + sql.interval(86_400), None),
    )
    return local.coalesce(next_day)


def _instant(local: Value, zone: str, late: Value) -> Value:
    """Return the instants at which the clocks of a zone showed local times; null unless there is just one."""

    def chosen(two: Value) -> Value:
        here, there = clock(two["before"], zone) == two["local"], clock(two["after"], zone) == two["local"]
        return sql.cases(
            (two["before"] == two["after"], two["before"]),
            (here & there & two["late"], two["after"]),
            (here & there & ~two["late"], two["before"]),
            (here & ~there, two["before"]),
            (there & ~here, two["after"]),
            else_=sql.null("timestamp"),
        )

    before, after = (_with_offset_near(local, zone, apart) for apart in (-_APART, _APART))
    return sql.once(sql.struct({"local": local, "late": late, "before": before, "after": after}), chosen)


def _with_offset_near(local: Value, zone: str, apart: timedelta) -> Value:
    """Return local times as instants by the offset that the zone has some time before or after."""
    near = local + _span(apart)
    return local - (clock(near, zone) - near)


def _span(length: timedelta) -> Value:
    return sql.interval(int(length.total_seconds()))


@cache
def _fixed_offset(zone: str) -> timedelta | None:
    """Return the offset of a zone whose clocks have not been changed since 1970; None for any other."""
    clocks = ZoneInfo(zone)
    step, at, end = timedelta(days=7), _FIRST.replace(tzinfo=UTC), _LAST.replace(tzinfo=UTC)
    first = at.astimezone(clocks).utcoffset()
    while at < end:
        if at.astimezone(clocks).utcoffset() != first:
            return None
        at += step
    return first
