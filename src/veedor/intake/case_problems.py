"""What is wrong with a case before any file is read: every reference that does not hold, all at once."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.errors import InputErrors, VeedorError, nearest
from veedor.intake.case_colours import colour_problems, outline_problems
from veedor.intake.case_counts import Problems, baseline_problems, sample_problems
from veedor.intake.case_images import image_problems
from veedor.intake.instants import is_zone
from veedor.intake.names import fold, legible
from veedor.intake.source_problems import source_problems
from veedor.intake.watch_problems import watch_problems
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import CaseFile, ContestEntry, Document

_COUNTRY = re.compile("[A-Za-z]{2}")
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
        for key, message, remedy in source_problems(doc, source):
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
    for choice_id in (c for c in ids if c != legible(c)):
        yield (
            f"choices.{choice_id}",
            sentence("the id {choice_id!r} holds characters that nobody sees.", choice_id=choice_id),
            sentence("Take them out; `published` can name how a file writes it."),
        )
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
    if not _COUNTRY.fullmatch(election.country):
        yield (
            "election.country",
            sentence("{country!r} is no code of a country.", country=election.country),
            'Write the two letters of ISO 3166-1, such as "BO"; "XX" where it is of no country.',
        )
    if not is_zone(election.tz):
        yield (
            "election.tz",
            sentence("there is no zone {tz!r}.", tz=election.tz),
            "Write one such as 'America/La_Paz'.",
        )
    if election.abroad and election.abroad.level not in election.levels:
        yield (
            "election.abroad.level",
            "it is not one of the levels.",
            nearest(election.abroad.level, election.levels),
        )
    for name in election.roll:
        if name not in doc.source:
            yield (
                "election.roll",
                sentence("there is no source {name!r}.", name=name),
                nearest(name, doc.source),
            )
