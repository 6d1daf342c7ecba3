"""The places of a question as GeoJSON: the sums of lookup, and of the rows themselves; names stay text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.build_desk import served
from desk.test_sheets import questions
from report.build_report import HOSTILE, hostile_case
from veedor.case.case import Case, open_case
from veedor.cli.main import veedor as command
from veedor.lookup import SheetQuestion, ask, download
from veedor.lookup import places as module
from veedor.lookup.places import places
from veedor.lookup.sheet_question import STATES

PATH = "/en/cases/small/places.geojson"
BORDERS = {
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": [[[-3, -3], [3, -3], [3, 3], [-3, -3]]]},
    "properties": {},
}


@pytest.fixture(scope="session")
def known(small: Path) -> Case:
    return open_case(small)


def features(client: Client, **said: str) -> list[dict[str, Any]]:
    answer = client.get(f"{PATH}?{urlencode(said)}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/geo+json")
    made = json.loads(answer.content)
    assert made["type"] == "FeatureCollection"
    return list(made["features"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_features_are_the_places_of_the_question(client: Client, known: Case, data: st.DataObject) -> None:
    said = data.draw(questions(known))
    table = known.sheet_table()
    found = ask(table, SheetQuestion.read(said))
    made = features(client, **said)
    choices = [f"votes:{choice.choice_id}" for choice in table.contest.choices]
    assert [one["properties"]["place"] for one in made] == [part.place for part in found.parts]
    for one, part in zip(made, found.parts, strict=True):
        given_, sums = one["properties"], part.sums
        assert (given_["sheets"], given_["counted"]) == (sums.sheets, sums.counted)
        assert (given_["cast"], given_["valid"]) == (sums.cast, sums.valid)
        assert tuple(given_[name] for name in choices) == sums.votes
        where = one["geometry"]
        assert (
            where is None
            if part.lat is None
            else where["coordinates"] == pytest.approx([part.lon, part.lat], abs=1e-6)
        )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_level_is_the_sum_of_its_rows(client: Client, known: Case, data: st.DataObject) -> None:
    said = data.draw(questions(known))
    table = known.sheet_table()
    level = data.draw(st.sampled_from(table.levels))
    depth = table.levels.index(level) + 1
    rows = download(table, SheetQuestion.read(said)).read_all().to_pylist()
    counted = {name: Counter[str]() for name in (*STATES, "sheets", "named", "voters", "valid")}
    for row in rows:
        place = " / ".join(row["place"].split(" / ")[:depth])
        counted["sheets"][place] += 1
        counted[row["state"]][place] += 1
        counted["named"][place] += row["checks"] is not None
        counted["voters"][place] += row["registered"] or 0
        counted["valid"][place] += row["valid"] if row["state"] == "counted" else 0
    made = features(client, **said, level=level)
    assert {one["properties"]["place"] for one in made} == set(counted["sheets"])
    for one in made:
        given_ = one["properties"]
        assert given_["level"] == level
        for name, sums in counted.items():
            assert (given_[name.replace("-", "_")] or 0) == sums[given_["place"]], name


def test_a_place_says_its_figures_in_the_language_of_the_address(client: Client, known: Case) -> None:
    part = known.sheets().parts[0]
    one = json.loads(client.get("/es/cases/small/places.geojson").content)["features"][0]["properties"]
    first, *more = one["says"].split("\n")
    assert first.endswith("primero: Birch")
    assert more[0] == f"{part.sums.sheets} actas; computadas: {part.sums.counted}"
    assert one["first"] == "birch"
    assert one["marker-color"].startswith("#")


def test_the_finest_place_has_none_below_it(client: Client, known: Case) -> None:
    finest = known.select().states.roll.places.ids["place"][0]
    assert features(client, **{"in": finest}) == []


def test_what_is_no_level_and_no_place_is_refused(client: Client) -> None:
    for said in ({"level": "planet"}, {"in": "Nowhere"}, {"state": "lost"}):
        assert client.get(f"{PATH}?{urlencode(said)}").status_code == 400


def test_more_places_than_a_map_holds_are_refused_with_a_remedy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    answer = client.get(PATH)
    assert answer.status_code == 400
    assert "more than 5 places" in answer.text
    assert client.get(f"{PATH}?in=Alala").status_code == 200


def test_the_same_question_is_answered_from_what_a_client_keeps(client: Client) -> None:
    first = client.get(f"{PATH}?in=Alala")
    again = client.get(f"{PATH}?in=Alala", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_names_that_try_to_become_markup_stay_text(tmp_path: Path) -> None:
    case = hostile_case(tmp_path / "hostile")
    with override_settings(DESK=served({"hostile": case.election.file.folder})):
        answer = Client().get("/en/cases/hostile/places.geojson")
        assert answer["X-Content-Type-Options"] == "nosniff"
        names = [one["properties"]["name"] for one in json.loads(answer.content)["features"]]
        assert HOSTILE in names
        assert names == [part.name for part in case.sheets().parts]


def test_borders_are_those_of_the_case(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bordered"
    copytree(small, folder)
    config = (small / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(config.replace("[election]", '[election]\noutline = "borders.json"'))
    (folder / "borders.json").write_text(json.dumps(BORDERS))
    with override_settings(DESK=served({"bordered": folder, "small": small})):
        client = Client(raise_request_exception=False)
        lines = json.loads(client.get("/en/cases/bordered/borders.geojson").content)["features"][0]
        assert lines["geometry"]["coordinates"] == BORDERS["geometry"]["coordinates"]  # type: ignore[index]
        assert "borders.geojson" in client.get("/en/cases/bordered/place").text
        assert "borders.geojson" not in client.get("/en/cases/small/place").text


def test_places_are_the_same_asked_in_python(known: Case) -> None:
    table = known.sheet_table()
    whole = ask(table, SheetQuestion()).sums
    for level in table.levels:
        found = places(table, SheetQuestion(), level)
        assert sum(one.sheets for one in found) == whole.sheets
        assert tuple(map(sum, zip(*(one.votes for one in found), strict=True))) == whole.votes


def test_the_command_writes_what_the_address_gives(client: Client, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "places.geojson"
    line = ["sheets", str(small), "--check", "any", "--level", "municipality", "--to", str(file)]
    done = CliRunner().invoke(command, line)
    assert done.exit_code == 0, done.output
    made = json.loads(file.read_text(encoding="utf-8"))["features"]
    assert made == features(client, check="any", level="municipality")
    assert f"{len(made)} places" in done.output
    line[-1] = str(tmp_path / "places.csv")
    assert CliRunner().invoke(command, line).exit_code == 2
