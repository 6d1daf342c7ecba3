"""The reference of the Python door describes all of it, and its examples run."""

from __future__ import annotations

import ast
import inspect
import os
import re
from pathlib import Path

import pytest

import veedor
from veedor.case import Case
from veedor.case.press import PressQuestions
from veedor.findings.serial import FORMAT

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")


def test_every_name_of_the_door_is_described() -> None:
    for name in veedor.__all__:
        assert name.startswith("__") or f"`veedor.{name}" in TEXT, name


def questions() -> dict[str, inspect.Signature]:
    """Every public method of a case and of its press, with its arguments."""
    found: dict[str, inspect.Signature] = {}
    for kind, name in ((Case, "case"), (PressQuestions, "case.press")):
        methods = inspect.getmembers(kind, inspect.isfunction)
        found |= {f"{name}.{m}": inspect.signature(f) for m, f in methods if not m.startswith("_")}
    del found["case.expect"]  # for the report only: a second process brings an answer
    return found


@pytest.mark.parametrize("name", questions())
def test_every_question_is_described_with_its_arguments(name: str) -> None:
    written = re.search(rf"`{re.escape(name)}\((.*?)\)`", TEXT)
    assert written is not None
    given, _, _ = written[1].partition("...")
    spec = ast.parse(f"def f({given.rstrip(', ')}): ...").body[0]
    assert isinstance(spec, ast.FunctionDef)
    several = [spec.args.vararg, *spec.args.kwonlyargs, spec.args.kwarg]
    arguments = [one.arg for one in (*spec.args.args, *several) if one is not None]
    known = [name for name in questions()[name].parameters if name not in {"self", "case"}]
    assert arguments == (known if not written[1].endswith("...") else known[: len(arguments)])


def test_the_form_of_the_document_is_the_one_described() -> None:
    assert f'"format": "{FORMAT}"' in TEXT


@pytest.mark.real
def test_the_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path(os.environ.get("VEEDOR_DATA", "../shared/data")).resolve()
    if not (data / "bolivia-2019").exists():
        pytest.skip("no public data of Bolivia 2019 (VEEDOR_DATA)")
    monkeypatch.setenv("VEEDOR_DATA", str(data))
    monkeypatch.chdir(ROOT)
    code = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))
    names: dict[str, object] = {}
    exec(compile(code, "docs/reference/python.md", "exec"), names)  # noqa: S102 - our own page
    assert isinstance(names["case"], Case)
