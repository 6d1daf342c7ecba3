"""No circles of files: whoever reads a file can read all that it builds on before it."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import veedor

SOURCE = Path(veedor.__file__).parent


def modules(source: Path) -> dict[str, Path]:
    """Give every module by its name."""
    found = {}
    for path in source.rglob("*.py"):
        parts = path.relative_to(source.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """List the imports of a file, those for the type checker alone and late ones too.

    They are statements, and most of a tree is expressions: those are not looked into.
    """
    found: list[ast.Import | ast.ImportFrom] = []
    ahead: list[ast.AST] = [tree]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(node)
        for block in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, block, ())
            ahead += inner if isinstance(inner, list) else ()
    return found


def imported(nodes: list[ast.Import | ast.ImportFrom], known: dict[str, Path]) -> set[str]:
    """Give the modules that imports name."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif node.module and not node.level:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & known.keys()
            found |= inner or {node.module}
    return found & known.keys()


def graph(source: Path) -> dict[str, set[str]]:
    """Give which module names which; a package's face hands names on and is looked through."""
    known = modules(source)
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in known.items()}
    faces = {name for name, path in known.items() if path.name == "__init__.py" and not defines(trees[name])}
    named = {name: imports(tree) for name, tree in trees.items()}
    homes = {face: {n: home for home, n in handed(named[face])} for face in faces}
    links: dict[str, set[str]] = {}
    for name in known.keys() - faces:
        links[name] = set()
        for node in named[name]:
            if isinstance(node, ast.ImportFrom) and node.module in faces:
                for alias in node.names:
                    home = homes[node.module].get(alias.name, f"{node.module}.{alias.name}")
                    links[name] |= {home} & known.keys()
        links[name] |= imported(named[name], known) - faces - {name}
    return links


def defines(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)


def handed(nodes: list[ast.Import | ast.ImportFrom]) -> list[tuple[str, str]]:
    return [
        (node.module, alias.asname or alias.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    ]


def test_there_is_no_circle_of_files() -> None:
    try:
        TopologicalSorter(graph(SOURCE)).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def test_a_circle_would_be_found(tmp_path: Path) -> None:
    package = tmp_path / "veedor"
    package.mkdir()
    (package / "__init__.py").write_text('"""A face."""\nfrom veedor.a import one\n', "utf-8")
    (package / "a.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from veedor.b import two\none = 1\n",
        "utf-8",
    )
    (package / "b.py").write_text("def late() -> None:\n    from veedor import one\ntwo = 2\n", "utf-8")
    links = graph(package)
    assert links == {"veedor.a": {"veedor.b"}, "veedor.b": {"veedor.a"}}
    try:
        TopologicalSorter(links).prepare()
    except CycleError:
        return
    raise AssertionError("the circle was not found")
