"""How a language writes numbers and days, and which form of a text a number takes: from CLDR, by Babel.

Kept in the user's cache, because loading a locale takes longer than some commands do.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from veedor.report import user_files

DECIMAL_COMMA = re.compile(r"\s*\d+,\d+\s*%?\s*")


class Conventions(NamedTuple):
    """The conventions of a language.

    Parameters
    ----------
    group, point : str
        Marks between groups of figures and before decimals.
    sizes : tuple of int
        Figures of the last group, and of each before it: 12,34,567 in India.
    months : tuple of str
        Short names, January first.
    plural : str
        Which form, as gettext has it: ``n != 1``. Their order is zero, one, two, few, many, other.
    """

    group: str
    point: str
    sizes: tuple[int, int]
    months: tuple[str, ...]
    plural: str


@lru_cache(maxsize=8)
def conventions(lang: str) -> Conventions:
    """Return the conventions of a language; those of English for one that CLDR does not know.

    Parameters
    ----------
    lang : str
        ``en`` (decimal point), ``es`` (decimal comma, as Bolivia and most of South America write), ...
    """
    babel = find_spec("babel")
    origin = None if babel is None else babel.origin
    state = Path(origin).stat().st_mtime_ns if origin else 0
    name = f"conventions-{lang}-{state:x}.json"
    try:
        group, point, sizes, months, plural = json.loads(user_files.read(name) or "")
        return Conventions(str(group), str(point), (sizes[0], sizes[1]), tuple(months), str(plural))
    except (ValueError, TypeError, LookupError):
        made = _from_cldr(lang)
        user_files.keep(name, json.dumps(made))
        return made


def _from_cldr(lang: str) -> Conventions:
    from logging import getLogger

    from babel import Locale, UnknownLocaleError
    from babel.plural import to_gettext

    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        getLogger("veedor.report").info(
            "CLDR knows no language %r: its numbers are written as in English", lang
        )
        locale = Locale.parse("en")
    symbols, months = locale.number_symbols["latn"], locale.months["format"]["abbreviated"]
    return Conventions(
        str(symbols["group"]),
        str(symbols["decimal"]),
        locale.decimal_formats[None].grouping,
        tuple(str(months[number]) for number in range(1, 13)),
        # e and c are exponents of compact notation ("1.2M"), which nothing here is written in
        re.sub(r"\b[ec]\b", "0", to_gettext(locale.plural_form).partition("plural=")[2].rstrip(";")),
    )


def with_point(text: str | None, lang: str) -> str | None:
    """Return a number that was written with the decimal comma of a language as one with a point.

    Parameters
    ----------
    text : str, optional
        As it was written: ``0,22%``.
    lang : str
        The language of the command. In one that writes a decimal point a comma stays, to be refused.
    """
    if text is None or not DECIMAL_COMMA.fullmatch(text) or conventions(lang).point != ",":
        return text
    return text.replace(",", ".")
