"""Ids that people cannot tell apart or cannot see whole: marks without a shape, letters that look alike."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows
from veedor.errors import CaseError, InputError
from veedor.intake.characters import not_ascii
from veedor.intake.problems import SHOWN, listed
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine.sql import Table
    from veedor.intake.case import CaseFile
    from veedor.intake.records import ReadPart
    from veedor.intake.stage import Part

UNSEEN = r"[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]"
"""What no eye sees and some programs end a line at: none is left in an id that is kept. What is often copied
along with a text (blanks of any kind, joiners, marks of direction) is taken off before."""

_LATIN = dict(
    zip(
        "АВСЕНІЈКМОРЅТХУаіјсеорѕхуԁһԛԝԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧοՕօսհ",
        "ABCEHIJKMOPSTXYaijceopsxydhqwQWABEZHIKMNOPTYXoOouh",
        strict=True,
    )
)
"""Letters of other scripts that are drawn as Latin ones (after Unicode's confusables, UTS 39)."""


def odd_ids(part: Part, rows: Table) -> list[InputError]:
    """Refuse ids with characters that nobody sees: lists of sheets are compared and fetched by eye."""
    if "sheet_id" not in rows.columns:
        return []
    bad = rows.filter(rows.sheet_id.re_search(UNSEEN))
    found = fetch_rows(bad.select("sheet_id", "row").order_by("row").limit(SHOWN))
    number = len(found) if len(found) < SHOWN else count_rows(bad)
    problems = [
        InputError(
            sentence(
                "the id of the sheet holds {sheet_id}, which nobody sees.", sheet_id=_named(row["sheet_id"])
            ),
            file=part.raw.label,
            row=row["row"],
            column=part.id_column,
            value=row["sheet_id"],
            expected="letters, digits, signs and blanks",
            remedy="Take the character out of the file, or build sheet.id from other columns.",
        )
        for row in found
    ]
    return listed(problems, number, part, sentence("have ids with characters that nobody sees"))


def _named(text: str) -> str:
    odd = next(c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Zl", "Zp"})
    return sentence("U+{odd:04X} ({name})", odd=ord(odd), name=unicodedata.name(odd, "a control character"))


def look(text: str) -> str:
    """Give an id as it looks: letters of other scripts that are drawn as Latin ones become those."""
    return "".join(_LATIN.get(c, c) for c in text)


def refuse_look_alikes(case: CaseFile, contest_id: str, roll: Sequence[ReadPart]) -> None:
    """Refuse two ids of a contest that look the same on paper: a Cyrillic А beside a Latin A.

    Raises
    ------
    CaseError
        Names both, with their sources and what differs.
    """
    mine = [p for p in roll if p.part.contest_id in {contest_id, None} and "sheet_id" in p.rows.columns]
    foreign: dict[str, str] = {}
    for one in mine:
        odd = one.rows.filter(not_ascii(one.rows.sheet_id)).select("sheet_id").distinct()
        foreign |= dict.fromkeys((str(row["sheet_id"]) for row in fetch_rows(odd)), one.part.name)
    looks: dict[str, str] = {}
    for text in sorted(foreign):
        if look(text) in looks:
            raise _alike(case, text, looks[look(text)], foreign)
        looks[look(text)] = text
    plain = [shape for shape, text in looks.items() if shape != text]
    for one in mine if plain else ():
        twins = one.rows.filter(one.rows.sheet_id.isin(plain)).select("sheet_id").distinct().limit(1)
        for row in fetch_rows(twins):
            raise _alike(
                case, looks[row["sheet_id"]], row["sheet_id"], foreign | {row["sheet_id"]: one.part.name}
            )


def _alike(case: CaseFile, one: str, other: str, source: dict[str, str]) -> CaseError:
    at = next(i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return CaseError(
        sentence(
            "the ids {one!r} (source.{source}) and {other!r} "
            "(source.{other_source}) look the same and differ: character {at} is "
            "{name} in one, {other_name} in the other. They would be two sheets.",
            one=one,
            source=source[one],
            other=other,
            other_source=source[other],
            at=at + 1,
            name=unicodedata.name(one[at], "?"),
            other_name=unicodedata.name(other[at], "?"),
        ),
        file=str(case.path),
        column=f"source.{source[one]}.sheet.id",
        value=one,
        expected="ids that can be told apart on paper",
        remedy="Write both with the same letters in the file, or build sheet.id from other columns.",
    )
