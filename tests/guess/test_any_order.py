"""An engine gives grouped rows in any order, another one each time: nothing that is said may hang on it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from veedor.case.case import open_case
from veedor.cli.new import command
from veedor.engine.sql.form import Form, Join, Select, Union
from veedor.engine.sql.table import Table

NAMES = ("Ada Quill", "Bo Reed", "Cy Stone", "Write-in")
MODES = ("Election Day", "Early", "Absentee")


def any_order(form: Form) -> bool:
    """Whether an engine may give the rows of a step in another order each time."""
    match form:
        case Join():
            return any_order(form.left)
        case Union():
            return any(map(any_order, form.parts))
        case Select(order=""):
            return form.groups is not None or form.distinct or any_order(form.parent)
    return False


@pytest.fixture
def shuffled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give every query whose rows have no order in another order each time; tell which did."""
    plain = vars(Table)["query"].fget
    queries = []

    def query(table: Table) -> str:
        text = str(plain(table))
        if not any_order(table.form):
            return text
        queries.append(text)
        return f"SELECT * FROM ({text}) ORDER BY random()"  # noqa: S608 - made by us

    monkeypatch.setattr(Table, "query", property(query))
    return queries


def modes(stations: int = 12) -> tuple[list[list[Any]], dict[str, int]]:
    """Votes by station, candidate and way of voting, with a row for the sum of the ways, in a long table."""
    dice = np.random.default_rng(50)
    rows: list[list[Any]] = [["County", "Precinct", "Contest", "Candidate", "Vote Type", "Votes"]]
    truth = dict.fromkeys(NAMES, 0)
    for station in range(stations):
        for name in NAMES:
            votes = [int(n) for n in dice.integers(3, 99, len(MODES))]
            truth[name] += sum(votes)
            for mode, number in [*zip(MODES, votes, strict=True), ("Total", sum(votes))]:
                rows.append(["Kent", f"P-{station}", "President", name, mode, number])
    return rows, truth


@pytest.mark.parametrize("stations", [12, 7])
def test_the_rows_that_are_totals_are_those_of_the_file(
    stations: int, shuffled: list[str], tmp_path: Path
) -> None:
    rows, truth = modes(stations)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    (tmp_path / "results.csv").write_text(out.getvalue(), encoding="utf-8")
    stated = ["--yes", "--title", "t", "--date", "2024-11-05", "--country", "US", "--rule", "plurality"]
    case = tmp_path / "case"
    done = CliRunner().invoke(command, [str(tmp_path / "results.csv"), *stated, "--to", str(case)])
    assert done.exit_code == 0, done.output
    tally = open_case(case).outcome().tally
    label = {choice.choice_id: choice.label for choice in tally.contest.choices}
    assert {label[choice]: votes for choice, votes in tally.votes.items() if votes} == truth
    assert shuffled
