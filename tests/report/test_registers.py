"""What is registered exists, and what exists is registered: sections, verbs, words, pictures."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from click.testing import CliRunner

import veedor
from veedor import cli, findings
from veedor.case import Case
from veedor.cli.main import VERBS
from veedor.cli.main import veedor as command
from veedor.model import Result
from veedor.report import charts, sections
from veedor.report.wording import Wording

LIBRARY = {
    "language", "layout", "main", "output", "progress", "audit_plan", "audit_options",
    "audit_papers", "audit_sheets", "audit_status",
    "files", "audit_measure", "audit_print", "fetch_images",
    "log_add", "log_options", "new_questions", "new_words", "rule_file",
    "report_diff", "rule_pages", "rule_totals", "telling",
}  # fmt: skip
"""Modules of the command line that are no verbs."""


def kinds() -> list[type[Result]]:
    """Every result of the house, from all its modules."""
    for module in walk_packages(veedor.__path__, "veedor."):
        if not module.name.endswith(("__main__", ".models")):  # tables of the desk need its settings
            import_module(module.name)
    found, waiting = [], [Result]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("veedor."):
                found.append(kind)
                waiting.append(kind)
    return sorted(found, key=lambda kind: f"{kind.__module__}.{kind.__qualname__}")


def name(kind: type[Result]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def modules(package: object) -> set[str]:
    return {Path(f).stem for folder in package.__path__ for f in Path(folder).glob("*.py")} - {"__init__"}  # type: ignore[attr-defined]


def test_every_result_has_words() -> None:
    wordless = [name(kind) for kind in kinds() if name(kind) not in findings.MODULES]
    # until they are moved, results say themselves what they found
    assert [n for n in wordless if "findings" not in vars(_kind(n))] == []
    for register in findings.MODULES:
        words = findings.words_of(_kind(register))
        assert callable(words.findings)
        assert callable(words.tables)


def test_every_result_has_pictures_or_is_known_to_have_none() -> None:
    known = {name(kind) for kind in kinds()}
    assert charts.MODULES.keys() | charts.WITHOUT == known
    assert charts.MODULES.keys() & charts.WITHOUT == set()
    for register in charts.MODULES.values():
        module, _, function = register.partition(".")
        assert callable(getattr(import_module(f"veedor.report.charts.{module}"), function))


def _kind(register: str) -> type[Result]:
    module, _, attribute = register.rpartition(".")
    kind: type[Result] = getattr(import_module(module), attribute)
    return kind


def test_a_result_without_words_is_an_error() -> None:
    class Wordless(Result):
        pass

    with pytest.raises(LookupError, match=r"Wordless.*findings\.MODULES"):
        _ = Wordless().findings


def test_every_section_is_a_module_and_every_module_a_section() -> None:
    assert modules(sections) == set(sections.ORDER)
    for section in sections.ORDER:
        assert callable(import_module(f"veedor.report.sections.{section}").build)


def test_a_section_that_does_not_exist_is_an_error(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "ORDER", ("outcom",))
    with pytest.raises(ModuleNotFoundError, match="outcom"):
        sections.build_all(case, Wording("en"))


def test_every_verb_is_a_module_and_every_module_a_verb() -> None:
    assert {verb.replace("import", "import_").replace("-", "_") for verb in VERBS} == modules(cli) - LIBRARY
    for verb in VERBS:
        assert CliRunner().invoke(command, [verb, "--help"]).exit_code == 0


def test_a_misspelt_verb_is_an_error() -> None:
    done = CliRunner().invoke(command, ["outcom"])
    assert done.exit_code == 2
    assert "No such command 'outcom'. Did you mean 'outcome'?" in done.output
