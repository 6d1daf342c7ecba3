"""The verb on the command line: text, JSON, both languages, and messages in place of tracebacks."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.build_intake import write_case
from veedor.cli.main import main, veedor

LINE = "The electoral court said on Monday that Ruiz won 47% of the vote in the first round of the election"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A folder with articles and no count."""
    folder = tmp_path / "case" / "press"
    folder.mkdir(parents=True)
    for name, text in {
        "a": f"A headline of the day\n\n{LINE}. It went on.",
        "b": f"Another headline of the day\n\nIt rained. {LINE}, after a night.",
        "c": "A third headline\n\nNothing of the kind was heard in the mountains, where it was dry.",
    }.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder.parent


@pytest.mark.parametrize(("lang", "words"), [("en", "stand alone"), ("es", "1 está solo")])
def test_reuse_prints_clusters(case: Path, lang: str, words: str) -> None:
    done = CliRunner().invoke(veedor, ["press", "reuse", str(case), "--lang", lang, "--passages"])
    assert done.exit_code == 0, done.output
    assert words in " ".join(done.output.split())
    assert f"veedor press reuse {case}" in done.output.replace("\n", "")


def test_reuse_prints_json(case: Path) -> None:
    done = CliRunner().invoke(veedor, ["press", "reuse", str(case), "--json"])
    document = json.loads(done.output)
    articles = next(t for t in document["tables"] if t["name"] == "press_articles")
    assert len(articles["rows"]) == 3


def test_propose_needs_a_count(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["press", "propose", str(case)])
    assert caught.value.code == 2
    assert "no count to look numbers up in" in capsys.readouterr().err
    assert not (case / "claims.proposed.toml").exists()


@pytest.mark.parametrize(("lang", "words"), [("en", "looked up in the count"), ("es", "en el cómputo")])
def test_propose_writes_the_file_and_accept_moves_a_claim(case: Path, lang: str, words: str) -> None:
    write_case(case)
    call = ["press", "propose", str(case), "--name", "Ruiz=elm", "--published", "2030-03-12", "--lang", lang]
    done = CliRunner().invoke(veedor, call)
    assert done.exit_code == 0, done.output
    assert words in " ".join(done.output.split())
    document = tomllib.loads((case / "claims.proposed.toml").read_text(encoding="utf-8"))
    (one,) = [p for p in document["proposal"] if p["text"].startswith("47")]
    assert [said["source"] for said in one["said"]] == ["a", "b"]
    assert one["nearest"]["check"] == 'reads(share("elm"), "47")'
    done = CliRunner().invoke(
        veedor,
        ["claims", "accept", str(case), one["id"], "--by", "Eva", "--on", "2030-04-01", "--lang", lang],
    )
    assert done.exit_code == 0, done.output
    assert "claims.toml" in done.output
    assert CliRunner().invoke(veedor, ["claims", "check", str(case)]).exit_code == 0


def test_differences_are_candidates(case: Path) -> None:
    done = CliRunner().invoke(veedor, ["press", "differences", str(case), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "None is a finding" in " ".join(done.output.split())


def test_articles_of_another_folder(case: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(
        veedor, ["press", "reuse", str(tmp_path / "empty"), "--articles", str(case / "press")]
    )
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), ("El cómputo siguió.".encode("latin-1"), "--encoding"), (b"a\0b", "not text")],
)
def test_a_bad_article_gives_one_message(
    case: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    (case / "press" / "d.txt").write_bytes(content)
    with pytest.raises(SystemExit) as caught:
        main(["press", "reuse", str(case)])
    assert caught.value.code == 2
    seen = capsys.readouterr().err
    assert seen.startswith("error: ")
    assert message in seen
    assert "d.txt, row 1" in seen
    assert "Traceback" not in seen


def test_a_bad_name_is_refused(case: Path) -> None:
    done = CliRunner().invoke(veedor, ["press", "propose", str(case), "--name", "Ruiz"])
    assert done.exit_code == 2
    assert "NAME=CHOICE" in done.output


@pytest.mark.parametrize("verb", ["reuse", "propose", "differences"])
def test_help_teaches_by_example(verb: str) -> None:
    done = CliRunner().invoke(veedor, ["press", verb, "--help"])
    assert f"veedor press {verb} cases/bolivia-2019" in done.output
