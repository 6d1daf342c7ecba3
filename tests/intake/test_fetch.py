"""Downloads against a server on loopback: whole, cut off, resumed, too large, wrong, silent, moved."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.build_intake import SOURCE, csv_text, write_case
from veedor.cli.fetch import command
from veedor.errors import CaseError, FetchError
from veedor.intake import import_case, load_case
from veedor.intake.case import Fetch
from veedor.intake.download import fetch_file
from veedor.intake.fetch import fetch_case
from veedor.intake.transfer import Limits

CONTENT = csv_text().encode() * 200
SHA = hashlib.sha256(CONTENT).hexdigest()


@dataclass
class Site:
    """What a server does, and what it was asked for."""

    url: str = ""
    content: bytes = CONTENT
    cut_after: int | None = None
    ranges: bool = True
    status: int = 200
    redirects: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    declare: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        span = self.headers.get("Range", "")
        site.asked.append((self.path, span))
        if self.path in site.redirects:
            self.send_response(302)
            self.send_header("Location", site.redirects[self.path])
            self.end_headers()
            return
        if site.status != 200:
            self.send_error(site.status)
            return
        start = int(span.removeprefix("bytes=").rstrip("-")) if span and site.ranges else 0
        if start >= len(site.content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(site.content)}")
            self.end_headers()
            return
        body = site.content[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(site.content) - 1}/{len(site.content)}")
        if site.declare:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if site.cut_after is not None:
            body, site.cut_after = body[: site.cut_after], None
        time.sleep(site.pause)
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        del format, args


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    handler = type("Bound", (Handler,), {"site": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def wanted(site: Site, path: str = "/count.csv", sha256: str = SHA, size: int | None = None) -> Fetch:
    return Fetch(site.url + path, sha256, size)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_fetched_once(site: Site, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    made = fetch_file(wanted(site), tmp_path / "count.csv", lambda *what: told.append(what))
    assert made.downloaded
    assert made.path.read_bytes() == CONTENT
    assert told[-1] == ("count.csv", len(CONTENT), len(CONTENT))
    assert not fetch_file(wanted(site), tmp_path / "count.csv").downloaded
    assert len(site.asked) == 1
    assert names(tmp_path) == ["count.csv"]


def test_a_download_that_breaks_off_is_resumed(site: Site, tmp_path: Path) -> None:
    site.cut_after = 1000
    assert fetch_file(wanted(site), tmp_path / "count.csv").path.read_bytes() == CONTENT
    assert [span for _, span in site.asked] == ["", "bytes=1000-"]


def test_a_partial_file_of_an_earlier_run_is_resumed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "count.csv.part").write_bytes(CONTENT[:777])
    assert fetch_file(wanted(site), tmp_path / "count.csv").path.read_bytes() == CONTENT
    assert site.asked == [("/count.csv", "bytes=777-")]
    assert names(tmp_path) == ["count.csv"]


def test_a_whole_partial_file_is_accepted(site: Site, tmp_path: Path) -> None:
    (tmp_path / "count.csv.part").write_bytes(CONTENT)
    assert fetch_file(wanted(site), tmp_path / "count.csv").path.read_bytes() == CONTENT


def test_a_server_without_ranges_starts_again(site: Site, tmp_path: Path) -> None:
    site.ranges = False
    (tmp_path / "count.csv.part").write_bytes(b"x" * 777)
    assert fetch_file(wanted(site), tmp_path / "count.csv").path.read_bytes() == CONTENT


def test_a_partial_file_longer_than_the_whole_is_thrown_away(site: Site, tmp_path: Path) -> None:
    (tmp_path / "count.csv.part").write_bytes(CONTENT + b"more")
    assert fetch_file(wanted(site), tmp_path / "count.csv").path.read_bytes() == CONTENT


def test_a_file_of_unknown_length(site: Site, tmp_path: Path) -> None:
    site.declare = False
    assert fetch_file(wanted(site), tmp_path / "count.csv").path.read_bytes() == CONTENT


def test_a_wrong_hash_is_refused_and_kept_aside(site: Site, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="another file than the case names") as caught:
        fetch_file(wanted(site, sha256="0" * 64), tmp_path / "count.csv")
    assert SHA in caught.value.message
    assert names(tmp_path) == ["count.csv.refused"]
    assert f'state sha256 = "{SHA}"' in caught.value.remedy
    fetch_file(wanted(site, sha256=SHA), tmp_path / "count.csv")
    assert names(tmp_path) == ["count.csv", "count.csv.refused"]


def test_a_file_in_the_way_is_not_overwritten(site: Site, tmp_path: Path) -> None:
    (tmp_path / "count.csv").write_text("mine")
    with pytest.raises(FetchError, match="is not the file that the case names"):
        fetch_file(wanted(site), tmp_path / "count.csv")
    assert (tmp_path / "count.csv").read_text() == "mine"
    assert site.asked == []


@pytest.mark.parametrize("declare", [True, False])
def test_a_file_that_is_too_large(site: Site, tmp_path: Path, *, declare: bool) -> None:
    site.declare = declare
    with pytest.raises(FetchError, match="larger than 100 bytes"):
        fetch_file(wanted(site), tmp_path / "count.csv", limits=Limits(size=100))
    with pytest.raises(FetchError, match="larger than 50 bytes"):
        fetch_file(wanted(site, size=50), tmp_path / "count.csv")
    assert names(tmp_path) == []


def test_a_refusal_of_the_server(site: Site, tmp_path: Path) -> None:
    site.status = 404
    with pytest.raises(FetchError, match="answered 404"):
        fetch_file(wanted(site), tmp_path / "count.csv")
    assert len(site.asked) == 1


def test_a_silent_server(site: Site, tmp_path: Path) -> None:
    site.pause = 1.0
    with pytest.raises(FetchError, match="could not be fetched") as caught:
        fetch_file(wanted(site), tmp_path / "count.csv", limits=Limits(timeout=0.1, attempts=2))
    assert "resume" in caught.value.remedy


def test_a_download_that_takes_too_long(site: Site, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="longer than 0 seconds"):
        fetch_file(wanted(site), tmp_path / "count.csv", limits=Limits(seconds=0))


def test_nobody_answers(tmp_path: Path) -> None:
    fetch = Fetch("http://127.0.0.1:9/count.csv", SHA)
    with pytest.raises(FetchError, match="could not be fetched"):
        fetch_file(fetch, tmp_path / "count.csv", limits=Limits(attempts=1))


def test_redirects_are_followed_a_few_times(site: Site, tmp_path: Path) -> None:
    site.redirects = {"/old": "/newer", "/newer": "/count.csv"}
    assert fetch_file(wanted(site, "/old"), tmp_path / "count.csv").path.read_bytes() == CONTENT
    site.redirects = {f"/{n}": f"/{n + 1}" for n in range(20)}
    with pytest.raises(FetchError, match="more than 5 times"):
        fetch_file(wanted(site, "/0"), tmp_path / "other.csv")


def test_a_redirect_away_from_the_web_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.redirects = {"/old": "file:///etc/passwd"}
    with pytest.raises(FetchError, match="not followed"):
        fetch_file(wanted(site, "/old"), tmp_path / "count.csv")


def test_a_redirect_keeps_the_range(site: Site, tmp_path: Path) -> None:
    site.redirects = {"/old": "/count.csv"}
    (tmp_path / "count.csv.part").write_bytes(CONTENT[:10])
    fetch_file(wanted(site, "/old"), tmp_path / "count.csv")
    assert site.asked[-1] == ("/count.csv", "bytes=10-")


def case_with_address(folder: Path, site: Site, content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    site.content = content
    address = f'fetch = {{ url = "{site.url}/count.csv", sha256 = "{digest}" }}'
    return write_case(folder, SOURCE.replace('name = "count.csv"', f'name = "count.csv", {address}'), {})


def test_a_fetched_case_is_imported(site: Site, tmp_path: Path) -> None:
    folder = case_with_address(tmp_path, site, csv_text().encode())
    case = load_case(folder)
    (made,) = fetch_case(case)
    assert made.path == folder / "data" / "count.csv"
    assert import_case(case).store.arrow("version").num_rows == 4


def test_the_verb(site: Site, tmp_path: Path) -> None:
    folder = case_with_address(tmp_path, site, csv_text().encode())
    done = CliRunner().invoke(command, [str(folder)])
    assert done.exit_code == 0
    assert re.search(r"count\.csv .* fetched", done.output)
    again = CliRunner().invoke(command, [str(folder), "--json"])
    assert [f["downloaded"] for f in json.loads(again.output)] == [False]


def test_a_case_without_addresses(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="names no address"):
        fetch_case(load_case(write_case(tmp_path)))


@pytest.mark.parametrize("url", ["ftp://example.org/x", "file:///etc/passwd", "count.csv"])
def test_only_web_addresses(tmp_path: Path, url: str) -> None:
    address = f'fetch = {{ url = "{url}", sha256 = "{SHA}" }}'
    folder = write_case(tmp_path, SOURCE.replace('name = "count.csv"', f'name = "count.csv", {address}'))
    with pytest.raises(CaseError, match="only http and https"):
        load_case(folder)
