"""A place, or the whole: its sums, the places in it with theirs, and a map of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from veedor.desk.look.addresses import own_part
from veedor.desk.look.sheets import table_of
from veedor.desk.look.shown_map import rings, shown_map
from veedor.desk.pages import at, page
from veedor.lookup import SheetQuestion, ask
from veedor.report.place_map import place_map
from veedor.report.tables import shown
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ALL = 100_000
"""Rows of the table of places: all of them."""


def place(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show the place that an address names; the whole without one."""
    table, own = table_of(request, name), own_part(request)
    region = request.GET.get("id", "")
    found = ask(table, SheetQuestion(region=region))
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
        links=[address(part.place) for part in found.parts],
        sheets=f"{listed}?{urlencode(said)}",
        places=[part.place for part in found.parts],
        map=shown_map(name, table, found.parts, words, said, f"{view}?{urlencode({**own, 'id': ''})}"),
        fixed=place_map(found.parts, table.contest, words, address, rings(name)),
    )
