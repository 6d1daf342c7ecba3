"""A publication in a browser: from the list of cases to one sheet, from a plain server and from a folder."""

from __future__ import annotations

import csv
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from chromium import CHROMIUM
from desk.test_desk_browser import visit
from veedor.case.case import Case, open_case
from veedor.findings.sheet_history import tables as of_history
from veedor.lookup import SheetQuestion
from veedor.model import Unit
from veedor.report.tables import shown
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    # playwright leaves its event loop's sockets to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
QUESTIONS = (
    {"state": "counted", "turnout": "80..", "sort": "-margin"},
    {"turnout": "97.5..", "sort": "turnout"},
    {"find": "school", "sort": "-valid"},
    {"check": "any", "winner": "birch", "columns": "sheet,place,votes:birch,adds", "sort": "-adds"},
    {"margin": "..10", "changed": "no", "sort": "winner"},
    {"late": "yes"},
    {"state": "outstanding"},
    {"in": "REGION", "sort": "-turnout", "page": "2"},
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture(scope="module")
def folder(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written by the command, as a newsroom does."""
    root: Path = tmp_path_factory.mktemp("host")
    line = [sys.executable, "-m", "veedor", "publish", str(small), "--to", str(root / "a" / "site")]
    done = subprocess.run(
        [*line, "--lang", "en", "--lang", "es", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["pages"] > 300
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The site in a path of a plain server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/a/site/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def case(small: Path) -> Case:
    return open_case(small)


def answered(page: Page, address: str, said: str) -> None:
    """Go to an address and wait for what its script says."""
    page.goto("about:blank")
    page.goto(f"{address}#{said}")
    page.wait_for_selector("html[data-answered]", state="attached")  # the policy allows no code of a test


@pytest.mark.parametrize("lang", ["en", "es"])
def test_from_the_list_of_cases_to_a_sheet_to_a_search_to_a_file(
    browser: Browser, address: str, case: Case, lang: str
) -> None:
    from playwright.sync_api import expect

    page, complaints = visit(browser, 1280, "light")
    page.goto(address)
    page.wait_for_url("**/en/index.html")
    page.goto(f"{address}{lang}/")
    page.locator(".cases a").click()
    page.wait_for_url("**/cases/small/index.html")
    page.locator(".ways a").nth(1).click()
    page.wait_for_url("**/place/index.html")
    while page.locator("table.sheets tbody th a[href*='#id=']").count() == 0:
        was = page.url
        page.locator("table.sheets tbody th a").first.click()
        expect(page).not_to_have_url(was)
    page.locator("table.sheets tbody th a").first.click()
    page.wait_for_selector("#sheet-card table")
    sheet = page.url.partition("#id=")[2]
    assert page.locator("h1").inner_text().endswith(sheet)
    page.locator(".trail a").last.click()
    page.wait_for_selector(
        "html[data-answered]", state="attached"
    )  # until then the form is the browser's own
    page.locator("input[name=find]").fill(sheet)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sheets/index.html#find={sheet}")
    expect(page.locator("table.sheets tbody tr")).to_have_count(1)
    expect(page.locator("table.sheets tbody th")).to_have_text(sheet)
    page.go_back()
    expect(page.locator("table.sheets tbody tr")).to_have_count(50)
    with page.expect_download() as taken:
        page.locator(".files a").first.click()
    with Path(taken.value.path()).open(encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file))) == 1 + case.sheets().sums.sheets
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_a_question_has_the_answer_of_lookup(browser: Browser, address: str, case: Case, number: int) -> None:
    lang = ("en", "es")[number % 2]
    table = case.sheet_table()
    regions = table.selection.states.roll.places.ids[table.levels[0]]
    region = max(regions, key=lambda one: case.sheets(SheetQuestion(region=one)).sums.sheets)
    said = {key: value.replace("REGION", region) for key, value in QUESTIONS[number].items()}
    found = case.sheets(SheetQuestion.read(said))
    page, complaints = visit(browser, 1280, "light")
    answered(page, f"{address}{lang}/cases/small/sheets/index.html", urlencode(said))
    rows = [row.split("\t") for row in page.locator("table.sheets tbody tr").all_inner_texts()]
    words = Wording(lang).of(found.contest)
    columns = found.tables[0].columns
    wanted = [
        [words.bare(value, column.unit, column.digits) for value, column in zip(row, columns, strict=True)]
        for row in found.tables[0].rows
    ]
    skip = [n for n, column in enumerate(columns) if column.name == "checks"]  # joined by another sign
    assert [_without(row, skip) for row in rows] == [_without(row, skip) for row in wanted]
    sums = page.locator("section.sums tbody td").all_inner_texts()
    assert sums == (
        [words.bare(one, columns[0].unit) for one in found.sums.votes] if found.sums.counted else []
    )
    number_found = words.bare(found.sums.sheets, columns[0].unit) if found.sums.sheets else "No sheet"
    assert page.locator("section.sums .says").inner_text().startswith(number_found)
    assert complaints == []
    page.context.close()


def _without(row: list[str], numbers: list[int]) -> list[str]:
    return [" ".join(cell.split()) for n, cell in enumerate(row) if n not in numbers]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_sheet_has_the_figures_of_lookup(browser: Browser, address: str, case: Case, lang: str) -> None:
    page, complaints = visit(browser, 1280, "light")
    words = Wording(lang).of(case.election.contest())
    ids = case.select().states.roll.ids.tolist()
    flagged = case.sheets(SheetQuestion.read({"check": "any", "changed": "yes"})).ids[:3]
    for sheet in [*ids[:: len(ids) // 5], *flagged]:
        answered(page, f"{address}{lang}/cases/small/sheet/index.html", f"id={sheet}")
        text = page.locator("#sheet-card").inner_text()
        history = case.sheet_history(sheet)
        card = case.card(sheet)
        lines = [
            row.split("\t")
            for row in page.locator("#sheet-card table").nth(1).locator("tbody tr").all_inner_texts()
        ]
        wanted = shown(of_history(history)[0], words)
        kept = [n for n, head in enumerate(wanted.heads) if head.text in _heads(page, 1)]
        for line, row in zip(lines, wanted.rows, strict=True):
            votes = [words.bare(one, Unit.VOTES) for one in history.versions[lines.index(line)].votes]
            assert line[-len(votes) :] == votes
            assert {row[n] for n in kept if n > 2} <= set(line)
        assert card.place in text
        for check in history.named:
            assert words.text(f"check.{check.check.check_id}") in text
        for neighbour in card.neighbours[:40]:
            assert neighbour[0] in text
    assert complaints == []
    page.context.close()


def _heads(page: Page, number: int) -> list[str]:
    return page.locator("#sheet-card table").nth(number).locator("thead th").all_inner_texts()


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
@pytest.mark.parametrize(
    "path", ["", "cases/small/", "cases/small/sheets/#state=counted&sort=-margin", "PLACE", "SHEET"]
)
def test_every_page_is_without_a_barrier(
    browser: Browser, address: str, folder: Path, case: Case, path: str, width: int, scheme: str, lang: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    sheet = case.sheets(SheetQuestion.read({"check": "any"})).ids[0]
    some = next((folder / "a" / "site" / lang / "cases" / "small" / "place").glob("*/index.html"))
    path = {"SHEET": f"cases/small/sheet/#id={sheet}", "PLACE": f"cases/small/place/{some.parent.name}/"}.get(
        path, path
    )
    page, complaints = visit(browser, width, scheme)
    page.goto(f"{address}{lang}/{path}")
    if "#" in path:
        page.wait_for_selector("html[data-answered]", state="attached")  # the policy allows no code of a test
    for fold in page.query_selector_all("details"):
        fold.evaluate_handle("fold => { fold.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]] == []
    assert complaints == []
    page.context.close()


def test_every_sheet_is_reached_without_a_script(browser: Browser, address: str) -> None:
    page, _ = visit(browser, 390, "light", script=False)
    page.goto(f"{address}en/cases/small/place/")
    while page.locator("table.sheets tbody th a[href*='#id=']").count() == 0:
        page.locator("table.sheets tbody th a").last.click()
    assert page.locator("table.sheets tbody td.n").count() > 5
    page.locator("table.sheets tbody th a").first.click()
    assert "script" in page.locator("#sheet-card").inner_text()
    page.context.close()


def test_it_opens_from_a_folder(browser: Browser, folder: Path, case: Case) -> None:
    page, complaints = visit(browser, 1280, "light")
    sheet = case.select().states.roll.ids.tolist()[-1]
    site = (folder / "a" / "site").as_uri()
    answered(page, f"{site}/en/cases/small/sheet/index.html", f"id={sheet}")
    assert page.locator("#sheet-card table").count() >= 2
    answered(page, f"{site}/en/cases/small/sheets/index.html", "turnout=80..")
    assert page.locator("table.sheets tbody tr").count() == 50
    assert complaints == []
    page.context.close()


def test_what_is_not_there_is_said(browser: Browser, address: str) -> None:
    page, _ = visit(browser, 1280, "light")
    answered(page, f"{address}en/cases/small/sheet/index.html", "id=<b>x</b>")
    assert page.locator("#sheet-card").inner_text() == "No sheet has the id <b>x</b>."
    answered(page, f"{address}en/cases/small/sheets/index.html", "find=nothing+is+called+so")
    assert page.locator("section.sums").inner_text() == "No sheet is like this."
    answered(
        page, f"{address}en/cases/small/sheets/index.html", "in=Nowhere&sort=%3Cb%3E&columns=%3Cb%3E&page=-1"
    )
    assert page.locator("section.sums").inner_text() == "No sheet is like this."
    page.context.close()
