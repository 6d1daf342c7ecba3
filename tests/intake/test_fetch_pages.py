"""Addresses with many pages, against a server on loopback: all of them, some that fail, where they end."""

# ruff: noqa: E501 - tables of cases are read across

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from intake.build_intake import SOURCE, write_case
from veedor.cli.fetch import command
from veedor.errors import CaseError, FetchError, InputErrors, MissingDataError
from veedor.intake import import_case, load_case
from veedor.intake.fetch import fetch_case
from veedor.intake.locate import locate
from veedor.intake.transfer import Limits
from veedor.report.catalogue import translation
from veedor.sentence import said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = Limits(pause=0, attempts=1, timeout=5)


@dataclass
class Site:
    """Answers by path; what is not there is 404."""

    url: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    status: dict[str, list[int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        codes = self.site.status.get(self.path, [])
        code = codes.pop(0) if codes else 200 if self.path in self.site.pages else 404
        body = self.site.pages.get(self.path, b"") if code == 200 else b""
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        del format, args


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"site": made}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def sheet(number: int) -> dict[str, object]:
    return {"Table": f"{number:03}", "Region": "North", "Alder": number, "Birch": 2 * number}


def serve(site: Site, numbers: range, pattern: str = "/api?page={}") -> None:
    for number in numbers:
        site.pages[pattern.format(number)] = json.dumps([sheet(number)]).encode()


def paged(folder: Path, site: Site, name: str = "p-{page}.json", **keys: str) -> Path:
    """Write a case whose source is an address pattern."""
    fetch = {"url": f'"{site.url}/api?page={{page}}"', "pages": '"1..4"'} | keys
    inner = ", ".join(f"{key} = {value}" for key, value in fetch.items() if value)
    text = SOURCE.replace('name = "count.csv"', f'name = "{name}", fetch = {{ {inner} }}')
    return write_case(folder, text, {})


def test_all_pages_are_one_source(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 5))
    folder = paged(tmp_path, site)
    made = fetch_case(load_case(folder), limits=QUICK)
    assert [one.path.name for one in made] == [f"p-{n}.json" for n in range(1, 5)]
    assert site.asked == [f"/api?page={n}" for n in range(1, 5)]
    located = locate(load_case(folder))
    assert [file.form.name for file in located] == [f"p-{n}.json" for n in range(1, 5)]
    assert located[2].form.fetch is not None
    assert located[2].form.fetch.url.endswith("page=3")
    record = json.loads((folder / "data" / ".fetched.json").read_text())
    assert record["files"]["p-3.json"]["sha256"] == hashlib.sha256(site.pages["/api?page=3"]).hexdigest()
    fetch_case(load_case(folder), limits=QUICK)
    assert len(site.asked) == 4


def test_pages_are_parts_of_an_import(site: Site, tmp_path: Path) -> None:
    from intake.build_intake import csv_text

    lines = csv_text().splitlines()
    for number, line in enumerate(lines[1:], 1):
        site.pages[f"/api?page={number}"] = f"{lines[0]}\n{line}\n".encode()
    folder = paged(tmp_path, site, "p-{page}.csv", pages=f'"1..{len(lines) - 1}"')
    fetch_case(load_case(folder), limits=QUICK)
    assert import_case(load_case(folder)).store.arrow("version").num_rows == len(lines) - 1


def test_one_page_that_fails_keeps_no_other_back(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 5))
    site.status = {"/api?page=2": [500], "/api?page=3": [404]}
    folder = paged(tmp_path, site)
    with pytest.raises(FetchError, match="2 of 4 files") as caught:
        fetch_case(load_case(folder), limits=QUICK)
    assert "page=2 answered 500" in caught.value.message
    assert "page=3 answered 404" in caught.value.message
    assert sorted(p.name for p in (folder / "data").glob("p-*")) == ["p-1.json", "p-4.json"]
    with pytest.raises(MissingDataError, match=r"lacks 'p-2\.json', 'p-3\.json'"):
        locate(load_case(folder))
    fetch_case(load_case(folder), limits=QUICK)
    assert Counter(site.asked)["/api?page=1"] == 1
    assert len(locate(load_case(folder))) == 4


def test_the_verb_tells_what_is_there_and_what_is_not(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 4))
    folder = paged(tmp_path, site)
    ran = CliRunner().invoke(command, [str(folder), "--pause", "0"])
    assert isinstance(ran.exception, FetchError)
    assert ran.output.count("fetched") == 3


def test_a_page_that_stands_open_ends_at_the_first_that_is_not_there(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 4))
    folder = paged(tmp_path, site, pages='"1.."')
    assert len(fetch_case(load_case(folder), limits=QUICK)) == 3
    assert site.asked[-1] == "/api?page=4"
    assert len(locate(load_case(folder))) == 3
    # without the record nobody knows that the third page was the last
    (folder / "data" / ".fetched.json").unlink()
    with pytest.raises(MissingDataError, match=r"lacks 'p-4\.json'"):
        locate(load_case(folder))
    serve(site, range(4, 5))
    assert len(fetch_case(load_case(folder), limits=QUICK)) == 4


def test_an_open_address_that_never_ends_is_refused(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 3))
    site.pages |= {f"/api?page={n}": b"[]" for n in range(3, 20)}
    folder = paged(tmp_path, site, pages='"1.."')
    with pytest.raises(FetchError, match="same page again") as caught:
        fetch_case(load_case(folder), limits=QUICK)
    assert 'pages = "1..3"' in caught.value.message
    assert len(site.asked) == 4


def test_an_open_address_without_any_page_fails(site: Site, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="answered 404"):
        fetch_case(load_case(paged(tmp_path, site, pages='"1.."')), limits=QUICK)
    assert len(site.asked) == 1


def test_a_list_of_values_in_the_address(site: Site, tmp_path: Path) -> None:
    for place in ("La%20Paz", "Beni"):
        serve(site, range(1, 3), f"/{place}?page={{}}")
    folder = paged(
        tmp_path, site, "{department}-{page}.json", url=f'"{site.url}/{{department}}?page={{page}}"', pages='"1.."',
        each='{ department = ["La Paz", "Beni"] }',
    )  # fmt: skip
    made = fetch_case(load_case(folder), limits=QUICK)
    assert [one.path.name for one in made] == ["La Paz-1.json", "La Paz-2.json", "Beni-1.json", "Beni-2.json"]
    assert "/La%20Paz?page=3" in site.asked
    alone = paged(
        tmp_path / "x", site, "{d}.json", url=f'"{site.url}/{{d}}?page=1"', pages="", each='{ d = ["Beni"] }'
    )
    assert len(fetch_case(load_case(alone), limits=QUICK)) == 1


def test_hashes_of_pages_and_what_changed(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 3))
    digest = hashlib.sha256(site.pages["/api?page=1"]).hexdigest()
    hashes = f'{{ "p-1.json" = "{digest}", "p-2.json" = "{"0" * 64}" }}'
    folder = paged(tmp_path, site, pages='"1..2"', hashes=hashes)
    with pytest.raises(FetchError, match="another file than the case names"):
        fetch_case(load_case(folder), limits=QUICK)
    other = paged(tmp_path / "x", site, pages='"1..2"')
    fetch_case(load_case(other), limits=QUICK)
    (other / "data" / "p-1.json").write_text("mine")
    with pytest.raises(FetchError, match="not the file that was fetched before"):
        fetch_case(load_case(other), limits=QUICK)


def test_a_busy_server_is_asked_again(site: Site, tmp_path: Path) -> None:
    serve(site, range(1, 5))
    site.status = {"/api?page=2": [429, 503]}
    made = fetch_case(load_case(paged(tmp_path, site)), limits=Limits(pause=0, attempts=3))
    assert len(made) == 4
    assert Counter(site.asked)["/api?page=2"] == 3


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (503, "run the command again later"),
        (500, "run the command again later"),
        (403, "Look at the address"),
    ],
)
def test_what_a_server_answers_has_a_remedy_of_its_own(
    site: Site, tmp_path: Path, status: int, remedy: str
) -> None:
    serve(site, range(1, 5))
    site.status = {"/api?page=2": [status] * 9}
    with pytest.raises(FetchError, match=remedy) as caught:
        fetch_case(load_case(paged(tmp_path, site)), limits=Limits(pause=0, attempts=1))
    spanish = said(caught.value.text, translation("es"))
    assert "again" not in spanish
    assert "browser" not in spanish


def test_a_server_that_does_not_answer_is_not_asked_for_ever(tmp_path: Path) -> None:
    folder = paged(tmp_path, Site("http://127.0.0.1:9"), pages='"1..50"')
    with pytest.raises(FetchError, match="47 further pages"):
        fetch_case(load_case(folder), limits=QUICK)


@pytest.mark.parametrize(
    ("name", "keys", "said"),
    [
        ("p.json", {}, "name ="), ("p-{page}.json", {"pages": ""}, "pages ="), ("p-{page}.json", {"pages": '"4..1"'}, "1..40"),
        ("p-{page}.json", {"pages": '"1..9999999"'}, "1..40"), ("p-{page}.json", {"pages": '"all"'}, "1..40"),
        ("p-{page}.json", {"each": '{ d = ["a"] }'}, "{d}"), ("p-{page}.json", {"sha256": '"' + "0" * 64 + '"'}, "hashes ="),
        ("p-{page}.json", {"hashes": '{ "p-1.json" = "00" }'}, "whole"),
        ("{d}.json", {"url": '"http://x/{d}"', "pages": "", "each": '{ d = ["../a"] }'}, "Remove"),
        ("{d}.json", {"url": '"http://x/{d}"', "pages": "", "each": "{ d = [] }"}, "Remove"),
        ("{d}.json", {"url": '"http://x/{d}"', "pages": "", "each": '{ d = ["a", "a"] }'}, "Remove"),
    ],
)  # fmt: skip
def test_patterns_that_cannot_be(tmp_path: Path, name: str, keys: dict[str, str], said: str) -> None:
    with pytest.raises((CaseError, InputErrors)) as caught:
        load_case(paged(tmp_path, Site("http://x"), name, **keys))
    problems = caught.value.exceptions if isinstance(caught.value, InputErrors) else [caught.value]
    assert any(said in str(getattr(problem, "remedy", "")) for problem in problems)
