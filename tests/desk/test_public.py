"""A desk that only shows: what caches may keep, and what nobody can put into them."""

from __future__ import annotations

import http.client
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from desk.build_desk import FOREVER, HOSTS
from veedor.desk import caching, security
from veedor.desk.library import Library
from veedor.desk.server import make_server
from veedor.desk.settings import Desk

PARTS = "HX-Request, HX-Target"
"""By what an answer differs beside its address: a part of a page, or the whole."""
CASE = "/en/cases/small/"
PAGES = ("/en/", CASE, f"{CASE}sheets", f"{CASE}sheets?state=counted&sort=-margin", f"{CASE}place")


def public(folder: Path) -> Desk:
    library = Library({"small": folder}, patience=FOREVER, hidden=True)
    return Desk(library, public=True, hosts=HOSTS)


def shown_by(desk: Desk) -> override_settings:
    """Serve a desk."""
    return override_settings(DESK=desk)


@pytest.fixture(scope="module")
def shown(small: Path) -> Iterator[Client]:
    with shown_by(public(small)):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_tag_and_may_be_kept(shown: Client, path: str) -> None:
    answer = shown.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == caching.SHORT
    assert answer.headers["Vary"] == PARTS
    assert not answer.cookies
    again = shown.get(path, headers={"If-None-Match": f'"x", W/{answer.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    assert again.headers["Vary"] == PARTS
    part = shown.get(path, headers={"HX-Request": "true", "HX-Target": "answer"})
    assert part.headers["ETag"] != answer.headers["ETag"]
    assert again.headers["Cache-Control"] == caching.SHORT


def test_who_has_a_page_is_told_so_before_anything_is_worked_out(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown_by(public(small)):
        client = Client()
        tag = client.get(f"{CASE}place").headers["ETag"]

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError

        for name in ("ask", "work"):
            monkeypatch.setattr(Library, name, refuse)
        assert client.get(f"{CASE}place", headers={"If-None-Match": tag}).status_code == 304


def test_every_page_question_and_language_has_a_tag_of_its_own(shown: Client) -> None:
    paths = [*PAGES, *(path.replace("/en/", "/es/") for path in PAGES), f"{CASE}sheets?state=outstanding"]
    tags = [shown.get(path).headers["ETag"] for path in paths]
    assert len(set(tags)) == len(paths)


@pytest.mark.slow
def test_other_data_and_another_version_have_another_tag(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "small"
    shutil.copytree(small, folder)
    with shown_by(public(folder)):
        first = Client().get(f"{CASE}place").headers["ETag"]
        monkeypatch.setattr(caching, "__version__", "0.0.test")
        second = Client().get(f"{CASE}place").headers["ETag"]
        monkeypatch.undo()
        text = (folder / "case.toml").read_text(encoding="utf-8")
        (folder / "case.toml").write_text(text.replace("zone = ", "zone  = ") + "\n", encoding="utf-8")
        same = Client().get(f"{CASE}place").headers["ETag"]
        monkeypatch.setattr(Library, "data", lambda *_: "other data")
        third = Client().get(f"{CASE}place").headers["ETag"]
    assert len({first, second, third}) == 3
    assert same == first  # the same data under another hand


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("sheets?sort=-margin&state=counted&x=1", "sheets?state=counted&sort=-margin"),
        ("sheets?state=counted&state=outstanding", "sheets?state=outstanding"),
        ("sheets?columns=sheet&columns=valid", "sheets?columns=sheet%2Cvalid"),
        ("place?utm_source=x", "place"),
        ("place?id=&contest=", "place"),
        ("?fbclid=1", ""),
        ("sheets?v=0123456789abcdef", "sheets"),
        ("sheets.csv?v=0123456789abcdef&find=1", "sheets.csv?find=1"),
    ],
)
def test_an_address_has_one_form(shown: Client, asked: str, wanted: str) -> None:
    answer = shown.get(CASE + asked)
    assert answer.status_code == 302
    assert answer.headers["Location"] == CASE + wanted
    assert answer.headers["Cache-Control"] == caching.SHORT
    there = shown.get(CASE + wanted)
    assert there.status_code == 200
    there.close()


def test_what_says_its_data_is_kept_for_good(shown: Client) -> None:
    page = shown.get(f"{CASE}sheets?find=1").text
    file = re.search(r'href="([^"]*sheets\.csv[^"]*)"', page)
    assert file is not None
    answer = shown.get(file[1].replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, security.FOR_GOOD)
    plain = shown.get(f"{CASE}sheets.csv?find=1")
    assert plain.headers["Cache-Control"] == caching.SHORT
    for one in (answer, plain):
        one.close()
    report = re.search(r'href="([^"]*download=yes[^"]*)"', shown.get(CASE).text)
    assert report is not None
    assert "&amp;v=" in report[1]


def test_our_own_files_are_kept_for_good(shown: Client) -> None:
    link = re.search(r'href="(/static/[^"]*)"', shown.get("/en/").text)
    assert link is not None
    assert shown.get(link[1]).headers["Cache-Control"] == security.FOR_GOOD


def test_only_what_depends_on_the_browser_says_so(shown: Client) -> None:
    for path in ("/", "/x/y"):
        assert shown.get(path).headers["Vary"] == "Accept-Language"
    for path in (CASE, "/es/"):
        assert shown.get(path).headers["Vary"] == PARTS
    assert "Vary" not in shown.get("/en/x/y").headers


def test_headers_of_a_request_change_nothing(shown: Client) -> None:
    plain = shown.get(f"{CASE}place").content
    sent = {
        "X-Forwarded-Host": "evil.example", "X-Original-URL": "/en/", "Accept-Language": "es",
        "Cookie": "a=b",
        "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example",
    }  # fmt: skip
    for name, value in sent.items():
        assert shown.get(f"{CASE}place", headers={name: value}).content == plain, name


def test_what_goes_wrong_is_not_kept(shown: Client) -> None:
    kept = {path: shown.get(path).headers["Cache-Control"] for path in ("/en/x", f"{CASE}sheets?sort=x")}
    assert list(kept.values()) == [caching.MISSING, caching.NEVER]


def test_nothing_can_be_sent(shown: Client) -> None:
    answer = shown.post(f"{CASE}sheets", {"find": "1"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_waiting_page_is_not_kept(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown_by(public(small)):
        Client().get(CASE)
    waits = Desk(Library({"small": small}, patience=0.0, hidden=True), public=True, hosts=HOSTS)
    with shown_by(waits):
        monkeypatch.setattr(Library, "data", lambda *_: "data")
        answer = Client().get(f"{CASE}sheets")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (202, caching.NEVER)
    assert "ETag" not in answer.headers


def test_no_page_says_where_the_case_lies(shown: Client, small: Path) -> None:
    sheet = re.search(r'href="([^"]*/sheet\?id=[^"]*)"', shown.get(f"{CASE}sheets").text)
    assert sheet is not None
    for path in (CASE, f"{CASE}sheets", f"{CASE}place", sheet[1]):
        text = shown.get(path).text
        assert str(small.parent) not in text
    assert "veedor sheets small" in shown.get(f"{CASE}sheets").text


def test_a_desk_of_ones_own_is_not_kept(desk: Desk) -> None:
    with shown_by(desk):
        assert Client().get(CASE).headers["Cache-Control"] == "no-cache"
        assert Client().get(f"{CASE}place?x=1").status_code == 200


@pytest.mark.slow
def test_only_the_head_can_be_asked(small: Path) -> None:
    with shown_by(public(small)):
        server = make_server("127.0.0.1", 0)
        threading.Thread(target=server.run, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=60)
        for path in (CASE, f"{CASE}sheets.csv"):
            found = []
            for method in ("GET", "HEAD"):
                connection.request(method, path)
                answer = connection.getresponse()
                found.append((answer.status, answer.headers["ETag"], len(answer.read())))
            assert found[0][:2] == found[1][:2]
            assert found[0][2] > found[1][2] == 0
        connection.close()
        server.close()
