"""Ballots and votes: where a ballot may give several votes, and the case does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.vote_columns import cast_of, votes_of
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.engine.sql import Table
    from veedor.intake.stage import Part


def several_votes(part: Part, rows: Table) -> list[InputError]:
    """Ask where most sheets hold more votes than the ballots that are printed on them.

    A sheet or two that does not add up is for the checks to find; where it is the rule, a ballot gives
    several votes, or the column is not that of ballots, and a turnout of votes would be wrong.
    """
    allowed = part.entry.votes_allowed if part.entry else 1
    if not part.source.is_count or "cast" not in rows.columns or allowed > 1 or not votes_of(rows):
        return []
    total = cast_of(rows)
    printed = rows.filter(rows["cast"].notnull() & (total > 0)).mutate(total=total)
    more = printed.total > printed["cast"]
    asked = printed.aggregate(n=printed.count(), more=more.sum(), row=printed["row"].min(where=more))
    found = fetch_rows(asked)[0]
    if not found["n"] or found["more"] * 2 <= found["n"]:
        return []
    return [
        InputError(
            sentence(
                "{more:,} of {n:,} sheets hold more votes than the ballots printed on them.",
                more=found["more"],
                n=found["n"],
            ),
            file=part.raw.label,
            row=found["row"],
            column=", ".join(part.numbers.get("cast", ())) or part.source.choices.choice,
            expected="no more votes than ballots, or a statement that a ballot gives several",
            remedy=(
                sentence(
                    "If a ballot may give several votes, state "
                    "contest.{contest_id}.votes_allowed with their number (2, ...); if "
                    "the column holds no ballots, take it out of numbers.cast (in long "
                    'rows name it otherwise in choices.totals, such as "valid").',
                    contest_id=part.contest_id,
                )
            ),
        )
    ]
