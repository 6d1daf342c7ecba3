"""Questions asked in the desk: the figures of the command line, what is refused, what is kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from django.test import Client

from desk.running import running_desk
from veedor.case import Case
from veedor.case.case import open_case
from veedor.case.forms import VERBS, FormProblemsError, ask
from veedor.desk import jobs

ASK = "/en/cases/small/ask"
SECONDS = 120.0
"""For one answer on a busy machine."""

pytestmark = pytest.mark.usefixtures("desk")


def asked(client: Client, verb: str, **said: object) -> str:
    """Ask as a form does, wait for the answer, and give its page."""
    sent = client.post(f"{ASK}/{verb}", said)
    assert sent.status_code == 302, sent.text
    return answered(client, sent.headers["Location"])


def answered(client: Client, address: str) -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        answer = client.get(address)
        if "data-working" not in answer.text:
            assert answer.status_code == 200, answer.text
            return str(answer.text)
        time.sleep(0.2)
    raise AssertionError("no answer: " + answer.text)


def by_command(*line: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "veedor", *line, "--json"], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


QUESTIONS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "fewest": (
        "stakes",
        {"treatment": ["annul", "move"]},
        ["stakes", "CASE", "--treatment", "annul", "--treatment", "move"],
    ),
    "number": (
        "stakes",
        {"treatment": "anything", "count": "7", "unit": "place"},
        ["stakes", "CASE", "--treatment", "anything", "--unit", "place", "--count", "7"],
    ),
    "share": (
        "stakes",
        {"share": "0,5%", "treatment": "annul"},
        ["stakes", "CASE", "--treatment", "annul", "--share", "0.5%"],
    ),
    "selection": (
        "stakes",
        {"selected": "turnout=90..&state=counted", "treatment": "annul"},
        ["stakes", "CASE", "--treatment", "annul", "--selected", "state=counted&turnout=90.."],
    ),
    "projection": (
        "project",
        {"seed": "3", "draws": "200"},
        ["project", "CASE", "--draws", "200", "--seed", "3"],
    ),
    "audit": (
        "audit",
        {"risk-limit": "10%", "draw": "simple", "runs": "20"},
        ["audit", "plan", "CASE", "--risk-limit", "10%", "--draw", "simple", "--runs", "20"],
    ),
    "outcome": ("outcome", {"rule": "plurality"}, ["outcome", "CASE", "--rule", "plurality"]),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_that_of_the_command_line(client: Client, small: Path, name: str) -> None:
    verb, said, line = QUESTIONS[name]
    language = "es" if "," in str(said.get("share", "")) else "en"
    sent = client.post(f"/{language}/cases/small/ask/{verb}", said)
    assert sent.status_code == 302, sent.text
    address = sent.headers["Location"]
    page = answered(client, address)
    path, _, question = address.removesuffix("#answer").partition("?")
    taken = client.get(f"{path}.json?{question}".replace(f"/{language}/", "/en/"))
    assert taken.headers["Content-Type"] == "application/json"
    expected = by_command(*(str(small) if word == "CASE" else word for word in line))
    found = json.loads(taken.text)
    assert found["findings"], page
    assert [one["figures"] for one in found["findings"]] == [one["figures"] for one in expected["findings"]]
    assert found["tables"] == expected["tables"]
    assert found["findings"][0]["command"] == expected["findings"][0]["command"]


@pytest.mark.slow
def test_the_page_says_the_findings_the_tables_and_the_command(client: Client, small: Path) -> None:
    page = asked(client, "stakes", treatment="annul")
    assert "would be enough to change the outcome" in page
    assert "<table" in page
    assert f"veedor stakes {small} --treatment annul" in page
    narrow, wide = re.findall(r'(?:srcset|src)="([^"]+[.]svg)"', page)
    assert narrow != wide
    for picture in (narrow, wide):
        drawn = client.get(f"{ASK}/{picture}")
        assert drawn.headers["Content-Type"].startswith("image/svg+xml")
        assert "immutable" in drawn.headers["Cache-Control"]
        assert "script" not in drawn.headers["Content-Security-Policy"]
        assert b"<svg" in drawn.content


@pytest.mark.slow
def test_the_address_is_the_question_in_every_language(client: Client) -> None:
    asked(client, "stakes", treatment="annul")
    page = client.get("/es/cases/small/ask/stakes?treatment=annul").text
    assert "cambiar el resultado" in page
    assert "data-working" not in page


def test_a_question_is_worked_out_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(client, "stakes", treatment="annul")
    monkeypatch.setattr(jobs, "Child", lambda *_: pytest.fail("worked out again"))
    assert client.post(f"{ASK}/stakes", {"treatment": "annul"}).status_code == 302
    assert "would be enough" in client.get(f"{ASK}/stakes?treatment=annul").text


def test_looking_at_a_question_asks_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "begin", lambda *_: pytest.fail("a look began a job"))
    page = client.get(f"{ASK}/stakes?count=3&treatment=swap").text
    assert 'value="3"' in page
    assert re.search(r'value="swap" checked', page)
    assert "--treatment swap --count 3" in page


@pytest.mark.parametrize(
    ("verb", "key", "text", "says"),
    [
        ("stakes", "count", "-1", "Write a number from 0"),
        ("stakes", "count", str(10**30), "Write a number from 0"),
        ("stakes", "count", "٣", "is no whole number"),
        ("stakes", "selected", "nonsense=1", "has no key"),
        ("stakes", "selected", "sort=-margin", "which tally sheets are meant"),
        ("project", "at", "yesterday", "Write it as 2019-10-21 08:00"),
        ("project", "draws", "1", "Write a number from 2"),
        ("audit", "risk-limit", "0", "Write 5%, 0.05 or 1/20"),
        ("audit", "risk-limit", "1e-999999999", "Write 5%, 0.05 or 1/20"),
        ("audit", "draw", "<b>x</b>", "There is:"),
        ("outcome", "rule", "../../etc/passwd", "is a file"),
        ("outcome", "rule", "rule.toml", "is a file"),
        ("claims", "claims", "0" * 64, "not kept here"),
    ],
)
def test_what_is_no_value_is_refused_at_its_field_before_anything_is_worked_out(
    client: Client, monkeypatch: pytest.MonkeyPatch, verb: str, key: str, text: str, says: str
) -> None:
    monkeypatch.setattr(jobs, "begin", lambda *_: pytest.fail("a job was begun"))
    for answer in (client.post(f"{ASK}/{verb}", {key: text}), client.get(f"{ASK}/{verb}", {key: text})):
        assert answer.status_code == 400
        assert says in answer.text.replace("&#39;", "'")
        assert re.search(rf'class="wrong" id="{key}-wrong"', answer.text)
        assert "<b>x" not in answer.text


NOT_OF_THE_CASE = [
    ("stakes", "count", "100000", "There are only 600"),
    ("stakes", "share", "0.22", "does not say whether it is a share of a hundred or of one"),
    ("stakes", "share", "150%", "no share of at most 100"),
    ("stakes", "treatment", "burn", "burn"),
    ("stakes", "unit", "<i>planet</i>", "There is no unit"),
    ("stakes", "of", "nowhere@x", "nowhere"),
    ("stakes", "contest", "mayor", "has no contest"),
    ("stakes", "selected", "turnout=9999..", "No counted tally sheet is like that"),
    ("stakes", "where", "nothing ~ 3", "nothing"),
    ("stakes", "variant", "other", "other"),
    ("project", "count", "nowhere", "nowhere"),
    ("outcome", "rule", "no-such-rule", "There is no rule"),
]


@pytest.fixture(scope="module")
def opened(small: Path) -> Case:
    return open_case(small)


@pytest.mark.parametrize(("verb", "key", "text", "says"), NOT_OF_THE_CASE)
def test_what_the_case_cannot_answer_is_a_problem_of_its_key(
    opened: Case, verb: str, key: str, text: str, says: str
) -> None:
    with pytest.raises(FormProblemsError) as refused:
        ask(opened, verb, {key: text})
    assert list(refused.value.problems) == [key]
    assert says in str(refused.value.problems[key])


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "key", "text", "says"), [NOT_OF_THE_CASE[1], NOT_OF_THE_CASE[4]])
def test_what_the_case_cannot_answer_is_said_at_its_field(
    client: Client, verb: str, key: str, text: str, says: str
) -> None:
    page = asked(client, verb, **{key: text})
    wrong = re.findall(rf'class="wrong" id="{key}-wrong">([^<]*)<', page)
    assert len(wrong) == 1, page
    assert says in wrong[0]
    assert "<i>planet" not in page


def test_a_question_that_there_is_not_is_no_page(client: Client) -> None:
    assert client.get(f"{ASK}/everything").status_code == 404
    assert client.get(f"{ASK}/everything.json").status_code == 404
    assert client.get(f"{ASK}/{'0' * 64}/x.svg").status_code == 404
    assert client.get(f"{ASK}/x/x.svg").status_code == 404
    assert client.get(f"{ASK}/stakes.json?count=599").status_code == 404
    assert client.get("/en/cases/none/ask/stakes").status_code == 404


def test_what_an_address_says_in_vain_does_not_stay_in_it(client: Client) -> None:
    answer = client.get(f"{ASK}/stakes?count=&treatment=annul&treatment=move&extra=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{ASK}/stakes?{urlencode({'treatment': 'annul,move'})}"


@pytest.mark.slow
def test_a_desk_that_only_shows_cannot_be_asked(small: Path) -> None:
    with running_desk(small, "--public") as address:
        assert _status(f"{address}{ASK}/") == 404
        assert _status(f"{address}{ASK}/stakes", b"treatment=annul") == 404
        for page in ("", "sheets?turnout=50.."):
            assert "/ask" not in _body(f"{address}/en/cases/small/{page}")


def _body(address: str) -> str:
    for _ in range(100):
        with urlopen(address, timeout=60) as answer:  # noqa: S310 - our own desk
            if answer.status == 200:
                text: str = answer.read().decode()
                return text
        time.sleep(0.3)
    raise AssertionError(address)


def _status(address: str, body: bytes | None = None) -> int:
    try:
        with urlopen(address, body, timeout=60) as answer:  # noqa: S310 - our own desk
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_sheets_lead_to_what_they_could_change(client: Client) -> None:
    page = client.get("/en/cases/small/sheets?turnout=80..").text
    (address,) = re.findall(r'href="(/en/cases/small/ask/stakes\?[^"]+)"', page)
    form = client.get(address).text
    assert 'value="turnout=80.."' in form
    assert "/ask/stakes" not in client.get("/en/cases/small/sheets").text


def test_forms_have_a_field_for_everything_that_can_be_asked(client: Client) -> None:
    missing = {}
    for verb, one in VERBS.items():
        page = client.get(f"{ASK}/{verb}", dict.fromkeys(one.readers, "")).text
        page = client.get(f"{ASK}/{verb}").text if 'name="' not in page else page
        there = set(re.findall(r'name="([\w-]+)"', page))
        missing[verb] = set(one.readers) - there
    # of this case there is one contest, one publication, one reading, no seats, and nothing was brought
    assert missing == {
        "stakes": {"contest", "of", "variant", "outside", "seats"} & missing["stakes"],
        "project": {"contest", "count"} & missing["project"],
        "audit": {"contest", "count", "variant", "seats"} & missing["audit"],
        "claims": {"claims"},
        "outcome": {"contest", "count", "variant"} & missing["outcome"],
    }


CLAIMS = """format = "claims/1"

[source.A]
file = "article.txt"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
title = "<script>alert(1)</script>"

[[claim]]
id = "C1"
text = "It leads <b>by far</b>."
topic = "result"
[[claim.said]]
source = "A"
quote = "leads by far"
[[claim.reading]]
name = "lead"
check = 'just_over(lead("alder"), "10")'
[claim.review]
by = "N"
on = 2025-01-01
expected = "holds"
"""


@pytest.mark.slow
def test_claims_can_be_pasted_and_are_kept_with_the_question(client: Client, small: Path) -> None:
    page = asked(client, "claims", text=CLAIMS)
    assert "&lt;b&gt;by far" in page
    assert "<b>by far" not in page
    assert "<script>alert" not in page
    assert f"veedor claims check {small} --file claims.toml" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("this is no TOML [", "claims.toml"),
        ('format = "claims/1"\n[source]\n[case.x]\nfolder = "/etc"\nclaim = []\n', "claims.toml"),
        (CLAIMS.replace("article.txt", "../../../etc/passwd"), "no articles in other folders"),
        (
            CLAIMS.replace("[[claim]]", '[case.other]\nfolder = "/elsewhere/other"\n\n[[claim]]', 1),
            "no other cases",
        ),
    ],
)
def test_claims_that_cannot_be_used_are_refused(client: Client, text: str, says: str) -> None:
    page = asked(client, "claims", text=text)
    assert says in page
    assert "ended without an answer" not in page


def test_claims_that_are_too_large_or_no_text_are_refused(client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    large = client.post(f"{ASK}/claims", {"file": SimpleUploadedFile("c.toml", b"#" * 500_000)})
    spoilt = client.post(f"{ASK}/claims", {"file": SimpleUploadedFile("c.toml", b"\xff\xfe\xff")})
    assert (large.status_code, spoilt.status_code) == (400, 400)
    assert "400,000 bytes" in large.text
    assert "not text in UTF-8" in spoilt.text


def test_what_was_asked_before_is_listed(client: Client) -> None:
    asked(client, "stakes", treatment="annul")
    page = client.get(f"{ASK}/").text
    assert "/ask/stakes?treatment=annul" in page
    assert "answered" in page


def test_without_the_token_of_a_form_nothing_is_asked(desk: object) -> None:
    del desk
    assert Client(enforce_csrf_checks=True).post(f"{ASK}/stakes", {"treatment": "annul"}).status_code == 403
