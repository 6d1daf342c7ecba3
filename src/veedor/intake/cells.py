"""Cells of text as figures, times and coordinates: strictly, so that nothing is guessed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from veedor.intake.case import NumberMap, TimeMap

_ISO = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"
_ISO_WITH_ZONE = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)$"


def trimmed(cell: ir.StringValue) -> ir.StringValue:
    """Give a cell without outer blanks; an empty cell is the empty text."""
    return cell.fill_null("").strip()


def is_blank(text: ir.StringValue, numbers: NumberMap) -> ir.BooleanValue:
    """Say whether a cell is blank: empty, or one of the texts that the case states. Blank is not zero."""
    blank: ir.BooleanValue = text == ""
    return blank | text.isin(list(numbers.missing)) if numbers.missing else blank


def figure_pattern(numbers: NumberMap) -> str:
    """Give the regular expression of a readable figure, outer blanks allowed.

    "16.0" is 16, because spreadsheets write so; "1.000" is not 1, because it may be a thousand. With a
    thousands mark stated, groups of three are required behind it.
    """
    digits = "[0-9]+"
    if numbers.thousands:
        digits = f"(?:[0-9]+|[0-9]{{1,3}}(?:{re.escape(numbers.thousands)}[0-9]{{3}})+)"
    tail = f"(?:{re.escape(numbers.decimal)}0{{1,2}})?" if numbers.decimal else ""
    return rf"^\s*{digits}{tail}\s*$"


def figure(text: ir.StringValue, numbers: NumberMap) -> ir.IntegerValue:
    """Read a cell as a whole number that is not negative; null where it is blank or unreadable."""
    import ibis

    readable = text.re_search(figure_pattern(numbers))
    plain = text
    if numbers.thousands:
        if numbers.decimal:
            plain = plain.re_replace(rf"{re.escape(numbers.decimal)}0{{1,2}}\s*$", "")
        plain = plain.replace(numbers.thousands, "")
    elif numbers.decimal not in {"", "."}:
        plain = plain.replace(numbers.decimal, ".")
    return ibis.ifelse(readable, plain, None).try_cast("int64")


def degrees(text: ir.StringValue, numbers: NumberMap, limit: int) -> ir.FloatingValue:
    """Read a cell as degrees between ``-limit`` and ``limit``; null where it is not."""
    import ibis

    plain = text.replace(numbers.decimal, ".") if numbers.decimal not in {"", "."} else text
    value = plain.try_cast("float64")
    return ibis.ifelse(value.between(-limit, limit), value, None)


def moment(text: ir.StringValue, time: TimeMap, zone: str) -> ir.TimestampValue:
    """Read a cell as local time of the case, to the second; null where it is blank or unreadable.

    Parameters
    ----------
    text : ibis text
        Trimmed.
    time : TimeMap
        Format and zone of what was published; ISO 8601 where no format is stated. A time that carries its
        own offset is converted by it.
    zone : str
        Zone of the case.
    """
    import ibis

    functions = _functions()
    if time.format:
        local = functions["try_strptime"](text, time.format)
        aware = None
    else:
        local = ibis.ifelse(text.re_search(_ISO), text, None).try_cast("timestamp")
        aware = ibis.ifelse(text.re_search(_ISO_WITH_ZONE), text, None).try_cast("timestamp('UTC')")
    if time.tz and time.tz != zone:
        local = functions["timezone_of"](zone, functions["at_timezone"](time.tz, local))
    if aware is not None:
        local = local.coalesce(functions["timezone_of"](zone, aware))
    return local.truncate("s")


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
