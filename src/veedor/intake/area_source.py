"""A source whose rows are areas: what cannot be meant of it, and as what its rows are read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.intake.case import Layout, SheetMap
from veedor.intake.case_columns import COUNTED, ENOUGH, TOTAL, key_of_figure
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import Document, Source
    from veedor.intake.case_columns import AreaMap
    from veedor.intake.case_counts import Problems


def area_problems(doc: Document, source: Source) -> Problems:
    """Name what cannot be meant of a source whose rows are areas."""
    area = source.area
    if area is None:
        return
    if source.sheet is not None:
        yield "sheet", "a row is an area here, and no sheet.", "Remove it; `area.id` names the row."
    if source.numbers.registered_of:
        yield (
            "numbers.registered_of",
            "each area has a register of its own.",
            "Remove it; if several rows repeat one register, name the wider area in `area.id`.",
        )
    if source.rows.add_over:
        yield (
            "rows.add_over",
            "rows of one area that are added would count its sheets several times.",
            "Remove it, and make the id whole: area.id with every column that tells the rows apart.",
        )
    if source.stratum is not None:
        yield (
            "stratum",
            "the sheets of an area may be of several strata.",
            'Remove it; to sum areas by kind, state place.divisions = { kind = "<column>" }.',
        )
    yield from _numbers_of_sheets(area)
    yield from _mixed(doc, source)


def _numbers_of_sheets(area: AreaMap) -> Problems:
    given = set(area.given)
    if {COUNTED, TOTAL} <= given or len(given) >= ENOUGH:
        return
    yield (
        "area",
        (
            sentence(
                "it does not say how many of the sheets of an area are counted: it "
                "has {key_of_figure} of counted, total, observed, pending.",
                key_of_figure=", ".join(sorted(map(key_of_figure, given))) or sentence("none"),
            )
        ),
        (
            "Name the columns of `counted` and `total`, or of three of the four. Where there are never any "
            'observed sheets, add a column that says so: files = [{ name = "...", constants = '
            '{ observed = "0" } }] and area.observed = "observed".'
        ),
    )


def _mixed(doc: Document, source: Source) -> Problems:
    """Refuse a count that has both areas and sheets, and a sample of areas."""
    others = [
        name
        for name, other in doc.source.items()
        if other.count == source.count and other.is_count and other.area is None
    ]
    if others:
        yield (
            "count",
            sentence(
                "the count {count!r} is published by area here and by sheet in source.{other}.",
                count=source.count,
                other=others[0],
            ),
            "Give each a count of its own: they can be compared.",
        )
    count = doc.count.get(source.count)
    if count is not None and count.is_sample:
        yield (
            "count",
            sentence(
                "{count!r} is a random sample of sheets, and a row is an area here.", count=source.count
            ),
            'State kind = "preliminary" (or "official") for the count, if it is one.',
        )


def as_read(source: Source) -> Source:
    """Return a source of areas as its rows are read: wide, or one row a figure, with the id of the area."""
    if source.area is None:
        return source
    return replace(
        source,
        layout=Layout.LONG if source.choices.choice else Layout.WIDE,
        sheet=SheetMap(source.area.id, verified_at=source.area.updated_at),
    )
