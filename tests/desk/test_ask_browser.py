"""Questions in a browser: every form and answer without a barrier, by keyboard, with and without scripts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings

from chromium import CHROMIUM
from desk.build_desk import served
from desk.test_ask import CLAIMS, answered
from desk.test_desk_browser import visit
from veedor.case.forms import VERBS
from veedor.desk import jobs
from veedor.desk.server import make_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ASK = "cases/small/ask"
SECONDS = 120_000
"""Milliseconds for an answer on a busy machine."""
ANSWERED = ("stakes?treatment=annul&count=7", "audit?runs=20", "outcome?rule=plurality")
REFUSED = ("stakes?count=-1", "claims?claims=0")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs chromium at /usr/bin/chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def address(small: Path) -> Iterator[str]:
    with override_settings(DESK=served({"small": small})):
        client = Client()
        for path in ANSWERED:
            verb, _, said = path.partition("?")
            given = dict(part.split("=") for part in said.split("&"))
            answered(client, client.post(f"/en/{ASK}/{verb}", given).headers["Location"])
        server = make_server("127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}/"
        server.close()


@pytest.mark.parametrize(("width", "scheme", "lang"), [(390, "dark", "es"), (1280, "light", "en")])
def test_every_question_is_without_a_barrier(
    browser: Browser, address: str, width: int, scheme: str, lang: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, complaints = visit(browser, width, scheme)
    for path in ("", *VERBS, *ANSWERED, *REFUSED):
        page.goto(f"{address}{lang}/{ASK}/{path}")
        assert page.locator("#answer img").count() == ("?runs" in path) * 2 + ("?rule" in path), path
        for fold in page.query_selector_all("details"):
            fold.evaluate_handle("fold => { fold.open = true; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page)
        violations = [
            (v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found.response["violations"]
        ]
        assert violations == [], path
        for image in page.locator("#answer img").all():
            image.scroll_into_view_if_needed()
            image.evaluate("image => image.decode()")  # it is there, and the policy lets it be seen
    assert [text for text in complaints if "400" not in text] == []
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_asked_by_keyboard_alone_and_its_answer_comes_by_itself(
    browser: Browser, address: str, *, script: bool
) -> None:
    page, complaints = visit(browser, 390, "light", script=script)
    page.goto(f"{address}en/{ASK}/stakes")
    wanted = {"input[name=treatment][value=move]": " ", "input[name=count]": "5" if script else "6"}
    for place, keys in wanted.items():
        for _ in range(60):
            if page.locator(f"{place}:focus").count():
                break
            page.keyboard.press("Tab")
        page.keyboard.type(keys)
    page.keyboard.press("Enter")
    page.wait_for_url("**/stakes?treatment=move&count=*")
    page.locator("#answer .says").first.wait_for(timeout=SECONDS)
    assert "of 600 tally sheets" in page.locator("#answer .says").first.inner_text()
    assert complaints == []
    page.context.close()


def test_an_error_stands_at_its_field_and_is_read_with_it(browser: Browser, address: str) -> None:
    page, _ = visit(browser, 1280, "light")
    page.goto(f"{address}es/{ASK}/stakes")
    page.fill("#count", "-3")
    page.keyboard.press("Enter")
    field = page.locator("#count")
    field.and_(page.locator("[aria-invalid=true]")).wait_for()
    named = (field.get_attribute("aria-describedby") or "").split()
    assert "Escriba un número de 0 a" in page.locator(f"#{named[-1]}").inner_text()
    assert field.input_value() == "-3"
    page.context.close()


def test_claims_are_pasted(browser: Browser, address: str) -> None:
    page, complaints = visit(browser, 390, "dark")
    page.goto(f"{address}es/{ASK}/claims")
    page.fill("textarea", CLAIMS)
    page.get_by_role("button", name="Preguntar").click()
    page.wait_for_url("**/claims?claims=*")
    page.locator("#answer .says").first.wait_for(timeout=SECONDS)
    assert "<b>by far" in page.locator("#answer").inner_text() + page.locator("#answer").text_content()  # type: ignore[operator]
    assert page.locator("#answer b").count() == 0
    assert complaints == []
    page.context.close()


def test_an_interrupted_question_is_asked_again_with_one_button(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from veedor.desk.ask.desk_question import DeskQuestion
    from veedor.desk.store.models import Job

    question = DeskQuestion("small", "stakes", {"treatment": "blanks"})
    row = {"task": "ask.stakes", "question": {}, "state": "running", "runner": "another"}
    Job.objects.create(key=question.key, seen_at=jobs.LONG_AGO, begun_at=jobs.LONG_AGO, **row)
    monkeypatch.setattr(jobs, "PROGRESS", 0.0)
    page, _ = visit(browser, 390, "light")
    page.goto(f"{address}en/{ASK}/stakes?treatment=blanks")
    page.get_by_role("button", name="Ask again").click()
    page.locator("#answer .says").first.wait_for(timeout=SECONDS)
    page.context.close()
