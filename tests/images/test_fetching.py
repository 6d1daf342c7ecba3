"""Fetching from a server on loopback: kept by hash, asked politely, gone on with, nothing silent."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from images.build_images import HTML, SVG, bomb, case_with_images, png
from veedor.canonical import sha256
from veedor.errors import FetchError
from veedor.images.fetching import ImageFetcher, fetcher_of
from veedor.images.kinds import LARGEST
from veedor.images.named import SheetImage
from veedor.images.reasons import NoImageError
from veedor.images.register import REGISTER, ImageLine, ImageRegister
from veedor.images.showing import read_image, shown_image
from veedor.intake import load_case
from veedor.watch.asking import Asker, RobotRules
from watch.watched_site import Plan, WatchedSite, watched_site


@pytest.fixture
def site() -> Iterator[WatchedSite]:
    with watched_site() as made:
        yield made


class Waits(list[float]):
    """Waits for nothing, and remembers for how long."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def fetcher(folder: Path, **more: object) -> ImageFetcher:
    ask = Asker(seconds=5, size=LARGEST)
    made = ImageFetcher(folder, ImageRegister(folder), ask, RobotRules(ask), pause=0.5, wait=Waits())
    for name, value in more.items():
        setattr(made, name, value)
    return made


def image(site: WatchedSite, name: str, sheet: str = "1") -> SheetImage:
    return SheetImage(sheet, 1, f"{site.url}/{name}")


def test_what_comes_is_kept_under_its_hash(site: WatchedSite, tmp_path: Path) -> None:
    site.plans["/1.jpg"] = Plan(png(), headers={"Content-Type": "text/html"})
    one = image(site, "1.jpg")
    (made,) = fetcher(tmp_path).fetch([one])
    hash_ = sha256(png())
    assert (made.word, made.line and made.line.sha256) == ("new", hash_)
    assert (tmp_path / "data/images" / hash_[:2] / f"{hash_}.png").read_bytes() == png()
    (line,) = (tmp_path / "data/images" / REGISTER).read_text().splitlines()
    said = json.loads(line)
    assert (said["sheet"], said["address"], said["kind"]) == ("1", one.address, "png")
    assert (said["size"], said["width"], said["height"]) == (len(png()), 40, 60)
    shown = shown_image(tmp_path, ImageRegister(tmp_path), one)
    assert (shown.sha256, shown.size, shown.problem) == (hash_, len(png()), "")


def test_a_second_run_asks_nobody(site: WatchedSite, tmp_path: Path) -> None:
    site.plans["/1.jpg"] = Plan(png())
    list(fetcher(tmp_path).fetch([image(site, "1.jpg")]))
    asked = len(site.asked)
    (made,) = fetcher(tmp_path).fetch([image(site, "1.jpg", sheet="1")])
    assert (made.word, len(site.asked)) == ("there", asked)


def test_two_contests_with_one_image_ask_once(site: WatchedSite, tmp_path: Path) -> None:
    site.plans["/1.jpg"] = Plan(png())
    made = list(fetcher(tmp_path).fetch([image(site, "1.jpg"), image(site, "1.jpg")]))
    assert [one.word for one in made] == ["new", "there"]
    assert site.paths().count("/1.jpg") == 1


def test_a_changed_image_is_kept_beside_the_first(site: WatchedSite, tmp_path: Path) -> None:
    one = image(site, "1.jpg")
    site.plans["/1.jpg"] = Plan(png(), does="etag")
    list(fetcher(tmp_path).fetch([one]))
    (same,) = fetcher(tmp_path).fetch([one], again=True)
    assert same.word == "same"
    assert site.asked[-1][1]["If-None-Match"]
    site.plans["/1.jpg"] = Plan(png(shade=90), does="etag")
    (changed,) = fetcher(tmp_path).fetch([one], again=True)
    assert changed.word == "changed"
    register = ImageRegister(tmp_path)
    shown = shown_image(tmp_path, register, one)
    assert shown.sha256 == sha256(png(shade=90))
    assert [line.sha256 for line in shown.earlier] == [sha256(png())]
    assert read_image(tmp_path, register, one, sha256(png()))[0] == png()
    assert len(register.lines(one.address)) == 3


def test_what_is_missing_says_why(site: WatchedSite, tmp_path: Path) -> None:
    site.plans |= {
        "/html.jpg": Plan(HTML),
        "/svg.jpg": Plan(SVG, headers={"Content-Type": "image/jpeg"}),
        "/bomb.jpg": Plan(bomb()),
        "/cut.jpg": Plan(png(), does="cut"),
        "/endless.jpg": Plan(does="endless"),
        "/away.jpg": Plan(status=302, headers={"Location": "http://other.example/x.jpg"}),
        "/secret/robots.jpg": Plan(png()),
        "/robots.txt": Plan(b"User-agent: *\nDisallow: /secret\n"),
    }
    wanted = {
        "html.jpg": "web_page", "svg.jpg": "svg", "bomb.jpg": "unfolds", "cut.jpg": "cut_off",
        "endless.jpg": "endless", "away.jpg": "elsewhere", "none.jpg": "status",
        "secret/robots.jpg": "robots",
    }  # fmt: skip
    ask = Asker(seconds=5, size=1_000_000)
    made = list(
        fetcher(tmp_path, ask=ask).fetch([*(image(site, name) for name in wanted), SheetImage("9", 1, "")])
    )
    assert [one.word for one in made] == [*wanted.values(), "unnamed"]
    assert not any(one.came for one in made)
    assert "/secret/robots.jpg" not in site.paths()
    files = [path.name for path in (tmp_path / "data/images").rglob("*") if path.is_file()]
    assert files == [REGISTER]
    register = ImageRegister(tmp_path)
    for name, fault in wanted.items():
        shown = shown_image(tmp_path, register, image(site, name))
        assert shown.facts is None
        assert shown.missed is not None
        assert shown.missed.fault == fault


def test_a_server_is_given_time(site: WatchedSite, tmp_path: Path) -> None:
    site.plans["/robots.txt"] = Plan(b"User-agent: *\nCrawl-delay: 7\n")
    for number in range(3):
        site.plans[f"/{number}.jpg"] = Plan(png(shade=100 + number))
    waits = Waits()
    list(fetcher(tmp_path, wait=waits).fetch([image(site, f"{number}.jpg") for number in range(3)]))
    assert len(waits) == 2
    assert all(6 < one <= 7 for one in waits)


def test_a_busy_server_is_waited_for(site: WatchedSite, tmp_path: Path) -> None:
    site.plans["/1.jpg"] = Plan(status=503, headers={"Retry-After": "12"})

    class Frees(Waits):
        def __call__(self, seconds: float) -> None:
            super().__call__(seconds)
            site.plans["/1.jpg"] = Plan(png())

    waits = Frees()
    (made,) = fetcher(tmp_path, wait=waits).fetch([image(site, "1.jpg")])
    assert (made.word, waits[0]) == ("new", 12.0)


def test_a_silent_server_is_not_asked_for_ever(tmp_path: Path) -> None:
    with watched_site() as gone:
        url = gone.url
    images = [SheetImage(str(number), 1, f"{url}/{number}.jpg") for number in range(6)]
    rule = lambda _address, _now: ("", 0.0)  # noqa: E731
    made = list(fetcher(tmp_path, rule=rule).fetch(images))
    assert [one.word for one in made] == ["unreachable"] * 3 + ["not_asked"] * 3


def test_a_kill_loses_nothing_and_is_gone_on_from(site: WatchedSite, tmp_path: Path) -> None:
    images = [image(site, f"{number}.jpg", str(number)) for number in range(4)]
    for number in range(4):
        site.plans[f"/{number}.jpg"] = Plan(png(shade=50 + number))
    running = fetcher(tmp_path).fetch(images)
    next(running), next(running)
    register = tmp_path / "data/images" / REGISTER
    whole = register.read_bytes()
    register.write_bytes(whole[:-20])  # killed within the second line: its image is there, its line is not
    asked = len(site.asked)
    made = list(fetcher(tmp_path).fetch(images))
    assert [one.word for one in made] == ["there", "new", "new", "new"]
    assert "/0.jpg" not in [path for path, _ in site.asked[asked:]]
    for one in images:
        assert ImageRegister(tmp_path).latest(one.address) is not None


def test_lines_of_another_program_are_seen(tmp_path: Path) -> None:
    mine, other = ImageRegister(tmp_path), ImageRegister(tmp_path)
    assert mine.latest("a") is None
    other.keep(ImageLine("1", 1, "a", "now", sha256(png()), "png", len(png())), png())
    found = mine.latest("a")
    assert found is not None
    assert mine.content(found)[0] == png()
    (mine.folder / REGISTER).write_text("")
    assert mine.latest("a") is None


def test_an_image_that_was_changed_on_the_disk_is_not_shown(site: WatchedSite, tmp_path: Path) -> None:
    one = image(site, "1.jpg")
    site.plans["/1.jpg"] = Plan(png())
    list(fetcher(tmp_path).fetch([one]))
    (kept,) = (tmp_path / "data/images").glob("*/*.png")
    kept.write_bytes(png(shade=1))
    shown = shown_image(tmp_path, ImageRegister(tmp_path), one)
    assert (shown.facts, shown.sha256) == (None, "")
    assert "changed there" in shown.problem


def test_a_register_that_somebody_else_wrote_names_no_file_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    register = ImageRegister(tmp_path / "case")
    for hash_ in ("../../../secret", "/" + str(secret), sha256(b"x")):
        with pytest.raises(NoImageError):
            register.content(ImageLine("1", 1, "a", "now", hash_, "png", 1))


def test_images_beside_the_case_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/1.jpg").write_bytes(png())
    one = SheetImage("1", 1, "images/1.jpg")
    register = ImageRegister(tmp_path)
    assert shown_image(tmp_path, register, one).sha256 == sha256(png())
    assert [made.word for made in fetcher(tmp_path).fetch([one, one])] == ["new", "there"]
    (tmp_path / "images/1.jpg").write_bytes(png(shade=9))
    assert shown_image(tmp_path, ImageRegister(tmp_path), one).moved_on
    assert [made.word for made in fetcher(tmp_path).fetch([one])] == ["changed"]
    assert list((tmp_path / "data/images").glob("*/*")) == []


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_no_link_is_followed(site: WatchedSite, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "1.jpg").write_bytes(png())
    case = tmp_path / "case"
    (case / "images").mkdir(parents=True)
    (case / "images/1.jpg").symlink_to(outside / "1.jpg")
    (case / "folder").symlink_to(outside)
    for address in ("images/1.jpg", "folder/1.jpg"):
        (made,) = fetcher(case).fetch([SheetImage("1", 1, address)])
        assert made.word == "link"
    for address in ("../outside/1.jpg", "images/../../outside/1.jpg"):
        (made,) = fetcher(case).fetch([SheetImage("1", 1, address)])
        assert made.word == "outside"
    site.plans["/1.jpg"] = Plan(png())
    (tmp_path / "linked/data").mkdir(parents=True)
    (tmp_path / "linked/data/images").symlink_to(outside)
    with pytest.raises(FetchError, match="is a link"):
        list(fetcher(tmp_path / "linked").fetch([image(site, "1.jpg")]))
    assert sorted(path.name for path in outside.iterdir()) == ["1.jpg"]


def test_a_pipe_is_no_image(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs pipes")
    os.mkfifo(tmp_path / "1.jpg")
    began = time.monotonic()
    (made,) = fetcher(tmp_path).fetch([SheetImage("1", 1, "1.jpg")])
    assert made.word == "absent"
    assert time.monotonic() - began < 20


def test_the_case_says_who_asks_and_whether_robots_are_heeded(tmp_path: Path) -> None:
    more = '[watch]\nalso = ["https://example.org/"]\ncontact = "us@example.org"\nrobots = false\n'
    case = case_with_images(tmp_path / "case", '"https://example.org/{sheet}.jpg"', more=more)
    made = fetcher_of(load_case(case), ImageRegister(case))
    assert "us@example.org" in made.ask.agent
    assert made.rule("https://example.org/x", 0.0) == ("", 0.0)
