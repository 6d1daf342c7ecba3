"""Columns of times: which one says when a sheet was verified, and in what form it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.phrase import phrase
from veedor.guess.proposal import UNKNOWN, Doubt
from veedor.guess.values import CLOCK, clock_parts
from veedor.guess.words import plain_words
from veedor.intake.toml import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn

_KEY = "source.official.sheet.verified_at"
_FORMAT = "source.official.time.format"
_WANTED = (
    r"verif|aprob|approv|valid",
    r"comput|proces|count|escrut|transm|digit|publ",
    r"regis|\bat\b|time|hora|stamp",
    r"recib|recep|receiv|entr",
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})(?P<gap>[T ,]+)"
    r"\d{1,2}:\d{2}"
    r"(?P<s>:\d{2})?(?P<half>\s?[AaPp]\.?\s?[Mm]\.?)?"
)
_NAMED = re.compile(
    r"\d{1,2}(?P<mark>[-/. ])(?P<month>[^\W\d_]{3,})(?P=mark)\d{4}(?P<gap>[T ,]+)"
    r"\d{1,2}:\d{2}(?P<s>:\d{2})?(?P<half>\s?[AaPp]\.?\s?[Mm]\.?)?"
)


def find_time(columns: Sequence[FileColumn]) -> tuple[str, dict[str, str], list[Doubt]]:
    """Give the column (or template) of the time of a sheet, how it is read, and what must be asked.

    Parameters
    ----------
    columns : sequence of FileColumn
        Columns of times, and parts of times.

    Returns
    -------
    at : str
        Empty where there is no time of a day.
    settings : dict of str to str
        Key of the case -> value as TOML.
    doubts : list of Doubt
        That this is the time, and how it is written where that is open.
    """
    whole = [c for c in columns if _has_clock(c) and c.distinct > 1]
    if whole:
        whole.sort(key=lambda c: (_rank(c), -c.filled, c.place))
        best = whole[0]
        settings, doubts = _form(best)
        others = tuple(c.name for c in whole[1:])
        return best.name, settings, [_ask(best.name, others, best), *doubts]
    parts: dict[str, FileColumn] = {}
    for column in columns:
        free = [part for part in clock_parts(column) if part not in parts]
        if free:
            parts[free[0]] = column
    if {"day", "month", "year", "hour", "minute"} <= set(parts):
        chosen = [part for part in CLOCK if part in parts]
        made = "{year}-{month}-{day} {hour}:{minute}" + (":{second}" if "second" in parts else "")
        at = made
        for part in chosen:
            at = at.replace("{" + part + "}", "{" + parts[part].name + "}")
        form = "%Y-%m-%d %H:%M" + (":%S" if "second" in parts else "")
        return at, {_FORMAT: quoted(form)}, [_ask(at, (), parts["day"])]
    return _two_columns(columns)


def _two_columns(columns: Sequence[FileColumn]) -> tuple[str, dict[str, str], list[Doubt]]:
    dates = [c for c in columns if _matches(c, r"\d{4}-\d{2}-\d{2}")]
    hours = [c for c in columns if _matches(c, r"\d{1,2}:\d{2}(:\d{2})?") and c.distinct > 1]
    if dates and hours:
        at = f"{{{dates[0].name}}} {{{hours[0].name}}}"
        return at, {}, [_ask(at, (), hours[0])]
    return "", {}, []


def _matches(column: FileColumn, pattern: str) -> bool:
    texts = [t for t in column.different[:200] if t]
    return bool(texts) and all(re.fullmatch(pattern, t) for t in texts)


def _has_clock(column: FileColumn) -> bool:
    texts = [t for t in column.different[:200] if t]
    if texts and all(t.isdigit() for t in texts):
        return len(texts[0]) >= 10
    return sum(1 for t in texts if re.search(r"\d[T ,]+\d{1,2}:\d{2}", t)) >= 0.8 * len(texts) > 0


def _rank(column: FileColumn) -> int:
    words = plain_words(column.name).replace("_", " ")
    return next((i for i, pattern in enumerate(_WANTED) if re.search(pattern, words)), len(_WANTED))


def _ask(at: str, others: tuple[str, ...], column: FileColumn) -> Doubt:
    return Doubt(
        _KEY,
        phrase("ask.time", column=at),
        at,
        (*others, UNKNOWN),
        phrase("why.holds_times", texts=column.examples),
    )


def _form(column: FileColumn) -> tuple[dict[str, str], list[Doubt]]:
    texts = [t for t in column.different if t]
    if all(_ISO.fullmatch(t) or t.isdigit() for t in texts):
        return {}, []
    if form := _with_names(texts):
        return {_FORMAT: quoted(form)}, []
    found = [m for t in texts if (m := _NUMERIC.fullmatch(t))]
    if len(found) < 0.9 * len(texts):
        ask = Doubt(
            _FORMAT,
            phrase("ask.time_format", column=column.name),
            UNKNOWN,
            ("%d/%m/%Y %H:%M",),
            phrase("why.such_as", text=texts[0]),
        )
        return {_FORMAT: quoted(UNKNOWN)}, [ask]
    first, second = max(int(m["a"]) for m in found), max(int(m["b"]) for m in found)
    mark, gap = found[0]["mark"], found[0]["gap"]
    hour = "%I:%M" if found[0]["half"] else "%H:%M"
    clock = hour + (":%S" if found[0]["s"] else "") + (" %p" if found[0]["half"] else "")
    year = "%Y" if len(found[0]["y"]) == 4 else "%y"
    day_first, month_first = (
        f"{a}{mark}{b}{mark}{year}{gap}{clock}" for a, b in (("%d", "%m"), ("%m", "%d"))
    )
    if second > 12:
        return {_FORMAT: quoted(month_first)}, []
    if first > 12:
        return {_FORMAT: quoted(day_first)}, []
    ask = Doubt(
        _FORMAT,
        phrase("ask.day_or_month", column=column.name),
        day_first,
        (month_first,),
        phrase("why.no_part_above_12", text=texts[0]),
    )
    return {_FORMAT: quoted(day_first)}, [ask]


def _with_names(texts: Sequence[str]) -> str:
    """Give the form of times whose month is a word: ``05-ago-2030 20:00``."""
    found = [m for t in texts if (m := _NAMED.fullmatch(t))]
    if len(found) < len(texts):
        return ""
    month = "%b" if all(len(m["month"]) <= 4 for m in found) else "%B"
    half = " %p" if found[0]["half"] else ""
    clock = ("%I:%M" if half else "%H:%M") + (":%S" if found[0]["s"] else "") + half
    return f"%d{found[0]['mark']}{month}{found[0]['mark']}%Y{found[0]['gap']}{clock}"
