"""Words that say who speaks, behind a quotation or before it in its sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.phrases import words_of_speech
from veedor.press.speakers import is_passive, tokens
from veedor.press.subjects import Subject, after, before, is_role

if TYPE_CHECKING:
    from veedor.press.language import Language
    from veedor.press.span import Span


@dataclass(frozen=True)
class Cue:
    """Who speaks, the rule that found it, and the word of speech."""

    subject: Subject
    rule: str
    verb: str


def number_of_words(text: str) -> int:
    """Count the words of a text."""
    return len(re.findall(r"\w+", text))


def cue_after(text: str, span: Span, high: int, language: Language) -> Cue | None:
    """Find who speaks behind a quotation: "...", Mesa said. "...", said Mesa."""
    inner = text[span.end - 1]
    follow = text[span.end : min(high, span.end + 200)].lstrip("\"'”’»")
    start = min(high, span.end + 200) - len(follow)
    if inner in ".…" or follow[:1] in {".", ";"} or not follow.strip():
        return None
    stops = (m.start() for m in re.finditer(r"[.!?](?=\s|$)", follow))
    end = start + next(
        (at for at in stops if not _is_abbreviated(follow[: at + 1] + " ", language)), len(follow)
    )
    for match in words_of_speech(language, "verbs", text, start, end):
        if is_passive(text, start, match.start, language):
            return None
        between = text[start : match.start].strip(" ,—–-")
        if not between:
            told = _TOLD.match(text, match.end, end) if language.data["speech"]["drops_pronouns"] else None
            subject = (
                after(text, match.end, end, language)
                or (after(text, told.end(), end, language) if told else None)
                or _unsaid(text, match, end, language)
            )
            return Cue(subject, "inverted", match.of(text)) if subject else None
        subject = before(text, start, match.start, language)
        if subject is not None:
            head = text[start : subject.span.start].strip(" ,—–-")
            if not head or is_role(tokens(head, 0, len(head), language), language):
                return Cue(subject, "after", match.of(text))
        inverted = after(text, match.end, end, language) if number_of_words(between) <= 2 else None
        return Cue(inverted, "inverted", match.of(text)) if inverted else None
    according = next(words_of_speech(language, "according", text, start, end), None)
    if according is not None and according.start - start < 4:
        subject = after(text, according.end, end, language)
        return Cue(subject, "according", according.of(text)) if subject else None
    return None


_TOLD = re.compile(r"\s+(?:al|a\s+(?:la|los|las|est[ae]s?|estos|sus?|una?))\s+\w+(?:\s+del?\s+\w+)?(?=\s)")
"""To whom it was said, between the verb and who said it: "dijo a la radio la alcaldesa Ana Paz"."""


def _unsaid(text: str, verb: Span, end: int, language: Language) -> Subject | None:
    """Return a pronoun where a language leaves out who speaks: '"...", agregó.'."""
    if not language.data["speech"]["drops_pronouns"] or verb.of(text).casefold().endswith("n"):
        return None
    following = tokens(text, verb.end, end, language)
    unsaid = not following or not following[0].is_word
    if unsaid or following[0].low in language.words("speech", "prepositions") | language.words(
        "speech", "that"
    ):
        return Subject(verb, "pronoun")
    return None


def cue_before(text: str, span: Span, low: int, language: Language) -> Cue | None:
    """Find who speaks before a quotation in its sentence: Mesa said: "...", Mesa left, saying "..."."""
    head = text[low : span.start - 1]
    breaks = [m.end() for m in re.finditer(r"[.!?][\"'”’»)]{0,2}\s+(?=[^a-z]|$)", head)]
    breaks = [at for at in breaks if not _is_abbreviated(head[:at], language)]
    begin = low + (breaks[-1] if breaks else 0)
    cues = list(words_of_speech(language, "verbs", text, begin, span.start - 1))
    told = list(words_of_speech(language, "according", text, begin, span.start - 1))
    if told:
        subject = after(text, told[-1].end, span.start - 1, language)
        if subject:
            return Cue(subject, "according", told[-1].of(text))
    for match in reversed(cues):
        if is_passive(text, begin, match.start, language):
            continue
        if match.of(text).casefold().endswith("ing") or match.of(text).casefold().endswith("ndo"):
            opening = _first_subject(text, begin, match.start, language)
            if opening:
                return Cue(opening, "participle", match.of(text))
        subject = before(text, begin, match.start, language)
        if subject is None and number_of_words(text[begin : match.start]) <= 1:
            subject = after(text, match.end, span.start - 1, language)
        if subject is not None:
            return Cue(subject, "before", match.of(text))
    return None


def _is_abbreviated(head: str, language: Language) -> bool:
    word = re.search(r"([\w.]{1,12})\.[\"'”’»)]{0,2}\s+$", head)
    return (
        bool(word) and (word[1].casefold() in language.abbreviations or len(word[1]) == 1) if word else False
    )


def _first_subject(text: str, begin: int, end: int, language: Language) -> Subject | None:
    """Find the name or noun with which a sentence opens."""
    words = tokens(text, begin, end, language)
    if not words:
        return None
    return after(text, begin, end, language)
