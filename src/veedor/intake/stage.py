"""From a table of text to typed rows with our names: what the mapping of a source says, as one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.intake.case import ContestColumn, Layout
from veedor.intake.case_columns import key_of
from veedor.intake.cells import degrees, figure, is_blank, trimmed
from veedor.intake.characters import PlainNumber, PlainText, not_ascii
from veedor.intake.folding import visible
from veedor.intake.names import CONTROL, LOST, fold, shown
from veedor.intake.part import DIVISION, LEVEL
from veedor.intake.templates import text_of
from veedor.intake.times import late_rows, moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.engine.sql import Table, Value
    from veedor.intake.folding import Folder
    from veedor.intake.part import Part

_TEXT = "text:"
_SHOWN = (LEVEL, DIVISION, "stratum")
"""Names that stand on terminals and pages: what steers those is shown as a letter that was lost."""
_SEPARATOR = " / "


def filtered(part: Part) -> Table:
    """Return the published rows that the mapping keeps; a contest's own rows are told later."""
    table = part.raw.table
    conditions = [
        visible(part.cell(column, "rows.keep")).re_search(shown(pattern))
        for column, pattern in part.source.rows.keep.items()
    ]
    conditions += [
        ~visible(part.cell(column, "rows.drop")).re_search(shown(pattern))
        for column, pattern in part.source.rows.drop.items()
    ]
    return table.filter(*conditions) if conditions else table


def typed(part: Part) -> Table:
    """Return the rows that the mapping keeps, their texts as published and their figures and times read.

    Columns: ``row``, ``source``, ``text:...`` for each published column that names something, printed totals,
    ``votes:...``, times, ``lat``, ``lon``, ``latest``, and ``bad``, the number of cells of the row that hold
    something unreadable, and ``halved``, the number of sums of which some columns are blank. It is meant to
    be computed once.
    """
    table = filtered(part)
    columns: dict[str, Value] = {"row": table.row, "source": table.source}
    for column, names in _text_columns(part).items():
        lost = LOST if _only_shown(names) else None
        columns[f"{_TEXT}{column}"] = visible(part.cell(column, key_of(names[0])), steering=lost)
    columns |= _coordinates(part)
    if part.source.rows.last_by:
        text = trimmed(part.cell(part.source.rows.last_by, "rows.last_by"))
        columns["latest"] = text
        columns["latest_at"] = moment(text, part.source.time, part.case.election.tz)
    read = _moments(part, table)
    # What is read once is asked for again below: whether there is something, and of which sum it is a part.
    cells = {
        (name, column): f"cell:{name}/{i}"
        for name, told in part.numbers.items()
        for i, column in enumerate(told)
    }
    for (name, column), cell in cells.items():
        read[cell] = figure(part.cell(column, key_of(name)), part.source.numbers)
    rows = table.mutate(**read)
    bad: list[Value] = []
    halved: list[Value] = []
    for name, told in part.numbers.items():
        columns[name] = _figure(
            part, name, {column: rows[cells[name, column]] for column in told}, bad, halved
        )
    for name in part.times:
        columns[name] = rows[name]
        # The time of a log's entry may not even be blank: without it the entry says nothing.
        missing = rows[name].isnull()
        bad.append(
            missing if name == "at" else missing & ~is_blank(time_text(part, name), part.source.numbers)
        )
    return rows.select(**columns, bad=_number(bad), halved=_number(halved))


def _moments(part: Part, table: Table) -> dict[str, Value]:
    """Return the times of each row as instants."""
    time, zone = part.source.time, part.case.election.tz
    texts = {name: time_text(part, name) for name in part.times}
    return {
        name: moment(text, time, zone, late_rows(table, text, time, zone) if time.twice == "order" else None)
        for name, text in texts.items()
    }


def _coordinates(part: Part) -> dict[str, Value]:
    """Return where the polling place of each row lies, as far as columns say it."""
    place, numbers = part.source.place, part.source.numbers
    told = {} if place is None else {"lat": (place.lat, 90), "lon": (place.lon, 180)}
    return {
        name: degrees(trimmed(part.cell(column, f"place.{name}")), numbers, limit)
        for name, (column, limit) in told.items()
        if column
    }


def _number(flags: list[Value]) -> Value:
    """Count the flags that are set in a row."""
    return sql.total([sql.literal(0, "int64"), *(flag.cast("int64") for flag in flags)])


def time_text(part: Part, name: str) -> Value:
    """Return the text of a time, which several columns may make; half a time is unreadable, not blank."""
    template = part.times[name]
    cells = {column: trimmed(part.cell(column, key_of(name))) for column in template.columns}
    if template.single:
        return cells[template.single]
    whole = text_of(template, cells.__getitem__)
    return sql.ifelse(whole == "", sql.concat(*cells.values()), whole)


def _text_columns(part: Part) -> dict[str, list[str]]:
    """Return the published columns that name something, each with the staged columns that it makes."""
    found: dict[str, list[str]] = {}
    for name, template in part.templates.items():
        for column in template.columns:
            found.setdefault(column, []).append(name)
    return found


def _only_shown(names: list[str]) -> bool:
    """Say whether a column makes nothing but names that are shown: what steers is lost where it is read."""
    return all(name.startswith(_SHOWN) for name in names)


def _figure(
    part: Part, name: str, figures: Mapping[str, Value], bad: list[Value], halved: list[Value]
) -> Value:
    """Return a figure, the sum of its columns; missing where one of them is blank or unreadable.

    An empty cell beside figures may be none or unknown, which only the case can say: the sum is halved.
    """
    cells = {column: part.cell(column, key_of(name)) for column in figures}
    for column, cell in cells.items():
        if isinstance(cell, PlainNumber):
            continue
        # The blank is looked for only where there is no figure: taking the outer blanks off every cell of
        # a wide file would cost as much as reading it.
        blank = is_blank(trimmed(cell), part.source.numbers)
        bad.append(sql.ifelse(figures[column].isnull(), ~blank, False))
    first, *others = figures.values()
    if others and "" not in part.source.numbers.missing:
        empty = [
            sql.ifelse(value.isnull(), trimmed(cells[column]) == "", False)
            for column, value in figures.items()
        ]
        known = [value.notnull() for value in figures.values()]
        either = [one | other for one, other in zip(empty, known, strict=True)]
        halved.append(sql.any_of(empty) & sql.any_of(known) & sql.all_of(either))
    return sum(others, first)


def folded(part: Part, rows: Table, folder: Folder) -> Table:
    """Return typed rows, their texts folded, and as ``contest`` what tells whose they are: for all alike."""
    texts = [column for column in rows.columns if column.startswith(_TEXT)]
    plain = folder.fold(rows, texts, _plain_columns(part))
    if not isinstance(part.source.contest, ContestColumn):
        return plain
    return plain.mutate(contest=contest_text(part, plain))


def of_contest(part: Part, rows: Table) -> Table:
    """Return the folded rows of the part's contest alone."""
    if not isinstance(part.source.contest, ContestColumn):
        return rows
    mine = [fold(v) for v, c in part.source.contest.values.items() if c == part.contest_id]
    return rows.filter(rows.contest.isin(mine)).drop("contest")


def staged(part: Part, rows: Table) -> Table:
    """Return folded rows with our names.

    Columns: ``row``, ``source``, ``sheet_id``, ``status``, ``choice``, ``region``, ``snapshot``,
    ``level:...``, ``place_id`` (but of long rows), ``division:...``, ``stratum``, ``unit:...``, ``over:...``
    as far as the source has them, and all that :func:`typed` read.
    """
    columns = {name: rows[name] for name in rows.columns if not name.startswith(_TEXT)}
    shown_only = {f"{_TEXT}{c}" for c, names in _text_columns(part).items() if _only_shown(names)}
    columns |= dict(_named(part, rows, _plain_columns(part) | shown_only))
    return rows.select(**columns)


def _plain_columns(part: Part) -> set[str]:
    """Return the columns of text that are known to be plain."""
    named = _text_columns(part).items()
    return {f"{_TEXT}{c}" for c, names in named if isinstance(part.cell(c, key_of(names[0])), PlainText)}


def contest_text(part: Part, rows: Table) -> Value:
    """Return what tells the contest of each row: a column, or several as the template joins them."""

    def cell(column: str) -> Value:
        return rows[f"{_TEXT}{column}"].fill_null("")

    return text_of(part.templates["contest"], cell, whole=False).strip()


def _named(part: Part, rows: Table, harmless: set[str]) -> Iterator[tuple[str, Value]]:
    """Return the texts that name something; the harmless columns hold nothing that steers a terminal."""

    def cell(column: str) -> Value:
        return rows[f"{_TEXT}{column}"]

    levels: dict[str, Value] = {}
    for name, template in part.templates.items():
        # a name is told by what there is of it; an id by all its parts
        text = text_of(template, cell, whole=name != "choice")
        if name.startswith(_SHOWN) and not {f"{_TEXT}{column}" for column in template.columns} <= harmless:
            text = text.re_replace(CONTROL, LOST)
        if name == "sheet_id":
            # a spreadsheet's mark of text in front of digits is no part of an id
            # and neither are the several dashes of print
            plain = text.re_replace(r"^'([0-9])", r"\1").re_replace("[\\x{2010}-\\x{2015}\\x{2212}]", "-")
            told = sql.ifelse(not_ascii(text) | text.startswith("'"), plain, text)
            renamed = part.source.area.names if part.source.area else {}
            yield (
                name,
                told.substitute({fold(old): fold(new) for old, new in renamed.items()}) if renamed else told,
            )
        elif name in {"choice", "snapshot"} or name.startswith("over:"):
            yield name, text
        elif name.startswith(LEVEL):
            levels[name.removeprefix(LEVEL)] = text
        elif name == "stratum" and part.source.stratum and part.source.stratum.rename:
            renamed = {fold(old): new for old, new in part.source.stratum.rename.items()}
            yield name, text.substitute(renamed).nullif("")
        elif name != "contest":
            yield name, text.nullif("")
    yield from _place(part, levels)


def _place(part: Part, levels: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    names = [levels[level] for level in part.case.election.levels if level in levels]
    for level in part.case.election.levels:
        if level in levels:
            yield f"{LEVEL}{level}", levels[level]
    if names and part.source.layout is not Layout.LONG:
        yield "place_id", _place_of(names)


def place_id(part: Part, rows: Table) -> dict[str, Value]:
    """Return the id of the place of each row, as a column, where rows name any.

    Long rows get it once they are one a sheet: of each of them it would be their longest text.
    """
    names = [rows[f"{LEVEL}{e}"] for e in part.case.election.levels if f"{LEVEL}{e}" in rows.columns]
    return {"place_id": _place_of(names)} if names else {}


def _place_of(names: list[Value]) -> Value:
    return path_of(names).nullif(_SEPARATOR * (len(names) - 1))


def path_of(names: list[Value]) -> Value:
    """Join names of places to the id of the last one.

    Strokes that begin a word within a name get one more, so that no two paths become one.
    """
    parts = [sql.ifelse(n.contains("/"), n.re_replace("(^| )(/+)", r"\1/\2"), n) for n in names]
    return sql.concat(*[piece for part in parts for piece in (_SEPARATOR, part)][1:])
