"""From a table of text to typed rows with our names: what the mapping of a source says, as one query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.errors import CaseError, nearest
from veedor.intake.case import ContestColumn, Layout
from veedor.intake.cells import degrees, figure, is_blank, moment, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from veedor.intake.case import CaseFile, ChoiceEntry, Source
    from veedor.intake.read import Raw
    from veedor.model import ContestId

VOTES = "votes:"
"""Prefix of the staged column of a choice."""

LEVEL = "level:"
DIVISION = "division:"
PRINTED = ("registered", "valid", "cast", "blank", "null")
_SEPARATOR = " / "


@dataclass(frozen=True, eq=False)
class Part:
    """One contest of one source.

    Parameters
    ----------
    case : CaseFile
        The case.
    name : str
        Name of the source.
    raw : Raw
        The published table.
    contest_id : ContestId, optional
        None for attributes, which belong to no contest.
    """

    case: CaseFile
    name: str
    raw: Raw
    contest_id: ContestId | None

    @property
    def source(self) -> Source:
        """What the case says of the source."""
        return self.case.sources[self.name]

    @property
    def snapshot_id(self) -> str:
        """Name of the snapshot."""
        return self.source.snapshot or self.name

    def cell(self, column: str, key: str) -> ir.StringValue:
        """Give a published column as it stands."""
        return self.raw.table[self.raw.column(column, f"source.{self.name}.{key}")]

    def text(self, column: str, key: str) -> ir.StringValue:
        """Give a published column without outer blanks."""
        return trimmed(self.cell(column, key))

    def rows(self) -> ir.BooleanValue | None:
        """Say which rows are read; None for all of them."""
        conditions = []
        if isinstance(self.source.contest, ContestColumn):
            values = [v for v, contest in self.source.contest.values.items() if contest == self.contest_id]
            conditions.append(self.text(self.source.contest.column, "contest.column").isin(values))
        for column, pattern in self.source.rows.keep.items():
            conditions.append(self.text(column, "rows.keep").re_search(pattern))
        for column, pattern in self.source.rows.drop.items():
            conditions.append(~self.text(column, "rows.drop").re_search(pattern))
        if not conditions:
            return None
        whole = conditions[0]
        for condition in conditions[1:]:
            whole = whole & condition
        return whole

    def choices(self) -> dict[str, str]:
        """Find the published column of each choice.

        Returns
        -------
        dict of str to str
            Choice id -> published column, in ballot order; choices that the source lacks are left out.

        Raises
        ------
        CaseError
            Where a column is missing or belongs to no choice.
        """
        if self.contest_id is None or self.source.layout is Layout.LONG:
            return {}
        known = self.published_names()
        given = self._columns()
        if given:
            found = {known[text]: column for text, column in given.items() if text in known}
            unknown = [column for text, column in given.items() if text not in known]
            if unknown:
                raise CaseError(
                    f"the column {unknown[0]!r} belongs to no choice of {self.contest_id!r}.",
                    file=self.raw.label,
                    remedy=f"Add it to `published` of a choice, or to `rename`. {nearest(unknown[0], known)}",
                )
        else:
            found = {known[c]: c for c in self.raw.header if c in known}
        self._complete(found)
        return {c.id: found[c.id] for c in self._entries() if c.id in found}

    def published_names(self) -> dict[str, str]:
        """Give every name under which this source may publish a choice, with the choice's id."""
        known = {text: c.id for c in self._entries() for text in (*c.published, c.label, c.id)}
        return {**known, **self.source.choices.rename}

    def _entries(self) -> tuple[ChoiceEntry, ...]:
        return () if self.contest_id is None else self.case.contests[self.contest_id].choices

    def _columns(self) -> dict[str, str]:
        """Published name of a choice -> column, as `columns` or `pattern` say."""
        mapping = self.source.choices
        if mapping.columns:
            return {column: column for column in mapping.columns}
        found = {}
        for column in self.raw.header if mapping.pattern else ():
            match = re.search(mapping.pattern, column)
            if match and column not in mapping.except_:
                found[match[1] if match.re.groups else match[0]] = column
        return found

    def _complete(self, found: dict[str, str]) -> None:
        """Refuse a count in which a choice has no column: a column that is renamed must not pass for zero."""
        if not self.source.is_count:
            return
        for entry in self._entries():
            if entry.id not in found and entry.id not in self.source.choices.absent:
                raise CaseError(
                    f"no column holds the votes of {entry.id!r}: it is missing or renamed.",
                    file=self.raw.label,
                    row=1,
                    expected=" or ".join(
                        repr(t) for t in dict.fromkeys((entry.label, entry.id, *entry.published))
                    ),
                    remedy=(
                        f"Write its name into `rename` of the source, or {entry.id!r} into `absent`. "
                        f"{nearest(entry.label, self.raw.header)}"
                    ),
                )

    def numbers(self) -> dict[str, str]:
        """Find the published column of every figure: staged name -> column."""
        source = self.source
        columns = {
            field: getattr(source.numbers, field) for field in PRINTED if getattr(source.numbers, field)
        }
        if source.log:
            for field in ("sheets_total", "sheets_in", "sheets_verified", "valid"):
                if getattr(source.log, field):
                    columns[f"log:{field}"] = getattr(source.log, field)
        if source.layout is Layout.LONG:
            columns[VOTES] = source.choices.votes
        return columns | {f"{VOTES}{choice}": column for choice, column in self.choices().items()}

    def times(self) -> dict[str, str]:
        """Find the published column of every time: staged name -> column."""
        found = {}
        if self.source.sheet and self.source.sheet.verified_at:
            found["verified_at"] = self.source.sheet.verified_at
        if self.source.log:
            found["at"] = self.source.log.at
        return found

    def used(self) -> set[str]:
        """Give the published columns that the mapping reads."""
        source = self.source
        names = {*self.numbers().values(), *self.times().values(), *source.rows.keep, *source.rows.drop}
        if source.sheet:
            names |= {source.sheet.status, *template_columns(source.sheet.id, self.raw.header)}
        if source.place:
            names |= {*source.place.levels.values(), *source.place.divisions.values()}
            names |= {source.place.lat, source.place.lon}
        if source.stratum:
            names.add(source.stratum.column)
        if isinstance(source.contest, ContestColumn):
            names.add(source.contest.column)
        return names | {source.choices.choice, source.choices.votes}


def template_columns(template: str, header: tuple[str, ...]) -> list[str]:
    """Give the columns that a sheet id is made of; the template of one column is its name."""
    if template.strip() in header:
        return [template]
    return re.findall(r"\{([^{}]+)\}", template) or [template]


def staged(part: Part) -> ir.Table:
    """Give the typed rows of a part.

    Columns: ``row``, ``source``, ``sheet_id``, ``status``, ``level:...``, ``place_id``, ``lat``, ``lon``,
    ``division:...``, ``stratum``, printed totals, ``votes:...``, times, and ``bad``, the number of cells of
    the row that hold something unreadable. Long rows have ``choice`` and ``votes:``.
    """
    import ibis

    table = part.raw.table
    columns: dict[str, ir.Value] = {"row": table.row, "source": table.source}
    columns |= dict(_sheet_columns(part))
    bad = []
    for name, column in part.numbers().items():
        columns[name] = figure(part.cell(column, name), part.source.numbers)
        # The blank is looked for only where there is no figure: taking the outer blanks off every cell of
        # a wide file would cost as much as reading it.
        blank = is_blank(part.text(column, name), part.source.numbers)
        bad.append(ibis.ifelse(columns[name].isnull(), ~blank, False))
    for name, column in part.times().items():
        text = part.text(column, name)
        columns[name] = moment(text, part.source.time, part.case.election.tz)
        # The time of a log's entry may not even be blank: without it the entry says nothing.
        missing = columns[name].isnull()
        bad.append(missing if name == "at" else missing & ~is_blank(text, part.source.numbers))
    count = sum((flag.cast("int64") for flag in bad[1:]), bad[0].cast("int64")) if bad else None
    wanted = part.rows()
    base = table if wanted is None else table.filter(wanted)
    return base.select(**columns, bad=ibis.literal(0, "int64") if count is None else count)


def _sheet_columns(part: Part) -> Iterator[tuple[str, ir.Value]]:
    source = part.source
    if source.sheet:
        yield "sheet_id", sheet_id(part, source.sheet.id)
        if source.sheet.status:
            yield "status", part.text(source.sheet.status, "sheet.status").nullif("")
    if source.layout is Layout.LONG:
        yield "choice", part.text(source.choices.choice, "choices.choice")
    if source.place:
        yield from _place_columns(part)
    if source.stratum:
        text = part.text(source.stratum.column, "stratum.column")
        renamed = text.substitute(source.stratum.rename) if source.stratum.rename else text
        yield "stratum", renamed.nullif("")


def _place_columns(part: Part) -> Iterator[tuple[str, ir.Value]]:
    place = part.source.place
    assert place is not None  # noqa: S101  (for the type checker: the caller has looked)
    names = [
        part.text(place.levels[level], f"place.levels.{level}")
        for level in part.case.election.levels
        if level in place.levels
    ]
    for level, name in zip(part.case.election.levels, names, strict=False):
        yield f"{LEVEL}{level}", name
    if names:
        yield "place_id", path_of(names).nullif(_SEPARATOR * (len(names) - 1))
    for field, limit in (("lat", 90), ("lon", 180)):
        if column := getattr(place, field):
            yield field, degrees(part.text(column, f"place.{field}"), part.source.numbers, limit)
    for division, column in place.divisions.items():
        yield f"{DIVISION}{division}", part.text(column, f"place.divisions.{division}").nullif("")


def path_of(names: list[ir.StringValue]) -> ir.StringValue:
    """Join names of places to the id of the last one.

    A name's own separator is doubled, so that no two paths become one.
    """
    parts = [name.replace(_SEPARATOR, " // ") for name in names]
    path = parts[0]
    for part in parts[1:]:
        path = path + _SEPARATOR + part
    return path


def sheet_id(part: Part, template: str) -> ir.StringValue:
    """Make the id of a sheet from one column or a template; empty where one of the columns is empty."""
    import ibis

    columns = template_columns(template, part.raw.header)
    texts = [part.text(column, "sheet.id") for column in columns]
    if len(columns) == 1 and "{" not in template.replace(columns[0], ""):
        return texts[0]
    pieces = re.split(r"\{[^{}]+\}", template)
    whole: ir.StringValue = ibis.literal(pieces[0])
    for text, piece in zip(texts, pieces[1:], strict=True):
        whole = whole + text + piece
    empty = texts[0] == ""
    for text in texts[1:]:
        empty = empty | (text == "")
    return ibis.ifelse(empty, "", whole)
