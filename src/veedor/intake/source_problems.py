"""What is wrong with a source of a case: every reference that does not hold, and what its layout needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from veedor.engine.schemas import PRINTED
from veedor.errors import nearest
from veedor.intake.area_source import area_problems
from veedor.intake.case import NONE_KNOWN, Layout
from veedor.intake.case_counts import Problems, count_problems
from veedor.intake.case_files import file_problems, pattern_problems
from veedor.intake.cells import number_problems
from veedor.intake.instants import clock_problem, is_zone
from veedor.intake.timeformat import time_problems
from veedor.intake.toml import quoted
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import Document, Source


def source_problems(doc: Document, source: Source) -> Problems:
    """Name what is wrong with a source: key within it, what, and how to mend it."""
    for contest in source.contest_ids:
        if contest not in doc.contest:
            yield (
                "contest",
                sentence("there is no contest {contest!r}.", contest=contest),
                nearest(contest, doc.contest),
            )
    yield from count_problems(doc, source)
    if not source.files:
        yield "files", sentence("a source has at least one file."), sentence("Name it.")
    for number, form in enumerate(source.files, 1):
        yield from file_problems(f"files[{number}]", form)
    if source.each and (source.snapshot or source.taken_at):
        yield (
            "each",
            sentence("it excludes `snapshot` and `taken_at`."),
            sentence("Keep one way of naming publications."),
        )
    if source.each and not source.each.snapshot.strip():
        yield (
            "each.snapshot",
            sentence("it is empty."),
            sentence('Write a column or a template: each = { snapshot = "{file}" }.'),
        )
    if source.each and not source.is_count:
        yield (
            "each",
            sentence("only a count has several publications; a log has its times."),
            sentence("Remove it."),
        )
    yield from _needs(source)
    yield from _area_needs(source)
    yield from area_problems(doc, source)
    yield from _place_problems(doc, source)
    yield from _choice_problems(doc, source)
    yield from _text_problems(doc, source)
    yield from _control_problems(doc, source)


def _area_needs(source: Source) -> Problems:
    if source.layout is Layout.AREAS and source.area is None:
        yield (
            "area",
            "this layout needs to know the area and how many of its sheets are counted.",
            'Add [area] with id, counted and total, each = "<column>".',
        )
    if source.layout is not Layout.AREAS and source.area is not None:
        yield "area", "only a count by area has it.", 'State layout = "areas", or remove it.'
    may_be_long = source.layout in {Layout.AREAS, Layout.EARLIER}
    if may_be_long and bool(source.choices.choice) != bool(source.choices.votes):
        yield "choices", "one row a figure needs `choice` and `votes`.", "Name the two columns, or neither."


def _needs(source: Source) -> Problems:
    if source.layout not in {Layout.PUBLICATION, Layout.EARLIER, Layout.AREAS} and source.sheet is None:
        yield "sheet", "this layout needs to know the sheet.", 'Add [sheet] with id = "<column>".'
    if source.layout in {Layout.PUBLICATION, Layout.VERIFICATION} and source.log is None:
        yield "log", "a log needs its time.", 'Add [log] with at = "<column>".'
    if source.layout is Layout.LONG and not (source.choices.choice and source.choices.votes):
        yield "choices", "the long layout needs `choice` and `votes`.", "Name the two columns."
    if source.log and source.log.region and source.layout is not Layout.PUBLICATION:
        yield "log.region", "only a log of publications is by region.", "Remove it."
    if source.choices.totals and source.layout is not Layout.LONG and not source.choices.choice:
        yield (
            "choices.totals",
            "only rows of the long layout name totals.",
            "Map the columns under `numbers`.",
        )
    for text, meaning in source.choices.totals.items():
        if meaning not in {"", *PRINTED}:
            yield (
                f"choices.totals.{text}",
                sentence("there is no total {meaning!r}.", meaning=meaning),
                nearest(meaning, PRINTED),
            )


def _place_problems(doc: Document, source: Source) -> Problems:
    if source.place is None or not source.place.levels:
        return
    for level in source.place.levels:
        if level not in doc.election.levels:
            yield (
                f"place.levels.{level}",
                "it is not one of election.levels.",
                nearest(level, doc.election.levels),
            )
    missing = [level for level in doc.election.levels if level not in source.place.levels]
    if source.layout in {
        Layout.EARLIER,
        Layout.AREAS,
    }:  # they may be by municipality: from the widest level on, without a gap
        missing = [m for m in missing if doc.election.levels.index(m) < len(source.place.levels)]
    if missing:
        yield (
            "place.levels",
            sentence("no column is named for {missing}.", missing=", ".join(missing)),
            "Name it.",
        )


def _choice_problems(doc: Document, source: Source) -> Problems:
    for contest_id in source.contest_ids:
        contest = doc.contest.get(contest_id)
        if contest is None:
            continue
        ids = [choice.id for choice in contest.choices]
        for key, names in (("rename", source.choices.rename.values()), ("absent", source.choices.absent)):
            for name in names:
                if name not in ids:
                    yield (
                        sentence("choices.{key}", key=key),
                        sentence("there is no choice {name!r}.", name=name),
                        nearest(name, ids),
                    )
    if source.choices.columns and source.choices.pattern:
        yield "choices", "`columns` and `pattern` exclude each other.", "Keep one."


def _template_problems(source: Source) -> Problems:
    """Refuse fillings with zeros that no number has: they would be taken for the name of a column."""
    texts = {"sheet.id": source.sheet.id if source.sheet else "", "choices.choice": source.choices.choice}
    texts |= {f"place.levels.{n}": t for n, t in (source.place.levels if source.place else {}).items()}
    for key, text in texts.items():
        plain = re.sub(r"\{([^{}]*):0[0-9]{3,}\}", r"{\1}", text)
        if plain != text:
            yield (
                key,
                sentence("{text!r}: a number is filled with zeros to at most 99 digits.", text=text),
                sentence(
                    "State {key} = {plain}, or write as many digits as its longest has: {{Column:05}}.",
                    key=key,
                    plain=quoted(plain),
                ),
            )


def _text_problems(doc: Document, source: Source) -> Problems:
    yield from _template_problems(source)
    yield from pattern_problems("choices.pattern", source.choices.pattern)
    for column, text in source.rows.keep.items():
        yield from pattern_problems(f"rows.keep.{column}", text)
    for column, text in source.rows.drop.items():
        yield from pattern_problems(f"rows.drop.{column}", text)
    time = source.time
    if time.tz and not is_zone(time.tz):
        yield (
            "time.tz",
            sentence("there is no zone {tz!r}.", tz=time.tz),
            "Write one such as 'America/La_Paz', or remove `time.tz`.",
        )
    yield from time_problems(time)
    if source.taken_at is not None and is_zone(doc.election.tz):
        problem = clock_problem(source.taken_at, ZoneInfo(doc.election.tz))
        if problem is not None:
            yield "taken_at", *problem
    yield from number_problems(source.numbers)
    if source.rows.last_by and source.rows.duplicates == "drop-identical":
        yield "rows.duplicates", "`last_by` says already which row holds.", "Remove one of them."
    if source.rows.last_of and not source.rows.last_by:
        yield (
            "rows.last_of",
            "it says what the latest rows replace, and no column says which are the latest.",
            ("State rows.last_by too, or remove it."),
        )
    yield from _register_problems(source)


def _register_problems(source: Source) -> Problems:
    of = source.numbers.registered_of
    unit = source.place.levels.get(of, of) if source.place and isinstance(of, str) else of
    if isinstance(of, str) and of not in {"", "sheet", "place"}:
        yield (
            "numbers.registered_of",
            sentence("it is neither 'sheet' nor 'place', nor a list of columns: {of!r}.", of=of),
            sentence(
                'Write numbers.registered_of = ["{unit}"], or remove `numbers.registered_of`.', unit=unit
            ),
        )
    if of == "place" and not (source.place and source.place.levels):
        yield "numbers.registered_of", "the source names no places.", "Name the columns of the unit instead."


def _control_problems(doc: Document, source: Source) -> Problems:
    if isinstance(source.control, str):
        if source.control != NONE_KNOWN:
            yield (
                "control",
                sentence("it is neither totals nor {none_known!r}.", none_known=NONE_KNOWN),
                sentence(
                    'State the totals and who says so, or control = "{none_known}".', none_known=NONE_KNOWN
                ),
            )
        return
    if not source.control:
        yield (
            "control",
            "control totals are mandatory.",
            sentence('State them, or control = "{none_known}".', none_known=NONE_KNOWN),
        )
    for number, control in enumerate((*source.control, *source.official), 1):
        contest = control.contest or (source.contest_ids[0] if len(source.contest_ids) == 1 else "")
        if not contest and len(source.contest_ids) > 1:
            yield (
                f"control[{number}].contest",
                "the source has several contests, and the totals do not say of which they are.",
                nearest("", source.contest_ids),
            )
        if control.contest and control.contest not in source.contest_ids:
            yield (
                f"control[{number}].contest",
                sentence("this source has no {contest!r}.", contest=control.contest),
                nearest(control.contest, source.contest_ids),
            )
        entry = doc.contest.get(contest)
        ids = [choice.id for choice in entry.choices] if entry else []
        for name in control.votes if source.layout is not Layout.EARLIER else ():
            if name not in ids:
                yield f"control[{number}].votes.{name}", "there is no such choice.", nearest(name, ids)
