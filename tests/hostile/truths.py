"""What is true of a made-up election, known before it is written down, and what an import made of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from veedor.intake.names import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine import Store

CHOICES = ("oak", "elm", "blank", "null")
ZONES = ("America/La_Paz", "America/New_York", "Europe/Madrid", "UTC")


class Record(NamedTuple):
    """One sheet, or one entry of a log (which has no sheet)."""

    sheet: str
    region: str
    place: str
    registered: int | None
    votes: tuple[int | None, ...]
    instant: datetime | None

    @property
    def figures(self) -> tuple[object, ...]:
        """All of it but for names."""
        return (self.registered, self.votes, self.instant)


Truth = tuple[Record, ...]


@dataclass(frozen=True)
class Alphabet:
    """Names as a country writes them, and the encodings that its publications have."""

    encodings: tuple[str, ...]
    regions: tuple[str, ...]
    places: tuple[str, ...]
    labels: tuple[str, ...]


ALPHABETS = {
    "latin": Alphabet(
        ("cp1252", "cp850", "mac-roman", "latin-1", "iso8859-15"),
        ("Cañón Norte", "Güemes"),
        ("Escuela Peñón", "Salón Ñandú", "Colegio Cádiz", "Plaza Güell"),
        ("Álamo", "Olmo", "Votos en blanco", "Votos nulos"),
    ),
    "cyrillic": Alphabet(
        ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"),
        ("Северный округ", "Южный край"),
        ("Школа имени Гоголя", "Дом культуры", "Городская больница", "Вокзал"),
        ("Дуб", "Вяз", "Пустые", "Недействительные"),
    ),
    "chinese": Alphabet(
        ("gbk", "gb18030", "big5", "hz"),
        ("中山區", "大安區"),
        ("國民小學", "市立圖書館", "社會福利中心", "區公所"),
        ("橡樹", "榆樹", "空白票", "無效票"),
    ),
    "japanese": Alphabet(
        ("shift_jis", "euc_jp", "iso2022_jp", "cp932"),
        ("北区", "南さくら区"),
        ("第一小学校", "みどり公民館", "スポーツセンター", "市役所"),
        ("カシの木", "ニレの木", "白票", "無効票"),
    ),
    "greek": Alphabet(
        ("cp1253", "iso8859-7"),
        ("Βόρεια Περιφέρεια", "Νότια Περιφέρεια"),
        ("Δημοτικό Σχολείο", "Γυμνάσιο", "Λύκειο", "Δημαρχείο"),
        ("Δρυς", "Φτελιά", "Λευκά", "Άκυρα"),
    ),
    "plain": Alphabet(
        ("utf-8",),
        ("North", "South"),
        ("School", "Hall", "Museum", "Town House"),
        ("Oak", "Elm", "Blank", "Null"),
    ),
}


@dataclass
class Made:
    """An election that a generator made."""

    alphabet: Alphabet
    zone: str
    day: date = date(2030, 6, 10)
    truth: list[Record] = field(default_factory=list)


def make(rng: random.Random, alphabet: str = "", sheets: int = 9) -> Made:
    """Make an election: sheets with their place, register, votes and the local time of their verification."""
    words = ALPHABETS[alphabet or rng.choice(list(ALPHABETS))]
    if rng.random() < 0.4:  # then only names of places are beyond ASCII, and no missing column tells
        words = replace(words, labels=ALPHABETS["plain"].labels)
    zone = rng.choice(ZONES)
    made = Made(words, zone)
    at = datetime(2030, 6, 10, 19, rng.randrange(60), rng.randrange(60), tzinfo=ZoneInfo(zone))
    for number in range(1, sheets + 1):
        votes = [rng.randrange(20, 190), rng.randrange(20, 190), rng.randrange(1, 9), rng.randrange(1, 9)]
        at += timedelta(seconds=rng.randrange(40, 400))
        made.truth.append(
            Record(
                f"{number:03}",
                words.regions[number % len(words.regions)],
                words.places[number % len(words.places)],
                sum(votes) + rng.randrange(5, 90),
                tuple(votes),
                at.astimezone(UTC),
            )
        )
    return made


def observed(store: Store, layout: str) -> Truth:
    """Read the tables of an import back as records."""
    if layout in {"publication", "regions"}:
        rows = store.arrow("publication").to_pylist()
        return tuple(
            Record("", row.get("region") or "", "", None, _votes(row, "votes:"), _utc(row["published_at"]))
            for row in rows
        )
    if layout == "earlier":
        rows = store.arrow("earlier-final").to_pylist()
        return tuple(
            Record(
                row["sheet_id"], row["level:region"], row["level:place"], row["registered"],
                _votes(row, "votes:"), None,
            )
            for row in rows
        )  # fmt: skip
    if layout == "attributes":
        rows = [row | {"verified_at": None} for row in store.arrow("sheet").to_pylist()]
        return _records(rows, {str(row["sheet_id"]): row for row in rows}, _places(store), "votes:")
    sheets = {row["sheet_id"]: row for row in store.arrow("sheet").to_pylist()}
    if layout == "verification":
        rows = store.arrow("verification").to_pylist()
        return _records(rows, sheets, _places(store), "votes:")
    votes = {row["sheet_id"]: row for row in store.arrow("votes-mayor").to_pylist()}
    versions = store.arrow("version").to_pylist()
    return _records([row | votes[row["sheet_id"]] for row in versions], sheets, _places(store), "")


def _records(
    rows: Sequence[dict[str, object]],
    sheets: dict[str, dict[str, object]],
    places: dict[object, tuple[str, str]],
    prefix: str,
) -> Truth:
    found = []
    for row in rows:
        sheet = sheets[str(row["sheet_id"])]
        region, place = places.get(sheet["place_id"], ("", ""))
        registered = sheet["registered"]
        assert registered is None or isinstance(registered, int)
        found.append(
            Record(
                str(row["sheet_id"]), region, place, registered, _votes(row, prefix), _utc(row["verified_at"])
            )
        )
    return tuple(found)


def _places(store: Store) -> dict[object, tuple[str, str]]:
    rows = {row["place_id"]: row for row in store.arrow("place").to_pylist()}
    return {
        key: (rows[row["parent_id"]]["name"] if row["parent_id"] else "", row["name"])
        for key, row in rows.items()
    }


def _votes(row: dict[str, object], prefix: str) -> tuple[int | None, ...]:
    return tuple(value if isinstance(value := row.get(f"{prefix}{c}"), int) else None for c in CHOICES)


def _utc(at: object) -> datetime | None:
    return at.replace(tzinfo=UTC) if isinstance(at, datetime) else None


def ordered(truth: Sequence[Record]) -> list[tuple[str, ...]]:
    """Give records in one order, names as they are compared."""
    return sorted((fold(r.sheet), fold(r.region), fold(r.place), *(str(f) for f in r.figures)) for r in truth)


def figures(truth: Sequence[Record]) -> list[tuple[str, ...]]:
    """Give the figures alone, in one order."""
    return sorted(tuple(str(f) for f in r.figures) for r in truth)
