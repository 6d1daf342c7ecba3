"""The page in a browser: no error, no request, no barrier, on a phone and on a desk."""

from __future__ import annotations

import csv
import json
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from chromium import CHROMIUM
from veedor.cli.main import veedor
from veedor.report.write import Written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = {"phone": 390, "desk": 1440}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    # playwright leaves its event loop's sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Visit:
    """A page that was opened and has drawn its pictures, with what it complained of and asked for."""

    def __init__(self, browser: Browser, file: Path, width: int) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("html[data-drawn=all]", state="attached")

    def open_all(self) -> None:
        """Open every fold, and wait until what it holds is drawn."""
        for fold in self.page.query_selector_all("details"):
            fold.evaluate_handle("fold => { fold.open = true; }")
        self.page.wait_for_function("() => !document.querySelector('.chart:not([data-drawn])')")


@pytest.fixture(scope="module", params=["en", "es"])
def written(request: pytest.FixtureRequest, english: Written, spanish: Written) -> Written:
    return english if request.param == "en" else spanish


@pytest.fixture(scope="module", params=list(WIDTHS.values()), ids=list(WIDTHS))
def visit(request: pytest.FixtureRequest, browser: Browser, written: Written) -> Iterator[Visit]:
    """A page as it is opened: tests look at it, and change nothing."""
    visited = Visit(browser, written.page, request.param)
    yield visited
    visited.page.close()


@pytest.fixture(scope="module", params=list(WIDTHS.values()), ids=list(WIDTHS))
def unfolded(request: pytest.FixtureRequest, browser: Browser, written: Written) -> Iterator[Visit]:
    """A page with every fold open."""
    visited = Visit(browser, written.page, request.param)
    assert visited.page.query_selector(".chart:not([data-drawn])") is not None
    visited.open_all()
    yield visited
    visited.page.close()


def test_the_page_opens_offline_without_a_complaint(visit: Visit) -> None:
    assert visit.complaints == []
    assert len([url for url in visit.requests if not url.startswith("data:")]) == 1


def test_every_picture_is_drawn(unfolded: Visit) -> None:
    holders = unfolded.page.query_selector_all(".chart")
    assert len(holders) >= 6
    for holder in holders:
        assert holder.get_attribute("data-drawn") in {"wide", "narrow"}
        assert holder.query_selector("svg, canvas") is not None


def test_nothing_is_wider_than_the_screen(unfolded: Visit) -> None:
    size = unfolded.page.viewport_size
    assert size is not None
    for holder in unfolded.page.query_selector_all(".chart svg, .chart canvas, h1, h2, p, figure"):
        box = holder.bounding_box()
        if box is not None:
            assert box["x"] + box["width"] <= size["width"] + 0.5
    assert unfolded.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_comparison_of_reports_fits_a_phone(
    browser: Browser, english: Written, spanish: Written, tmp_path: Path
) -> None:
    """Hashes and ids are the longest words of that page."""
    done = CliRunner().invoke(
        veedor, ["report", "diff", str(english.findings), str(spanish.findings), "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(next(tmp_path.glob("*.html")).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_there_are_no_barriers(unfolded: Visit) -> None:
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    found = Axe().run(unfolded.page, options=rules)
    assert found.response["violations"] == [], found.generate_report()


def test_a_picture_has_its_words_and_its_table(visit: Visit) -> None:
    for figure in visit.page.query_selector_all("figure.picture"):
        caption = figure.query_selector("figcaption")
        assert caption is not None
        assert (caption.text_content() or "").strip()
        assert figure.query_selector("details table") is not None


def test_a_command_can_be_copied(browser: Browser, english: Written) -> None:
    visited = Visit(browser, english.page, 1440)
    visited.open_all()
    visited.page.locator(".commands .copy").first.click()
    visited.page.locator("#status", has_text="Copied").wait_for(state="attached")
    visited.page.close()


def test_a_phone_that_is_turned_gets_the_other_form(browser: Browser, english: Written) -> None:
    visited = Visit(browser, english.page, 390)
    assert visited.page.locator("#outcome-lines .chart").get_attribute("data-drawn") == "narrow"
    visited.page.set_viewport_size({"width": 844, "height": 390})
    visited.page.wait_for_selector('#outcome-lines .chart[data-drawn="wide"]')
    assert visited.complaints == []
    visited.page.close()


def test_hostile_names_run_nothing(browser: Browser, hostile: Path) -> None:
    visited = Visit(browser, hostile, 1440)
    assert visited.complaints == []
    assert visited.page.query_selector_all("img") == []
    visited.page.close()


def test_the_first_screen_answers(visit: Visit) -> None:
    """The sentence, what is known, and every answer stand before the first chapter; each leads to its own."""
    told = visit.page.query_selector_all(".answers li a")
    assert told
    for link in told:
        chapter = (link.get_attribute("href") or "").removeprefix("#")
        answer = visit.page.query_selector(f"#{chapter} .answer")
        assert answer is not None
        said = (link.evaluate("link => link.parentElement.firstChild.textContent") or "").strip()
        assert said == (answer.evaluate("answer => answer.firstChild.textContent") or "").strip()


def test_a_permalink_opens_the_folds_above_it(browser: Browser, english: Written) -> None:
    visited = Visit(browser, english.page, 1440)
    link = visited.page.locator("#timeline .answer .why")
    link.click()
    target = (link.get_attribute("href") or "").removeprefix("#")
    visited.page.locator(f'[id="{target}"]').wait_for(state="visible")
    visited.page.goto(f"{english.page.as_uri()}#timeline.cadence")
    visited.page.locator('[id="timeline.cadence"]').wait_for(state="visible")
    visited.page.close()


def test_a_sheet_is_found_by_its_id_and_by_its_place(browser: Browser, english: Written) -> None:
    visited = Visit(browser, english.page, 1440)
    index = _index(english)
    sheet = index["ids"][3]
    visited.page.fill("#sheet-query", sheet)
    visited.page.wait_for_selector("#sheet-card h3")
    rows = [row.inner_text().split("\t") for row in visited.page.query_selector_all("#sheet-card tbody tr")]
    expected = [column[3] for column in index["columns"]] + [index["voters"][3]]
    assert [figure.replace(",", "") for _, figure in rows] == ["–" if v is None else str(v) for v in expected]
    place = index["places"][index["place"][3]]
    visited.page.fill("#sheet-query", place.upper())
    there = [
        name
        for name, at in zip(index["ids"], index["place"], strict=True)
        if all(word in index["places"][at].lower() for word in place.lower().split())
    ]
    assert len(there) > 1
    first = there[:20]
    visited.page.wait_for_function(
        "n => document.querySelectorAll('#sheet-hits li').length === n", arg=len(first)
    )
    assert [hit.inner_text() for hit in visited.page.query_selector_all("#sheet-hits button")] == first
    visited.page.fill("#sheet-query", "no such sheet")
    visited.page.wait_for_function("() => document.getElementById('sheet-count').textContent.length > 0")
    assert visited.page.query_selector_all("#sheet-hits li, #sheet-card h3") == []
    assert visited.complaints == []
    visited.page.close()


def _index(written: Written) -> dict[str, Any]:
    text = written.page.read_text(encoding="utf-8")
    packed = re.findall(r'<script type="text/plain" id="sheet-index"[^>]*>([^<]*)<', text)[0]
    found: dict[str, Any] = json.loads(zlib.decompress(b64decode(packed)))
    return found


def test_a_table_is_sorted_filtered_and_saved(browser: Browser, spanish: Written, tmp_path: Path) -> None:
    visited = Visit(browser, spanish.page, 1440)
    visited.open_all()
    holder = visited.page.locator("figure#results-choices .fold")
    numbers = holder.locator("thead th.n").first
    numbers.locator("button").click()
    column = numbers.evaluate("head => head.cellIndex")
    texts = [row.locator("th, td").nth(column).inner_text() for row in holder.locator("tbody tr").all()]
    values = [
        float(text.replace(".", "").replace(",", ".").replace("−", "-")) for text in texts if text != "–"
    ]
    assert len(values) > 2
    assert values == sorted(values)
    with visited.page.expect_download() as download:
        holder.locator(".tools button", has_text="CSV").click()
    saved = tmp_path / "saved.csv"
    download.value.save_as(saved)
    read = list(csv.reader(saved.read_text(encoding="utf-8-sig").splitlines()))
    assert [float(row[column]) for row in read[1:] if row[column] != "–"] == values
    assert visited.complaints == []
    visited.page.close()


def test_a_saved_picture_says_what_it_is_of(browser: Browser, english: Written, tmp_path: Path) -> None:
    visited = Visit(browser, english.page, 1440)
    visited.open_all()
    figure = visited.page.locator("figure#results-choices")
    title, caption = figure.locator("h3").inner_text(), figure.locator("figcaption").inner_text()
    with visited.page.expect_download() as download:
        figure.locator(".tools button", has_text="SVG").click()
    saved = tmp_path / "saved.svg"
    download.value.save_as(saved)
    drawn = saved.read_text(encoding="utf-8")
    assert title in drawn
    assert caption.split(". ")[0][:60] in drawn
    assert "Veedor" in drawn
    with visited.page.expect_download() as download:
        figure.locator(".tools button", has_text="PNG").click()
    download.value.save_as(tmp_path / "saved.png")
    assert (tmp_path / "saved.png").read_bytes().startswith(b"\x89PNG")
    assert visited.complaints == []
    visited.page.close()


@pytest.mark.parametrize(("lang", "word"), [("en", "At"), ("es", "Momento")])
def test_the_nearest_point_of_a_curve_answers_the_pointer(
    browser: Browser, english: Written, spanish: Written, lang: str, word: str
) -> None:
    visited = Visit(browser, (english if lang == "en" else spanish).page, 1440)
    holder = visited.page.locator("#timeline-lead .chart")
    holder.scroll_into_view_if_needed()
    box = holder.bounding_box()
    assert box is not None
    for part in (0.4, 0.5):
        visited.page.mouse.move(box["x"] + box["width"] * part, box["y"] + box["height"] * 0.8)
    visited.page.wait_for_selector("#vg-tooltip-element.visible")
    told = visited.page.inner_text("#vg-tooltip-element")
    assert word in told
    assert "undefined" not in told
    assert visited.complaints == []
    visited.page.close()


def test_a_saved_table_holds_no_formula(browser: Browser, hostile: Path, tmp_path: Path) -> None:
    visited = Visit(browser, hostile, 1440)
    visited.open_all()
    cell = visited.page.locator("table tbody th").first
    cell.evaluate("cell => { cell.textContent = '=HYPERLINK(\"x\")'; }")
    with visited.page.expect_download() as download:
        visited.page.locator(".tools button", has_text="CSV").first.click()
    saved = tmp_path / "saved.csv"
    download.value.save_as(saved)
    assert not any(
        field.startswith("=")
        for row in csv.reader(saved.read_text(encoding="utf-8-sig").splitlines())
        for field in row
    )
    visited.page.close()


def test_there_are_no_barriers_in_the_dark(browser: Browser, english: Written) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visited = Visit(browser, english.page, 1440)
    visited.page.emulate_media(color_scheme="dark")
    visited.open_all()
    found = Axe().run(visited.page, options={"runOnly": {"type": "tag", "values": ["wcag2aa"]}})
    assert found.response["violations"] == [], found.generate_report()
    visited.page.close()


def test_the_page_prints(browser: Browser, english: Written) -> None:
    visited = Visit(browser, english.page, 1440)
    printed = visited.page.pdf(format="A4", outline=True, tagged=True)
    assert len(printed) > 50_000
    assert b"/Outlines" in printed  # bookmarks, of the headings
    visited.page.set_viewport_size({"width": 680, "height": 960})  # what margins leave of a page
    visited.page.emulate_media(media="print")
    spilt = """() => [...document.querySelectorAll('section, .scroll')]
        .filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.id || one.textContent)"""
    assert visited.page.evaluate(spilt) == []  # nothing is printed over what follows it
    last = visited.page.locator(".answers li").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= 960  # the summary is one page
    visited.page.close()
