"""One name for one thing: whoever reads a name of a class knows which one is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import veedor

SOURCE = Path(veedor.__file__).parent
KNOWN = {"Election", "Table"}
"""Names that stand in two files: of a case and of its draft; of a result and of a query."""

OF_DJANGO = {"Meta", "Migration"}
"""What Django calls the options of a table, and a version of the tables."""


def test_a_class_name_stands_in_one_file() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path.relative_to(SOURCE).as_posix())
    assert {name for name, files in found.items() if len(files) > 1} - OF_DJANGO == KNOWN, {
        n: f for n, f in found.items() if len(f) > 1
    }
