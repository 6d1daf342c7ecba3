"""Cards of single sheets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from checks.build_checks import CONTEST, baseline, clean, with_votes
from veedor.checks import NO_PACK, Dossier, card, of_consequence, run_checks
from veedor.count.logs import Verifications
from veedor.errors import QuestionError
from veedor.model import CountId


def dossier() -> Dossier:
    before = replace(clean().take(np.arange(1, 12)), count_id=CountId("preliminary"))
    log = Verifications(
        CONTEST.contest_id,
        CountId("preliminary"),
        np.array(["0005", "0006"]),
        np.array(["2019-10-20T20:00:00", "2019-10-20T20:01:00"], dtype="datetime64[s]"),
        np.array([1, 2]),
    )
    return Dossier((before, with_votes(clean(), 5, (0, 150, 0, 0, 0))), NO_PACK, (log,))


def test_a_card_has_every_count_the_neighbours_and_the_times() -> None:
    asked = dossier()
    against = baseline(asked.sheets)
    checks = run_checks(asked, against)
    made = card(asked, "0005", against, checks)
    assert [e.votes for e in made.entries] == [tuple(clean().votes[5].tolist()), (0, 150, 0, 0, 0)]
    assert [n[0] for n in made.neighbours] == ["0004", "0006", "0007"]
    assert made.times == (("preliminary", "2019-10-20 20:00:00+00:00"),)
    assert {"changed", "changed_winner", "one_choice_only"} <= set(made.checks)
    assert made.findings[0].says == "checks.card.named"
    assert [t.name for t in made.tables] == ["card_figures", "card_neighbours", "card_times"]


def test_a_count_without_the_sheet_is_shown_as_missing() -> None:
    made = card(dossier(), "0000", None, None)
    assert made.entries[0].votes is None
    assert made.tables[0].rows[0][1] is None
    assert made.findings[0].says == "checks.card.not_named"


def test_an_unknown_sheet_names_the_nearest() -> None:
    with pytest.raises(QuestionError, match="0005"):
        card(dossier(), "00055", None, None)


def test_cards_go_to_sheets_that_most_checks_name() -> None:
    asked = dossier()
    against = baseline(asked.sheets)
    assert of_consequence(run_checks(asked, against), asked, against, 1) == ["0005"]
