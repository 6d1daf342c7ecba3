"""Code in documents and docstrings is code: it parses, what it imports is there, and examples run."""

from __future__ import annotations

import ast
import doctest
import inspect
import json
import re
import shlex
import textwrap
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import veedor
from docs.pages import ROOT, blocks, pages

SOURCE = ROOT / "src" / "veedor"
OTHER_LANGUAGES = {
    "veedor.errors": "a drawing of the tree of errors",
    "veedor.stakes.condition": "the grammar of conditions",
    "veedor.claims.syntax": "the grammar of checks",
    "veedor.report.catalogue": "a piece of a catalogue",
}
"""Modules whose docstrings show something that is not Python, and what."""
GIVEN = {
    "docs/how-to/project.md": 1,
    "docs/how-to/press.md": 1,
    "docs/how-to/import.md": 1,
    "docs/explanation/audit.md": 1,
    "docs/explanation/engine.md": 1,
    "CONTRIBUTING.md": 5,  # recipes are followed by tests/docs/test_recipes.py
}
"""Pages with a block (the last so many) that needs what only its reader has: a folder, a sample."""


def of_pages(language: str) -> list[tuple[str, str]]:
    """Blocks of a language in all pages: the page with the number of the block, and the code."""
    return [
        (f"{path.relative_to(ROOT).as_posix()}-{number}", code)
        for path in pages()
        for number, (named, code) in enumerate(blocks(path.read_text(encoding="utf-8")))
        if named == language
    ]


def modules() -> Iterator[tuple[str, Path]]:
    """Every module by its name."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def docstrings(path: Path) -> Iterator[str]:
    """Every docstring of a module that shows code, also those under a name."""
    text = path.read_text(encoding="utf-8")
    if "::\n\n" not in text:  # every worker collects the tests, and has no need to parse what shows none
        return
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield inspect.cleandoc(node.value.value)


def literal_blocks(text: str) -> list[str]:
    """Blocks of code of a docstring: what is indented under a paragraph that ends with two colons."""
    found = re.findall(r"^(?!\.\. ).*::\n\n((?:(?: +.*)?\n)+)", f"{text}\n", re.MULTILINE)
    return [textwrap.dedent(code) for code in found]


IN_DOCSTRINGS = [
    (f"{name}-{number}", code)
    for name, path in modules()
    if name not in OTHER_LANGUAGES
    for number, code in enumerate(code for text in docstrings(path) for code in literal_blocks(text))
]
PYTHON = [*of_pages("python"), *IN_DOCSTRINGS]


def params(found: list[tuple[str, str]]) -> list[object]:
    return [pytest.param(code, id=name) for name, code in found]


def test_code_is_found() -> None:
    assert len(IN_DOCSTRINGS) >= 3
    assert len(of_pages("python")) >= 10
    for name in OTHER_LANGUAGES:
        assert any(literal_blocks(text) for text in docstrings(dict(modules())[name])), name


@pytest.mark.parametrize("code", params(PYTHON))
def test_python_parses_and_what_it_imports_is_there(code: str) -> None:
    tree = ast.parse(code)
    imports: list[ast.stmt] = [
        node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    exec(compile(ast.Module(imports, []), "example", "exec"), {})  # noqa: S102 - our own page


def test_a_comment_that_swallows_code_is_noticed() -> None:
    (code,) = literal_blocks(
        "As here::\n\n    f(\n        one,  # a comment that a reflow\n        broke two,\n    )\n\nSo."
    )
    with pytest.raises(SyntaxError):
        ast.parse(code)


@pytest.mark.parametrize("code", params(of_pages("toml")))
def test_toml_parses(code: str) -> None:
    tomllib.loads(code.replace("…", ""))


@pytest.mark.parametrize("code", params(of_pages("json")))
def test_json_parses(code: str) -> None:
    json.loads(re.sub(r",?\s*…", "", code))


@pytest.mark.parametrize("code", params(of_pages("sh")))
def test_commands_can_be_split(code: str) -> None:
    for line in code.replace("\\\n", " ").splitlines():
        assert shlex.split(line, comments=True) or line.lstrip().startswith("#") or not line.strip()


EXAMPLES = [
    name for name, path in modules() if re.search(r"^\s*>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_docstrings_run(name: str) -> None:
    done = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert not done.failed


@pytest.mark.slow(but=2)
@pytest.mark.real
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_that_need_the_public_data_run(
    name: str, public_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(public_data.parent))
    monkeypatch.chdir(ROOT)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for found in doctest.DocTestFinder().find(import_module(name)):
        for example in found.examples:
            example.options.pop(doctest.SKIP, None)
        runner.run(found)
    assert not runner.failures


PAGES_WITH_PYTHON = {name.rpartition("-")[0] for name, _ in of_pages("python")} - {"README.md"}
"""The README's piece runs on the demo, in test_examples.py."""


@pytest.mark.real
@pytest.mark.parametrize("page", sorted(PAGES_WITH_PYTHON))
def test_the_python_of_a_page_runs(page: str, public_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(public_data.parent))
    monkeypatch.chdir(ROOT)
    case = veedor.open("cases/bolivia-2019")
    code = [
        code for language, code in blocks((ROOT / page).read_text(encoding="utf-8")) if language == "python"
    ]
    names: dict[str, object] = {"case": case, "election": case.election}
    for piece in code[: len(code) - GIVEN.get(page, 0)]:
        exec(compile(piece, page, "exec"), names)  # noqa: S102 - our own page
