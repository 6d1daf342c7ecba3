"""The page of all commands is what ``--help`` says; ``pytest tests/docs --accept`` writes it anew."""

from __future__ import annotations

import re

import pytest

from docs.pages import DOCS, ROOT, commands, help_of
from veedor.cli.main import VERBS

PAGE = DOCS / "reference" / "cli.md"
HEAD = """# Every command

The text of `--help` of every verb and sub-command, generated from the program (`pytest tests/docs --accept`).
How verbs behave in common, exit codes and completion: [the command line](command-line.md).
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for words, command in commands():
        level = "#" * (len(words) + 1)
        lines = [line.rstrip() for line in help_of(words, command).splitlines()]
        parts.append(f"{level} veedor {' '.join(words)}\n\n```text\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def test_the_page_is_up_to_date(accept: bool) -> None:
    if accept:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "out of date: run pytest tests/docs --accept"


def test_every_verb_teaches_by_example() -> None:
    silent = [
        " ".join(words)
        for words, command in commands()
        if len(words) == 1 and f"veedor {words[0]}" not in (command.help or "")
    ]
    assert silent == []


def test_every_option_says_what_it_does() -> None:
    mute = [
        f"veedor {' '.join(words)} {option.opts[0]}"
        for words, command in commands()
        for option in command.params
        if option.param_type_name == "option" and not getattr(option, "help", None)
    ]
    assert mute == []


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_or_the_tutorials_show_the_verb(verb: str) -> None:
    shown = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "README.md", *DOCS.glob("tutorial/*.md")))
    assert re.search(rf"veedor {verb}\b", shown)
