"""Cards of single sheets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from checks.build_checks import CONTEST, clean, with_votes
from veedor.checks import NO_PACK, Material, card, of_consequence, run_checks
from veedor.count.logs import Verifications
from veedor.errors import QuestionError
from veedor.model import CountId
from veedor.rules import explain, load


def material() -> Material:
    before = replace(clean().take(np.arange(1, 12)), count_id=CountId("preliminary"))
    log = Verifications(
        CONTEST.contest_id,
        CountId("preliminary"),
        np.array(["0005", "0006"]),
        np.array(["2019-10-20T20:00:00", "2019-10-20T20:01:00"], dtype="datetime64[s]"),
        np.array([1, 2]),
    )
    return Material((before, with_votes(clean(), 5, (0, 150, 0, 0, 0))), NO_PACK, (log,))


def test_a_card_has_every_count_the_neighbours_and_the_times() -> None:
    asked = material()
    decision = explain(load("bo-president-2009"), asked.sheets.tally(), round="first")
    checks = run_checks(asked, decision)
    made = card(asked, "0005", decision, checks, command="veedor check x --sheet 0005")
    assert [e.votes for e in made.entries] == [tuple(clean().votes[5].tolist()), (0, 150, 0, 0, 0)]
    assert [n[0] for n in made.neighbours] == ["0004", "0006", "0007"]
    assert made.times == (("preliminary", "2019-10-20 20:00:00+00:00"),)
    assert {"changed", "changed_winner", "one_choice_only"} <= set(made.checks)
    assert made.findings[0].says == "checks.card.named"
    assert [t.name for t in made.tables] == ["card_figures", "card_neighbours", "card_times"]


def test_a_count_without_the_sheet_is_shown_as_missing() -> None:
    made = card(material(), "0000", None, None)
    assert made.entries[0].votes is None
    assert made.figures_table.rows[0][1] is None
    assert made.findings[0].says == "checks.card.not_named"


def test_an_unknown_sheet_names_the_nearest() -> None:
    with pytest.raises(QuestionError, match="0005"):
        card(material(), "00055", None, None)


def test_cards_go_to_sheets_that_most_checks_name() -> None:
    asked = material()
    decision = explain(load("bo-president-2009"), asked.sheets.tally(), round="first")
    assert of_consequence(run_checks(asked, decision), asked, decision, 1) == ["0005"]
