"""``veedor stakes`` as a user meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from findings.build_findings import town
from veedor.case import open_case
from veedor.cli.main import EXIT_DIFFERS, EXIT_INPUT, main, veedor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(town(tmp_path_factory.mktemp("cases") / "town"))


def run(*args: str) -> Result:
    env = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "100"}
    return CliRunner().invoke(veedor, ["stakes", *args], env=env, catch_exceptions=False)


def as_json(*args: str) -> dict[str, Any]:
    result = run(*args, "--json")
    assert result.exit_code == 0
    made: dict[str, Any] = json.loads(result.output)
    return made


def test_the_smallest_numbers_are_said_in_both_languages(case: str) -> None:
    assert "annulled" in run(case, "--lang", "en").output
    assert "con sus votos anulados" in run(case, "--lang", "es").output


def test_json_holds_the_findings_with_the_command_that_makes_them(case: str) -> None:
    made = as_json(case, "--treatment", "annul", "--unit", "place")
    assert made["findings"][0]["command"].endswith("--treatment annul --unit place")


def test_a_number_a_share_a_query_and_a_file(case: str, tmp_path: Path) -> None:
    sheets = open_case(case).select().sheets
    some = sheets.ids[:2].tolist()
    path = tmp_path / "list.txt"
    path.write_text("\n".join(some), encoding="utf-8")
    by_file = as_json(case, "--sheets", str(path), "--treatment", "annul")
    by_query = as_json(case, "--where", f"sheet in ({some[0]}, {some[1]})", "--treatment", "annul")
    figures = [made["findings"][1]["figures"] for made in (by_file, by_query)]
    assert figures[0] == figures[1]
    assert str(path) in by_file["findings"][0]["command"]
    assert run(case, "--count", "1", "--treatment", "annul", "--runs", "100").exit_code == 0
    assert run(case, "--share", "1/2", "--treatment", "move", "--runs", "100").exit_code == 0
    comma = run(case, "--share", "12,5%", "--treatment", "annul", "--runs", "100", "--lang", "es")
    assert "--share 12.5%" in comma.output


def test_groups_of_the_users_own(case: str, tmp_path: Path) -> None:
    ids = open_case(case).select().sheets.ids.tolist()
    path = tmp_path / "groups.csv"
    path.write_text("sheet,clerk\n" + "\n".join(f"{i},{n % 2}" for n, i in enumerate(ids)), encoding="utf-8")
    made = as_json(case, "--groups", str(path), "--treatment", "annul")
    assert made["findings"][0]["figures"]["units_in_all"]["value"] == 2
    path.write_text(f"{ids[0]},a\n{ids[0]},b\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["stakes", case, "--groups", str(path)])
    assert left.value.code == EXIT_INPUT


def test_what_was_expected_sets_the_exit_code(case: str) -> None:
    asked = (case, "--count", "0", "--treatment", "annul", "--runs", "100")
    assert run(*asked, "--expect", "cannot").exit_code == 0
    assert run(*asked, "--expect", "could").exit_code == EXIT_DIFFERS


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--count", "99999"), "the count has"),
        (("--treatment", "anul"), "Did you mean 'annul'?"),
        (("--unit", "plaze"), "There is no unit 'plaze'"),
        (("--count", "1", "--share", "1%"), "more than one way"),
        (("--where", "planet = Mars"), "no field 'planet'"),
        (("--donor", "nobody"), "There is no choice 'nobody'"),
        (("--assertion", "x"), "rests on no assertion 'x'"),
        (("--outside", "preliminary@never"), "never"),
    ],
)
def test_bad_questions_get_one_clear_answer(
    case: str, args: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["stakes", case, *args])
    assert left.value.code == EXIT_INPUT
    assert message in capsys.readouterr().err
