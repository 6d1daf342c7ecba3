"""`veedor rules new`: a file to edit that works as it is, with or without a law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from rules.shipped import CALLS, IDS
from veedor.cli.main import EXIT_INPUT, main
from veedor.cli.rule_file import written
from veedor.cli.rules import command
from veedor.report.catalogue import shipped
from veedor.report.wording import Wording
from veedor.rules import load, loads, try_fixtures

OF_LAW = re.compile(
    r"(?m)^# ((?:country|valid_from|valid_to|held_by|law|article|quote|language|translation|read_in|url) = "
    r"|\[\[source)"
)
HEAD = {"id", "source", "country", "valid_from", "valid_to", "held_by"}


@pytest.mark.parametrize("rule_id", [*IDS, *CALLS])
def test_the_file_loads_as_it_is_says_the_same_and_quotes_no_law(rule_id: str) -> None:
    rule = load(rule_id)
    text = written(rule, Wording("en"))
    new = loads(text)
    assert not new.quotes_law
    assert {k: v for k, v in new.document.items() if k not in HEAD} == {
        k: v for k, v in rule.document.items() if k not in HEAD
    }
    assert all(trial.passes for trial in try_fixtures(new))
    assert loads(OF_LAW.sub(r"\1", text)).quotes_law


def test_comments_are_in_the_language_that_is_asked_for() -> None:
    texts = {lang: written(load("bo-president-2009"), Wording(lang)) for lang in shipped()}
    ways = {"en": "# A way to win", "es": "# Una vía para ganar", "pt": "# Uma via para vencer"}
    for lang, text in texts.items():
        assert {said for said, way in ways.items() if way in text} == {lang}
        assert text.count(ways[lang]) == 1
        assert (
            max(len(line) for line in text.splitlines() if line.startswith("# ") and '"' not in line) <= 100
        )


def test_the_file_is_written_shown_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mayor.toml"
    done = CliRunner().invoke(command, ["new", "--like", "plurality(3)", "--to", str(path), "--lang", "en"])
    assert done.exit_code == 0
    assert f"veedor rules show {path}" in done.output
    assert done.output.rstrip().endswith('in a case.toml beside it write rule = "mayor.toml".')
    shown = CliRunner().invoke(command, ["show", str(path), "--lang", "en"])
    assert shown.exit_code == 0
    assert "By stated rule, no law quoted." in shown.output
    assert "Elected are the 3 candidates with the most votes." in shown.output
    before = path.read_text(encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["rules", "new", "--like", "plurality", "--to", str(path)])
    assert ended.value.code == EXIT_INPUT
    assert path.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--like", "plurality", "--to", "mayor.txt"], "--to mayor.txt.toml"),
        (["--like", "pluralty"], "Did you mean 'plurality'?"),
        (["--like", "plurality", "--to", "no/such/folder/a.toml"], "cannot be written"),
    ],
)
def test_a_wrong_question_is_answered_with_what_would_do(
    args: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rules", "new", *args])
    assert ended.value.code == EXIT_INPUT
    assert expected in capsys.readouterr().err


def test_a_template_that_lacks_a_parameter_starts_from_its_example(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["rules", "new", "--like", "approve", "--lang", "en"])
    assert 'approve = "yes"' in capsys.readouterr().out


def test_templates_are_listed_below_the_laws_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    listed = CliRunner().invoke(command, ["list", "--lang", "en"]).output
    assert listed.index("bo-president-2009") < listed.index("Without a law") < listed.index("plurality(k)")
    assert "plurality" not in CliRunner().invoke(command, ["list", "--country", "BO"]).output
    shown = CliRunner().invoke(command, ["show", "approve", "--lang", "en"]).output
    assert "share (must be given)" in shown
    del capsys


def test_what_is_tried_says_that_no_law_is_quoted() -> None:
    args = ["try", "plurality(2)", "--votes", "A=5", "--votes", "B=4", "--votes", "C=3", "--lang", "en"]
    tried = " ".join(CliRunner().invoke(command, args).output.split())
    assert "A and B are elected" in tried
    assert "By stated rule, no law quoted: plurality(2)." in tried
    assert "veedor rules show 'plurality(2)'" in tried
