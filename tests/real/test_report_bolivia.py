"""The report of Bolivia 2019: what it says, how large it is, and that a browser shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from veedor.case import Case
from veedor.report.write import Written, write_report

pytestmark = pytest.mark.real

CORE = ("outcome", "search", "results", "timeline", "compare", "data")
"""What the report of a count consists of; what further analyses take is measured with them."""
CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def reports(bolivia: Case, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    folder = tmp_path_factory.mktemp("reports")
    return {lang: write_report(bolivia, folder / lang, lang=lang, only=CORE) for lang in ("en", "es")}


def text_of(written: Written) -> str:
    """The words of the page as a reader sees them."""
    page = written.page.read_text(encoding="utf-8")
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", words)


FIGURES = {
    "en": (
        "47.0758 %", "10.5649 points", "34,671.9", "17,336", "38,525", "31,520", "22 h 48 min 56 s", "52,213",
        "1,511", "7.87", "10.15", "706", "34,555", "5,296",
    ),
    "es": (
        "47,0758 %", "10,5649 puntos", "34.671,9", "17.336", "38.525", "31.520", "22 h 48 min 56 s", "52.213",
        "1.511", "7,87", "10,15", "706", "34.555", "5.296",
    ),
}  # fmt: skip


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_figures_stand_on_the_page(reports: dict[str, Written], lang: str) -> None:
    text = text_of(reports[lang])
    assert [figure for figure in FIGURES[lang] if figure not in text] == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_is_small(reports: dict[str, Written], lang: str) -> None:
    assert reports[lang].page.stat().st_size < 3_000_000


def test_every_source_stands_with_its_hash(reports: dict[str, Written], bolivia: Case) -> None:
    text = text_of(reports["en"])
    sources = bolivia.election.store.manifest["sources"].values()
    hashes = [file["sha256"] for source in sources for file in source["files"]]
    assert len(hashes) == 7
    assert [sha256 for sha256 in hashes if sha256 not in text] == []


def test_the_law_is_quoted(reports: dict[str, Written]) -> None:
    assert "cincuenta por ciento más uno de los votos válidos" in text_of(reports["en"])


def test_the_map_has_every_polling_place_once(reports: dict[str, Written]) -> None:
    page = reports["en"].page.read_text(encoding="utf-8")
    data = json.loads(re.findall(r'id="pictures">(.*?)</script>', page, re.DOTALL)[0])
    rows = [
        row
        for name in data["charts"]["results-map"]["data"]
        for row in data["datasets"][name]
        if "places" in row
    ]
    assert sum(row["places"] for row in rows) == 5_131
    assert len(rows) < 1_500


def test_findings_json_is_what_the_page_says(reports: dict[str, Written]) -> None:
    document = json.loads(reports["es"].findings.read_text(encoding="utf-8"))
    binding = next(f for f in document["findings"] if f["id"] == "rules.binding")
    assert binding["figures"]["slack"]["value"]["fraction"] == "346719/10"
    assert "34.672\u00a0votos" in binding["text"]


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_browser_shows_it_without_a_complaint(reports: dict[str, Written], lang: str, width: int) -> None:
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(reports[lang].page.as_uri())
        page.wait_for_selector("html[data-drawn=all]", state="attached")
        wide = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert complaints == []
    assert wide <= width


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium")
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_whole_report_is_short(bolivia: Case, tmp_path: Path, lang: str) -> None:
    """At 1280 x 800 with folds closed: under 15 screens and 4,500 words; under 25 printed pages and 4 MB."""
    from playwright.sync_api import sync_playwright

    page = write_report(bolivia, tmp_path, lang=lang).page
    assert page.stat().st_size < 4_000_000
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1280, "height": 800})
        opened.goto(page.as_uri())
        opened.wait_for_selector("html[data-drawn=all]", state="attached")
        assert opened.evaluate("document.documentElement.scrollHeight") < 15 * 800
        assert opened.evaluate("document.body.innerText.split(/\\s+/).length") < 4_500
        told = opened.query_selector_all(".answers ul:not(.nothing) li")
        assert len(told) == 7
        last = told[-1].bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= 800
        printed = opened.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) < 25
        browser.close()
