"""What the import asks of a proposal and names the way out of: taken over, each with its doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import UNKNOWN, Doubt, Unused
from veedor.guess.remedies import settings_in
from veedor.guess.words import meaning
from veedor.intake.toml import array, inline_table, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.errors import InputError
    from veedor.guess.phrase import Phrase
    from veedor.guess.proposal import Proposal

AT = "source.official"

_OPTIONAL = ("verified_at", "lat", "lon")

MOST_TIMES = 3
"""Versions of one sheet in one file, at the most: what comes more often has no id."""

MOST_VOTES = 6
"""Votes that a ballot may give, as far as a proposal goes."""


@dataclass(frozen=True)
class _Asked:
    """A key that a message of the import may offer.

    Parameters
    ----------
    key : str
        Below the source.
    question : str
        What is to be asked: the end of its message key.
    when, unless : str
        Words that the message must hold, and that it must not: only then the value is taken over.
    only : tuple of str
        Values that are taken over; any where empty.
    """

    key: str
    question: str
    when: str = ""
    only: tuple[str, ...] = ()
    unless: str = ""


_TAKEN = (
    _Asked("rows.drop", "rows.sums", "is the sum of"),
    _Asked("rows.drop", "rows.sums", "are the sum of"),
    _Asked("rows.drop", "rows.sums", "holds the sums of"),
    _Asked("rows.drop", "rows.like_totals", "not the sum of"),
    _Asked("rows.drop", "rows.beside", "named like a lead"),
    _Asked("rows.drop", "rows.no_figure", "holds no figure"),
    _Asked("choices.totals", "choices.totals", "total of the others"),
    _Asked("choices.columns", "choices.columns"),
    _Asked("choices.zeros", "choices.zeros"),
    _Asked("choices.several", "choices.several"),
    _Asked("numbers.registered_of", "numbers.registered_of"),
    _Asked("numbers.thousands", "numbers.thousands", "parts thousands"),
    _Asked("rows.duplicates", "rows.duplicates", "same in every column", ("drop-identical",)),
    _Asked("rows.ignore", "rows.ignore", unless="rows.last_by"),
    _Asked("rows.drop", "rows.shares", "holds shares of votes"),
    _Asked("rows.drop", "rows.titles", "a title above sheets"),
    _Asked("rows.bare", "rows.bare", unless="a title above sheets"),
    _Asked("time.format", "time.format"),
    _Asked("time.twice", "time.twice"),
    _Asked("sheet.id", "sheet.id"),
    _Asked("area.id", "sheet.id"),
)
_ADDED = {"numbers.zero", "numbers.missing", "rows.ignore", "choices.totals"}
"""Keys whose values are added to those that are stated."""


def mend(proposal: Proposal, problems: Sequence[InputError]) -> Proposal:
    """Take over what the messages of an import name as the way out.

    Parameters
    ----------
    proposal : Proposal
        As it was refused.
    problems : sequence of InputError
        What the import said.

    Returns
    -------
    Proposal
        With the further settings and a doubt for each; the same where nothing can be taken over.
    """
    taken: list[list[tuple[str, Any]]] = []
    for problem in problems:
        offered = settings_in(str(problem))
        if offered and offered in taken:
            continue  # the same again, of another row
        mended = (
            _figures(proposal, problem)
            or _latest(proposal, problem)
            or _without_absent(proposal, problems)
            or _offered(proposal, problem)
            or _several(proposal, problem)
            or _parts(proposal, problem)
            or _without_optional(proposal, problem)
        )
        if mended is not None and mended != proposal:
            proposal = mended
            taken.append(offered)
    return proposal if taken else _later(proposal, problems)


def _offered(proposal: Proposal, problem: InputError) -> Proposal | None:
    """Take the first of the keys that a message offers."""
    text = str(problem)
    offered = settings_in(text)
    for asked in _TAKEN:
        values = [value for key, value in offered if key == asked.key and value in (asked.only or (value,))]
        if not values or asked.when not in text or (asked.unless and asked.unless in text):
            continue
        value = values[0]
        if asked.question == "rows.sums" and len({*proposal.contests.values()}) > 1 and not _is_total(value):
            continue  # a sum by chance in one contest is a sheet of the others
        if asked.key == "sheet.id" and "{row}" in str(value) and _stands_again(problem):
            continue  # each a sheet of its own, corrections would be counted beside what they correct
        if asked.key == "sheet.id":
            return _with_sheet(proposal, str(value), problem)
        written = _written(proposal, asked.key, value)
        if proposal.settings.get(f"{AT}.{asked.key}") == written:
            continue
        further = [one for one in offered if one != (asked.key, value) and _may_hold(proposal, *one)]
        others = tuple(f"{key} = {_toml(v)}" for key, v in further)
        question = phrase(f"ask.import.{asked.question}")
        doubt = Doubt(f"{AT}.{asked.key}", question, written, others[:4], _reason(problem))
        mended = _with(proposal, asked.key, written, doubt)
        decimal = next((v for key, v in offered if key == "numbers.decimal"), None)
        if asked.key == "numbers.thousands" and decimal is not None:
            settings = {**mended.settings, f"{AT}.numbers.decimal": quoted(str(decimal))}
            mended = replace(mended, settings=settings)
        return mended
    return None


def _is_total(dropped: dict[str, str]) -> bool:
    """Whether rows are left out by nothing but a blank cell or the word for a total."""
    texts = [text for pattern in dropped.values() for text in re.sub(r"[\\^$()]", "", pattern).split("|")]
    return all(not text or meaning(text) == "total" for text in texts)


def _with_sheet(proposal: Proposal, template: str, problem: InputError) -> Proposal | None:
    if proposal.sheet == template or not _may_hold(proposal, "sheet.id", template):
        return None
    key = f"{AT}.{'area' if proposal.areas else 'sheet'}.id"
    question = phrase("ask.import.sheet.id")
    doubt = Doubt(key, question, template, (proposal.sheet,), _reason(problem))
    doubts = [one for one in proposal.doubts if one.key != key]
    return replace(proposal, sheet=template, doubts=(*doubts, doubt))


def _may_hold(proposal: Proposal, key: str, value: Any) -> bool:  # noqa: ANN401 - as TOML reads it
    """Whether a setting may be right: where a row is one figure, it is no sheet of its own."""
    return proposal.layout != "long" or key != "sheet.id" or "{row}" not in str(value)


def _figures(proposal: Proposal, problem: InputError) -> Proposal | None:
    """Say of a text among figures that it means zero, or that nothing is known."""
    value = (problem.value or "").strip()
    if "a text stands in their place" in str(problem):
        return _note(proposal, problem, value)
    if "holds no figure" not in str(problem) or not value or len(value) > 12:
        return None
    if any(c.isdigit() for c in value):
        return None
    dash = not any(c.isalnum() for c in value)
    key, other = ("numbers.zero", "numbers.missing") if dash else ("numbers.missing", "numbers.zero")
    if f"{AT}.{other}" in proposal.settings and quoted(value) in proposal.settings[f"{AT}.{other}"]:
        return None
    written = _written(proposal, key, [value])
    doubt = Doubt(
        f"{AT}.{key}",
        phrase("ask.means_zero" if dash else "ask.means_unknown", text=value),
        written,
        (f"{other} = {array([value])}",),
        _reason(problem),
    )
    return _with(proposal, key, written, doubt)


def _note(proposal: Proposal, problem: InputError, value: str) -> Proposal | None:
    """Say that the figures are not known of a sheet in whose row a text stands; it may have been merged."""
    key = f"{AT}.numbers.missing"
    if quoted(value) in proposal.settings.get(key, ""):
        return None
    written = _written(proposal, "numbers.missing", [value])
    left_out = (f"rows.drop = {_toml(v)}" for k, v in settings_in(str(problem)) if k == "rows.drop")
    question = phrase("ask.means_unknown", text=value)
    return _with(
        proposal, "numbers.missing", written, Doubt(key, question, written, (*left_out,), _reason(problem))
    )


def _latest(proposal: Proposal, problem: InputError) -> Proposal | None:
    """Let the row with the latest time hold, where rows of one sheet differ in it: an update of it."""
    column = proposal.fields.get("verified_at", "")
    if not column or ("rows.last_by", column) not in settings_in(str(problem)):
        return None
    written = quoted(column)
    if proposal.settings.get(f"{AT}.rows.last_by") == written:
        return None
    others = tuple(f"{k} = {_toml(v)}" for k, v in settings_in(str(problem)) if k == "sheet.id")
    question = phrase("ask.import.rows.last_by", column=column)
    doubt = Doubt(f"{AT}.rows.last_by", question, written, others, _reason(problem))
    return _with(proposal, "rows.last_by", written, doubt)


def _without_absent(proposal: Proposal, problems: Sequence[InputError]) -> Proposal | None:
    """Take out the choices of which no row is left, where one of several elections is read."""
    if f"{AT}.rows.keep" not in proposal.settings:
        return None
    absent = {
        text
        for problem in problems
        if "no row holds votes of" in str(problem)
        for key, texts in settings_in(str(problem))
        if key == "choices.absent"
        for text in texts
    }
    left = tuple(choice for choice in proposal.choices if choice.choice_id not in absent)
    return replace(proposal, choices=left) if left and len(left) < len(proposal.choices) else None


def _stands_again(problem: InputError) -> bool:
    """Whether rows of a few sheets differ in their figures, and in nothing else: no totals of one name."""
    times = re.search(r"comes (\d+) times", str(problem))
    again = times is not None and int(times[1]) <= MOST_TIMES and "alone: find out" in str(problem)
    return again and meaning(problem.value or "") != "total"


def _later(proposal: Proposal, problems: Sequence[InputError]) -> Proposal:
    """Ask which row holds, where rows of one sheet differ in their figures alone."""
    problem = next(filter(_stands_again, problems), None)
    if problem is None or f"{AT}.rows.duplicates" in proposal.settings:
        return proposal
    ways = tuple(f"rows.duplicates = {quoted(which)}" for which in ("last", "first"))
    question = phrase("ask.import.rows.later")
    doubt = Doubt(f"{AT}.rows.duplicates", question, UNKNOWN, ways, _reason(problem))
    return _with(proposal, "rows.duplicates", quoted(UNKNOWN), doubt)


def _several(proposal: Proposal, problem: InputError) -> Proposal | None:
    """Say that a ballot gives several votes, where nearly every sheet holds more votes than ballots."""
    found = re.search(r"([\d,]+) of ([\d,]+) sheets hold more votes than the ballots", str(problem))
    allowed = re.search(r"contest\.(\S+)\.votes_allowed", str(problem))
    if found is None or allowed is None:
        return None
    few, all_of = (int(number.replace(",", "")) for number in found.groups())
    key = f"contest.{allowed[1]}.votes_allowed"
    number = int(proposal.settings.get(key, "1")) + 1
    if few < 0.9 * all_of or number > MOST_VOTES:
        return None
    doubt = Doubt(key, phrase("ask.several_votes"), str(number), (), _reason(problem))
    doubts = [one for one in proposal.doubts if one.key != key]
    return replace(proposal, settings={**proposal.settings, key: str(number)}, doubts=(*doubts, doubt))


def _parts(proposal: Proposal, problem: InputError) -> Proposal | None:
    """Read files as parts of one count, where the import sees that none of them replaces another."""
    key = f"{AT}.each"
    asked = next((doubt for doubt in proposal.doubts if doubt.key == key), None)
    if "look like parts of one publication" not in str(problem) or asked is None:
        return None
    if key not in proposal.settings:
        return None
    (parts,) = answers("parts of one count")
    doubt = replace(asked, proposed=parts, alternatives=(proposal.settings[key],), reason=_reason(problem))
    settings = {name: value for name, value in proposal.settings.items() if name != key}
    doubts = tuple(doubt if one is asked else one for one in proposal.doubts)
    return replace(proposal, settings=settings, doubts=doubts)


def _without_optional(proposal: Proposal, problem: InputError) -> Proposal | None:
    """Leave out a time or a coordinate that cannot be read: a count does without."""
    for name in _OPTIONAL:
        template = proposal.fields.get(name, "")
        if (
            template
            and problem.column
            and problem.column in {template, *re.findall(r"\{([^}|:]+)", template)}
        ):
            fields = {key: column for key, column in proposal.fields.items() if key != name}
            left = Unused(template, phrase(f"unused.no_{name}", text=problem.value or ""), ())
            doubts = tuple(one for one in proposal.doubts if f".{name}" not in one.key)
            settings = {key: v for key, v in proposal.settings.items() if not key.startswith(f"{AT}.time.")}
            kept = settings if name == "verified_at" else proposal.settings
            return replace(
                proposal, fields=fields, unused=(*proposal.unused, left), doubts=doubts, settings=kept
            )
    return None


def _with(proposal: Proposal, key: str, written: str, doubt: Doubt) -> Proposal:
    doubts = [one for one in proposal.doubts if one.key != doubt.key]
    settings = dict(proposal.settings) | {f"{AT}.{key}": written}
    return replace(proposal, settings=settings, doubts=(*doubts, doubt))


def _written(proposal: Proposal, key: str, value: Any) -> str:  # noqa: ANN401 - as TOML reads it
    """Write a value as TOML, beside what is stated where it is one of several."""
    stated = proposal.settings.get(f"{AT}.{key}")
    if key in _ADDED and stated:
        before = settings_in(f"x = {stated}")
        if before and isinstance(before[0][1], list):
            value = list(dict.fromkeys([*before[0][1], *value]))
        elif before and isinstance(before[0][1], dict):
            value = before[0][1] | value
    return _toml(value)


def _toml(value: Any) -> str:  # noqa: ANN401 - as TOML reads it
    if isinstance(value, dict):
        return inline_table(value)
    if isinstance(value, list):
        return array(map(str, value))
    return str(value) if isinstance(value, int) else quoted(str(value))


def _reason(problem: InputError) -> Phrase:
    """Give what a message saw, on one line, without its remedy."""
    text = re.sub(r" (Seen|Expected): .*$", "", re.sub(r"\s+", " ", problem.message))
    text = re.sub(r"^\S*/(?=case\.toml)", "", text)  # where it is tried is no place of the reader's
    return phrase("why.reader_says", text=text[:240].removesuffix("."))
