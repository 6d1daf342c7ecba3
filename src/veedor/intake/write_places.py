"""The places in which sheets lie, as the tree and the further divisions that the sources name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.engine import TABLES, sql, write_parquet
from veedor.intake.stage import DIVISION, LEVEL, path_of
from veedor.intake.tables import write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.engine import Scratch
    from veedor.engine.sql import Table
    from veedor.intake.case import CaseFile
    from veedor.intake.records import ReadPart


def write_places(
    case: CaseFile,
    roll: list[ReadPart],
    sheets: list[Table],
    folder: Path,
    scratch: Scratch,
) -> None:
    """Write ``place`` and ``area``: the places in which sheets lie, and their further divisions."""
    told = _placed(case, roll, scratch)
    if not sheets or told is None:
        write_rows(folder, TABLES["place"], [])
    else:
        used = scratch.stack([table.select("place_id") for table in sheets]).distinct()
        rows = scratch.keep(told.semi_join(used, "place_id"))
        whole = scratch.stack(_places(case, rows)).order_by("level", "place_id")
        write_parquet(whole, folder / "place.parquet")
    areas = _areas(roll, sheets)
    if areas:
        whole = scratch.stack(areas).distinct().order_by(*TABLES["area"].key)
        write_parquet(whole, folder / "area.parquet")
    else:
        write_rows(folder, TABLES["area"], [])


def _placed(case: CaseFile, roll: list[ReadPart], scratch: Scratch) -> Table | None:
    """Give the polling places that the roll names: one row each, with the names of all its levels."""
    levels = [f"{LEVEL}{level}" for level in case.election.levels]
    told = []
    for rank, piece in enumerate(roll):
        rows = piece.rows
        wide = piece.part.source.area is not None  # an area may be of a wider level than the polling place
        known = [level for level in levels if level in rows.columns]
        if "place_id" not in rows.columns or not (wide or known == levels):
            continue
        here = {f: rows[f] if f in rows.columns else sql.null("float64") for f in ("lat", "lon")}
        here |= {level: rows[level] if level in known else sql.null("string") for level in levels}
        order = sql.literal(rank * 10**10, "int64") + rows["row"]
        told.append(rows.select("place_id", order=order, **here).filter(rows.place_id.notnull()))
    if not told:
        return None
    rows = scratch.stack(told)
    named = {name: rows[name].first(order_by=rows["order"]) for name in [*levels, "lat", "lon"]}
    return rows.group_by("place_id").aggregate(**named)


def _places(case: CaseFile, rows: Table) -> list[Table]:
    """Give every level of the polling places as rows of ``place``."""
    abroad = case.election.abroad
    levels = case.election.levels
    names = [rows[f"{LEVEL}{level}"] for level in levels]
    found = []
    for depth, level in enumerate(levels, 1):
        finest = depth == len(levels)
        away = None
        if abroad and levels.index(abroad.level) < depth:
            away = ~rows[f"{LEVEL}{abroad.level}"].isin(list(abroad.home))
        found.append(
            rows.filter(names[depth - 1].notnull())
            .select(
                place_id=path_of(names[:depth]),
                level=sql.literal(level),
                name=names[depth - 1],
                parent_id=path_of(names[: depth - 1]) if depth > 1 else sql.null("string"),
                lat=rows["lat"] if finest else sql.null("float64"),
                lon=rows["lon"] if finest else sql.null("float64"),
                abroad=sql.null("boolean") if away is None else away,
            )
            .distinct()
        )
    return found


def _areas(roll: list[ReadPart], sheets: list[Table]) -> list[Table]:
    found: list[Table] = []
    for piece in roll:
        rows: Any = piece.rows
        for column in rows.columns:
            if column.startswith(DIVISION):
                told = rows.filter(rows[column].notnull()).select("sheet_id", area_id=rows[column])
                division = sql.literal(column.removeprefix(DIVISION))
                for table in sheets:
                    joined = told.join(table.select("sheet_id", "place_id"), "sheet_id")
                    named = joined.filter(joined.place_id.notnull())
                    found.append(named.select("place_id", division=division, area_id=named.area_id))
    return found
