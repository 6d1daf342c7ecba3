"""The image of a sheet in a browser: larger, turned, from sheet to sheet by key; and nothing in it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from chromium import CHROMIUM
from desk.build_desk import served
from desk.test_desk_browser import visit
from images.build_images import HTML, bomb, case_with_images, pdf, png, scanned_pdf
from veedor.desk.server import make_server
from veedor.desk.settings import HERE
from watch.watched_site import Plan, WatchedSite, watched_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

RUNS = "document.title = 'ran'; app.alert\\(1\\)"
IMAGE, PDF, NONE, BOMB, BOTH, SCAN = "000001", "000002", "000003", "000004", "000005", "000006"
DARK = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] < 50 && data[at + 3] > 200) dark += 4;
  return dark / data.length;
}"""
"""The part of a canvas that is dark."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    # playwright leaves its event loop's sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def site() -> Iterator[WatchedSite]:
    with watched_site() as made:
        yield made


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, site: WatchedSite) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("images") / "small"
    case_with_images(folder, f'["images/{{sheet}}.jpg", "{site.url}/{{sheet}}.jpg"]')
    (folder / "images").mkdir()
    held = {
        IMAGE: png(800, 600),
        PDF: pdf(RUNS, pages=2),
        BOMB: bomb(),
        BOTH: png(60, 40, behind=HTML),
        SCAN: scanned_pdf(),
    }
    for sheet, content in held.items():
        (folder / "images" / f"{sheet}.jpg").write_bytes(content)
    with override_settings(DESK=replace(served({"small": folder}), hosts=HERE)):
        server = make_server("127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}/"
        server.close()


def opened(browser: Browser, address: str, sheet: str, *, script: bool = True) -> tuple[Page, list[str]]:
    page, complaints = visit(browser, 1280, "light", script=script)
    page.goto(f"{address}en/cases/small/sheet?id={sheet}")
    return page, complaints


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
@pytest.mark.parametrize("sheet", [IMAGE, PDF, NONE, BOMB])
def test_every_page_with_an_image_is_without_a_barrier(
    browser: Browser, address: str, sheet: str, width: int, scheme: str, lang: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, complaints = visit(browser, width, scheme)
    page.goto(f"{address}{lang}/cases/small/sheet?id={sheet}")
    if sheet in {IMAGE, PDF}:
        page.locator(".drawn > :is(img, canvas)").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []
    assert complaints == []
    page.context.close()


def test_image_and_figures_stand_side_by_side_and_on_a_phone_one_below_the_other(
    browser: Browser, address: str
) -> None:
    for width, beside in ((1280, True), (390, False)):
        page, _ = visit(browser, width, "light")
        page.goto(f"{address}en/cases/small/sheet?id={IMAGE}")
        figures = page.locator(".beside > div").bounding_box()
        image = page.locator(".papers").bounding_box()
        assert figures is not None
        assert image is not None
        assert (image["x"] >= figures["x"] + figures["width"]) == beside
        assert (image["y"] >= figures["y"] + figures["height"]) != beside
        page.context.close()


def test_without_a_script_the_image_is_there_at_full_width(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, IMAGE, script=False)
    image, pane = page.locator(".pane img"), page.locator(".pane")
    assert image.evaluate("image => image.complete && image.naturalWidth") == 800
    shown, room = image.bounding_box(), pane.bounding_box()
    assert shown is not None
    assert room is not None
    assert room["width"] - 4 <= shown["width"] <= room["width"]
    assert not page.get_by_role("button", name="Larger").is_visible()
    page.goto(f"{address}en/cases/small/sheet?id={PDF}")
    assert page.locator(".drawn").get_by_role("link", name="Download the PDF").is_visible()
    page.context.close()


def test_the_image_is_made_larger_and_turned_by_key_button_and_wheel(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, IMAGE)
    pane, image = page.locator(".pane.live"), page.locator(".pane img")

    def state() -> tuple[float, int]:
        return float(pane.get_attribute("data-zoom") or 0), int(pane.get_attribute("data-turn") or -1)

    def box() -> tuple[float, float]:
        found = image.bounding_box()
        assert found is not None
        return found["width"], found["height"]

    assert state() == (1.0, 0)
    wide, high = box()
    assert wide / high == pytest.approx(800 / 600, rel=0.01)
    pane.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert state() == (1.56, 0)
    assert box()[0] == pytest.approx(wide * 1.5625, rel=0.01)
    before = pane.evaluate("pane => [pane.scrollLeft, pane.scrollTop]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    page.wait_for_function("([pane, left]) => pane.scrollLeft > left", arg=[pane.element_handle(), before[0]])
    page.keyboard.press("-")
    assert state() == (1.25, 0)
    page.keyboard.press("0")
    assert state() == (1.0, 0)
    page.get_by_role("button", name="Turn to the right").click()
    assert state() == (1.0, 90)
    turned = box()
    assert turned[0] / turned[1] == pytest.approx(600 / 800, rel=0.01)
    assert turned[0] == pytest.approx(wide, rel=0.01)
    page.get_by_role("button", name="Turn to the left").click()
    assert state() == (1.0, 0)
    pane.hover()
    page.mouse.wheel(0, -100)  # that of the page: nobody has gone into the image
    page.wait_for_timeout(200)
    page.get_by_role("button", name="Larger").click()
    pane.focus()
    pane.hover()
    page.mouse.wheel(0, -100)
    page.wait_for_function("pane => pane.dataset.zoom > 1.5", arg=pane.element_handle())
    page.context.close()


def test_n_and_p_lead_from_sheet_to_sheet_and_what_was_looked_at_stays(
    browser: Browser, address: str
) -> None:
    from playwright.sync_api import expect

    page, _ = visit(browser, 1280, "light")
    page.goto(f"{address}en/cases/small/sheet?id={IMAGE}&sort=sheet&state=counted")
    assert not page.locator("a[rel=prev]").count()
    page.locator(".pane.live").focus()
    page.keyboard.press("+")
    page.keyboard.press("n")
    page.wait_for_url(f"**/sheet?id={PDF}&state=counted")
    page.keyboard.press("p")
    page.wait_for_url(f"**/sheet?id={IMAGE}&state=counted")
    expect(page.locator(".pane.live")).to_have_attribute("data-zoom", "1.25")
    page.get_by_label("Keys n and p").uncheck()
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert f"id={IMAGE}" in page.url
    page.reload()
    assert not page.get_by_label("Keys n and p").is_checked()
    page.context.close()


def test_a_pdf_is_drawn_page_by_page_and_its_code_does_not_run(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    page, complaints = opened(browser, address, PDF)
    dialogs: list[str] = []

    def met(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", met)
    canvas = page.locator("canvas[role=img]").first
    canvas.wait_for()
    assert page.get_by_text("Page 1 of 2").is_visible()
    assert canvas.evaluate(DARK) == pytest.approx(100 * 60 / (200 * 300), rel=0.05)
    page.get_by_role("button", name="Next page").click()
    page.get_by_text("Page 2 of 2").wait_for()
    expect(page.get_by_role("button", name="Next page")).to_be_disabled()
    page.get_by_role("button", name="Turn to the right").first.click()
    assert dialogs == []
    assert "ran" not in page.title()
    assert complaints == []
    page.context.close()


def test_a_scanned_pdf_is_drawn_without_loosening_the_policy(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address, SCAN)
    canvas = page.locator("canvas[role=img]")
    canvas.wait_for()
    assert canvas.evaluate(DARK) == pytest.approx(1, rel=0.05)
    assert complaints == []
    page.context.close()


def test_an_image_that_is_a_page_too_runs_nothing(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address, BOTH)
    source = page.locator(".pane img").get_attribute("src")
    assert page.locator(".pane img").evaluate("image => image.naturalWidth") == 60
    page.goto(f"{address.rstrip('/')}{source}")
    assert page.evaluate("document.contentType") == "image/png"
    assert page.title() != "ran"
    assert complaints == []
    page.context.close()


def test_what_would_unfold_beyond_measure_never_reaches_the_browser(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, BOMB)
    assert not page.locator(".pane").count()
    assert page.get_by_text("50,000 x 50,000").is_visible()
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_an_image_is_fetched_from_its_page(
    browser: Browser, address: str, site: WatchedSite, *, script: bool
) -> None:
    from playwright.sync_api import expect

    sheet = "000010" if script else "000011"
    site.plans[f"/{sheet}.jpg"] = Plan(png(120, 90))
    page, _ = opened(browser, address, sheet, script=script)
    button = page.get_by_role("button", name="Fetch this image")
    button.focus()
    page.keyboard.press("Enter")
    image = page.locator(".sheet-image img")
    expect(image).to_have_js_property("naturalWidth", 120)  # its page is there before it is
    assert page.get_by_role("link", name="Where it is published").last.get_attribute("href") == (
        f"{site.url}/{sheet}.jpg"
    )
    page.context.close()
