"""What comes of a question to a server that misbehaves: an answer that counts, or why there is none."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from veedor.version import __version__
from veedor.watch.asking import Asker, RobotRules
from watch.watched_site import Plan, WatchedSite

QUICK = Asker("observers@example.org", seconds=1.0, size=200_000)
TABLE = b"Table,Alder,Birch\n1,10,5\n"


def test_an_answer_comes_whole_and_we_say_who_we_are(site: WatchedSite) -> None:
    site.plans["/count.csv"] = Plan(TABLE, headers={"Last-Modified": formatdate(0, usegmt=True)})
    seen = QUICK(f"{site.url}/count.csv")
    assert (seen.status, seen.body, seen.fault) == (200, TABLE, "")
    asked = site.asked[0][1]
    assert asked["User-Agent"] == f"veedor/{__version__} (watches a published count; observers@example.org)"
    assert asked["Accept-Encoding"] == "identity"
    QUICK(f"{site.url}/count.csv", dict(seen.headers))
    assert site.asked[1][1]["If-Modified-Since"] == formatdate(0, usegmt=True)


def test_a_server_says_that_nothing_has_changed(site: WatchedSite) -> None:
    site.plans["/count.csv"] = Plan(TABLE, does="etag")
    first = QUICK(f"{site.url}/count.csv")
    again = QUICK(f"{site.url}/count.csv", dict(first.headers))
    assert again.same
    assert not first.same


@pytest.mark.parametrize(
    ("plan", "fault", "kept"),
    [
        (Plan(b"<h1>busy</h1>", status=429), "status", b"<h1>busy</h1>"),
        (Plan(b"oops", status=500), "status", b"oops"),
        (Plan(status=204), "status", b""),
        (Plan(TABLE, does="cut"), "cut_off", TABLE),
        (Plan(TABLE, does="cut_chunks"), "cut_off", TABLE),
        (Plan(does="endless"), "endless", b""),
        (Plan(does="drip"), "slow", None),
        (Plan(does="silent"), "slow", b""),
        (Plan(TABLE, headers={"Content-Length": "9" * 40}), "cut_off", TABLE),
    ],
    ids=["429", "500", "204", "cut", "cut chunks", "endless", "drip", "silent", "length"],
)
def test_what_is_no_answer_is_told_apart(
    site: WatchedSite, plan: Plan, fault: str, kept: bytes | None
) -> None:
    site.plans["/count.csv"] = plan
    began = time.monotonic()
    seen = QUICK(f"{site.url}/count.csv")
    assert time.monotonic() - began < 15
    assert seen.fault == fault
    assert seen.detail or seen.status == 204
    if kept is not None:
        assert seen.body == kept


@pytest.mark.parametrize(
    "target",
    [
        "http://other.example/count.csv",
        "https://127.0.0.1/count.csv",
        "file:///etc/passwd",
        "http://[::1]/x",
        "ftp://x/y",
    ],
)
def test_nobody_is_followed_to_another_server(site: WatchedSite, target: str) -> None:
    site.plans["/count.csv"] = Plan(status=302, headers={"Location": target})
    seen = QUICK(f"{site.url}/count.csv")
    assert seen.fault == "elsewhere"
    assert "points to" in seen.detail or "302" in seen.detail
    assert len(site.asked) == 1


def test_a_redirect_on_the_same_server_is_followed_and_a_circle_is_not(site: WatchedSite) -> None:
    site.plans["/old.csv"] = Plan(status=301, headers={"Location": "/new.csv"})
    site.plans["/new.csv"] = Plan(TABLE)
    assert QUICK(f"{site.url}/old.csv").body == TABLE
    site.plans["/new.csv"] = Plan(status=302, headers={"Location": "/old.csv"})
    assert QUICK(f"{site.url}/old.csv").fault == "elsewhere"


def test_nobody_answers() -> None:
    assert QUICK("http://127.0.0.1:9/count.csv").fault == "unreachable"
    assert QUICK("http://nowhere.invalid/count.csv").fault in {"unreachable", "slow"}


def test_a_server_asks_us_to_wait(site: WatchedSite) -> None:
    for text, least, most in (
        ("120", 120, 120), ("999999999", 3600, 3600), ("soon", 0, 0), ("-5", 0, 0),
        (formatdate(time.time() + 600, usegmt=True), 590, 601), (formatdate(0, usegmt=True), 0, 0),
    ):  # fmt: skip
        site.plans["/count.csv"] = Plan(status=429, headers={"Retry-After": text})
        assert least <= QUICK(f"{site.url}/count.csv").asked_to_wait <= most


def test_robots_are_respected(site: WatchedSite) -> None:
    site.plans["/robots.txt"] = Plan(b"User-agent: *\nDisallow: /count\n")
    rules = RobotRules(QUICK)
    assert "does not allow" in rules(f"{site.url}/count/a.csv", 1000.0)[0]
    assert rules(f"{site.url}/open.csv", 1100.0) == ("", 0.0)
    assert site.paths() == ["/robots.txt"], "it is read once a day"
    site.plans["/robots.txt"] = Plan(status=500)
    assert rules(f"{site.url}/open.csv", 1000.0 + 2 * RobotRules.AGAIN) == ("", 0.0), "the old one stands"
    assert "cannot be read" in RobotRules(QUICK)(f"{site.url}/open.csv", 0.0)[0]
    site.plans["/robots.txt"] = Plan(status=404)
    assert RobotRules(QUICK)(f"{site.url}/count/a.csv", 0.0) == ("", 0.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 20", 20.0),
        ("User-agent: *\ncrawl-delay: 2.5", 3.0),
        ("User-agent: *\nRequest-rate: 2/60", 30.0),
        ("User-agent: *\nCrawl-delay: 20\n\nUser-agent: veedor\nCrawl-delay: 7", 7.0),
        ("User-agent: other\nCrawl-delay: 20", 0.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nRequest-rate: 0/60", 0.0),
        ("User-agent: *\nCrawl-delay: 999999999", 3600.0),
    ],
)
def test_robots_say_how_often(site: WatchedSite, text: str, seconds: float) -> None:
    site.plans["/robots.txt"] = Plan(text.encode())
    assert RobotRules(QUICK)(f"{site.url}/count.csv", 0.0) == ("", seconds)
