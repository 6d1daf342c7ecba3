"""The image of a sheet on its page: from this machine alone, fetched when asked for, and nothing runs."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client, override_settings

from desk.build_desk import served
from images.build_images import HTML, SVG, bomb, case_with_images, name_images, pdf, png
from veedor.canonical import sha256
from veedor.case import open_case
from veedor.cli.main import veedor as command
from veedor.desk.settings import HERE, Desk
from veedor.images.register import REGISTER, ImageLine, ImageRegister
from veedor.lookup import SheetQuestion, download, steps
from watch.watched_site import Plan, WatchedSite, watched_site

PAGE = "/en/cases/small/sheet?id={}"
IMAGE = "/en/cases/small/image?id={}&page=1"
FETCH = "/en/cases/small/fetch-image"
LOCAL = "localhost"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case of its own: its images are others in each test."""
    made = case_with_images(tmp_path / "small", '"images/{sheet}.jpg"')
    (made / "images").mkdir()
    return made


@pytest.fixture
def own(folder: Path) -> Iterator[Desk]:
    made = replace(served({"small": folder}), hosts=HERE)
    with override_settings(DESK=made):
        yield made


@pytest.fixture
def client(own: Desk) -> Client:
    del own
    return Client(raise_request_exception=False, SERVER_NAME=LOCAL)


@pytest.fixture
def site(folder: Path) -> Iterator[WatchedSite]:
    with watched_site() as made:
        name_images(folder, f'"{made.url}/{{sheet}}.jpg"')
        yield made


def put(folder: Path, content: bytes, sheet: str = "000001") -> None:
    (folder / "images" / f"{sheet}.jpg").write_bytes(content)


def fetched(client: Client, sheet: str = "000001") -> str:
    """Press the button, and come back until nothing is on its way."""
    answer = client.post(FETCH, {"id": sheet})
    assert answer.status_code == 303
    text = ""
    for _ in range(100):
        page = client.get(answer.headers["Location"])
        text = page.text
        if "Refresh" not in page.headers:
            break
        time.sleep(0.1)
    return text


@pytest.mark.slow
def test_a_case_without_images_has_none(client: Client, folder: Path) -> None:
    file = folder / "case.toml"
    file.write_text(file.read_text("utf-8").replace('image = "images/{sheet}.jpg"', ""), "utf-8")
    answer = client.get(PAGE.format("000001"))
    assert answer.status_code == 200
    assert "Image of the sheet" not in answer.text
    assert not answer.cookies


def test_an_image_beside_the_case_is_shown(client: Client, folder: Path) -> None:
    put(folder, png())
    page = client.get(PAGE.format("000001"))
    hash_ = sha256(png())
    assert f"SHA-256 <code>{hash_}</code>" in page.text
    assert 'width="40" height="60"' in page.text
    source = re.search(r'<img src="([^"]+)"', page.text)
    assert source is not None
    answer = client.get(source[1].replace("&amp;", "&"))
    assert answer.content == png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["ETag"] == f'"{hash_}"'
    assert "immutable" in answer.headers["Cache-Control"]
    again = client.get(source[1].replace("&amp;", "&"), headers={"If-None-Match": f'"{hash_}"'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(behind=HTML), "image/png"),
        (png(behind=pdf("app.alert(1)")), "image/png"),
        (pdf("app.alert(1)"), "application/pdf"),
        (pdf() + HTML, "application/pdf"),
    ],
)
def test_what_is_shown_is_one_of_a_closed_list_and_cannot_run(
    client: Client, folder: Path, content: bytes, kind: str
) -> None:
    put(folder, content)
    answer = client.get(IMAGE.format("000001"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy.split("; ")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    attached = answer.headers["Content-Disposition"].startswith("attachment")
    assert attached == (kind == "application/pdf")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HTML, "it is a web page"),
        (SVG, "it is an SVG drawing"),
        (bomb(), "50,000 x 50,000"),
        (b"", "it is empty"),
        (png()[:18], "damaged or cut off"),
    ],
)
def test_what_is_no_image_is_said_and_not_served(
    client: Client, folder: Path, content: bytes, says: str
) -> None:
    put(folder, content)
    page = client.get(PAGE.format("000001"))
    assert page.status_code == 200
    assert says in page.text
    assert "<img" not in page.text
    assert client.get(IMAGE.format("000001")).status_code == 404


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_nothing_outside_the_case_is_shown(client: Client, folder: Path) -> None:
    (folder.parent / "secret.jpg").write_bytes(png())
    (folder / "images/000001.jpg").symlink_to(folder.parent / "secret.jpg")
    page = client.get(PAGE.format("000001"))
    assert "is a link; no image is read through one" in page.text
    assert client.get(IMAGE.format("000001")).status_code == 404
    (folder / "images/000001.jpg").unlink()
    (folder / "images").rename(folder.parent / "elsewhere")
    (folder / "images").symlink_to(folder.parent / "elsewhere")
    (folder.parent / "elsewhere/000001.jpg").write_bytes(png())
    assert client.get(IMAGE.format("000001")).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "id=../../secret&page=1", "id=000001&page=2", "id=000001&page=0", "id=000001&page=x", "page=1",
        "id=000001&page=1&hash=..", "id=000001&page=1&hash=" + "0" * 64, "id=000001&page=1&hash=" + "A" * 64,
    ],
)  # fmt: skip
def test_only_images_of_sheets_are_served(client: Client, folder: Path, asked: str) -> None:
    put(folder, png())
    (folder / "secret").write_bytes(png())
    assert client.get(f"/en/cases/small/image?{asked}").status_code == 404


def test_an_image_is_fetched_when_asked_for(client: Client, folder: Path, site: WatchedSite) -> None:
    site.plans["/000001.jpg"] = Plan(png())
    page = client.get(PAGE.format("000001"))
    assert "Image 1 is not here" in page.text
    assert "Fetch this image" in page.text
    assert f'href="{site.url}/000001.jpg"' in page.text
    assert site.asked == []  # looking asks nobody
    text = fetched(client)
    assert sha256(png()) in text
    assert "fetched " in text
    assert "Fetch this image" not in text
    assert (folder / "data/images" / REGISTER).is_file()
    assert client.get(IMAGE.format("000001")).content == png()


def test_what_could_not_be_fetched_says_why_in_the_language_of_the_page(
    client: Client, site: WatchedSite
) -> None:
    site.plans["/000001.jpg"] = Plan(HTML)
    assert "it is a web page, not an image" in fetched(client)
    page = client.get("/es/cases/small/sheet?id=000001").text
    assert "La imagen 1 no está aquí: es una página web, no una imagen" in page
    assert "Descargar esta imagen" in page  # once more
    assert "the server answered: 404" in fetched(client, "000002")


def test_a_question_goes_along(client: Client, site: WatchedSite) -> None:
    site.plans["/000001.jpg"] = Plan(png())
    answer = client.post(FETCH, {"id": "000001", "state": "counted", "other": "x"})
    assert answer.headers["Location"] == "/en/cases/small/sheet?id=000001&state=counted#image"


def test_a_changed_image_and_the_first_are_both_there(
    client: Client, folder: Path, site: WatchedSite
) -> None:
    site.plans["/000001.jpg"] = Plan(png())
    fetched(client)
    site.plans["/000001.jpg"] = Plan(png(shade=3))
    line = ["fetch", str(folder), "--images", "000001", "--again", "--pause", "0"]
    assert "another image than before" in CliRunner().invoke(command, line).output
    text = client.get(PAGE.format("000001")).text
    assert "Another image came from the same address" in text
    for shade in (3, 200):
        hash_ = sha256(png(shade=shade))
        assert client.get(IMAGE.format("000001") + f"&hash={hash_}").content == png(shade=shade)


def test_an_image_that_was_tampered_with_is_not_shown(
    client: Client, folder: Path, site: WatchedSite
) -> None:
    site.plans["/000001.jpg"] = Plan(png())
    fetched(client)
    (kept,) = (folder / "data/images").glob("*/*.png")
    kept.write_bytes(png(shade=1))
    assert "was changed there" in client.get(PAGE.format("000001")).text
    assert client.get(IMAGE.format("000001")).status_code == 404
    assert sha256(png()) in fetched(client)  # and can be had again
    assert kept.read_bytes() == png()


def test_a_folder_that_cannot_be_written_is_said(client: Client, folder: Path, site: WatchedSite) -> None:
    site.plans["/000001.jpg"] = Plan(png())
    outside = folder.parent / "outside"
    outside.mkdir()
    (folder / "data/images").symlink_to(outside)
    assert "data/images is a link to" in fetched(client).replace("\\", "/")
    assert not list(outside.iterdir())
    (folder / "data/images").unlink()
    assert sha256(png()) in fetched(client)


def test_a_desk_that_only_shows_fetches_nothing(folder: Path, site: WatchedSite) -> None:
    with override_settings(DESK=served({"small": folder}, public=True)):
        client = Client()
        assert "Fetch this image" not in client.get(PAGE.format("000001")).text
    assert site.asked == []


def test_the_room_that_fetches_is_not_there_in_public() -> None:
    from veedor.desk.rooms import rooms

    assert "images" not in dict(rooms(public=True))
    assert "images" in dict(rooms(public=False))


def test_a_foreign_form_fetches_nothing(own: Desk, site: WatchedSite) -> None:
    del own
    client = Client(enforce_csrf_checks=True, SERVER_NAME=LOCAL)
    assert client.post(FETCH, {"id": "000001"}).status_code == 403
    assert client.get(FETCH).status_code == 405
    assert site.asked == []


def test_for_others_the_desk_asks_nobody_in_its_own_network(own: Desk, site: WatchedSite) -> None:
    site.plans["/000001.jpg"] = Plan(png())
    with override_settings(DESK=replace(own, hosts=(*HERE, "count.example.org"))):
        text = fetched(Client(SERVER_NAME=LOCAL))
    assert "within a private network" in text
    assert site.asked == []


def test_names_and_what_a_server_says_stay_text(client: Client, folder: Path) -> None:
    bad = '"><script>alert(1)</script>'
    address = f"https://example.invalid/{{sheet}}.jpg?x={bad}".replace('"', '\\"')
    name_images(folder, f'"{address}"')
    line = ImageLine("000001", 1, f"https://example.invalid/000001.jpg?x={bad}", bad, fault=bad, detail=bad)
    register = ImageRegister(folder)
    register.keep(line, None)
    register.keep(replace(line, kind=bad, sha256="0" * 64), None)
    register.keep(line, None)
    for lang in ("en", "es"):
        page = client.get(f"/{lang}/cases/small/sheet?id=000001")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert page.text.count("&lt;script&gt;alert") >= 1


# from sheet to sheet


def test_steps_go_through_the_place_or_the_selection(client: Client, folder: Path) -> None:
    case = open_case(folder)
    table = case.sheet_table()
    question = SheetQuestion.read({"margin": "0..60", "sort": "-margin"})
    wanted = download(table, question).read_all()["sheet"].to_pylist()
    assert len(wanted) > 3
    for number, sheet in enumerate(wanted):
        found = steps(table, question, sheet)
        assert found is not None
        assert (found.number, found.of) == (number + 1, len(wanted))
        assert found.before == (wanted[number - 1] if number else "")
        assert found.after == ([*wanted, ""][number + 1])
    other = next(sheet for sheet in case.election.roll().ids.tolist() if sheet not in wanted)
    assert steps(table, question, other) is None
    page = client.get(PAGE.format(wanted[1]) + "&margin=0..60&sort=-margin").text
    assert f'rel="prev" href="?id={wanted[0]}&amp;margin=0..60&amp;sort=-margin"' in page
    assert f'rel="next" href="?id={wanted[2]}&amp;margin=0..60&amp;sort=-margin"' in page
    listed = client.get("/en/cases/small/sheets?margin=0..60&sort=-margin").text
    assert f"/en/cases/small/sheet?id={wanted[0]}&amp;margin=0..60&amp;sort=-margin" in listed


def test_without_a_question_steps_stay_in_the_place(client: Client, folder: Path) -> None:
    case = open_case(folder)
    place = case.card("000003").place
    inside = download(case.sheet_table(), SheetQuestion(region=place)).read_all()["sheet"].to_pylist()
    page = client.get(PAGE.format(inside[0])).text
    assert f"Sheet 1 of {len(inside)}" in page
    assert 'rel="prev"' not in page
    assert f'rel="next" href="?id={inside[1]}"' in page
