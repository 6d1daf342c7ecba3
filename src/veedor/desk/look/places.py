"""Where the sheets of a question lie, as GeoJSON; and the map on the first page of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from veedor.desk.fragments import asked_part, vary_by_part
from veedor.desk.look.addresses import own_part
from veedor.desk.look.sheets import asked, table_of
from veedor.desk.look.shown_map import rings, shown_map
from veedor.desk.pages import at, page
from veedor.desk.security import costly
from veedor.lookup import SheetQuestion, ask
from veedor.lookup.places import place_level, places
from veedor.model import Unit
from veedor.report.place_geojson import as_text, border_features, place_features
from veedor.report.place_map import place_map
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest


KIND = "application/geo+json"


@costly(60, 1.0)
def places_file(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Return the places of the sheets that an address asks for, with their sums."""
    table, question = table_of(request, name), asked(request)
    level = place_level(table, question, request.GET.get("level", ""))
    found = places(table, question, level)
    return _geojson(place_features(found, table.contest, Wording(lang).of(table.contest), level))


def borders_file(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Return the borders of a case."""
    del request, lang
    return _geojson(border_features(rings(name)))


def _geojson(made: dict[str, Any]) -> HttpResponse:
    return HttpResponse(as_text(made), content_type=KIND)


def map_part(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Return the map on the first page of a case, with a list of its places.

    Without a script the page of the whole has both.
    """
    whole = at(lang, "look:place", name=name)
    own = own_part(request)
    if asked_part(request) != "map":
        return HttpResponseRedirect(f"{whole}?{urlencode(own)}" if own else whole)
    table = table_of(request, name)
    found = ask(table, SheetQuestion())
    words = Wording(lang).of(table.contest)

    def address(place: str) -> str:
        return f"{whole}?{urlencode({**own, 'id': place})}"

    answer = page(
        request,
        "look/case_map.html",
        lang=lang,
        wording=words,
        name=name,
        map=shown_map(name, table, found.parts, words, own, f"{whole}?{urlencode({**own, 'id': ''})}"),
        fixed=place_map(found.parts, table.contest, words, address, rings(name)),
        unit_sheets=Unit.SHEETS,
        parts=[(part.place, part.name, part.sums.sheets, address(part.place)) for part in found.parts],
    )
    vary_by_part(answer)
    return answer
