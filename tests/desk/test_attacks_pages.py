"""What an address, a head or a case can say to a page: nothing is read outside, nothing becomes markup."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import tomli_w
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.build_accounts import guarded, in_use, stranger
from desk.build_desk import served
from desk.test_attacks import holds_no_code
from veedor.desk.rooms import ROOMS
from veedor.desk.security import policy_of, refusal
from veedor.desk.settings import Desk
from veedor.errors import InputErrors, VeedorError
from veedor.intake.load import load_case
from veedor.lookup import KEYS
from veedor.synthetic import Geography, Plan, make_election, publish

CODE = "<img src=x onerror=alert(1)>\"'&</script>"
LEADS_OUT = (
    "..", "%2e%2e", "%252e%252e%252f", "..%2f..%2f..%2fetc%2fpasswd", "..%5c..%5cwindows", "%00", "a%00.html",
    "%0d%0aSet-Cookie:%20a=b", "%c0%ae%c0%ae", "....%2f%2f", "%2fetc%2fpasswd", "%ff", "%e2%80%ae", "C:%5c",
    ".veedor", ".drafts", "case.toml", "%2e%2e%2fcase.toml", "~root", "CON", "a" * 5000, "%f0%9f%98%80",
    "desk.sqlite3", ".veedor%2fdesk.secret",
)  # fmt: skip


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case, a folder for new ones, and a secret beside."""
    folder: Path = tmp_path_factory.mktemp("outside")
    publish(
        make_election(Plan(geography=Geography(sheets=60, regions=2, municipalities=2))), folder / "small"
    )
    (folder / "new" / ".drafts").mkdir(parents=True)
    (folder / "desk.secret").write_text("root: this is not to be read", encoding="ascii")
    return folder


@pytest.fixture
def desk(outside: Path) -> Iterator[Desk]:
    with override_settings(
        DESK=replace(served({"small": outside / "small"}), new_in=outside / "new")
    ) as told:
        del told
        yield served({})


@pytest.fixture
def client(desk: Desk) -> Client:
    del desk
    return Client(raise_request_exception=False)


def patterns() -> list[str]:
    """Every address of every room, with a gap for each of its parts in turn."""
    found = ["/GAP", "/static/GAP/page.css", "/static/0123456789abcdef/GAP", "/GAP/", "/en/GAP"]
    for room in ROOMS:
        for one in import_module(f"veedor.desk.{room}").urlpatterns:
            parts = list(one.pattern.converters)
            for part in parts:
                held = {name: "GAP" if name == part else "small" for name in parts}
                found.append(reverse(f"{room}:{one.name}", kwargs={"lang": "en", **held}))
    return found


@pytest.mark.slow(but=6)
@pytest.mark.parametrize("gap", LEADS_OUT)
def test_no_part_of_any_address_leads_outside(client: Client, outside: Path, gap: str) -> None:
    for pattern in patterns():
        for send in (client.get, client.post):
            answer = send(pattern.replace("GAP", gap))
            assert answer.status_code < 500, (pattern, answer.text[-500:])
            held = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.close()
            assert b"root:" not in held
            assert str(outside).encode() not in held, pattern
            assert "\r" not in str(answer.headers)
            assert "Set-Cookie" not in answer.headers
            assert re.match(r"/(?!/)|$", answer.headers.get("Location", "")), pattern
            if "html" in answer.headers["Content-Type"]:
                assert holds_no_code(held.decode()), pattern


ODD_HEADS = {
    "X-Forwarded-Host": ("evil.example",),
    "Accept-Language": ("en;q=nan", "*;q=", "es;q=-inf,en;q=1e999", "x" * 9000, "\u00e9"),
    "If-None-Match": ('W/"', '"' * 500, "*"),
    "If-Modified-Since": ("Thu, 99 Foo 9999 99:99:99 GMT", "Mon, 01 Jan 0000 00:00:00 GMT"),
    "Range": ("bytes=0-99999999999999999999", "bytes=-", "bytes=5-1"),
    "Cookie": (
        "a=b; a=c; =; ;;",
        "veedor=../../etc/passwd",
        "veedor-form=" + "x" * 5000,
        "veedor-device=a.b:c",
    ),
    "Origin": ("null", "https://evil.example", "x:"),
    "Referer": ("https://evil.example/", "//", "\x7f"),
    "Accept-Encoding": ("gzip;q=nan", "*" * 500),
    "X-HTTP-Method-Override": ("DELETE",),
    "HX-Current-URL": ("https://[evil/", "javascript:alert(1)", "//evil.example/en/"),
}


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("name", ODD_HEADS)
def test_an_odd_head_is_no_fault_and_changes_no_address(client: Client, name: str) -> None:
    for value in ODD_HEADS[name]:
        for path in ("/", "/en/", "/en/cases/small/sheets", "/en/cases/small/sheets.csv", "/en/bring/"):
            for send in (client.get, client.post):
                answer = send(path, headers={name: value})
                assert answer.status_code < 500, (path, value)
                held = b"".join(answer.streaming_content) if answer.streaming else answer.content
                answer.close()
                assert b"evil" not in held
                assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("name", ODD_HEADS)
def test_an_odd_head_of_a_stranger_is_no_fault(outside: Path, name: str) -> None:
    with in_use(guarded({"small": outside / "small"}, outside / "new")):
        for value in ODD_HEADS[name]:
            for path in ("/en/", "/en/login", "/en/cases/small/sheets"):
                answer = stranger().get(path, secure=True, headers={name: value, "HX-Request": "true"})
                assert answer.status_code < 500, (path, value)
                assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example", "",
        "evil.example:8050", f"localhost:{8050}@evil.example", "127.1", "0.0.0", "2130706433", "[::]",
        "localhost,evil", "localhost\tevil", "LOCALHOST.evil", "xn--lcalhost-54a", "local\u200bhost",
    ],
)  # fmt: skip
def test_a_name_that_leads_here_from_elsewhere_is_not_answered(client: Client, host: str) -> None:
    answer = client.get("/en/", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert "evil" not in answer.text


@pytest.mark.parametrize("public", [True, False])
def test_a_server_in_front_of_a_desk_without_accounts_is_noticed(outside: Path, public: bool) -> None:
    with override_settings(DESK=served({"small": outside / "small"}, public=public)):
        for name in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"):
            answer = Client().get("/en/", headers={name: "203.0.113.5"})
            assert answer.status_code == (200 if public else 403)
            assert public or "--behind-tls" in answer.text


SITES = [
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 200),
    ({}, 200),
]


@pytest.mark.parametrize(("head", "status"), SITES)
def test_a_page_of_another_site_can_ask_for_nothing(
    client: Client, head: dict[str, str], status: int
) -> None:
    assert client.get("/en/", headers=head).status_code == status
    if head.get("Sec-Fetch-Site") == "cross-site":
        assert client.post("/en/", headers=head).status_code == 403


def test_every_form_of_every_room_asks_where_it_came_from(outside: Path) -> None:
    with in_use(guarded({"small": outside / "small"}, outside / "new")):
        client = stranger(enforce_csrf_checks=True)
        token = client.get("/en/login", secure=True).text.partition('name="csrfmiddlewaretoken" value="')[2]
        sent = {
            "name": "bring",
            "password": "four-words-of-nothing",
            "csrfmiddlewaretoken": token.partition('"')[0],
        }
        head = {"referer": "https://localhost/en/login"}
        assert (
            client.post(
                "/en/login", {**sent, "csrfmiddlewaretoken": ""}, secure=True, headers=head
            ).status_code
            == 403
        )
        evil = {"origin": "https://evil.example"}
        assert client.post("/en/login", sent, secure=True, headers=evil).status_code == 403
        assert client.post("/en/login", sent, secure=True, headers=head).status_code == 302
        for pattern in [*patterns(), "/en/logout", "/en/login"]:
            address = pattern.replace("GAP", "0123456789abcdef")
            for more in ({}, evil):
                answer = client.post(address, {"a": "b"}, secure=True, headers=more)
                assert answer.status_code in {403, 404}, address
        assert client.get("/en/", secure=True).status_code == 200  # nobody was logged out


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("number", [1500, 2500, 3900])
def test_thousands_of_questions_in_one_address_are_no_fault(client: Client, number: int) -> None:
    for path in (
        "/en/",
        *(f"/en/cases/small/{one}" for one in ("", "sheets", "sheet", "place", "sheets.csv")),
    ):
        answer = client.get(f"{path}?{'&'.join(['a'] * number)}")
        answer.close()
        assert answer.status_code in {200, 302, 400}
    assert client.post("/en/bring/", {f"k{n}": "v" for n in range(3000)}).status_code == 400


ODD_VALUES = ["", "-1", "9" * 25, "nan", "1..2", "..5", "inf..", "-margin", "a,b,,", "votes:", "%", "\u0661"]


@settings(max_examples=60)
@given(
    st.sampled_from(["sheets", "sheet", "place", "sheets.csv"]),
    st.lists(
        st.tuples(
            st.sampled_from([*KEYS, "id", "contest", "count", "annul"]),
            st.sampled_from(ODD_VALUES) | st.text(max_size=12),
        ),
        max_size=5,
    ),
)  # fmt: skip
def test_any_question_comes_to_an_answer(outside: Path, view: str, asked: list[tuple[str, str]]) -> None:
    library = _library(outside)
    with override_settings(DESK=library):
        client = Client(raise_request_exception=False)
        address = f"/en/cases/small/{view}?{urlencode(asked, errors='surrogatepass')}"
        for _ in range(3):
            answer = client.get(address)
            answer.close()
            if answer.status_code != 302:
                break
            address = answer.headers["Location"]
            assert address.startswith("/en/cases/small/")
        assert answer.status_code in {200, 400, 404}, address


_DESKS: dict[Path, Desk] = {}


def _library(folder: Path) -> Desk:
    return _DESKS.setdefault(folder, served({"small": folder / "small"}))


def leaves(held: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - TOML
    """Every text of a case file: the way to it."""
    pairs = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for key, value in pairs:
        yield from [(*at, key)] if isinstance(value, str) else leaves(value, (*at, key))


TEXTS = frozenset({"title", "titles", "label", "who", "office"})
"""Keys whose texts are for readers: any will do."""


def with_code(case: dict[str, Any], ways: Iterable[tuple[Any, ...]]) -> str:
    """Write a case file with code in the place of some texts."""
    made = deepcopy(case)
    for number, way in enumerate(ways):
        inner: Any = made
        for step in way[:-1]:
            inner = inner[step]
        inner[way[-1]] = f"{CODE} {number}"
    return tomli_w.dumps(made)


def kinds(case: dict[str, Any]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """One way to each kind of text: the second source has what the first has."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for way in leaves(case):
        plain = way[2:] if way[0] == "source" else way
        found.setdefault(tuple("n" if isinstance(step, int) else step for step in plain), way)
    return found


def published_case(folder: Path) -> dict[str, Any]:
    publish(make_election(Plan(geography=Geography(sheets=40, regions=2, municipalities=2))), folder)
    return tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))


def pages_of(folder: Path, *views: str) -> Iterator[tuple[int, str]]:
    """What a desk that only shows says of a case."""
    with override_settings(DESK=served({"x": folder}, public=True)):
        client = Client(raise_request_exception=False)
        for view in views:
            answer = client.get(f"/es/{view}")
            assert answer.status_code < 500, answer.text[-800:]
            assert holds_no_code(answer.text), view
            assert answer.status_code == 200 or str(folder) not in answer.text, view
            yield answer.status_code, answer.text


def test_no_text_of_a_case_becomes_markup(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    case = published_case(folder)
    for choice in case["contest"]["president"]["choices"]:
        choice["published"] = [choice["label"]]  # as the files have it
    shown = [way for way in leaves(case) if TEXTS & set(map(str, way)) and "published" not in way]
    assert len(shown) > 30
    (folder / "case.toml").write_text(with_code(case, shown), encoding="utf-8")
    views = ("", "cases/x/", "cases/x/sheets", "cases/x/place", "cases/x/sheet?id=000015")
    for status, text in pages_of(folder, *views):
        assert status == 200
        assert CODE[:4] in text.replace("&lt;", "<")  # it was shown, as text


@pytest.mark.slow
def test_no_text_of_a_case_that_is_refused_becomes_markup(tmp_path: Path) -> None:
    _refused(tmp_path / "case", imported=False)


@pytest.mark.slow
def test_no_text_of_a_case_that_is_not_imported_becomes_markup(tmp_path: Path) -> None:
    _refused(tmp_path / "case", imported=True)


def _refused(folder: Path, *, imported: bool) -> None:
    """Code in each text that the program understands: it says what is wrong with it."""
    case, seen = published_case(folder), 0
    for kind, way in kinds(case).items():
        if TEXTS & set(map(str, kind)):
            continue
        (folder / "case.toml").write_text(with_code(case, [way]), encoding="utf-8")
        try:
            load_case(folder)
            read = True
        except (VeedorError, InputErrors):
            read = False
        if read is imported:
            seen += 1
            list(pages_of(folder, "", "cases/x/"))
    assert seen > 5


def test_the_policy_of_a_file_adds_no_line_to_the_head(tmp_path: Path) -> None:
    file = tmp_path / "en.html"
    written = '<meta http-equiv="Content-Security-Policy" content="default-src &#10;Set-Cookie: a=b&#13;{}">'
    file.write_text(written.format("\n x"), encoding="utf-8")
    assert not set(policy_of(file)) & set("\r\n")


def test_what_is_refused_is_kept_by_no_cache() -> None:
    factory = RequestFactory(SERVER_NAME="evil.example")
    answer = refusal(factory.get("/"))
    assert answer is not None
    assert answer.headers["Cache-Control"] == "no-store"
