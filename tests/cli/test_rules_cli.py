"""``veedor rules`` as a user meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from veedor.cli.main import EXIT_DIFFERS, EXIT_INPUT, main
from veedor.cli.rules import METHODS, command
from veedor.rules import load, loads
from veedor.rules.allocation import METHODS as ALL_METHODS

if TYPE_CHECKING:
    from pathlib import Path

BOLIVIA = [
    "bo-president-2009",
    "--votes",
    "MAS=2889359",
    "--votes",
    "CC=2240920",
    "--votes",
    "others=1007392",
]


def run(*args: str) -> Result:
    return CliRunner().invoke(command, list(args))


def words(result: Result) -> str:
    """Give what was printed, as if on one line."""
    return " ".join(result.output.split())


def refused(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(["rules", *args])
    assert stopped.value.code == EXIT_INPUT
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return err


def test_list() -> None:
    text = run("list", "--country", "bo", "--lang", "es").output
    assert "bo-president-2009" in text
    assert "Presidencia de Bolivia" in text
    assert max(len(line) for line in run("list").output.splitlines()) <= 80
    found = json.loads(run("list", "--json", "--on", "2019-10-20").output)
    ids = [rule["id"] for rule in found]
    assert "bo-president-2009" in ids
    assert all(rule["valid_from"] <= "2019-10-20" for rule in found)
    assert [r["id"] for r in json.loads(run("list", "--json", "--on", "1700-01-01").output)] == []


@pytest.mark.slow
def test_a_country_without_rules_is_answered_with_those_that_have_some(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "no rule of the country 'ZZ'. There are rules of AF, " in refused(
        capsys, "list", "--country", "ZZ"
    )
    told = refused(capsys, "list", "--country", "BO", "--on", "1800-01-01")
    assert "`veedor rules list --country BO` lists" in told
    assert run("list", "--country", "BO").exit_code == 0
    assert run("new", "--like", "plurality").exit_code == 0


@pytest.mark.parametrize(("lang", "says"), [("en", "In words"), ("es", "En palabras")])
def test_show(lang: str, says: str) -> None:
    result = run("show", "bo-president-2009", "--lang", lang)
    assert result.exit_code == 0
    for text in (says, "cincuenta por ciento más uno", "more-than-half", "✓"):
        assert text in words(result)
    assert "✗" not in result.output
    assert "rules." not in result.output


def test_show_as_json_is_the_rule_itself() -> None:
    assert loads(run("show", "bo-president-2009", "--json").output, form="json") == load("bo-president-2009")


def test_show_tells_of_a_fixture_that_does_not_come_out(tmp_path: Path) -> None:
    text = run("show", "bo-president-2009", "--json").output
    own = tmp_path / "own.json"
    own.write_text(text.replace('"A": 50,', '"A": 51,'), encoding="utf-8")
    result = run("show", str(own))
    assert result.exit_code == EXIT_DIFFERS
    assert "✗" in result.output


def test_try() -> None:
    result = run("try", *BOLIVIA, "--lang", "en")
    assert result.exit_code == 0
    for text in (
        "MAS is elected",
        "47.0758",
        "10.5649",
        "34,672 votes",
        "17,336",
        "38,525",
        "31,520",
        "more-than-half",
    ):
        assert text in words(result)
    assert "veedor rules try bo-president-2009 --votes MAS=2889359" in words(result)


def test_try_in_spanish_writes_numbers_as_its_readers_do() -> None:
    text = words(run("try", *BOLIVIA, "--lang", "es"))
    assert "34.672 votos" in text
    assert "porcentaje y ventaja" in text


def test_try_as_json_is_exact() -> None:
    made = json.loads(run("try", *BOLIVIA, "--json").output)
    binding = next(f for f in made["findings"] if f["id"] == "rules.binding")
    assert "346719/10" in json.dumps(binding)


def test_try_expects_a_winner() -> None:
    assert run("try", *BOLIVIA, "--expect", "MAS").exit_code == 0
    assert run("try", *BOLIVIA, "--expect", "CC").exit_code == EXIT_DIFFERS


def test_try_by_area(tmp_path: Path) -> None:
    areas = tmp_path / "counties.csv"
    rows = [f"county,c{i},{name},{n}" for i in range(47) for name, n in (("A", 60), ("B", 40), ("null", 1))]
    areas.write_text("\n".join(["level,area,choice,votes", *rows]) + "\n", encoding="utf-8")
    text = words(run("try", "ke-president-2010", "--areas", str(areas), "--lang", "en"))
    assert "A is elected" in text
    assert "47 areas" in text
    few = [f"--area=county/c{i}:A=6,B=4" for i in range(3)]
    text = words(run("try", "ke-president-2010", *few, "--lang", "en"))
    assert "Nobody is elected" in text


def test_try_with_votes_to_come() -> None:
    text = words(run("try", *BOLIVIA, "--outstanding", "40000", "--lang", "en"))
    assert "not determined yet" in text


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["show", "bo-president-2008"], "bo-president-2009"),
        (["show", "bo-president-2009", "--variant", "half"], "no variant"),
        (["list", "--on", "yesterday"], "no day"),
        (["try", "bo-president-2009"], "no votes"),
        (["try", "bo-president-2009", "--votes", "A"], "NAME=N"),
        (["try", "bo-president-2009", "--votes", "A=-1"], "NAME=N"),
        (["try", "bo-president-2009", "--votes", "A=1.5"], "NAME=N"),
        (["try", "bo-president-2009", "--votes", "A=1", "--votes", "A=2"], "twice"),
        (["try", "bo-president-2009", "--votes", "A=1", "--votes", "null=2", "--null", "3"], "twice"),
        (["try", "bo-president-2009", "--votes", "A=1", "--round", "third"], "no round"),
        (["try", "bo-president-2009", "--votes", "A=1", "--expect", "B"], "no candidate"),
        (["try", "ke-president-2010", "--votes", "A=1"], "county"),
        (["try", "ke-president-2010", "--area", "Nairobi=3"], "county/Nairobi"),
        (["try", "ke-president-2010", "--area", "county/X:A=3", "--area", "county/X:A=3"], "twice"),
        (["try", "ro-president-2003", "--votes", "A=1"], "--registered"),
        (["try", "ke-president-2010", "--areas", "none.csv"], "cannot be read"),
        (["seats", "--seats", "2"], "no votes"),
        (["seats", "--seats", "2", "--votes", "A=0"], "no list"),
        (["seats", "--seats", "2", "--votes", "A=1", "--threshold", "some"], "no share"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    args: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in refused(capsys, *args)


def test_every_line_of_a_file_of_areas_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text(
        "level,area,choice,votes\ncounty,X,A,many\ncounty,,A,3\ncounty,Y,A,3\ncounty,Y,A,3\n",
        encoding="utf-8",
    )
    err = refused(capsys, "try", "ke-president-2010", "--areas", str(areas))
    for text in ("row 2", "'many'", "row 3", "row 5", "3 problems"):
        assert text in err
    areas.write_text("level,area,choice,votes\ncounty,Nairobi,A,1,234\n", encoding="utf-8")
    err = refused(capsys, "try", "ke-president-2010", "--areas", str(areas))
    assert "row 2: The row has another number of cells" in err, "1,234 is not one vote"
    areas.write_text("level,area,votes\n", encoding="utf-8")
    assert "choice" in refused(capsys, "try", "ke-president-2010", "--areas", str(areas))
    areas.write_bytes(b"level,area,choice,votes\ncounty,\xff,A,1\n")
    assert "UTF-8" in refused(capsys, "try", "ke-president-2010", "--areas", str(areas))


def test_seats() -> None:
    votes = ["--votes", "A=100", "--votes", "B=60", "--votes", "C=30"]
    text = words(run("seats", "--seats", "3", *votes, "--lang", "en"))
    assert "A 2 and B 1" in text
    assert "14 votes moved from A to C" in text
    made = json.loads(run("seats", "--seats", "3", *votes, "--json").output)
    assert [row[-1] for row in made["tables"][0]["rows"]] == [2, 1]
    above = words(run("seats", "--seats", "3", *votes, "--threshold", "1/3", "--lang", "en"))
    assert "A 3." in above or "A 3" in above
    few = words(run("seats", "--seats", "4", "--votes", "A=1", "--method", "droop", "--lang", "en"))
    assert "Nobody can claim 2 seats" in few
    assert "Nobody has a vote" not in few
    areas = ["--area", "state/N:A=3,B=1", "--area", "state/S:A=1,B=1"]
    text = words(run("seats", "--seats", "1", *areas, "--lang", "es"))
    assert "sin asignar" in text


@pytest.mark.parametrize("verb", [[], ["list"], ["show"], ["try"], ["seats"]])
def test_help_teaches_by_example(verb: list[str]) -> None:
    text = run(*verb, "--help").output
    assert "Examples:" in text
    assert "veedor rules" in text


def test_the_methods_of_the_command_line_are_those_of_the_rules() -> None:
    assert METHODS == ALL_METHODS
