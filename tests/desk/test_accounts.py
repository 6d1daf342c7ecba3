"""Accounts: who gets into which room, how one logs in and out, and how often that is tried."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from desk.build_accounts import PASSWORD, guarded, in_use, logged_in, stranger, try_login
from desk.build_desk import served
from veedor.desk.accounts import people, views
from veedor.desk.accounts.door import OPEN, may_send_much
from veedor.desk.accounts.roles import ROLES, may
from veedor.desk.accounts.secret import kept_secret
from veedor.desk.accounts.tries import AT_ONCE
from veedor.desk.rooms import ROOMS, role_needed
from veedor.desk.security import client_of
from veedor.desk.server import refuse_no_account, refuse_open_door
from veedor.desk.settings import HERE, Desk
from veedor.errors import QuestionError

HELD = {"name": "small", "draft": "0123456789abcdef", "key": "title", "kind": "csv", "file": "en.html"}
"""What stands in the addresses of the rooms."""


@pytest.fixture
def doors(small: Path, tmp_path: Path) -> Iterator[Desk]:
    with in_use(guarded({"small": small}, tmp_path)) as desk:
        yield desk


def addresses() -> list[tuple[str, str]]:
    """Every address of every room, with the room."""
    found = []
    for room in ROOMS:
        for one in import_module(f"veedor.desk.{room}").urlpatterns:
            held = {name: HELD.get(name, "x") for name in one.pattern.converters}
            found.append((room, reverse(f"{room}:{one.name}", kwargs={"lang": "en", **held})))
    return found


def refused(status: int, leads_to: str) -> bool:
    return status == 403 or "/login" in leads_to


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_address_of_every_room_asks_for_its_role(tmp_path: Path, role: str) -> None:
    with in_use(guarded({}, tmp_path)):  # the door comes first: no case has to be there
        _walk(role)


def _walk(role: str) -> None:
    client = logged_in(role) if role else stranger()
    for room, address in addresses():
        for send in (client.get, client.post, client.head, client.put, client.delete):
            answer = send(address, secure=True)
            out = refused(answer.status_code, answer.headers.get("Location", ""))
            assert out is not may(role, role_needed(room)), (role, send, address, answer.status_code)
            answer.close()


def test_every_room_says_what_it_needs() -> None:
    assert len({room for room, _ in addresses()}) == len(ROOMS)
    for room in ROOMS:
        assert import_module(f"veedor.desk.{room}").ROLE in ROLES
    assert role_needed("") == role_needed("accounts") == ""
    assert not any(may(role, "") or may("", role) or may("owner", role) for role in ROLES)


def test_only_four_addresses_stand_outside_the_rooms() -> None:
    outside = []
    for one in get_resolver("veedor.desk.urls").url_patterns:
        if isinstance(one, URLPattern):
            outside.append(one.callback)
        elif one.namespace not in ROOMS:
            outside += [inner.callback for inner in one.url_patterns]
    assert set(outside) == OPEN


def test_an_address_that_is_in_no_room_is_closed(doors: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    del doors
    from veedor.desk.accounts import door

    monkeypatch.setattr(door, "OPEN", frozenset())
    for role in ROLES:
        monkeypatch.undo()
        client = logged_in(role)
        monkeypatch.setattr(door, "OPEN", frozenset())
        assert client.get("/", secure=True).status_code == 403


def test_a_stranger_sees_no_name_of_a_case_and_no_room(doors: Desk) -> None:
    del doors
    client = stranger()
    for path in ("/en/login", "/en/nothing", "/en/cases/small/", "/en/bring/", "/en/"):
        answer = client.get(path, secure=True, follow=True)
        assert b"small/" not in answer.content.replace(b"next", b"").replace(b'value="/en/cases/small/"', b"")
        assert b'href="/en/bring/"' not in answer.content


@pytest.mark.slow
def test_an_account_sees_the_rooms_that_it_may_enter(doors: Desk) -> None:
    del doors
    for role, seen in (("look", False), ("bring", True)):
        text = logged_in(role).get("/en/", secure=True).text
        assert (('href="/en/bring/"') in text) is seen
        assert f"<span>{role}</span>" in text
    for role, seen in (("look", False), ("ask", True), ("bring", True)):
        client = logged_in(role)
        for path in ("/en/cases/small/", "/en/cases/small/sheets?find=1"):
            assert ("/en/cases/small/ask/" in client.get(path, secure=True).text) is seen
    refusal = logged_in("look").get("/es/bring/", secure=True)
    assert refusal.status_code == 403
    assert "trae conteos" in refusal.text


def test_a_login_leads_back_to_where_one_was(doors: Desk) -> None:
    del doors
    client = stranger()
    there = "/en/cases/small/sheets?find=1&sort=-margin"
    answer = client.get(there, secure=True)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"], secure=True)
    assert 'name="next" value="/en/cases/small/sheets?find=1&amp;sort=-margin"' in page.text
    assert try_login(client, "look", to=there).headers["Location"] == there
    assert client.get(there, secure=True).status_code == 200
    assert client.get(f"/en/login?next={there}", secure=True).status_code == 302


def test_a_part_of_a_page_does_not_become_the_login_page(doors: Desk) -> None:
    del doors
    head = {"HX-Request": "true", "HX-Current-URL": "https://localhost/en/cases/small/?x=1"}
    answer = stranger().get("/en/cases/small/sheets", secure=True, headers=head)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/en/login?next=%2Fen%2Fcases%2Fsmall%2F%3Fx%3D1"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "http:evil.example", "javascript:alert(1)", "/%09/evil.example", "/\t/evil.example", "evil.example",
        "/en/logout", "/en/login", "/nothing", "/en/\r\nSet-Cookie: a=b", "/en/\0", "@evil.example",
        "https:/en/", " /en/", "x" * 9000, "/en/cases/../../\\\\evil.example", "/\u2028/evil.example", "",
    ],
)  # fmt: skip
def test_a_login_leads_nowhere_else(doors: Desk, wanted: str) -> None:
    del doors
    answer = try_login(stranger(), "look", to=wanted)
    assert answer.status_code == 302
    place = answer.headers["Location"]
    assert place == "/en/" or (place.startswith("/en/cases/") and "evil" not in place)


def test_cookies_are_for_this_desk_over_tls_alone(doors: Desk) -> None:
    del doors
    client = stranger()
    client.get("/en/login", secure=True)
    try_login(client, "look")
    assert len(client.cookies) == 3
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_behind_tls_cookies_have_names_that_no_other_server_can_set() -> None:
    from veedor.desk.settings import told

    for behind, own in (("10.0.0.1", True), ("", False)):
        said = told(replace(served({}), behind=behind))
        for kind in ("SESSION", "CSRF"):
            assert said[f"{kind}_COOKIE_NAME"].startswith("__Host-") is own
            assert said[f"{kind}_COOKIE_SECURE"] is own


def test_a_login_changes_the_session(doors: Desk) -> None:
    del doors
    client = stranger()
    client.cookies["veedor"] = "a" * 32  # one that somebody else chose
    try_login(client, "look")
    assert client.cookies["veedor"].value != "a" * 32
    first = client.cookies["veedor"].value
    try_login(client, "ask")
    assert client.cookies["veedor"].value != first


def test_who_logs_out_is_out_with_the_same_cookie_too(doors: Desk) -> None:
    del doors
    client = logged_in("look")
    held = client.cookies["veedor"].value
    assert client.get("/en/logout", secure=True).status_code == 405
    answer = client.post("/en/logout", secure=True)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    client.cookies["veedor"] = held
    assert client.get("/en/", secure=True).status_code == 303


def test_a_session_ends_with_the_night_the_password_and_the_account(doors: Desk) -> None:
    del doors
    from django.contrib.sessions.models import Session

    client = logged_in("look")
    people.set_role("look", "bring")
    assert client.get("/en/bring/", secure=True).status_code == 200
    people.set_password("look", "another-four-words")
    assert client.get("/en/", secure=True).status_code == 303
    client = stranger()
    assert try_login(client, "look", "another-four-words").status_code == 302
    people.remove("look")
    assert client.get("/en/", secure=True).status_code == 303
    client = logged_in("ask")
    assert client.get("/en/", secure=True).status_code == 200
    ends = Session.objects.get(session_key=client.cookies["veedor"].value).expire_date - timezone.now()
    assert timedelta(hours=11) < ends <= timedelta(hours=12)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/en/", secure=True).status_code == 303


@pytest.mark.slow
def test_what_accounts_see_is_kept_by_no_cache(doors: Desk) -> None:
    del doors
    client = logged_in("look")
    for path in ("/en/", "/en/cases/small/", "/en/cases/small/sheets.csv", "/en/login", "/en/nothing"):
        answer = client.get(path, secure=True)
        assert answer.headers["Cache-Control"] == "private, no-cache", path
        assert answer.headers["Strict-Transport-Security"]
        answer.close()


def test_plain_http_is_refused_in_words(doors: Desk) -> None:
    del doors
    answer = stranger().get("/en/login", secure=False, **{"wsgi.url_scheme": "http"})
    assert answer.status_code == 403
    assert "over TLS only" in answer.text
    assert not answer.cookies


def test_wrong_names_and_wrong_passwords_look_alike(doors: Desk) -> None:
    del doors
    texts = []
    for name, password in (
        ("look", "wrong"),
        ("nobody", PASSWORD),
        ("look", ""),
        ("look", "x" * 5000),
        ("a\0", ""),
    ):
        answer = try_login(stranger(), name, password)
        assert answer.status_code == 403
        texts.append(answer.text.split("</h1>")[1].split("<form")[0])
    assert len(set(texts)) == 1


def test_a_name_is_found_however_it_was_typed(doors: Desk) -> None:
    del doors
    people.add("ana\u0301", "look", PASSWORD)
    assert try_login(stranger(), "an\u00e1").status_code == 302
    with pytest.raises(QuestionError, match="already"):
        people.add("AN\u00c1", "look", PASSWORD)


@pytest.mark.parametrize("name", ["", "a b", "<b>", "a\n", "\u202eana", "a\0", "x" * 151, "a/b", "a;b"])
def test_a_name_that_is_none_is_refused(doors: Desk, name: str) -> None:
    del doors
    with pytest.raises(QuestionError, match="no name of an account"):
        people.add(name, "look", PASSWORD)


@pytest.mark.parametrize(
    "password", ["", "short", "password1234", "123456789012", "anabelanabel1", "x" * 1001]
)
def test_a_password_that_is_easy_to_guess_is_refused(doors: Desk, password: str) -> None:
    del doors
    with pytest.raises(QuestionError, match="password") as error:
        people.add("anabelanabel", "look", password)
    assert len(password) < 2 or password not in str(error.value)
    assert "anabelanabel" not in [one.name for one in people.accounts()]


def test_passwords_that_are_made_are_good_ones_and_differ(doors: Desk) -> None:
    del doors
    made = {people.new_password() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        people.check_password(one, "look")


# how often it is tried


def test_a_client_that_guesses_is_made_to_wait_and_the_owner_elsewhere_is_not(doors: Desk) -> None:
    del doors
    guesses = [try_login(stranger(), "look", f"guess {n}", REMOTE_ADDR="203.0.113.7") for n in range(8)]
    assert [one.status_code for one in guesses] == [403] * 5 + [429] * 3
    assert int(guesses[-1].headers["Retry-After"]) > 0
    assert "second" in guesses[-1].text
    assert try_login(stranger(), "look", REMOTE_ADDR="203.0.113.7").status_code == 429
    assert try_login(stranger(), "look", REMOTE_ADDR="198.51.100.4").status_code == 302


def test_a_client_that_tries_many_names_is_made_to_wait(doors: Desk) -> None:
    del doors
    tried = [try_login(stranger(), f"name{n}", "x", REMOTE_ADDR="203.0.113.7").status_code for n in range(25)]
    assert tried == [403] * 20 + [429] * 5


def test_many_clients_at_one_name_lock_out_strangers_but_not_a_known_device(doors: Desk) -> None:
    del doors
    known = logged_in("look")
    known.post("/en/logout", secure=True)
    spread = [
        try_login(stranger(), "look", "x", REMOTE_ADDR=f"10.9.{n // 250}.{n % 250}").status_code
        for n in range(60)
    ]
    assert spread[:50] == [403] * 50
    assert 429 in spread[50:]
    assert try_login(known, "look", REMOTE_ADDR="198.51.100.4").status_code == 302
    assert try_login(stranger(), "ask", REMOTE_ADDR="198.51.100.4").status_code == 302


def test_who_is_refused_anyway_uses_up_nothing_that_others_share(doors: Desk) -> None:
    del doors
    for _ in range(100):
        try_login(stranger(), "look", "x", REMOTE_ADDR="203.0.113.7")
    assert views.TRIES.strangers._seen
    assert all(left > 40 for left, _ in views.TRIES.strangers._seen.values())


def test_those_who_know_their_password_are_not_counted(doors: Desk) -> None:
    del doors
    for _ in range(40):  # a hall full of observers behind one address
        assert try_login(stranger(), "look", REMOTE_ADDR="203.0.113.7").status_code == 302


def test_the_mark_of_a_device_is_good_for_its_name_alone(doors: Desk) -> None:
    del doors
    known = logged_in("look")
    guesses = [try_login(known, "ask", f"guess {n}", REMOTE_ADDR="203.0.113.7") for n in range(6)]
    assert guesses[-1].status_code == 429
    forged = stranger()
    for n in range(6):
        forged.cookies["veedor-device"] = f"{n}.look:forged"
        last = try_login(forged, "look", "x", REMOTE_ADDR="203.0.113.8")
    assert last.status_code == 429


def test_passwords_are_looked_at_a_few_at_once(doors: Desk) -> None:
    del doors
    for _ in range(3):
        assert AT_ONCE.acquire(blocking=False)
    try:
        answer = try_login(stranger(), "look")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "2"
    finally:
        for _ in range(3):
            AT_ONCE.release()
    assert try_login(stranger(), "look").status_code == 302


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_a_household_counts_as_one_client(address: str, counted: str) -> None:
    from django.test import RequestFactory

    assert client_of(RequestFactory(REMOTE_ADDR=address).get("/")) == counted


# when accounts are asked for


@pytest.mark.parametrize(
    ("host", "names", "behind", "public", "said"),
    [
        ("127.0.0.1", (), "", False, ""),
        ("::1", (), "", False, ""),
        ("0.0.0.0", (), "", True, ""),  # noqa: S104 - it is to be refused, or only to show
        ("0.0.0.0", (), "", False, "--behind-tls"),  # noqa: S104
        ("192.0.2.1", ("count.example.org",), "", False, "--behind-tls"),
        ("127.0.0.1", ("count.example.org",), "", False, "--behind-tls"),
        ("192.0.2.1", (), "192.0.2.2", False, "--name"),
        ("127.0.0.1", (), "127.0.0.1", False, "--name"),
        ("192.0.2.1", ("count.example.org",), "192.0.2.2", False, ""),
    ],
)
def test_other_machines_are_let_in_with_tls_and_a_name_only(
    host: str, names: tuple[str, ...], behind: str, public: bool, said: str
) -> None:
    desk = replace(served({}, public=public), hosts=(*HERE, *names), behind=behind)
    if not said:
        refuse_open_door(desk, host)
        return
    with pytest.raises(QuestionError, match=said):
        refuse_open_door(desk, host)


def test_a_desk_that_nobody_could_use_does_not_start(doors: Desk) -> None:
    del doors
    refuse_no_account()
    for role in ROLES:
        people.remove(role)
    with pytest.raises(QuestionError, match="veedor accounts add"):
        refuse_no_account()


def test_on_this_machine_nobody_is_asked(small: Path) -> None:
    with override_settings(DESK=served({"small": small})):
        client = stranger()
        assert client.get("/en/login").status_code == client.post("/en/logout").status_code == 404
        answer = client.get("/en/")
        assert answer.status_code == 200
        assert not answer.cookies
        assert "log" not in answer.headers.get("Vary", "").lower()


def test_the_secret_is_kept_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "desk.secret"
    made = kept_secret(file)
    assert kept_secret(file) == made
    assert len(made) >= 60
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
        file.chmod(0o644)
        with pytest.raises(QuestionError, match="others on this machine"):
            kept_secret(file)
        file.chmod(0o600)
    file.write_text("short", encoding="ascii")
    with pytest.raises(QuestionError, match="too short"):
        kept_secret(file)


def test_only_who_may_bring_sends_more_than_a_form(doors: Desk) -> None:
    del doors
    for role in ROLES:
        held = logged_in(role).cookies
        cookies = "; ".join(f"{name}={one.value}" for name, one in held.items())
        assert may_send_much("/en/bring/", cookies, "POST") is (role == "bring")
        assert not may_send_much("/en/login", cookies, "POST")
    for cookies in ("", "veedor=x", "veedor=" + "a" * 32, "=;;", "\x00"):
        assert not may_send_much("/en/bring/", cookies, "POST")
    assert not may_send_much("/\0%ff", "", "POST")
