"""Cells of text as instants: in UTC, to the second, strictly, so that nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from veedor.engine import fetch_rows
from veedor.intake.cells import trimmed
from veedor.intake.characters import once, plain_cell
from veedor.intake.instants import instants
from veedor.intake.timeformat import EPOCH, local_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from veedor.intake.case import TimeMap

_CLOCK = r"[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2}(?:[.,][0-9]+)?)?"
_ISO = rf"^([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})(?:[Tt]| +)({_CLOCK})"
_OFFSET = r" ?(?:[Zz]|UTC|GMT|([+-][0-9]{2}(?::?[0-9]{2})?))$"
_EPOCH = r"^(?:[0-9]{10}|[0-9]{13})$"
_HOUR_IN_DIGITS = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-4])$"
"""A row of ten digits that can also be year, month, day and hour."""
_MIDNIGHT = r"(^|[^0-9])24([:.hH])00"
_FIRST, _LAST = datetime(1970, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - the engine's UTC has no zone
"""A time of an election lies between them; anything else is a slip or a default."""
_APART = timedelta(hours=36)
"""Beyond any offset, and less than two changes of the clocks are apart."""


def moment(
    text: ir.StringValue, time: TimeMap, zone: str, late: ir.BooleanValue | None = None
) -> ir.TimestampValue:
    """Read a cell as an instant in UTC, to the second; null where it is blank or unreadable.

    Parameters
    ----------
    text : ibis text
        Trimmed or not.
    time : TimeMap
        Format and zone of what was published; ISO 8601 (or epoch seconds and milliseconds, of 10 and 13
        digits) where no format is stated. A time that carries its own offset is converted by it.
    zone : str
        Zone of the case.
    late : ibis truth, optional
        Of each row, whether a local time that exists twice is the second; see :func:`late_rows`. Where it
        is not given, ``time.twice`` says so for all, or they are unreadable.
    """
    import ibis

    cell = plain_cell(trimmed(text))
    clocks = time.tz or zone
    fixed = _fixed_offset(clocks)
    found = once(cell, lambda c: _known(c, time))
    if _has_clock(time):
        # of a zone whose clocks were never changed nothing need be asked
        local = once(cell, lambda c: _local(c, time))
        if fixed is not None:
            naive = local - _span(fixed)
        else:
            if late is None:
                late = (
                    ibis.literal(time.twice == "second")
                    if time.twice in {"first", "second"}
                    else ibis.null(bool)
                )
            late_of = late
            naive = once(
                ibis.struct({"local": local, "late": late_of}),
                lambda both: _instant(both["local"], clocks, both["late"]),
            )
        found = found.coalesce(naive) if _has_known(time) else naive
    return once(
        found.truncate("s"), lambda whole: ibis.ifelse((whole >= _FIRST) & (whole < _LAST), whole, None)
    )


def clock(at: ir.TimestampValue, zone: str) -> ir.TimestampValue:
    """Give what the clocks of a zone show at instants."""
    fixed = _fixed_offset(zone)
    if fixed is not None:
        return at + _span(fixed)
    functions = _functions()
    found: ir.TimestampValue = functions["timezone_of"](zone, functions["at_timezone"]("UTC", at))
    return found


def local_time(text: ir.StringValue, time: TimeMap) -> ir.TimestampValue:
    """Read a cell as what a clock showed; null where it is unreadable, or carries its own offset."""
    import ibis

    if not _has_clock(time):
        return ibis.null("timestamp")
    found: ir.TimestampValue = once(plain_cell(trimmed(text)), lambda cell: _local(cell, time))
    return found


def late_rows(table: ir.Table, text: ir.StringValue, time: TimeMap, zone: str) -> ir.BooleanValue:
    """Say of each row whether a local time that exists twice is the second, as the order of the file tells.

    A file that runs forward (or backward) but for one step, and that step within the hour that exists
    twice, tells where the first hour ends. Of any other file the answer is null.

    Parameters
    ----------
    table : ibis table
        With ``row`` and ``source``.
    text : ibis text
        The cells, a column of the table.
    time : TimeMap
        How times are written.
    zone : str
        Zone of the case.
    """
    import ibis

    split = order_splits(table, text, time, zone)
    late: ir.BooleanValue = ibis.null("boolean")
    for source, (row, forward) in split.items():
        second = table["row"] >= row if forward else table["row"] < row
        late = ibis.ifelse(table["source"] == source, second, late)
    return late


def order_splits(
    table: ir.Table, text: ir.StringValue, time: TimeMap, zone: str
) -> dict[str, tuple[int, bool]]:
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


def _known(cell: ir.StringValue, time: TimeMap) -> ir.TimestampValue:
    """Read an instant that is known without a clock; null where it is none."""
    import ibis

    if time.format in EPOCH:
        return _epoch(cell, EPOCH[time.format])
    if time.format.endswith("%z"):
        there = ibis.ifelse(cell.re_search(_OFFSET), cell.re_replace(_OFFSET, ""), None)
        return once(there, lambda c: _formatted(c, time.format.removesuffix("%z").rstrip())) - _offset(cell)
    if time.format:
        return ibis.null("timestamp")
    there = ibis.ifelse(cell.re_search(_ISO + _OFFSET), _stamp(cell), None).try_cast("timestamp")
    sure = cell.re_search(_EPOCH) & ~cell.re_search(_HOUR_IN_DIGITS)
    unit = ibis.ifelse(cell.length() == 13, 1000, 1)
    return ibis.ifelse(sure, _epoch(cell, unit), there - _offset(cell))


def _local(cell: ir.StringValue, time: TimeMap) -> ir.TimestampValue:
    """Read what a clock showed; null where it is no such time."""
    import ibis

    if time.format:
        return _formatted(cell, time.format)
    return ibis.ifelse(cell.re_search(_ISO + "$"), _stamp(cell), None).try_cast("timestamp")


def _stamp(cell: ir.StringValue) -> ir.StringValue:
    return cell.re_replace(_ISO + ".*$", r"\1 \2").replace(",", ".")


def _offset(cell: ir.StringValue) -> ir.IntervalValue:
    """Give the offset at the end of a cell; null where it is none that any clock has."""
    digits = cell.re_extract(_OFFSET, 1).replace(":", "")
    minutes: ir.IntegerValue = once(digits, _minutes)
    return minutes.as_interval("m")


def _minutes(digits: ir.StringValue) -> ir.IntegerValue:
    """Read the sign, hours and minutes of an offset."""
    import ibis

    hours = digits.substr(1, 2).try_cast("int64").fill_null(0)
    minutes = digits.substr(3, 2).try_cast("int64").fill_null(0)
    whole = ibis.ifelse((minutes < 60) & (hours * 60 + minutes <= 14 * 60), hours * 60 + minutes, None)
    return (whole * ibis.ifelse(digits.startswith("-"), -1, 1)).cast("int64")


def _epoch(cell: ir.StringValue, unit: int | ir.IntegerValue) -> ir.TimestampValue:
    import ibis

    digits = ibis.ifelse(cell.re_search(r"^[0-9]{1,13}(?:\.[0-9]*)?$"), cell, None)
    seconds = (digits.re_replace(r"\..*$", "").try_cast("int64") // unit).cast("int64")
    # what is far beyond any time would not fit into the engine's interval
    near = ibis.ifelse(seconds < 10**10, seconds, None)
    found: ir.TimestampValue = ibis.literal(_FIRST) + near.as_interval("s")
    return found


def _formatted(cell: ir.StringValue, template: str) -> ir.TimestampValue:
    """Read what a clock showed in a stated format."""
    words, plain_format = local_words(cell, template)
    found: ir.TimestampValue = once(words, lambda text: _parsed(text, plain_format))
    return found


def _parsed(words: ir.StringValue, template: str) -> ir.TimestampValue:
    import ibis

    read = _functions()["try_strptime"]
    local: ir.TimestampValue = read(words, template)
    if "%H" not in template and "%-H" not in template:
        return local
    # the end of a day is the beginning of the next
    midnight = ibis.ifelse(words.re_search(_MIDNIGHT), words.re_replace(_MIDNIGHT, r"\100\200"), None)
    next_day = once(
        read(midnight, template),
        lambda at: ibis.ifelse(at == at.truncate("D"), at + ibis.interval(days=1), None),
    )
    return local.coalesce(next_day)


def _instant(local: ir.TimestampValue, zone: str, late: ir.BooleanValue) -> ir.TimestampValue:
    """Give the instants at which the clocks of a zone showed local times; null where there is no one."""
    import ibis

    def chosen(two: Any) -> ir.TimestampValue:  # noqa: ANN401 - Ibis has no type of a field
        here, there = clock(two["before"], zone) == two["local"], clock(two["after"], zone) == two["local"]
        return ibis.cases(
            (two["before"] == two["after"], two["before"]),
            (here & there & two["late"], two["after"]),
            (here & there & ~two["late"], two["before"]),
            (here & ~there, two["before"]),
            (there & ~here, two["after"]),
            else_=ibis.null("timestamp"),
        )

    before, after = (_with_offset_near(local, zone, apart) for apart in (-_APART, _APART))
    found: ir.TimestampValue = once(
        ibis.struct({"local": local, "late": late, "before": before, "after": after}), chosen
    )
    return found


def _with_offset_near(local: ir.TimestampValue, zone: str, apart: timedelta) -> ir.TimestampValue:
    """Give local times as instants by the offset that the zone has some time before or after."""
    near = local + _span(apart)
    return local - (clock(near, zone) - near)


def _span(length: timedelta) -> ir.IntervalScalar:
    import ibis

    return ibis.interval(seconds=int(length.total_seconds()))


@cache
def _fixed_offset(zone: str) -> timedelta | None:
    """Give the offset of a zone whose clocks have not been changed since 1970; None for any other."""
    clocks = ZoneInfo(zone)
    step, at, end = timedelta(days=7), _FIRST.replace(tzinfo=UTC), _LAST.replace(tzinfo=UTC)
    first = at.astimezone(clocks).utcoffset()
    while at < end:
        if at.astimezone(clocks).utcoffset() != first:
            return None
        at += step
    return first


@cache
def _functions() -> dict[str, Any]:
    """Functions of DuckDB for which Ibis has no expression."""
    import ibis
    import ibis.expr.datatypes as dt

    def declare(name: str, arguments: tuple[Any, ...], gives: object) -> Any:  # noqa: ANN401 - Ibis has no types
        def function(first: object, second: object) -> object: ...

        function.__name__ = name
        return ibis.udf.scalar.builtin(function, name=name, signature=(arguments, gives))

    plain, aware = dt.Timestamp(), dt.Timestamp(timezone="UTC")
    return {
        "try_strptime": declare("try_strptime", (dt.string, dt.string), plain),
        "at_timezone": declare("timezone", (dt.string, plain), aware),
        "timezone_of": declare("timezone", (dt.string, aware), plain),
    }
