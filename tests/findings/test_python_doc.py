"""The reference of the Python door describes all of it, and its examples run."""

from __future__ import annotations

import inspect
import os
import re
from pathlib import Path

import pytest

import veedor
from veedor.case import Case
from veedor.findings.serial import FORMAT

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")


def test_every_name_of_the_door_is_described() -> None:
    for name in veedor.__all__:
        assert name.startswith("__") or f"`veedor.{name}" in TEXT, name


@pytest.mark.parametrize("name", ["outcome", "timeline", "compare", "comparisons"])
def test_the_questions_are_described_with_their_arguments(name: str) -> None:
    signature = inspect.signature(getattr(Case, name))
    written = re.search(rf"`case\.{name}\((.*?)\)`", TEXT)
    assert written is not None
    assert re.findall(r"(\w+)=None", written[1]) == [p for p in signature.parameters if p != "self"]


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
