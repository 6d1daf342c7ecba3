"""No key, value of a program or name with an underscore stands where words should, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction

import pytest

from report.build_small import small, some_rows
from veedor.audit.confirm import _nothing_to_confirm
from veedor.case import Case, open_case
from veedor.model import Result, Unit, Value
from veedor.report.catalogue import shipped
from veedor.report.wording import Wording
from veedor.rules import explain, load, tally_of
from veedor.stakes.request import StakesRequest

RAW = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[0-9]+ (?:town|land|official)\b")
SHOWN = {bool, int, float, str, Fraction, date, datetime, timedelta, type(None)}
"""Types of values that have a way of being written; a value of a program's own list has none."""
NAMES = {"land", "town", "votes.csv", "Hill"}
"""What only the case names, and what no language can say otherwise."""


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A case whose levels of place are called as no language of ours calls them."""
    folder = tmp_path_factory.mktemp("stranger") / "case"
    small(folder, some_rows(), times=True)
    text = (folder / "case.toml").read_text(encoding="utf-8")
    for old, new in (
        ('["region", "place"]', '["land", "town"]'),
        ("region =", "land ="),
        ("place =", "town ="),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return open_case(folder)


def values(result: Result) -> Iterator[tuple[str, Unit, Value]]:
    """Every value that a reader may see, with where it stands."""
    for finding in result.findings:
        for figure in finding.figures:
            yield f"{finding.says}: {figure.name}", figure.unit, figure.value
    for table in result.tables:
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                yield f"{table.name}: {column.name}", column.unit, value


def raw(result: Result, words: Wording) -> list[tuple[str, str]]:
    """What is shown as a program writes it."""
    found = [(finding.says, m[0]) for finding in result.findings for m in RAW.finditer(words.say(finding))]
    for where, unit, value in values(result):
        for one in value if isinstance(value, tuple) else (value,):
            told = unit is not Unit.TERM or one in NAMES
            if isinstance(one, str) and one and not told and not words.has(one):
                found.append((where, one))
            if type(one) not in SHOWN:
                found.append((where, repr(one)))
    return found


def asked(case: Case) -> Iterator[Result]:
    yield case.outcome()
    yield case.check()
    yield case.sheets()
    yield case.stakes(StakesRequest(unit="town"))
    yield case.stakes(StakesRequest(unit="land", number=1, treatments=("annul", "replace")))
    yield case.stakes(StakesRequest(condition="town = 'School 0'"))


@pytest.mark.parametrize("lang", shipped())
def test_what_only_the_case_names_is_said_as_its_name(stranger: Case, lang: str) -> None:
    for result in asked(stranger):
        assert raw(result, Wording(lang).of(stranger.outcome().contest)) == []


def test_units_of_a_level_without_words_are_called_units(stranger: Case) -> None:
    first = next(
        f
        for f in stranger.stakes(StakesRequest(unit="town")).findings
        if f.finding_id == "stakes.flip.town.annul"
    )
    assert "units of the level “town”" in Wording("en").say(first)
    assert "unidades del nivel «town»" in Wording("es").say(first)
    table = next(t for t in stranger.stakes(StakesRequest(unit="town")).tables if t.name == "stakes_flips")
    assert {row[1] for row in table.rows} == {"town"}


@pytest.mark.parametrize(
    ("law", "votes", "registered", "told"),
    [
        ("plurality", {"A": 0, "B": 0}, None, "The outcome (no candidate has a vote) rests on no condition"),
        ("approve(1/2, turnout=50%)", {"yes": 1, "no": 0}, 9, "The outcome (void) rests on no condition"),
        ("plurality", {"A": 2, "B": 2}, None, "The outcome (a tie) rests on no condition"),
    ],
)
def test_an_error_says_in_words_how_a_round_ends(
    law: str, votes: dict[str, int], registered: int | None, told: str
) -> None:
    decision = explain(load(law), tally_of(votes, registered=registered))
    error = _nothing_to_confirm(decision)
    assert str(error).startswith(told)
    assert not any(isinstance(one, Enum) for one in (getattr(error.text, "fields", None) or {}).values())


def test_a_value_without_words_is_found() -> None:
    assert not Wording("en").has("other_body")
    assert RAW.search("undetermined: no_votes")
    assert RAW.search("6 town")
