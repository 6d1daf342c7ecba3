"""``veedor project`` and ``veedor shift`` as a user meets them, on a town of four sheets without times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from findings.build_findings import town
from veedor.case import open_case
from veedor.cli.main import EXIT_INPUT, VERBS, main, veedor
from veedor.outstanding.shift.late_shift import resumption

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(town(tmp_path_factory.mktemp("cases") / "town"))


def run(*args: str) -> str:
    result = CliRunner().invoke(veedor, list(args), env={"COLUMNS": "100"}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def as_json(*args: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(run(*args, "--json"))
    return made


def flat(text: str) -> str:
    """Without line breaks and the spaces that keep a number with its unit."""
    return " ".join(text.split())


def test_project_says_what_is_known_and_why_nothing_is_projected(case: str) -> None:
    text = flat(run("project", case, "--snapshot", "s1", "--lang", "en"))
    assert "2 tally sheets of 4 were counted" in text
    assert "No projection is given: 42.8" in text
    assert "probability" not in text


def test_project_speaks_spanish(case: str) -> None:
    assert "No se da proyección" in flat(run("project", case, "--snapshot", "s1", "--lang", "es"))


def test_project_at_a_time_takes_the_last_file_by_then(case: str) -> None:
    found = as_json("project", case, "--at", "2020-01-02 00:00")
    state = next(f for f in found["findings"] if f["id"] == "outstanding.state")
    assert state["figures"]["counted"]["value"] == 3


def test_a_time_before_the_first_file_is_an_error_that_lists_the_files(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["project", case, "--at", "2019-01-01 00:00"])
    assert stopped.value.code == EXIT_INPUT
    assert "Snapshots:" in capsys.readouterr().err


def test_a_snapshot_that_is_not_there_is_named(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["project", case, "--snapshot", "s3"])
    assert stopped.value.code == EXIT_INPUT
    assert "There is: 's1', 's2'." in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [
        ("project", "--snapshot", "s1", "--at", "2020-01-01 10:00"),
        ("shift", "--early", "preliminary@s1", "--at", "2020-01-01 10:00"),
        ("project", "--at", "yesterday"),
    ],
)
def test_a_command_line_that_means_two_things_is_refused(case: str, args: tuple[str, ...]) -> None:
    result = CliRunner().invoke(veedor, [args[0], case, *args[1:]])
    assert result.exit_code == EXIT_INPUT
    assert "Traceback" not in result.output


def test_shift_without_times_still_splits_the_shift(case: str) -> None:
    found = as_json("shift", case)
    says = [finding["id"] for finding in found["findings"]]
    assert says[0] == "shift.decomposition"
    assert "shift.jump" in says  # it says that no order is known
    terms = next(table for table in found["tables"] if table["name"] == "shift_terms")
    assert len(terms["rows"]) >= 2


def test_shift_by_time_without_times_says_what_is_missing(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["shift", case, "--at", "2020-01-01 10:00"])
    assert stopped.value.code == EXIT_INPUT
    assert "log of verifications" in capsys.readouterr().err


def test_the_command_of_a_finding_gives_the_same_findings(case: str) -> None:
    result = open_case(case).project(snapshot="s2", seed=3)
    again = flat(run(*result.command.split()[1:], "--lang", "en"))
    assert "3 tally sheets of 4" in again
    assert result.command.endswith("--snapshot s2 --seed 3")


@pytest.mark.parametrize("verb", ["project", "shift"])
def test_help_teaches_by_example(verb: str) -> None:
    text = run(verb, "--help")
    assert text.count(f"veedor {verb} cases/") >= 3
    assert VERBS[verb]


def test_the_longest_pause_with_a_count_on_both_sides_is_theresumption() -> None:
    minutes = np.concatenate((np.arange(100), 100 + 600 + np.arange(100), [2000]))
    times = np.datetime64("2030-01-01", "s") + (60 * minutes).astype("timedelta64[s]")
    assert resumption(times) == times[100]  # the later, longer pause has one sheet behind it
    assert resumption(times[:100]) is None
    assert resumption(times[:0]) is None
    assert resumption(times[:1]) is None


@pytest.mark.slow
def test_pictures_of_both_are_drawn_in_both_languages(tmp_path: Path) -> None:
    import altair as alt

    from outstanding.build_outstanding import first, synthetic, tally_of
    from outstanding.shift.test_examine import cut, look
    from outstanding.test_projection import lead_of
    from veedor.outstanding import partial_count, project
    from veedor.report.charts import specs, theme
    from veedor.report.wording import Wording

    del tmp_path
    sheets = synthetic(41, sheets=1200)
    projection = project(
        partial_count(sheets, first(sheets, 0.8)),
        (lead_of(sheets),),
        tally_of(sheets, first(sheets, 0.8)),
        draws=20,
    )
    shift = look(sheets, cut(sheets))
    for lang in ("en", "es"):
        words = Wording(lang).of(sheets.contest)
        drawn = [*specs(projection, words), *specs(shift, words)]
        assert [spec.name for spec in drawn] == [
            "outstanding-break-even",
            "outstanding-calibration",
            "shift-running",
            "shift-terms",
            "shift-cuts-raw",
            "shift-cuts-beside",
            "shift-cuts-before",
        ]
        for spec in drawn:
            assert isinstance(theme.finished(spec, words).to_dict(), dict)
            assert spec.narrow is not None
            assert "{" not in spec.summary
            assert isinstance(spec.chart, alt.LayerChart)


def test_no_picture_holds_counted_and_projected_values_together() -> None:
    from outstanding.build_outstanding import first, synthetic, tally_of
    from outstanding.test_projection import lead_of
    from veedor.outstanding import partial_count, project
    from veedor.report.charts import specs
    from veedor.report.wording import Wording

    sheets = synthetic(42, sheets=1200)
    held = first(sheets, 0.8)
    result = project(partial_count(sheets, held), (lead_of(sheets),), tally_of(sheets, held), draws=20)
    current = 100 * float(result.current[0])
    record = next(
        s for s in specs(result, Wording().of(sheets.contest)) if s.name == "outstanding-break-even"
    )
    values = [
        value
        for rows in record.chart.to_dict()["datasets"].values()
        for row in rows
        for value in row.values()
        if isinstance(value, float)
    ]
    assert values
    assert all(abs(value - current) > 1e-9 for value in values)
