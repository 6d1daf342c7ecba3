"""The list of cases, the first page of one, and what every answer says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client, override_settings

from desk.build_desk import served
from veedor.desk.library import Library, StillWorkingError, find_cases, free_name
from veedor.desk.look import cases
from veedor.errors import MissingDataError


def test_the_first_page_is_in_the_language_of_the_browser(client: Client) -> None:
    for asked, lang in (
        ("pt-BR,es;q=0.9", "pt"),
        ("fr, es;q=0.5, en;q=0.4", "es"),
        ("", "en"),
        ("x;q=z", "en"),
    ):
        answer = client.get("/", headers={"Accept-Language": asked})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}/")


def test_every_case_is_listed(client: Client) -> None:
    text = client.get("/es/").text
    assert '<html lang="es">' in text
    assert 'href="/es/cases/small/"' in text


def test_a_case_says_who_won(client: Client) -> None:
    answer = client.get("/en/cases/small/")
    assert answer.status_code == 200
    assert "is elected" in answer.text or "second round" in answer.text or "runoff" in answer.text


def test_each_chapter_has_its_picture_beside_its_sentences(client: Client) -> None:
    text = client.get("/en/cases/small/").text
    wide, narrow = (
        re.findall(rf'{where}="(/en/cases/small/[^"]+[.]svg)"', text) for where in ("src", "srcset")
    )
    assert "/en/cases/small/outcome.wide.svg" in wide
    assert [one.replace(".narrow.", ".wide.") for one in narrow] == wide
    for address in (*wide, *narrow):
        answer = client.get(address)
        assert answer.headers["Content-Type"].startswith("image/svg+xml"), address
        assert "script" not in answer.headers["Content-Security-Policy"]
        assert answer.text.startswith("<svg")
    assert client.get("/en/cases/small/outcome.huge.svg").status_code == 404
    assert client.get("/en/cases/small/none.wide.svg").status_code == 404


def test_a_picture_that_cannot_be_drawn_costs_only_itself(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "as_svg", lambda *_: 1 / 0)
    with override_settings(DESK=served({"small": small})):
        text = Client().get("/en/cases/small/").text
    assert 'id="outcome-title"' in text
    assert ".svg" not in text


def test_a_case_that_is_none_says_so_and_costs_only_itself(small: Path, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text("x = ", encoding="utf-8")
    with override_settings(DESK=served({"small": small, "broken": tmp_path})):
        client = Client(raise_request_exception=False)
        assert 'href="/en/cases/small/"' in client.get("/en/").text
        assert client.get("/en/cases/broken/").status_code == 409


@pytest.mark.parametrize(
    "path",
    ["/en/cases/none/", "/en/cases/..%2f..%2fetc/", "/fr/", "/en/cases/small", "/static/0/page.css", "/x"],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_every_answer_forbids_all_but_our_own_files(client: Client) -> None:
    for path in ("/en/", "/en/cases/small/", "/en/cases/none/"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_files_of_ours_are_kept_for_good(client: Client) -> None:
    text = client.get("/en/").text
    address = text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"


def test_another_host_is_refused(client: Client) -> None:
    for host in ("evil.example", "testserver.evil.example", "a b", "testserver:80@evil.example"):
        assert client.get("/en/", headers={"Host": host}).status_code == 400


def test_a_page_that_is_made_says_so_and_comes_back(small: Path) -> None:
    hasty = served({"small": small})
    object.__setattr__(hasty, "library", Library({"small": small}, patience=0.0))
    with override_settings(DESK=hasty):
        answer = Client().get("/en/cases/small/")
        assert (answer.status_code, answer.headers["Refresh"]) == (202, "2")


def test_an_answer_is_made_once(small: Path) -> None:
    library, asked = Library({"small": small}, patience=60), []
    for _ in range(3):
        library.ask("small", "x", lambda case: asked.append(case.election.data_hash))
    assert len(asked) == 1


def test_a_failure_is_told_and_not_kept(small: Path) -> None:
    library, times = Library({"small": small}, patience=60), []

    def fail(_case: object) -> None:
        times.append(1)
        raise MissingDataError("no")

    for _ in range(2):
        with pytest.raises(MissingDataError):
            library.ask("small", "x", fail)
    assert len(times) == 2


def test_names_in_addresses_are_plain_and_apart() -> None:
    assert free_name("../Perú 2021", {}) == "Per-2021"
    assert free_name("a", {"a", "a-2"}) == "a-3"
    assert free_name("<>", {}) == "case"


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match="no case in"):
        find_cases([tmp_path])


def test_waiting_is_no_error() -> None:
    assert not issubclass(StillWorkingError, MissingDataError)
