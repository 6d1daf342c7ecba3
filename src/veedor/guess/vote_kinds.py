"""Columns of votes that are no candidate (blank, null, none, challenged), and sums of some candidates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.guess.count_table import KINDS
from veedor.guess.proposal import Doubt
from veedor.guess.votes import CHOICES, listed
from veedor.guess.words import kinds_of, plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes


def add_worded_kinds(table: CountTable, votes: Votes) -> None:
    """Take the columns that a word calls blank, null, none or challenged votes.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What is known of them; changed in place.
    """
    for kind in KINDS:
        named = [c for c in range(len(table.columns)) if table.word(c) == kind and c not in votes.unused]
        for total in [c for c in named if c in table.sums.totals]:
            _open_total(table, votes, total, kind)
        left = [
            c
            for c in named
            if c not in votes.kinds
            and c not in votes.unused
            and c not in table.sums.totals
            and c not in table.sums.twins
        ]
        have = [c for c, k in votes.kinds.items() if k == kind]
        left = [c for c in left if not _is_part(table, votes, c, kind)]
        if left and not have:
            votes.kinds[left[0]] = kind
            have = [left.pop(0)]
        for column in left:
            votes.unused[column] = f"a further column of {kind} votes, in no sum"
        if left:
            _ask_further(table, votes, kind, have, left)
        if len(have) > 1:
            votes.together.append(tuple(sorted(have)))
    _ask_unclear(table, votes)


def take_short(table: CountTable, votes: Votes) -> None:
    """Take letters for a kind (``VN``) beside a column with a word for one, where no other has the kind.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    worded = {table.word(c) for c in range(len(table.columns))}
    for column in [c for c in votes.candidates if kinds_of("short", table.name(c))]:
        kind = kinds_of("short", table.name(column))[0]
        beside = {
            table.word(c) for c in (column - 1, column + 1) if 0 <= c < len(table.columns) and c != column
        }
        if kind in worded or kind in votes.kinds.values() or not beside & {*KINDS, "others", "total", "cast"}:
            continue
        votes.kinds[column] = kind
        question = f"Is {table.name(column)!r} the {kind} votes?"
        reason = "its letters stand for them, and it is beside such a column"
        votes.doubts.append(Doubt(f"{CHOICES}.{kind}.kind", question, kind, ("candidate",), reason))


def _open_total(table: CountTable, votes: Votes, total: int, kind: str) -> None:
    """Read a printed total of null (blank, ...) votes; its parts, where words tell them apart."""
    parts = table.sums.totals[total].addends
    if set(parts) & set(votes.candidates):
        return
    words = [table.word(column) for column in parts]
    if {*words} <= {kind, ""} and not set(parts) & set(votes.kinds):
        votes.kinds[total] = kind
        for column in parts:
            votes.unused[column] = f"a part of {table.name(total)!r}"
        return
    for column, word in zip(parts, words, strict=True):
        votes.kinds.setdefault(column, word if word in KINDS else kind)
    votes.kinds.pop(total, None)
    votes.unused[total] = f"the sum of {listed(table.names(parts))}"


def _is_part(table: CountTable, votes: Votes, column: int, kind: str) -> bool:
    """Leave out a column that is not added to the ballots cast: empty, or a part of another."""
    cast = votes.numbers.get("cast", (-1,))[0]
    if not table.votes([column]):
        if kind in votes.kinds.values():
            votes.unused[column] = "no votes in it"
        return kind in votes.kinds.values()
    if cast not in table.sums.totals or not table.sums.totals[cast].exact:
        return False
    votes.unused[column] = f"not added to {table.name(cast)!r}"
    votes.doubts.append(
        Doubt(
            f"{CHOICES}.{kind}",
            f"Is {table.name(column)!r} a part of another column, such as of the null votes?",
            "left out",
            (kind,),
            f"{table.name(cast)!r} is the sum of the candidates and of others without it",
        )
    )
    return True


def _ask_further(
    table: CountTable, votes: Votes, kind: str, have: Sequence[int], further: Sequence[int]
) -> None:
    names = table.names([*have, *further])
    votes.doubts.append(
        Doubt(
            f"{CHOICES}.{kind}",
            f"Which column holds the {kind} votes: {', '.join(map(repr, names))}?",
            ", ".join(table.names(have)),
            table.names(further),
            "several columns have a word for them",
        )
    )


def _ask_unclear(table: CountTable, votes: Votes) -> None:
    for column, kind in votes.kinds.items():
        words = table.words(column)
        if kind == "null" and {"blank", "null"} <= set(words):
            votes.doubts.append(
                Doubt(
                    f"{CHOICES}.null.kind",
                    f"Does {table.name(column)!r} hold blank and null votes together, to be read as null?",
                    "null",
                    ("blank",),
                    "its name has a word for both",
                )
            )
        elif kind == "candidate" and words and words[0] in {*KINDS, "others"}:
            votes.doubts.append(
                Doubt(
                    CHOICES,
                    f"Is {table.name(column)!r} a candidate, or the {words[0]} votes?",
                    "candidate",
                    (words[0],),
                    "one word of its name is also that of such votes",
                )
            )


def leave_out_sums(table: CountTable, votes: Votes) -> None:
    """Leave out columns that are sums of some candidates; ask where they may be a coalition.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What is known of them; changed in place.
    """
    numbers = votes.counted
    for total in table.sums.totals:
        if total in numbers or total in votes.unused or votes.kinds.get(total) in KINDS:
            continue
        votes.kinds.pop(total, None)
        votes.unused[total] = f"the sum of {listed(table.names(table.sums.shortest(total)))}"
        _ask_coalition(table, votes, total)
    core = () if votes.core is None else table.sums.totals[votes.core].addends
    for column, twin in table.sums.twins.items():
        if column not in numbers and column not in votes.unused and column not in core:
            votes.kinds.pop(column, None)
            votes.unused[column] = f"the same figures as {table.name(twin)!r} in nearly every row"
            if votes.core is None and twin in votes.kinds and not table.word(column):
                votes.doubts.append(
                    Doubt(
                        CHOICES,
                        f"Is {table.name(column)!r} a copy of {table.name(twin)!r}, or a candidate?",
                        "a copy",
                        ("a candidate",),
                        votes.unused[column],
                    )
                )


def _ask_coalition(table: CountTable, votes: Votes, total: int) -> None:
    found = table.sums.totals[total]
    if votes.core is None or table.word(total) in {"others", "total"}:
        return
    if not set(found.addends) <= set(votes.candidates):
        return
    names = table.names(found.addends)
    parts = {word for name in names for word in plain_words(name).split("_")}
    own = plain_words(table.name(total))
    together = set(own.split("_")) - {"total", "sum", "suma"} <= parts or bool(
        re.search(r"coali|alian|allian|front", own)
    )
    answers = ("one candidate", "candidates each")
    if together:
        votes.together.append(tuple(found.addends))
    votes.doubts.append(
        Doubt(
            CHOICES,
            f"Are {listed(names)} lists of one candidate, whose sum is {table.name(total)!r}?",
            answers[0] if together else answers[1],
            answers[1:] if together else answers[:1],
            f"the sum is met in {found.met:,} of {found.rows:,} rows",
        )
    )
