"""The live pages of a watch are shown beside their case, and nothing else of its folder is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client, override_settings

from desk.build_desk import served

POLICY = "default-src 'none'; script-src 'sha256-AAAA'"


@pytest.fixture
def watched(small: Path, tmp_path: Path) -> Path:
    """A case with the pages of a watch."""
    folder = tmp_path / "small"
    shutil.copytree(small, folder)
    pages = folder / "watch" / "pages"
    pages.mkdir(parents=True)
    (pages / "en.html").write_text(
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY.replace(chr(39), "&#39;")}">the count',
        encoding="utf-8",
    )
    (pages / "live.json").write_text('{"capture": 1}', encoding="utf-8")
    (pages.parent / "journal.jsonl").write_text("private", encoding="utf-8")
    return folder


def asked(folder: Path, file: str) -> tuple[int, str, str]:
    with override_settings(DESK=served({"small": folder})):
        answer = Client(raise_request_exception=False).get(f"/en/cases/small/live/{file}")
        text = answer.getvalue().decode() if answer.status_code == 200 else answer.text
        return answer.status_code, text, answer.headers["Content-Security-Policy"]


def test_the_pages_of_a_watch_are_shown_with_their_own_policy(watched: Path) -> None:
    status, text, policy = asked(watched, "en.html")
    assert (status, "the count" in text) == (200, True)
    assert policy.startswith(POLICY)
    assert asked(watched, "live.json")[:2] == (200, '{"capture": 1}')
    with override_settings(DESK=served({"small": watched})):
        client = Client()
        assert "/en/cases/small/live/en.html" in client.get("/en/cases/small/").text
        assert "/live/" not in client.get("/es/cases/small/").text  # no page in that language


def test_the_list_leads_to_the_live_page_of_a_case_that_has_no_data_yet(watched: Path) -> None:
    """On the night itself nothing is fetched: the case cannot be opened, and its count can be looked at."""
    shutil.rmtree(watched / "data")
    shutil.rmtree(watched / ".veedor", ignore_errors=True)
    with override_settings(DESK=served({"small": watched})):
        client = Client(raise_request_exception=False)
        assert client.get("/en/cases/small/").status_code == 404
        listed = client.get("/en/")
        assert "/en/cases/small/live/en.html" in listed.text
        assert "/live/" not in client.get("/es/").text  # no page in that language
    assert asked(watched, "en.html")[0] == 200


def test_two_cases_of_one_title_are_told_apart_in_the_list(small: Path, tmp_path: Path) -> None:
    with override_settings(DESK=served({"small": small})):
        assert "<span>small</span>" not in Client().get("/en/").text
    shutil.copytree(small, tmp_path / "again")
    with override_settings(DESK=served({"small": small, "again": tmp_path / "again"})):
        listed = Client().get("/en/").text
    assert "<span>small</span>" in listed
    assert "<span>again</span>" in listed


def test_a_case_without_a_watch_has_no_link(client: Client) -> None:
    assert "/live/" not in client.get("/en/cases/small/").text
    assert client.get("/en/cases/small/live/en.html").status_code == 404


@pytest.mark.parametrize(
    "file",
    [
        "journal.jsonl",
        "..%2fjournal.jsonl",
        "%2e%2e/journal.jsonl",
        "none.html",
        "en.html/",
        "live.py",
        "%00",
    ],
)
def test_nothing_else_is_shown(watched: Path, file: str) -> None:
    (watched / "watch" / "pages" / "live.py").write_text("private", encoding="utf-8")
    status, text, _ = asked(watched, file)
    assert status in {400, 404}
    assert "private" not in text


@pytest.mark.parametrize("linked", ["watch", "watch/pages", "watch/pages/en.html"])
def test_a_link_leads_nowhere(watched: Path, tmp_path: Path, linked: str) -> None:
    place, elsewhere = watched / linked, tmp_path / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert asked(watched, "en.html")[0] == 404
