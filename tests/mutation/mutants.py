"""Mutants: one small fault each, in the body of a function."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COMPARED = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
"""What each comparison is mistaken for: its boundary, its contrary."""

COMPUTED = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
"""What each operation is mistaken for."""

NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}
"""Functions that are mistaken for one another."""


@cache
def text_of(path: Path) -> str:
    """Give the text of a module as it was when it was read first, whoever edits it during a hunt."""
    return path.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Mutant:
    """A module with one fault.

    Parameters
    ----------
    path : Path
        The module.
    function : str
        Qualified name of the outermost function that the fault is in.
    line : int
        Where, from 1.
    was, now : str
        The piece of code, and what it is replaced by.
    start, end : int
        Characters of the piece.
    """

    path: Path
    function: str
    line: int
    was: str
    now: str
    start: int
    end: int

    def source(self) -> str:
        """Give the text of the module with the fault."""
        text = text_of(self.path)
        return text[: self.start] + self.now + text[self.end :]

    def key(self) -> tuple[str, ...]:
        """Give what names the mutant for as long as its function keeps the line of code."""
        line = text_of(self.path).splitlines()[self.line - 1].strip()
        return self.path.stem, self.function, line, self.was, self.now

    def __str__(self) -> str:
        """Give one line for a report."""
        return f"{self.path}:{self.line} in {self.function}: {self.was}  ->  {self.now}"


def mutants(path: Path) -> list[Mutant]:
    """Make every mutant of a module, in the order of its text."""
    text = text_of(path)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    lines = text.splitlines()

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    found = []
    for name, function in functions(ast.parse(text)):
        for node in nodes(function.body):
            where = (
                offset(node.lineno, node.col_offset),
                offset(node.end_lineno or 0, node.end_col_offset or 0),
            )
            found += [
                Mutant(path, name, node.lineno, text[slice(*where)], now, *where) for now in changes(node)
            ]
    return sorted(set(found), key=lambda m: (m.start, m.end, m.now))


def sample(made: list[Mutant], most: int, seed: int) -> list[Mutant]:
    """Draw some mutants of a module, in the order of the text: of up to 12, fewer are some of more."""
    if len(made) <= most:
        return made
    chance = random.Random(f"{seed} {made[0].path.name}")  # noqa: S311 - no secret
    drawn = chance.sample(range(len(made)), min(len(made), max(most, 12)))
    return [made[k] for k in sorted(drawn[:most])]


def functions(module: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Give every outermost function and method with its qualified name."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{f.name}", f) for f in node.body if isinstance(f, ast.FunctionDef))


def nodes(body: list[ast.stmt]) -> Iterator[ast.expr | ast.stmt]:
    """Give what runs: no docstrings, no annotations, no patterns, no texts of errors."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Raise | ast.JoinedStr):
            continue
        if isinstance(node, ast.expr | ast.AugAssign):
            yield node
        if isinstance(node, ast.Return) and node.value is not None:
            yield _Returned(node.value)
        if isinstance(node, ast.If | ast.While):
            yield _Asked(node.test)
        children = ast.iter_child_nodes(node)
        if isinstance(node, ast.AnnAssign):
            children = iter([node.value] if node.value else [])
        elif isinstance(node, ast.FunctionDef):
            children = iter(node.body)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"cast", "isinstance"}:
            continue
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "zip":
            children = iter(
                node.args
            )  # `strict` tells what goes together from what does not: no test needs to
        waiting.extend(child for child in reversed(list(children)) if not isinstance(child, ast.pattern))


class _Wrapped(ast.expr):
    """An expression in its part: what is returned, or asked."""

    def __init__(self, inner: ast.expr) -> None:
        super().__init__()
        self.inner = inner
        ast.copy_location(self, inner)


class _Returned(_Wrapped):
    pass


class _Asked(_Wrapped):
    pass


def changes(node: ast.expr | ast.stmt) -> Iterator[str]:
    """Give what a piece of code is mistaken for, as code."""
    if isinstance(node, ast.AugAssign):
        if type(node.op) in COMPUTED:
            yield ast.unparse(ast.AugAssign(node.target, COMPUTED[type(node.op)](), node.value))
    elif isinstance(node, _Returned):
        if not isinstance(node.inner, ast.Constant):
            yield "None"
    elif isinstance(node, _Asked):
        if not isinstance(node.inner, ast.Compare | ast.UnaryOp):
            yield f"not ({ast.unparse(node.inner)})"
    elif isinstance(node, ast.expr):
        yield from (f"({ast.unparse(other)})" for other in _mistaken(node))


def _mistaken(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left, ops, comparators):
            for k, op in enumerate(ops):
                for other in COMPARED[type(op)]:
                    yield ast.Compare(left, [*ops[:k], other(), *ops[k + 1 :]], comparators)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield from (ast.BoolOp(op, [v for v in values if v is not one]) for one in values)
        case ast.UnaryOp(ast.Not() | ast.USub() | ast.Invert(), operand):
            yield operand
        case ast.BinOp(left, op, right) if type(op) in COMPUTED:
            yield ast.BinOp(left, COMPUTED[type(op)](), right)
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _other_values(value))
        case ast.Call(func, arguments, keywords):
            yield from (ast.Call(other, arguments, keywords) for other in _other_names(func))


def _other_values(value: object) -> tuple[float, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    return (value * 2 + 1.0,) if isinstance(value, float) else ()


def _other_names(func: ast.expr) -> Iterator[ast.expr]:
    match func:
        case ast.Name(name) if name in NAMES:
            yield ast.Name(NAMES[name])
        case ast.Attribute(value, name) if name in NAMES:
            yield ast.Attribute(value, NAMES[name])
