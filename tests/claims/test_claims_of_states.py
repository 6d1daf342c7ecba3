"""Claims about sheets by state, turnout, the electorate and completeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from count.build_states import OPEN, counted, every_state
from veedor.claims.case_facts import CaseFacts
from veedor.claims.evaluate import evaluate
from veedor.claims.functions import functions
from veedor.claims.types import Reason, Unknown
from veedor.findings.claims import reason_key
from veedor.report.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return every_state(tmp_path_factory.mktemp("claims") / "case", counted(50, 20) | OPEN)


def value(case: Case, check: str) -> bool | Unknown:
    return evaluate(check, functions(CaseFacts(case.election))).value


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        ("sheets() == 8", True),
        ('sheets(state="outstanding") == 3', True),
        ('sheets(state="set aside") == 1', True),
        ('sheets(state="annulled") == 1', True),
        ('sheets(state="expected") == 13', True),
        ("registered() == 1300", True),
        ("cast() == 632", True),
        ("turnout() == 79", True),  # 632 of the 800 voters of the counted sheets
        ('registered(where="region = North") == 600', True),
        ('sheets(where="region = North", state="outstanding") == 1', True),
        ('sheets(where="region = North", state="expected") == 6', True),
        ('sheets(where="cast >= 0", state="outstanding") == 0', True),
        ("complete()", False),
        # the open sheets can change it: nobody is known to be elected
        ('outcome() == "undetermined" and winner() == ""', True),
        ("smallest_flip() == 0", True),
    ],
)
def test_what_a_claim_may_ask_of_states(case: Case, check: str, verdict: bool) -> None:
    assert value(case, check) is verdict


@pytest.mark.slow
def test_a_claim_of_completeness_needs_something_to_be_complete_against(tmp_path: Path) -> None:
    unlisted = every_state(tmp_path / "unlisted", counted(60, 20), contest="")
    for check in ("complete()", 'sheets(state="expected") == 8', 'sheets(state="outstanding") == 0'):
        found = value(unlisted, check)
        assert found == Unknown(Reason.NO_LIST)
    listed = every_state(tmp_path / "listed", counted(60, 20), contest="expected = 8")
    assert value(listed, "complete()") is True
    more = every_state(tmp_path / "more", counted(60, 20), contest="expected = 9")
    assert value(more, "complete()") is False
    assert value(more, 'sheets(state="outstanding") == 1') is True


def test_every_reason_has_words_in_every_language() -> None:
    for lang in ("en", "es"):
        assert {reason_key(Unknown(reason)) for reason in Reason} <= set(catalogue(lang))


def test_voters_of_one_expected_sheet_that_are_not_known_leave_the_electorate_unknown(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20) | OPEN, voters={"09": ""})
    assert value(case, "registered() > 0") == Unknown(Reason.NOT_PUBLISHED, "registered")
    assert value(case, "turnout() > 0") is True
