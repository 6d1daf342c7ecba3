"""What is wrong with ``[watch]`` of a case, with a remedy for each."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from veedor.errors import nearest
from veedor.intake.case_watch import ALARMS
from veedor.intake.instants import REMEDY, read_seconds
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.case import Document, Source
    from veedor.intake.case_watch import WatchAlarms, WatchEntry

    WatchProblems = Iterator[tuple[str, str, str]]

LEAST = 10
"""Seconds; nobody is asked more often."""
LARGEST = 2048
"""Megabytes of one answer at the most."""
_LISTED = 3


def watch_problems(doc: Document) -> WatchProblems:
    """Name what is wrong with ``[watch]``: key, what, and how to mend it."""
    entry = doc.watch
    if entry is None:
        return
    if not entry.sources and not entry.also:
        yield (
            "watch.sources",
            "nothing is watched.",
            sentence("Name sources with `fetch`. {known}", known=nearest("", doc.source)),
        )
    for name in entry.sources:
        if name not in doc.source:
            yield (
                "watch.sources",
                sentence("there is no source {name!r}.", name=name),
                nearest(name, doc.source),
            )
        else:
            yield from _source_problems(name, doc.source[name])
    counts = {doc.source[name].count for name in entry.sources if name in doc.source} - {""}
    if len(counts) > 1:
        yield (
            "watch.sources",
            sentence("they are of several counts: {counts}.", counts=sorted(counts)),
            "Watch one count; give the other a case file of its own, and watch it too.",
        )
    for address in entry.also:
        if not address.startswith(("https://", "http://")):
            yield (
                "watch.also",
                sentence("only http and https are asked, not {address!r}.", address=address),
                "Write such an address.",
            )
    yield from _limit_problems(entry)
    yield from _alarm_problems(entry.alarms)


def _source_problems(name: str, source: Source) -> WatchProblems:
    fetched = [form.fetch for form in source.files if form.fetch is not None]
    key = f"source.{name}"
    if not fetched:
        yield (
            f"{key}.files",
            "it is watched, and has no address.",
            'Write files = [{ name = "count.csv", fetch = { url = "https://..." } }].',
        )
    if any(fetch.sha256 or fetch.hashes for fetch in fetched):
        yield (
            f"{key}.files",
            "it is watched, and the case states its SHA-256: what is published anew has another one.",
            "Remove sha256 and hashes from its `fetch`.",
        )
    if source.each is not None:
        yield (
            f"{key}.each",
            "it is watched: each capture is one publication.",
            "Remove `each`, or do not watch it.",
        )
    if source.controls:
        yield (
            f"{key}.control",
            "it is watched: the totals of a count that goes on change.",
            'Write control = "none known".',
        )


def _limit_problems(entry: WatchEntry) -> WatchProblems:
    every = read_seconds(entry.every)
    if every is None:
        yield "watch.every", sentence("{text!r} is no length of time.", text=entry.every), REMEDY
    elif every < LEAST:
        yield (
            "watch.every",
            sentence("a server serves others too; {text} is too often.", text=entry.every),
            sentence('Write "{least}s" or more.', least=LEAST),
        )
    if not 0 <= entry.pause <= 60:
        yield "watch.pause", "it is from 0 to 60 seconds.", "Write 0.5, or remove `pause`."
    if not 1 <= entry.seconds <= 3600:
        yield "watch.seconds", "an answer takes from 1 to 3600 seconds.", "Write 60, or remove `seconds`."
    if not 1 <= entry.size <= LARGEST:
        yield (
            "watch.size",
            sentence("an answer has from 1 to {most} megabytes.", most=LARGEST),
            "Write 50, or remove `size`.",
        )
    if not (entry.contact.isprintable() and entry.contact.isascii() and len(entry.contact) <= 200):
        yield (
            "watch.contact",
            "it goes into a heading of HTTP: printable ASCII, at most 200 letters.",
            'Write contact = "observers@example.org".',
        )


def _alarm_problems(alarms: WatchAlarms) -> WatchProblems:
    for name in ("silent", "unanswered", "still"):
        text = getattr(alarms, name)
        if text and read_seconds(text) is None:
            yield f"watch.alarms.{name}", sentence("{text!r} is no length of time.", text=text), REMEDY
    for field in fields(alarms)[_LISTED : _LISTED + 3]:
        if getattr(alarms, field.name) < 1:
            yield (
                f"watch.alarms.{field.name}",
                "it is at least 1.",
                sentence('Write 1; off = ["{name}"] ends it.', name=field.name),
            )
    for name in alarms.off:
        if name not in ALARMS:
            yield (
                "watch.alarms.off",
                sentence("there is no alarm {name!r}.", name=name),
                nearest(name, ALARMS),
            )
    if alarms.webhook and not alarms.webhook.startswith(("https://", "http://")):
        yield "watch.alarms.webhook", "only http and https are posted to.", "Write such an address."
