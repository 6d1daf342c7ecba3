"""What is wrong with the counts of a case: samples, lists of sheets, earlier elections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from veedor.errors import nearest
from veedor.intake.case import Layout
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from veedor.intake.case import CountEntry, Document, Source

Problems = Iterator[tuple[str, str, str]]
"""Key, what is wrong with it, and how to mend it."""


def sample_problems(doc: Document, count: CountEntry) -> Problems:
    """Name what cannot be meant of a random sample of sheets."""
    stated = {"strata": bool(count.strata), "drawn": count.drawn is not None}
    if not count.is_sample:
        for key in (key for key, given in stated.items() if given):
            yield (
                key,
                sentence("only a sample has it."),
                sentence('State kind = "sample", if its sheets were drawn at random.'),
            )
        return
    divisions = {name for source in doc.source.values() if source.place for name in source.place.divisions}
    known = ("stratum", *doc.election.levels, *sorted(divisions))
    for name in count.strata_of:
        if name not in known:
            yield (
                "strata",
                sentence("there is no level, division or stratum {name!r}.", name=name),
                nearest(name, known),
            )
    drawn = count.drawn if isinstance(count.drawn, dict) else {} if count.drawn is None else {"": count.drawn}
    for name, number in drawn.items():
        if number < 1:
            key = f"drawn.{name}" if name else "drawn"
            yield (
                key,
                sentence("{number} sheets are no sample.", number=number),
                sentence("Write how many were drawn, 1 or more."),
            )
    if isinstance(count.drawn, dict) and not count.strata:
        yield (
            "drawn",
            sentence("it is by stratum, and no strata are stated."),
            sentence(
                'State strata = "stratum", a level of place or a division, or write the number drawn in all.'
            ),
        )


def baseline_problems(doc: Document) -> Problems:
    """Refuse two earlier elections for one contest: a projection learns from one."""
    seen: dict[str, str] = {}
    for name, source in doc.source.items():
        if source.layout is Layout.EARLIER and isinstance(source.contest, str):
            if source.contest in seen:
                yield (
                    f"source.{name}.contest",
                    sentence(
                        "{contest!r} has an earlier election already: {seen!r}.",
                        contest=source.contest,
                        seen=seen[source.contest],
                    ),
                    "Keep the one that is most like today's.",
                )
            seen.setdefault(source.contest, name)


def count_problems(doc: Document, source: Source) -> Problems:
    """Name what cannot be meant of the count and the contest of a source."""
    if source.count and source.count not in doc.count:
        yield (
            "count",
            sentence("there is no count {count!r}.", count=source.count),
            nearest(source.count, doc.count),
        )
    if source.layout is Layout.EARLIER:
        yield from _earlier_problems(source)
    elif source.layout is Layout.ATTRIBUTES:
        yield from _list_problems(doc, source)
    elif not (source.contest_ids or isinstance(source.contest, str)):
        named = joined((f'contest = "{name}"' for name in doc.contest), by=" or ")
        yield (
            "contest",
            "its `values` name no contest.",
            sentence("Name them there, or state {named}.", named=named),
        )
    elif not (source.count and source.contest_ids):
        yield "count", "this layout needs a count and a contest.", "Add `count` and `contest`."


def _earlier_problems(source: Source) -> Problems:
    if source.count or source.snapshot or source.taken_at or source.each:
        yield (
            "count",
            "an earlier election is not one of today's counts.",
            ("Remove `count`, `snapshot`, `taken_at` and `each`."),
        )
    if not isinstance(source.contest, str) or not source.contest:
        yield "contest", "it does not say for which contest of today it is a baseline.", "Name one."
    if source.sheet is None and not (source.place and source.place.levels):
        yield (
            "place",
            "nothing says where its rows belong.",
            ("Map the columns of its places (place.levels), or of its sheets (sheet.id)."),
        )


def _list_problems(doc: Document, source: Source) -> Problems:
    if source.count not in doc.count:
        return
    if not doc.count[source.count].is_sample:
        yield (
            "count",
            "a list of sheets belongs to a count only where that is a sample, whose drawn sheets it names.",
            sentence('Remove it, or state kind = "sample" in [count.{count}].', count=source.count),
        )
    elif not source.contest_ids:
        yield "contest", "a list of drawn sheets says what was voted on.", "Add `contest`."
