"""Columns that come again and again behind the others, a group for each candidate: each becomes a row.

France publishes so: place and totals once, then number, name and votes of every candidate side by side, the
header naming the first group alone, or every group alike.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.engine import fetch_arrow
from veedor.errors import CaseError, nearest
from veedor.intake.names import fold
from veedor.intake.raw import ROW
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.intake.raw import Content

_TURN = re.compile(r"[ _.\-]*\(?\d+\)?$")


def name_groups(
    header: Sequence[str], width: int, repeated: Sequence[str], label: str, row: int
) -> tuple[str, ...]:
    """Name the columns of every group as the case names those of the first.

    Parameters
    ----------
    header : sequence of str
        As it stands; behind the first group it is blank, or names every group alike but for a number. What
        stands behind the last group under other names is of the whole row, like what stands in front.
    width : int
        Cells of the rows.
    repeated : sequence of str
        Names of the first group.
    label : str
        Name of the file, for messages.
    row : int
        Row of the header.

    Raises
    ------
    CaseError
        Where the columns do not stand there, or the rest of the header is not made of such groups.
    """
    known = [fold(name) for name in header] + [""] * (width - len(header))
    group = [fold(name) for name in repeated]
    starts = [i for i in range(len(known)) if known[i : i + len(group)] == group]
    if not starts:
        raise _no_group(header, repeated, label, row)
    start = starts[0]
    rest = known[start:]
    behind = _behind(rest, group)
    groups = rest[: len(rest) - behind]
    stray = next((i for i, name in enumerate(groups) if not _fits(name, group[i % len(group)])), None)
    if stray is not None or len(groups) % len(group):
        raise CaseError(
            sentence(
                "behind the first group stand {number_of_rest} columns, which are no "
                "whole groups of {number_of_group}.",
                number_of_rest=len(rest) - len(group),
                number_of_group=len(group),
            ),
            file=label,
            row=row or None,
            column=None if stray is None else header[start + stray],
            expected=sentence("groups of {repeated} side by side", repeated=", ".join(repeated)),
            remedy="Name in `repeated` all columns of one group, in the order of the file; columns of the "
            "whole row stand in front of the groups, or behind them under names of their own.",
        )
    named = (repeated[i % len(group)] for i in range(len(groups)))
    return (*header[:start], *named, *header[start + len(groups) :])


def _no_group(header: Sequence[str], repeated: Sequence[str], label: str, row: int) -> CaseError:
    """Say that the columns of the first group do not stand in a header side by side, or not at all."""
    named = [name for name in header if name]
    known = {fold(name) for name in named}
    missing = next((name for name in repeated if fold(name) not in known), "")
    what = sentence("there is no column {missing!r} (named by `repeated`).", missing=missing)
    return CaseError(
        what if missing else "the columns of `repeated` do not stand side by side in this order.",
        file=label,
        row=row or None,
        value=", ".join(repeated),
        expected="the columns of the first group, in the order of the file",
        remedy=nearest(missing, named)
        if missing
        else sentence("The header reads: {header}.", header=", ".join(named)[:380]),
    )


def _behind(rest: Sequence[str], group: Sequence[str]) -> int:
    """Return how many columns behind whole groups have names of their own: they are of the whole row."""
    size = len(group)
    end = size
    while all(_fits(name, first) for name, first in zip(rest[end : end + size], group, strict=False)):
        if end + size > len(rest):
            return 0
        end += size
    left = rest[end:]
    own = {_TURN.sub("", name) for name in left}
    return len(left) if all(left) and not own & {_TURN.sub("", name) for name in group} else 0


def _fits(name: str, first: str) -> bool:
    return not name or name == first or _TURN.sub("", name) == _TURN.sub("", first)


def one_row_each(content: Content, repeated: Sequence[str]) -> Content:
    """Make a row of every group, beside the columns in front; a group that is blank makes none.

    Parameters
    ----------
    content : Content
        Whose header :func:`name_groups` has named. Rows keep their number, which their groups share.
    repeated : sequence of str
        Columns of a group.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = content.rows if isinstance(content.rows, pa.Table) else fetch_arrow(content.rows().order_by(ROW))
    size = len(repeated)
    known, group = [fold(name) for name in content.header], [fold(name) for name in repeated]
    start = known.index(group[0])
    end = start
    while known[end : end + size] == group:
        end += size
    whole = [*range(start), *range(end, len(known))]
    further = [name for name in rows.column_names if not re.fullmatch(r"c\d+", name)]
    made = []
    for first in range(start, end, size):
        places = [*whole, *range(first, first + size)]
        one = rows.select([*(f"c{i}" for i in places), *further])
        one = one.rename_columns([*(f"c{i}" for i in range(len(places))), *further])
        blank = [
            pc.fill_null(pc.equal(pc.utf8_trim_whitespace(one[f"c{i}"]), ""), fill_value=True)
            for i in range(len(whole), len(whole) + size)
        ]
        full = blank[0]
        for other in blank[1:]:
            full = pc.and_(full, other)
        one = one.append_column("place", pa.array(range(len(one)), pa.int64()))
        one = one.append_column("turn", pa.array([first] * len(one), pa.int64()))
        made.append(one.filter(pc.invert(full)))
    table = pa.concat_tables(made).sort_by([("place", "ascending"), ("turn", "ascending")])
    header = (*(content.header[i] for i in whole), *repeated)
    return replace(content, header=header, rows=table.drop_columns(["place", "turn"]))
