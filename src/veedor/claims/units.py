"""Which kinds of facts a quantity can be, by its unit and the words at it, and how far each is from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from veedor.press.names import folded
from veedor.press.numerals import any_of
from veedor.press.phrases import list_of_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.claims.around import Around
    from veedor.press.quantities import Quantity

Kinds = dict[tuple[str, str], int]
"""Kind of a fact, and level of the areas that it counts (or empty), to its distance."""
THOUSAND = 1_000


def kinds_of(quantity: Quantity, around: Around, levels: Sequence[str]) -> Kinds:
    """Return the kinds of facts that a quantity can be.

    Parameters
    ----------
    quantity : Quantity
        With its unit.
    around : Around
        The words around it.
    levels : sequence of str
        Levels of place of the case.
    """
    unit = quantity.unit
    if unit in _BY_UNIT:
        return _BY_UNIT[unit](around)
    unit = unit or around.out_of
    if not unit:
        return _without_unit(quantity, around)
    for key, kinds in _BY_NOUN:
        if around.says(unit, key):
            return {(kind, ""): far for kind, far in kinds(around).items()}
    for level in levels:
        if _is_level(unit, level, around):
            whole = around.near("all") or _OF_ALL.search(
                around.text[around.sentence.start : around.quantity.start]
            )
            held = 0 if not whole or around.near("won") else 1
            won: Kinds = {("areas_won", level): held} if around.anywhere("won") else {}
            return {**won, ("areas", level): 0 if whole else 1}
    return {}


_OF_ALL = re.compile(
    r"\b(?:out of|of|de|the|los|las)\s+(?:(?:the|los|las|its|sus)\s+)?(?:\w+[’']s\s+)?$", re.IGNORECASE
)


def _of_time(around: Around) -> Kinds:
    """Take hours and days for the length of the interruption, where the sentence speaks of one."""
    return {("interruption", ""): 0} if around.anywhere("stopped") else {}


def _without_unit(quantity: Quantity, around: Around) -> Kinds:
    """Take a large whole number for votes, and decimals for a share where the sentence has per cent."""
    value = quantity.value
    if _of_two(quantity, around):
        return {(kind, ""): far + 1 for kind, far in _of_sheets(around).items()}
    if value is not None and value >= THOUSAND and value.denominator == 1:
        more = around.follows("margin_behind")  # "650,000 more than ...", votes as those before it
        return {
            (kind, ""): far if more and kind == "votes_ahead" else far + 1
            for kind, far in _of_votes(around).items()
        }
    if quantity.step == 1:
        return {}
    head = around.text[around.sentence.start : quantity.span.start]
    share, lead = (_last(around, head, key) for key in ("percent", "points"))
    if lead > share:  # "by 10.4 points and Central by 10.1"
        return {("lead", ""): 0}
    sentence = around.text[around.sentence.start : around.sentence.end]
    return (
        {("share", ""): 0 if share >= 0 else 1}
        if share >= 0 or _last(around, sentence, "percent") >= 0
        else {}
    )


def _of_two(quantity: Quantity, around: Around) -> bool:
    """Say whether it is one of "395 de 640", in a sentence about sheets."""
    text, span = around.text, quantity.span
    behind = re.match(r"\s+(?:of|de)\s+\d", text[span.end : span.end + 8])
    ahead = re.search(r"\d\s+(?:of|de)\s+$", text[max(around.sentence.start, span.start - 8) : span.start])
    return bool(behind or ahead) and around.anywhere("sheets")


def _last(around: Around, text: str, key: str) -> int:
    """Return where a word of a unit ends last in a text; -1 where none stands in it."""
    pattern = any_of(around.language.listed("numbers", key))
    return max(
        (match.end() for match in re.finditer(rf"(?:{pattern})(?!\w)", text, re.IGNORECASE)), default=-1
    )


def _is_level(unit: str, level: str, around: Around) -> bool:
    """Say whether a noun is a level of place: by the word lists, or as the case calls it."""
    for word in unit.split():
        if folded(word).rstrip("s") == folded(level).rstrip("s"):
            return True
        if around.says(word, list_of_level(level)):
            return True
    return False


def _of_percent(around: Around) -> Kinds:
    found: dict[str, int | None] = {
        "turnout": 0 if _of_who_voted(around) else around.cost("turnout"),
        "abstention": around.cost("abstention"),
        "blank_share": around.cost("blank"),
        "null_share": around.cost("null"),
        "outstanding": around.cost("outstanding"),
        "counted": 0
        if around.behind("counted") or around.opens
        else around.cost("counted", _of_stations(around)),
        "lead": _of_lead(around),
    }
    if found["blank_share"] is not None and found["null_share"] is not None:
        found["invalid_share"] = (
            0 if around.near("together") else max(found["blank_share"], found["null_share"])
        )
    kinds = {kind: far for kind, far in found.items() if far is not None}
    special = min(kinds.values(), default=1) == 0
    if found["lead"] == 0 and around.behind("counted"):
        kinds["lead"] = 1
    kinds["share"] = 2 if special else 0
    if _is_of_something_else(around) or (around.near("irregular") and not around.near("votes")):
        del kinds["share"]
    return {(kind, ""): far for kind, far in kinds.items()}


def _of_who_voted(around: Around) -> bool:
    """Say whether it is a share of the voters who voted: "75 percent of registered voters cast a ballot"."""
    of = around.behind("registered") or around.behind("voters")
    return of and around.behind("cast") and _OF.match(around.right) is not None


def _of_stations(around: Around) -> int | None:
    """Return 1 where the sentence has a word for sheets: "395 stations, 61.7 percent of the total"."""
    return around.cost("sheets") and 1


_BY = re.compile(r"\b(?:by|of|de|del|por)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


def _of_lead(around: Around) -> int | None:
    """Tell how far a percentage is from a lead: "a lead of 10 %", "10 % ahead"; not "ahead with 47 %"."""
    far = around.cost("margin")
    if far == 0 and not (around.behind("margin") or _BY.search(around.left)):
        return 2
    return far


_OF = re.compile(
    r"\s+(?:of|de|del)\s+(?:(?:the|all|its|his|her|their|los|las|la|el|sus|su|todos)\s+){0,2}(\w+)(?:\s+(\w+))?",
    re.IGNORECASE,
)


def _is_of_something_else(around: Around) -> bool:
    """Say whether a percentage is of something that is no votes: "47 % of the money"."""
    found = _OF.match(around.right)
    if found is None:
        return False
    if found[1][0].isupper() or (found[2] or "")[:1].isupper():
        return False  # somebody's: "47 % of Vice President ...", "de la candidata ..."
    word = found[1].casefold()
    keys = ("votes", "voters", "valid", "cast", "registered", "support", "sheets")
    return not any(around.says(word, key) for key in keys)


_BY_SO_MANY = re.compile(r"\b(?:by|por)\s+(?:(?:just|only|a|apenas|solo)\s+)?$", re.IGNORECASE)
"""Before the votes with which somebody won: "won the election by fewer than 7,400 votes"."""


def _of_votes(around: Around) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, key in (
        ("valid", "valid"),
        ("blank", "blank"),
        ("null", "null"),
        ("cast", "cast"),
        ("votes_ahead", "margin"),
    ):
        if (far := around.cost(key)) is not None:
            found[kind] = far
    if "blank" in found and "null" in found:
        found["invalid"] = max(found["blank"], found["null"])
    beaten = around.anywhere("won") and _BY_SO_MANY.search(around.left) is not None
    found["votes_ahead"] = 0 if beaten or around.follows("margin_behind") else found.get("votes_ahead", 2)
    for kind, key in (("flip_votes", "flip"), ("to_threshold", "short"), ("change", "changed")):
        if (far := around.cost(key)) is not None:
            found[kind] = far
    special = {kind: far for kind, far in found.items() if kind != "cast" or far}
    found["votes"] = 2 if 0 in special.values() else 0
    found["cast"] = found.get("cast", 1 if around.near("all") else 2)
    found.setdefault("valid", 1 if around.near("all") else 2)
    if around.near("registered"):
        found["registered"] = 0
    return found


def _of_voters(around: Around) -> dict[str, int]:
    registered, cast = around.cost("registered", 1), around.cost("cast", 1)
    assert registered is not None  # noqa: S101 - there is a default
    assert cast is not None  # noqa: S101 - there is a default
    spoilt = {kind: far for kind in ("blank", "null") if (far := around.cost(kind)) is not None}
    return {"registered": registered, "cast": cast, **spoilt}


def _of_sheets(around: Around) -> dict[str, int]:
    found: dict[str, int] = {}
    if (far := around.cost("flip")) is not None:
        return {"flip_sheets": far, "flip_places": far + 1, "sheets": 3, "annulled_sheets": 2}
    for kind, key in (
        ("open_sheets", "outstanding"),
        ("annulled_sheets", "annulled"),
        ("aside_sheets", "set_aside"),
    ):
        if (far := around.cost(key)) is not None:
            found[kind] = far
    special = 0 in found.values()
    found["sheets"] = (1 if special else 0) + (0 if around.anywhere("counted") else 1)
    found["expected_sheets"] = (1 if special else 0) + (
        0 if around.near("all") or not around.anywhere("counted") else 1
    )
    found["places"] = 1
    if around.near("irregular"):
        return {}
    return found


def _of_candidates(around: Around) -> dict[str, int]:
    """Take "nine candidates" for all, "faced two candidates" for the others, "the two main ones" for none."""
    if around.says(around.own, "chosen"):
        return {}
    if around.near("faced"):
        return {"other_parties": 0}
    return {"parties": 0} if not around.behind("chosen") else {}


def _of_places(around: Around) -> dict[str, int]:
    far = around.cost("flip")
    return {"places": 0} if far is None else {"flip_places": far, "flip_sheets": far, "places": 2}


def _of_points(around: Around) -> Kinds:
    """Take points for a lead, and where the words speak of a change for that."""
    far = around.cost("changed")
    return {("lead", ""): 0 if far != 0 else 1} | ({} if far is None else {("change_of_share", ""): far})


_BY_UNIT: dict[str, Callable[[Around], Kinds]] = {
    "percent": _of_percent,
    "points": _of_points,
    "hour": _of_time,
    "day": _of_time,
    "year": lambda _: {("years", ""): 0},
}
_BY_NOUN: tuple[tuple[str, Callable[[Around], dict[str, int]]], ...] = (
    ("votes", _of_votes),
    ("sheets", _of_sheets),
    ("places", _of_places),
    ("voters", _of_voters),
    ("candidates", _of_candidates),
)
