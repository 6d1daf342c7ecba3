"""The same question has one answer, whichever verb is asked, and the same defaults."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from click.testing import CliRunner

from intake.build_intake import ROWS, SOURCE, csv_text, write_case
from veedor.case import Case, open_case
from veedor.case.export import export_results
from veedor.cli.export import command
from veedor.count.comparison import Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TWO = """
format = 1
[election]
title = "Two contests, two counts"
date = 2030-03-10
country = "BO"
tz = "America/La_Paz"
levels = ["region", "place"]
[contest.council]
title = "Council"
choices = [{{ id = "oak", label = "Oak" }}, {{ id = "elm", label = "Elm" }}]
[contest.mayor]
title = "Mayor"
rule = "bo-president-2009"
choices = [{{ id = "oak", label = "Oak" }}, {{ id = "elm", label = "Elm" }}]
[count.first]
title = "First"
kind = "{}"
[count.part]
title = "Second"
kind = "{}"
"""


def two_contests(
    folder: Path,
    kinds: tuple[str, str] = ("preliminary", "partial"),
    part: Sequence[Sequence[str]] = ROWS[:2],
) -> Case:
    """A contest without a rule before one with a rule, of which there are two counts."""
    sources = [("council", "first"), ("mayor", "first"), ("mayor", "part")]
    source = "".join(
        SOURCE.replace("source.final", f"source.{contest}-{count}")
        .replace('contest = "mayor"', f'contest = "{contest}"')
        .replace('count = "official"', f'count = "{count}"')
        .replace("count.csv", f"{count}.csv")
        for contest, count in sources
    )
    files: dict[str, str | bytes] = {"first.csv": csv_text(), "part.csv": csv_text(part)}
    return open_case(write_case(folder, source, files, TWO.format(*kinds)))


def test_what_is_not_named_is_what_every_other_question_takes(tmp_path: Path) -> None:
    """Not the first contest, which has no rule; not a recount of a part, which is no count of the whole."""
    case = two_contests(tmp_path / "case")
    done = CliRunner().invoke(
        command, [str(tmp_path / "case"), "--to", str(tmp_path / "out"), "--format", "csv"]
    )
    assert done.exit_code == 0, done.output
    outcome = case.outcome()
    names = [path.name for path in (tmp_path / "out").iterdir()]
    assert names == [f"results-{outcome.contest.contest_id}-{outcome.count_id}.csv"]
    assert names == ["results-mayor-first.csv"]
    with (tmp_path / "out" / names[0]).open(encoding="utf-8-sig", newline="") as lines:
        whole = next(csv.DictReader(lines))
    assert {c: int(whole[c]) for c in outcome.tally.votes} == dict(outcome.tally.votes)


def test_the_last_of_two_preliminary_counts_is_taken_by_every_question(tmp_path: Path) -> None:
    case = two_contests(tmp_path / "case", kinds=("preliminary", "preliminary"))
    assert case.select().count_id == case.outcome().count_id == "part"
    (path,) = export_results(case.select(), tmp_path / "out", ("csv",))
    assert path.name == "results-mayor-part.csv"


def test_a_blank_cell_that_became_a_zero_changed_its_sheet_for_every_verb(tmp_path: Path) -> None:
    """What is not known is never nothing: another figure is published, though no sum differs."""
    filled = [[cell or "0" for cell in row] for row in ROWS]
    filled[0][5] = "31"
    case = two_contests(tmp_path / "case", ("preliminary", "official"), filled)
    comparison = case.compare()
    assert isinstance(comparison, Comparison)
    assert comparison.changed_ids == ("001", "004")
    changed = case.check(only=("changed",)).of("changed")
    assert tuple(changed.named.tolist()) == comparison.changed_ids
    # sheet 004 differs in a candidate's cell alone: it is no sheet of which only blank or null votes changed
    assert {part.name: part.sheets for part in changed.parts}.get("blank_or_null_only", 0) == 0
