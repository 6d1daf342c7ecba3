"""A rule file to edit: the document of a rule as TOML, with a comment for each key where it first stands."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import QuestionError
from veedor.report.wording import Wording
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.rules import Rule
    from veedor.rules.templates import Template


WIDTH = 100
BARE = re.compile(r"[A-Za-z0-9_-]+")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HEAD = ("id", "title", "office", "note")
"""Keys of the head, whatever the rule is of."""

SOURCE = {"law": "...", "article": "...", "quote": "...", "language": "en", "read_in": "..."}
"""What a quotation needs."""

OF_LAW = ("country", "valid_from", "valid_to", "held_by")
"""Keys of the head that say of which law a rule is; they stand as comments, as do the quotations."""


def written(rule: Rule, words: Wording) -> str:
    """Write a rule as a file to edit, which quotes no law until somebody writes one into it.

    Parameters
    ----------
    rule : Rule
        What it starts from.
    words : Wording
        Language of the comments.
    """
    document = dict(rule.document)
    sources = document.pop("source", [])
    of_law = {key: document.pop(key) for key in OF_LAW if key in document}
    document["id"] = "my-" + re.sub(r"[^a-z0-9]+", "-", str(rule.rule_id)).strip("-")
    file = _CommentedFile(words)
    file.say("head", rule=str(rule.rule_id))
    file.lines.append("")
    # in one line each, however long: what follows must still stand at the top of the file
    file.table({key: document.pop(key) for key in HEAD if key in document}, inline=True)
    file.say("of_law")
    file.comment(of_law or {"country": "XX", "valid_from": "2000-01-01"})
    file.table(document)
    file.lines.append("")
    file.say("source")
    file.comment({"source": sources or [dict(SOURCE)]})
    return "\n".join(file.lines) + "\n"


def write(rule: Rule, to: str | None, lang: str) -> str:
    """Write a rule to a file that is not there yet, and say so; without one, give its text.

    Parameters
    ----------
    rule : Rule
        What it starts from.
    to : str, optional
        Where to: a name that ends in ``.toml``.
    lang : str
        Of the comments.

    Raises
    ------
    QuestionError
        Where the name ends otherwise, the file is there already, or it cannot be written.
    """
    words = Wording(lang)
    text = written(rule, words)
    if to is None:
        return text
    path = Path(to)
    if path.suffix != ".toml":
        raise QuestionError(
            sentence("{to!r} does not end in .toml.", to=to),
            remedy=sentence("Write --to {to}.", to=shlex.quote(to + ".toml")),
        )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise QuestionError(
            sentence("{to} is there already.", to=to), remedy="Name another file, or move that one away."
        ) from None
    except OSError as error:
        raise QuestionError(
            sentence("{to} cannot be written: {strerror}.", to=to, strerror=whole(error.strerror or "")),
            remedy="Check the path.",
        ) from None
    return words.text("rules.new.written", file=to, quoted=shlex.quote(to), beside=_text(path.name))


class _CommentedFile:
    """Lines of a TOML file, and which keys were explained.

    Parameters
    ----------
    words : Wording or None
        Language of the comments; without one there are none.
    """

    def __init__(self, words: Wording | None) -> None:
        self.words = words
        self.lines: list[str] = []
        self.explained: set[str] = set()

    def say(self, name: str, **names: str) -> None:
        """Write the comment of a key, the first time that the key stands."""
        key = f"rules.new.{name}"
        if self.words is None or key in self.explained or not self.words.has(key):
            return
        self.explained.add(key)
        text = self.words.text(key, **names)
        self.lines += textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")

    def comment(self, table: Mapping[str, Any]) -> None:
        """Write a table as a comment, for whoever takes the signs away."""
        file = _CommentedFile(None)
        file.table(table)
        self.lines += [f"# {line}".rstrip() for line in file.lines if line]

    def table(self, table: Mapping[str, Any], path: str = "", *, inline: bool = False) -> None:
        """Write a table: plain values first, then what needs a head of its own (``inline``: nothing does)."""
        later: list[tuple[str, Any]] = []
        for key, value in table.items():
            line = None if _is_list_of_tables(value) else f"{_key(key)} = {_value(value)}"
            if line is None or (not inline and isinstance(value, dict) and value and len(line) > WIDTH):
                later.append((key, value))
                continue
            self.say(_place(path, key))
            self.lines.append(line)
        for key, value in later:
            for head, inner in _heads(path, key, value):
                self.lines.append("")
                self.say(_place(path, key))
                self.lines.append(head)
                self.table(inner, f"{path}.{_key(key)}" if path else _key(key))


def _heads(path: str, key: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:  # noqa: ANN401
    """Return each table that stands under a key, with its head."""
    name = f"{path}.{_key(key)}" if path else _key(key)
    if isinstance(value, dict):
        yield f"[{name}]", value
    else:
        yield from ((f"[[{name}]]", inner) for inner in value)


def _place(path: str, key: str) -> str:
    """Return the place of a key in the format: ``round.win.share``; what is named freely has none."""
    return f"{path}.{key}" if path else key


def _is_list_of_tables(value: Any) -> bool:  # noqa: ANN401 - a document holds anything
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:  # noqa: ANN401 - a document holds anything
    """Write a value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, str):
        return value if DAY.fullmatch(value) else _text(value)
    return json.dumps(value)


def example_of(rule_id: str) -> str:
    """Return an example of a template that is named without its parameters; any other id as it is."""
    template, given = called(rule_id)
    bare = template is not None and given is None and any(p.required for p in template.parameters)
    return template.examples[0] if template is not None and bare else rule_id


def called(rule_id: str) -> tuple[Template | None, str | None]:
    """Find the template that is named, with what stands between its brackets."""
    from veedor.rules.load import law

    if law(rule_id) is not None:
        return None, None
    from veedor.rules.templates import template_of

    return template_of(rule_id) or (None, None)
