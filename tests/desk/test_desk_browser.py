"""The desk in a browser: no complaint, no barrier, no script needed; phone and desk, light and dark."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from chromium import CHROMIUM
from desk.build_desk import served
from veedor.desk.server import make_server
from veedor.lookup import SheetQuestion

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

PAGES = (
    "",
    "cases/small/",
    "cases/small/sheets?margin=0..20&sort=-margin",
    "cases/small/place",
    "SHEET",
    "x",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    # playwright leaves its event loop's sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address(small: Path) -> Iterator[str]:
    desk = served({"small": small})
    with override_settings(DESK=desk):
        server = make_server("127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}/"
        server.close()


@pytest.fixture(scope="module")
def a_sheet(small: Path) -> str:
    from veedor.case.case import open_case

    return open_case(small).sheets(SheetQuestion.read({"check": "any"})).ids[0]


def visit(browser: Browser, width: int, scheme: str, *, script: bool = True) -> tuple[Page, list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "GPU stall" not in message.text:  # the driver on its own speed, when a picture is taken
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_without_a_barrier(
    browser: Browser, address: str, a_sheet: str, path: str, width: int, scheme: str, lang: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, complaints = visit(browser, width, scheme)
    path = f"cases/small/sheet?id={a_sheet}" if path == "SHEET" else path
    page.goto(f"{address}{lang}/{path}")
    for fold in page.query_selector_all("details"):
        fold.evaluate_handle("fold => { fold.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []
    assert [text for text in complaints if "404" not in text] == []
    page.context.close()


def test_a_sheet_is_found_by_keyboard_alone_and_without_a_script(
    browser: Browser, address: str, a_sheet: str
) -> None:
    page, _ = visit(browser, 390, "light", script=False)
    page.goto(f"{address}en/cases/small/sheets")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("input[name=find]:focus").count():
            break
    page.keyboard.type(a_sheet)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sheets?find={a_sheet}")
    page.get_by_role("link", name=a_sheet, exact=True).press("Enter")
    page.wait_for_url("**/sheet?id=*")
    assert page.get_by_role("heading", level=1).inner_text() == f"Tally sheet {a_sheet}"
    page.context.close()


def test_the_address_holds_the_whole_question(browser: Browser, address: str) -> None:
    page, _ = visit(browser, 1280, "light")
    page.goto(f"{address}en/cases/small/sheets")
    page.get_by_text("Which sheets").click()
    page.locator("input[name=turnout]").fill("80..")
    page.locator("select[name=state]").select_option("counted")
    page.get_by_role("button", name="Show these sheets").click()
    page.wait_for_url("**/sheets?state=counted&turnout=80..")
    page.locator("thead a", has_text="Turnout").click()
    page.wait_for_url("**/sheets?state=counted&turnout=80..&sort=-turnout")
    first = page.locator("tbody tr").first.inner_text()
    other, _ = visit(browser, 1280, "light")
    other.goto(page.url)
    assert other.locator("tbody tr").first.inner_text() == first
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Turnout")
    page.context.close()
    other.context.close()
