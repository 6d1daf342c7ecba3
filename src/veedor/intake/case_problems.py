"""What is wrong with a case before any file is read: every reference that does not hold, all at once."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from veedor.errors import InputErrors, VeedorError, nearest
from veedor.intake.area_source import area_problems
from veedor.intake.case import NONE_KNOWN, Layout
from veedor.intake.case_colours import colour_problems, outline_problems
from veedor.intake.case_counts import Problems, baseline_problems, count_problems, sample_problems
from veedor.intake.case_files import file_problems, pattern_problems
from veedor.intake.case_images import image_problems
from veedor.intake.cells import number_problems
from veedor.intake.instants import clock_problem
from veedor.intake.names import fold
from veedor.intake.stage import PRINTED
from veedor.intake.timeformat import time_problems
from veedor.intake.toml import quoted
from veedor.intake.watch_problems import watch_problems
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile, ContestEntry, Document, NumberMap, Source

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")

_LEAD = r"^\W*(?:(?:all|the|total|valid|los|las|les|die|os|as|gli|de|alle|tous|todos|todas|el|o|le)\W+)*"
_SEVERAL = (
    r"others?|otr[oa]s|outr[oa]s|autres|andere[nr]?|sonstige[nr]?|übrigen?|restlichen?|altr[ie]|overigen?|övriga|"
    r"øvrige|andre|andra|muut|inni|inne|pozostal[ei]|ostatní|egyéb|altele|alții|прочие|другие|остальные|інші|diğer"
    r"|diger|lainnya|wengine|أخرى|آخرون|remaining|remainder|rest|resto|reste|demás|demas|demais|varios|várias|"
    r"vários|diversos|divers|miscellaneous|misc|scatter(?:ing|ed)?|write\W*ins?|minor (?:parties|candidates)|"
    r"small(?:er)? parties|unlisted|not listed|no registrad[oa]s|não registrados"
)
_ALONE = (
    r"(?:independents|independientes|independentes|indépendants|unabhängige)\W*(?:together|total|juntos)?\W*$"
)
LUMP = re.compile(rf"(?i){_LEAD}(?:(?:{_SEVERAL})\b|{_ALONE})")
"""Labels that read like several candidates published as one figure; such a choice states its kind."""


def problems_of(doc: Document) -> Problems:
    """Name every reference of a case that does not hold, and every setting that cannot be meant."""
    yield from _election_problems(doc)
    yield from outline_problems(doc.election.outline)
    for table in ("contest", "count", "source"):
        for name in getattr(doc, table):
            if not _ID.fullmatch(name):
                yield (
                    f"{table}.{name}",
                    sentence("an id has letters, digits and _ . + - only."),
                    sentence("Rename it."),
                )
    for name, count in doc.count.items():
        for key, message, remedy in sample_problems(doc, count):
            yield f"count.{name}.{key}", message, remedy
    yield from baseline_problems(doc)
    for name, contest in doc.contest.items():
        for key, message, remedy in _contest_problems(doc, contest):
            yield f"contest.{name}.{key}", message, remedy
    for name, source in doc.source.items():
        for key, message, remedy in _source_problems(doc, source):
            yield f"source.{name}.{key}", message, remedy
    yield from watch_problems(doc)


def rule_problems(case: CaseFile) -> Problems:
    """Refuse a rule of another country, or one that was not in force on the day, unless the case says why."""
    from veedor.rules import applies_to

    for name, contest in case.contests.items():
        try:
            rule = case.rule(name)
        except (VeedorError, InputErrors):
            continue  # whoever applies the rule says what is wrong with it
        if rule is None or contest.rule_reason:
            continue
        problem = applies_to(rule, case.election.country, case.election.date, contest=name)
        if problem is not None:
            yield f"contest.{name}.rule", problem.message, problem.remedy


def _contest_problems(doc: Document, contest: ContestEntry) -> Problems:
    yield from _name_problems(contest)
    yield from colour_problems(contest)
    yield from image_problems(doc.election, contest)
    for choice in contest.choices:
        if choice.kind is None and any(LUMP.search(fold(t)) for t in (choice.label, *choice.published)):
            yield (
                f"choices.{choice.id}",
                sentence(
                    "{choice!r} reads like several candidates published as one figure.", choice=choice.label
                ),
                (
                    sentence(
                        'State kind = "others" for the choice {choice!r}, if it is a lump of '
                        'which nobody can lead or win, or kind = "candidate", if it is one '
                        "candidate.",
                        choice=choice.id,
                    )
                ),
            )
    yield from _expected_problems(doc, contest)


def _name_problems(contest: ContestEntry) -> Problems:
    """Check that ids and published names tell the choices apart."""
    if not contest.choices:
        yield "choices", sentence("a contest has choices."), sentence("List them.")
    ids = Counter(choice.id for choice in contest.choices)
    for choice_id in (c for c, n in ids.items() if n > 1):
        yield (
            "choices",
            sentence("the id {choice_id!r} comes twice.", choice_id=choice_id),
            sentence("Rename one of them."),
        )
    for one, other in pairwise(sorted(ids, key=str.lower)):
        if one.lower() == other.lower():
            yield (
                "choices",
                sentence("the ids {one!r} and {other!r} differ in capitals only.", one=one, other=other),
                sentence("Rename one of them; not every engine tells them apart."),
            )
    published = Counter(
        text for c in contest.choices for text in {fold(t) for t in (c.id, c.label, *c.published)}
    )
    for text in (t for t, n in published.items() if n > 1):
        yield (
            "choices",
            sentence("two choices are published as {text!r}.", text=text),
            (
                sentence(
                    "Tell them apart: where two people have one name, make a whole name "
                    'of two columns in the source, choices.choice = "{Name} ({Party})", '
                    "and publish them so."
                )
            ),
        )


def _expected_problems(doc: Document, contest: ContestEntry) -> Problems:
    expected = contest.expected
    names = (expected,) if isinstance(expected, str) else () if isinstance(expected, int) else expected
    for name in names:
        if name not in doc.source:
            yield "expected", sentence("there is no source {name!r}.", name=name), nearest(name, doc.source)
        elif doc.source[name].sheet is None:
            yield (
                "expected",
                sentence("the source {name!r} names no sheets.", name=name),
                "Name one that does, or a number.",
            )
    if isinstance(expected, int) and expected < 1:
        yield "expected", "an election has at least one sheet.", "Write how many there should be."
    if contest.most_ballots is not None and contest.most_ballots < 1:
        yield "most_ballots", "it is at least 1.", "Write how many ballots a sheet can hold at the most."
    if not 1 <= contest.votes_allowed <= max(1, len(contest.choices)):
        yield (
            "votes_allowed",
            "it is from 1 to the number of choices.",
            "Write how many votes a ballot gives.",
        )


def _election_problems(doc: Document) -> Problems:
    election = doc.election
    if not _is_zone(election.tz):
        yield (
            "election.tz",
            sentence("there is no zone {tz!r}.", tz=election.tz),
            "Write one such as 'America/La_Paz'.",
        )
    if election.abroad and election.abroad.level not in election.levels:
        yield (
            "election.abroad.level",
            "it is none of the levels.",
            nearest(election.abroad.level, election.levels),
        )
    for name in election.roll:
        if name not in doc.source:
            yield (
                "election.roll",
                sentence("there is no source {name!r}.", name=name),
                nearest(name, doc.source),
            )


def _source_problems(doc: Document, source: Source) -> Problems:
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
    if source.layout is Layout.AREAS and bool(source.choices.choice) != bool(source.choices.votes):
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
                "it is none of election.levels.",
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
    if time.tz and not _is_zone(time.tz):
        yield (
            "time.tz",
            sentence("there is no zone {tz!r}.", tz=time.tz),
            "Write one such as 'America/La_Paz', or remove `time.tz`.",
        )
    yield from time_problems(time)
    if source.taken_at is not None and _is_zone(doc.election.tz):
        problem = clock_problem(source.taken_at, ZoneInfo(doc.election.tz))
        if problem is not None:
            yield "taken_at", *problem
    yield from _mark_problems(source.numbers)
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


def _mark_problems(numbers: NumberMap) -> Problems:
    yield from number_problems(numbers)


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


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
