"""A stranger's way in a browser: published files of three countries, to the right outcome on the page.

Nothing is typed but title, date, country and rule.
"""

from __future__ import annotations

import os
import subprocess
import sys
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


@pytest.mark.parametrize(("sample", "said", "outcome"), WAYS, ids=["peru", "ecuador", "georgia"])
def test_a_stranger_comes_to_the_right_outcome(
    browser: Browser, desk_address: str, sample: str, said: dict[str, str], outcome: list[str]
) -> None:
    if not (SAMPLES / sample).is_file():
        pytest.skip(f"needs {sample} under VEEDOR_DATA/samples")
    page, complaints = page_of(browser)
    page.goto(f"{desk_address}en/bring/")
    page.set_input_files("#files", str(SAMPLES / sample))
    page.click("main form button")
    page.wait_for_selector(".preview", timeout=PATIENCE)
    answer_everything(page, said)
    page.click("main form button")  # no totals of an official page are at hand
    page.wait_for_url("**/import/")
    page.click("main form button")
    page.wait_for_url("**/cases/**", timeout=PATIENCE)
    page.wait_for_selector(".facts", timeout=PATIENCE)
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


PLACES = ["", "ask/title/", "ask/country/", "ask/rule/", "totals/", "case/", "import/"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_is_wider_than_the_screen_or_has_barriers(
    browser: Browser, desk_address: str, draft: str, width: int, *, dark: bool
) -> None:
    page, complaints = page_of(browser, width)
    page.emulate_media(color_scheme="dark" if dark else "light")
    for address in (f"{desk_address}en/bring/", *(f"{draft}{place}" for place in PLACES)):
        page.goto(address)
        assert no_wider(page), address
        check_barriers(page)
    assert complaints == []
    page.close()


def test_a_question_is_answered_by_keyboard_alone_and_without_scripts(browser: Browser, draft: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{draft}ask/title/")
    page.keyboard.press("Control+A")  # the field has the focus
    page.keyboard.type("Mayor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/date/")
    page.goto(f"{draft}ask/title/")
    assert page.input_value("#answer") == "Mayor"
    context.close()
