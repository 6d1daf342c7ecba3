"""What is probably meant by cells that hold no figure or time, and how each is mended."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.cells import figure_of
from veedor.intake.characters import plain
from veedor.intake.instants import instants
from veedor.intake.names import fold
from veedor.intake.problems import SHOWN, listed
from veedor.intake.stage import filtered, time_text
from veedor.intake.timeformat import formats_of
from veedor.intake.times import order_splits
from veedor.intake.toml import OTHER_WIDTHS, array, drop_line, quoted
from veedor.intake.unreadable import Unreadable, is_negative, is_share, shown
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.intake.case import NumberMap, TimeMap
    from veedor.intake.part import Part

HEADS = 2
"""Names of columns that a row repeats, at the least, where it is a header."""

_TIMES = 20
"""Unreadable times of a column that are looked at for the format they can all be meant in."""


def refuse_cells(part: Part, cells: Sequence[Unreadable], total: int) -> list[InputError]:
    """Name unreadable cells, each with what is probably meant."""
    times = {shown(template) for template in part.times.values()}
    formats = {
        column: formats_of(
            [c.raw_text for c in cells if c.column == column][:_TIMES], part.case.election.date
        )
        for column in times
    }
    problems = []
    notes = {(c.source, c.row): c for c in reversed(cells) if c.alone and re.search(r"[^\W\d_]", c.raw_text)}
    for cell in [c for c in cells if notes.get((c.source, c.row), c) is c][:SHOWN]:
        if (cell.source, cell.row) in notes:
            problems.append(_no_row(part, cell, [note.sheet_id for note in notes.values()]))
        elif cell.column in times:
            problems.append(_no_time(part, cell, formats[cell.column]))
        else:
            problems.append(_no_figure(part, cell))
    return listed(problems, total, part, sentence("are unreadable"))


def _no_row(part: Part, cell: Unreadable, notes: Sequence[str]) -> InputError:
    """Ask of a row of texts alone whether it is a note: as a sheet it would be one without any figure."""
    again, other = _header_again(part, cell)
    if again or other:
        return InputError(
            sentence("the row is the header of another table: {names} stand there again.", names=again)
            if again
            else sentence(
                "the row is the header of another table: {names} stand where votes do.", names=other
            ),
            **cell.where,
            expected="one table",
            remedy="Save each table as a file of its own, and name one of them; where they are one table "
            "whose columns are called differently further down, call them alike in a copy, and name that.",
        )
    column, texts = cell.column, [cell.raw_text]
    if "sheet_id" in part.templates:
        single = part.templates["sheet_id"].single
        column, texts = single or part.id_template, sorted(set(notes))
    return InputError(
        "no result of the row is a figure, and a text stands in their place: a note, a sheet that was merged "
        "or is void, or one whose figures are not known.",
        **cell.where,
        expected="whole numbers from 0, or blank cells",
        remedy=(
            sentence(
                "If it is a note, or its votes stand on another row or do not count, leave it out: "
                "{drop_line}; if it is a sheet whose figures are not known, state {key}; if "
                "figures are meant, write them in a copy of the file.",
                drop_line=drop_line(part.source.rows.drop, {column: texts}),
                key=_key("missing", [*part.source.numbers.missing, cell.raw_text]),
            )
        ),
    )


def _header_again(part: Part, cell: Unreadable) -> tuple[str, str]:
    """Return the names of columns that a row of texts repeats, and the texts that stand in columns of votes.

    Each is empty where there are few.
    """
    raw = filtered(part)
    (row,) = fetch_rows(raw.filter((raw["row"] == cell.row) & (raw["source"] == cell.source)))
    texts = {name: (row[f"c{i}"] or "").strip() for i, name in enumerate(part.raw.header) if name}
    same = [name for name, text in texts.items() if fold(text) == fold(name)]
    below = raw.filter((raw["row"] > cell.row) & (raw["source"] == cell.source)).limit(1)
    if not fetch_rows(below):  # a note with commas stands below the table, a header above one
        return _several(same), ""
    votes = {name for columns in part.choices.values() for name in columns}
    other = list(dict.fromkeys(text for name, text in texts.items() if name in votes and text))
    return _several(same), _several(other)


def _several(names: Sequence[str]) -> str:
    return joined(map(repr, names), by=", ") if len(names) >= HEADS else ""


def _no_figure(part: Part, cell: Unreadable) -> InputError:
    return InputError(
        "it holds no figure.",
        **cell.where,
        expected="a whole number from 0, or a blank cell",
        remedy=figure_remedy(cell.raw_text, part.source.numbers)
        + (
            sentence(" {other_widths}", other_widths=OTHER_WIDTHS)
            if any(form.widths for form in part.source.files)
            else ""
        ),
    )


def figure_remedy(text: str, numbers: NumberMap) -> str:
    """Say what to state so that a text is read, or why it cannot be."""
    whole = plain(text)
    meant = re.findall(r"[0-9]+", whole)
    if "%" in whole:
        return "The file holds shares, not votes: use one that holds votes."
    stated = _stated_so(whole, numbers)
    if stated:
        return sentence(
            "{stated} If it is a slip, mend it in a copy of the file, and name that.", stated=stated
        )
    blank = sentence(
        "If the text means a blank cell, state {key}", key=_key("missing", [*numbers.missing, text])
    )
    impossible = _no_votes(text, whole, numbers, blank)
    if impossible:
        return impossible
    slip = sentence("if a figure is meant, write it in a copy of the file, and name that")
    if len(meant) == 1 and not re.search(r"[e^²½¼<>~-]", whole):
        slip = sentence(
            "if {meant} is meant, write {meant} in its place in a copy of the file, and name that",
            meant=meant[0],
        )
    keep = (
        ""
        if is_share(text)
        else sentence(
            "; to import the rest and have such cells shown as unknown, {key}", key=_key("unreadable", "keep")
        )
    )
    if any(c.isdigit() for c in whole):
        return sentence("{slip!c}. {blank}{keep}.", slip=slip, blank=blank, keep=keep)
    return sentence(
        "{blank}; if it means zero, {key}; {slip}{keep}.",
        blank=blank,
        key=_key("zero", [*numbers.zero, text]),
        slip=slip,
        keep=keep,
    )


def _no_votes(text: str, whole: str, numbers: NumberMap, blank: str) -> str:
    """Say what to do with a number that no sheet can hold; empty where the text is no such number."""
    if is_negative(text):
        if figure_of(text, replace(numbers, negative="add")) is None:
            return sentence(
                "A sheet cannot hold fewer than no votes: mend it in a copy of the file. {blank}.",
                blank=blank,
            )
        return sentence(
            "A sheet cannot hold fewer than no votes. {blank}; if it is a "
            "correction that is to be added, {key}.",
            blank=blank,
            key=_key("negative", "add"),
        )
    if re.fullmatch(r"[0-9]+[.,][0-9]+", whole):
        return sentence(
            "A sheet cannot hold a fraction of a vote: a file of shares, not "
            "votes, cannot be used. {blank}; if it is a slip, mend it in a copy "
            "of the file.",
            blank=blank,
        )
    if re.fullmatch(r"0*[1-9][0-9]{10,}", whole):
        return sentence(
            "No sheet holds so many: mend it in a copy of the file. {blank}; to "
            "import the rest and have such cells shown as unknown, {key}.",
            blank=blank,
            key=_key("unreadable", "keep"),
        )
    return ""


def _stated_so(whole: str, numbers: NumberMap) -> str:
    """Find the marks with which a text is a figure, beside those that are stated already."""
    marks = [c for c in dict.fromkeys(whole) if not c.isalnum() and c not in "-()+%_"]
    if not all(mark.isprintable() for mark in marks):
        return ""
    if not 1 <= len(marks) <= 2:
        return ""
    mark = marks[0]
    others = dict.fromkeys((numbers.decimal, marks[-1], "." if mark != "." else ","))
    together = numbers.thousands if mark in numbers.thousands else numbers.thousands + mark
    for decimal in (d for d in others if d != mark and d not in together):
        if figure_of(whole, replace(numbers, thousands=together, decimal=decimal, negative="add")) is None:
            continue
        if mark.isspace() and is_negative(whole):
            continue  # a blank behind the sign parts no thousands
        keys = [_key("thousands", together)]
        keys += [_key("decimal", decimal)] if decimal != numbers.decimal else []
        keys += [_key("negative", "add")] if is_negative(whole) else []
        return sentence(
            "If {mark!r} parts thousands, state {keys}.", mark=mark, keys=joined(keys, by=" and ")
        )
    if len(marks) == 1 and figure_of(whole, replace(numbers, decimal=mark, thousands="")) is not None:
        rest = "" if mark not in numbers.thousands else sentence(" and {key}", key=_key("thousands", ""))
        return sentence(
            "If {mark!r} is the decimal mark, state {key}{rest}.",
            mark=mark,
            key=_key("decimal", mark),
            rest=rest,
        )
    return ""


def _key(name: str, value: str | list[str]) -> str:
    """Write a key as it stands in case.toml."""
    return f"numbers.{name} = {(quoted(value) if isinstance(value, str) else array(value))}"


def _no_time(part: Part, cell: Unreadable, formats: dict[str, str]) -> InputError:
    source, zone = part.source, ZoneInfo(part.source.time.tz or part.case.election.tz)
    message, expected = (
        sentence("it holds no time."),
        sentence("a time written as {format}", format=source.time.format or _ISO),
    )
    remedy = sentence(
        "{time_remedy} {without}",
        time_remedy=_time_remedy(cell.raw_text, formats, source.time, source.numbers),
        without=_without(part, cell),
    )
    if cell.clock is not None and not instants(cell.clock, zone):
        message = sentence(
            "the clocks of {key} were put forward over this time: it does not exist.", key=zone.key
        )
        expected = sentence("a time that the clocks of the zone showed")
        unknown = _key("missing", [*source.numbers.missing, cell.raw_text])
        remedy = sentence(
            "If the times are of another zone, state it as time.tz (where they "
            'are in universal time, time.tz = "UTC"); if not, mend the time in a '
            "copy of the file, or state {unknown}: no time is known.",
            unknown=unknown,
        )
    elif cell.clock is not None and len(instants(cell.clock, zone)) == 2:
        message = sentence("the clocks of {key} were put back, and showed this time twice.", key=zone.key)
        expected = sentence("a time with its offset, or a statement which of the two it is")
        remedy = sentence("{remedy}", remedy=_twice_remedy(part, cell))
    return InputError(
        message,
        **cell.where,
        expected=expected,
        remedy=remedy,
    )


_ISO = "ISO 8601 (2019-10-20T19:40:57)"


def _without(part: Part, cell: Unreadable) -> str:
    """Say how a row without a valid time is left out: by its sheet, or by the time itself."""
    sheet = part.templates.get("sheet_id")
    named = sheet or next(t for t in part.times.values() if shown(t) == cell.column)
    slip = sentence("If the time is a slip, mend it in a copy of the file, and name that")
    if not named.single:
        return sentence("{slip}.", slip=slip)
    column, text = named.single, cell.sheet_id if sheet else cell.raw_text
    return sentence(
        "{slip}; if the row is not one, leave it out: {drop_line}.",
        slip=slip,
        drop_line=drop_line(part.source.rows.drop, {column: [text]}),
    )


def _twice_remedy(part: Part, cell: Unreadable) -> str:
    name = next(name for name, template in part.times.items() if shown(template) == cell.column)
    text = time_text(part, name)
    told = order_splits(part.raw.table, text, part.source.time, part.case.election.tz)
    others = sentence('time.twice = "first" or "second" takes all of them for the first or the second')
    if cell.source in told:
        return sentence(
            'The order of the rows tells which it is: state time.twice = "order" ({others}).', others=others
        )
    return sentence("The order of the rows does not tell which it is; {others}.", others=others)


def _time_remedy(text: str, formats: dict[str, str], time: TimeMap, numbers: NumberMap) -> str:
    if not text:
        return "An entry of a log without a time says nothing: leave it out with rows.drop."
    if len(formats) > 1:
        parts = {"day": sentence("day"), "month": sentence("month")}
        first, *others = formats
        one = sentence(
            'State time.format = "{format}" if the {part} stands first',
            format=formats[first],
            part=parts.get(first, first),
        )
        rest = (
            sentence(', or "{format}" if the {part} does', format=formats[name], part=parts.get(name, name))
            for name in others
        )
        return one + joined(rest, by="") + "."
    if formats and time.format not in formats.values():
        return sentence('State time.format = "{values}".', values=next(iter(formats.values())))
    unknown = sentence(
        "if the text means that no time is known, state {key}.", key=_key("missing", [*numbers.missing, text])
    )
    whole = plain(text)
    for name, pattern in (("epoch", r"[0-9]{9,10}(\.[0-9]*)?"), ("epoch_ms", r"[0-9]{12,13}(\.[0-9]*)?")):
        if re.fullmatch(pattern, whole) and time.format != name:
            unit = "seconds" if name == "epoch" else "milliseconds"
            return sentence(
                'If these are {unit} since 1970, state time.format = "{name}"; {unknown}',
                unit=unit,
                name=name,
                unknown=unknown,
            )
    return sentence("State time.format; a 12-hour time needs its marker (%p). {unknown!c}", unknown=unknown)
