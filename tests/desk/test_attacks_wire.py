"""What a client can try on the wire: slow, greedy, odd and large requests. Others are served meanwhile."""

from __future__ import annotations

import http.client
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings

from desk.build_accounts import guarded, in_use, logged_in
from desk.build_desk import served
from veedor.desk import channel
from veedor.desk.server import make_server
from veedor.desk.settings import LARGEST_FORM, Desk

HOST = b"Host: 127.0.0.1\r\n"


@contextmanager
def listening(desk: Desk, *, silence: float = 30.0) -> Iterator[int]:
    """A desk on a port of its own."""
    with override_settings(DESK=desk):
        server = make_server("127.0.0.1", 0, behind=desk.behind)
        server.adj.channel_timeout, server.adj.cleanup_interval = silence, 0.2
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield server.effective_port
        server.task_dispatcher.shutdown()
        server.close()


@pytest.fixture(scope="module")
def port(small: Path) -> Iterator[int]:
    with listening(served({"small": small})) as found:
        yield found


def get(port: int, path: str, **head: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=head)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def all_of(client: socket.socket) -> bytes:
    """Everything that comes until the other side closes."""
    found = b""
    with suppress(OSError):
        while piece := client.recv(65_536):
            found += piece
    return found


def lives(client: socket.socket) -> bool:
    """Whether the other side still holds the connection."""
    client.setblocking(False)
    try:
        return client.recv(65_536) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        client.setblocking(True)


def drip(client: socket.socket, piece: bytes, seconds: float, every: float = 0.25) -> float:
    """Send a piece again and again; give the seconds after which the connection was gone."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            client.sendall(piece)
        except OSError:
            break
        time.sleep(every)
        if not lives(client):
            break
    return time.monotonic() - began


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"GET /en/ HTTP/1.1\r\n" + HOST, b"X: y\r\n"),
        (b"", b"\r\n\r\n"),
        (b"", b"G"),
        (b"POST /en/ HTTP/1.1\r\n" + HOST + b"Content-Length: 900000\r\n\r\n", b"x"),
        (b"POST /en/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["head", "empty lines", "letters", "body", "chunks"],
)
def test_a_drip_of_bytes_does_not_keep_a_connection(small: Path, head: bytes, piece: bytes) -> None:
    with listening(served({"small": small}), silence=1.0) as own, connect(own) as client:
        client.sendall(head)
        assert drip(client, piece, 20.0) < 10.0
        assert get(own, "/en/")[0] == 200


@pytest.mark.slow
def test_a_body_that_comes_at_a_pace_is_waited_for(small: Path) -> None:
    with listening(served({"small": small}), silence=1.0) as own, connect(own) as client:
        piece = b"x" * channel.SLOWEST
        size = 12 * len(piece)
        client.sendall(b"POST /en/ HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % size)
        for _ in range(12):
            client.sendall(piece)
            time.sleep(0.3)
        assert client.recv(100).startswith(b"HTTP/1.1 403")  # a form of nobody: but it was read


@pytest.mark.slow
def test_who_asks_much_at_once_and_reads_nothing_holds_no_thread(port: int) -> None:
    page = b"GET /en/cases/small/sheets HTTP/1.1\r\n" + HOST + b"\r\n"
    whole = b"GET /en/cases/small/report HTTP/1.1\r\n" + HOST + b"\r\n"
    assert get(port, "/en/cases/small/report")[0] == 200
    held = []
    try:
        for number in range(24):
            client = connect(port)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall((page if number % 2 else whole) * 120)
            held.append(client)
        time.sleep(0.5)
        began = time.monotonic()
        assert [get(port, f"/en/cases/small/sheets?find={n}")[0] for n in range(10)] == [200] * 10
        assert time.monotonic() - began < 30
    finally:
        for client in held:
            client.close()


def test_a_second_request_on_a_connection_is_answered(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(5):
        connection.request("GET", f"/en/cases/small/sheets?find={number}")
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
    connection.close()


@pytest.mark.parametrize(
    ("sent", "rests"),
    [(b"GET /en/ HTTP/1.1\r\n" + HOST + b"\r\n", False), (b"\r\n", True), (b"\r\n\r\n\r\n", True)],
)
def test_who_was_answered_at_once_does_not_wait_with_the_slow(small: Path, sent: bytes, rests: bool) -> None:
    """An answer may be ready before the loop has looked at what came: its client did ask something."""
    rested: list[float] = []
    with override_settings(DESK=served({"small": small})):
        server = make_server("127.0.0.1", 0)
        server.add_task = lambda _channel: None
        client = connect(server.effective_port)
        server.handle_accept()
        (waiting,) = server.active_channels.values()
        waiting._goes_on = lambda _active, now: rested.append(now)  # of this one: other servers run beside it
        read = waiting.received

        def answered_at_once(data: bytes) -> bool:
            came = bool(read(data))
            if waiting.requests:
                waiting.service()
            return came

        waiting.received = answered_at_once
        client.sendall(sent)
        assert select.select([waiting.socket], [], [], 30)[0]
        waiting.handle_read()
        client.close()
        waiting.handle_close()
        server.close()
    assert bool(rested) is rests


def test_requests_sent_together_are_not_mixed_up(port: int) -> None:
    with connect(port) as client:
        client.sendall(b"GET /en/ HTTP/1.1\r\n" + HOST + b"\r\nGET /es/ HTTP/1.1\r\n" + HOST + b"\r\n")
        answer = all_of(client)
    assert answer.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in answer
    assert b'<html lang="en">' in answer
    assert b'<html lang="es">' not in answer


@pytest.mark.parametrize(
    "length", [b"9" * 5000, b"1" * 16, b"-1", b"+5", b"0x10", b"1e3", b"5, 5", b"", b"\xb2", b"1_0"]
)
def test_a_length_that_is_none_is_refused(port: int, length: bytes) -> None:
    with connect(port) as client:
        client.sendall(b"POST /en/ HTTP/1.1\r\n" + HOST + b"Content-Length: " + length + b"\r\n\r\n12345")
        client.shutdown(socket.SHUT_WR)
        answer = all_of(client)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400", b"HTTP/1.1 413"))
    assert get(port, "/en/")[0] == 200


BODIES = {
    "length": (b"Content-Length: 1500000000\r\n\r\n", b"x" * 65_536),
    "chunks": (b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
}


def sent_until_refused(
    port: int, path: bytes, kind: str, cookies: bytes = b"", proxy: bytes = b""
) -> tuple[int, bytes]:
    """Send a large body as long as it is taken, at most 8 MB: give the bytes, and what was answered."""
    more, piece = BODIES[kind]
    with connect(port) as client:
        head = b"POST " + path + b" HTTP/1.1\r\n" + HOST + proxy
        client.sendall(head + (b"Cookie: " + cookies + b"\r\n" if cookies else b"") + more)
        sent = 0
        with suppress(OSError):
            while sent < 8_000_000:
                client.sendall(piece)
                sent += len(piece)
                if not lives_quietly(client):
                    break
        client.settimeout(2)
        return sent, all_of(client)


def lives_quietly(client: socket.socket) -> bool:
    """Whether nothing was answered yet; what was answered stays to be read."""
    client.setblocking(False)
    try:
        return client.recv(1, socket.MSG_PEEK) == b"?"
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        client.setblocking(True)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(
    "path", [b"/en/", b"/en/login", b"/nothing", b"/en/cases/small/sheets", b"/en/bring/../"]
)
def test_a_large_body_is_kept_where_files_are_taken_alone(port: int, path: bytes, kind: str) -> None:
    sent, answer = sent_until_refused(port, path, kind)
    assert sent < 8_000_000
    assert not answer or b" 413 " in answer[:20]


def test_a_desk_that_only_shows_keeps_no_large_body(small: Path) -> None:
    with listening(replace(served({"small": small}), public=True)) as own:
        for kind in BODIES:
            assert sent_until_refused(own, b"/en/bring/", kind)[0] < 8_000_000


def test_a_stranger_sends_no_large_body(small: Path, tmp_path: Path) -> None:
    with in_use(guarded({"small": small}, tmp_path)) as desk, listening(desk) as own:
        for role, taken in (("", False), ("look", False), ("ask", False), ("bring", True)):
            jar = logged_in(role).cookies if role else {}
            cookies = "; ".join(f"{name}={one.value}" for name, one in jar.items()).encode()
            proxy = b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 203.0.113.9\r\n"
            sent, _ = sent_until_refused(own, b"/en/bring/", "length", cookies, proxy)
            assert (sent >= 8_000_000) is taken, (role, sent)


def test_a_form_as_large_as_is_taken_is_taken(port: int) -> None:
    with connect(port) as client:
        size = LARGEST_FORM - 1
        client.sendall(b"POST /en/ HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % size + b"x" * size)
        assert client.recv(100).startswith(b"HTTP/1.1 403")
