"""The map and the exchanged parts in a browser: with and without WebGL, scripts, a mouse; hostile names."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from chromium import CHROMIUM, SWITCHES
from desk.build_desk import served
from desk.test_desk_browser import visit
from report.build_report import HOSTILE, hostile_case
from veedor.desk.server import make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FloatRect, Page

SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
"""Let WebGL be drawn by the processor."""
DRAWN = "figure[data-drawn]"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    # playwright leaves its event loop's sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def drawing(browser: Browser) -> Iterator[Browser]:
    """A browser that draws WebGL wherever it runs."""
    opened = browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*SWITCHES, *SOFTWARE])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    hostile = hostile_case(tmp_path_factory.mktemp("map") / "hostile").election.file.folder
    with override_settings(DESK=served({"small": small, "hostile": hostile})):
        server = make_server("127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}/"
        server.close()


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("for (const fold of document.querySelectorAll('#fold-map')) fold.open = true")
    page.wait_for_selector(DRAWN)


def point_of(page: Page, place: str) -> tuple[float, float]:
    """Where a place lies on the map: what its link in the list shows there says so."""
    page.mouse.move(1, 1)
    page.locator(f'a[data-place="{place}"]').focus()
    page.wait_for_selector(".maplibregl-popup")
    moved = page.locator(".maplibregl-popup").get_attribute("style") or ""
    x, y = re.findall(r"translate\((-?[\d.]+)px, ?(-?[\d.]+)px\)", moved)[-1]
    box = in_sight(page)
    return box["x"] + float(x) + 1, box["y"] + float(y) + 1


def in_sight(page: Page) -> FloatRect:
    """Bring the map into sight, and say where it is then."""
    page.evaluate("document.querySelector('.map-box').scrollIntoView({block: 'center', behavior: 'instant'})")
    box = page.locator(".map-box").bounding_box()
    assert box is not None
    return box


def test_a_circle_lies_at_its_place_and_leads_to_it(drawing: Browser, address: str) -> None:
    page, complaints = visit(drawing, 1280, "light")
    open_map(page, f"{address}en/cases/small/place")
    assert page.locator(DRAWN).get_attribute("data-drawn") == "8"
    assert page.locator(".map-fixed").is_hidden()
    for place in ("Perlaron", "Cornora"):
        x, y = point_of(page, place)
        page.mouse.move(x, y, steps=3)
        told = page.locator(".maplibregl-popup")
        assert told.locator("strong").inner_text() == place
        assert "valid votes; first: Alder" in told.inner_text()
        page.mouse.click(x, y)
        page.wait_for_url(f"**/place?id={place}")
        page.wait_for_selector(DRAWN)
        page.go_back()
        page.wait_for_selector(DRAWN)
    assert complaints == []
    page.context.close()


def test_a_region_chosen_on_the_map_filters_the_table_in_place(drawing: Browser, address: str) -> None:
    from playwright.sync_api import expect

    page, complaints = visit(drawing, 1280, "light")
    open_map(page, f"{address}en/cases/small/sheets?turnout=50..&sort=-margin")
    page.evaluate("window.same = true; document.querySelector('.map-box canvas').dataset.same = 'yes'")
    page.mouse.click(*point_of(page, "Alala"))
    page.wait_for_url("**/sheets?in=Alala&turnout=50..&sort=-margin")
    page.wait_for_selector(f'{DRAWN}[data-drawn="2"]')
    assert page.evaluate("window.same")  # nothing was loaded anew
    assert page.locator(".map-box canvas").get_attribute("data-same") == "yes"
    cells = page.locator("table.sheets tbody td:nth-child(2)").all_inner_texts()
    assert cells
    assert all(text.startswith("Alala / ") for text in cells)
    assert page.locator("#said").inner_text() == f"{len(cells)} tally sheets; page 1 of 1"
    assert page.locator("#languages a").first.get_attribute("href") == (
        "/es/cases/small/sheets?in=Alala&turnout=50..&sort=-margin"
    )
    page.go_back()
    page.wait_for_url("**/sheets?turnout=50..&sort=-margin")
    # the address changes before the page that was kept stands again
    expect(page.locator(".trail[hx-boost]")).to_have_count(0)
    expect(page.locator("table.sheets tbody tr")).to_have_count(50)
    assert complaints == []
    page.context.close()


def test_parts_are_exchanged_with_the_keyboard_where_it_was(browser: Browser, address: str) -> None:
    from playwright.sync_api import expect

    page, complaints = visit(browser, 1280, "light")
    page.goto(f"{address}en/cases/small/sheets")
    page.evaluate("window.same = true")
    sort = page.locator("thead a", has_text="Turnout")
    sort.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheets?sort=-turnout")
    page.wait_for_selector("th[aria-sort=descending]")
    expect(page.locator(":focus")).to_have_text("Turnout (%)")
    page.locator("#after-nav").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheets?sort=-turnout&page=2")
    expect(page.locator("#said")).to_contain_text("page 2 of 12")
    page.locator('a[data-place="Alala"]').focus()
    page.keyboard.press("Enter")  # the list that follows has no Alala: the part itself has the keyboard
    page.wait_for_url("**/sheets?in=Alala&sort=-turnout")
    page.wait_for_selector("#answer:focus")
    page.locator("#by-find").fill("Town Hall")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheets?find=Town+Hall&in=Alala&sort=-turnout")
    expect(page.locator("#by-find")).to_be_focused()
    page.get_by_text("Which sheets").click()
    page.locator("#by-in").select_option(label="Brastala")
    page.locator("#show").click()
    page.wait_for_url("**/sheets?find=Town+Hall&in=Alala+%2F+Brastala&sort=-turnout")
    page.wait_for_selector("#fold-filter[open]")
    assert page.evaluate("window.same")
    assert complaints == []
    page.context.close()


def test_what_is_refused_is_said_on_its_page(browser: Browser, address: str) -> None:
    page, _ = visit(browser, 1280, "light")
    page.goto(f"{address}en/cases/small/sheets")
    page.get_by_text("Which sheets").click()
    page.locator("#by-margin").fill("many")
    page.locator("#show").click()
    page.wait_for_selector("text=is no margin")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
@pytest.mark.parametrize("path", ["cases/small/", "cases/small/place", "cases/small/sheets?in=Alala"])
def test_a_map_is_no_barrier(
    drawing: Browser, address: str, path: str, width: int, scheme: str, lang: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, complaints = visit(drawing, width, scheme)
    page.goto(f"{address}{lang}/{path}")
    if path.endswith("small/"):
        page.evaluate("document.querySelector('#map').scrollIntoView()")
        page.wait_for_selector("#map .parts")
    page.evaluate("for (const fold of document.querySelectorAll('#fold-map')) fold.open = true")
    page.evaluate("document.querySelector('figure.map').scrollIntoView()")
    page.wait_for_selector(DRAWN)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []
    assert complaints == []
    page.context.close()


def test_colours_can_show_states_and_circles_every_level(drawing: Browser, address: str) -> None:
    page, complaints = visit(drawing, 1280, "light")
    open_map(page, f"{address}en/cases/small/place")
    page.get_by_label("the state of the sheets").check()
    assert page.get_by_text("all counted").is_visible()
    assert page.locator('[data-by="first"]').is_hidden()
    page.get_by_label("Circles are").select_option(label="polling place")
    page.wait_for_selector(f'{DRAWN}[data-drawn="98"]')
    page.get_by_label("Show all circles").click()
    page.get_by_label("Come nearer").click()
    assert complaints == []
    page.context.close()


def test_thousands_of_places_become_groups(drawing: Browser, address: str) -> None:
    page, complaints = visit(drawing, 1280, "light")
    spots = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [number % 60 / 10, number // 60 / 10]},
            "properties": {
                "place": str(number),
                "name": str(number),
                "voters": number,
                "named": 0,
                "says": "",
                "marker-color": "#123456",
            },
        }
        for number in range(3000)
    ]
    made = json.dumps({"type": "FeatureCollection", "features": spots})
    page.route("**/places.geojson*", lambda route: route.fulfill(body=made, content_type="application/json"))
    open_map(page, f"{address}en/cases/small/place")
    assert page.locator(DRAWN).get_attribute("data-drawn") == "3000"
    assert page.get_by_text("so many places together").is_visible()
    box = in_sight(page)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(64):
        page.mouse.move(middle[0] + step % 8 * 8, middle[1] + step // 8 * 8, steps=2)
        if page.evaluate("document.querySelector('.map-box canvas').style.cursor") == "zoom-in":
            break
    else:
        pytest.fail("no group was met")
    assert complaints == []
    page.context.close()


def test_without_webgl_the_page_stays_as_it_was_sent(browser: Browser, address: str) -> None:
    flat = browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*SWITCHES, "--disable-3d-apis"])
    page, complaints = visit(flat, 1280, "light")
    page.goto(f"{address}en/cases/small/place")
    page.wait_for_load_state("networkidle")
    assert page.locator(".map-fixed svg a").count() == 8
    assert page.locator(".map-fixed").is_visible()
    for part in (".map-box", ".map-failed", ".map-by"):
        assert page.locator(part).is_hidden()
    assert complaints == []
    flat.close()


def test_a_map_whose_places_do_not_come_leaves_the_still_one(drawing: Browser, address: str) -> None:
    page, _ = visit(drawing, 1280, "light")
    page.route("**/places.geojson*", lambda route: route.abort())
    page.goto(f"{address}en/cases/small/place")
    page.wait_for_selector(".map-failed:not([hidden])")
    assert page.locator(".map-fixed svg").is_visible()
    assert page.locator(".map-box").is_hidden()
    page.context.close()


def test_without_a_script_everything_is_there(browser: Browser, address: str) -> None:
    page, _ = visit(browser, 390, "light", script=False)
    page.goto(f"{address}en/cases/small/place")
    assert page.locator(".map-fixed svg a").count() == 8
    page.goto(f"{address}en/cases/small/sheets")
    page.get_by_text("Which sheets").click()
    page.locator("#by-in").select_option(label="Alala")
    page.locator("#show").click()
    page.wait_for_url("**/sheets?in=Alala")
    page.locator(".parts a").first.click()
    page.wait_for_url("**/sheets?in=Alala+%2F+Brastala")
    page.goto(f"{address}en/cases/small/")
    page.locator("#map a").click()
    page.wait_for_url("**/cases/small/place")
    page.context.close()


def test_names_that_try_to_become_markup_stay_text_on_the_map(drawing: Browser, address: str) -> None:
    page, complaints = visit(drawing, 1280, "light")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for view in ("place", "sheets"):
        open_map(page, f"{address}en/cases/hostile/{view}")
        page.locator("a[data-place]", has_text=HOSTILE).first.focus()
        told = page.locator(".maplibregl-popup")
        assert told.locator("strong").inner_text() == HOSTILE
        assert told.locator("script, img, svg").count() == 0
        page.wait_for_timeout(300)  # names are drawn
    assert dialogs == []
    assert complaints == []
    page.context.close()


def test_on_a_screen_that_is_touched_a_circle_says_before_it_leads(drawing: Browser, address: str) -> None:
    context = drawing.new_context(viewport={"width": 390, "height": 900}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_map(page, f"{address}en/cases/small/place")
    x, y = point_of(page, "Cornora")
    page.evaluate("document.activeElement.blur()")
    page.touchscreen.tap(x, y)
    page.get_by_role("link", name="Go to this place").click()
    page.wait_for_url("**/place?id=Cornora")
    context.close()
