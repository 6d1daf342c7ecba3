"""Which columns of counts are votes, and for what: the addends of the printed total of candidates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.guess.count_table import KINDS, CountTable
from veedor.guess.proposal import UNKNOWN, Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

CHOICES = "contest.contest.choices"
NUMBERS = "source.official.numbers"

FEW_EXTRA = 3
"""Columns, at the most, that stand between a total of candidates and the next larger total."""

LARGE = 0.25
"""Share of a total from which what is added to the votes is likelier voters who did not vote."""

NO_CORE = frozenset({"registered", "accounting", "abstained", "share", "others", *KINDS})
"""Meanings of totals whose addends are not the candidates."""


@dataclass
class Votes:
    """What the columns of counts are; all by their place in the table of counts.

    Parameters
    ----------
    kinds : dict of int to str
        Column -> kind of choice.
    together : list of tuple of int
        Columns that are parts of one choice.
    numbers : dict of str to tuple of int
        ``valid``, ``cast``, ``registered`` -> columns that are added.
    unused : dict of int to str
        Column -> what it seems to be.
    doubts : list of Doubt
        What must be asked.
    core : int, optional
        The printed total whose addends are the candidates.
    """

    kinds: dict[int, str] = field(default_factory=dict)
    together: list[tuple[int, ...]] = field(default_factory=list)
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    unused: dict[int, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    core: int | None = None

    @property
    def candidates(self) -> list[int]:
        """The columns of candidates and lumps of others."""
        return [c for c, kind in self.kinds.items() if kind in {"candidate", "others"}]


def find_votes(table: CountTable, others: Sequence[int]) -> Votes:
    """Say which columns of counts are votes, and what the totals are.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    others : sequence of int
        Columns that may be codes: votes only where a sum proves it.
    """
    made = Votes()
    made.core = _core(table)
    if made.core is None:
        _without_total(table, made, others)
    else:
        _with_total(table, made)
    return made


def free_addends(table: CountTable, total: int) -> list[int]:
    """Give the addends of a total that no word calls otherwise."""
    return [c for c in table.sums.totals[total].addends if table.word(c) in {"", "others", "total"}]


def _core(table: CountTable) -> int | None:
    """Choose the total whose addends are the candidates."""
    totals = [
        t for t in table.sums.totals if table.word(t) not in NO_CORE and len(free_addends(table, t)) >= 2
    ]
    if not totals:
        return None

    def rank(total: int) -> tuple[int, bool, int]:
        return (
            len(free_addends(table, total)),
            table.word(total) == "valid",
            -len(table.sums.totals[total].addends),
        )

    core = max(totals, key=rank)
    while (inner := _peeled(table, core, totals)) is not None:
        core = inner
    return core


def _peeled(table: CountTable, core: int, totals: Sequence[int]) -> int | None:
    """Give a smaller total that is likelier that of the candidates: all but a few columns without a word."""
    if table.word(core) == "valid":
        return None
    mine = set(free_addends(table, core))
    for inner in sorted(totals, key=lambda t: -len(table.sums.totals[t].addends)):
        theirs = set(free_addends(table, inner))
        extra = mine - theirs
        if not theirs < mine or len(extra) > FEW_EXTRA or len(theirs) < 2:
            continue
        large = table.votes([inner]) >= (0.5 if table.word(core) in {"", "total"} else 0.6) * table.votes(
            [core]
        )
        if table.word(inner) == "valid" or (table.word(inner) in {"", "total", "cast"} and large):
            return inner
    return None


def _with_total(table: CountTable, made: Votes) -> None:
    assert made.core is not None  # noqa: S101 - asked before
    free = free_addends(table, made.core)
    stray = _stray(table, free)
    for column in free:
        if column not in stray:
            made.kinds[column] = "others" if table.word(column) == "others" else "candidate"
    for column in stray:
        made.kinds[column] = "null"
        made.doubts.append(
            Doubt(
                f"{CHOICES}.null.kind",
                f"Is {table.name(column)!r} the null votes, blank votes, or a candidate?",
                "null",
                ("blank", "candidate"),
                f"it is added to {table.name(made.core)!r} like the {len(free) - len(stray)} candidates, "
                "and is named like the columns that are no votes",
            )
        )
    _between(table, made)
    _zeros(table, made)


def _stray(table: CountTable, free: Sequence[int]) -> list[int]:
    """Give the few addends whose names are of another family: ``f_06`` among ``p_1``, ``p_2``..."""
    families: dict[str, list[int]] = {}
    for column in free:
        families.setdefault(_family(table.name(column)), []).append(column)
    largest = max(families.values(), key=len)
    rest = [c for c in free if c not in largest]
    if not rest or len(rest) > 2 or len(largest) < 4 or not _family(table.name(largest[0])):
        return []
    outside = {_family(table.name(c)) for c in range(len(table.columns)) if c not in free}
    return [c for c in rest if _family(table.name(c)) in outside and _family(table.name(c))]


def _family(name: str) -> str:
    """Give the letters before a number in a name that is a code: ``p`` of ``p_41``."""
    found = re.fullmatch(r"([^\W\d_]{1,8})[_ .-]?\d+[a-z]?", name)
    return found[1] if found else ""


def _between(table: CountTable, made: Votes) -> None:
    """Say what the larger totals are that hold all candidates, and what they add to them."""
    votes = set(made.candidates)
    chain = [t for t, s in table.sums.totals.items() if votes <= set(s.addends)]
    chain.sort(key=lambda t: (len(table.sums.totals[t].addends), table.votes([t]), t))
    worded = {table.word(c) for c in range(len(table.columns)) if c not in table.sums.totals}
    for total in chain:
        extra = [c for c in table.sums.totals[total].addends if c not in votes]
        role = _role(table, made, total, extra, has_null=bool(worded & {"null", "blank"}))
        new = [c for c in extra if c not in made.kinds and c not in made.unused]
        for column in new:
            word = table.word(column)
            if word in KINDS:
                made.kinds[column] = word
            elif role == "registered" or word in {"abstained", "registered", "cast", "accounting"}:
                made.unused[column] = (
                    "voters who did not vote" if role == "registered" else "no votes by its name"
                )
        unnamed = [c for c in new if c not in made.kinds and c not in made.unused]
        if unnamed:
            _ask_kinds(table, made, total, unnamed)
        if role in made.numbers:
            made.unused[total] = f"the same sum as {table.name(made.numbers[role][0])!r}"
        else:
            made.numbers[role] = (total,)


def _role(table: CountTable, made: Votes, total: int, extra: Sequence[int], *, has_null: bool) -> str:
    """Say what a total is that holds all candidates and some further columns."""
    claims = [w for w in table.words(total) if w in {"valid", "cast", "registered"}]
    claimed = claims[0] if claims else ""
    words = {made.kinds.get(c) or table.word(c) for c in extra}
    if "abstained" in words or claimed == "registered":
        return "registered"
    if not words <= set(KINDS):
        return claimed or _role_by_size(table, made, total, extra)
    counts_null = bool(words & {"null", "challenged"})
    role = "cast" if counts_null or (extra and ("valid" in made.numbers or not has_null)) else "valid"
    if claimed and claimed != role and not (claimed == "cast" and not has_null):
        blank_only = extra and not counts_null
        if blank_only:
            return claimed
        added = " and of ".join(["the candidates", *table.names(extra)])
        _ask_role(table, made, total, role, f"by its name it is {_SAID[claimed]}; it is the sum of {added}")
        return role
    if extra and not counts_null and not claimed:
        added = " and of ".join(["the candidates", *table.names(extra)])
        _ask_role(table, made, total, role, f"it is the sum of {added}")
    return claimed or role


_SAID = {"valid": "the valid votes", "cast": "the ballots cast", "registered": "the registered voters"}


def _role_by_size(table: CountTable, made: Votes, total: int, extra: Sequence[int]) -> str:
    added = table.votes(list(extra)) / max(1, table.votes([total]))
    role = "registered" if added > LARGE and "cast" in made.numbers else "cast"
    names = ", ".join(table.names(extra))
    _ask_role(
        table,
        made,
        total,
        role,
        f"it is the sum of the candidates and of {names} ({100 * added:.1f} % of it)",
    )
    return role


def _ask_role(table: CountTable, made: Votes, total: int, role: str, reason: str) -> None:
    name = table.name(total)
    question = f"Is {name!r} {_SAID[role]}?"
    made.doubts.append(Doubt(f"{NUMBERS}.{role}", question, name, (UNKNOWN,), reason))


def _ask_kinds(table: CountTable, made: Votes, total: int, columns: Sequence[int]) -> None:
    """Propose a kind for columns without a word that stand between the candidates and the ballots cast."""
    kinds = ["null"] if len(columns) == 1 else ["blank", "null", *["null"] * len(columns)]
    if len(columns) == 1 and "null" in made.kinds.values():
        kinds = ["blank"]
    names = ", ".join(table.names(columns))
    reason = f"{table.name(total)!r} is the sum of the candidates and of {names}; no word tells what it is"
    for column, kind in zip(columns, kinds, strict=False):
        made.kinds[column] = kind
        others = tuple(k for k in ("null", "blank", "challenged", "candidate") if k != kind)
        question = f"Is {table.name(column)!r} the {kind} votes?"
        made.doubts.append(Doubt(f"{CHOICES}.{kind}.kind", question, kind, others, reason))


def _zeros(table: CountTable, made: Votes) -> None:
    """Take columns without any vote that stand between two candidates for candidates."""
    votes = made.candidates
    for column in range(min(votes), max(votes)):
        beside = column - 1 in made.kinds and (column + 1 in made.kinds or not table.votes([column + 1]))
        if beside and not table.votes([column]) and column not in made.kinds and not table.word(column):
            made.kinds[column] = "candidate"


def _without_total(table: CountTable, made: Votes, others: Sequence[int]) -> None:
    """Take the columns that nothing calls otherwise for candidates, and ask."""
    left_out = set(others) | set(table.sums.twins) | set(table.sums.totals)
    for column in range(len(table.columns)):
        word = table.word(column)
        if column in left_out or word in KINDS:
            continue
        if word in {"", "others", "total"} and word != "total":
            made.kinds[column] = "others" if word == "others" else "candidate"
    names = table.names(made.candidates)
    if names:
        made.doubts.append(
            Doubt(
                CHOICES,
                f"Are these the candidates: {listed(names)}?",
                ", ".join(names),
                (),
                f"no printed total is the sum of these {len(names)} columns; nothing calls them otherwise",
            )
        )


def listed(names: Sequence[str]) -> str:
    """Give names in quotes, of many the first and the last."""
    shown = [repr(name) for name in names]
    return ", ".join(shown) if len(shown) <= 8 else f"{', '.join(shown[:6])} ... {shown[-1]}"
