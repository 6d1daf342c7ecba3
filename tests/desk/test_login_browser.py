"""The page on which one logs in, in a browser: no barrier, by keyboard alone, on a phone, in the dark."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import CHROMIUM
from desk.build_accounts import PASSWORD, guarded, in_use
from desk.test_desk_browser import visit
from veedor.desk.server import make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    # playwright leaves its event loop's sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def address(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A desk with accounts; the browser is on this machine, where no TLS is needed to keep a cookie."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop running in this thread
    with in_use(replace(guarded({"small": small}), behind="")):
        server = make_server("127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}/"
        server.close()


def without_barrier(page: Page, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []


def type_into(page: Page, name: str, text: str) -> None:
    """Go to a field by the key of tabulation, and type."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(f"input[name={name}]:focus").count():
            break
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
def test_one_logs_in_and_out_by_keyboard_without_a_script(
    browser: Browser, address: str, width: int, scheme: str, lang: str
) -> None:
    page, _ = visit(browser, width, scheme, script=False)
    page.goto(f"{address}{lang}/?x=1")
    page.wait_for_url("**/login?next=*")
    for password in ("wrong", PASSWORD):
        type_into(page, "name", "look")
        type_into(page, "password", password)
        page.keyboard.press("Enter")
        if password == "wrong":  # noqa: S105 - of this test
            page.wait_for_selector("[role=alert]")
            assert page.locator("input[name=name]").input_value() == "look"
    page.wait_for_url(f"**/{lang}/?x=1")
    assert "bring" not in page.locator(".bar nav").first.inner_html()
    page.locator(".account button").press("Enter")
    page.wait_for_url(f"**/{lang}/login")
    page.goto(f"{address}{lang}/")
    page.wait_for_url("**/login?next=*")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
def test_the_pages_of_accounts_are_without_a_barrier(
    browser: Browser, address: str, width: int, scheme: str, lang: str
) -> None:
    page, complaints = visit(browser, width, scheme)
    page.goto(f"{address}{lang}/login")
    without_barrier(page, width)
    page.locator("input[name=name]").fill("look")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form.login button").click()
    page.wait_for_selector("[role=alert]")
    without_barrier(page, width)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.login button").click()
    page.wait_for_url(f"**/{lang}/")
    without_barrier(page, width)
    page.goto(f"{address}{lang}/bring/")
    assert page.get_by_role("heading", level=1).count() == 1
    without_barrier(page, width)
    assert [text for text in complaints if "403" not in text] == []
    page.context.close()
