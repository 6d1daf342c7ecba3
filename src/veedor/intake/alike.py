"""Ids that look alike, that people cannot tell apart or see whole, and those that a spreadsheet spoilt."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.engine import count_rows, fetch_rows, sql
from veedor.errors import CaseError, InputError
from veedor.intake.characters import not_ascii, plain, plain_cell
from veedor.intake.problems import SHOWN, listed
from veedor.intake.templates import braced
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine import Scratch
    from veedor.engine.sql import Table, Value
    from veedor.intake.case import CaseFile
    from veedor.intake.notices import Notice
    from veedor.intake.part import Part
    from veedor.intake.records import ReadPart


SPOILT = (
    r"(?i)^([0-9]{1,2}[-/. ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic|janv|"
    r"fev|avr|mai|out|dez)[a-z]*|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*"
    r"[-/. ][0-9]{1,4}|[0-9]+([.,][0-9]+)?e\+?[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}(t00:00:00)?|#+|"
    r"#[a-z/0]+[!?]?)$"
)
"""Ids that a spreadsheet made of others: dates (4-1 becomes 4-Jan), powers of ten, errors."""


@dataclass(frozen=True)
class OddIds:
    """What may be odd about ids of a source, in one contest of it or another; anything where nobody looked.

    Parameters
    ----------
    unseen, spoilt, alike : bool
        Whether :func:`odd_ids`, :func:`spoilt_ids` and :func:`ids_alike` may find something.
    """

    unseen: bool = True
    spoilt: bool = True
    alike: bool = True


ANY = OddIds()
"""Nobody has looked."""


def look_at_ids(rows: Table) -> OddIds:
    """Ask of the ids of all contests of a source at once what else each of them would be asked."""
    if "sheet_id" not in rows.columns:
        return ANY
    ids = rows.select("sheet_id").distinct()
    told = ids.aggregate(
        unseen=ids.sheet_id.re_search(UNSEEN).any(),
        spoilt=ids.sheet_id.re_search(SPOILT).any(),
        alike=_loose(ids.sheet_id).nunique() < ids.count(),
    )
    return OddIds(**fetch_rows(told)[0])


def spoilt_ids(part: Part, rows: Table) -> list[Notice]:
    """Warn of ids that look as if a spreadsheet had changed them: several sheets may have become one."""
    if "sheet_id" not in rows.columns:
        return []
    bad = rows.filter(rows.sheet_id.re_search(SPOILT))
    found = fetch_rows(bad.select("sheet_id", "row").order_by("row").limit(5))
    if not found:
        return []
    number = int(fetch_rows(bad.aggregate(n=bad.sheet_id.nunique()))[0]["n"])
    column = part.id_column
    values, lines = tuple(row["sheet_id"] for row in found), tuple(row["row"] for row in found)
    return [part.notice("ids_spoilt", column, number, values=values, rows=lines)]


def refuse_ids_alike(case: CaseFile, contest_id: str, roll: Sequence[ReadPart], scratch: Scratch) -> None:
    """Refuse ids of two sources that agree but for leading zeros, a ``.0``, case or the script of digits.

    They are different texts, and would be two sheets each: one counted, one outstanding. Where one source has
    both of two such ids they are two sheets, and nothing is said.

    Raises
    ------
    CaseError
        Names both sources, one id of each, and the template that makes them equal.
    """
    mine = [p for p in roll if p.part.contest_id in {contest_id, None} and "sheet_id" in p.rows.columns]
    if len({p.part.name for p in mine}) < 2:
        return
    told = [p.rows.select("sheet_id", name=sql.literal(p.part.name)) for p in mine]
    ids = scratch.keep(scratch.stack(told).distinct())
    loose = ids.mutate(loose=_loose(ids.sheet_id))
    by_source = loose.group_by(["name", "loose"]).aggregate(n=loose.count(), one=loose.sheet_id.min())
    groups = by_source.group_by("loose").aggregate(
        kinds=by_source.one.nunique(),
        most=by_source.n.max(),
        low=by_source.one.min(),
        high=by_source.one.max(),
    )
    bad = groups.filter((groups.kinds > 1) & (groups.most == 1))
    number = count_rows(bad)
    if not number:
        return
    first = fetch_rows(bad.order_by("low").limit(1))[0]
    names = {
        row["sheet_id"]: row["name"]
        for row in fetch_rows(ids.filter(ids.sheet_id.isin([first["low"], first["high"]])).order_by("name"))
    }
    one, other = first["low"], first["high"]
    raise CaseError(
        sentence(
            "{number:,} ids of source.{names} and source.{other_names} agree but "
            "for zeros, '.0', capitals or the script of their digits: they would "
            "be two sheets each.",
            number=number,
            names=names[one],
            other_names=names[other],
        ),
        file=str(case.path),
        column=f"source.{names[other]}.sheet.id",
        value=sentence("{one} and {other}", one=one, other=other),
        expected="the same id in both",
        remedy=_remedy(case, names, one, other),
    )


def ids_alike(part: Part, rows: Table) -> list[Notice]:
    """Say which ids of one source agree but for zeros, ``.0``, case or digits: two sheets, or one twice."""
    if "sheet_id" not in rows.columns:
        return []
    loose = rows.select("sheet_id", "row", loose=_loose(rows.sheet_id))
    groups = loose.group_by("loose").aggregate(
        kinds=loose.sheet_id.nunique(),
        one=loose.sheet_id.min(),
        other=loose.sheet_id.max(),
        row=loose["row"].min(),
    )
    bad = groups.filter(groups.kinds > 1)
    number = count_rows(bad)
    if not number:
        return []
    first = fetch_rows(bad.order_by("row").limit(1))[0]
    column = part.id_column
    examples = (first["one"], first["other"])
    return [part.notice("ids_alike", column, number, values=examples, rows=(first["row"],))]


def _loose(ids: Value) -> Value:
    plain = plain_cell(ids).lower().re_replace(r"\.0+($|[^0-9])", r"\1")
    return plain.re_replace(r"(^|[^0-9])0+([0-9])", r"\1\2")


def _remedy(case: CaseFile, names: dict[str, str], one: str, other: str) -> str:
    def template(name: str, form: str) -> str:
        sheet = case.sources[name].sheet
        return braced(sheet.id if sheet else "").replace("}", f":{form}}}")

    short, long = sorted((one, other), key=len)
    if plain(one) == plain(other):
        return sentence("Write their digits alike, in a copy of one of the files, and name that.")
    if one.lower() == other.lower():
        return sentence(
            'State source.{source}.sheet.id = "{id}" and source.{other_source}.sheet.id = "{other_id}".',
            source=names[one],
            id=template(names[one], "upper"),
            other_source=names[other],
            other_id=template(names[other], "upper"),
        )
    if long.isdigit() and short.isdigit():
        form = f"0{len(long)}"
        return sentence(
            'State source.{source}.sheet.id = "{id}", which fills its ids with zeros to {digits} digits.',
            source=names[short],
            id=template(names[short], form),
            digits=len(long),
        )
    return sentence(
        'State source.{source}.sheet.id = "{id}" and source.{other_source}.sheet.id = "{other_id}", '
        'which takes leading zeros and ".0" away.',
        source=names[one],
        id=template(names[one], "0"),
        other_source=names[other],
        other_id=template(names[other], "0"),
    )


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
    """Return an id as it looks: letters of other scripts that are drawn as Latin ones become those."""
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
