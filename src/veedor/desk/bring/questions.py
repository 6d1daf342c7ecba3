"""The questions of a draft in their order, as they are shown, and what an answer does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from veedor.desk.bring.reading import LATER, reading_of
from veedor.errors import QuestionError
from veedor.guess.phrase import written
from veedor.guess.proposal import UNKNOWN
from veedor.report.offered_rules import rules_offered
from veedor.report.questions import KEYS, expected, keys_of, options, taken
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.desk.bring.drafts import BroughtFiles, GivenAnswers
    from veedor.desk.bring.reading import DraftReading
    from veedor.report.offered_rules import OfferedRule
    from veedor.report.phrases import Phrases

LONGEST = 300
"""Letters of an answer."""
OTHER = "other"
"""The choice of a value that is written beside it."""


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


def keys(reading: DraftReading) -> list[str]:
    """Return the questions in their order."""
    return [*keys_of(reading.proposal), *reading.doubts]


def unanswered(reading: DraftReading, answers: GivenAnswers) -> list[str]:
    """Return the questions that nobody has answered yet."""
    return [key for key in keys(reading) if key not in answers.given]


def question(
    key: str, name: str, reading: DraftReading, answers: GivenAnswers, words: Phrases
) -> AskedQuestion:
    """Return a question as it is shown.

    Parameters
    ----------
    key : str
        Of the question.
    name : str
        Of the first file.
    reading, answers
        How the files are read, and what was answered.
    words : Phrases
        The language.

    Raises
    ------
    QuestionError
        Where there is none of that key.
    """
    if key not in keys(reading):
        raise QuestionError("There is no such question.", remedy="Go back to what was found.")
    answered = key in answers.given
    if key == "rule":
        return _about_rule(answers, words, answered=answered)
    if key in KEYS:
        value = expected(key, answers.election, name, words)
        return AskedQuestion(key, words.text(f"prompt.{key}"), value, answered=answered)
    doubt = reading.doubts[key]
    shown = [
        (str(number), words.answer(option).removeprefix(f"{written(option)}: "))
        for number, option in enumerate(options(doubt))
        if option != UNKNOWN
    ]
    given = answers.given.get(key, LATER if doubt.open else "0")
    reason = words(doubt.reason) if doubt.reason is not None else ""
    return AskedQuestion(key, words(doubt.question), given, reason, tuple(shown), answered)


def _about_rule(answers: GivenAnswers, words: Phrases, *, answered: bool) -> AskedQuestion:
    offered, proposed = rules_offered(answers.election, words)
    chosen = answers.election.rule if answered else proposed
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
    VeedorError
        Where it is no answer: with what to write instead.
    """
    chosen, text = sent.get("answer", "").strip()[:LONGEST], sent.get("text", "").strip()[:LONGEST]
    if text and chosen not in {OTHER, ""}:
        raise QuestionError(
            sentence("Two answers were given: one was chosen, and {text!r} was written.", text=text),
            remedy="Empty the field, or choose the option beside it.",
        )
    chosen = OTHER if text else chosen
    if key in KEYS:
        return _of_election(key, text if chosen == OTHER else chosen, answers)
    given = f"={text}" if chosen == OTHER and text else LATER if chosen in {LATER, OTHER, ""} else chosen
    made = replace(answers, given={**answers.given, key: given})
    reading_of(found, made)  # an answer that cannot be put into the case is refused here
    return made


def _of_election(key: str, value: str, answers: GivenAnswers) -> GivenAnswers:
    if key == "rule" and value.endswith((".toml", ".json")):  # what a browser says is no path
        raise QuestionError(
            sentence("{value!r} is a file, and no id of a rule.", value=value),
            remedy="Finish the case first; then put the rule file into its folder and name it in case.toml.",
        )
    election = taken(answers.election, key, value)
    given = {**answers.given, key: ""}
    if answers.election.rule and not election.rule and key != "rule":
        given.pop("rule", None)  # it is the law of another country or time: it is asked again
    return replace(answers, election=election, given=given)
