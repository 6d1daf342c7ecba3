"""How a question is written as a command: the one place that knows, so that an answer can name its own."""

from __future__ import annotations

import re
import shlex
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, marks that turn the direction of text, and bytes of a name that are no letters."""

Option = str | int | Fraction | tuple[str, ...] | bool | None
"""What an option can be set to."""


def command_line(verb: str, case: str, *words: str, options: Mapping[str, Option] | None = None) -> str:
    """Write the command line that asks a question.

    Parameters
    ----------
    verb : str
        ``outcome``, ``audit plan``.
    case : str
        How the user named the case.
    *words : str
        Arguments and options after the case, as they are written.
    options : mapping of str to Option
        ``{"count": "official"}`` is ``--count official``, several texts are the option several times, True is
        the option alone; what is None or False is left out.

    Examples
    --------
    >>> command_line("outcome", "cases/bolivia-2019", options={"count": "official", "contest": None})
    'veedor outcome cases/bolivia-2019 --count official'
    """
    parts = ["veedor", *verb.split(), case, *words]
    for name, value in (options or {}).items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            parts.append(option)
        elif value is not None and value is not False:
            several = value if isinstance(value, tuple) else (value,)
            parts += [part for one in several for part in (option, str(one))]
    return " ".join(map(_word, parts))


def _word(text: str) -> str:
    """Write a word for a shell; what could steer a terminal is escaped, as POSIX (2024) has it."""
    if not _STEERS.search(text):
        return shlex.quote(text)
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{_STEERS.sub(_escaped, plain)}'"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\{byte:03o}" for byte in found[0].encode("utf-8", "surrogateescape"))
