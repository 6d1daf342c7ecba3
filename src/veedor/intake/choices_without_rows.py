"""Choices of which no long row holds votes, and those of which some do although none should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.case import ContestColumn
from veedor.intake.choices import missing_choice
from veedor.intake.folding import visible
from veedor.intake.names import fold
from veedor.intake.stage import filtered
from veedor.intake.toml import drop_line
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.intake.part import Part


def choices_without_rows(part: Part, found: Mapping[str, int]) -> Iterator[InputError]:
    """Refuse a choice that no row names: it is missing or renamed, or its rows are left out.

    Parameters
    ----------
    part : Part
        A contest of a source in long rows.
    found : mapping of str to int
        The texts of the choices in its rows, with the number of rows of each.
    """
    names = part.published_names
    there = {names[text] for text in found if text in names}
    absent = set(part.source.choices.absent)
    for choice in sorted(absent & there) if part.source.is_count else ():
        text = next(text for text in found if names.get(text) == choice)
        yield InputError(
            sentence(
                "choices.absent says that the source has no votes of {choice!r}, and "
                "{found:,} {found:row holds|rows hold} some.",
                choice=choice,
                found=found[text],
            ),
            file=part.raw.label,
            column=part.source.choices.choice,
            value=text,
            expected="no row of this choice",
            remedy=(
                sentence(
                    "Take {choice!r} out of choices.absent; if its rows are to be left "
                    "out, leave them out with {drop_line}.",
                    choice=choice,
                    drop_line=drop_line(part.source.rows.drop, {part.source.choices.choice: [text]}),
                )
            ),
        )
    choices = part.entry.choices if part.entry else ()
    entries = {entry.id: entry for entry in choices}
    wanted = set(names.values()) - absent
    lacking = sorted(wanted - there) if part.source.is_count else []
    left_out = _left_out(part) if lacking else {}
    for choice in lacking:
        expected = joined((repr(text) for text, known in names.items() if known == choice), by=" or ")
        unknown = [text for text in found if text and text not in names]
        text = sentence("no row holds votes of {choice!r}: it is missing or renamed.", choice=choice)
        out = _out_of(part, choice) if _is_of_others(part, choice) else ""
        remedy = missing_choice(part.source, entries[choice], unknown, out=out)
        if left_out.get(choice):
            text = sentence(
                "rows.keep and rows.drop leave out every row with votes of {choice!r} ({n:,} {n:row|rows}).",
                choice=choice,
                n=left_out[choice],
            )
            remedy = sentence(
                "Change them so that these rows stay; if its votes do not count, {out}.",
                out=_out_of(part, choice),
            )
        yield InputError(
            text, file=part.raw.label, column=part.source.choices.choice, expected=expected, remedy=remedy
        )


def _out_of(part: Part, choice: str) -> str:
    return sentence(
        "take {choice!r} out of the choices of contest.{contest}", choice=choice, contest=part.contest_id
    )


def _is_of_others(part: Part, choice: str) -> bool:
    """Whether other contests of the source have the choice too: choices.absent would speak of all of them."""
    others = (part.case.contests[name] for name in part.source.contest_ids if name != part.contest_id)
    return any(entry.id == choice for contest in others for entry in contest.choices)


def _left_out(part: Part) -> dict[str, int]:
    """Count the rows of each choice of this contest that rows.keep and rows.drop leave out."""
    if not (part.source.rows.keep or part.source.rows.drop):
        return {}
    contest, names = part.source.contest, part.published_names
    texts = {"choice": visible(part.cell(part.source.choices.choice, "choices.choice"))}
    if isinstance(contest, ContestColumn):
        texts["contest"] = visible(part.cell(contest.column, "contest.column"))
        mine = {fold(text) for text, name in contest.values.items() if name == part.contest_id}
    rows = part.raw.table.select("row", "source", **texts)
    dropped = rows.anti_join(filtered(part).select("row", "source"), ["row", "source"])
    left: dict[str, int] = {}
    for row in fetch_rows(dropped.group_by([*texts]).aggregate(n=dropped.count())):
        choice = names.get(fold(row["choice"]))
        if choice and ("contest" not in row or fold(row["contest"]) in mine):
            left[choice] = left.get(choice, 0) + row["n"]
    return left
