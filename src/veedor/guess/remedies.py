"""Keys and values that a message of the import names, so that a proposal can take them over."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_KEY = re.compile(r"(?<![\w.])((?:[a-z_]+\.)?[a-z_]+) = (?=[\"'\[{\d])")
_CLOSES = {"[": "]", "{": "}"}


def settings_in(text: str) -> list[tuple[str, Any]]:
    """Give every ``key = value`` of a message, in its order.

    Parameters
    ----------
    text : str
        A message of the import with its remedy.

    Returns
    -------
    list of tuple
        Key as it is written there, and the value as TOML reads it; what is cut short or holds ``...`` is left
        out.

    Examples
    --------
    >>> settings_in('State `skip = 3`, or rows.drop = { "Table" = "^Total$" }.')
    [('skip', 3), ('rows.drop', {'Table': '^Total$'})]
    """
    found = []
    for match in _KEY.finditer(text):
        written = _value(text[match.end() :])
        if written and '"..."' not in written:
            try:
                value = tomllib.loads(f"x = {written}")["x"]
            except tomllib.TOMLDecodeError:
                continue
            found.append((match[1], value))
    return found


def _value(text: str) -> str:
    """Give the value that a text begins with: a number, a quoted text, or a list or table to its end."""
    if number := re.match(r"\d+", text):
        return number[0]
    open_marks: list[str] = []
    quote = ""
    place = 0
    while place < len(text):
        letter = text[place]
        if quote:
            if letter == "\\" and quote == '"':
                place += 1
            elif letter == quote:
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter in _CLOSES:
            open_marks.append(_CLOSES[letter])
        elif open_marks and letter == open_marks[-1]:
            open_marks.pop()
        place += 1
        if not quote and not open_marks:
            return text[:place]
    return ""
