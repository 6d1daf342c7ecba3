"""A place, or the whole: its sums, the places in it with theirs, and a map of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from veedor.desk.caching import asks
from veedor.desk.look.addresses import OWN, own_part
from veedor.desk.look.sheets import table_of
from veedor.desk.look.sheets_page import AskedSheets, sheet_rows
from veedor.desk.look.shown_map import rings, shown_map
from veedor.desk.pages import at, page
from veedor.engine.schemas import VOTES
from veedor.lookup import SheetQuestion, ask
from veedor.report.place_map import place_map
from veedor.report.tables import shown
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from veedor.lookup import SheetList, SheetTable

FIGURES = ("state", "registered", "valid", "turnout")
"""Columns of the sheets of a place, beside the votes and the checks."""
PAGES = 20
"""Pages of sheets that a place shows at the most."""
ALL = 100_000
"""Rows of the table of places: all of them."""


@asks(*OWN, "id")
def place(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show the place that an address names; the whole without one."""
    table, own = table_of(request, name), own_part(request)
    region = request.GET.get("id", "")
    found = _found(table, region)
    words = Wording(lang).of(table.contest)
    view, listed = at(lang, "look:place", name=name), at(lang, "look:sheets", name=name)

    def address(other: str) -> str:
        return f"{view}?{urlencode({**own, 'id': other} if other else own)}"

    said = {**own, "in": region} if region else own
    where = table.trail(region)
    return page(
        request,
        "look/place.html",
        lang=lang,
        wording=words,
        name=name,
        own=own,
        found=found,
        title=(where[-1][1] or words.text("term.no_place")) if where else words.text("desk.look.everywhere"),
        trail=[(title, address(one)) for one, title in where],
        whole=address(""),
        sums=shown(found.tables[1], words),
        parts=shown(found.tables[2], words, limit=ALL) if found.parts else None,
        **_listed(found, address, AskedSheets(lang, name, own, found, words, {})),
        sheets=f"{listed}?{urlencode(said)}",
        places=[part.place for part in found.parts],
        map=shown_map(name, table, found.parts, words, said, f"{view}?{urlencode({**own, 'id': ''})}"),
        fixed=place_map(found.parts, table.contest, words, address, rings(name)),
    )


def _found(table: SheetTable, region: str) -> SheetList:
    """Ask for a place; where no place lies within it, for all of its sheets."""
    votes = [VOTES + str(choice.choice_id) for choice in table.contest.choices]
    columns = tuple(one for one in ("sheet", *FIGURES, *votes, "checks") if one in table.columns)
    found = ask(table, SheetQuestion(region=region, columns=columns))
    if found.parts or found.pages == 1:
        return found
    numbers = range(2, min(found.pages, PAGES) + 1)
    more = [ask(table, replace(found.question, page=number)) for number in numbers]
    rows, ids = (
        tuple(chain(*each)) for each in zip(*((one.rows, one.ids) for one in (found, *more)), strict=True)
    )
    return replace(found, rows=rows, ids=ids)


def _listed(found: SheetList, address: Callable[[str], str], here: AskedSheets) -> dict[str, Any]:
    """Return where the places of a place lead, or its sheets with their figures."""
    if found.parts:
        return {"links": [address(part.place) for part in found.parts], "rows": ""}
    return sheet_rows(here)
