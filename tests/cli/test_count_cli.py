"""``veedor outcome``, ``timeline`` and ``compare`` as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result

from findings.build_findings import town
from veedor.cli.main import EXIT_DIFFERS, EXIT_INPUT, main, veedor
from veedor.cli.progress import ImportBar

VERBS = ("outcome", "timeline", "compare")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(town(tmp_path_factory.mktemp("cases") / "town"))


def run(*args: str, columns: int = 100, **environment: str) -> Result:
    env = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": str(columns)} | environment
    return CliRunner().invoke(veedor, list(args), env=env, catch_exceptions=False)


def as_json(*args: str) -> dict[str, Any]:
    result = run(*args, "--json")
    assert result.exit_code == 0
    made: dict[str, Any] = json.loads(result.output)
    return made


def test_the_outcome_says_who_won_and_by_how_much(case: str) -> None:
    text = run("outcome", case).output
    words = " ".join(text.split())
    assert words.startswith("A town votes List A is elected")
    # 143 of 241 valid votes against 83: 60 votes ahead, where 24.1 are asked for
    assert "36 votes above" in words
    assert "Results by place" in text
    assert f"veedor outcome {case}" in words


def test_results_by_another_level(case: str) -> None:
    text = run("outcome", case, "--by", "municipality").output
    assert "T1 " in text.split("Results by place")[1]
    refused = run_main("outcome", case, "--by", "town")
    assert refused[0] == EXIT_INPUT
    assert "There is no level 'town'" in refused[1]


def run_main(*args: str) -> tuple[int, str, str]:
    """Run the command as its entry point does; exit code, standard error, standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "veedor", *args],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    return done.returncode, done.stderr, done.stdout


def test_what_is_expected_is_checked(case: str) -> None:
    assert run("outcome", case, "--expect", "A").exit_code == 0
    assert run("outcome", case, "--expect", "B").exit_code == EXIT_DIFFERS
    code, error, _ = run_main("outcome", case, "--expect", "Z")
    assert code == EXIT_INPUT
    assert "'Z' is no candidate" in error


def test_json_is_exact_and_has_the_sentence(case: str) -> None:
    made = as_json("outcome", case)
    findings = {finding["id"]: finding for finding in made["findings"]}
    slack = findings["rules.binding"]["figures"]["slack"]
    assert slack["value"] == {"fraction": "359/10", "decimal": 35.9}
    assert "List A" in findings["rules.outcome"]["text"]
    assert made["case"]["data"]
    assert {"results_by_place", "rule_conditions"} <= {table["name"] for table in made["tables"]}


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("verb", VERBS)
def test_json_is_nothing_but_json_and_the_same_each_time(case: str, verb: str) -> None:
    code, error, out = run_main(verb, case, "--json")
    assert (code, error) == (0, "")
    assert json.loads(out)["findings"]
    assert run_main(verb, case, "--json")[2] == out


def test_the_timeline_says_when_it_went_dark(case: str) -> None:
    words = " ".join(run("timeline", case).output.split())
    assert "Publication was interrupted once" in words
    assert "3 h (10,800 s)" in words
    assert "Publications " not in run("timeline", case).output.replace("publications", "")
    assert "10:00:00" in run("timeline", case, "--all").output.split("The lead as it ran")[1]


def test_the_timeline_in_spanish(case: str) -> None:
    words = " ".join(run("timeline", case, "--lang", "es").output.split())
    assert "La publicación se interrumpió una vez" in words
    assert "10.800 s" in words
    assert words == " ".join(run("timeline", case, LC_ALL="es_BO.UTF-8").output.split())
    assert words == " ".join(run("timeline", case, VEEDOR_LANG="es").output.split())


def test_what_changed_and_where(case: str) -> None:
    words = " ".join(run("compare", case).output.split())
    assert "From the preliminary count (s2) to the official count (as last published)" in words
    assert "1 differs in some figure (1 figure in all)" in words
    assert "Every figure that changed" not in words
    listed = " ".join(run("compare", case, "--sheets").output.split())
    assert "Every figure that changed" in listed
    assert "03 T2 / S3 List A 60 61 1" in listed


def test_a_change_can_be_made_to_fail(case: str) -> None:
    assert run("compare", case, "--fail-on-change").exit_code == EXIT_DIFFERS
    assert run("compare", case, "official", "official", "--fail-on-change").exit_code == 0


@pytest.mark.slow(but=3)
@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("outcome", "{case}", "--count", "oficial"), "no count 'oficial'. Did you mean 'official'?"),
        (("outcome", "{case}", "--count", "preliminary", "--snapshot", "s3"), "no snapshot 's3'"),
        (("outcome", "{case}", "--variant", "x"), "no variant 'x'"),
        (("timeline", "{case}", "--count", "official"), "no log"),
        (("compare", "{case}", "preliminary@s9", "official"), "no snapshot 's9'"),
        (("compare", "{case}", "--contest", "major"), "Did you mean 'mayor'?"),
        (("outcome", "{case}/nowhere"), "case.toml"),
    ],
)
def test_a_users_error_is_one_clear_line(case: str, args: tuple[str, ...], message: str) -> None:
    code, error, out = run_main(*(arg.replace("{case}", case) for arg in args))
    assert code == EXIT_INPUT
    assert message in error
    assert error.startswith("error: ")
    assert "Traceback" not in error
    assert out == ""


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_teaches_by_example_and_names_the_exit_codes(verb: str) -> None:
    text = run(verb, "--help").output
    assert f"  veedor {verb} cases/bolivia-2019\n" in text
    assert "--json" in text
    assert "Exit codes: 0 done; 1" in text


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_of_the_count_imports_an_engine_or_pictures(case: str, verb: str) -> None:
    script = (
        "import sys\nfrom veedor.cli.main import main\n"
        f"try: main([{verb!r}, {case!r}])\nexcept SystemExit: pass\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.strip("[]\n").replace("'", "").split(", "))
    assert "pyarrow" in loaded
    assert not loaded & {"duckdb", "altair", "scipy", "pandas", "polars", "jinja2", "sqlglot"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_made_for_each_shell(shell: str) -> None:
    env = os.environ | {"_VEEDOR_COMPLETE": f"{shell}_source"}
    done = subprocess.run(
        [sys.executable, "-c", "from veedor.cli.main import main; main()"],
        check=False,
        capture_output=True,
        text=True,
        env=env,
    )
    assert "_VEEDOR_COMPLETE" in done.stdout


def test_completion_knows_the_verbs_and_their_options() -> None:
    def complete(words: str, position: int) -> str:
        env = os.environ | {
            "_VEEDOR_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(position),
        }
        code = "from veedor.cli.main import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True, env=env
        ).stdout

    assert "plain,timeline" in complete("veedor time", 1)
    assert "--snapshot" in complete("veedor outcome --sn", 2)


def test_the_bar_of_an_import_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    bar = ImportBar()
    bar("reading", 1, 2)
    bar.close()
    assert capsys.readouterr() == ("", "")


def test_the_bar_of_an_import_is_shown_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar = ImportBar()
    bar("reading final.csv", 1, 2)
    bar("finishing", 2, 2)
    bar.close()
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "importing" in printed.err
    assert "finishing" in printed.err


def test_the_entry_point_ends_with_the_code(case: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["outcome", case, "--expect", "B"])
    assert stopped.value.code == EXIT_DIFFERS
