"""Of several rows of a sheet the latest, by a column that says when each was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows
from veedor.errors import InputError
from veedor.intake.problems import some_rows
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.part import Part

LATEST = "latest"
"""The published text of the column that says which row holds."""

LATEST_AT = "latest_at"
"""The same as an instant; missing where it is not a time."""


def latest_of_each(part: Part, rows: Table, key: list[str]) -> tuple[Table, list[InputError], int]:
    """Keep the rows that carry the latest value of their sheet.

    Values are whole numbers or times, compared as such: "9:05" is before "10:00". In a long file the latest
    rows replace those of their sheet, or each row its own, as `rows.last_of` says; where that makes a
    difference and the case does not say, it is asked.

    Parameters
    ----------
    part : Part
        A contest of a source that states ``rows.last_by``.
    rows : table
        Its staged rows.
    key : list of str
        What names a row.

    Returns
    -------
    rows : table
        One row a key, unless there are problems.
    problems : list of InputError
        Values that are neither numbers nor times, and keys with several rows of the latest value.
    left_out : int
        Rows that were left out.
    """
    blank = rows[LATEST] == ""
    number = rows[LATEST].re_search(r"^[0-9]{1,18}$")
    told = fetch_rows(
        rows.aggregate(
            texts=(~blank & ~number).sum(),
            untimed=(~blank & rows[LATEST_AT].isnull()).sum(),
        )
    )[0]
    if told["texts"] and told["untimed"]:
        odd = rows.filter(~blank & rows[LATEST_AT].isnull())
        return rows, [_unordered(part, row) for row in some_rows(odd, ["row", "source", LATEST])[:1]], 0
    value = rows[LATEST_AT].epoch_seconds() if told["texts"] else rows[LATEST].try_cast("int64")
    sheet = [name for name in key if name != "choice" and not name.startswith("over:")]
    if part.source.rows.last_of == "row":
        sheet = key
    ranked = rows.mutate(rank=value)
    top = ranked["rank"].max().over(group_by=sheet)
    nowhere = ranked["rank"].isnull().cast("int64").sum().over(group_by=sheet)
    marked = ranked.mutate(top=top, nowhere=nowhere)
    kept = marked.filter((marked["rank"] == marked.top) | marked.top.isnull())
    groups = kept.group_by(key).aggregate(
        n=kept.count(), first=kept["row"].min(), source=kept["source"].min()
    )
    repeated = kept.semi_join(groups.filter(groups.n > 1), key)
    undated = kept.filter((kept.nowhere > 0) & kept.top.notnull())
    bad = repeated.union(undated)
    problems = [_undecided(part, row) for row in some_rows(bad, ["row", "source", "sheet_id", LATEST])]
    if not part.source.rows.last_of and sheet != key:
        gone = marked.anti_join(kept, key)
        problems += [
            _partly(part, row) for row in some_rows(gone, ["row", "source", "sheet_id", *key[-1:]])[:1]
        ]
    return kept.drop("rank", "top", "nowhere"), problems, count_rows(rows) - count_rows(kept)


def _unordered(part: Part, row: dict[str, object]) -> InputError:
    return _wrong(
        "rows.last_by names a column whose values cannot be put in order: they are neither whole numbers nor "
        "times.",
        part,
        row,
        expected="whole numbers, or times as time.format says (ISO 8601 without it)",
        remedy=(
            'State time.format = "%d/%m/%Y %H:%M" (as the file writes its times); or remove '
            "`rows.last_by` and "
            'state rows.duplicates = "last", if the later row of the file holds.'
        ),
    )


def _partly(part: Part, row: dict[str, object]) -> InputError:
    return _wrong(
        sentence(
            "the latest rows of the sheet {sheet_id!r} have none in place of "
            "this earlier one, and the case does not say whether they replace "
            "the whole sheet or only rows of their own.",
            sheet_id=row["sheet_id"],
        ),
        part,
        row,
        expected="rows of the same choices in every version of a sheet, or a statement",
        remedy=(
            'State rows.last_of = "row", if only the corrected rows were published again; rows.last_of '
            '= "sheet", if '
            "a version is whole, and what it does not name has no votes."
        ),
    )


def _undecided(part: Part, row: dict[str, object]) -> InputError:
    return _wrong(
        sentence(
            "several rows of the sheet {sheet_id!r}, and rows.last_by does not "
            "tell which is the latest: a value is blank, or two are the same.",
            sheet_id=row["sheet_id"],
        ),
        part,
        row,
        expected="another value in each of them",
        remedy='Name another column; or remove `rows.last_by` and state rows.duplicates = "last", if the '
        "later row "
        "holds.",
    )


def _wrong(message: str, part: Part, row: dict[str, object], *, expected: str, remedy: str) -> InputError:
    """Return the error of a row; its last value is the one that is shown."""
    return InputError(
        message,
        file=str(row["source"]),
        row=int(str(row["row"])),
        column=part.source.rows.last_by,
        value=str(list(row.values())[-1]),
        expected=expected,
        remedy=remedy,
    )
