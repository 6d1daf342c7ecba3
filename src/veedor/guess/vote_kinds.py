"""Columns of votes that are no candidate (blank, null, none, challenged), and sums of some candidates."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.phrase import answers, kinds, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.votes import CHOICES, NUMBERS
from veedor.guess.words import PAPERS, kinds_of, plain_words, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.count_table import CountTable
    from veedor.guess.phrase import Phrase
    from veedor.guess.votes import Votes


def ask_abstained(column: str, kind: str, reason: Phrase, *, taken: bool) -> Doubt:
    """Ask whether voters who did not vote are ballots for nobody."""
    left_out, own = answers("left out")[0], kinds(kind)[0]
    proposed, other = (own, left_out) if taken else (left_out, own)
    question = phrase("ask.abstained", column=column)
    return Doubt(f"{CHOICES}.{kind}.kind", question, proposed, (other,), reason)


def add_worded_kinds(table: CountTable, votes: Votes) -> None:
    """Take the columns that a word calls blank, null, none or challenged votes.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What is known of them; changed in place.
    """
    for kind in PAPERS:
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
            votes.unused[column] = phrase("unused.further_kind", kind=kinds(kind)[0])
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
        near = [c for c in (column - 1, column + 1) if 0 <= c < len(table.columns)]
        beside = {table.word(c) for c in near}
        if says("vote", table.name(column)):  # "Votes VB" beside "Votes VN"
            beside |= {*chain.from_iterable(kinds_of("short", table.name(c)) for c in near)} - {kind}
        if (
            kind in worded
            or kind in votes.kinds.values()
            or not beside & {*PAPERS, "others", "total", "cast"}
        ):
            continue
        votes.kinds[column] = kind
        votes.doubts.append(ask_kind(table.name(column), kind, ("candidate",), phrase("why.letters_of_kind")))


def ask_kind(column: str, kind: str, others: Sequence[str], reason: Phrase) -> Doubt:
    """Ask whether a column is votes of a kind: blank, null, challenged."""
    question = phrase(f"ask.kind.{kind}", column=column)
    return Doubt(f"{CHOICES}.{kind}.kind", question, kinds(kind)[0], kinds(*others), reason)


def _open_total(table: CountTable, votes: Votes, total: int, kind: str) -> None:
    """Read a printed total of null (blank, ...) votes; its parts, where words tell them apart."""
    parts = table.sums.totals[total].addends
    if set(parts) & set(votes.candidates):
        return
    words = [table.word(column) for column in parts]
    if {*words} <= {kind, ""} and not set(parts) & set(votes.kinds):
        votes.kinds[total] = kind
        for column in parts:
            votes.unused[column] = phrase("unused.part_of", column=table.name(total))
        return
    for column, word in zip(parts, words, strict=True):
        votes.kinds.setdefault(column, word if word in PAPERS else kind)
    votes.kinds.pop(total, None)
    votes.unused[total] = phrase("unused.sum_of", columns=table.names(parts))


def _is_part(table: CountTable, votes: Votes, column: int, kind: str) -> bool:
    """Leave out a column that is not added to the ballots cast: empty, or a part of another."""
    cast = votes.numbers.get("cast", (-1,))[0]
    if not table.votes([column]):
        if kind in votes.kinds.values():
            votes.unused[column] = phrase("unused.no_votes_in_it")
        return kind in votes.kinds.values()
    if cast not in table.sums.totals or not table.sums.totals[cast].exact:
        return False
    votes.unused[column] = phrase("unused.not_added", column=table.name(cast))
    votes.doubts.append(
        Doubt(
            f"{CHOICES}.{kind}",
            phrase("ask.part_of_another", column=table.name(column)),
            answers("left out")[0],
            kinds(kind),
            phrase("why.total_without_it", column=table.name(cast)),
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
            phrase(f"ask.which_kind.{kind}", columns=names),
            ", ".join(table.names(have)),
            table.names(further),
            phrase("why.several_words"),
        )
    )


def _ask_unclear(table: CountTable, votes: Votes) -> None:
    for column, kind in votes.kinds.items():
        words = table.words(column)
        if kind == "null" and {"blank", "null"} <= set(words):
            votes.doubts.append(
                Doubt(
                    f"{CHOICES}.null.kind",
                    phrase("ask.blank_and_null", column=table.name(column)),
                    kinds("null")[0],
                    kinds("blank"),
                    phrase("why.word_for_both"),
                )
            )
        elif kind == "candidate" and words and words[0] in {*PAPERS, "others"}:
            votes.doubts.append(
                Doubt(
                    CHOICES,
                    phrase(f"ask.candidate_or.{words[0]}", column=table.name(column)),
                    kinds("candidate")[0],
                    kinds(words[0]),
                    phrase("why.word_of_such_votes"),
                )
            )


def ask_without_words(table: CountTable, votes: Votes) -> None:
    """Ask where a total that no word names is the sum of all, and nothing is called blank or null votes.

    In a language that no word is known of, null votes are added like a candidate.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With all kinds known; doubts are added.
    """
    if votes.core is None or table.words(votes.core) or {*PAPERS} & {*votes.kinds.values()}:
        return
    names, total = table.names(votes.candidates), table.name(votes.core)
    reason = phrase("why.sum_of_all", total=total)
    question = phrase("ask.all_candidates", columns=names)
    votes.doubts.append(Doubt(CHOICES, question, answers("candidates each")[0], (), reason))
    for key, columns in votes.numbers.items():
        if votes.core in columns and not any(one.key == f"{NUMBERS}.{key}" for one in votes.doubts):
            question = phrase("ask.valid_or_cast", column=total)
            other = "cast" if key == "valid" else "valid"
            doubt = Doubt(f"{NUMBERS}.{key}", question, total, answers(other, "none"), reason)
            votes.doubts.append(doubt)


def leave_out_sums(table: CountTable, votes: Votes) -> None:
    """Leave out columns that are sums of some candidates; ask where they may be a coalition.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What is known of them; changed in place.
    """
    _leave_out_named_sums(table, votes)
    numbers = votes.counted
    for total in table.sums.totals:
        if total in numbers or total in votes.unused or votes.kinds.get(total) in PAPERS:
            continue
        votes.kinds.pop(total, None)
        votes.unused[total] = phrase("unused.sum_of", columns=table.names(table.sums.shortest(total)))
        _ask_coalition(table, votes, total)
    core = () if votes.core is None else table.sums.totals[votes.core].addends
    for column, twin in table.sums.twins.items():
        if column not in numbers and column not in votes.unused and column not in core:
            votes.kinds.pop(column, None)
            votes.unused[column] = phrase("unused.same_figures", column=table.name(twin))
            if votes.core is None and twin in votes.kinds and not table.word(column):
                votes.doubts.append(
                    Doubt(
                        CHOICES,
                        phrase("ask.copy", column=table.name(column), other=table.name(twin)),
                        answers("a copy")[0],
                        answers("a candidate"),
                        votes.unused[column],
                    )
                )


def _leave_out_named_sums(table: CountTable, votes: Votes) -> None:
    """Leave out "Total write-ins" where it is the sum of the write-ins: small figures prove nothing."""
    for kind in {*votes.kinds.values()} - {"candidate"}:
        mine = [c for c, k in votes.kinds.items() if k == kind]
        for total in [c for c in mine if "total" in table.words(c)]:
            parts = [c for c in mine if c != total]
            if parts and not np.nan_to_num(table.total([total]) - table.total(parts)).any():
                del votes.kinds[total]
                votes.unused[total] = phrase("unused.sum_of", columns=table.names(parts))


def _ask_coalition(table: CountTable, votes: Votes, total: int) -> None:
    found = table.sums.totals[total]
    names = table.names(found.addends)
    parts = [set(plain_words(name).split("_")) for name in names]
    own = plain_words(table.name(total))
    stem = set(own.split("_")) - {"total", "sum", "suma"}
    shared = any(len(word) > 1 for word in stem) and stem <= set.intersection(*parts)
    if votes.core is None or (table.word(total) in {"others", "total"} and not shared):
        return
    if not set(found.addends) <= set(votes.candidates):
        return
    told = any(len(word) > 1 for word in stem) and stem <= set.union(*parts)
    together = told or bool(re.search(r"coali|alian|allian|front", own))
    both = answers("one candidate", "candidates each")
    if together:
        votes.together.append(tuple(found.addends))
    votes.doubts.append(
        Doubt(
            CHOICES,
            phrase("ask.lists_of_one", columns=names, total=table.name(total)),
            both[0] if together else both[1],
            both[1:] if together else both[:1],
            phrase("why.sum_met", met=found.met, rows=found.rows),
        )
    )
