"""An audit beside what others have of it: an older copy, the published count, the keys of the parties."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from veedor import disk
from veedor.audit import journal
from veedor.audit.canonical import file_of, paper_from_bytes
from veedor.audit.capacity import Cap
from veedor.audit.manifest_file import without_salt, write_figures
from veedor.audit.rules_file import write_rules
from veedor.audit.sshsig import fingerprint, key_bytes, verify
from veedor.audit.verification import Checked
from veedor.canonical import sha256
from veedor.errors import AuditError, VeedorError
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from veedor.audit.folder import AuditFolder
    from veedor.audit.journal import JournalLine
    from veedor.audit.reported import ReportedContest

_LARGEST = 64 * 1024 * 1024
_OTHER_RULE = sentence("The rule of the plan is not the one that the case states.")
_MOST = 5
"""Differences that are told one by one."""


def beside_copy(folder: AuditFolder, copy: Path) -> Checked:
    """Say what an older copy holds that the folder does not.

    Parameters
    ----------
    folder : AuditFolder
        The audit.
    copy : Path
        An older copy of the folder, of its journal, or of a single paper with its signature beside it.

    Raises
    ------
    AuditError
        Where the copy is not one of these.
    """
    if copy.is_dir():
        return Checked("copy", tuple(_journals(folder, *journal.load_all(copy))))
    try:
        content = disk.read(copy, _LARGEST)
    except OSError as error:
        raise AuditError(
            sentence(
                "The copy {copy} cannot be read: {strerror}.", copy=copy, strerror=whole(error.strerror or "")
            )
        ) from None
    if copy.name.endswith(".jsonl"):
        return Checked("copy", tuple(_journals(folder, *journal.parse(content))))
    return Checked("copy", tuple(_paper(folder, copy, content)))


def _journals(
    folder: AuditFolder, theirs: tuple[JournalLine, ...], broken: tuple[AuditError, ...]
) -> Iterator[str]:
    if broken or not theirs:
        raise AuditError(
            sentence(
                "The copy has no whole journal: {which}",
                which=broken[0].message if broken else sentence("it is empty."),
            ),
            remedy="Take a copy that verifies by itself.",
        )
    here = {line.file: line for line in folder.lines}
    told = set()
    for row, line in enumerate(theirs, start=1):
        mine = here.get(line.file)
        yield from _line(mine, line, row)
        if mine is None or mine.sha256 != line.sha256:
            told.add(line.file)
    order = [line.file for line in folder.lines if line.file not in told]
    kept = [line.file for line in theirs if line.file not in told]
    first = next((i for i, (a, b) in enumerate(zip(order, kept, strict=False)) if a != b), None)
    if first is not None:
        yield sentence(
            "{order} stands where the copy has {kept}: another order, or a paper put in.",
            order=order[first],
            kept=kept[first],
        )


def _line(mine: JournalLine | None, theirs: JournalLine, row: int) -> Iterator[str]:
    """Say how a line of the copy differs from that of the same file here, if there is one."""
    if mine is None:
        if not theirs.is_signature:
            yield sentence(
                "{file} ({act}) stands in row {row} of the copy and is gone.",
                file=theirs.file,
                act=_act(theirs),
                row=row,
            )
    elif mine.sha256 != theirs.sha256:
        if theirs.is_signature:
            yield sentence("{file} is another signature than in the copy.", file=theirs.file)
        else:
            yield sentence(
                "{file} ({act}) is not that of row {row} of the copy: it was exchanged.",
                file=theirs.file,
                act=_act(theirs),
                row=row,
            )
    elif mine.at != theirs.at:
        yield sentence(
            "{file} states the time {at}; the copy has {line_at}.",
            file=theirs.file,
            at=mine.at,
            line_at=theirs.at,
        )


def _act(line: JournalLine) -> str:
    return sentence("{step} by {who}", step=line.step, who=line.who) if line.who else line.step


def _paper(folder: AuditFolder, copy: Path, content: bytes) -> Iterator[str]:
    paper = paper_from_bytes(content, copy.name)
    beside = copy.with_name(copy.name + journal.SIGNATURE)
    signature = disk.read(beside, _LARGEST).decode(errors="replace") if beside.is_file() else ""
    if not verify(content, signature, folder.plan.party(paper.party).key):
        raise AuditError(
            sentence(
                "The copy {copy} is not signed by {party}, so that it shows nothing.",
                copy=copy.name,
                party=paper.party,
            ),
            remedy=sentence("Keep its signature beside it, as {beside}.", beside=beside.name),
        )
    file = file_of(paper)
    line = next((line for line in folder.lines if line.file == file), None)
    if line is None:
        yield sentence(
            "Paper {number} of {party} ({step}) is signed, and is gone: {file}.",
            number=paper.number,
            party=paper.party,
            step=paper.step,
            file=file,
        )
    elif line.sha256 != sha256(content):
        yield sentence(
            "{party} has signed another paper {number} ({step}) than {file}.",
            party=paper.party,
            number=paper.number,
            step=paper.step,
            file=file,
        )


def beside_keys(folder: AuditFolder, keys: Mapping[str, str]) -> Checked:
    """Say whose key in the plan is not the one that the party itself has given.

    Parameters
    ----------
    folder : AuditFolder
        The audit.
    keys : mapping of str to str
        Lines of the ``.pub`` files, by name of party or observer.
    """
    problems = [
        sentence(
            "The plan names the key {key} for {name}, and its own is {line}.",
            key=fingerprint(folder.plan.party(name).key),
            name=name,
            line=fingerprint(line),
        )
        for name, line in keys.items()
        if key_bytes(folder.plan.party(name).key) != key_bytes(line)
    ]
    return Checked("keys", tuple(problems))


def beside_count(folder: AuditFolder, reported: Sequence[ReportedContest]) -> Checked:
    """Say where the committed figures are not those of the count as it was published.

    Parameters
    ----------
    folder : AuditFolder
        The audit.
    reported : sequence of ReportedContest
        The contests of the plan, as the case has them: their sheets, also where ballots are audited.
    """
    if folder.sealed:
        return Checked("case", (), done=False)
    if folder.plan.design.of_ballots:
        return Checked("case", tuple(_totals(folder, reported)))
    try:
        committed = without_salt(folder.committed)
    except VeedorError as error:
        return Checked("case", (error.text,))
    published = write_figures([one.manifest for one in reported])
    return Checked("case", tuple(_differences(folder, committed, published, write_rules(reported))))


def _totals(folder: AuditFolder, reported: Sequence[ReportedContest]) -> Iterator[str]:
    """Say where the totals of the ballots are not those of the count."""
    if sha256(write_rules(reported)) != folder.plan.rule_sha256:
        yield _OTHER_RULE
    try:
        found = [Counter(manifest.sheets.tally().votes) for manifest in folder.population.manifests]
    except VeedorError as error:
        yield error.text
        return
    of_case = [one.manifest.sheets.tally().votes for one in reported]
    for mine, choice, votes in (
        (mine, choice, votes)
        for mine, theirs in zip(found, of_case, strict=True)
        for choice, votes in theirs.items()
    ):
        if mine[choice] != votes:
            yield sentence(
                "The ballots add up to {choice} votes of {other_choice}, and the case has {votes}.",
                choice=mine[choice],
                other_choice=choice,
                votes=votes,
            )


def _differences(folder: AuditFolder, committed: bytes, published: bytes, rule: bytes) -> Iterator[str]:
    if sha256(rule) != folder.plan.rule_sha256:
        yield _OTHER_RULE
    if committed == published:
        return
    mine, theirs = _rows(committed), _rows(published)
    # what sheets can hold comes from a list of its own where the plan says so, and not from the case
    passed = ("ballots", "blanks") if folder.plan.design.cap == Cap.LISTED else ()
    told = [
        sentence("Sheet {sheet!r} is committed and not in the case.", sheet=sheet)
        for sheet in mine.keys() - theirs.keys()
    ]
    told += [
        sentence("Sheet {sheet!r} is in the case and not committed.", sheet=sheet)
        for sheet in theirs.keys() - mine.keys()
    ]
    told.sort()
    for sheet, row in mine.items():
        other = theirs.get(sheet, row)
        told += [
            sentence(
                "Sheet {sheet!r}, column {column!r}: {other_column!r} is committed, the case has {cell!r}.",
                sheet=sheet,
                column=column,
                other_column=row.get(column),
                cell=cell,
            )
            for column, cell in other.items()
            if row.get(column) != cell and column.rpartition("/")[2] not in passed
        ]
    yield from told[:_MOST]
    if len(told) > _MOST:
        yield sentence("{number_of_told} more cells or sheets differ.", number_of_told=len(told) - _MOST)
    if not told and not passed:
        yield sentence("The committed figures and the case differ in their columns.")


def _rows(figures: bytes) -> dict[str, dict[str, str]]:
    reader = csv.DictReader(io.StringIO(figures.decode("utf-8", "replace"), newline=""))
    return {row["sheet_id"]: row for row in reader}
