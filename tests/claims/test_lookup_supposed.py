# ruff: noqa: E501 - one case a line
"""Numbers of what would change the outcome, of thresholds, ranks and an earlier election, looked up in a count."""

from __future__ import annotations

import pytest

from claims.test_lookup import CHOICES, CSV, story
from intake.build_intake import SOURCE, write_case
from veedor import press
from veedor.claims import CaseFacts
from veedor.claims.count_facts import CountFacts
from veedor.claims.evaluate import answer_of
from veedor.claims.fact import condition
from veedor.claims.functions import functions
from veedor.claims.lookup import Lookup
from veedor.claims.propose import propose
from veedor.count import Election
from veedor.press.phrases import list_of_level

RULED = CHOICES.replace("[contest.mayor]\n", '[contest.mayor]\nrule = "majority-runoff"\n')
OPENING = "Ana Ruiz and Juan Paz were the candidates of the election in Ruritania, where votes were counted."
OPENING_ES = (
    "Ana Ruiz y Juan Paz fueron los candidatos de la elección en Ruritania, donde se contaron los votos."
)


@pytest.fixture(scope="module")
def lookup(tmp_path_factory: pytest.TempPathFactory) -> Lookup:
    """Give a count with an earlier election beside it."""
    folder = tmp_path_factory.mktemp("supposed")
    write_case(folder / "now", SOURCE, {"count.csv": CSV}, RULED)
    before = CSV.replace("3011,2507", "3511,2007").replace("1203,2711", "1303,2611")
    earlier = CHOICES.replace("2030", "2026")
    write_case(folder / "then", SOURCE, {"count.csv": before}, earlier)
    others = {"2026": CaseFacts(Election.open(folder / "then"))}
    return Lookup(CountFacts(CaseFacts(Election.open(folder / "now"), others=others)))


def checks(lookup: Lookup, text: str, opening: str = OPENING) -> list[str]:
    found = propose(press.reuse([story("a", opening, text)]), lookup)
    return [r.check for p in found.proposals for r in p.readings if p.first.text != opening]


def value(lookup: Lookup, expression: str) -> str:
    found = answer_of(expression, functions(lookup.facts.case))
    return f"{float(found):g}"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Lawyers said {} sheets would have to be annulled to change the outcome of the vote.", "smallest_flip()"),
        ("A change of {} sheets to anything at all would overturn the result of the vote.", 'smallest_flip(change="anything")'),
        ("Had {} votes gone the other way, it would have been enough to change the outcome.", "votes_to_flip()"),
        ("Paz was {} votes beyond the line of half of the votes.", 'votes("elm") - valid() / 2'),
        ("Paz got {} more votes than in 2026.", 'votes("elm") - votes("elm", case="2026")'),
        ("The share of Ruiz fell by {} points.", 'share("oak", case="2026") - share("oak")'),
        ("In the 2026 election Ruiz won {} percent of the vote.", 'share("oak", case="2026")'),
    ],
)  # fmt: skip
def test_what_is_supposed_and_what_was_before_is_found_by_its_number(
    lookup: Lookup, text: str, expression: str
) -> None:
    number = value(lookup, expression)
    digits = number if float(number) > 100 or float(number).is_integer() else f"{float(number):.2f}"
    found = checks(lookup, text.format(digits))
    assert any(expression in check for check in found), (digits, found)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Según los abogados, para cambiar el resultado de la elección habría que anular {} actas.", "smallest_flip()"),
        ("En la elección de 2026, Ruiz obtuvo el {} % de los votos.", 'share("oak", case="2026")'),
    ],
)  # fmt: skip
def test_they_are_found_in_spanish(lookup: Lookup, text: str, expression: str) -> None:
    number = f"{float(value(lookup, expression)):.2f}".removesuffix(".00").replace(".", ",")
    found = checks(lookup, text.format(number), OPENING_ES)
    assert any(expression in check for check in found), (number, found)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Ruiz was second in the election, and Paz held 1st place.", 'rank("elm") == 1'),
        ("Ruiz finished 2nd in the election.", 'rank("oak") == 2'),
        ("In Bay of Kings, Ruiz came second in the vote.", 'rank("oak", where="region = Bay of Kings") == 2'),
        ("In the election Ruiz was number 2.", 'rank("oak") == 2'),
        ("In the election Ruiz finished 7th.", None),
    ],
)
def test_ranks_are_read_in_words_and_figures(lookup: Lookup, text: str, check: str | None) -> None:
    found = checks(lookup, text)
    assert (check in found) if check else not any("rank" in one for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "En la elección, Ruiz quedó en 2.º lugar.",
        "Ruiz ocupó el 2do puesto en la elección.",
        "Segunda llegó Ruiz en la elección.",
        "En la elección Ruiz quedó en el puesto 2.",
    ],
)
def test_ranks_are_read_in_spanish(lookup: Lookup, text: str) -> None:
    assert 'rank("oak") == 2' in checks(lookup, text, OPENING_ES)


def test_further_facts_are_computed_when_words_ask_for_them_and_are_what_they_say(lookup: Lookup) -> None:
    facts = CountFacts(lookup.facts.case)
    quiet = Lookup(facts)
    checks(quiet, "Ruiz won 47.7 percent of the vote.")
    assert "supposed" not in vars(facts)
    asked = functions(facts.case)
    for fact in (*facts.supposed, *facts.compared):
        assert answer_of(fact.check, asked) == fact.value, fact
        assert all("{" not in name for name in fact.name.values())
    kinds = {fact.kind for fact in (*facts.supposed, *facts.compared)}
    assert {"flip_sheets", "flip_places", "flip_votes", "change", "change_of_share", "to_threshold"} <= kinds


def test_whom_a_sentence_does_not_name_has_not_avoided_a_runoff(lookup: Lookup) -> None:
    text = "The ten points that Paz needed are passed. They are needed to avoid a runoff in the election."
    assert 'outcome() == "elected"' in checks(lookup, text)


def test_a_level_has_its_words_in_every_language() -> None:
    assert list_of_level("departamento") == list_of_level("department") == "levels department"
    assert list_of_level("ward") == "levels ward"


def test_a_name_of_two_words_and_ands_is_a_condition() -> None:
    assert condition("region", "Bay of Kings") == "region = Bay of Kings"
    assert condition("region", "Trinidad and Tobago") == "region = 'Trinidad and Tobago'"
    assert condition("region", 'The "Hill"') == ""
