"""An address that somebody writes: what is one, where it may lead, and where it must not."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor import bounded
from veedor.errors import FetchError, QuestionError
from veedor.intake.address import LONGEST, checked, fetched, whence
from veedor.intake.transfer import Limits

GUARDED = Limits(private=False, attempts=1, timeout=5.0)
CONTENT = b"Mesa,Ana,Luis\nM1,4,5\n"


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", f"http://{self.path[4:]}")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def leading(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[tuple[str, int]]:
    """Let names lead where a test says; give the addresses to which connections are made."""
    asked: list[tuple[str, int]] = []
    own, resolved = socket.create_connection, socket.getaddrinfo

    def looked_up(host: str, *rest: object, **named: object) -> list[tuple[object, ...]]:
        if host in names:
            return [(0, 0, 0, "", (one, 0)) for one in names[host]]
        return resolved(host, *rest, **named)  # type: ignore[return-value, arg-type]

    def connected(address: tuple[str, int], *rest: object, **named: object) -> socket.socket:
        asked.append(address)
        return own(address, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", connected)
    return asked


PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "::1", "::", "fc00::1", "fe80::1%eth0", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "224.0.0.1", "255.255.255.255",
]  # fmt: skip


@pytest.mark.parametrize("where", PRIVATE)
def test_a_name_that_leads_into_a_private_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    asked = leading(monkeypatch, {"results.example": [where]})
    with pytest.raises(FetchError, match="private network"):
        fetched("http://results.example/x.csv", tmp_path, limits=GUARDED)
    assert asked == []


def test_one_private_address_among_public_ones_is_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = leading(monkeypatch, {"results.example": ["93.184.216.34", "10.0.0.1"]})
    with pytest.raises(FetchError, match="private network"):
        fetched("https://results.example/x.csv", tmp_path, limits=GUARDED)
    assert asked == []


def test_what_was_looked_up_is_what_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int
) -> None:
    """A name that is looked up again could lead elsewhere by then: it is looked up once."""
    monkeypatch.setattr(bounded, "_not_public", lambda address: address != "127.0.0.1")
    monkeypatch.setenv("http_proxy", "http://10.9.9.9:3128")
    asked = leading(monkeypatch, {"results.example": ["127.0.0.1"]})
    path, fetch = fetched(f"http://results.example:{port}/a/mesas.csv", tmp_path, limits=GUARDED)
    assert path.read_bytes() == CONTENT
    assert (fetch.size, path.name) == (len(CONTENT), "mesas.csv")
    assert asked == [("127.0.0.1", port)]


@pytest.mark.parametrize("inner", ["10.0.0.1/x", "inner.example/x", "localhost/x"])
def test_a_public_server_cannot_point_into_a_private_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int, inner: str
) -> None:
    monkeypatch.setattr(bounded, "_not_public", lambda address: address != "127.0.0.1")
    names = {"results.example": ["127.0.0.1"], "inner.example": ["10.0.0.2"], "localhost": ["127.0.0.2"]}
    asked = leading(monkeypatch, names)
    with pytest.raises(FetchError, match="private network"):
        fetched(f"http://results.example:{port}/to/{inner}", tmp_path, limits=GUARDED)
    assert {host for host, _ in asked} == {"127.0.0.1"}
    assert list(tmp_path.glob("*.csv")) == []


def test_who_sits_at_the_machine_may_ask_it(tmp_path: Path, port: int) -> None:
    path, _ = fetched(f"http://127.0.0.1:{port}/mesas.csv", tmp_path)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    "text",
    [
        "results.csv", "ftp://example.org/x", "file:///etc/passwd", "http://", "http:///x", "javascript:x",
        "http://user:secret@example.org/x", "http://exa mple.org/", "http://example.org:port/", "http://[::1/",
        "http://example.org/\nHost: other", f"http://example.org/{'x' * LONGEST}", "",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        checked(text)


@given(st.one_of(st.text(), st.text().map("http://".__add__), st.from_regex(r"https?://[^/]*/.*")))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        made = checked(text)
    except QuestionError:
        return
    parts = urlsplit(made)
    assert parts.scheme in {"http", "https"}
    assert parts.hostname
    assert parts.username is None
    assert made.isprintable()
    assert len(made) <= LONGEST


def test_a_name_that_is_no_address_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mesas.csv"
    file.write_bytes(CONTENT)
    assert whence(str(file), tmp_path) == (file, None)
    with pytest.raises(QuestionError, match="no file or folder"):
        whence(str(tmp_path / "http"), tmp_path)
