"""What README and tutorials show is what happens: their Python runs, their commands print what they say."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.pages import DOCS, ROOT, blocks
from veedor.cli.demo import make
from veedor.cli.main import VERBS, veedor
from veedor.errors import InputError, InputErrors
from veedor.intake import import_case, load_case

README = (ROOT / "README.md").read_text(encoding="utf-8")
BOLIVIA = (DOCS / "tutorial" / "bolivia-2019.md").read_text(encoding="utf-8")
OWN = (DOCS / "tutorial" / "own-election.md").read_text(encoding="utf-8")
SKIPPED = ("veedor fetch", "veedor report")
"""Shown without output: one downloads, the other writes a page and has tests of its own."""


def said(output: str) -> str:
    """Text without regard to where lines end."""
    return " ".join(output.split())


def shown(text: str) -> list[tuple[str, str]]:
    """Commands of a page, each with the output that is shown under it (or none)."""
    found: list[tuple[str, str]] = []
    for language, code in blocks(text):
        if language == "sh":
            found.append((code.strip(), ""))
        elif language == "text":
            found[-1] = (found[-1][0], code)
    return [(command, output) for command, output in found if not command.startswith(SKIPPED)]


def run(command: str) -> str:
    """What a command prints, in English."""
    words = shlex.split(command)
    assert words[0] == "veedor"
    done = CliRunner().invoke(veedor, words[1:], env={"VEEDOR_LANG": "en", "COLUMNS": "100"})
    assert done.exit_code == 0, done.output
    return done.output


def assert_shown(command: str, output: str) -> None:
    """Every piece between two ellipses stands in the output, in order."""
    printed, at = said(run(command)), 0
    for piece in (said(part) for part in output.split("…")):
        found = printed.find(piece, at)
        assert found >= 0, f"{command} does not print: {piece}"
        at = found + len(piece)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's case in it, as large as the real one."""
    folder = tmp_path_factory.mktemp("stranger")
    make(folder / "demo", 12_000, None)
    return folder


def test_the_readme_python_runs(
    demo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(demo)
    (code,) = [code for language, code in blocks(README) if language == "python"]
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - our own page
    assert capsys.readouterr().out.splitlines()[:2] == ["alder", "4486"]
    assert getattr(names["table"], "num_rows", 0) == 11


def test_the_readme_names_commands_that_exist() -> None:
    named = set(re.findall(r"`veedor ([\w-]+)", README)) | set(
        re.findall(r"^veedor ([\w-]+)", README, re.MULTILINE)
    )
    assert named <= set(VERBS)
    assert named >= set(VERBS) - {"demo"}


def test_the_targets_that_the_readme_names_exist() -> None:
    made = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`?make ([a-z-]+)`?", README)) <= set(made)


@pytest.mark.slow(but=6)
@pytest.mark.real
@pytest.mark.parametrize(("command", "output"), shown(BOLIVIA), ids=[c for c, _ in shown(BOLIVIA)])
def test_the_real_case_prints_what_the_tutorial_shows(
    command: str, output: str, public_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(public_data.parent))
    monkeypatch.chdir(ROOT)
    assert_shown(command, output)


def test_ones_own_election_prints_what_the_tutorial_shows(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(demo)
    steps = shown(OWN)
    assert steps[0][0].startswith("veedor new demo/data/official.csv")
    assert_shown(*steps[0])
    proposed = (demo / "mine" / "case.toml").read_text(encoding="utf-8")
    left = next(code for language, code in blocks(OWN) if language == "console" and "# Not read" in code)
    assert left in proposed
    (edited,) = [code for language, code in blocks(OWN) if language == "toml"]
    (demo / "mine" / "case.toml").write_text(edited, encoding="utf-8")
    for command, output in steps[1:]:
        assert_shown(command, output)


@pytest.mark.slow
def test_a_file_that_is_not_finished_is_refused_and_mended_as_the_tutorial_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = OWN[OWN.index("## A file that is not finished") :]
    table, command, unknown, refused, words, drop, outcome, number = [
        code.strip() for language, code in blocks(text) if language == "console"
    ]
    Path("canton.csv").write_text(table + "\n", encoding="utf-8")
    assert said(unknown) in said(run(command.removeprefix("$ ")))
    case = Path("canton/case.toml")

    def edit(old: str, new: str) -> None:
        told = case.read_text(encoding="utf-8")
        assert old in told, old
        case.write_text(told.replace(old, new), encoding="utf-8")

    assert_refused("canton", refused)
    (proposed,) = [line for line in case.read_text("utf-8").splitlines() if line.startswith("status_words")]
    edit(proposed, words)
    assert drop in case.read_text(encoding="utf-8")
    assert "9 tally sheets" in said(run("veedor import canton"))
    assert_shown("veedor outcome canton", outcome)
    edit('rule = "plurality"', f'{number}\nrule = "plurality"')
    assert "1 of them no file names" in said(run("veedor outcome canton"))
    edit(number, f"{number}\nmost_ballots = 350")
    assert "up to 855 ballots" in said(run("veedor outcome canton"))


def assert_refused(case: str, shown: str) -> None:
    """Every piece of a refusal, as a page shows it, stands in what the import says, in order."""
    with pytest.raises((InputError, InputErrors)) as caught:
        import_case(load_case(case))
    errors = caught.value.exceptions if isinstance(caught.value, InputErrors) else [caught.value]
    printed, at = said("\n".join(f"error: {error}" for error in errors)), 0
    for piece in (said(part) for part in shown.split("[…]")):
        found = printed.find(piece, at)
        assert found >= 0, piece
        at = found + len(piece)


def test_a_wrong_quotation_is_noticed(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo)
    with pytest.raises(AssertionError, match="does not print: Birch is elected"):
        assert_shown("veedor outcome demo", "…\nBirch is elected\n…")


def test_the_page_in_spanish_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "tutorial" / "su-eleccion.md").read_text(encoding="utf-8")
    Path("canton.csv").write_text(
        next(code for kind, code in blocks(page) if kind == "console"), encoding="utf-8"
    )
    (words,) = [code for kind, code in blocks(page) if kind == "toml"]
    proposed, asked = shown(page)
    assert_shown(*proposed)
    case = Path("canton/case.toml")
    told = case.read_text(encoding="utf-8")
    (line,) = [line for line in told.splitlines() if line.startswith("status_words")]
    case.write_text(told.replace(line, words), encoding="utf-8")
    assert_shown(*asked)
