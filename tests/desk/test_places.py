"""A place: its sums are those of its parts, and of the sheets themselves; its map leads to each part."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

from django.test import Client

from veedor.case.case import open_case
from veedor.lookup import SheetQuestion
from veedor.lookup.result import SheetList


def sums_agree(found: SheetList) -> None:
    sums, parts = found.sums, [part.sums for part in found.parts]
    assert sums.sheets == sum(part.sheets for part in parts)
    assert sums.valid == sum(part.valid or 0 for part in parts)
    assert sums.votes == tuple(map(sum, zip(*(part.votes for part in parts), strict=True)))


def test_parts_sum_to_the_whole_at_every_level(small: Path) -> None:
    case = open_case(small)
    sheets, waiting, seen = case.select().sheets, [""], 0
    while waiting and seen < 12:
        region = waiting.pop()
        found = case.sheets(SheetQuestion(region=region))
        if found.parts:
            sums_agree(found)
            waiting += [part.place for part in found.parts[:3]]
        for part in found.parts[:3]:
            level = next(one for one in sheets.places.levels if part.place in sheets.places.ids[one])
            here = sheets.member_of(level) == part.place
            assert part.sums.votes == tuple(sheets.votes[here].sum(axis=0).tolist())
        seen += 1
    assert seen == 12


def test_the_page_of_a_place_leads_to_its_parts(client: Client, small: Path) -> None:
    found = open_case(small).sheets()
    text = client.get("/en/cases/small/place").text
    for part in found.parts:
        assert urlencode({"id": part.place}) in text
    located = [part for part in found.parts if part.lat is not None]
    assert len(re.findall(r"<circle [^>]*><title>", text)) == (len(located) if len(located) > 1 else 0)
    inner = client.get(f"/es/cases/small/place?{urlencode({'id': found.parts[0].place})}")
    assert inner.status_code == 200
    assert f"<h1>{found.parts[0].name}</h1>" in inner.text


def test_a_place_that_is_none_is_refused(client: Client) -> None:
    assert client.get("/en/cases/small/place?id=Nowhere").status_code == 400
