"""A file by its address: from anywhere for who sits at this machine, from the web alone for others."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client, override_settings

from desk.build_bring import published, settled, taking
from veedor.desk.bring.drafts import drafts
from veedor.desk.settings import HERE
from veedor.intake.locate import hash_file


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = published()
        if self.path.startswith("/gone"):
            self.send_error(404)
            return
        if self.path.startswith("/endless"):
            self.send_response(200)
            self.send_header("Content-Length", "5000000000")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Client]:
    """A desk that answers to this machine only."""
    with override_settings(DESK=replace(taking(tmp_path), hosts=HERE)):
        yield Client(raise_request_exception=False, HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")


def sent(client: Client, address: str) -> str:
    answer = client.post("/en/bring/", {"address": address})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def test_an_address_is_brought_and_stands_in_the_case(alone: Client, server: str, tmp_path: Path) -> None:
    place = sent(alone, f"{server}/2025/mesas.csv?version=2")
    found = settled(alone, place)
    assert found.status_code == 200, found.text
    assert "mesas.csv" in found.text
    case = alone.get(f"{place}case/").text.replace("&#34;", '"')
    (draft,) = drafts(tmp_path)
    assert f'url = "{server}/2025/mesas.csv?version=2"' in case
    assert hash_file(draft.files / "mesas.csv") in case


@pytest.mark.slow
def test_from_another_machine_nothing_private_is_fetched(server: str, tmp_path: Path) -> None:
    for hosts, remote in (((*HERE, "count.example.org"), "127.0.0.1"), (HERE, "192.0.2.7")):
        with override_settings(DESK=replace(taking(tmp_path), hosts=hosts)):
            client = Client(raise_request_exception=False, HTTP_HOST="localhost", REMOTE_ADDR=remote)
            answer = settled(client, sent(client, f"{server}/mesas.csv"))
        assert answer.status_code == 409
        assert "private network" in answer.text
        assert "What to do:" in answer.text


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("path", "says"), [("/gone.csv", "answered 404"), ("/endless.csv", "larger than 1,500,000,000 bytes")]
)
def test_what_does_not_come_is_said(alone: Client, server: str, path: str, says: str) -> None:
    answer = settled(alone, sent(alone, f"{server}{path}"))
    assert answer.status_code == 409
    assert says in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.slow
def test_another_attempt_fetches_again(alone: Client, server: str, tmp_path: Path) -> None:
    place = sent(alone, f"{server}/gone.csv")
    assert settled(alone, place).status_code == 409
    (draft,) = drafts(tmp_path)
    draft.write("address", {"url": f"{server}/mesas.csv", "private": True})
    alone.post(f"{place}again/")
    assert settled(alone, place).status_code == 200


@pytest.mark.parametrize("address", ["", "mesas.csv", "file:///etc/passwd", "http://a:b@example.org/"])
def test_what_is_no_address_begins_nothing(alone: Client, tmp_path: Path, address: str) -> None:
    answer = alone.post("/en/bring/", {"address": address})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert list(drafts(tmp_path)) == []


@pytest.mark.slow
def test_the_name_of_the_file_is_ours(alone: Client, server: str, tmp_path: Path) -> None:
    place = sent(alone, f"{server}/%2e%2e%2f..%2f.case.toml%00")
    settled(alone, place)
    (draft,) = drafts(tmp_path)
    assert draft.names == ("published-case.toml",)
    assert {path.parent.name for path in tmp_path.rglob("*case.toml")} <= {"files", draft.name}
