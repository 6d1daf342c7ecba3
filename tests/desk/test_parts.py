"""Parts of pages: what the whole page has, asked for alone; caches are told, whole pages stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, override_settings

from desk.build_desk import served
from veedor.desk.library import Library

SHEETS = "/en/cases/small/sheets"
PART = {"HX-Request": "true", "HX-Target": "answer"}


def between(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end, text.index(start))]


@pytest.mark.parametrize("question", ["", "?margin=0..20&sort=-margin", "?in=Alala&page=1", "?find=zzzz"])
def test_a_part_is_what_the_page_has(client: Client, question: str) -> None:
    address = f"{SHEETS}{question}".removesuffix("&page=1")
    whole, part = client.get(address), client.get(address, headers=PART)
    assert "<html" in whole.text
    assert "<html" not in part.text
    table = ('<div id="answer"', "</section>")
    assert between(part.text, *table) == between(whole.text, *table)
    for answer in (whole, part):
        assert {"HX-Request", "HX-Target"} <= set(answer["Vary"].split(", "))


def test_a_part_brings_what_stands_elsewhere_on_the_page(client: Client) -> None:
    part = client.get(f"{SHEETS}?in=Alala", headers=PART).text
    assert 'id="languages" hx-swap-oob="true"' in part
    assert 'href="/es/cases/small/sheets?in=Alala"' in part
    assert "35 tally sheets; page 1 of 1" in between(part, '<p id="said"', "</p>")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true"},
        {"HX-Target": "answer"},
        {"HX-Request": "true", "HX-Target": "main"},
        {"HX-Request": "true", "HX-Target": "../../etc/passwd"},
        PART | {"HX-History-Restore-Request": "true"},
    ],
)
def test_whoever_asks_for_no_part_gets_the_page(client: Client, headers: dict[str, str]) -> None:
    assert "<html" in client.get(SHEETS, headers=headers).text


def test_a_form_leads_to_the_shortest_address_in_parts_too(client: Client) -> None:
    answer = client.get(f"{SHEETS}?find=&state=counted&margin=", headers=PART)
    assert (answer.status_code, answer["Location"]) == (302, f"{SHEETS}?state=counted")


def test_the_map_alone_is_a_part_and_the_page_of_the_whole_otherwise(client: Client) -> None:
    part = client.get("/en/cases/small/map", headers={"HX-Request": "true", "HX-Target": "map"})
    assert 'data-place="Alala"' in part.text
    assert "<html" not in part.text
    assert (
        client.get("/en/cases/small/map?count=official")["Location"] == "/en/cases/small/place?count=official"
    )


def test_a_part_that_is_being_made_asks_again_itself(small: Path) -> None:
    hasty = served({"small": small})
    object.__setattr__(hasty, "library", Library({"small": small}, patience=0.0))
    with override_settings(DESK=hasty):
        answer = Client().get(f"{SHEETS}?in=Alala", headers=PART)
        assert answer.status_code == 202
        assert "Refresh" not in answer.headers
        for said in ('id="answer"', f'hx-get="{SHEETS}?in=Alala"', 'hx-trigger="load delay:2s"'):
            assert said in answer.text
        evil = Client().get(SHEETS, headers=PART | {"HX-Target": '"><script>'})
        assert "Refresh" in evil.headers
        assert "<script>" not in evil.text
