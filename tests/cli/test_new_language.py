"""``veedor new`` in the language that was asked for: questions, reasons, the case, and JSON."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import veedor.cli.new as verb
from veedor.cli.main import veedor
from veedor.guess.phrase import Phrase, answers, phrase, ratio
from veedor.report.catalogue import catalogue
from veedor.report.phrases import Phrases
from veedor.report.wording import Wording

SOURCE = Path(verb.__file__).parents[1]
FILES = [
    *sorted((SOURCE / "guess").glob("*.py")),
    *sorted((SOURCE / "cli").glob("new*.py")),
    *(SOURCE / "report" / f"{name}.py" for name in ("election_answers", "proposed")),
]
BUILDERS = {"phrase", "text", "asked"}
INDIRECT = r"unused\.(papers|abstained|share|further_\w+|unproven_total)|(kind|state|answer)\.\w+|prompt\.\w+"
"""Keys whose end is a value: a meaning, a kind, a state, an answer."""

TABLE = (
    "Distrito,Mesa,Estado,Habilitados,Ana,Luis,Blancos,Nulos\n"
    "Norte,N-1,Computada,310,141,88,4,3\n"
    "Norte,N-2,Computada,295,120,97,2,5\n"
    "Norte,N-3,Pendiente,240,,,,\n"
    "Sur,S-1,Rara,265,12,203,0,1\n"
    "Sur,S-2,Anulada,290,210,11,0,0\n"
)


def keys_of(node: ast.expr) -> list[str]:
    """The keys that an expression may be, as patterns."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [re.escape(node.value)]
    if isinstance(node, ast.IfExp):
        return [*keys_of(node.body), *keys_of(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.]+" for p in node.values]
        return ["".join(parts)]
    return []


def used() -> list[str]:
    """Patterns of the keys that the guess and the verb use."""
    found = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in BUILDERS:
                    found += keys_of(node.args[0])
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp | ast.Constant):
                found += [key for key in keys_of(node.value) if key.startswith(("why", "sum", "fact"))]
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
                found += [k for one in ast.walk(node.iter) if isinstance(one, ast.expr) for k in keys_of(one)]
    return found


def known() -> set[str]:
    return {key.removeprefix("new.") for key in catalogue("en") if key.startswith("new.")}


def test_every_key_in_code_has_a_text() -> None:
    own = [key.replace("\\", "") for key in used() if "+" not in key and "." in key]
    assert [
        key for key in own if key not in known() and key.partition(".")[0] in {"ask", "why", "unused"}
    ] == []


def test_every_text_is_used() -> None:
    patterns = [re.compile(key) for key in [*used(), INDIRECT]]
    rest = [
        key for key in known() if not any(pattern.fullmatch(key) for pattern in patterns) and key != "quoted"
    ]
    assert rest == []


def new(folder: Path, *words: str, answered: str | None = None) -> str:
    file = folder / "mesas.csv"
    file.write_text(TABLE, encoding="utf-8")
    done = CliRunner().invoke(veedor, ["new", str(file), *words], env={"COLUMNS": "100"}, input=answered)
    assert done.exit_code == 0, done.output
    return done.output


def test_all_is_said_in_the_language(tmp_path: Path) -> None:
    told = new(tmp_path, "--yes", "--lang", "es", "--to", str(tmp_path / "caso"))
    assert "¿Qué pasó con las actas que tienen «Rara» en «Estado»?" in told
    assert "Probado: 5 filas dan 5" in told
    assert "Ahora: veedor import" in told
    case = (tmp_path / "caso" / "case.toml").read_text(encoding="utf-8")
    english = re.compile(r"\b(the|is|are|of|rows?|proposed)\b", re.IGNORECASE)
    comments = [line.partition("#")[2] for line in case.splitlines() if "#" in line]
    assert [
        line for line in [*told.replace(str(tmp_path), "").splitlines(), *comments] if english.search(line)
    ] == []


def test_the_language_of_the_terminal_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "es_EC.UTF-8")
    assert "cada fila es un acta" in new(tmp_path, "--yes", "--to", str(tmp_path / "caso"))


def test_json_gives_key_values_and_sentence(tmp_path: Path) -> None:
    made = json.loads(new(tmp_path, "--json", "--lang", "es"))
    (odd,) = [one for one in made["doubts"] if one["key"].endswith("status_words.Rara")]
    assert odd["question"] == {
        "says": "new.ask.state",
        "values": {"column": "Estado", "word": "Rara"},
        "text": "¿Qué pasó con las actas que tienen «Rara» en «Estado»?",
    }
    assert odd["alternatives"][0]["text"] == "counted: computada"


def test_an_answer_may_be_given_in_the_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "asks_here", lambda: True)
    stated = ["--title", "t", "--date", "2030-05-05", "--country", "EC", "--contest", "Alcaldía", "--rule"]
    to = ["--to", str(tmp_path / "caso"), "--lang", "es"]
    told = new(tmp_path, *stated, "plurality", *to, answered="1\npendiente\n1\n1\n1\n1\n")
    assert "Cuál, u otro valor" in told
    case = (tmp_path / "caso" / "case.toml").read_text(encoding="utf-8")
    assert '"Rara" = "outstanding"' in case


def test_names_are_listed_shortened_and_in_the_quotes_of_the_language() -> None:
    many = phrase("ask.candidates", columns=tuple("abcdefghij"))
    assert Phrases(Wording("es"))(many).endswith("«e», «f» … «j»?")
    assert "'a', 'b'" in Phrases(Wording("en"))(many)


def test_a_part_of_a_phrase_may_be_a_phrase_and_a_ratio_that_is_none_a_dash() -> None:
    called = phrase("why.called", called=phrase("number.valid"), sum=phrase("why.sum_alone"))
    assert Phrases(Wording("en"))(called) == (
        "by its name it is the valid votes; it is the sum of the candidates"
    )
    assert "–" in Phrases(Wording("en"))(phrase("why.times_the_votes", times=ratio(float("nan"))))


def test_an_answer_in_words_has_the_code_of_the_case() -> None:
    (out,) = answers("left out")
    assert (out, out.code) == (Phrase("new.answer.left_out"), "left out")
