"""A server on loopback that behaves, or misbehaves in the ways of election nights."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Plan:
    """What is answered at one path.

    Parameters
    ----------
    body : bytes
        The content.
    status : int
        The status.
    headers : dict of str to str
        Further headers.
    does : str
        ``plain``, ``cut`` (less than it says), ``cut_chunks``, ``endless``, ``drip``, ``etag``, ``silent``.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    does: str = "plain"


@dataclass
class WatchedSite:
    """The server: what it answers where, and what it was asked."""

    url: str = ""
    plans: dict[str, Plan] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class WatchedHandler(BaseHTTPRequestHandler):
    site: WatchedSite
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.site.asked.append((self.path, dict(self.headers.items())))
        plan = self.site.plans.get(self.path, Plan(status=404))
        self.close_connection = True
        getattr(self, f"_{plan.does}")(plan)

    def do_HEAD(self) -> None:
        self.site.asked.append((self.path, dict(self.headers.items())))
        plan = self.site.plans.get(self.path, Plan(status=404))
        self.close_connection = True
        self._start(plan, **{"Content-Length": str(len(plan.body))})

    def _start(self, plan: Plan, **more: str) -> None:
        self.send_response_only(plan.status)
        for name, text in ({"Connection": "close"} | more | plan.headers).items():
            self.send_header(name, text)
        self.end_headers()

    def _plain(self, plan: Plan) -> None:
        self._start(plan, **{"Content-Length": str(len(plan.body))})
        self.wfile.write(plan.body)

    def _etag(self, plan: Plan) -> None:
        tag = f'"{hashlib.sha256(plan.body).hexdigest()[:12]}"'
        if self.headers.get("If-None-Match") == tag:
            self._start(Plan(status=304), ETag=tag)
            return
        self._start(plan, ETag=tag, **{"Content-Length": str(len(plan.body))})
        self.wfile.write(plan.body)

    def _cut(self, plan: Plan) -> None:
        self._start(plan, **{"Content-Length": str(len(plan.body) + 1000)})
        self.wfile.write(plan.body)

    def _cut_chunks(self, plan: Plan) -> None:
        self._start(plan, **{"Transfer-Encoding": "chunked"})
        self.wfile.write(b"%x\r\n" % (len(plan.body) + 100) + plan.body)

    def _endless(self, plan: Plan) -> None:
        self._start(plan)
        try:
            while not self.site.over.is_set():
                self.wfile.write(b"x" * 65536)
        except OSError:
            return

    def _drip(self, plan: Plan) -> None:
        self._start(plan)
        try:
            while not self.site.over.wait(0.1):
                self.wfile.write(b"x")
                self.wfile.flush()
        except OSError:
            return

    def _silent(self, plan: Plan) -> None:
        del plan
        self.site.over.wait(30)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - of the standard library
        del format, args


@contextmanager
def watched_site() -> Iterator[WatchedSite]:
    """Run the server."""
    made = WatchedSite()
    handler = type("Bound", (WatchedHandler,), {"site": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        made.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
