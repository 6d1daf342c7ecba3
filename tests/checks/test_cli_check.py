"""``veedor check`` as a user meets it, on a small town."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result

from findings.build_findings import town
from veedor.cli.main import EXIT_DIFFERS, EXIT_OK, veedor
from veedor.errors import QuestionError


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(town(tmp_path_factory.mktemp("cases") / "town"))


def run(*words: str) -> Result:
    return CliRunner().invoke(veedor, ["check", *words])


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_text_is_there_in_both_languages(case: str, lang: str) -> None:
    result = run(case, "--lang", lang, "--sheets")
    assert result.exit_code == EXIT_OK, result.output
    assert re.findall(r"\b(?:checks?|column|table|forensics|figure)\.[a-z_]+", result.output) == []


def test_json_has_a_finding_for_every_check(case: str) -> None:
    from veedor.checks import CHECKS

    written = json.loads(run(case, "--json").output)
    ids = {f["id"] if "id" in f else f["finding_id"] for f in written["findings"]}
    assert {f"checks.{check}" for check in CHECKS} <= ids


def test_one_check_as_csv(case: str) -> None:
    result = run(case, "--only", "one_choice_above", "--csv", "--lang", "en")
    assert result.exit_code == EXIT_OK
    assert result.output.splitlines()[0] == "Sheet,Candidate,Votes,Valid votes"
    assert run(case, "--csv").exit_code != EXIT_OK


def test_the_card_of_a_sheet(case: str) -> None:
    from veedor.case import open_case

    sheet = str(open_case(case).select().sheets.ids[0])
    result = run(case, "--sheet", sheet, "--lang", "en")
    assert result.exit_code == EXIT_OK
    assert sheet in result.output
    assert "Figures in every count" in result.output


def test_names_that_do_not_exist_are_refused_with_the_nearest(case: str) -> None:
    for words, near in (
        (("--only", "changed_winer"), "changed_winner"),
        (("--pack", "boo"), "bo"),
        (("--count", "oficial"), "official"),
    ):
        error = run(case, *words).exception
        assert isinstance(error, QuestionError)
        assert near in str(error)


def test_forensics_take_a_seed_and_give_the_same_again(case: str) -> None:
    words = (case, "--forensics", "--seed", "3", "--simulations", "99", "--controls", "0", "--json")
    one, two = run(*words), run(*words)
    assert one.exit_code == EXIT_OK
    assert one.output == two.output
    assert '"seed"' in one.output


def test_help_teaches_by_example() -> None:
    text = run("--help").output
    assert "veedor check cases/bolivia-2019 --forensics --seed 7" in text


def test_a_change_of_winner_can_fail_a_build(case: str) -> None:
    from veedor.case import open_case

    changes = any(r.impact is not None and r.impact.annulled_changes for r in open_case(case).check().results)
    expected = EXIT_DIFFERS if changes else EXIT_OK
    assert run(case, "--fail-on-change").exit_code == expected
