"""Publications of a count by area: areas that a later one names otherwise would be two areas each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.engine import fetch_rows
from veedor.errors import CaseError
from veedor.intake.area_words import AreaError
from veedor.intake.case_columns import TOTAL
from veedor.intake.toml import inline_table
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile
    from veedor.intake.publications import CountRows

SHOWN = 5


def refuse_renamed(case: CaseFile, count: CountRows) -> None:
    """Refuse areas that vanish from a publication while others appear in it that have as many sheets.

    Parameters
    ----------
    case : CaseFile
        The case.
    count : CountRows
        All publications of a count by area.

    Raises
    ------
    CaseError
        With the line of the case that makes them one area.
    """
    if len(count.publications) < 2:
        return
    rows = count.rows
    spans = rows.group_by("sheet_id").aggregate(
        first=rows.position.min(),
        last=rows.position.max(),
        total=rows[TOTAL].first(order_by=rows.position.desc()),
        opening=rows[TOTAL].first(order_by=rows.position),
        row=rows.source_row.first(order_by=rows.position),
        source=rows.source.first(order_by=rows.position),
    )
    told = fetch_rows(spans.order_by("first", "row", "sheet_id"))
    renamed = _renamed(told, len(count.publications) - 1)
    if renamed:
        raise _error(case, count, renamed)


def _renamed(told: list[dict[str, Any]], end: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair areas that appear in a publication with those that vanish there and have as many sheets."""
    gone: dict[int, list[dict[str, Any]]] = {}
    for one in told:
        if one["last"] < end:
            gone.setdefault(one["last"] + 1, []).append(one)
    pairs = []
    for one in told:
        former = gone.get(one["first"], [])
        same = next((old for old in former if old["total"] == one["opening"]), None)
        if one["first"] and same is not None:
            former.remove(same)
            pairs.append((one, same))
    return pairs


def _error(
    case: CaseFile, count: CountRows, renamed: list[tuple[dict[str, Any], dict[str, Any]]]
) -> RenamedAreasError:
    """Name the first of them, and write the line of the case that makes each pair one area."""
    first = renamed[0][0]
    names = {str(new["sheet_id"]): str(old["sheet_id"]) for new, old in renamed}
    name = next(n for n, s in case.sources.items() if s.area is not None and s.count == count.count_id)
    shown = dict(list(names.items())[:SHOWN])
    listed = "; ".join(
        sentence("{old!r} is gone and {new!r} is new", old=old, new=new) for new, old in shown.items()
    )
    more = (
        sentence(" (and {number_of_names} more)", number_of_names=len(names) - SHOWN)
        if len(names) > SHOWN
        else ""
    )
    known = case.sources[name].area.names  # type: ignore[union-attr]
    return RenamedAreasError(
        sentence(
            "names of areas of the count {count_id!r} change from one publication to "
            "the next, it seems, with as many sheets as before: {listed}{more}. They "
            "would be counted twice.",
            count_id=count.count_id,
            listed=listed,
            more=more,
        ),
        file=str(first["source"]),
        row=first["row"],
        column=f"source.{name}.area.names",
        value=str(first["sheet_id"]),
        expected="one id an area in all publications",
        remedy=(
            sentence(
                "State source.{name}.area.names = {inline_table}, if they are the "
                "same areas (in each source of the count that has the name); if a "
                "new area is another one, ask who published it where the old one is, "
                "and add a row for it in a copy of the file.",
                name=name,
                inline_table=inline_table({**known, **names}),
            )
        ),
    )


class RenamedAreasError(AreaError, CaseError):
    """Areas of two publications that seem to be the same."""
