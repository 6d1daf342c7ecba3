"""Quotations, direct and indirect, with the speaker, and the rule by which the speaker was found.

Where no rule finds one the speaker is *lost*: cutting and joining paragraphs often leaves a quotation
without the words that said whose it was, and the nearest name is then as likely wrong as right.

References
----------
The classes (syntactic, quotation-cue-quotation, floating) follow Asr et al., "The Gender Gap Tracker: using
natural language processing to measure gender bias in media", PLoS ONE 16 (2021) e0245533.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.cues import Cue, cue_after, cue_before, number_of_words
from veedor.press.marks import quoted
from veedor.press.numerals import any_of
from veedor.press.phrases import words_of_speech
from veedor.press.span import Span
from veedor.press.speakers import bare, is_passive, tokens
from veedor.press.subjects import Subject, after, before

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.press.article import Article
    from veedor.press.language import Language

SHORT = 3
"""Words of what is not a quotation without a word of speech: the name of a film, a word held off."""
BACK = 3
"""Sentences before a pronoun in which the person it stands for is looked for."""
LOST = "lost"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody is reported to have said.

    Parameters
    ----------
    article_id : str
        Where.
    span : Span
        What was said: between the marks, or the clause.
    sentence : Span
        The sentence, or the part of the paragraph, that holds it.
    mode : str
        ``direct`` or ``indirect``.
    speaker : str
        As the text names the speaker; empty where lost.
    speaker_span : Span, optional
        Where it does so.
    rule : str
        ``after`` ("...", Mesa said), ``inverted`` ("...", said Mesa), ``before`` (Mesa said: "..."),
        ``participle`` (Mesa ..., saying "..."), ``according``, ``around`` (the second half of a quotation),
        ``continued`` (the next quotation of the paragraph), ``clause`` (Mesa said that ...), ``trailing``
        (..., Mesa said), or ``lost``; ``+pronoun`` where a pronoun was followed back.
    verb : str
        The word of speech.
    """

    article_id: str
    span: Span
    sentence: Span
    mode: str
    speaker: str
    speaker_span: Span | None
    rule: str
    verb: str


def quotations(article: Article, *, recut: bool = False) -> tuple[Quotation, ...]:
    """Find quotations.

    Parameters
    ----------
    article : Article
        Which.
    recut : bool
        Whether the article shares passages with others, so that its sentences may not stand in the order in
        which they were written: a quotation that only follows another then has a lost speaker.

    Returns
    -------
    tuple of Quotation
        In the order of the text.
    """
    found: list[Quotation] = []
    for paragraph in article.readable:
        marked = quoted(article.text, paragraph)
        found += _direct(article, paragraph, marked, recut=recut)
        for sentence in article.sentences:
            if paragraph.covers(sentence):
                found += _reported(article, sentence, marked)
    return tuple(sorted(found, key=lambda one: (one.span, one.mode)))


def _direct(article: Article, paragraph: Span, marked: Sequence[Span], *, recut: bool) -> list[Quotation]:
    """Return the direct quotations of a paragraph."""
    found: list[Quotation] = []
    text = article.text
    for number, span in enumerate(marked):
        low = marked[number - 1].end + 1 if number else paragraph.start
        high = marked[number + 1].start - 1 if number + 1 < len(marked) else paragraph.end
        previous = found[-1] if found and number and found[-1].span == marked[number - 1] else None
        cue = (
            cue_after(text, span, high, article.language)
            or _second_half(text, previous, span)
            or cue_before(text, span, low, article.language)
            or (None if recut else _continued(text, previous, span))
        )
        if cue is None and number_of_words(span.of(text)) <= SHORT:
            continue
        sentence = _around(article, span, paragraph)
        found.append(_made(article, span, sentence, "direct", cue))
    return found


def _around(article: Article, span: Span, paragraph: Span) -> Span:
    """Return the sentences that a quotation touches."""
    touched = [s for s in article.sentences if s.meets(span) and paragraph.covers(s)]
    return Span(touched[0].start, touched[-1].end) if touched else paragraph


def _second_half(text: str, previous: Quotation | None, span: Span) -> Cue | None:
    """Carry a speaker over: "We won", he said, "by far."."""
    if previous is None or previous.speaker_span is None:
        return None
    between = text[previous.span.end + 1 : span.start - 1]
    if re.search(r"[.!?]\s", between) or not between.rstrip().endswith((",", "—", "–", "-")):
        return None
    return Cue(Subject(previous.speaker_span, "carried"), "around", previous.verb)


def _continued(text: str, previous: Quotation | None, span: Span) -> Cue | None:
    """Carry a speaker on: "We won", he said. "By far.". Only where sentences stand as they were written."""
    if previous is None or previous.speaker_span is None:
        return None
    between = text[previous.span.end + 1 : span.start - 1]
    attributed = previous.rule.partition("+")[0] in {"after", "inverted", "around", "continued"}
    ends = re.search(r"[.!?][\"'”’»)]?(?=\s|$)", between)
    if not attributed or number_of_words(between) > 12 or (ends and between[ends.end() :].strip()):
        return None  # another sentence stands between them
    return Cue(Subject(previous.speaker_span, "carried"), "continued", previous.verb)


def _made(article: Article, span: Span, sentence: Span, mode: str, cue: Cue | None) -> Quotation:
    """Make a quotation; a pronoun is followed back to the last person."""
    if cue is None:
        return Quotation(article.article_id, span, sentence, mode, "", None, LOST, "")
    where, rule = cue.subject.span, cue.rule
    if cue.subject.kind == "pronoun":
        person = _person_before(article, where)
        if person is None:
            return Quotation(article.article_id, span, sentence, mode, "", None, LOST, cue.verb)
        where, rule = person, f"{rule}+pronoun"
    where = bare(article.text, where, article.language)
    return Quotation(article.article_id, span, sentence, mode, where.of(article.text), where, rule, cue.verb)


def _person_before(article: Article, pronoun: Span) -> Span | None:
    """Find the person that a pronoun stands for: with whom one of the last sentences opens."""
    holding = [i for i, s in enumerate(article.sentences) if s.start <= pronoun.start < s.end]
    last = holding[0] if holding else len(article.sentences)
    own = article.sentences[last : last + 1]
    for sentence in (*own, *reversed(article.sentences[max(0, last - BACK) : last])):
        end = min(sentence.end, pronoun.start)
        found = _opening_name(article, Span(sentence.start, end))
        if found is not None:
            return found
    return None


def _opening_name(article: Article, sentence: Span) -> Span | None:
    """Find the first name in a sentence that no preposition, and no mark of quotation, leads in."""
    language, text = article.language, article.text
    words = tokens(text, sentence.start, sentence.end, language)
    titles, prepositions = language.words("speech", "titles"), language.words("speech", "prepositions")
    inside = False
    place = 0
    while place < len(words):
        token = words[place]
        if token.text in {'"', "“", "”", "«", "»"}:
            inside = not inside
        led = place > 0 and (
            words[place - 1].low in prepositions or words[place - 1].low in {"the", "el", "la"}
        )
        if inside or led or not token.is_word:
            place += 1
            continue
        subject = (
            after(text, token.start, sentence.end, language)
            if token.is_large or token.low in titles
            else None
        )
        if subject is not None and subject.kind == "name" and not _is_role_only(subject, text, language):
            return subject.span
        place += 1
    return None


def _is_role_only(subject: Subject, text: str, language: Language) -> bool:
    """Say whether a name holds nothing but titles, roles, or a word that only opens its sentence."""
    words = re.findall(r"\w+", subject.span.of(text))
    known = language.words("speech", "titles") | language.words("speech", "roles") | language.stop_words
    names = [w for w in words if w[0].isupper() and w.casefold() not in known | language.openers]
    if len(words) > 1 or not names:
        return not names
    # One large word at the head of a sentence is a name where it is large inside a sentence too.
    return re.search(rf"(?<=[a-zà-ÿ,] ){re.escape(words[0])}\b", text) is None


def _reported(article: Article, sentence: Span, marked: Sequence[Span]) -> list[Quotation]:
    """Return the indirect quotation of a sentence: one at most, outside the marks."""
    text, language = article.text, article.language
    for match in words_of_speech(language, "indirect", text, sentence.start, sentence.end):
        if is_passive(text, sentence.start, match.start, language):
            continue
        subject = before(text, sentence.start, match.start, language)
        if subject is None or _inside(match.start, marked) or _inside(subject.span.start, marked):
            continue
        content = _clause(text, sentence, match, subject, language)
        if content is None or _is_direct(content, marked):
            continue
        rule = "clause" if content.start >= match.end else "trailing"
        return [_made(article, content, sentence, "indirect", Cue(subject, rule, match.of(text)))]
    return _as_told(article, sentence, marked)


def _inside(at: int, marked: Sequence[Span]) -> bool:
    return any(span.start <= at < span.end for span in marked)


def _is_direct(content: Span, marked: Sequence[Span]) -> bool:
    """Say whether what follows a verb is a direct quotation, which is given as such."""
    return any(span.meets(content) and span.start - content.start < 8 for span in marked)


def _as_told(article: Article, sentence: Span, marked: Sequence[Span]) -> list[Quotation]:
    """Return what a sentence says "according to" somebody."""
    text, language = article.text, article.language
    match = next(words_of_speech(language, "according", text, sentence.start, sentence.end), None)
    if match is None or _inside(match.start, marked):
        return []
    subject = after(text, match.end, sentence.end, language)
    if subject is None:
        return []
    ahead = match.start > sentence.start + 10
    rest = Span(sentence.start, match.start) if ahead else Span(subject.span.end, sentence.end)
    cue = Cue(subject, "according", match.of(text))
    return [_made(article, _trimmed(text, rest), sentence, "indirect", cue)]


def _clause(text: str, sentence: Span, verb: Span, subject: Subject, language: Language) -> Span | None:
    """Find what was said: behind the verb, or before it where the verb ends the sentence."""
    rest = _trimmed(text, Span(verb.end, sentence.end))
    if number_of_words(rest.of(text)) < 3:
        head = _trimmed(text, Span(sentence.start, subject.span.start))
        return (
            head
            if number_of_words(head.of(text)) >= 4 and text[head.end : subject.span.start].strip() == ","
            else None
        )
    that = any_of(language.listed("speech", "that"))
    needed = verb.of(text).casefold() in language.words("speech", "need_that")
    between = 6 if needed else 0  # "told reporters on Monday that"
    opening = re.compile(rf"^(?:[\w’'.-]+\s+){{0,{between}}}?(?:{that})\s+", re.IGNORECASE).match(
        rest.of(text)
    )
    if opening:
        return Span(rest.start + opening.end(), rest.end)
    return None if needed else rest


def _trimmed(text: str, span: Span) -> Span:
    """Leave out space and marks at both ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in ",:;—–-"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",.;:—–-"):
        end -= 1
    return Span(start, end)
