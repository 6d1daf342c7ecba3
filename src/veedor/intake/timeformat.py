"""Formats of time: what may stand in one, names of months in several languages, and what a text may mean."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from veedor.engine import sql
from veedor.intake.characters import plain
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from veedor.engine.sql import Value
    from veedor.intake.case import TimeMap

EPOCH = {"epoch": 1, "epoch_ms": 1000}
"""Formats that are no pattern: units of time since 1970 in a second."""

_DIRECTIVES = frozenset("aAbBhdmyYHIpMSfzj%")
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "en short": "jan feb mar apr may jun jul aug sep oct nov dec",
    "en other": "- - - - - - - - sept - - -",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "es other": "- - - - - - - - setiembre - - -",
    "es shorter": "- - - - - - - - set - - -",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt short": "jan fev mar abr mai jun jul ago set out nov dez",
    "pt other": "- - marco - - - - - - - - -",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr short": "janv févr mars avr mai juin juil août sept oct nov déc",
    "fr other": "jan fév mar avr mai jun jul aoû sep oct nov déc",
    "fr plain": "- fevrier - - - - - aout - - - decembre",
    "fr plain short": "- fevr - - - - - aou - - - dec",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de short": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it short": "gen feb mar apr mag giu lug ago set ott nov dic",
}
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "lunes martes miércoles miercoles jueves viernes sábado sabado domingo lun mar mié mie jue vie sáb sab "
    "dom "
    "segunda terça terca quarta quinta sexta segunda-feira terça-feira terca-feira quarta-feira quinta-feira "
    "sexta-feira seg ter qua qui sex lundi mardi mercredi jeudi vendredi samedi dimanche mer jeu ven sam dim"
)


def month_numbers() -> dict[str, int]:
    """Return every name of a month, in small letters, with its number."""
    return {
        name: number
        for names in _MONTHS.values()
        for number, name in enumerate(names.split(), 1)
        if name != "-"
    }


def _one_of(names: Iterable[str]) -> str:
    # the longest first: "mar" would do for "marzo"
    return "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))


def local_words(text: Value, template: str) -> tuple[Value, str]:
    """Return times and their format without words, which the engine would read as English only.

    Parameters
    ----------
    text : Value
        In plain characters.
    template : str
        As the case states it.

    Returns
    -------
    text : Value
        Months as numbers, days of the week left out, a. m. and p. m. as AM and PM.
    template : str
        What reads it.
    """
    if re.match("%[aA]", template):
        template = re.sub(r"^%[aA]\.?,?\s*", "", template)
        text = text.re_replace(rf"(?i)^(?:{_one_of(_DAYS.split())})\b\.?,?\s*", "")
    if re.search("%[bBh]", template):
        template = re.sub(r"%[bBh]\.?", "%m", template)
        numbers = month_numbers()
        name = text.re_extract(rf"(?i)(?:^|[^\pL])({_one_of(numbers)})(?:$|[^\pL])", 1)
        named = sql.struct({"text": text, "name": name})
        text = sql.once(named, lambda both: _numbered(both["text"], both["name"], numbers))
    if "%p" in template:
        template = re.sub(r"\s*%p", "%p", template)
        text = text.re_replace(r"(?i)([0-9])\s*([ap])\s*\.?\s*m\b\.?", r"\1\2M")
    return text, template


def _numbered(text: Value, name: Value, numbers: dict[str, int]) -> Value:
    number = name.lower().substitute({n: f"{i:02}" for n, i in numbers.items()})
    return text.replace(sql.concat(name, "."), name).replace(name, number)


def time_problems(time: TimeMap) -> Iterator[tuple[str, str, str]]:
    """Check a format of time: key, what is wrong with it, and how to mend it."""
    for key, what, remedy in _format_problems(time):
        yield (
            key,
            what,
            sentence(
                "{remedy} Where the times are written as 2019-10-20T19:40:57, remove `time.format`.",
                remedy=remedy,
            ),
        )


def _format_problems(time: TimeMap) -> Iterator[tuple[str, str, str]]:
    if not time.format or time.format in EPOCH:
        return
    used = re.findall(r"%-?(.|$)", time.format)
    for unknown in sorted({d for d in used if d not in _DIRECTIVES}):
        what = (
            sentence("State time.tz instead.")
            if unknown == "Z"
            else sentence("Write the time with these: %Y %m %d %H %M %S.")
        )
        yield "time.format", sentence("%{unknown} is not known.", unknown=unknown), what
    if "z" in used and not time.format.endswith("%z"):
        yield "time.format", "%z must be the last.", sentence("Write it at the end.")
    if "I" in used and "p" not in used:
        yield (
            "time.format",
            "a 12-hour time without its marker (AM, PM) can mean two moments.",
            sentence("Add %p where the file has a marker; where it has none, these times cannot be used."),
        )
    for needed in (("y", "Y"), ("m", "b", "B", "h", "j"), ("d", "j")):
        if not set(needed) & set(used):
            yield (
                "time.format",
                sentence("without %{needed} it does not name a day.", needed=needed[-1]),
                sentence('Where the date stands in a column of its own, name both: at = "{Date} {Time}".'),
            )


_DATE = r"(?P<a>\d{1,4})(?P<s>[-/. ]|( de ))(?P<b>\d{1,2}|[^\W\d_]{3,})(\.)?(?P=s)(?P<c>\d{1,4})"
_TIME = r"(?P<h>\d{1,2})(?P<t>[:.h])(?P<m>\d{2})(?:(?P<u>[:.m])(?P<sec>\d{2})(?P<f>[.,]\d+)?)?"
_SHAPE = re.compile(
    rf"^{_DATE}(?P<g>,? +|T){_TIME}(?P<p>\s*[ap]\s*\.?\s*m\.?)?(?P<z> ?(?:Z|[+-]\d\d:?(?:\d\d)?))?$",
    re.IGNORECASE,
)


_OTHER_SHAPES = (
    (r"(?:19|20)\d{6}T\d{6}", "%Y%m%dT%H%M%S"),
    (r"(?:19|20)\d{12}", "%Y%m%d%H%M%S"),
    (r"(?:19|20)\d\d-[0-3]\d\dT\d\d:\d\d:\d\d", "%Y-%jT%H:%M:%S"),
    (r"[^\W\d_]{2,9}, \d\d [^\W\d_]{3,9} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "%a, %d %b %Y %H:%M:%S %z"),
    (r"[^\W\d_]{3,9} [^\W\d_]{3,9} +\d{1,2} \d\d:\d\d:\d\d \d{4}", "%a %b %d %H:%M:%S %Y"),
)
"""Times without signs between, by the day of the year, of mail and of C."""


def formats_of(texts: Iterable[str], day: date) -> dict[str, str]:
    """Return the formats in which all of some texts can be meant: what stands first -> format.

    Parameters
    ----------
    texts : iterable of str
        Times as they are published.
    day : date
        Of the election: where figures can be several dates, those are meant that are near it.
    """
    shown = [plain(text) for text in texts]
    common = None
    for text in shown:
        found = _formats(text)
        common = found if common is None else {k: f for k, f in common.items() if found.get(k) == f}
    near = {k: f for k, f in (common or {}).items() if all(_is_near(text, k, day) for text in shown)}
    return near or common or {}


_ORDERS = {"day": "cba", "month": "cab", "year": "abc"}
"""Which figures of a date are its year, month and day."""


def _is_near(text: str, first: str, day: date) -> bool:
    """Whether a text of figures is a date of the weeks before or the year after the election."""
    match = _SHAPE.fullmatch(text)
    if match is None or not match["b"].isdigit():
        return True
    year, month, number = (int(match[name]) for name in _ORDERS[first])
    with suppress(ValueError):
        found = date(year + 100 * (day.year // 100) if year < 100 else year, month, number)
        return timedelta(-31) <= found - day <= timedelta(366)
    return False


def _formats(text: str) -> dict[str, str]:
    for pattern, form in _OTHER_SHAPES:
        if re.fullmatch(pattern, text):
            return {"year": form}
    match = _SHAPE.fullmatch(text)
    if match is None:
        return {}
    a, b, c, s = (match[name] for name in "abcs")
    hour = "%I" if match["p"] else "%H"
    tail = f"{match['g']}{hour}{match['t']}%M"
    tail += f"{match['u']}%S" if match["u"] else ""
    tail += f"{match['f'][0]}%f" if match["f"] else ""
    tail += " %p" if match["p"] else ""
    tail += "%z" if match["z"] else ""
    if not b.isdigit():
        year = "%Y" if len(c) == 4 else "%y"
        return {"day": f"%d{s}%b{s}{year}{tail}"} if b.lower() in month_numbers() else {}
    if len(a) == 4:
        return {"year": f"%Y{s}%m{s}%d{tail}"} if int(b) <= 12 else {}
    year = "%Y" if len(c) == 4 else "%y"
    found = {}
    if int(a) <= 31 and int(b) <= 12:
        found["day"] = f"%d{s}%m{s}{year}{tail}"
    if int(a) <= 12 and int(b) <= 31:
        found["month"] = f"%m{s}%d{s}{year}{tail}"
    if year == "%y" and int(b) <= 12 and int(c) <= 31:
        found["year"] = f"%y{s}%m{s}%d{tail}"
    return found
