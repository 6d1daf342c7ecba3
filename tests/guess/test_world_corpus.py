"""The files of the world: that they are what they say, whatever is guessed about them."""

from __future__ import annotations

import pytest

from guess.world.corpus import entry, specs
from guess.world.figures import make_sheets
from guess.world.judged import ChoiceFound, Found, differences


def test_there_are_many_layouts_of_many_countries() -> None:
    assert len(specs()) >= 100
    assert len({spec["country"] for spec in specs().values()}) >= 70


@pytest.mark.parametrize("name", sorted(specs()))
def test_an_entry_is_written_and_its_truth_is_known(name: str) -> None:
    made = entry(name)
    assert made.content
    assert 10 <= made.truth.sheets <= 120
    assert len({choice.votes for choice in made.truth.choices if choice.votes}) >= 2
    assert made.truth.choices[0].kinds[0] in {"candidate", "blank", "null", "none"}


def test_figures_agree_but_for_the_sheets_that_are_made_bad() -> None:
    spec = {"choices": ["A", "B"], "dirt": {"bad": 3, "annulled": 2}, "states": {"annulled": "Anulada"}}
    sheets = make_sheets(spec, 7)
    off = [s for s in sheets if s.sum("c1 + c2 - v") or s.sum("v + b + u - t") or s.sum("t.1/2 + t.2/2 - t")]
    assert len(off) == 3
    assert [s.words["state"] for s in sheets if s.state == "annulled"] == ["Anulada"] * 2
    assert all(s.sum("r - a - c1 - c2 - b - u") == 0 for s in sheets)


def test_the_judge_sees_a_total_taken_for_a_candidate_and_a_kind_that_is_wrong() -> None:
    truth = entry("honduras-cne").truth
    right = Found(
        [ChoiceFound(c.names[0], c.kinds[0], c.votes) for c in truth.choices],
        dict(truth.numbers),
        truth.sheets,
    )
    assert differences(truth, right) == []
    right.choices.append(ChoiceFound("Gran Total", "candidate", truth.numbers["cast"]))
    right.choices[0] = ChoiceFound(right.choices[0].label, "blank", right.choices[0].votes)
    del right.numbers["valid"]
    assert [about for about, _ in differences(truth, right)] == ["kind", "choices", "missing valid"]
