"""Whose registered voters a row gives: its own, or those of a unit whose rows all repeat them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows, sql
from veedor.errors import InputError
from veedor.intake.names import fold
from veedor.intake.problems import SHOWN
from veedor.intake.toml import array, drop_line
from veedor.intake.vote_columns import cast_of, votes_of
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.part import Part

UNIT = "unit:"
_FEWEST = 3
"""Rows from which on one may be the sum of the others."""
_IMPLAUSIBLE = 5
"""Rows from which on so few ballots would be a turnout of a fifth at most, were each register its own."""
_SAMPLE = 20_000
"""Rows that are looked at first: in most files they show that each row has a register of its own."""


def with_units(part: Part, rows: Table) -> Table:
    """Return rows with ``unit_id``: the unit whose register the row repeats; missing where it has its own."""
    of = part.source.numbers.registered_of
    own = of in {"", "sheet"} or registers_of_parts(part)
    if own or not {"registered", "sheet_id"} <= set(rows.columns):
        return rows
    if of == "place":
        return rows.mutate(unit_id=rows.place_id)
    texts = [rows[f"{UNIT}{column}"].fill_null("") for column in of]
    return rows.mutate(unit_id=sql.join(" / ", texts))


def registers_of_parts(part: Part) -> bool:
    """Say whether each of the rows that are added to one sheet (a mode) has a register of its own."""
    of = part.source.numbers.registered_of
    return isinstance(of, tuple) and bool(
        {fold(c) for c in of} & {fold(c) for c in part.source.rows.add_over}
    )


def with_registers_of_parts(part: Part, rows: Table, parts: Table, key: list[str]) -> Table:
    """Return sheets with the sum of the registers of their parts as their own.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        One row a sheet.
    parts : table
        The rows that were added, several a sheet.
    key : list of str
        What names a sheet.
    """
    if "registered" not in rows.columns or not registers_of_parts(part):
        return rows
    units = [c for c in parts.columns if c.startswith(UNIT)]
    each = parts.group_by([*key, *units]).aggregate(registered=parts.registered.max())
    sums = each.group_by(key).aggregate(registered=each.registered.sum())
    return rows.drop("registered", *[c for c in rows.columns if c.startswith(UNIT)]).join(sums, key)


def register_problems(part: Part, rows: Table) -> list[InputError]:
    """Refuse units whose rows differ in their register, and ask where rows seem to repeat a common one."""
    if not {"registered", "sheet_id"} <= set(rows.columns):
        return []
    if "unit_id" in rows.columns:
        return _differing(rows)
    if part.source.numbers.registered_of != "":
        return []
    return _seem_shared(part, rows) or _one_for_all(part, rows)


def _differing(rows: Table) -> list[InputError]:
    key = ["unit_id", *(["snapshot"] if "snapshot" in rows.columns else [])]
    groups = rows.group_by(key).aggregate(
        kinds=rows.registered.nunique(), row=rows["row"].min(), source=rows.source.min()
    )
    found = fetch_rows(groups.filter(groups.kinds > 1).order_by("row").limit(SHOWN))
    return [
        InputError(
            sentence(
                "the rows of one unit give {kinds} different numbers of registered voters.",
                kinds=row["kinds"],
            ),
            file=row["source"],
            row=row["row"],
            value=row["unit_id"],
            expected="the same number in every row of a unit",
            remedy=(
                'State numbers.registered_of = "sheet", if each row has its own register, or name the '
                'columns that name the unit: numbers.registered_of = ["Column", "Another"].'
            ),
        )
        for row in found
    ]


def _seem_shared(part: Part, rows: Table) -> list[InputError]:
    """Ask whose register it is where every group of rows has one number, and groups differ."""
    if _own_registers(part, rows.limit(_SAMPLE)):
        return []
    for name, group, remedy in _groupings(part, rows):
        positive = group.filter((group.registered > 0) & (group.of != ""))
        by = positive.group_by("of").aggregate(
            n=positive.count(),
            kinds=positive.registered.nunique(),
            value=positive.registered.min(),
            row=positive["row"].min(),
        )
        found = fetch_rows(
            by.aggregate(
                several=(by.n > 1).sum(),
                uneven=((by.n > 1) & (by.kinds > 1)).sum(),
                values=by.value.nunique(),
                row=by["row"].min(where=by.n > 1),
                example=by.value.first(order_by=by["row"], where=by.n > 1),
            )
        )[0]
        if found["several"] and not found["uneven"] and found["values"] > 1:
            what = sentence(
                "all rows of each {name} give the same registered voters "
                "({several:,} of them have several rows): it may be the register of "
                "the whole, repeated.",
                name=name,
                several=found["several"],
            )
            state = sentence(
                "State numbers.registered_of = {remedy}, if it is repeated, or "
                '"sheet", if every row has a register of its own.',
                remedy=remedy,
            )
            return [_whose(part, part.raw.label, found["row"], found["example"], what, state)]
    return []


def _whose(part: Part, file: str, row: int, registered: int, what: str, remedy: str) -> InputError:
    """Ask whose register it is that a row gives."""
    return InputError(
        what,
        file=file,
        row=row,
        column=str(part.source.numbers.registered),
        value=str(registered),
        expected="a statement whose register it is",
        remedy=remedy,
    )


def _one_for_all(part: Part, rows: Table) -> list[InputError]:
    """Ask whose register it is where every row has the same, and all their ballots together are no more."""
    allowed = _votes_allowed(part)
    if allowed is None or not votes_of(rows):
        return []
    some = rows.filter(rows.registered > 0).mutate(votes=cast_of(rows))
    found = fetch_rows(
        some.aggregate(
            n=some.count(),
            kinds=some.registered.nunique(),
            registered=some.registered.max(),
            votes=some.votes.sum(),
            row=some["row"].min(),
        )
    )[0]
    if found["n"] < _IMPLAUSIBLE or found["kinds"] != 1 or not found["votes"]:
        return []
    if found["votes"] > allowed * found["registered"]:
        return []
    what = sentence(
        "all {n:,} rows give the same registered voters, and hold no more "
        "ballots than these all together: it may be the register of the "
        "whole, repeated.",
        n=found["n"],
    )
    remedy = sentence(
        'State numbers.registered_of = "sheet", if every row has a register of its own; if it is one '
        'of all rows, give each of `files` constants = { "Unit" = "all" } and state '
        'numbers.registered_of = ["Unit"].'
    )
    return [_whose(part, part.raw.label, found["row"], found["registered"], what, remedy)]


def more_than_one_register(part: Part, rows: Table, parts: Table, key: list[str]) -> list[InputError]:
    """Ask whose register it is where the parts of a sheet repeat it, and their ballots are more.

    Parameters
    ----------
    part : Part
        A contest of a source.
    rows : table
        One row a sheet.
    parts : table
        The rows that were added, several a sheet.
    key : list of str
        What names a sheet.
    """
    over, allowed = [f"over:{c}" for c in part.source.rows.add_over], _votes_allowed(part)
    if not over or allowed is None or part.source.numbers.registered_of or "registered" not in rows.columns:
        return []
    each = parts.filter(parts.registered > 0).select(*key, *over).distinct()
    several = each.group_by(key).aggregate(parts=each.count()).filter(lambda t: t.parts > 1)
    full = rows.mutate(votes=cast_of(rows)).semi_join(several, key)
    more = full.filter(full.votes > allowed * full.registered).order_by("source", "row")
    found = fetch_rows(more.select("source", "row", "sheet_id", "registered", "votes").limit(1))
    remedy = sentence(
        "State numbers.registered_of = {unit}, if each of the rows has a "
        'register of its own, which are added; "sheet", if the sheet has one.',
        unit=array([*part.templates["sheet_id"].columns, *part.source.rows.add_over]),
    )
    problems = []
    for one in found:
        what = sentence(
            "the rows of the sheet {sheet_id!r} repeat one number of registered "
            "voters, and hold more ballots ({votes:,}) together: each may have a "
            "register of its own.",
            sheet_id=one["sheet_id"],
            votes=one["votes"],
        )
        problems.append(_whose(part, one["source"], one["row"], one["registered"], what, remedy))
    return problems


def _votes_allowed(part: Part) -> int | None:
    """Votes that a ballot may give; nothing where the part holds no votes of a contest."""
    return part.entry.votes_allowed if part.source.is_count and part.entry else None


def _own_registers(part: Part, some: Table) -> bool:
    """Say whether some rows show already that every group of rows has registers of its own."""
    for _, group, _ in _groupings(part, some):
        by = group.filter((group.registered > 0) & (group.of != "")).group_by("of")
        kinds = by.aggregate(kinds=lambda t: t.registered.nunique())
        if not fetch_rows(kinds.aggregate(n=(kinds.kinds > 1).sum()))[0]["n"]:
            return False
    return True


def _groupings(part: Part, rows: Table) -> list[tuple[str, Table, str]]:
    """Groups of rows that may share a register: polling places, and all columns of the id but one."""
    found = []
    if "snapshot" in rows.columns:  # a sheet that is published again repeats its own register
        newest = rows.snapshot == rows.snapshot.max().over()
        rows = rows.mutate(newest=newest).filter(lambda t: t.newest).drop("newest")
    if "place_id" in rows.columns:
        found.append(
            (f"{part.case.election.levels[-1]}", rows.mutate(of=rows.place_id.fill_null("")), '"place"')
        )
    template = part.templates.get("sheet_id")
    holes = template.columns if template else ()
    if template is not None and len(holes) > 1 and set(template.texts[1:-1]) == {"/"}:
        prefix = rows.sheet_id.re_replace(r"/[^/]*$", "")
        columns = "[" + ", ".join(f'"{column}"' for column in holes[:-1]) + "]"
        found.append((f"group of {', '.join(holes[:-1])}", rows.mutate(of=prefix), columns))
    return found


def register_totals(part: Part, rows: Table) -> list[InputError]:
    """Refuse a row of a list of sheets whose registered voters are those of all the others together."""
    if part.source.is_count or "registered" not in rows.columns or part.source.rows.totals == "accept":
        return []
    asked = rows.aggregate(n=rows.count(), most=rows.registered.max(), total=rows.registered.sum())
    found = fetch_rows(asked)[0]
    if found["n"] < _FEWEST or not found["most"] or found["most"] * 2 != found["total"]:
        return []
    largest = rows.filter(rows.registered == found["most"])
    row = fetch_rows(largest.select("row", "source", "sheet_id").limit(1))[0]
    column = part.id_column
    return [
        InputError(
            "its registered voters are those of all the other rows together: a total, not a sheet.",
            file=row["source"],
            row=row["row"],
            column=column,
            value=row["sheet_id"],
            expected="one sheet a row",
            remedy=(
                sentence(
                    'Leave it out: {drop_line}; if it is a sheet all the same, state rows.totals = "accept".',
                    drop_line=drop_line(part.source.rows.drop, {column: [row["sheet_id"]]}),
                )
            ),
        )
    ]
