"""Reading the documents: their pages, links, and pieces of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from veedor.cli.main import VERBS, veedor

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WIDTH = 100


def pages() -> list[Path]:
    """Every written page: the README, its neighbours, and the documents."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *(p for p in sorted(DOCS.rglob("*.md")) if "_build" not in p.parts)]


def blocks(text: str) -> list[tuple[str, str]]:
    """Pieces of code: language and content, in order."""
    return re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def links(text: str) -> list[str]:
    """Targets of links and pictures outside code."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"\]\(([^()\s]+)\)", re.sub(r"`[^`\n]*`", "", prose))


def anchors(text: str) -> set[str]:
    """Names by which the headings of a page can be linked."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every verb and sub-command with its words, in the order of the work."""
    context = click.Context(veedor)
    for verb in VERBS:
        command = veedor.get_command(context, verb)
        assert command is not None, verb
        yield from _within((verb,), command)


def _within(
    words: tuple[str, ...], command: click.Command
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _within((*words, name), inner)


def help_of(words: tuple[str, ...], command: click.Command) -> str:
    """The text of ``--help``, as on a terminal of 100 columns."""
    # click keeps the help option of the first context that asked; another test may have been first
    command._help_option = None
    settings = {**veedor.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = click.Context(veedor, info_name="veedor", **settings)
    for name in words[:-1]:
        context = click.Context(click.Group(name), info_name=name, parent=context)
    context = click.Context(
        command, info_name=words[-1], parent=context, terminal_width=WIDTH, max_content_width=WIDTH
    )
    return command.get_help(context)
