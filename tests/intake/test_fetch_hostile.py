"""Servers that drip, point into private networks or lie about lengths, and links that lead out of a case."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.build_intake import SOURCE, write_case
from intake.test_fetch import CONTENT, SHA, Site, site, wanted
from veedor import bounded
from veedor.errors import FetchError
from veedor.intake import load_case
from veedor.intake.case import Fetch
from veedor.intake.download import fetch_file
from veedor.intake.fetch import fetch_case
from veedor.intake.transfer import Download, Limits

__all__ = ["site"]

QUICK = Limits(seconds=1.0, timeout=5, attempts=2)


@contextmanager
def dripping(*pieces: bytes, pause: float = 0.2) -> Iterator[str]:
    """Serve bytes one piece after the other, the last one for ever."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip(connected: socket.socket) -> None:
        with connected:
            try:
                for piece in pieces:
                    connected.sendall(piece)
                while not over.wait(pause):
                    connected.sendall(pieces[-1])
            except OSError:
                return

    def serve() -> None:
        while not over.is_set():
            try:
                connected, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connected,), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        over.set()
        server.close()


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"H",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["heads", "a letter", "body", "chunks"],
)
def test_a_server_that_drips_is_left_at_the_moment_that_was_agreed(
    tmp_path: Path, pieces: tuple[bytes, ...]
) -> None:
    began = time.monotonic()
    with dripping(*pieces) as url, pytest.raises(FetchError):
        fetch_file(Fetch(f"{url}/count.csv", SHA), tmp_path / "count.csv", limits=QUICK)
    assert time.monotonic() - began < 20, "the limit is one second"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: " + b"9" * 5000,
        "Content-Length: ²".encode(),
        b"Content-Length: -5",
        b"Content-Length: x",
        b"Content-Range: bytes " + b"9" * 5000 + b"-",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_length_that_is_none(tmp_path: Path, head: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n"
    with dripping(answer, b"x") as url, pytest.raises(FetchError):
        fetch_file(Fetch(f"{url}/count.csv", SHA), tmp_path / "count.csv", limits=QUICK)
    assert not (tmp_path / "count.csv").exists()


def test_a_detour_into_a_private_network(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = bounded.is_private
    monkeypatch.setattr("veedor.bounded.is_private", lambda url: "127.0.0.1" not in url and real(url))
    for address in (
        "http://10.0.0.1/x",
        "http://[::1]:1/x",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/",
    ):
        site.redirects["/count.csv"] = address
        with pytest.raises(FetchError, match="private network"):
            fetch_file(wanted(site), tmp_path / "count.csv", limits=QUICK)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1/a", True),
        ("http://192.168.1.1/a", True),
        ("http://[fe80::1]/a", True),
        ("http://100.64.0.1/", True),
        ("http://8.8.8.8/a", False),
        ("http://[2001:4860:4860::8888]/", False),
        ("http://nowhere.invalid/", False),
    ],
)
def test_private_addresses(url: str, private: bool) -> None:
    assert bounded.is_private(url) is private


def case_of(tmp_path: Path, site: Site) -> Path:
    """Write a case whose file is fetched."""
    fetch = f'{{ name = "count.csv", fetch = {{ url = "{site.url}/count.csv", sha256 = "{SHA}" }} }}'
    return write_case(tmp_path / "case", SOURCE.replace('{ name = "count.csv" }', fetch), files={})


def test_a_data_folder_that_is_a_link(site: Site, tmp_path: Path) -> None:
    folder = case_of(tmp_path, site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if (folder / "data").is_dir():
        (folder / "data").rmdir()
    (folder / "data").symlink_to(elsewhere)
    with pytest.raises(FetchError, match="is a link to"):
        fetch_case(load_case(folder))
    assert list(elsewhere.iterdir()) == []
    (folder / "data").unlink()
    assert fetch_case(load_case(folder))[0].path.read_bytes() == CONTENT  # as the remedy says


@pytest.mark.parametrize("name", ["count.csv.part", "count.csv", "count.csv.refused"])
def test_a_link_in_the_place_of_a_file(site: Site, tmp_path: Path, name: str) -> None:
    folder = case_of(tmp_path, site)
    (folder / "data").mkdir(exist_ok=True)
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (folder / "data" / name).symlink_to(precious)
    with pytest.raises(FetchError, match="is a link to"):
        fetch_case(load_case(folder))
    assert precious.read_text() == "precious"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT TESTED: needs a disk that is always full")
def test_a_full_disk_is_not_taken_for_a_server_that_gives_no_more(site: Site, tmp_path: Path) -> None:
    partial = tmp_path / "count.csv.part"
    partial.symlink_to("/dev/full")
    download = Download(Fetch(f"{site.url}/count.csv"), partial, QUICK, lambda *_: None)
    with pytest.raises(FetchError, match=r"count.csv.part cannot be written: No space left.*Make room there"):
        download.run()
    assert len(site.asked) == 1
