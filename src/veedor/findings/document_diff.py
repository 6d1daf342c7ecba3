"""Two documents of findings side by side: what appeared, what went, what has other figures, and why."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from veedor.model import Figure, Result, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.findings.kept_document import KeptDocument, KeptFinding


class Cause(StrEnum):
    """What may be why a finding differs."""

    ELECTION = "election"
    """The documents are of two elections."""
    VERSION = "version"
    """Another version of Veedor."""
    DATA = "data"
    """Other files, or what is said of how to read them."""
    LAW = "law"
    """Another rule, or another text of it."""
    QUESTION = "question"
    """The command that gives it asks otherwise."""
    SEED = "seed"
    """Another seed of the random numbers."""
    METHOD = "method"
    """Another method, or another source of it."""
    NONE = "none"
    """Nothing that the documents record."""


@dataclass(frozen=True)
class Difference:
    """Something that two documents rest on, and that is not the same.

    Parameters
    ----------
    cause : Cause
        What kind of thing.
    says : str
        Last part of its message key: ``file.changed``, ``version``.
    what : tuple of str
        Names: of the file and its source, or of the contest.
    before, after : str
        The hash, version or name in each; empty where one has none.
    """

    cause: Cause
    says: str
    what: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ChangedFinding:
    """A finding that both documents have, with other figures or another sentence.

    Parameters
    ----------
    before, after : KeptFinding
        As each document has it.
    figures : tuple of (Figure or None, Figure or None)
        Those that differ as they are printed; None where one document has none of that name.
    causes : tuple of Cause
        All that may be why.
    """

    before: KeptFinding
    after: KeptFinding
    figures: tuple[tuple[Figure | None, Figure | None], ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class DocumentDiff(Result):
    """What differs between two documents of findings.

    Parameters
    ----------
    before, after : KeptDocument
        The two.
    differences : tuple of Difference
        What they rest on, where it is not the same.
    changed : tuple of ChangedFinding
        In the order of the later document.
    appeared, went : tuple of KeptFinding
        Findings that only the later one has, and only the earlier one.
    same : int
        Findings with the same figures as printed.
    finer : int
        How many of these differ in decimals that nobody prints.
    listings : tuple of (str, int, int, int)
        Name of a table that differs, rows only in the earlier one, rows only in the later one, rows in both.
    """

    before: KeptDocument
    after: KeptDocument
    differences: tuple[Difference, ...]
    changed: tuple[ChangedFinding, ...]
    appeared: tuple[KeptFinding, ...]
    went: tuple[KeptFinding, ...]
    same: int
    finer: int
    listings: tuple[tuple[str, int, int, int], ...]

    @property
    def differs(self) -> bool:
        """Whether any finding appeared, went, or has other figures."""
        return bool(self.changed or self.appeared or self.went)


def compare_documents(before: KeptDocument, after: KeptDocument, command: str = "") -> DocumentDiff:
    """Lay two documents side by side.

    Findings are the same finding where contest and id are; of several with one id those with the same
    question belong together, then those of the same sentence, then the first with the first.

    Parameters
    ----------
    before, after : KeptDocument
        The earlier and the later one.
    command : str
        The command line that compares them again.
    """
    differences = tuple(_differences(before, after))
    pairs, appeared, went = _paired(before, after)
    shared = tuple(dict.fromkeys(d.cause for d in differences))
    changed: list[ChangedFinding] = []
    same = finer = 0
    for one, other in pairs:
        figures = _figures(one, other)
        if figures or one.finding.says != other.finding.says:
            own = _own_causes(one, other, before, after)
            changed.append(ChangedFinding(one, other, figures, (*shared, *own) or (Cause.NONE,)))
        else:
            same += 1
            finer += one.finding.figures != other.finding.figures
    return DocumentDiff(
        before,
        after,
        differences,
        tuple(changed),
        appeared,
        went,
        same,
        finer,
        tuple(_tables(before, after)),
        command=command,
    )


def _differences(before: KeptDocument, after: KeptDocument) -> Iterator[Difference]:
    if (one := before.case["title"]) != (other := after.case["title"]):
        yield Difference(Cause.ELECTION, "election", (), one, other)
    if before.version != after.version:
        yield Difference(Cause.VERSION, "version", (), before.version, after.version)
    if before.case["data"] != after.case["data"] or before.files != after.files:
        files = tuple(_files(before, after)) if before.record and after.record else ()
        yield from files
        if before.case["data"] != after.case["data"]:
            says = "mapping" if before.record and after.record and not files else "data"
            if says == "mapping" or not files:
                yield Difference(Cause.DATA, says, (), before.case["data"], after.case["data"])
    laws, others = before.record.get("rules", {}), after.record.get("rules", {})
    for contest in dict.fromkeys((*laws, *others)) if before.record and after.record else ():
        yield from _law(contest, laws.get(contest) or {}, others.get(contest) or {})


def _files(before: KeptDocument, after: KeptDocument) -> Iterator[Difference]:
    for name in dict.fromkeys((*before.files, *after.files)):
        one, other = before.files.get(name, ""), after.files.get(name, "")
        if one != other:
            says = "file.changed" if one and other else "file.new" if other else "file.gone"
            yield Difference(Cause.DATA, says, (name[1], name[0]), one, other)


def _law(contest: str, one: dict[str, str], other: dict[str, str]) -> Iterator[Difference]:
    named = [" ".join(filter(None, (law.get("id", ""), law.get("variant", "")))) for law in (one, other)]
    if named[0] != named[1]:
        yield Difference(Cause.LAW, "law.other", (contest,), *named)
    elif one.get("sha256") != other.get("sha256"):
        yield Difference(
            Cause.LAW, "law.text", (contest, named[0]), one.get("sha256", ""), other.get("sha256", "")
        )


Pair = tuple["KeptFinding", "KeptFinding"]


def _paired(
    before: KeptDocument, after: KeptDocument
) -> tuple[list[Pair], tuple[KeptFinding, ...], tuple[KeptFinding, ...]]:
    """Return the findings that belong together, in the order of the later document, and the others."""
    waiting: dict[tuple[str, str], list[KeptFinding]] = defaultdict(list)
    for kept in before.findings:
        waiting[_key(kept)].append(kept)
    found: dict[int, KeptFinding] = {}
    for alike in (_same, _same_question, _same_sentence, lambda *_: True):
        for place, kept in enumerate(after.findings):
            if place in found:
                continue
            rest = waiting[_key(kept)]
            match = next((one for one in rest if alike(one, kept, before, after)), None)
            if match is not None:
                rest.remove(match)
                found[place] = match
    pairs = [(found[i], kept) for i, kept in enumerate(after.findings) if i in found]
    appeared = tuple(kept for i, kept in enumerate(after.findings) if i not in found)
    left = {id(one) for rest in waiting.values() for one in rest}
    return pairs, appeared, tuple(one for one in before.findings if id(one) in left)


def _same_sentence(one: KeptFinding, other: KeptFinding, *_: KeptDocument) -> bool:
    return one.finding.says == other.finding.says


def _key(kept: KeptFinding) -> tuple[str, str]:
    return kept.finding.contest, kept.finding.finding_id


def _same(one: KeptFinding, other: KeptFinding, *_: KeptDocument) -> bool:
    return _same_sentence(one, other) and one.finding.figures == other.finding.figures


def _same_question(one: KeptFinding, other: KeptFinding, before: KeptDocument, after: KeptDocument) -> bool:
    return _same_sentence(one, other) and _question(one, before) == _question(other, after)


def _question(kept: KeptFinding, document: KeptDocument) -> list[str]:
    """Return the words of the command that gives a finding, but for how its case is named and the seed."""
    words = kept.finding.command.split(" ")
    name = str(document.case.get("name", ""))
    bare = [word for word in words if word.strip("'\"") != name]
    return [word for i, word in enumerate(bare) if word != "--seed" and (i == 0 or bare[i - 1] != "--seed")]


def _own_causes(
    one: KeptFinding, other: KeptFinding, before: KeptDocument, after: KeptDocument
) -> Iterator[Cause]:
    if _question(one, before) != _question(other, after):
        yield Cause.QUESTION
    seeds = [{f.value for f in kept.finding.figures if f.name == "seed"} for kept in (one, other)]
    if seeds[0] != seeds[1]:
        yield Cause.SEED
    if one.finding.method != other.finding.method:
        yield Cause.METHOD


def _figures(one: KeptFinding, other: KeptFinding) -> tuple[tuple[Figure | None, Figure | None], ...]:
    """Return the figures that differ as they are printed, in the order of the later finding."""
    first = {figure.name: figure for figure in one.finding.figures}
    second = {figure.name: figure for figure in other.finding.figures}
    names = dict.fromkeys((*second, *first))
    pairs = ((first.get(name), second.get(name)) for name in names)
    return tuple((a, b) for a, b in pairs if a is None or b is None or _printed(a) != _printed(b))


def _printed(figure: Figure) -> tuple[object, ...]:
    """Return a figure as far as it is printed."""
    value = figure.value
    if isinstance(value, float | Fraction) or (
        isinstance(value, int) and not isinstance(value, bool) and figure.unit in {Unit.SHARE, Unit.POINTS}
    ):
        times = 100 if figure.unit in {Unit.SHARE, Unit.POINTS} else 1
        value = round(Fraction(value) * times, figure.digits)
    return value, figure.unit, figure.base


def _tables(before: KeptDocument, after: KeptDocument) -> Iterator[tuple[str, int, int, int]]:
    """Return the tables whose rows are not the same, in the order of the later document."""
    first, second = _rows(before), _rows(after)
    for name in dict.fromkeys((*second, *first)):
        one, other = first.get(name, {}), second.get(name, {})
        both = sum(min(number, other.get(row, 0)) for row, number in one.items())
        gone, new = sum(one.values()) - both, sum(other.values()) - both
        if gone or new:
            yield name, gone, new, both


def _rows(document: KeptDocument) -> dict[str, dict[str, int]]:
    """Return how often each row stands in the tables of each name."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, rows in document.tables:
        of = found[name]
        for row in rows:
            of[_line(row)] += 1
    return found


def _line(row: Sequence[Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
