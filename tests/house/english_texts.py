"""The English texts of the source that a language translates: errors, command line, sources of methods.

``python tests/house/english_texts.py es`` prints what the Spanish catalogues lack, as entries to fill in.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import lru_cache
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

import click

import veedor
from veedor import errors
from veedor.checks import CHECKS, get
from veedor.claims import ALL as FUNCTIONS
from veedor.cli.language import LanguageOption
from veedor.cli.main import VERBS
from veedor.cli.main import veedor as cli
from veedor.findings.forensics import SOURCES
from veedor.report.catalogue import LOCALE, read_area

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = Path(veedor.__file__).parent
TOLD = frozenset({"message", "remedy", "expected"})
"""Arguments of an error that a reader sees as sentences."""
CLICK = frozenset({"UsageError", "BadParameter", "fail"})
HELPERS = frozenset(
    (
        "_Contradiction", "_damaged", "_error", "_no_row", "_note", "_odd", "_too_large", "_wrong", "error",
        "refuse", "wrong",
    )
)  # fmt: skip
"""Functions that make an error of the texts they are given."""
SYSTEM = (
    "File exists", "Is a directory", "No space left on device", "No such file or directory",
    "Not a directory", "Permission denied", "Read-only file system", "Disk quota exceeded",
    "Connection refused", "Connection reset by peer", "Connection timed out", "Name or service not known",
    "Network is unreachable", "No route to host",
)  # fmt: skip
"""What an operating system says of a file, or of a connection."""
NOT_SHOWN = frozenset({"shell_completion", "_winconsole", "_termui_impl"})
"""Modules of Click whose messages nobody meets here."""


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


def literals(node: ast.expr) -> list[str]:
    """The texts that stand written out where a sentence is wanted."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [text for one in node.values for text in literals(one)]
    return []


def kept_texts(tree: ast.Module) -> dict[str, list[str]]:
    """Texts that a module keeps under a name of its own."""
    return {
        node.targets[0].id: literals(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def speaks(text: str) -> bool:
    """Whether there are words to translate beside the names in braces."""
    return re.search(r"[A-Za-z]{2}", re.sub(r"\{[^{}|]*\}", "", text)) is not None


def texts_of(call: ast.Call, kept: Mapping[str, list[str]]) -> list[str]:
    """The English texts that a call is given to be said."""
    name = called(call)
    if name in {"sentence", "translated", "template", "tell_sentence"}:
        return literals(call.args[0]) if call.args else []
    if name == "raise_all":
        return literals(call.args[1])
    if name in HELPERS and not ast.unparse(call.func).startswith("LOG."):
        given = [*call.args, *(one.value for one in call.keywords)]
        return [text for one in given for text in literals(one) if " " in text]
    if name in error_names():
        return [
            text
            for one in told_by(call)
            for text in (kept.get(one.id, []) if isinstance(one, ast.Name) else literals(one))
        ]
    return [text for one in call.keywords if one.arg in {"remedy", "expected"} for text in _spoken(one.value)]


def _spoken(value: ast.expr) -> list[str]:
    """Whole sentences at a remedy of whatever is called: an error whose class stands in a variable, say."""
    return [text for text in literals(value) if " " in text]


def returned(tree: ast.Module) -> list[str]:
    """The sentences that functions of a module return to stand at a remedy: ``remedy=self._again``."""
    asked = {
        called(one.value) or getattr(one.value, "attr", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for one in node.keywords
        if one.arg in {"remedy", "expected"}
    }
    return [
        text
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in asked
        for one in ast.walk(node)
        if isinstance(one, ast.Return) and one.value is not None
        for text in _spoken(one.value)
    ]


@lru_cache(maxsize=1)
def templates() -> dict[str, str]:
    """Every template of a sentence, every whole sentence of an error -> the module where it stands first."""
    found: dict[str, str] = {}
    for file, tree in trees().items():
        kept = kept_texts(tree)
        for text in returned(tree):
            found.setdefault(text, file.relative_to(SOURCE).as_posix())
        for node in ast.walk(tree):
            for text in texts_of(node, kept) if isinstance(node, ast.Call) else yielded(node):
                if speaks(text):
                    found.setdefault(text, file.relative_to(SOURCE).as_posix())
    return found


def yielded(node: ast.AST) -> list[str]:
    """The texts that a generator of problems gives: key, message, remedy."""
    if not (isinstance(node, ast.FunctionDef) and node.returns is not None):
        return []
    if ast.unparse(node.returns) != "Problems":
        return []
    given = [one.value for one in ast.walk(node) if isinstance(one, ast.Yield)]
    parts = [part for one in given if isinstance(one, ast.Tuple) for part in one.elts]
    return [text for part in parts for text in literals(part) if " " in text]


def built_by_hand() -> list[str]:
    """Places where the text of an error is put together in a way that no language can follow."""
    return [
        f"{file.relative_to(SOURCE)}:{one.lineno}: {ast.unparse(one)[:100]}"
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for one in (node.args if called(node) in HELPERS else told_by(node))
        if called(node) in error_names() | HELPERS and _by_hand(one)
    ]


def _by_hand(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):  # without a space it is a key, not a sentence
        return any(isinstance(one, ast.Constant) and " " in str(one.value) for one in node.values)
    if isinstance(node, ast.BinOp):
        return _by_hand(node.left) or _by_hand(node.right)
    if isinstance(node, ast.IfExp):
        return _by_hand(node.body) or _by_hand(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(_by_hand(one) for one in node.values)
    return called(node) in {"format", "strip", "rstrip", "replace", "capitalize"}


@lru_cache(maxsize=1)
def help_texts() -> dict[str, str]:
    """Every text of help, of the check language and of Click -> the verb where it stands first."""
    found: dict[str, str] = {}
    for line in VERBS.values():
        found.setdefault(line, "veedor")
    commands: list[tuple[click.Command, str]] = [(cli, "veedor")]
    for verb in VERBS:
        command = cli.get_command(click.Context(cli), verb)
        assert command is not None
        commands.append((command, verb))
    while commands:
        command, where = commands.pop(0)
        inner = getattr(command, "commands", {})
        commands += [(one, f"{where} {name}") for name, one in inner.items()]
        for text in (*_prose(command), *_of_parameters(command)):
            if speaks(text):
                found.setdefault(text, where)
    told = (text for one in FUNCTIONS for text in (one.says, str(one.gives)))
    found = dict.fromkeys(told, "claims functions") | found
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        if file.stem not in NOT_SHOWN:
            for text in _of_click(ast.parse(file.read_text(encoding="utf-8"))):
                if speaks(text):
                    found.setdefault(text, f"click {file.stem}")
    return found


def _prose(command: click.Command) -> list[str]:
    """Paragraphs of a help text; of one that keeps its lines, the lines that are no examples."""
    found = [command.options_metavar or "", getattr(command, "subcommand_metavar", "") or ""]
    for text in (command.help, command.epilog):
        for paragraph in cleandoc(text or "").split("\n\n"):
            if paragraph.startswith("\b"):
                found += [line.strip("\b ") for line in paragraph.split("\n") if not line.startswith(" ")]
            else:
                found.append(" ".join(paragraph.split()))
    return found


def _of_parameters(command: click.Command) -> list[str]:
    found = []
    for one in command.params:
        shown = getattr(one, "show_default", None)
        found += [getattr(one, "help", "") or "", shown if isinstance(shown, str) else ""]
        if not isinstance(one.type, click.Choice | LanguageOption) and not getattr(one, "is_flag", False):
            found += [one.make_metavar(click.Context(command)).strip("[]."), one.type.name]
    return found


def _of_click(tree: ast.Module) -> list[str]:
    """What Click says itself."""
    return [
        one.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in {"_", "ngettext"}
        for one in node.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def english() -> dict[str, dict[str, str]]:
    """Every English text by the catalogue that it belongs to -> where it stands first."""
    own = templates()
    lines = {text: where for text, where in own.items() if where.startswith("cli/")} | help_texts()
    told = {text: where for text, where in own.items() if text not in lines}
    told |= dict.fromkeys(SYSTEM, "the operating system")
    return {"errors": told, "cli": lines, "sources": sources()}


@lru_cache(maxsize=1)
def sources() -> dict[str, str]:
    """Where methods come from, as far as it stands written out -> the module where it stands first."""
    found: dict[str, str] = {}
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "Method" and len(node.args) > 1:
                for text in literals(node.args[1]):
                    found.setdefault(text, file.relative_to(SOURCE).as_posix())
    for name in CHECKS:
        found.setdefault(get(name).source, f"checks: {name}")
    return found | dict.fromkeys(SOURCES.values(), "findings/forensics.py")


def entries(texts: Mapping[str, str], said: Mapping[str, str]) -> str:
    """Entries of a catalogue, in the order of the modules where the texts stand."""
    return "\n".join(
        f"#: {texts[text]}\nmsgid {_quoted(text)}\nmsgstr {_quoted(said.get(text, ''))}\n"
        for text in sorted(texts, key=lambda text: (texts[text], text))
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    for area, texts in english().items():
        file = LOCALE / sys.argv[1] / "LC_MESSAGES" / f"{area}.po"
        known = read_area(file) if file.exists() else {}
        lacking = {text: where for text, where in texts.items() if text not in known}
        sys.stdout.write(f"# {file.name}\n\n{entries(lacking, {})}\n")
