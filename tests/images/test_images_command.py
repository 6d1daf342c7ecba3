"""``veedor fetch --images``: which, how many, what came, what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from images.build_images import HTML, case_with_images, name_images, png
from veedor.case import open_case
from veedor.cli.main import veedor as command
from veedor.lookup import SheetQuestion, download
from watch.watched_site import Plan, WatchedSite, watched_site


@pytest.fixture(scope="module")
def ids(case: Path) -> list[str]:
    found: list[str] = open_case(case).election.roll().ids.tolist()
    return found


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case_with_images(tmp_path_factory.mktemp("command") / "case", '"images/{sheet}.jpg"')


@pytest.fixture
def site(case: Path, ids: list[str]) -> Iterator[WatchedSite]:
    with watched_site() as made:
        name_images(case, f'"{made.url}/{{sheet}}.jpg"')
        for number, sheet in enumerate(ids):
            made.plans[f"/{sheet}.jpg"] = Plan(png(shade=number))
        yield made


def run(*words: object) -> Result:
    return CliRunner().invoke(command, ["fetch", *map(str, words), "--images", "--pause", "0"])


def test_all_images_come_once(case: Path, site: WatchedSite, ids: list[str]) -> None:
    del site
    made = run(case, "--json")
    assert made.exit_code == 0, made.output
    found = json.loads(made.output)
    assert found["totals"] == {"new": 60, "changed": 0, "same": 0, "there": 0, "missing": 0}
    assert [one["sheet"] for one in found["images"]] == ids
    again = run(case)
    assert again.exit_code == 0
    assert "60 images: 0 fetched, 60 there already" in again.output


def test_what_is_missing_is_named_and_the_rest_comes(case: Path, site: WatchedSite, ids: list[str]) -> None:
    site.plans[f"/{ids[1]}.jpg"] = Plan(HTML)
    del site.plans[f"/{ids[2]}.jpg"]
    made = run(case, *ids[:4], "--lang", "es")
    assert made.exit_code != 0
    assert (
        f"{ids[1]}, imagen 1: falta; es una página web, no una imagen  {site.url}/{ids[1]}.jpg" in made.output
    )
    assert f"{ids[2]}, imagen 1: falta; el servidor respondió: 404" in made.output
    assert "4 imágenes: 2 descargadas" in made.output
    assert "Faltan 2 de 4 imágenes" in str(made.exception) or "2 of 4 images" in str(made.exception)


def test_a_dry_run_says_how_many_and_how_large(case: Path, site: WatchedSite, ids: list[str]) -> None:
    plan = json.loads(run(case, "--dry-run", "--json").output)
    assert (plan["images"], plan["to_fetch"], plan["there"]) == (60, 60, 0)
    sizes = [len(png(shade=number * 12)) for number in range(5)]
    assert plan["about_bytes"] == 60 * sum(sizes) // 5
    assert not [path for path, _ in site.asked if path.endswith(".jpg")][5:]
    run(case, *ids[:2])
    plan = json.loads(run(case, "--dry-run", "--json").output)
    assert (plan["to_fetch"], plan["there"]) == (58, 2)
    assert "To fetch: 58 images, about" in run(case, "--dry-run").output


def test_a_question_says_which(case: Path, site: WatchedSite) -> None:
    question = SheetQuestion.read({"margin": "0..20", "state": "counted"})
    wanted = download(open_case(case).sheet_table(), question).read_all()["sheet"].to_pylist()
    assert 0 < len(wanted) < 60
    made = run(case, "--margin", "0..20", "--state", "counted", "--json")
    assert [one["sheet"] for one in json.loads(made.output)["images"]] == wanted
    assert sorted(path for path in site.paths() if path.endswith(".jpg")) == sorted(
        f"/{s}.jpg" for s in wanted
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nosuchsheet", "--images"], "No count has a sheet"),
        (["--dry-run"], "add --images"),
        (["--state", "counted"], "add --images"),
        (["1", "--state", "counted", "--images"], "not both"),
    ],
)
def test_what_cannot_be_meant_is_refused(case: Path, words: list[str], says: str) -> None:
    made = CliRunner().invoke(command, ["fetch", str(case), *words])
    assert made.exit_code != 0
    assert says in made.output + str(made.exception)


def test_a_case_without_images_says_what_to_write(tmp_path: Path) -> None:
    case = case_with_images(tmp_path / "case", '"images/{sheet}.jpg"')
    file = case / "case.toml"
    file.write_text(file.read_text("utf-8").replace('image = "images/{sheet}.jpg"', ""), "utf-8")
    made = run(case)
    assert made.exit_code != 0
    remedy = str(made.exception)
    assert '[contest.president]: image = "https://example.org/{sheet}.jpg"' in remedy
    name_images(case, '"https://example.org/{sheet}.jpg"')
    assert json.loads(run(case, "--dry-run", "--json").output)["images"] == 60
