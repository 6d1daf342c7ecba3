"""The contests of a long table: how the rows of each are read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.engine.schemas import PRINTED
from veedor.guess.choice_ids import FIXED, choice_ids
from veedor.guess.long_alone import contests_alone, one_sheet_each, ranked
from veedor.guess.long_districts import of_several_places
from veedor.guess.long_shape import MOST_CONTESTS, contest_id, pivot
from veedor.guess.no_votes import NoVotesError
from veedor.guess.phrase import Phrase, answers, phrase
from veedor.guess.proposal import Doubt, ProposedChoice, Unused
from veedor.guess.unknown_letters import TAKEN
from veedor.guess.whole import with_further
from veedor.guess.words import TOTALS, has_other_word, meaning
from veedor.intake.toml import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from veedor.guess.columns import FileSample
    from veedor.guess.long_shape import LongShape
    from veedor.guess.proposal import Proposal
    from veedor.intake.case import FileForm

AT = "source.official"


CONTEST = "contest"


SEVERAL = 3
"""Contests of a table from which on a text that stands in one alone is no word for what all have."""


_SUMS = frozenset(f"new.unused.{key}" for key in ("sum_of", "candidates_alone", "same_figures", "part_of"))
"""What is said of a text of the choices that is a printed total, or a part of one."""


_FIGURES = frozenset({*TOTALS, "accounting", "abstained", "share"})
"""Meanings of a text of the choices that is a figure of its sheet, and nobody's votes."""


def contests_of(shape: LongShape) -> dict[str, str]:
    """Give the texts of the column of contests with the id of each; those beyond a number are left out.

    So are those whose rows name nobody (registered voters, ballots cast), and those of several places under
    one name, which is asked.
    """
    if shape.office is None:
        return {"": CONTEST}
    made: dict[str, str] = {}
    named = {text for text, name in zip(shape.office.texts, shape.names(), strict=True) if name}
    several = of_several_places(shape)
    if len(several) == len(named - {""}):
        several = {}
    for text in shape.office.different:
        left = not text or text not in named or text in several or len(made) >= MOST_CONTESTS
        made[text] = "" if left else contest_id(text, tuple(made.values()))
    return made


def _of_contests(
    shape: LongShape,
    form: FileForm,
    wide: Callable[[FileSample, FileForm], Proposal],
    contests: Mapping[str, str],
) -> list[Proposal]:
    """Propose how the rows of each contest are read; one of too few rows is read as the others are.

    Raises
    ------
    NoVotesError
        Where no contest holds votes.
    """
    made: dict[str, Proposal] = {}
    few: dict[str, NoVotesError] = {}
    for text, name in contests.items():
        try:
            made[name] = _of_contest(shape, form, wide, text, name)
        except NoVotesError as error:
            few[text] = error
    if few and not made:
        raise next(iter(few.values()))
    for text in few:
        like = next(iter(made.values()))
        bare = replace(like, choices=(), numbers={}, doubts=(), unused=(), settings={}, identities=())
        made[contests[text]] = _of_contest(shape, form, lambda *_, bare=bare: bare, text, contests[text])
    return [made[name] for name in contests.values()]


def proposals_of(
    shape: LongShape,
    form: FileForm,
    wide: Callable[[FileSample, FileForm], Proposal],
    contests: dict[str, str],
) -> list[Proposal]:
    """Propose how the rows of every contest are read; those of one sheet each are read alike."""
    shape = replace(shape, people=_people_of(shape))
    if one_sheet_each(shape):
        return contests_alone(shape, _of_contest(ranked(shape), form, wide, "", CONTEST), contests)
    return _of_contests(shape, form, wide, {text: name for text, name in contests.items() if name})


def _people_of(shape: LongShape) -> frozenset[str]:
    """Give the texts of the choices with a word for something else that are somebody's.

    They are made of parts of people's names, or stand in one contest of many.
    A printed total, or blank votes, are called alike in all of them: "Eva Total" runs for one office.
    """
    named = frozenset() if shape.named is None else frozenset(n for n in shape.named.people if meaning(n))
    if shape.office is None or shape.office.distinct < SEVERAL:
        return named
    pairs = set(zip(shape.names(), shape.office.texts, strict=True))
    times = Counter(name for name, _ in pairs)
    return named | {n for n, k in times.items() if k == 1 and meaning(n) and has_other_word(n)}


def _of_contest(
    shape: LongShape, form: FileForm, wide: Callable[[FileSample, FileForm], Proposal], text: str, name: str
) -> Proposal:
    """Propose how the rows of one contest are read."""
    rows = None
    if shape.office is not None:
        rows = np.array([cell == text for cell in shape.office.texts], dtype=np.bool_)
    table = pivot(shape, rows)
    made = wide(table, form)
    texts = texts_of(shape, rows)
    printed = _printed(made, texts)
    lost = _lost(shape, made, [column.name for column in table.columns if column.name in texts], printed)
    made = _with_choices(made, lost, shape, rows)
    left = {one.name: "" for one in made.unused if one.name in texts and one.name not in lost}
    known = {published for choice in made.choices for published in choice.published}
    turned = {column.name for column in table.columns}
    missed = [text for text in texts if text not in known and text not in printed and text not in left]
    stray = [text for text in missed if text in turned]
    # left out for a word alone, which may be a part of a name: "Pradeep Tasa" is no rate
    worded = [one.name for one in made.unused if one.name in left and one.reason.key not in _SUMS]
    unsure = [*stray, *(text for text in worded if has_other_word(text))]
    choices = tuple(c for c in made.choices if texts.issuperset(c.published))
    settings = dict(made.settings)
    if any(len(choice.published) > 1 for choice in choices):
        settings[f"{AT}.choices.several"] = quoted("add")
    contest = name if shape.office else ""
    found = replace(
        made,
        choices=tuple(replace(choice, contest=contest) for choice in choices),
        numbers=_beside(made, texts),
        totals=printed | left | dict.fromkeys(stray, ""),
        doubts=(*(_renamed(doubt, made, texts, name) for doubt in made.doubts), *_asked(name, lost, unsure)),
        settings=settings,
    )
    return with_further(found, {(contest, text): 0 for text in sorted(missed) if text not in turned})


def _printed(made: Proposal, texts: set[str]) -> dict[str, str]:
    """Return the texts of the choices that are totals of their sheet, each with its figure.

    One of which there are several is none: they may be of parts.
    """
    found = {key: [total for total in made.numbers.get(key, ()) if total in texts] for key in PRINTED}
    return {total: "" if len(totals) > 1 else key for key, totals in found.items() for total in totals}


def _lost(
    shape: LongShape, made: Proposal, columns: list[str], printed: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the texts of the choices that a wide table would leave out as no votes, or as of places.

    Among those voted for, "Ros Ward" and "Ana Mesa" are people, though columns called so are of places.
    """
    left = tuple(one.name for one in made.unused if one.name in columns and not _is_total(one, shape.people))
    taken = {published for choice in made.choices for published in choice.published}
    taken |= {one.name for one in made.unused} | printed.keys()
    return left + tuple(
        name
        for name in columns
        if name not in taken and (name in shape.people or meaning(name) not in _FIGURES)
    )


def _beside(made: Proposal, texts: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the figures of a sheet that columns of their own hold, beside each of its choices."""
    numbers = {
        key: names for key, names in made.numbers.items() if not any(column in texts for column in names)
    }
    for choice in made.choices:
        if choice.kind in {"blank", "null"} and not texts & {*choice.published}:
            numbers.setdefault(choice.kind, choice.published)
    return numbers


def _asked(name: str, lost: Sequence[str], unsure: Sequence[str]) -> Iterator[Doubt]:
    """Ask of the texts of a contest that were taken back, and of those whose words may be parts of names."""
    key, a_choice, left_out = f"contest.{name}.choices", answers("a choice"), answers("left out")
    for text in lost:
        yield Doubt(key, phrase("ask.choice", text=text), a_choice[0], left_out, phrase("why.no_sum_proves"))
    for text in unsure:
        question = phrase("ask.choice_or_else", text=text)
        yield Doubt(key, question, left_out[0], a_choice, phrase("why.not_told"))


def _is_total(unused: Unused, people: frozenset[str]) -> bool:
    """Whether a text of the choices is rather a printed total, or a part of one, by figures or its name."""
    return unused.reason.key in _SUMS or (unused.name not in people and meaning(unused.name) in _FIGURES)


def _with_choices(
    made: Proposal, names: tuple[str, ...], shape: LongShape, rows: npt.NDArray[np.bool_] | None
) -> Proposal:
    """Add texts of the choices that a wide table would leave out: in a long one each has votes of its own."""
    if not names:
        return made
    keep = np.ones(len(shape.choice.texts), dtype=np.bool_) if rows is None else rows
    texts = np.array(shape.names(), dtype=object)
    votes = np.nan_to_num(shape.votes.numbers)
    labels = [*(choice.label for choice in made.choices), *names]
    said = {name: meaning(name) for name in names if name not in shape.people}
    words = [word if (word := said.get(name, "")) in FIXED else "candidate" for name in names]
    kinds = [*(choice.kind for choice in made.choices), *words]
    ids = choice_ids(labels, kinds)
    further = tuple(
        ProposedChoice(made_id, name, kind, (name,), int(votes[keep & (texts == name)].sum()))
        for made_id, name, kind in zip(ids[len(made.choices) :], names, words, strict=True)
    )
    known = tuple(replace(c, choice_id=i) for c, i in zip(made.choices, ids, strict=False))
    return replace(made, choices=(*known, *further))


def texts_of(shape: LongShape, rows: npt.NDArray[np.bool_] | None) -> set[str]:
    """Return the texts of the choices in some rows, or in all."""
    names = shape.names()
    if rows is None:
        return set(names) - {""}
    return {name for name, keep in zip(names, rows, strict=True) if keep and name}


def _renamed(doubt: Doubt, made: Proposal, texts: set[str], name: str) -> Doubt:
    """Let a doubt of a printed total that is a text be one of `choices.totals`, and name its contest."""
    key = doubt.key.replace(f"contest.{CONTEST}.", f"contest.{name}.", 1)
    printed = key.removeprefix(f"{AT}.numbers.")
    if printed in PRINTED and any(column in texts for column in made.numbers.get(printed, ())):
        key = f"{AT}.choices.totals"
    if doubt.question.key in TAKEN:
        doubt = _of_choices(doubt, texts)
    return replace(doubt, key=key)


def _of_choices(doubt: Doubt, texts: set[str]) -> Doubt:
    """Let a question whether all these are candidates name no column of the sheet's own, which none is."""
    names = [n for _, told in doubt.question.values if isinstance(told, tuple) for n in told if n in texts]
    named = ", ".join(names) if isinstance(doubt.proposed, str) else doubt.proposed
    question = Phrase(doubt.question.key, (("columns", tuple(names)),))
    reason = doubt.reason
    if reason is not None and any(key == "n" for key, _ in reason.values):
        reason = Phrase(reason.key, tuple((k, len(names) if k == "n" else told) for k, told in reason.values))
    return replace(doubt, question=question, proposed=named, reason=reason)
