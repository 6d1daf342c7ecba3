"""Import a publication, and hold it against the truth: right, or refused."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import veedor
from field.observe import Observed
from field.publish.layout import Layout, plain
from field.publish.publication import FIRST, SECOND, Publication, publication, publish
from field.settle import instant
from veedor.errors import InputErrors, VeedorError
from veedor.findings.serial import document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.case import Case

REFUSED = "refused"
FEW = 12
"""Publications that are not worth the start of further processes."""


def attempt(made: Publication) -> str:
    """Give what is wrong: nothing, :data:`REFUSED` with the reason, or what differs from the truth."""
    with tempfile.TemporaryDirectory() as to:
        folder = Path(to) / "case"
        publish(made, folder)
        try:
            case = veedor.open(folder)
            result = case.outcome()
            verified = case.select().sheets.verified_at
            further = differences_of_times(made, case)
        except (VeedorError, InputErrors) as error:
            first = error.exceptions[0] if isinstance(error, InputErrors) else error
            return f"{REFUSED}: {first}"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is no answer
            return f"{type(error).__name__}: {error}"
    seen = Observed(document((result,), case={}), result.tally.registered)
    span = () if verified is None else (verified.min(), verified.max())
    return "; ".join(differences(made, seen, span) + further)


def differences(made: Publication, seen: Observed, span: tuple[object, ...]) -> list[str]:
    """Give what differs from the truth."""
    truth = made.truth
    wrong = [] if seen.votes == truth.votes else [f"votes {seen.votes}, true {truth.votes}"]
    for name in ("counted", "outstanding", "aside", "annulled"):
        true, said = getattr(truth, name), seen.figure(name)
        if (said or 0) != true:
            wrong.append(f"{name} {said}, true {true}")
    listed = truth.registered is not None and made.layout.absent != "number"
    if listed and seen.registered not in {truth.registered, None}:
        wrong.append(f"registered {seen.registered}, true {truth.registered}")
    if seen.outcome not in truth.outcomes:
        wrong.append(f"outcome {seen.outcome}, true {truth.outcomes}")
    if made.layout.time != "none" and span:
        true_span = (instant(truth.first), instant(truth.last))
        if tuple(map(instant, span)) != true_span:
            wrong.append(f"times {span}, true {true_span}")
    return wrong


def differences_of_times(made: Publication, case: Case) -> list[str]:
    """Give what differs in the log, and in the earlier publication."""
    wrong = []
    if made.truth.longest is not None:
        cadence = case.timeline().cadence
        seen = None if cadence is None else int(cadence.longest)
        if seen != made.truth.longest:
            wrong.append(f"longest interval {seen}, true {made.truth.longest}")
    if made.truth.before is not None:
        count = case.election.counts()[0]
        taken = [s.taken_at and instant(s.taken_at) for s in case.election.snapshots(count)]
        true = [at.replace(tzinfo=ZoneInfo(made.layout.zone)) for at in (FIRST, SECOND)]
        if taken != true:
            wrong.append(f"publications at {taken}, true {true}")
        votes = {str(k): v for k, v in case.select(snapshot=first_of(case)).sheets.tally().votes.items()}
        if votes != made.truth.before:
            wrong.append(f"before {votes}, true {made.truth.before}")
    return wrong


def first_of(case: Case) -> str:
    """Name the earliest publication."""
    return str(case.election.snapshots(case.election.counts()[0])[0].snapshot_id)


def simplest(made: Publication) -> tuple[Publication, str]:
    """Reduce a layout that fails: each decision is made plain, as long as it fails still."""
    best, wrong = made, attempt(made)
    for field in fields(Layout):
        if getattr(best.layout, field.name) == plain()[field.name]:
            continue
        given = _decisions(best.layout) | {field.name: plain()[field.name]}
        tried = publication(made.seed, **given)
        said = attempt(tried)
        if said and not said.startswith(REFUSED):
            best, wrong = tried, said
    return best, wrong


def _decisions(layout: Layout) -> dict[str, object]:
    return {f.name: getattr(layout, f.name) for f in fields(layout)}


def told(made: Publication, wrong: str) -> str:
    """Say of a failure what somebody needs to see it again."""
    plainest = plain()
    decided = {k: v for k, v in _decisions(made.layout).items() if v != plainest[k]}
    given = ", ".join(f"{k}={v!r}" for k, v in decided.items())
    return f"publication({made.seed}, **plain() | dict({given})): {wrong}"


def attempt_of(seed: int) -> str:
    """Make the publication of a seed, and give what is wrong with what is read of it."""
    return attempt(publication(seed))


def batch(first: int, number: int) -> tuple[list[str], Counter[str]]:
    """Try some publications; give the failures, reduced, and how many were read and refused."""
    failures: list[str] = []
    tally: Counter[str] = Counter()
    for seed, wrong in _attempts(range(first, first + number)):
        tally["refused" if wrong.startswith(REFUSED) else "read"] += 1
        if wrong.startswith(REFUSED):
            tally[wrong[:160]] += 1
        elif wrong:
            failures.append(told(*simplest(publication(seed))) if len(failures) < 3 else f"{seed}: {wrong}")
    return failures, tally


def _attempts(seeds: range) -> Iterator[tuple[int, str]]:
    """Try a few in this process, and many on every core.

    What costs is the writing of queries (about 40 an import), not their running, so it is cores that help.
    """
    if len(seeds) <= FEW:
        yield from zip(seeds, map(attempt_of, seeds), strict=True)
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from zip(seeds, pool.map(attempt_of, seeds, chunksize=5), strict=True)
