"""What a hostile file, address or client can try: nothing becomes markup, nothing is read outside, no 5xx."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.test import Client, override_settings

from desk.build_desk import served
from report.build_report import hostile_case
from veedor.desk.library import Library
from veedor.desk.security import Bucket
from veedor.desk.server import make_server
from veedor.lookup import KEYS

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}",
    "{% raw %}",
    "${7*7}",
    "\u202e<b>",
    "</style><script>",
    "&lt;script&gt;",
    "a\r\nSet-Cookie: x=1",
    "\x00",
    "'; DROP TABLE sheets; --",
    "\\'",
    "%00",
    "\ud83d\ude00",
    "x" * 5000,
)
PATHS = (
    "/en/cases/..%2f..%2f..%2fetc%2fpasswd/",
    "/en/cases/%2e%2e/",
    "/static/../../etc/passwd",
    "/en/cases/small/../../",
    "/static/0123456789abcdef/../settings.py",
    "/en/cases/small/sheets.py",
    "/en/cases/small/sheets.csv%00.html",
    "/%ff%fe/",
    "/en/cases/\u0000/",
    "//evil.example/",
    "/en//cases/small/",
    "/en/cases/small/report/x",
)
VIEWS = ("", "sheets", "sheet", "place", "sheets.csv", "sheets.json", "places.geojson", "map")


def ok(status: int) -> bool:
    return status < 500


CODE = re.compile(r"on|(data-)?hx-(on|vals|vars|headers)|style$|srcdoc$")
"""Names of attributes that hold code."""
LEADS = {
    "href",
    "src",
    "action",
    "xlink:href",
    "formaction",
    "hx-get",
    "data-library",
    "data-places",
    "data-map",
}
"""Names of attributes that lead somewhere."""


OWN = {
    "script": re.compile(r"/static/[0-9a-f]{16}/[a-z.-]+"),
    "img": re.compile(r"(?:/[a-z]{2}/cases/[\w-]+/)?[a-z]+[.]wide[.]svg"),
}
"""Our scripts, and the pictures of chapters."""


class Markup(HTMLParser):
    """Collects what of a page could run: elements, and attributes that hold code."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.codes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = OWN.get(tag)
        is_own = own and own.fullmatch(dict(attrs).get("src") or "")
        self.elements |= set() if is_own else {tag}
        self.codes += [name for name, _ in attrs if CODE.match(name)]
        leads = [v or "" for n, v in attrs if n in LEADS]
        self.codes += [value for value in leads if not re.match(r"(?=[/?#])(?!//)|data:,", value)]


def holds_no_code(text: str) -> bool:
    page = Markup(text)
    return not page.codes and not page.elements & {"script", "img", "iframe", "object", "embed", "style", "b"}


def test_code_in_a_page_is_found() -> None:
    for text in (
        "<script>",
        "<script src=/x.js>",
        "<p hx-on:click=x>",
        '<a href="javascript:x">',
        "<p onclick=x>",
        "<a href=//evil.example>",
        "<img>",
    ):
        assert not holds_no_code(text)


@pytest.mark.parametrize("number", range(len(XSS)))
def test_no_text_of_an_address_becomes_markup(client: Client, number: int) -> None:
    for turn, key in enumerate((*KEYS, "id", "contest", "count", "annul", "lang")):
        view = VIEWS[(turn + number) % len(VIEWS)]
        answer = client.get(f"/en/cases/small/{view}?{urlencode({key: XSS[number]}, errors='surrogatepass')}")
        assert ok(answer.status_code), (view, key)
        if not answer.streaming and "html" in answer.headers["Content-Type"]:
            assert holds_no_code(answer.text), (view, key)
        assert not answer.cookies
        answer.close()


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_outside(client: Client, path: str) -> None:
    answer = client.get(path, follow=False)
    assert ok(answer.status_code)
    assert b"root:" not in answer.content
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.slow
def test_names_of_a_hostile_case_stay_text(tmp_path: Path) -> None:
    case = hostile_case(tmp_path / "hostile")
    with override_settings(DESK=served({"hostile": case.election.file.folder})):
        client = Client(raise_request_exception=False)
        sheet = case.sheets().ids[0]
        for path in ("", "sheets", f"sheet?{urlencode({'id': sheet})}", "place"):
            for lang in ("en", "es"):
                answer = client.get(f"/{lang}/cases/hostile/{path}")
                assert answer.status_code == 200, (path, answer.text[-2000:])
                assert holds_no_code(answer.text), (path, Markup(answer.text).codes)


def test_files_of_a_hostile_case_hold_no_formula(tmp_path: Path) -> None:
    case = hostile_case(tmp_path / "hostile")
    with override_settings(DESK=served({"hostile": case.election.file.folder})):
        answer = Client().get("/en/cases/hostile/sheets.csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        answer.close()
        assert not [line for line in text.splitlines() if re.match(r'(^|.*,)"?[=+@|]', line)]


def test_forms_of_other_pages_are_refused(small: Path) -> None:
    with override_settings(DESK=served({"small": small})):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        for path in ("/en/", "/en/cases/small/", "/en/cases/small/sheets"):
            assert client.post(path, {"a": "b"}).status_code == 403


def test_a_long_address_is_refused(client: Client) -> None:
    assert client.get(f"/en/cases/small/sheets?find={'x' * 9000}").status_code == 414


@pytest.mark.slow
def test_what_costs_is_limited_for_the_public_only(small: Path) -> None:
    for public, status in ((True, 429), (False, 200)):
        with override_settings(DESK=served({"small": small}, public=public)):
            client = Client()
            path = f"/en/cases/small/sheets.csv?{urlencode({'find': '1'})}"
            answers = [client.get(path, REMOTE_ADDR=f"10.0.0.{public:d}") for _ in range(12)]
            for answer in answers:
                answer.close()
            assert answers[-1].status_code == status
            if public:
                assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_bucket_fills_again() -> None:
    bucket = Bucket(2, 10.0, clients=2)
    assert [bucket.wait("a", 0.0), bucket.wait("a", 0.0)] == [0.0, 0.0]
    assert bucket.wait("a", 1.0) == pytest.approx(9.0)
    assert bucket.wait("a", 10.5) == 0.0
    assert bucket.wait("b", 0.0) == bucket.wait("c", 0.0) == 0.0
    assert bucket.wait("a", 11.0) == 0.0  # forgotten: the client that asked least lately


@pytest.fixture(scope="module")
def port(small: Path) -> Iterator[int]:
    with override_settings(DESK=served({"small": small})):
        server = make_server("127.0.0.1", 0)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.effective_port
        server.close()


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.mark.slow
def test_slow_clients_cost_nobody_a_page(port: int) -> None:
    assert get(port, "/en/cases/small/sheets")[0] == 200
    slow = []
    try:
        for number in range(400):
            client = socket.create_connection(("127.0.0.1", port), timeout=30)
            client.sendall(b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + (b"\r\n" if number % 2 else b"X: "))
            slow.append(client)  # half of them send no more, half of them never read
        began = time.monotonic()
        answers = [get(port, f"/en/cases/small/sheets?find={number}")[0] for number in range(10)]
        assert answers == [200] * 10
        assert time.monotonic() - began < 60
    finally:
        for client in slow:
            client.close()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /en/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n",
        b"GET http://evil.example/en/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
    ],
)
def test_odd_requests_are_refused_without_a_fault(port: int, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(head)
        with suppress(OSError):  # refused already
            client.shutdown(socket.SHUT_WR)
        answer = client.recv(65_536)
    assert not re.match(rb"HTTP/1\.\d 5(?!01|05)", answer)
    assert b"Traceback" not in answer


def test_an_id_that_needs_quoting_leads_to_its_page(client: Client) -> None:
    for wanted in ("a/b", "a b", "é", "..", "?x=1", "#"):
        answer = client.get(f"/en/cases/small/sheet?id={quote(wanted, safe='')}")
        assert answer.status_code == 400


def test_a_library_makes_no_path_of_a_name(small: Path) -> None:
    library = Library({"small": small})
    for name in ("../small", "/etc", "small/", ""):
        with pytest.raises(Exception, match="no case"):
            library.folder(name)
