"""The English texts of the source that a language translates: templates of errors, and words of the command line.

``python tests/house/english_texts.py es`` prints what the Spanish catalogues lack, as entries to be filled in.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import veedor
from veedor import errors

SOURCE = Path(veedor.__file__).parent
TOLD = frozenset({"message", "remedy", "expected"})
"""Arguments of an error that a reader sees as sentences."""
CLICK = frozenset({"UsageError", "BadParameter"})


@lru_cache(maxsize=1)
def trees() -> dict[Path, ast.Module]:
    """Every module of the package."""
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py"))}


def called(node: ast.AST) -> str:
    """The name that a call calls; empty where it is none."""
    return getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""


@lru_cache(maxsize=1)
def error_names() -> frozenset[str]:
    """The errors that Veedor raises on purpose, with those that single modules derive."""
    known = {name for name in vars(errors) if name.endswith(("Error", "Errors"))}
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known |= {one.name for one in classes if any(getattr(base, "id", "") in known for base in one.bases)}
    return frozenset(known | CLICK)


def told_by(call: ast.Call) -> list[ast.expr]:
    """The arguments of the constructor of an error that a reader sees as sentences."""
    return [*call.args[:1], *(one.value for one in call.keywords if one.arg in TOLD)]


def _literals(node: ast.expr) -> list[str]:
    """The texts that stand written out where a sentence is wanted."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [text for one in node.values for text in _literals(one)]
    return []


def _returned(tree: ast.Module) -> dict[str, list[str]]:
    """Texts that a module keeps under a name in capitals."""
    return {
        node.targets[0].id: _literals(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def speaks(text: str) -> bool:
    """Whether there are words to translate beside the names in braces."""
    return re.search(r"[A-Za-z]{2}", re.sub(r"\{[^{}]*\}", "", text)) is not None


@lru_cache(maxsize=1)
def templates() -> dict[str, str]:
    """Every template of a sentence, and every whole sentence of an error -> the module where it stands first."""
    found: dict[str, str] = {}
    for file, tree in trees().items():
        kept = _returned(tree)
        for node in ast.walk(tree):
            texts: list[str] = []
            if called(node) in {"sentence", "translated"}:
                texts = _literals(node.args[0])  # type: ignore[attr-defined]
            elif called(node) in error_names():
                for one in told_by(node):  # type: ignore[arg-type]
                    texts += (
                        kept.get(getattr(one, "id", ""), []) if isinstance(one, ast.Name) else _literals(one)
                    )
            for text in texts:
                if speaks(text):
                    found.setdefault(text, file.relative_to(SOURCE).as_posix())
    return found


def built_by_hand() -> list[str]:
    """Places where the text of an error is put together in a way that no language can follow."""
    places = []
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if called(node) in error_names():
                places += [
                    f"{file.relative_to(SOURCE)}:{one.lineno}: {ast.unparse(one)[:100]}"
                    for one in told_by(node)  # type: ignore[arg-type]
                    if _by_hand(one)
                ]
    return places


def _by_hand(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return not any(called(one) in {"sentence", "nearest"} for one in (node.left, node.right))
    if isinstance(node, ast.IfExp):
        return _by_hand(node.body) or _by_hand(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(_by_hand(one) for one in node.values)
    return isinstance(node, ast.Call) and called(node) in {
        "format",
        "strip",
        "rstrip",
        "replace",
        "capitalize",
    }
