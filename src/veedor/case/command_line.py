"""How a question is written as a command: the one place that knows, so that an answer can name its own."""

from __future__ import annotations

import shlex
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    return shlex.join(parts)
