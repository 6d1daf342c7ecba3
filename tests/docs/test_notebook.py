"""The page about notebooks runs: what it shows is short, and its pictures need no network."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from docs.pages import DOCS, blocks
from findings.build_findings import town
from veedor.case import open_case

CODE = [
    text
    for kind, text in blocks((DOCS / "how-to" / "notebook.md").read_text(encoding="utf-8"))
    if kind == "python"
]
SCREEN = 6_000
"""Letters that a cell may show beside its pictures."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = town(tmp_path_factory.mktemp("notebook") / "town")
    open_case(made)
    return made


def cells(folder: Path) -> list[str]:
    return [text.replace("cases/bolivia-2019", str(folder)) for text in CODE]


def test_the_code_runs_and_shows_little(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for text in cells(folder):
        *lines, last = text.strip().splitlines()
        exec("\n".join(lines), names)  # noqa: S102 - our own page
        shown = eval(last, names)  # noqa: S307 - our own page
        if hasattr(shown, "_repr_mimebundle_"):
            bundle = shown._repr_mimebundle_()
            assert bundle["image/svg+xml"].startswith("<svg")
            assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", bundle["image/svg+xml"])
        else:
            assert len(repr(shown)) < SCREEN
    assert len(capsys.readouterr().out) < SCREEN


def test_a_chart_stays_a_chart_of_altair(folder: Path) -> None:
    import altair as alt

    import veedor

    chart = veedor.chart(open_case(folder).outcome()).properties(width=200)
    assert isinstance(chart, alt.Chart | alt.LayerChart)
    assert chart.to_dict()["width"] == 200
    assert repr(chart).startswith("<veedor.chart ")
    bundle = chart._repr_mimebundle_()
    assert isinstance(bundle, dict)
    assert "image/png" in bundle


@pytest.mark.slow
def test_a_notebook_runs_and_is_exported_without_a_network(folder: Path) -> None:
    nbformat = importlib.import_module("nbformat")
    exporter = importlib.import_module("nbconvert").HTMLExporter(embed_images=True)
    execute = importlib.import_module("nbconvert.preprocessors").ExecutePreprocessor
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(text) for text in cells(folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    execute(timeout=300, kernel_name="python3").preprocess(book, {"metadata": {"path": str(folder)}})
    page, _ = exporter.from_notebook_node(book)
    body = page[page.index("<body") :]
    assert "data:image/svg+xml" in body or "<svg" in body
    assert re.findall(r'(?:src|href)="https?:[^"]*"', body) == []
    assert "vega" not in re.sub(r'"data:image[^"]*"|<svg.*?</svg>', "", body, flags=re.DOTALL).lower()
    for cell in book.cells:
        for out in cell.get("outputs", []):
            shown = out.get("data", {"text/plain": out.get("text", "")})
            assert all(len(text) < SCREEN for kind, text in shown.items() if not kind.startswith("image/"))
