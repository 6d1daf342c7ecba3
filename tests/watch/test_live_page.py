"""The live page in a browser: it asks its own folder and nobody else, says its own age, and fits a phone."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import CHROMIUM
from veedor.report.catalogue import languages
from watch.build_watch import TestClock, table, watching, write_watched
from watch.watched_site import Plan, watched_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FORMS = ("wide", "narrow")
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a night with a hostile name in it, three captures and an alarm."""
    folder = tmp_path_factory.mktemp("night")
    with watched_site() as site:
        write_watched(folder / "case", f"{site.url}/t.csv")
        case = folder / "case" / "case.toml"
        text = case.read_text().replace('label = "Alder"', f'label = "{HOSTILE}", published = ["Alder"]')
        case.write_text(text.replace('title = "Mayors', f'title = "{HOSTILE} Mayors'))
        clock = TestClock()
        with watching(folder / "case", clock, pages=True) as (watcher, _):
            for counted, plus in ((40, 0), (80, 0), (100, 5)):
                site.plans["/t.csv"] = Plan(table(counted, plus=plus, on=(3,)))
                watcher.round()
                clock.wait(180)
            site.plans["/t.csv"] = Plan(b"<html>log in</html>")
            watcher.round()
    return folder / "case" / "watch" / "pages"


def test_every_file_is_there_and_small(pages: Path) -> None:
    names = {path.name for path in pages.iterdir()}
    each = {
        name
        for lang in languages()
        for name in (f"{lang}.html", *(f"count-mayor-{lang}-{f}.svg" for f in FORMS))
    }
    assert names == {"index.html", "live.json", "alarms.atom"} | each
    status = json.loads((pages / "live.json").read_text())
    assert (status["capture"], status["alarms"], status["every"]) == (4, 2, 10)
    assert (pages / "live.json").stat().st_size < 300
    english, spanish = ((pages / f"{lang}.html").read_text() for lang in ("en", "es"))
    assert "The last answer could not be read" in english
    assert "it is a web page" in english
    assert "La última respuesta no se pudo leer" in spanish
    assert "it is a web page" not in spanish, "neither the alarm nor the page mixes languages"
    assert HOSTILE not in english + spanish + (pages / "alarms.atom").read_text()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@pytest.fixture(scope="module")
def served(pages: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(pages)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


class TestInBrowser:
    pytestmark = IN_BROWSER

    @pytest.mark.parametrize("lang", ["en", "es"])
    @pytest.mark.parametrize("width", [390, 1280])
    def test_it_fits_has_no_barrier_and_asks_nobody_else(
        self, page: Page, served: str, lang: str, width: int
    ) -> None:
        from axe_playwright_python.sync_playwright import Axe

        complaints: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{served}/{lang}.html")
        page.wait_for_function("() => document.querySelector('img').complete")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('img').naturalWidth") > 0
        form = "narrow" if width < 640 else "wide"
        assert any(f"count-mayor-{lang}-{form}.svg" in url for url in asked)
        rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
        found = Axe().run(page, options=rules)
        assert found.response["violations"] == [], found.generate_report()
        assert complaints == []
        assert all(url.startswith((served, "data:")) for url in asked)

    def test_the_clock_runs_and_the_page_says_that_the_watch_is_away(self, page: Page, served: str) -> None:
        page.clock.install(time="2030-01-01T00:00:00Z")
        page.goto(f"{served}/en.html")
        first = page.text_content("#age") or ""
        page.clock.run_for(2_000)
        assert (page.text_content("#age") or "") != first
        assert "This watch itself has not asked anybody" in (page.text_content("#state") or "")
        assert page.get_attribute(".clock", "data-silent") == ""

    def test_news_is_fetched_and_a_new_capture_opens_the_page_anew(
        self, page: Page, served: str, pages: Path
    ) -> None:
        page.clock.install()
        page.goto(f"{served}/en.html")
        page.evaluate("window.mark = 1")
        with page.expect_response("**/live.json"):
            page.clock.run_for(15_500)
        assert page.evaluate("window.mark") == 1, "nothing new"
        status = pages / "live.json"
        before = status.read_text()
        status.write_text(json.dumps({**json.loads(before), "capture": 99}))
        try:
            with page.expect_navigation():
                page.clock.run_for(15_500)
        finally:
            status.write_text(before)
        assert page.evaluate("window.mark") is None
