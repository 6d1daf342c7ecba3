"""Reading ``[[seats]]`` of a rule file, and the table of seats by area that lies beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.errors import RuleError
from veedor.model import AreaId, ChoiceId
from veedor.rules.allocation import METHODS
from veedor.rules.node import exact
from veedor.rules.predicates import read_threshold
from veedor.rules.rule_parts import Op, TieRule
from veedor.rules.seat_rule import Exempt, SeatRule
from veedor.sentence import sentence
from veedor.small_tables import check_columns, read_small_table
from veedor.text_file import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from veedor.model import Kind
    from veedor.rules.node import Node

MOST_SEATS = 100_000
"""Of one area, so that no file can ask for much work; the largest parliament so far has 2,980."""

REFUSED = 1
"""Seats that stand for an invalid number: they are in no rule, as its document is refused."""

FILE = "seats_file"


def read_seats(node: Node, bases: Mapping[str, tuple[Kind, ...]]) -> SeatRule:
    """Read one ``[[seats]]``."""
    seats = _numbers(node)
    level = node.text("level", required=isinstance(seats, dict)) or None
    threshold = read_threshold(node, "threshold", bases, (Op.GE, Op.GT))
    excluded = tuple(AreaId(area) for area in node.texts("except"))
    name = node.text("name")
    if "." in name:
        node.wrong("holds a full stop, which paths are split at.", "name", value=name)
    rule = SeatRule(
        name=name,
        method=node.word("method", METHODS, default="dhondt"),
        level=level,
        seats=seats,
        threshold=threshold,
        threshold_in=node.word("threshold_in", ("nation", "area"), required=False, default="nation"),
        exempt=_exempt(node.node("exempt"), level),
        excluded=excluded,
        tie=TieRule(node.word("tie", TieRule, required=False, default=TieRule.UNSTATED)),
        majorities=_majorities(node),
    )
    if rule.exempt is not None and threshold is None:
        node.wrong(
            "exempts lists from a threshold that is not there.", "exempt", expected="threshold beside it"
        )
    if level is None and (excluded or rule.threshold_in == "area"):
        key = "except" if excluded else "threshold_in"
        node.wrong("names areas, and no level says of what.", key, expected='level = "..." beside it')
    if isinstance(seats, dict) and (both := [area for area in excluded if area in seats]):
        node.wrong("has seats and is excepted.", "except", value=both[0], expected="one of the two")
    node.close()
    return rule


def _numbers(node: Node) -> int | dict[AreaId, int]:
    """Read how many seats there are: a number, or a table by area."""
    number: int | dict[AreaId, int]
    areas = node.node("seats") if isinstance(node.table.get("seats"), dict) else None
    if areas is not None:
        number = {AreaId(area): n for area, n in areas.counts().items()}
        if not any(number.values()):
            node.wrong("names no area with a seat.", "seats", expected="a line such as Beni = 4")
    elif node.has(FILE):
        # `load` puts the table of the file in its place
        node.wrong(
            "is a file beside the rule file, and this rule is no file.", FILE, remedy="Give the table inline."
        )
        return REFUSED
    else:
        number = node.number("seats", least=1)
    sizes = tuple(number.values()) if isinstance(number, dict) else (number,)
    if any(size > MOST_SEATS for size in sizes):
        node.wrong(
            "is no such number.",
            "seats",
            value=max(sizes),
            expected=sentence("at most {most_seats:,} seats", most_seats=MOST_SEATS),
        )
        return REFUSED
    return number


def _majorities(node: Node) -> tuple[Fraction, ...]:
    """Read the parts of the seats that the law asks for beside more than half."""
    found = []
    for text in node.texts("majorities"):
        part = exact(text)
        if part is None or not Fraction(1, 2) < part <= 1:
            expected = sentence(
                'a part above one half, such as "2/3" or "60%"; more than half is always asked'
            )
            node.wrong("holds no such part of the seats.", "majorities", value=text, expected=expected)
            return ()
        found.append(part)
    return tuple(sorted(set(found)))


def _exempt(node: Node | None, level: str | None) -> Exempt | None:
    if node is None:
        return None
    first_in = node.integer("first_in", least=1)
    found = Exempt(
        tuple(ChoiceId(name) for name in node.texts("lists")),
        first_in,
        None if first_in is None else node.text("level", required=level is None) or level,
    )
    if not found.lists and first_in is None:
        node.wrong("exempts nobody.", expected='lists = ["..."], or first_in = 1')
    node.close()
    return found


def put_seat_files(document: dict[str, Any], folder: Path, file: str) -> None:
    """Put the table of a ``seats_file`` in its place, so that the rule is whole wherever it is written down.

    Parameters
    ----------
    document : dict
        As TOML or JSON gives it; changed in place.
    folder : Path
        Where the rule file lies; the table lies beside it.
    file : str
        Name of the rule file, for messages.

    Raises
    ------
    RuleError
        Where the table cannot be read.
    """
    parts = document["seats"]
    for number, part in enumerate(parts if isinstance(parts, list) else (), start=1):
        name = part.get(FILE) if isinstance(part, dict) else None
        if not isinstance(name, str):
            continue
        key = f"seats[{number}].{FILE}"
        if "seats" in part:
            raise RuleError("stands beside seats.", file=file, column=key, expected="one of the two")
        if name != name.strip() or {"/", "\\"} & set(name) or name in {"", ".", ".."}:
            raise RuleError(
                "is no name of a file.",
                file=file,
                column=key,
                value=name,
                expected="a file beside the rule file",
            )
        part["seats"] = _table(folder / name)
        del part[FILE]


def _table(path: Path) -> dict[str, int]:
    """Read a CSV with the columns ``area`` and ``seats``."""
    remedy = sentence("It lies beside the rule file; check its name.")
    content = read_bytes(path, disk.LARGEST, RuleError, beside=True, remedy=remedy)
    heads, rows = read_small_table(content, path.name, RuleError)
    check_columns(heads, ("area", "seats"), path.name, RuleError)
    found: dict[str, int] = {}
    for number, row in rows:
        area, text = row["area"], row["seats"]
        if not area or area in found:
            what = sentence("names an area twice.") if area else sentence("names no area.")
            raise RuleError(what, file=path.name, row=number, column="area", value=area)
        if not text.isascii() or not text.isdigit() or int(text) > MOST_SEATS:
            expected = sentence("a whole number, 0 to {most_seats:,}", most_seats=MOST_SEATS)
            raise RuleError(
                "is no number of seats.",
                file=path.name,
                row=number,
                column="seats",
                value=text,
                expected=expected,
            )
        found[area] = int(text)
    return found
