"""Mutators of times: forms that are read, moments that do not exist or exist twice, and what is no time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hostile.corpus import mutator
from hostile.drafts import TIME

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft
    from hostile.truths import Truth

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MONTHS = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
]  # fmt: skip


def offset(at: datetime, hours: float, form: str = "{sign}{hours:02}:{minutes:02}") -> str:
    moved = (at.astimezone(UTC) + timedelta(hours=hours)).replace(tzinfo=None)
    minutes = round(abs(hours) * 60)
    sign = "-" if hours < 0 else "+"
    return f"{moved:%Y-%m-%dT%H:%M:%S}" + form.format(sign=sign, hours=minutes // 60, minutes=minutes % 60)


SAME: dict[str, Callable[[datetime], str]] = {
    "iso": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
    "lower t": lambda at: f"{at:%Y-%m-%dt%H:%M:%S}",
    "fraction": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.999999",
    "fraction nine": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.999999999",
    "fraction long": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}." + "9" * 30,
    "fraction comma": lambda at: f"{at:%Y-%m-%d %H:%M:%S},5",
    "fraction empty": lambda at: f"{at:%Y-%m-%d %H:%M:%S}.",
    "utc": lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    "lower z": lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%Sz}",
    "word utc": lambda at: f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
    "gmt": lambda at: f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} GMT",
    "offset": lambda at: offset(at, 5.5),
    "offset bare": lambda at: offset(at, -3, "{sign}{hours:02}"),
    "offset plain": lambda at: offset(at, 14, "{sign}{hours:02}{minutes:02}"),
    "offset gmt": lambda at: offset(at, 3, "GMT{sign}{hours}"),
    "offset utc": lambda at: offset(at, 3, " UTC{sign}{hours:02}:{minutes:02}"),
    "offset seconds": lambda at: offset(at, 3, "{sign}{hours:02}:{minutes:02}:00"),
    "minus zero": lambda at: offset(at, 0, "-00:00"),
    "minus sign": lambda at: offset(at, -4, "\u2212{hours:02}:{minutes:02}"),
    "offset far": lambda at: offset(at, -14),
    "name": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}[{at.tzinfo}]",
    "compact": lambda at: f"{at:%Y%m%dT%H%M%S}",
    "compact digits": lambda at: f"{at:%Y%m%d%H%M%S}",
    "two blanks": lambda at: f" {at:%Y-%m-%d  %H:%M:%S} ",
    "arabic": lambda at: f"{at:%Y-%m-%d %H:%M:%S}".translate(ARABIC),
    "direction": lambda at: f"\u200e{at:%Y-%m-%d %H:%M:%S}\u200f",
    "dashes": lambda at: f"{at:%Y-%m-%d %H:%M:%S}".replace("-", "\u2013"),
    "epoch": lambda at: str(int(at.timestamp())),
    "epoch ms": lambda at: str(int(at.timestamp() * 1000)),
    "epoch us": lambda at: str(int(at.timestamp() * 1_000_000)),
    "epoch ns": lambda at: str(int(at.timestamp()) * 10**9),
    "epoch point": lambda at: f"{at.timestamp():.3f}",
    "excel": lambda at: f"{(at.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86400:.6f}",  # noqa: DTZ001
    "ordinal": lambda at: f"{at:%Y-%jT%H:%M:%S}",
    "week": lambda at: f"{at:%G-W%V-%uT%H:%M:%S}",
    "slashes": lambda at: f"{at:%Y/%m/%d %H:%M:%S}",
    "points": lambda at: f"{at:%Y.%m.%d %H:%M:%S}",
    "day first": lambda at: f"{at:%d/%m/%Y %H:%M:%S}",
    "month first": lambda at: f"{at:%m/%d/%Y %H:%M:%S}",
    "day month name": lambda at: f"{at.day} de {MONTHS[at.month - 1]} de {at:%Y %H:%M:%S}",
    "english": lambda at: f"{at:%d %b %Y %H:%M:%S}",
    "twelve": lambda at: f"{at:%d/%m/%Y %I:%M:%S %p}",
    "twelve points": lambda at: f"{at:%d/%m/%Y %I:%M:%S} {'p. m.' if at.hour > 11 else 'a. m.'}",
    "two digits": lambda at: f"{at:%d/%m/%y %H:%M:%S}",
    "two digits iso": lambda at: f"{at:%y-%m-%d %H:%M:%S}",
    "h": lambda at: f"{at:%Y-%m-%d %Hh%Mm%Ss}",
    "rfc": lambda at: f"{at:%a, %d %b %Y %H:%M:%S %z}",
    "ctime": lambda at: f"{at:%a %b %d %H:%M:%S %Y}",
    "asp": lambda at: f"/Date({int(at.timestamp() * 1000)})/",
}
"""Ways to write a moment: each is read as it, or refused."""

NONE = (
    "{0:%Y-%m-%d}T24:00:01", "{0:%Y-%m-%d} 25:00:00", "{0:%Y-%m-%d} 19:60:00", "{0:%Y-%m-%d} 19:14:61",
    "2030-02-30 19:00:00", "2030-13-01 19:00:00", "2030-00-10 19:00:00", "2030-06-31 10:00:00",
    "{0:%Y-%m-%dT%H:%M:%S}+99:00", "{0:%Y-%m-%dT%H:%M:%S}+24:00", "{0:%Y-%m-%dT%H:%M:%S}+14:01",
    "{0:%Y-%m-%dT%H:%M:%S}+05:60", "{0:%Y-%m-%dT%H:%M:%S}-15", "{0:%Y-%m-%dT%H:%M:%S}+-5", "{0:%Y-%m-%d}",
    "{0:%H:%M:%S}", "0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59",
    "1899-12-30 00:00:00",
    "+12030-06-10 19:00:00", "-2030-06-10 19:00:00", "12030-06-10 19:00:00", "{0:%Y-%m-%d %H:%M:%S}x", "now",
    "today 19:00", "{0:%Y-%m-%d %I:%M:%S} XM", "{0:%Y-%m-%d %H}:", "{0:%Y-%m-%d} -1:00:00", "infinity",
    "epoch",
    "{0:%Y-%m-%d %H:%M:%S} EST", "{0:%Y-%m-%d %H:%M:%S} CST", "{0:%Y-%m-%d %H:%M:%S} +", "NaT", "null", "0",
    "99999999999999999999", "{0:%Y-%m-%d %H:%M:%S}\n{0:%Y-%m-%d %H:%M:%S}", "1e10", "{0:%Y-%m-%d %H.%M}",
    "{0:%Y-%m-%d} 7:00:00 PM PM", "{0:%Y-%m-%d %H:%M:%S} BC", "2030-6-10 19:1e1:00", "٢٠30-06-10 19:00:00",
)  # fmt: skip
"""Texts that are no moment, or not plainly one."""


def instants(made: Draft) -> dict[str, datetime]:
    """Give what each text of the column is the moment of."""
    zone = ZoneInfo(made.made.zone)
    column = made.column("Time")
    return {row[column]: datetime.strptime(row[column], TIME).replace(tzinfo=zone) for row in made.rows}


def with_times(truth: Truth, moved: dict[datetime, datetime | None]) -> Truth:
    """Give a truth with other moments."""
    return tuple(r._replace(instant=moved.get(r.instant, r.instant)) for r in truth if r.instant is not None)


@mutator(weight=8)
def same_time(made: Draft, rng: random.Random) -> None:
    made.what = rng.choice(list(SAME))
    column, known = made.column("Time"), instants(made)
    some = set(rng.sample(sorted(known), rng.choice([1, len(known)])))
    for row in made.rows:
        if row[column] in some:
            row[column] = SAME[made.what](known[row[column]])
    made.what += f" in {len(some)}"


@mutator(weight=6)
def no_time(made: Draft, rng: random.Random) -> None:
    made.what = rng.choice(NONE)
    column, known = made.column("Time"), instants(made)
    one = rng.choice(sorted(known))
    for row in made.rows:
        if row[column] == one:
            row[column] = made.what.format(known[one])
    at = known[one].astimezone(UTC)
    unknown = with_times(made.truths[0], {at: None})
    without = tuple(r for r in made.truths[0] if r.instant != at)
    made.truths, made.after = (), (unknown, without)


@mutator(weight=2)
def end_of_the_day(made: Draft, rng: random.Random) -> None:
    """Write midnight as the end of the day before."""
    column, known = made.column("Time"), instants(made)
    last = max(known, key=known.__getitem__)
    midnight = (known[last] + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    text = rng.choice(["{0:%Y-%m-%d}T24:00:00", "{0:%Y-%m-%d} 24:00", "{0:%Y-%m-%d} 24:00:00.000"])
    made.what = text
    for row in made.rows:
        if row[column] == last:
            row[column] = text.format(known[last])
    made.truths = (with_times(made.truths[0], {known[last].astimezone(UTC): midnight.astimezone(UTC)}),)


CHANGES = {
    "America/New_York": (datetime(2030, 3, 10, 2, 30), datetime(2030, 11, 3, 1, 30)),  # noqa: DTZ001
    "Europe/Madrid": (datetime(2030, 3, 31, 2, 30), datetime(2030, 10, 27, 2, 30)),  # noqa: DTZ001
    "America/Santiago": (datetime(2030, 9, 8, 0, 30), datetime(2030, 4, 6, 23, 30)),  # noqa: DTZ001
    "Australia/Lord_Howe": (datetime(2030, 10, 6, 2, 10), datetime(2030, 4, 7, 1, 40)),  # noqa: DTZ001
}


@mutator(weight=3)
def clocks_change(made: Draft, rng: random.Random) -> None:
    """Let all of it happen around a change of the clocks, with one time that exists twice, or never."""
    zone = rng.choice(list(CHANGES))
    gap, overlap = CHANGES[zone]
    twice = rng.random() < 0.6
    around = overlap if twice else gap
    made.what = f"{zone} {'twice' if twice else 'never'}"
    column = made.column("Time")
    texts = list(dict.fromkeys(row[column] for row in made.rows))
    known = instants(made)
    clocks = ZoneInfo(zone)
    made.made.zone, made.made.day = zone, around.date()
    start = around - timedelta(hours=2)
    moved: dict[datetime, datetime | None] = {}
    second: dict[datetime, datetime | None] = {}
    for number, text in enumerate(texts):
        local = (
            around
            if number == 4
            else start + timedelta(minutes=11 * number)
            if number < 4
            else (around + timedelta(minutes=50 * (number - 3)))
        )
        for row in made.rows:
            if row[column] == text:
                row[column] = f"{local:{TIME}}"
        old = known[text].astimezone(UTC)
        moved[old] = local.replace(tzinfo=clocks).astimezone(UTC)
        second[old] = local.replace(tzinfo=clocks, fold=1).astimezone(UTC)
    if twice:
        made.after = tuple(with_times(made.truths[0], m) for m in (moved, second))
    # mended in a copy, the clock shows an hour later
    later = {f"{around:{TIME}}": f"{around + timedelta(hours=1):{TIME}}"}
    made.fresh = sound = made.copy()
    for row in sound.rows:
        row[column] = later.get(row[column], row[column])
    fourth = known[texts[4]].astimezone(UTC)
    after = dict(moved)
    after[fourth] = (around + timedelta(hours=1)).replace(tzinfo=clocks).astimezone(UTC)
    sound.truths = (with_times(made.truths[0], after),)
    made.truths = ()


@mutator(weight=2)
def twelve_hours(made: Draft, rng: random.Random) -> None:
    """Write times of the evening as those of the morning: a 12-hour clock that lost its marker."""
    column = made.column("Time")
    zone = ZoneInfo(made.made.zone)
    texts = list(dict.fromkeys(row[column] for row in made.rows))
    known = instants(made)
    moved: dict[datetime, datetime | None] = {}
    made.fresh = sound = made.copy()
    for number, text in enumerate(texts):
        at = datetime(2030, 6, 10, 10, 5, tzinfo=zone) + timedelta(minutes=55 * number)
        for written, form in ((made, "%I:%M:%S"), (sound, "%H:%M:%S")):
            for row in written.rows:
                if row[column] == text:
                    row[column] = f"{at:%Y-%m-%d} {at:{form}}"
        moved[known[text].astimezone(UTC)] = at.astimezone(UTC)
    made.truths = sound.truths = (with_times(made.truths[0], moved),)
    made.what = rng.choice(["10 to 6"])
