"""A stranger's way in a browser: published files of three countries, to the right outcome on the page.

Nothing is typed but title, date, country and rule.
"""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import CHROMIUM
from desk.build_bring import published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLES = Path(os.environ.get("VEEDOR_DATA", "")) / "samples"
PATIENCE = 240_000
"""Milliseconds for a step that opens files; the machine may be busy with other tests."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def desk_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk that was started as anybody starts it, with an empty folder for new cases."""
    command = [sys.executable, "-m", "veedor", "serve", "--port", "0", "--new-in"]
    folder = str(tmp_path_factory.mktemp("cases"))
    with subprocess.Popen([*command, folder], stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        yield said.partition(" at ")[2].partition("en/;")[0]
        process.terminate()


def page_of(browser: Browser, width: int = 1280) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def no_wider(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def check_barriers(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    found = Axe().run(page, options=rules)
    assert found.response["violations"] == [], found.generate_report()


def answer_everything(page: Page, said: dict[str, str]) -> None:
    """Answer the questions one by one; what the file proposes is taken as it stands."""
    page.click("main .actions a.button")
    while "/ask/" in page.url:
        key = page.url.rstrip("/").rpartition("/")[2]
        if key in {"title", "date"}:
            page.fill("#answer", said[key])
        elif key == "country":
            page.select_option("#answer", said[key])
        elif key == "rule":
            page.check(f"input[value='{said[key]}']")
        before = page.url
        page.click("main form button")
        page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]


WAYS = [
    (
        "peru-2021-r1.csv",
        {"title": "President", "date": "2021-04-11", "country": "PE", "rule": "pe-president-1993"},
        ["perulibre", "fp", "another round"],
    ),
    (
        "ecuador-2025-r1.csv",
        {"title": "President", "date": "2025-02-09", "country": "EC", "rule": "ec-president-2008"},
        ["DANIEL NOBOA AZIN and LUISA GONZALEZ go on to the next"],
    ),
    (
        "georgia-2024.xlsx",
        {"title": "Parliament", "date": "2024-10-26", "country": "GE", "rule": "plurality"},
        ["p_41 is elected"],
    ),
]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("sample", "said", "outcome"), WAYS, ids=["peru", "ecuador", "georgia"])
def test_a_stranger_comes_to_the_right_outcome(
    browser: Browser, desk_address: str, sample: str, said: dict[str, str], outcome: list[str], width: int
) -> None:
    if not (SAMPLES / sample).is_file():
        pytest.skip(f"needs {sample} under VEEDOR_DATA/samples")
    page, complaints = page_of(browser, width)
    page.goto(f"{desk_address}en/bring/")
    page.set_input_files("#files", str(SAMPLES / sample))
    page.click("main form button")
    page.wait_for_selector(".preview", timeout=PATIENCE)
    assert no_wider(page)
    answer_everything(page, said)
    page.wait_for_url("**/totals/", timeout=PATIENCE)
    page.click("main form button")  # no totals of an official page are at hand
    page.wait_for_url("**/import/")
    page.click("main form button")
    page.wait_for_url("**/cases/**", timeout=PATIENCE)
    page.wait_for_selector(".facts", timeout=PATIENCE)
    assert no_wider(page)
    headline = page.inner_text("h1")
    assert [words for words in outcome if words not in headline] == [], headline
    assert complaints == []
    page.close()


@pytest.fixture(scope="module")
def draft(browser: Browser, desk_address: str) -> str:
    """The address of a draft that came by dropping a file onto the page."""
    page, _ = page_of(browser)
    page.goto(f"{desk_address}en/bring/")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "mesas.csv"));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }""",
        published().decode(),
    )
    page.wait_for_selector(".preview", timeout=PATIENCE)
    address = page.url
    page.close()
    return address


STRAY = b'Mesa,Lugar,Ana,Luis\nA1,"Escuela 1,50,40\nA2,Escuela 2,60,41\nA3,Escuela 3",10,19\nA4,Otra,11,20\n'


@pytest.fixture(scope="module")
def refused(browser: Browser, desk_address: str) -> str:
    """The address of a draft whose file cannot be read as it stands."""
    page, _ = page_of(browser)
    page.goto(f"{desk_address}en/bring/")
    page.set_input_files("#files", {"name": "stray.csv", "mimeType": "text/csv", "buffer": STRAY})
    page.click("main form button")
    page.wait_for_selector(".lines", timeout=PATIENCE)
    address = page.url
    page.close()
    return address


PLACES = ["", "ask/title/", "ask/country/", "ask/rule/", "totals/", "case/", "import/"]


@pytest.mark.parametrize(
    ("lang", "width", "dark"),
    [("en", 390, False), ("es", 390, True), ("en", 1280, True), ("es", 1280, False)],
)
def test_no_page_is_wider_than_the_screen_or_has_barriers(
    browser: Browser, desk_address: str, draft: str, refused: str, width: int, lang: str, *, dark: bool
) -> None:
    page, complaints = page_of(browser, width)
    page.emulate_media(color_scheme="dark" if dark else "light")
    start = f"{desk_address}{lang}/bring/"
    own, other = (one.replace("/en/", f"/{lang}/") for one in (draft, refused))
    for address in (start, *(f"{own}{place}" for place in PLACES), other):
        page.goto(address)
        if page.query_selector("details.how"):
            page.click("details.how > summary")
        assert no_wider(page), address
        check_barriers(page)
    assert [one for one in complaints if "409 (Conflict)" not in one] == []
    page.close()


def test_a_question_is_answered_by_keyboard_alone_and_without_scripts(browser: Browser, draft: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{draft}ask/title/")
    page.wait_for_selector("#answer:focus")
    page.keyboard.press("Control+A")
    page.keyboard.type("Mayor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/date/")
    page.goto(f"{draft}ask/title/")
    assert page.input_value("#answer") == "Mayor"
    context.close()


def test_a_remedy_is_carried_out_where_it_is_read(browser: Browser, refused: str) -> None:
    page, _ = page_of(browser, 390)
    page.goto(refused)
    remedy = page.inner_text(".problems")
    line = remedy.partition("state `")[2].partition("`")[0]
    assert line == 'line_breaks = "keep"'
    page.fill("#open-further", line)
    page.click(".opening button")
    page.wait_for_selector(".preview", timeout=PATIENCE)
    page.click(".opening button[name=reset]")
    page.wait_for_selector(".problems", timeout=PATIENCE)
    page.close()


def test_a_column_takes_its_colour_before_anything_is_sent(browser: Browser, draft: str) -> None:
    page, complaints = page_of(browser)
    page.goto(draft)
    column = "th:has(.name:text-is('Cedar'))"
    page.focus(f"{column} select")
    page.keyboard.type("not read")
    assert "role-" in (page.get_attribute(column, "class") or "").split()
    assert page.inner_text(f"{column} .says") == "not read"
    page.reload()
    assert page.inner_text(f"{column} .says") == "candidate"
    assert complaints == []
    page.close()


def test_the_line_of_an_error_is_a_link_to_it(browser: Browser, draft: str) -> None:
    page, complaints = page_of(browser)
    page.goto(f"{draft}case/")
    text = page.input_value("#text")
    page.fill("#text", text.replace("[contest.", "[contests.", 1) + "\nlayout wide\n")
    page.click("main form button")
    page.click(".problems a[data-line]")
    chosen = "t => t.value.slice(t.selectionStart, t.selectionEnd)"
    assert page.eval_on_selector("#text:focus", chosen) == "layout wide"
    page.click("main form button[name=reset]")
    assert page.input_value("#text") == text
    assert complaints == []
    page.close()


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(published())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def served() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/mesas.csv"
        server.shutdown()
        thread.join()


def reach(page: Page, selector: str) -> None:
    """Go to an element by the tabulator alone."""
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached on {page.url}")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_whole_way_by_keyboard_from_an_address_to_the_page(
    browser: Browser, desk_address: str, served: str, width: int
) -> None:
    page, complaints = page_of(browser, width)
    page.goto(f"{desk_address}en/bring/")
    reach(page, "#address")
    page.keyboard.type(served)
    page.keyboard.press("Enter")
    page.wait_for_selector(".preview", timeout=PATIENCE)
    reach(page, "main .actions a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/**")
    said = {"title": "Mayor", "date": "02092025", "country": "Ecuador"}
    while "/ask/" in page.url:
        key = page.url.rstrip("/").rpartition("/")[2]
        if key in said:
            page.keyboard.press("Control+A")
            page.keyboard.type(said[key])  # the field has the focus
        elif key == "rule":
            reach(page, "main input[name=answer]")
            for _ in range(40):
                if page.evaluate("() => document.activeElement.value") == "plurality":
                    break
                page.keyboard.press("ArrowDown")
        elif key.startswith("d"):
            reach(page, "main input[name=answer]")
        reach(page, "main form button[type=submit]")
        before = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
    page.wait_for_url("**/totals/", timeout=PATIENCE)
    reach(page, "#who")
    page.keyboard.type("The board, 10 Feb")
    reach(page, "input[name=sheets]")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    page.wait_for_url("**/import/")
    reach(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".facts", timeout=PATIENCE)
    assert "Alder is elected" in page.inner_text("h1")
    assert complaints == []
    page.close()
