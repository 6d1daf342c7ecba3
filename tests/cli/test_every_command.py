"""Every verb and every word below it: as JSON, in a language, with examples; and what JSON holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from veedor.cli.main import veedor
from veedor.cli.telling import tell_sentence, telling

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHOUT_JSON = {
    "audit print": "a page to print",
    "claims export": "what it prints is JSON: schema.org ClaimReview",
    "rules new": "a rule file to edit",
    "serve": "runs until it is stopped",
    "watch": "runs for a night; its record and its alarms are files of JSON lines",
    "witness": "runs until it is stopped",
}
"""Verbs of which JSON would make no sense, and why."""


def every(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command below one that is no group, with the words that call it."""
    inner: dict[str, click.Command | None] = dict(getattr(command, "commands", {}))
    if isinstance(command, click.Group):
        context = click.Context(command)
        inner |= {name: command.get_command(context, name) for name in command.list_commands(context)}
    else:
        yield " ".join(words), command
    for name, one in inner.items():
        assert one is not None
        yield from every(one, (*words, name))


COMMANDS = dict(every(veedor))


def options(name: str) -> set[str]:
    return {option for parameter in COMMANDS[name].params for option in parameter.opts}


def test_the_walk_finds_verbs_within_verbs() -> None:
    assert {"outcome", "audit sign", "log close", "report diff", "claims functions"} <= COMMANDS.keys()
    assert len(COMMANDS) > 50


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_it_speaks_a_language_and_shows_how_it_is_called(name: str) -> None:
    assert "--lang" in options(name)
    example = f"veedor {name}"
    assert any(line.strip().startswith(example) for line in (COMMANDS[name].help or "").split("\n"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_it_prints_json_or_there_is_a_reason(name: str) -> None:
    assert ("--json" in options(name)) is (name not in WITHOUT_JSON)


def test_no_reason_is_left_over() -> None:
    assert WITHOUT_JSON.keys() <= COMMANDS.keys()


def run(*args: object, code: int = 0) -> str:
    result = CliRunner().invoke(veedor, [str(arg) for arg in args], env={"LANG": "C.UTF-8", "COLUMNS": "110"})
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_verb_that_does_something_tells_it_as_json_with_its_figures(tmp_path: Path) -> None:
    key = tmp_path / "log.key"
    told = json.loads(run("note", "keygen", "example.org/count", "--to", key, "--json", "--lang", "es"))[
        "told"
    ]
    assert told[0]["file"] == str(key)
    assert told[0]["public"] == f"{key}.vkey"
    assert "clave" in told[0]["text"]
    assert told[1]["key"].startswith("example.org/count+")
    begun = ("log", "init", tmp_path / "log", "--key", key, "--title", "Count", "--json")
    assert json.loads(run(*begun))["told"][0]["origin"] == "example.org/count"
    more = json.loads(run("log", "publish", tmp_path / "log", "--key", key, "--json"))["told"]
    assert more[-1]["leaves"] == 2


def test_the_functions_of_a_check_are_told_in_a_language() -> None:
    told = json.loads(run("claims", "functions", "--json", "--lang", "es"))["told"]
    votes = next(one for one in told if one.get("name") == "votes")
    assert votes["means"] == "votos de una opción"
    assert votes["gives"] == "votes"


def test_what_was_done_before_an_error_is_told_all_the_same() -> None:
    @click.command()
    @telling
    def verb() -> None:
        """Do one thing, and fail at the next."""
        tell_sentence("{number} done.", number=1)
        raise click.UsageError("not that")

    result = CliRunner().invoke(verb, ["--json"])
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {"told": [{"text": "1 done.", "number": 1}]}


def test_nothing_is_told_of_what_failed_at_once() -> None:
    @click.command()
    @telling
    def verb() -> None:
        """Fail."""
        raise click.UsageError("not that")

    assert CliRunner().invoke(verb, ["--json"]).stdout == ""
