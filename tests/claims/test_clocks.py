"""Clocks that are put back or forward on the night: what is asked of a moment, and how long it was dark."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

import veedor
from intake.build_intake import ELECTION, SOURCE, write_case
from veedor.claims import CaseFacts
from veedor.claims.count_facts import CountFacts
from veedor.claims.evaluate import answer_of
from veedor.claims.functions import functions
from veedor.count import Election
from veedor.errors import ClaimError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Sheet,Region,Place,Registered,Oak,Elm,Blank,Null\n"
ROWS = [f"{n:03d},R{n % 2},P{n // 6},100,{20 + n % 7},{10 + n % 9},0,0\n" for n in range(24)]


def published(folder: Path, zone: str, times: list[str]) -> Path:
    """A count of 24 sheets, published in equal parts at these times."""
    files: dict[str, str | bytes] = {"count.csv": HEAD + "".join(ROWS)}
    sources = SOURCE
    for number, at in enumerate(times, start=1):
        files[f"p{number}.csv"] = HEAD + "".join(ROWS[: number * len(ROWS) // len(times)])
        sources += (
            SOURCE.replace("source.final", f"source.p{number}")
            .replace('count = "official"', f'count = "early"\nsnapshot = "p{number}"\ntaken_at = "{at}"')
            .replace("count.csv", f"p{number}.csv")
        )
    return write_case(
        folder,
        sources,
        files,
        ELECTION.replace("America/La_Paz", zone).replace(
            'title = "Mayor"', 'title = "Mayor"\nrule = "plurality"'
        ),
    )


def votes(folder: Path, at: str) -> int:
    case = CaseFacts(Election.open(folder))
    found = answer_of(f'votes("oak", at=@{at})', functions(case))
    assert isinstance(found, Fraction)
    return int(found)


LISBON = [
    "2026-10-24T23:45:00",
    "2026-10-25T01:30:00+01:00",
    "2026-10-25T01:30:00+00:00",
    "2026-10-25T03:00:00",
]


@pytest.mark.slow
def test_a_time_that_clocks_showed_twice_is_asked_back_with_both_answers(tmp_path: Path) -> None:
    folder = published(tmp_path, "Europe/Lisbon", LISBON)
    with pytest.raises(ClaimError, match="put back") as raised:
        votes(folder, "2026-10-25T01:30:00")
    assert "2026-10-25T01:30:00+01:00 for the first time" in raised.value.remedy
    expected = [sum(20 + n % 7 for n in range(part)) for part in (12, 18)]
    assert [votes(folder, f"2026-10-25T01:30:00{offset}") for offset in ("+01:00", "+00:00")] == expected
    assert votes(folder, "2026-10-25T01:30:00Z") == expected[1]
    with pytest.raises(ClaimError, match="no time"):
        votes(folder, "2026-13-25T01:30:00")


@pytest.mark.slow
def test_a_time_that_clocks_passed_over_is_refused_with_what_to_write(tmp_path: Path) -> None:
    folder = published(
        tmp_path, "America/Santiago", ["2026-09-05T22:00:00", "2026-09-05T23:30:00", "2026-09-06T01:30:00"]
    )
    with pytest.raises(ClaimError, match="put forward") as raised:
        votes(folder, "2026-09-06T00:30:00")
    assert "with its offset" in raised.value.remedy


def test_a_number_found_in_such_a_publication_is_proposed_with_a_moment_that_can_be_asked(
    tmp_path: Path,
) -> None:
    folder = published(tmp_path, "Europe/Lisbon", LISBON)
    facts = CountFacts(CaseFacts(Election.open(folder)))
    for at in facts.case.moments.log.published_at:
        assert votes(folder, facts._time(at)) > 0
    assert [facts._time(at) for at in facts.case.moments.log.published_at][1:3] == LISBON[1:3]


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("zone", "times", "dark"),
    [
        ("Europe/Lisbon", ["2026-10-25T00:45:00", "2026-10-25T01:30:00+00:00", "2026-10-25T02:30:00"], 105),
        ("Europe/Lisbon", ["2026-03-29T00:15:00", "2026-03-29T02:45:00", "2026-03-29T03:45:00"], 90),
        ("America/La_Paz", ["2026-10-24T23:45:00", "2026-10-25T01:30:00", "2026-10-25T02:30:00"], 105),
        ("Australia/Lord_Howe", ["2026-04-05T01:15:00", "2026-04-05T02:15:00", "2026-04-05T03:15:00"], 90),
    ],
)
def test_a_gap_is_as_long_as_it_was_whatever_the_clocks_did(
    tmp_path: Path, zone: str, times: list[str], dark: int
) -> None:
    found = veedor.open(published(tmp_path, zone, times)).shift()
    gaps = [f.value for finding in found.findings for f in finding.figures if f.name == "gap"]
    assert gaps == [timedelta(minutes=dark)]
