"""What a browser may send that is no count: names, bombs, nothing at all, too much, and forms of others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from desk.build_bring import bring, published, settled, taking
from desk.build_desk import served
from veedor.desk.bring import receive
from veedor.desk.bring.drafts import MOST, drafts
from veedor.desk.bring.receive import LONGEST_NAME, own_name


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "cases"
    folder.mkdir()
    with override_settings(DESK=taking(folder)):
        yield folder


@pytest.fixture
def client(home: Path) -> Client:
    del home
    return Client(raise_request_exception=False)


def zipped(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


@given(st.text(), st.lists(st.text(max_size=8), max_size=4))
def test_a_name_of_ours_is_one_part_of_a_path(published_name: str, others: list[str]) -> None:
    taken: list[str] = []
    for name in [*others, published_name, published_name]:
        own = own_name(name, taken)
        assert Path(own).name == own
        assert own not in {"", ".", ".."}
        assert own[0] not in ".-"
        assert len(own) <= LONGEST_NAME + 8
        assert own.casefold() not in {one.casefold() for one in taken}
        assert "\0" not in own
        assert not set(own) & set('/\\:*?"<>|\n')
        taken.append(own)


@pytest.mark.parametrize(
    ("published_name", "own"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\count.csv", "count.csv"),
        ("..", "published"),
        (".hidden.csv", "hidden.csv"),
        ("CON.csv", "published-CON.csv"),
        ("case.toml", "published-case.toml"),
        ("a*?[b].csv", "a-b-.csv"),
    ],
)
def test_a_path_loses_all_but_its_name(published_name: str, own: str) -> None:
    assert own_name(published_name, ()) == own


@pytest.mark.slow
def test_a_name_that_climbs_writes_nothing_elsewhere(client: Client, home: Path) -> None:
    before = sorted(home.parent.rglob("*"))
    name = b'filename="../../../../evil.csv"'
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; ' + name + b"\r\n\r\n" + published()
        + b"\r\n--b--\r\n"
    )  # fmt: skip
    answer = client.post("/en/bring/", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 302
    (draft,) = drafts(home)
    assert draft.names == ("evil.csv",)
    new = set(home.parent.rglob("*")) - set(before)
    assert all(home / ".drafts" in (path, *path.parents) for path in new)
    settled(client, answer.headers["Location"])


def test_a_bomb_is_refused_before_anything_opens_it(client: Client, home: Path) -> None:
    answer = bring(client, ("bomb.zip", zipped(("zeros.csv", b"0" * 60_000_000))))
    assert answer.status_code == 400
    assert "looks like a zip bomb" in answer.text
    assert list(drafts(home)) == []


def test_many_members_that_are_large_together_are_refused(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "MOST_UNPACKED", 1000)
    answer = bring(client, ("many.zip", zipped(("a.csv", b"a" * 600), ("b.csv", b"b" * 600))))
    assert answer.status_code == 400
    assert "1,200 bytes" in answer.text
    assert list(drafts(home)) == []


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "C:/out.csv"])
def test_an_archive_that_leads_out_of_itself_is_refused(client: Client, home: Path, name: str) -> None:
    answer = bring(client, ("out.zip", zipped((name, published()))))
    assert answer.status_code == 400
    assert "leads out of it" in answer.text
    assert list(drafts(home)) == []


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("cut.zip", zipped(("a.csv", published()))[:-40]),
        ("list.csv", b"Place,Address\nNorth,1 Main Street\nSouth,2 Main Street\n"),
    ],
    ids=["empty", "picture", "cut", "no votes"],
)
def test_what_is_no_count_is_said_with_what_to_do(
    client: Client, home: Path, name: str, content: bytes
) -> None:
    place = bring(client, (name, content)).headers["Location"]
    answer = settled(client, place)
    assert answer.status_code == 409
    assert "These files cannot be read as a count" in answer.text
    assert name in answer.text
    assert "What to do:" in answer.text
    assert "Traceback" not in answer.text
    assert str(home) not in answer.text


def test_a_form_without_files_is_refused(client: Client, home: Path) -> None:
    answer = client.post("/en/bring/", {})
    assert answer.status_code == 400
    assert "No file came" in answer.text
    assert list(drafts(home)) == []


def test_more_than_is_taken_is_refused_before_it_is_read(client: Client, home: Path) -> None:
    answer = client.generic(
        "POST", "/en/bring/", b"", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="1500000001"
    )
    assert answer.status_code == 400
    assert "1,500,000,001 bytes" in answer.text
    assert list(drafts(home)) == []


def test_more_files_than_are_taken_are_refused(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "MOST_FILES", 2)
    answer = bring(client, *((f"{n}.csv", published()) for n in range(3)))
    assert answer.status_code == 400
    assert list(drafts(home)) == []


def test_drafts_do_not_pile_up(client: Client, home: Path) -> None:
    for number in range(MOST):
        (home / ".drafts" / f"{number:016x}" / "files").mkdir(parents=True)
    answer = bring(client, ("mesas.csv", published()))
    assert answer.status_code == 400
    assert "drafts lie here already" in answer.text


def test_a_form_of_another_page_is_refused(home: Path) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert bring(strict, ("mesas.csv", published())).status_code == 403
    assert list(drafts(home)) == []


@pytest.mark.parametrize("path", ["ask/title/", "totals/", "case/", "import/", "again/", "discard/"])
def test_every_form_of_a_draft_asks_where_it_came_from(home: Path, path: str) -> None:
    folder = home / ".drafts" / "0123456789abcdef"
    (folder / "files").mkdir(parents=True)
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert strict.post(f"/en/bring/{folder.name}/{path}", {"answer": "x"}).status_code == 403


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..", "0123456789abcdeg", "0123", "files"])
def test_a_draft_is_known_by_its_name_alone(client: Client, name: str) -> None:
    assert client.get(f"/en/bring/{name}/").status_code == 404


def test_a_desk_that_only_shows_takes_nothing() -> None:
    from veedor.desk.rooms import rooms

    assert "bring" not in dict(rooms(public=True))
    assert "bring" in dict(rooms(public=False))


def test_a_desk_without_a_folder_says_so() -> None:
    with override_settings(DESK=served({})):
        answer = Client(raise_request_exception=False).get("/en/bring/")
        assert answer.status_code == 400
        assert "--new-in" in answer.text
