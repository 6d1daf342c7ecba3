"""Finding rule files, reading them, and writing a rule out again."""

from __future__ import annotations

import re
import tomllib
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import InputErrors, QuestionError, RuleError, nearest
from veedor.rules.document import ID, read_rule
from veedor.sentence import sentence
from veedor.text_file import read_text

if TYPE_CHECKING:
    from veedor.rules.rule import Rule

LAW = Path(__file__).parent / "law"
"""The rules that come with Veedor, one file each, named by their id."""

GROUP = "veedor.rules"
"""Entry points of rules that other packages bring."""

LARGEST_FILE = 1_000_000
"""Bytes. The longest rule file so far, with a result by state in its fixtures, has a fiftieth of that."""

DEEPEST = 30
"""Tables within tables; the format has at most seven."""

AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def load(rule: str | Path) -> Rule:
    """Read a rule by its id, or from a TOML or JSON file of one's own.

    Parameters
    ----------
    rule : str or Path
        ``bo-president-2009``, a template with its parameters (``plurality(3)``), or the path of a file
        (anything that ends in ``.toml`` or ``.json``).

    Raises
    ------
    QuestionError
        Where there is no rule of that id, or a parameter of a template is wrong.
    RuleError
        Where the file cannot be read at all.
    InputErrors
        Where it is not a rule: all its problems at once, each with the path of its key.
    """
    path = Path(rule)
    if isinstance(rule, str) and path.suffix not in {".toml", ".json"}:
        return _made(rule) if law(rule) is None else _shipped(rule)
    return _from_file(path)


@cache
def _shipped(rule_id: str) -> Rule:
    """Read a law that comes with Veedor, once: its file stays as it is while the program runs."""
    return _from_file(LAW / f"{rule_id}.toml")


def _from_file(path: Path) -> Rule:
    return _read(
        read_text(path, LARGEST_FILE, RuleError),
        path.name,
        "json" if path.suffix == ".json" else "toml",
        path.parent,
    )


def law(rule: str) -> Path | None:
    """Return the file of a law that comes with Veedor; None for the name of anything else."""
    path = LAW / f"{rule}.toml"
    return path if ID.fullmatch(rule) and path.is_file() else None


def _made(rule: str) -> Rule:
    """Read a template with its parameters, or a rule that another package brings."""
    from veedor import plugins  # late, as the templates are: most rules are laws of Veedor's own
    from veedor.rules.templates import names, template_of

    if (called := template_of(rule)) is not None:
        template, given = called
        return read_rule(_plain(template.filled(template.given(given))), rule)
    brought = plugins.named(GROUP, rule)
    if brought is None:
        known = [*(file.stem for file in LAW.glob("*.toml")), *plugins.names(GROUP), *names()]
        raise QuestionError(
            sentence("There is no rule {rule!r}.", rule=rule),
            remedy=sentence("{near} `veedor rules list` lists them.", near=nearest(rule, known)),
        )
    path = brought.load(Path)
    try:
        found = _read(read_text(path, LARGEST_FILE, RuleError), path.name, "toml", path.parent)
    except (RuleError, InputErrors) as error:
        raise brought.error(sentence("is no rule: {error}", error=error)) from error
    if found.rule_id != rule:
        raise brought.error(sentence("is the rule {rule_id!r}.", rule_id=found.rule_id))
    return found


def loads(text: str, *, file: str = "rule", form: str = "toml") -> Rule:
    """Read a rule from the text of a file.

    Parameters
    ----------
    text : str
        The document.
    file : str
        Name for messages.
    form : str
        ``toml`` or ``json``.

    Raises
    ------
    RuleError, InputErrors
        As :func:`load`.
    """
    return _read(text, file, form)


def _read(text: str, file: str, form: str, folder: Path | None = None) -> Rule:
    """Read a rule; a table of seats that it names lies in the folder, if there is one."""
    try:
        document = _plain(_from_json(text) if form == "json" else tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        line = AT_LINE.search(str(error))
        row = int(line[1]) if line else getattr(error, "lineno", None)
        raise RuleError(
            sentence("cannot be read as {form}: {error}.", form=form.upper(), error=error),
            file=file,
            row=row,
            remedy="docs/reference/rules.md shows a whole rule file.",
        ) from None
    if not isinstance(document, dict):
        raise RuleError("is no table of keys.", file=file, expected="the keys id, title, round, ...")
    if folder is not None and "seats" in document:
        from veedor.rules.seat_document import put_seat_files  # late, as most rules share out no seats

        put_seat_files(document, folder, file)
    return read_rule(document, file)


def available() -> tuple[Rule, ...]:
    """List the rules that come with Veedor, by id, then those that other packages bring."""
    from veedor.plugins import names

    shipped = tuple(_shipped(file.stem) for file in sorted(LAW.glob("*.toml")))
    return (*shipped, *(load(rule) for rule in names(GROUP)))


def dump(rule: Rule) -> str:
    """Write a rule as JSON, so that the rule that was applied can be published with the result.

    :func:`loads` with ``form="json"`` reads it back: the same rule in its default reading, with its other
    readings in it.
    """
    import json

    return json.dumps(rule.document, ensure_ascii=False, indent=2) + "\n"


def _from_json(text: str) -> Any:  # noqa: ANN401 - a document holds anything
    import json  # late: rules come as TOML, and an outcome is a fast command

    return json.loads(text)


def _plain(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - a document holds anything
    """Return a document with days and times of TOML as ISO text, so that JSON can hold the same."""
    if depth > DEEPEST:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value
