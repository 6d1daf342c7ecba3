"""A language is a folder of catalogues: numbers and plurals come from CLDR, what is missing is English."""

from __future__ import annotations

import logging
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from veedor.case import Case
from veedor.cli.language import of_environment
from veedor.cli.main import veedor
from veedor.errors import QuestionError
from veedor.report import catalogue, numbers
from veedor.report.wording import Wording


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of languages, that a test may add to."""
    root = tmp_path / "locale"
    shutil.copytree(catalogue.LOCALE, root)
    monkeypatch.setattr(catalogue, "LOCALE", root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return root


def add(root: Path, lang: str, text: str = "") -> None:
    """Make a language: a copy of the Spanish one, or a catalogue with some entries."""
    catalogue.texts_with.cache_clear()
    if not text:
        shutil.copytree(root / "es", root / lang)
        return
    (root / lang / "LC_MESSAGES").mkdir(parents=True)
    (root / lang / "LC_MESSAGES" / "common.po").write_text(text, encoding="utf-8")


def test_a_folder_is_a_language(folders: Path, case: Case, tmp_path: Path) -> None:
    add(folders, "fr")
    said = CliRunner().invoke(veedor, ["outcome", case.election.name, "--lang", "fr"])
    assert said.exit_code == 0, said.output
    assert "Supuestos" in said.output or "votos" in said.output
    words = [
        "report",
        case.election.name,
        "--lang",
        "fr",
        "--out",
        str(tmp_path / "out"),
        "--only",
        "outcome",
    ]
    made = CliRunner().invoke(veedor, words)
    assert made.exit_code == 0, made.output
    assert '<html lang="fr">' in (tmp_path / "out" / "report-fr.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", [["--lang", "xx"], []])
def test_a_language_without_texts_is_refused_with_the_list(given: list[str]) -> None:
    environment = {} if given else {"VEEDOR_LANG": "xx"}
    done = CliRunner().invoke(veedor, ["rules", "list", *given], env=environment)
    assert done.exit_code == 2
    assert "'xx'; there are in: en, es, pt" in done.output
    with pytest.raises(QuestionError, match=r"'xx'\. There are texts in en, es, pt"):
        Wording("xx").text("unit.points")


def test_what_a_language_does_not_say_is_english(folders: Path, caplog: pytest.LogCaptureFixture) -> None:
    add(folders, "qq", 'msgid "term.yes"\nmsgstr "ja!"\n\nmsgid "term.no"\nmsgstr ""\n')
    with caplog.at_level(logging.INFO):
        words = Wording("qq")
        assert words.text("term.yes") == "ja!"
        assert words.text("term.no") == Wording("en").text("term.no")
        assert numbers.decimal(Fraction(34671, 10), 1, "qq") == "3,467.1"  # nor does CLDR know it
    assert "qq has no text for" in caplog.text
    assert "CLDR knows no language 'qq'" in caplog.text


def test_a_number_takes_the_form_of_its_language(folders: Path) -> None:
    forms = "".join(f'msgstr[{i}] "{form}"\n' for i, form in enumerate(("arkusz", "arkusze", "arkuszy")))
    head = 'msgid ""\nmsgstr "Plural-Forms: nplurals=3; plural=0;\\n"\n\n'
    add(folders, "pl", f'{head}msgid "unit.sheets"\nmsgid_plural "{{n}}"\n{forms}')
    words = Wording("pl")
    said = {n: words.text("unit.sheets", n=n) for n in (1, 2, 5, 22, 112)}
    assert said == {1: "arkusz", 2: "arkusze", 5: "arkuszy", 22: "arkusze", 112: "arkuszy"}
    assert words.text("unit.sheets", n=Fraction(3, 2)) == "arkuszy"


def test_english_and_spanish_have_two_forms() -> None:
    for lang in ("en", "es"):
        assert [numbers.plural(n, 2, lang) for n in (0, 1, 2, 1_000_000, -1)] == [1, 0, 1, 1, 1]
        assert [numbers.plural(n, 2, lang) for n in (Fraction(1), Fraction(1, 2), None, float("nan"))] == [
            0, 1, 1, 1,
        ]  # fmt: skip


def test_groups_are_those_of_the_language() -> None:
    assert numbers.decimal(12_345_678, 0, "hi") == "1,23,45,678"
    assert numbers.decimal(Fraction("1234567.5"), 1, "de") == "1.234.567,5"


@pytest.mark.parametrize(
    ("setting", "lang"),
    [("es_BO.UTF-8", "es"), ("C.UTF-8", "en"), ("de_DE", "en"), ("en_GB", "en"), ("", "en")],
)
def test_the_terminal_has_a_language(monkeypatch: pytest.MonkeyPatch, setting: str, lang: str) -> None:
    for name in ("VEEDOR_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", setting)
    assert of_environment() == lang
