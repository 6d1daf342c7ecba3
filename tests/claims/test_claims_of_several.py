"""Claims about several elected together, and about a referendum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from report.build_town import town
from veedor.claims.case_facts import CaseFacts
from veedor.claims.evaluate import evaluate
from veedor.claims.functions import functions
from veedor.claims.types import Reason, Unknown
from veedor.findings.claims import reason_key
from veedor.report.catalogue import catalogue, shipped

if TYPE_CHECKING:
    from pathlib import Path


def value(folder: Path, contest: str, check: str) -> bool | Unknown:
    return evaluate(check, functions(CaseFacts(town(folder, contest).election))).value


@pytest.mark.slow(but=2)
@pytest.mark.parametrize(
    ("contest", "check", "verdict"),
    [
        ("council", 'elected("A") and elected("Bruno")', True),
        ("council", 'elected("Carla")', False),
        ("mayor", 'winner() == "A" and elected("A")', True),
        ("park", 'elected("yes") or elected("no")', False),  # void
        ("park", 'outcome() == "void" and winner() == ""', True),
    ],
)
def test_what_a_claim_may_ask(tmp_path: Path, contest: str, check: str, verdict: bool) -> None:
    assert value(tmp_path, contest, check) is verdict


def test_who_is_the_winner_of_several_is_not_known(tmp_path: Path) -> None:
    found = value(tmp_path, "council", 'winner() == "A"')
    assert isinstance(found, Unknown)
    assert found.reason is Reason.SEVERAL_ELECTED
    assert all(reason_key(found) in catalogue(lang) for lang in shipped())
