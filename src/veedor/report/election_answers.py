"""What no file of results says of an election, each answer checked: title, day, country, zone, rule."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.errors import QuestionError, nearest
from veedor.guess.draft import CONTEST
from veedor.guess.proposal import UNKNOWN
from veedor.intake.names import fold
from veedor.rules import applies_to, load
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.guess.draft import Election

_CAPITALS = {
    country: zone
    for pair in [
        "AR:America/Argentina/Buenos_Aires",
        "AU:Australia/Sydney",
        "BR:America/Sao_Paulo",
        "CA:America/Toronto",
        "CD:Africa/Kinshasa",
        "CL:America/Santiago",
        "CN:Asia/Shanghai",
        "CY:Asia/Nicosia",
        "DE:Europe/Berlin",
        "EC:America/Guayaquil",
        "ES:Europe/Madrid",
        "FM:Pacific/Pohnpei",
        "GL:America/Nuuk",
        "ID:Asia/Jakarta",
        "KI:Pacific/Tarawa",
        "KZ:Asia/Almaty",
        "MH:Pacific/Majuro",
        "MN:Asia/Ulaanbaatar",
        "MX:America/Mexico_City",
        "MY:Asia/Kuala_Lumpur",
        "NZ:Pacific/Auckland",
        "PF:Pacific/Tahiti",
        "PG:Pacific/Port_Moresby",
        "PS:Asia/Gaza",
        "PT:Europe/Lisbon",
        "RU:Europe/Moscow",
        "UA:Europe/Kyiv",
        "US:America/New_York",
        "UZ:Asia/Tashkent",
        "VN:Asia/Ho_Chi_Minh",
        "XK:Europe/Belgrade",
    ]
    for country, _, zone in [pair.partition(":")]
}
"""Countries of several zones, with the zone in which most of their people live, or of none in CLDR."""

_NO_COUNTRIES = frozenset({"EU", "EZ", "UN"})
"""Codes that stand for no country, but for several."""

_MADE_UP = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
"""Codes that ISO 3166 leaves to its users: for elections that are made up."""


def words_of(text: str) -> str:
    """Return a text as it stands.

    Raises
    ------
    QuestionError
        Where it holds what are no letters.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # bytes that the terminal's encoding has not
        raise QuestionError(
            sentence("{text!a} holds bytes that are no letters in UTF-8.", text=text),
            remedy="Write it in UTF-8.",
        )
    return text


def day_of(text: str) -> str:
    """Return a day as a case writes it: ``2025-02-09``.

    Raises
    ------
    QuestionError
        Where it is not one.
    """
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise QuestionError(
            sentence("{text!r} is no day.", text=text), remedy="Write year, month and day: 2025-02-09."
        ) from error


def countries(lang: str) -> list[tuple[str, str]]:
    """Return every country in a language, by name: code and name."""
    from babel import Locale

    named = Locale(lang).territories
    known = [(code, str(named.get(code, code))) for code in _codes()]
    return sorted(known, key=lambda one: fold(one[1]))


def _codes() -> list[str]:
    from babel import Locale

    pairs = [str(key) for key in Locale("en").territories if len(str(key)) == 2]
    return [
        one for one in pairs if one.isalpha() and one not in _NO_COUNTRIES and not _MADE_UP.fullmatch(one)
    ]


def country_of(text: str) -> str:
    """Return the code of a country, of its code or its English name.

    Raises
    ------
    QuestionError
        Where there is none.
    """
    from babel import Locale

    code = text.strip().upper()
    known = {name.upper(): key for key, name in Locale("en").territories.items() if len(key) == 2}
    code = known.get(code, code)
    if (code not in known.values() and not _MADE_UP.fullmatch(code)) or code in _NO_COUNTRIES:
        raise QuestionError(
            sentence("{text!r} is no code of a country.", text=text),
            remedy="Write two letters, such as EC or PE.",
        )
    return str(code)


def zone_named(text: str) -> str:
    """Return a zone as it stands.

    Raises
    ------
    QuestionError
        Where there is none of that name.
    """
    from zoneinfo import available_timezones

    if text not in available_timezones():
        raise QuestionError(
            sentence("there is no zone {text!r}.", text=text), remedy=nearest(text, available_timezones())
        )
    return text


def zone_of(country: str) -> str:
    """Return the zone of a country; that of most people where it has several."""
    from babel.core import get_global

    zones = get_global("territory_zones").get(country, [])
    return _CAPITALS.get(country) or (str(zones[0]) if zones else UNKNOWN)


def rule_of(text: str) -> str:
    """Return a rule as a case names it: an id, a template, or where a rule file of one's own is.

    Raises
    ------
    VeedorError
        Where it cannot be read.
    """
    own = Path(text)
    if own.suffix in {".toml", ".json"}:
        load(own)
        return str(own.resolve())
    load(text)
    return text


def refuse_rule_of_another(election: Election) -> None:
    """Refuse a rule of another country or time: the import of the case would.

    Raises
    ------
    QuestionError
        With the rules that would fit.
    """
    if not election.rule or UNKNOWN in {election.date, election.country}:
        return
    day = dt.date.fromisoformat(election.date)
    own = Path(election.rule)
    rule = load(own if own.suffix in {".toml", ".json"} else election.rule)
    problem = applies_to(rule, election.country, day, contest=CONTEST)
    if problem is not None:
        raise QuestionError(
            problem.message,
            remedy="Name another rule; or leave --rule out, and write it into the case with its reason: "
            'rule_reason = "...".',
        )
