"""Bring a case to its answer: follow each printed remedy, and hold what comes out against the table."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import veedor
from field.mend import edit
from field.observe import Observed, Ran, observe, run, says
from veedor.errors import VeedorError

if TYPE_CHECKING:
    from pathlib import Path

    from field.expect import Expected, Step

SHIPPED = re.compile(r"^[a-z]{2}-[a-z]+-\d{4}$")


def prepare(expected: Expected, to: Path) -> Path:
    """Copy a case, and say in its file what the language of today asks for."""
    folder = to / expected.case.replace("/", "-")
    shutil.copytree(expected.folder, folder)
    file = folder / "case.toml"
    if expected.file != "case.toml":
        (folder / expected.file).replace(file)
    if file.exists():
        edit(file, change=reasons(file) | expected.told, delete=expected.untold)
    return folder


def reasons(file: Path) -> dict[str, str]:
    """Say why a made-up country borrows a shipped law: the country ``XX`` has none of its own."""
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    if document["election"]["country"] != "XX":
        return {}
    return {
        f"contest.{name}.rule_reason": "a made-up country borrows this law"
        for name, contest in document["contest"].items()
        if SHIPPED.match(contest.get("rule", ""))
    }


def follow(expected: Expected, folder: Path) -> tuple[Ran, list[tuple[Step, Ran]]]:
    """Import, and follow the remedy of each refusal, in whatever order they come.

    Returns
    -------
    Ran, list
        The last import, and every step taken with the refusal that asked for it.
    """
    taken: list[tuple[Step, Ran]] = []
    while True:
        ran = run("import", str(folder))
        step = next(
            (s for s in expected.follow if s not in [t for t, _ in taken] and says(ran, s.when)), None
        )
        if not ran.refused or step is None:
            return ran, taken
        edit(folder / "case.toml", change=step.change, delete=step.delete)
        taken.append((step, ran))


def settle(expected: Expected, folder: Path) -> list[str]:
    """Give everything that is not as it must be; nothing where the case comes out right."""
    ran, taken = follow(expected, folder)
    if ran.code not in {0, 2} or not ran.worded:
        return [f"neither an answer nor a refusal: {ran}"]
    asked, observed = (ran, None) if ran.code else observe(folder, *expected.ask)
    if expected.refused or (asked.refused and expected.may_refuse):
        pattern = expected.refused or expected.may_refuse
        ok = asked.refused and says(asked, pattern)
        return [] if ok else [f"not refused with {pattern!r}: {asked}"]
    wrong = [
        f"went on without the remedy of {step.when!r}: {ran}"
        for step in expected.follow
        if not step.maybe and step not in [t for t, _ in taken]
    ]
    if ran.code:
        return [*wrong, f"refused: {ran}"]
    if expected.votes is not None or expected.outcome:
        if observed is None:
            return [*wrong, f"no outcome: {asked}"]
        wrong += figures(expected, observed)
    return wrong + times(expected, folder) + verbs(expected, folder, ran)


def figures(expected: Expected, observed: Observed) -> list[str]:
    """Hold the figures of an outcome against the table."""
    pairs: list[tuple[str, object, object]] = []
    if expected.votes is not None:
        pairs.append(("votes", dict(sorted(expected.votes.items())), dict(sorted(observed.votes.items()))))
    pairs += [
        (name, getattr(expected, name), observed.figure(name))
        for name in ("counted", "outstanding", "aside", "annulled")
        if getattr(expected, name) is not None
    ]
    if expected.registered is not None:
        pairs.append(("registered", expected.registered, observed.registered))
    if expected.turnout is not None:
        pairs.append(("turnout", expected.turnout, observed.turnout))
    if expected.as_counted is not None:
        pairs.append(("as counted", expected.as_counted, observed.as_counted))
    wrong = [f"{name}: {seen}, where {true} is true" for name, true, seen in pairs if true != seen]
    if expected.outcome and observed.outcome not in expected.outcome:
        wrong.append(f"outcome: {observed.outcome}, where {' or '.join(expected.outcome)} is true")
    if expected.reason and not re.search(expected.reason, observed.text, re.IGNORECASE):
        wrong.append(f"the outcome does not say {expected.reason!r}: {observed.text[:500]}")
    return wrong


def times(expected: Expected, folder: Path) -> list[str]:
    """Hold intervals and instants against the table."""
    wrong: list[str] = []
    try:
        case = veedor.open(folder)
        if expected.longest is not None:
            cadence = case.timeline().cadence
            seen = None if cadence is None else int(cadence.longest)
            if seen != expected.longest:
                wrong.append(f"longest interval: {seen} s, where {expected.longest} s is true")
        for name, moment in expected.instants.items():
            taken = {
                str(s.snapshot_id): s.taken_at
                for count in case.election.counts()
                for s in case.election.snapshots(count)
            }
            if instant(taken.get(name)) != instant(moment):
                wrong.append(f"snapshot {name}: {taken.get(name)}, where {moment} is true")
        if expected.verified:
            at = case.select().sheets.verified_at
            span = () if at is None else (instant(at.min()), instant(at.max()))
            if span != tuple(map(instant, expected.verified)):
                wrong.append(f"verified: {span}, where {expected.verified} is true")
    except VeedorError as error:
        wrong.append(f"no times: {error}")
    return wrong


def instant(moment: object) -> datetime | None:
    """Read a moment as an instant; one without a zone is UTC, in which the tables are."""
    if moment is None or str(moment) == "NaT":
        return None
    read = datetime.fromisoformat(str(moment))
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def verbs(expected: Expected, folder: Path, imported: Ran) -> list[str]:
    """Ask further commands, and hold their words against the table."""
    ran = {"import": imported}
    wanted = dict.fromkeys([*expected.answers, *expected.asked, *expected.says, *expected.never])
    for verb in wanted:
        if verb not in ran:
            ran[verb] = run(*verb.split(), str(folder), *_options(verb, folder))
    wrong = [f"neither answer nor refusal: {r}" for r in ran.values() if not r.worded]
    wrong += [f"no answer: {ran[verb]}" for verb in expected.answers if ran[verb].refused]
    for verb, patterns in expected.says.items():
        wrong += [f"does not say {p!r}: {ran[verb]}" for p in patterns if not says(ran[verb], p)]
    for verb, patterns in expected.never.items():
        wrong += [f"says {p!r}: {ran[verb]}" for p in patterns if says(ran[verb], p)]
    return wrong


def _options(verb: str, folder: Path) -> tuple[str, ...]:
    return ("--out", str(folder / "page")) if verb == "report" else ()
