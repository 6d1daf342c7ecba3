"""What is said of sheets where a list of the expected ones is known, and where none is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from count.build_states import OPEN, Row, counted, every_state
from veedor.report.catalogue import catalogue
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case
    from veedor.model import Result

IDS = [f"{i:02d}" for i in range(1, 9)]


def said(case: Case, result: Result, lang: str = "en") -> str:
    words = Wording(lang).of(case.election.contest())
    found = [words.say(finding) for finding in result.findings]
    for finding in result.findings:
        found += [words.text(key) for key in (*finding.assumptions, *finding.cannot_show)]
    return "\n".join(found).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_without_a_list_nothing_is_said_of_one(tmp_path: Path, lang: str) -> None:
    case = every_state(tmp_path / "case", counted(60, 20), counted(50, 20, 6), contest="")
    for result in (case.outcome(), case.project()):
        for listed in re.finditer(r"\broll\b|list of expected|lista de actas", said(case, result, lang)):
            before = listed.string[: listed.start()].rpartition(".")[2]
            assert re.search(r"No list|no list|ninguna|No se conoce", before + listed.group()), before


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_sentence_speaks_of_a_roll_of_sheets(lang: str) -> None:
    texts = [t if isinstance(t, str) else " ".join(t) for t in catalogue(lang).values()]
    assert [t for t in texts if re.search(r"on the roll\b|of the roll\b|roll of (sheets|the case)", t)] == []


def test_counted_sheets_that_the_list_does_not_name_are_named(tmp_path: Path) -> None:
    one = every_state(tmp_path / "one", counted(60, 20), roll=IDS[:-1])
    text = said(one, one.outcome())
    assert "1 counted sheet is not on the list of expected sheets: 08." in text
    assert "All 7 tally sheets on the list of expected sheets are counted." in text
    two = every_state(tmp_path / "two", counted(60, 20), roll=[*IDS[:-2], "09"])
    text = said(two, two.outcome(), "es")
    assert "2 actas computadas no están en la lista de actas esperadas: 07 y 08." in text


def test_an_open_sheet_that_the_list_does_not_name_is_not_called_counted(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20) | {"11": ("Pending", None, None)}, roll=IDS)
    assert case.outcome().beyond == ()


def test_nothing_bounds_sheets_that_are_known_by_their_number(tmp_path: Path) -> None:
    bare = every_state(tmp_path / "bare", counted(60, 20), contest="expected = 10")
    assert bare.outcome().outcome.reason == "unbounded"
    assert "2 tally sheets that are expected and that no file names, nothing says" in said(
        bare, bare.outcome()
    )
    capped = every_state(tmp_path / "cap", counted(60, 20), contest="expected = 10\nmost_ballots = 100")
    assert "nothing says" not in said(capped, capped.outcome())


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    ("contest", "roll", "rows", "says"),
    [
        (
            "",
            None,
            counted(60, 20),
            "8 sheets that the files name (no list of expected sheets is known): 8 counted",
        ),
        ('expected = ["roll"]', IDS, counted(60, 20), "8 expected sheets: 8 counted and examined."),
        (
            'expected = ["roll"]',
            None,
            counted(60, 20) | OPEN,
            "13 expected sheets: 8 counted and examined, 3 outstanding, 1 set aside, 1 annulled.",
        ),
        (
            "expected = 10",
            None,
            counted(60, 20),
            "10 expected sheets: 8 counted and examined, 2 outstanding.",
        ),
        ('expected = ["roll"]', IDS[:-1], counted(60, 20), "8 sheets, expected or counted beyond the list"),
    ],
    ids=["unlisted", "whole", "every-state", "number", "beyond"],
)
def test_checks_account_for_every_sheet_first(
    tmp_path: Path, contest: str, roll: list[str] | None, rows: dict[str, Row], says: str
) -> None:
    case = every_state(tmp_path / "case", rows, roll=roll, contest=contest)
    words = Wording("en").of(case.election.contest())
    head = words.say(case.check().findings[0])
    assert head.startswith(says)
    assert "{" not in Wording("es").say(case.check().findings[0])
    open_outcome = case.outcome().outcome.kind == "undetermined"
    assert ("The outcome is open" in head) is open_outcome


def test_of_an_open_outcome_no_verdict_calls_it_settled(tmp_path: Path) -> None:
    alone: dict[str, Row] = {"07": ("Counted", 60, 0)}
    for contest, is_open in (("expected = 30", True), ("", False)):
        case = every_state(tmp_path / contest[:3].strip(), counted(60, 20, 6) | alone, contest=contest)
        impacts = [r.impact for r in case.check().results if r.impact is not None]
        assert impacts
        assert all(impact.is_open is is_open for impact in impacts)
        words = said(case, case.check())
        assert (
            "would not change the outcome" in words or "cannot change the outcome" in words
        ) is not is_open
