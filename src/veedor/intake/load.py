"""From ``case.toml`` to a :class:`CaseFile` in which every reference holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from veedor.errors import CaseError, InputErrors, nearest
from veedor.intake.case import NONE_KNOWN, CaseFile, ContestEntry, Document, Layout, Source
from veedor.intake.strict import build, read_toml
from veedor.model import ContestId, CountId

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")

Problems = Iterator[tuple[str, str, str]]
"""Key, what is wrong with it, and how to mend it."""


def load_case(path: str | Path) -> CaseFile:
    """Read and check a case.

    Parameters
    ----------
    path : str or Path
        The folder of the case, or its ``case.toml``.

    Returns
    -------
    CaseFile
        Frozen; no data file has been looked at.

    Raises
    ------
    CaseError
        Where the file is missing or not TOML, or has one problem.
    InputErrors
        Where it has several; all of them.
    """
    file = Path(path)
    if file.suffix != ".toml":
        file = file / "case.toml"
    problems: list[CaseError] = []
    document = build(Document, read_toml(file), file=str(file), problems=problems)  # type: ignore[arg-type]
    if document is not None:
        problems += [
            CaseError(message, file=str(file), column=key, remedy=remedy)
            for key, message, remedy in _problems(document)
        ]
    if len(problems) == 1:
        raise problems[0]
    if problems or document is None:
        raise InputErrors(f"{file} cannot be used", problems)
    return CaseFile(
        path=file.resolve(),
        election=document.election,
        contests={ContestId(name): entry for name, entry in document.contest.items()},
        counts={CountId(name): entry for name, entry in document.count.items()},
        sources=document.source,
    )


def _problems(doc: Document) -> Problems:
    yield from _election_problems(doc)
    for table in ("contest", "count", "source"):
        for name in getattr(doc, table):
            if not _ID.fullmatch(name):
                yield f"{table}.{name}", "an id has letters, digits and _ . + - only.", "Rename it."
    for name, contest in doc.contest.items():
        for message, remedy in _contest_problems(contest):
            yield f"contest.{name}.choices", message, remedy
    for name, source in doc.source.items():
        for key, message, remedy in _source_problems(doc, source):
            yield f"source.{name}.{key}", message, remedy
    yield from _snapshot_problems(doc)


def _contest_problems(contest: ContestEntry) -> Iterator[tuple[str, str]]:
    if not contest.choices:
        yield "a contest has choices.", "List them."
    ids = Counter(choice.id for choice in contest.choices)
    for choice_id in (c for c, n in ids.items() if n > 1):
        yield f"the id {choice_id!r} comes twice.", "Rename one of them."
    for one, other in pairwise(sorted(ids, key=str.lower)):
        if one.lower() == other.lower():
            yield (
                f"the ids {one!r} and {other!r} differ in capitals only.",
                "Rename one of them; not every engine tells them apart.",
            )
    published = Counter(text for c in contest.choices for text in {c.id, c.label, *c.published})
    for text in (t for t, n in published.items() if n > 1):
        yield f"two choices are published as {text!r}.", "Tell them apart."


def _election_problems(doc: Document) -> Problems:
    election = doc.election
    if not _is_zone(election.tz):
        yield "election.tz", f"there is no zone {election.tz!r}.", "Write one such as 'America/La_Paz'."
    if election.abroad and election.abroad.level not in election.levels:
        yield (
            "election.abroad.level",
            "it is none of the levels.",
            nearest(election.abroad.level, election.levels),
        )
    for name in election.roll:
        if name not in doc.source:
            yield "election.roll", f"there is no source {name!r}.", nearest(name, doc.source)


def _snapshot_problems(doc: Document) -> Problems:
    seen: dict[tuple[str, str, str], str] = {}
    for name, source in doc.source.items():
        for contest in source.contest_ids if source.is_count else ():
            key = (contest, source.count, source.snapshot or name)
            if key in seen:
                yield (
                    f"source.{name}.snapshot",
                    f"source {seen[key]!r} is the same snapshot of the same count.",
                    "Name one of them differently.",
                )
            seen[key] = name


def _source_problems(doc: Document, source: Source) -> Problems:
    for contest in source.contest_ids:
        if contest not in doc.contest:
            yield "contest", f"there is no contest {contest!r}.", nearest(contest, doc.contest)
    if source.count and source.count not in doc.count:
        yield "count", f"there is no count {source.count!r}.", nearest(source.count, doc.count)
    if source.layout is not Layout.ATTRIBUTES and not (source.count and source.contest_ids):
        yield "count", "this layout needs a count and a contest.", "Add `count` and `contest`."
    if not source.files:
        yield "files", "a source has at least one file.", "Name it."
    yield from _file_problems(source)
    yield from _needs(source)
    yield from _place_problems(doc, source)
    yield from _choice_problems(doc, source)
    yield from _text_problems(source)
    yield from _control_problems(doc, source)


def _file_problems(source: Source) -> Problems:
    for number, form in enumerate(source.files, 1):
        path = PurePosixPath(form.name.replace("\\", "/"))
        if not form.name or path.is_absolute() or ".." in path.parts or ":" in form.name:
            yield (
                f"files[{number}].name",
                f"{form.name!r} is not a name within the case's data folder.",
                "Write a plain file name.",
            )
        if form.expected_hash and not re.fullmatch(r"[0-9a-f]{64}", form.expected_hash):
            yield f"files[{number}].sha256", "a SHA-256 has 64 hexadecimal digits.", "Copy it whole."
        if form.fetch and not form.fetch.url.startswith(("https://", "http://")):
            yield f"files[{number}].fetch.url", "only http and https are fetched.", "Write such an address."


def _needs(source: Source) -> Problems:
    if source.layout is not Layout.PUBLICATION and source.sheet is None:
        yield "sheet", "this layout needs to know the sheet.", 'Add [sheet] with id = "<column>".'
    if source.layout in {Layout.PUBLICATION, Layout.VERIFICATION} and source.log is None:
        yield "log", "a log needs its time.", 'Add [log] with at = "<column>".'
    if source.layout is Layout.LONG and not (source.choices.choice and source.choices.votes):
        yield "choices", "the long layout needs `choice` and `votes`.", "Name the two columns."
    if source.layout is Layout.ATTRIBUTES and not (
        source.stratum or (source.place and source.place.divisions)
    ):
        yield "stratum", "attributes are a stratum or divisions.", "Add [stratum] or place.divisions."


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
    if missing:
        yield "place.levels", f"no column is named for {', '.join(missing)}.", "Name it."


def _choice_problems(doc: Document, source: Source) -> Problems:
    for contest_id in source.contest_ids:
        contest = doc.contest.get(contest_id)
        if contest is None:
            continue
        ids = [choice.id for choice in contest.choices]
        for key, names in (("rename", source.choices.rename.values()), ("absent", source.choices.absent)):
            for name in names:
                if name not in ids:
                    yield f"choices.{key}", f"there is no choice {name!r}.", nearest(name, ids)
    if source.choices.columns and source.choices.pattern:
        yield "choices", "`columns` and `pattern` exclude each other.", "Keep one."


def _text_problems(source: Source) -> Problems:
    patterns = {"choices.pattern": source.choices.pattern}
    patterns |= {f"rows.keep.{column}": text for column, text in source.rows.keep.items()}
    patterns |= {f"rows.drop.{column}": text for column, text in source.rows.drop.items()}
    for key, pattern in patterns.items():
        try:
            re.compile(pattern)
        except re.error as error:
            yield key, f"it is not a regular expression: {error}.", "Mend it."
    time = source.time
    if time.tz and not _is_zone(time.tz):
        yield "time.tz", f"there is no zone {time.tz!r}.", "Write one such as 'America/La_Paz'."
    if re.search(r"%-?I", time.format) and "%p" not in time.format:
        yield (
            "time.format",
            "a 12-hour time without its marker (AM, PM) can mean two moments.",
            "Add %p where the file has a marker; where it has none, these times cannot be used.",
        )
    numbers = source.numbers
    if numbers.thousands and numbers.thousands == numbers.decimal:
        yield "numbers.decimal", "it is also the thousands mark.", "State both: they differ."
    for key in ("thousands", "decimal"):
        if len(getattr(numbers, key)) > 1:
            yield f"numbers.{key}", "it is one character.", "Write one character."


def _control_problems(doc: Document, source: Source) -> Problems:
    if isinstance(source.control, str):
        if source.control != NONE_KNOWN:
            yield "control", f"it is neither totals nor {NONE_KNOWN!r}.", "State the totals and who says so."
        return
    if not source.control:
        yield "control", "control totals are mandatory.", f'State them, or control = "{NONE_KNOWN}".'
    for number, control in enumerate(source.control, 1):
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
                f"this source has no {control.contest!r}.",
                nearest(control.contest, source.contest_ids),
            )
        entry = doc.contest.get(contest)
        ids = [choice.id for choice in entry.choices] if entry else []
        for name in control.votes:
            if name not in ids:
                yield f"control[{number}].votes.{name}", "there is no such choice.", nearest(name, ids)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
