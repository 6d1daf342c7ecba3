"""What a TOML file lacks: where the key is written, in which line that is, and an example that works."""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress
from pathlib import Path

from veedor.sentence import Translatable, sentence, whole

Needed = tuple[str, str]
"""What a key means, and a line that can be written as it stands."""


def remedy_of(needed: Needed | None, key: str, table: str, file: str) -> Translatable:
    """Say what a missing key means, where it belongs, and give a line that can be pasted there.

    Parameters
    ----------
    needed : (str, str), optional
        What the key means, and the line; None of a key that nobody has described.
    key : str
        Its name.
    table : str
        Path of the table that lacks it, lists counted from one: ``claim[2]``; empty for the whole file.
    file : str
        The file, which is looked into for the line at which the table begins.
    """
    if file.lower().endswith(".json"):
        return _in_json(needed, key, table)
    if needed is None:
        return sentence("Write {where}: {key} = ...", key=key, where=_where(table, file))
    return sentence(
        "Write {where}: {example} (this is {meaning}; put your own instead).",
        where=_where(table, file),
        example=needed[1],
        meaning=whole(needed[0]),
    )


def _in_json(needed: Needed | None, key: str, table: str) -> Translatable:
    """Say the same of a file in JSON, where a key stands within braces and a line is no TOML."""
    where = sentence("within `{table}`", table=table) if table else sentence("within the outermost braces")
    if needed is None:
        return sentence('Write {where}: "{key}": ...', where=where, key=key)
    try:
        value = json.dumps(tomllib.loads(needed[1])[key], ensure_ascii=False, default=str)
    except (tomllib.TOMLDecodeError, KeyError):
        return sentence('Write {where}: "{key}": ...', where=where, key=key)
    return sentence(
        "Write {where}: {example} (this is {meaning}; put your own instead).",
        where=where,
        example=f'"{key}": {value}',
        meaning=whole(needed[0]),
    )


def _where(table: str, file: str) -> Translatable:
    """Say where a key of a table is written."""
    if not table:
        return sentence("at the top of the file, above the first [table]")
    text = _text(file)
    header = re.sub(r"\[\d+\]", "", table)
    shown = f"[[{header}]]" if table.endswith("]") else f"[{header}]"
    if text is None:
        return sentence("in {shown}", shown=shown)
    line = line_of(table, text)
    if line is None:
        return sentence("between the braces of `{table}`", table=table)
    return sentence("right below {shown}, which is line {line}", shown=shown, line=line)


def _text(file: str) -> str | None:
    with suppress(OSError, UnicodeDecodeError, ValueError):
        return Path(file).read_text("utf-8-sig")
    return None


def line_of(table: str, text: str) -> int | None:
    """Return the line at which a table begins; None where it has no header of its own.

    Parameters
    ----------
    table : str
        Its path, lists counted from one: ``claim[2]``, ``source.official.sheet``.
    text : str
        The file.
    """
    met: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.fullmatch(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?", line)
        if header is None:
            continue
        name = header[2].replace('"', "").replace(" ", "")
        if header[1] == "[[":
            met = {one: n for one, n in met.items() if not one.startswith(f"{name}.")}
            met[name] = met.get(name, 0) + 1
        if _counted(name, met) == table:
            return number
    return None


def _counted(name: str, met: dict[str, int]) -> str:
    """Write the path of a header with the number of each list that it lies in."""
    parts = name.split(".")
    paths = [".".join(parts[: i + 1]) for i in range(len(parts))]
    return ".".join(
        f"{part}[{met[path]}]" if path in met else part for part, path in zip(parts, paths, strict=True)
    )
