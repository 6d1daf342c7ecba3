"""Pictures name their channels: of a bare text Altair guesses the class by hashing all that it has."""

from __future__ import annotations

import ast
from pathlib import Path

from veedor.report import charts

FILES = sorted(Path(charts.__file__).parent.glob("*.py"))


def _bare(value: ast.expr) -> bool:
    if isinstance(value, ast.List | ast.Tuple):
        return any(_bare(one) for one in value.elts)
    called = value.func if isinstance(value, ast.Call) else None
    is_value = isinstance(called, ast.Attribute) and called.attr in {"value", "condition"}
    return is_value or isinstance(value, ast.Constant | ast.JoinedStr)


def test_no_channel_is_a_bare_text() -> None:
    bare = [
        f"{file.name}:{node.lineno} {keyword.arg}"
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "encode"
        for keyword in node.keywords
        if keyword.arg is not None and _bare(keyword.value)
    ]
    assert bare == []


def test_rows_are_not_copied() -> None:
    copied = [file.name for file in FILES if "alt.InlineData(values=" in file.read_text(encoding="utf-8")]
    assert copied == []
