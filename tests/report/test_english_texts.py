"""Errors, help and questions in the languages that are complete: every English text, with the same fields."""

from __future__ import annotations

import re
from string import Formatter

import click
import pytest
from click.testing import CliRunner

from house import english_texts as source
from veedor.cli.main import main, veedor
from veedor.errors import InputError, InputErrors, QuestionError, nearest
from veedor.report.catalogue import LOCALE, read_area, translation
from veedor.sentence import Translation, joined, record, revived, said, sentence

COMPLETE = ("es",)
"""Languages whose catalogues of errors and help lack nothing; another one may be begun."""


def fields(text: str) -> set[tuple[str, str, str]]:
    """The names in braces with their forms but those of plurals; of a text without fields, its braces."""
    try:
        found = {(n, spec or "", form or "") for _, n, spec, form in Formatter().parse(text) if n is not None}
        return {one for one in found if "|" not in one[1]}
    except ValueError:
        return set()


def numbers(text: str) -> list[str]:
    """The figures that are written out."""
    return sorted(re.findall(r"\d+", re.sub(r"\{[^{}]*\}", "", text)))


def literals(text: str) -> set[str]:
    """What is to be typed: between backticks, and options."""
    return set(re.findall(r"`[^`]+`", text)) | set(re.findall(r"(?<!\w)--[a-z][a-z-]+", text))


@pytest.mark.slow
@pytest.mark.parametrize("lang", COMPLETE)
@pytest.mark.parametrize("area", ["errors", "cli", "sources"])
def test_every_english_text_is_said(lang: str, area: str) -> None:
    wanted = source.english()[area]
    known = read_area(LOCALE / lang / "LC_MESSAGES" / f"{area}.po")
    lacking = {text: where for text, where in wanted.items() if text not in known}
    assert source.entries(lacking, {}) == ""
    assert sorted(known.keys() - wanted.keys()) == [], "said by nobody any more"


@pytest.mark.parametrize("lang", sorted(folder.name for folder in LOCALE.iterdir()))
def test_a_translation_has_the_same_fields_numbers_and_literals(lang: str) -> None:
    own = translation(lang)
    wrong = [
        (english, text)
        for english, text in (own.texts if own is not None else {}).items()
        if fields(english) != fields(text)
        or numbers(english) != numbers(text)
        or literals(english) != literals(text)
        or english[:1].isspace() != text[:1].isspace()
    ]
    assert wrong == []


def test_no_error_builds_its_text_itself() -> None:
    assert source.built_by_hand() == []


def two_forms(value: object, forms: int) -> int:
    """The plural of Spanish, as far as these tests go."""
    return 0 if value == 1 else forms - 1


PLURALS = "{n:,} {n:row is|rows are} of {of} {of:file|files}"
SPANISH = Translation(
    {
        "{n:,} rows in {file!r}.": "{n:,} filas en {file!r}.",
        "a row": "una fila",
        PLURALS: "{n:,} {n:fila es|filas son} de {of} {of:archivo|archivos}",
    },
    {44: ".", 46: ","},
    two_forms,
)


@pytest.mark.parametrize(
    ("n", "of", "english", "spanish"),
    [
        (1, 1, "1 row is of 1 file", "1 fila es de 1 archivo"),
        (1, 2, "1 row is of 2 files", "1 fila es de 2 archivos"),
        (2000, 1, "2,000 rows are of 1 file", "2.000 filas son de 1 archivo"),
        (0, 0, "0 rows are of 0 files", "0 filas son de 0 archivos"),
    ],
)
def test_each_number_of_a_sentence_has_its_own_singular(n: int, of: int, english: str, spanish: str) -> None:
    one = sentence(PLURALS, n=n, of=of)
    assert (str(one), said(one, SPANISH), said(revived(record(one)), SPANISH)) == (english, spanish, spanish)


def test_str_is_english_and_the_template_is_kept() -> None:
    one = sentence("{n:,} rows in {file!r}.", n=12345, file="a{b}.csv")
    assert one == "12,345 rows in 'a{b}.csv'."
    assert said(one, SPANISH) == "12.345 filas en 'a{b}.csv'."
    assert said(one, None) == said(one, Translation({}, {}, two_forms)) == str(one)


def test_fields_of_a_hostile_file_are_no_templates() -> None:
    hostile = "{__class__.__mro__} {0} {n"
    told = InputError(sentence("{n:,} rows in {file!r}.", n=3, file=hostile), file=hostile, value=hostile)
    assert hostile in said(told.text, SPANISH)
    assert said(told.text, SPANISH).count("{__class__.__mro__}") == 3


def test_a_published_text_is_never_translated() -> None:
    assert said(sentence("{what} is missing", what="a row"), SPANISH) == "a row is missing"
    assert said(sentence("{what} is missing", what=sentence("a row")), SPANISH) == "una fila is missing"


def test_a_catalogue_with_other_fields_falls_back_to_english() -> None:
    broken = Translation({"{n} rows": "{m} filas"}, {}, two_forms)
    assert said(sentence("{n} rows", n=3), broken) == "3 rows"


def test_sentences_are_joined_and_go_to_another_process() -> None:
    own = translation("es")
    two = joined([sentence("a value"), sentence("a field")], by=" or ") + " " + nearest("oak", ["oaks"])
    assert two == "a value or a field Did you mean 'oaks'?"
    assert said(two, own) == "un valor o un campo ¿Quería decir 'oaks'?"
    assert said(revived(record(two)), own) == said(two, own)


def test_an_error_keeps_both_parts() -> None:
    error = QuestionError("There is none.", remedy=nearest("x", []))
    assert str(error) == "There is none. There is none."
    assert said(error.text, translation("es")) == "No hay ninguno. No hay ninguno."
    group = InputErrors(sentence("{path} cannot be read", path="a"), [InputError("it is empty.")])
    assert said(group.message, translation("es")) == "a no se puede leer"


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("before", [True, False])
def test_the_door_speaks_the_language(before: bool, capsys: pytest.CaptureFixture[str]) -> None:
    verb = ["outcome", "/no/such/case"]
    told = run(["--lang", "es", *verb] if before else [*verb, "--lang=es"], capsys)
    assert told == (
        "error: /no/such/case/case.toml: no existe ese archivo. Un caso es una carpeta con un case.toml; "
        "`veedor new FILE` hace uno.\n"
    )


@pytest.mark.parametrize(
    ("setting", "spoken"),
    [
        ({"LANG": "es_BO.UTF-8"}, "Falta el argumento"),
        ({"LANG": "es", "LC_ALL": "en"}, "Missing argument"),
        ({"LC_ALL": "en", "VEEDOR_LANG": "es"}, "Falta el argumento"),
        ({"VEEDOR_LANG": "en", "LC_ALL": "es"}, "Missing argument"),
    ],
)
def test_the_environment_speaks_in_its_order(
    setting: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VEEDOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert spoken in CliRunner().invoke(veedor, ["check"], env=dict(setting)).output


def test_help_is_in_the_language_and_leaves_english_alone() -> None:
    spanish = CliRunner().invoke(veedor, ["check", "--help", "--lang", "es"]).output
    assert "Qué actas no cuadran" in spanish
    assert "Ejemplos:\n    veedor check cases/bolivia-2019\n" in spanish
    assert "[por defecto: 20; x>=1]" in spanish
    english = CliRunner().invoke(veedor, ["check", "--help"], env={"LANG": "C"}).output
    assert "Which sheets do not add up" in english
    assert "Show this message and exit." in english


@pytest.mark.parametrize("lang", COMPLETE)
def test_help_has_no_english_left(lang: str) -> None:
    english = re.compile(r"\b(the|are|which|by default|whether)\b")
    runner = CliRunner()
    words: list[list[str]] = [[]]
    for verb in veedor.list_commands(click.Context(veedor)):
        command = veedor.get_command(click.Context(veedor), verb)
        words += [[verb], *([verb, inner] for inner in getattr(command, "commands", {}))]
    left = []
    for one in words:
        told = runner.invoke(veedor, ["--lang", lang, *one, "--help"]).output
        prose = [line for line in told.splitlines() if "veedor " not in line and "http" not in line]
        left += [(one, line) for line in prose if english.search(line)]
    assert left == []
