"""The questions in their order, and what an answer does: as in a terminal, those of ``veedor new``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.errors import QuestionError
from veedor.guess.answers import answer
from veedor.guess.phrase import written
from veedor.guess.proposal import UNKNOWN
from veedor.report.asked import (
    country_of,
    day_of,
    refuse_rule_of_another,
    rule_of,
    rules_offered,
    words_of,
    zone_named,
    zone_of,
)
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.desk.bring.drafts import BroughtFiles, Draft, GivenAnswers
    from veedor.guess.draft import Election
    from veedor.guess.phrase import Answer
    from veedor.guess.proposal import Doubt, Proposal
    from veedor.report.asked import OfferedRule
    from veedor.report.phrases import Phrases

ELECTION = ("title", "date", "country", "tz", "contest", "rule")
LONGEST = 300
"""Letters of an answer."""
OTHER = "other"
LATER = "later"


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is shown.

    Parameters
    ----------
    key : str
        In its address.
    says, reason : str
        The question, and what speaks for and against.
    options : tuple of (str, str)
        What can be chosen: value and words; none where a text is asked.
    chosen : str
        The value that is chosen, or the text that stands in the field.
    answered : bool
        Whether it was answered.
    rules : tuple of OfferedRule
        Of the question for the rule.
    """

    key: str
    says: str
    chosen: str
    reason: str = ""
    options: tuple[tuple[str, str], ...] = ()
    answered: bool = False
    rules: tuple[OfferedRule, ...] = ()


def keys(found: BroughtFiles) -> list[str]:
    """Give the questions in their order."""
    asked = [key for key in ELECTION if key != "tz" or "verified_at" in found.trial.proposal.fields]
    return asked + [f"d{number}" for number in range(len(found.trial.proposal.doubts))]


def unanswered(found: BroughtFiles, answers: GivenAnswers) -> list[str]:
    """Give the questions that nobody has answered yet."""
    return [key for key in keys(found) if key not in answers.given]


def proposal_of(found: BroughtFiles, answers: GivenAnswers) -> Proposal:
    """Give the proposal with all answers put into it; what was left open stays a doubt."""
    first = found.trial.proposal
    proposal = first
    for number, doubt in enumerate(first.doubts):
        given = answers.given.get(f"d{number}", LATER)
        if given != LATER:
            proposal = answer(proposal, doubt, _meant(doubt, given))
    return proposal


def changed(found: BroughtFiles, answers: GivenAnswers) -> bool:
    """Whether an answer made another proposal of what was tried."""
    return replace(proposal_of(found, answers), doubts=()) != replace(found.trial.proposal, doubts=())


def _meant(doubt: Doubt, given: str) -> Answer:
    options = [doubt.proposed, *doubt.alternatives]
    if given.startswith("="):
        return given[1:]
    return options[int(given)] if given.isdecimal() and int(given) < len(options) else doubt.proposed


def question(
    key: str, draft: Draft, found: BroughtFiles, answers: GivenAnswers, words: Phrases
) -> AskedQuestion:
    """Give a question as it is shown.

    Raises
    ------
    QuestionError
        Where there is none of that key.
    """
    if key not in keys(found):
        raise QuestionError("There is no such question.", remedy="Go back to what was found.")
    answered = key in answers.given
    if key == "rule":
        return _about_rule(answers, words, answered=answered)
    if key in ELECTION:
        return AskedQuestion(
            key, words.text(f"prompt.{key}"), _so_far(key, draft, answers, words), "", (), answered
        )
    doubt = found.trial.proposal.doubts[int(key[1:])]
    options = [
        (str(number), words.answer(option).removeprefix(f"{written(option)}: "))
        for number, option in enumerate([doubt.proposed, *doubt.alternatives])
        if option != UNKNOWN
    ]
    given = answers.given.get(key, LATER if doubt.open else "0")
    reason = words(doubt.reason) if doubt.reason is not None else ""
    return AskedQuestion(key, words(doubt.question), given, reason, tuple(options), answered)


def _so_far(key: str, draft: Draft, answers: GivenAnswers, words: Phrases) -> str:
    """Give what stands in a field: what was answered, else what may be right."""
    value = str(getattr(answers.election, key))
    if value not in {UNKNOWN, ""}:
        return value
    if key == "title":
        return re.sub(r"[\W_]+", " ", draft.names[0].split(".")[0]).strip()
    if key == "contest":
        return words.text("prompt.president")
    return ""


def _about_rule(answers: GivenAnswers, words: Phrases, *, answered: bool) -> AskedQuestion:
    offered, taken = rules_offered(answers.election, words)
    chosen = answers.election.rule if answered else taken
    return AskedQuestion("rule", words.text("prompt.which_rule"), chosen, answered=answered, rules=offered)


def answered(key: str, sent: dict[str, str], found: BroughtFiles, answers: GivenAnswers) -> GivenAnswers:
    """Take an answer.

    Parameters
    ----------
    key : str
        Of the question.
    sent : dict of str to str
        The form: ``answer``, and ``text`` where another value was written.
    found : BroughtFiles
        What was found.
    answers : GivenAnswers
        What was answered so far.

    Raises
    ------
    QuestionError
        Where it is no answer: with what to write instead.
    """
    chosen, text = sent.get("answer", "").strip()[:LONGEST], sent.get("text", "").strip()[:LONGEST]
    if text and chosen not in {OTHER, ""}:
        raise QuestionError(
            sentence("Two answers were given: one was chosen, and {text!r} was written.", text=text),
            remedy="Empty the field, or choose the option beside it.",
        )
    chosen = OTHER if text else chosen
    if key in ELECTION:
        value = text if chosen == OTHER else chosen
        return replace(
            answers, election=_with(answers.election, key, value), given={**answers.given, key: ""}
        )
    given = f"={text}" if chosen == OTHER and text else LATER if chosen in {LATER, OTHER, ""} else chosen
    made = replace(answers, given={**answers.given, key: given})
    proposal_of(found, made)  # an answer that cannot be put into the case is refused here
    return made


def _with(election: Election, key: str, value: str) -> Election:
    if key == "rule":
        return _with_rule(election, value)
    check: Callable[[str], str] = {
        "title": words_of, "date": day_of, "country": country_of, "tz": zone_named, "contest": words_of,
    }[key]  # fmt: skip
    if not value:
        raise QuestionError("This must be answered.", remedy="Write it into the field.")
    made = replace(election, **{key: check(value)})
    if key == "country":
        made = replace(made, tz=zone_of(made.country))
    return replace(made, rule="") if key in {"country", "date"} else made


def _with_rule(election: Election, value: str) -> Election:
    """Take a rule by its id; never a file: what a browser says is no path."""
    if not value:
        return replace(election, rule="")
    if value.endswith((".toml", ".json")):
        raise QuestionError(
            sentence("{value!r} is a file, and no id of a rule.", value=value),
            remedy="Finish the case first; then put the rule file into its folder and name it in case.toml.",
        )
    made = replace(election, rule=rule_of(value))
    refuse_rule_of_another(made)
    return made
