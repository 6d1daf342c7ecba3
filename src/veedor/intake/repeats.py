"""Rows that come more than once: refused, left out or added, as the case says; never silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows, sql
from veedor.engine.schemas import VOTES
from veedor.errors import InputError
from veedor.intake.case import Layout
from veedor.intake.folding import visible
from veedor.intake.latest import latest_of_each
from veedor.intake.names import fold
from veedor.intake.problems import key_of, listed, some_rows
from veedor.intake.stage import filtered
from veedor.intake.toml import array, quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.part import Part


PLACES = ("worksheet", "file")
"""Where a row stands: no part of what it says."""
_COPY = "take the row that does not hold out in a copy of the file, and name that in the case"


def one_of_each(part: Part, rows: Table, extra: int) -> tuple[Table, list[InputError], int]:
    """Bring rows to one a key, as `rows.duplicates` and `rows.last_by` say.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        Its staged rows.
    extra : int
        Rows beyond the first of their key.

    Returns
    -------
    rows : table
        One row a key, unless there are problems.
    problems : list of InputError
        Keys whose rows cannot be told apart.
    left_out : int
        Rows that were left out.
    """
    key = key_of(part)
    how = part.source.rows
    if how.last_by:
        return latest_of_each(part, rows, key)
    if how.duplicates in {"last", "first"}:
        problems = _last_of_several(rows, key)
        return (rows, problems, 0) if problems else (_one_of_each(rows, key, how.duplicates), [], extra)
    if how.duplicates == "drop-identical":
        rows = without_identical(part, rows)
        left = _extra(rows, key)
        return rows, _repeated(part, rows, key) if left else [], extra - left
    return rows, _repeated(part, rows, key), 0


def repeated_ids(part: Part, rows: Table) -> tuple[str, ...]:
    """Return the sheets of rows beyond the first of their key, one entry a row; none for a log."""
    if not part.source.is_count:
        return ()
    key = key_of(part)
    groups = rows.group_by(key).aggregate(n=rows.count())
    several = groups.filter(groups.n > 1).select("sheet_id", "n").order_by("sheet_id")
    return tuple(row["sheet_id"] for row in fetch_rows(several) for _ in range(row["n"] - 1))


def _extra(rows: Table, key: list[str]) -> int:
    several = rows.group_by(key).aggregate(n=rows.count())
    found = fetch_rows(several.aggregate(extra=(several.n - 1).sum()))[0]
    return int(found["extra"] or 0)


def _one_of_each(rows: Table, key: list[str], which: str) -> Table:
    """Keep the last or the first row of each key, in the order of the file."""
    order = [rows["row"].desc() if which == "last" else rows["row"]]
    numbered = rows.mutate(nth=sql.row_number().over(group_by=key, order_by=order))
    return numbered.filter(numbered.nth == 0).drop("nth")


def _last_of_several(rows: Table, key: list[str]) -> list[InputError]:
    """Refuse to call a row later than one of another file or worksheet: their names are no order in time."""
    groups = rows.group_by(key).aggregate(
        n=rows.source.nunique(), source=rows.source.min(), other=rows.source.max(), row=rows["row"].min()
    )
    found = some_rows(groups.filter(groups.n > 1), [*key, "source", "other", "row"])[:1]
    return [
        InputError(
            sentence(
                "the same sheet stands in {other} too, and which of them is later no order of files says.",
                other=one["other"],
            ),
            file=one["source"],
            row=one["row"],
            value=" / ".join(str(one[k]) for k in key),
            expected="the rows of a sheet in one file or worksheet, where the later row holds",
            remedy=(
                'State rows.last_by = "..." with a column that says when a row was made, instead of '
                "rows.duplicates; "
                "or make every file a source of its own, each with the moment when it was published, "
                "taken_at = "
                '"2030-05-05T20:00:00": the later publication holds.'
            ),
        )
        for one in found
    ]


def without_identical(part: Part, rows: Table) -> Table:
    """Leave out rows that repeat an earlier one in every column that is not ignored, wherever they stand."""
    raw = filtered(part)
    ignored = {part.raw.column(name, "rows.ignore") for name in part.source.rows.ignore}
    content = [c for c in raw.columns if c not in {"row", "source", *PLACES} and c not in ignored]
    raw = raw.mutate(**{c: visible(raw[c]) for c in content})
    numbered = raw.mutate(nth=sql.row_number().over(group_by=content, order_by=["source", "row"]))
    again = numbered.filter(numbered.nth > 0).select("row", "source")
    return rows.anti_join(again, ["row", "source"])


def _repeated(part: Part, rows: Table, key: list[str]) -> list[InputError]:
    groups = rows.group_by(key).aggregate(
        n=rows.count(),
        first=rows["row"].min(),
        last=rows["row"].max(),
        source=rows.source.min(),
        other=rows.source.max(),
    )
    several = groups.filter(groups.n > 1).order_by("source", "first")
    count = count_rows(several)
    log = part.source.log
    column = part.source.sheet.id if part.source.sheet else (log.at if log else "")
    found = some_rows(several, [*key, "n", "first", "last", "source", "other"])
    differing = _differing(part, rows, {k: found[0][k] for k in key})
    problems = [
        InputError(
            sentence(
                "the same {which} comes {n} times, also in ",
                which=sentence("sheet") if "sheet_id" in key else sentence("time"),
                n=row["n"],
            )
            + (
                sentence("row {last}.", last=row["last"])
                if row["source"] == row["other"]
                else sentence("{other}.", other=row["other"])
            ),
            file=row["source"],
            row=row["first"],
            column=column,
            value=" / ".join(str(row[k]) for k in key),
            expected="one row each",
            remedy=_remedy(part, differing),
        )
        for row in found
    ]
    return listed(problems, count, part, sentence("come more than once"))


def _differing(part: Part, rows: Table, one: dict[str, object]) -> list[str]:
    """Published columns in which the rows of a repeated key differ."""
    mine = rows.filter(*(rows[name] == value for name, value in one.items())).select("row", "source")
    found = fetch_rows(filtered(part).semi_join(mine, ["row", "source"]))
    named = {fold(c) for c in part.templates["sheet_id"].columns} if "sheet_id" in one else set()
    differing = [
        name
        for i, name in enumerate(part.raw.header)
        if fold(name) not in named and len({fold(row.get(f"c{i}") or "") for row in found}) > 1
    ]
    places = [name for name in PLACES if len({row.get(name) for row in found}) > 1]
    return places[:1] + differing


def _remedy(part: Part, differing: list[str]) -> str:
    """Say what may be done, naming the columns in which the rows differ."""
    whole = sentence("sheet.id = {quoted}", quoted=quoted(f"{part.id_template}/{{row}}"))
    if not differing:
        return sentence(
            "The rows are the same in every column: rows.duplicates = "
            '"drop-identical" leaves them out and counts them; if they are '
            "different sheets, {whole} keeps them apart.",
            whole=whole,
        )
    names = ", ".join(quoted(name) for name in differing[:6])
    figures = {fold(column) for columns in part.numbers.values() for column in columns}
    telling = [name for name in differing if fold(name) not in figures]
    if not telling:
        return sentence(
            "The rows differ in {names} alone: find out which of them holds. If "
            'the later row of the file does, state rows.duplicates = "last"; if '
            "another, {copy}; if they are different sheets, {whole} keeps them "
            "apart.",
            names=names,
            copy=_COPY,
            whole=whole,
        )
    one = telling[0]
    if one in PLACES:
        return _in_two_places(part, differing, one)
    apart = sentence("sheet.id = {quoted}", quoted=quoted(f"{part.id_template}/{{{one}}}"))
    if part.source.layout is Layout.LONG:
        return _in_long_rows(part, names, telling, apart)
    return sentence(
        "The rows differ in {names}. If the row with the latest value of a "
        "column holds, state rows.last_by = {one}; if the later row of the "
        'file, rows.duplicates = "last"; if another, {copy}; if {one} says '
        "nothing of the votes, rows.ignore = {array} with rows.duplicates = "
        '"drop-identical"; if the rows are parts of one sheet, rows.add_over '
        "= {array}; if they are different sheets, {apart}.",
        names=names,
        one=quoted(one),
        copy=_COPY,
        array=array([one]),
        apart=apart,
    )


def _in_two_places(part: Part, differing: list[str], one: str) -> str:
    """Say what may be done with rows of two worksheets or files."""
    same = ""
    if not [name for name in differing if name not in PLACES]:
        same = sentence(
            ' and are the same in every column: rows.duplicates = "drop-identical" leaves them out'
        )
    return sentence(
        "The rows stand in different {one}s{same}; if they are different "
        "sheets, make whole ids, sheet.id = {quoted}; if one {one} replaces "
        "the other, take that one out of `files`.",
        one=one,
        same=same,
        quoted=quoted(f"{{{one}}}/{part.id_template}"),
    )


def _in_long_rows(part: Part, names: str, telling: list[str], apart: str) -> str:
    """Say what may be done with rows of a figure each, which differ in some columns."""
    if known := _known_by(part, telling):
        return sentence(
            "The rows differ in {names}, and the case publishes choices under "
            "names of two columns: state choices.choice = {quoted}.",
            names=names,
            quoted=quoted(f"{{{part.source.choices.choice}}} ({{{known}}})"),
        )
    one = telling[0]
    choice = sentence(
        "choices.choice = {quoted}", quoted=quoted(f"{{{part.source.choices.choice}}} ({{{one}}})")
    )
    return sentence(
        "The rows differ in {names}. If {one} parts the votes of one choice "
        "(mode of voting), state rows.add_over = {array}; if it makes "
        "another choice of it, {choice}; if it makes another sheet of it, "
        "{apart}; if one row replaces the other, state rows.duplicates = "
        '"last" where the later row of the file holds, or {copy}.',
        names=names,
        one=quoted(one),
        array=array([one]),
        choice=choice,
        apart=apart,
        copy=_COPY,
    )


def _known_by(part: Part, columns: list[str]) -> str:
    """Return the column whose cell, in brackets behind a choice, makes a name that the case publishes."""
    raw, choice = filtered(part), part.source.choices.choice
    if "{" in choice:
        return ""
    for column in columns:
        names = [visible(part.cell(name, "choices.choice")) for name in (choice, column)]
        pairs = fetch_rows(raw.select(one=names[0], other=names[1]).distinct().limit(500))
        if any(fold(f"{row['one']} ({row['other']})") in part.published_names for row in pairs):
            return column
    return ""


def added_over(part: Part, rows: Table) -> Table:
    """Add the rows of one sheet that the case calls parts of it (modes of voting); other layouts unchanged.

    Votes and printed totals are added; a figure that is missing in one of the parts is missing. What a sheet
    says once (place, register) is taken from its first row.
    """
    over = [c for c in rows.columns if c.startswith("over:")]
    if not over:
        return rows
    key = [name for name in key_of(part) if not name.startswith("over:")]
    order = rows["row"]
    summed = [c for c in rows.columns if c.startswith(VOTES) or c in {"valid", "cast", "blank", "null"}]
    kept = {
        c: rows[c].first(order_by=order, include_null=True)
        for c in rows.columns
        if c not in {*key, *over, *summed, "row", "bad"}
    }
    sums = {c: sql.ifelse(rows[c].isnull().any(), None, rows[c].sum()).cast("int64") for c in summed}
    return rows.group_by(key).aggregate(row=rows["row"].min(), **kept, **sums, bad=rows.bad.sum())
