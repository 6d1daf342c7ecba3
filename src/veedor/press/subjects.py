"""Who does what a verb says: the subject before it, or behind it where the two are turned round.

Shallow rules over words and capitals, no parser: titles and names, determiner and noun, appositions between
commas. What they do not find is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.press.span import Span
from veedor.press.speakers import REACH, Token, is_name, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.press.language import Language

_AGE = re.compile(r"\s+\d{1,3}-year-old(?=\s)")
RELATIVE = frozenset(("who", "quien", "quienes"))
"""They stand for the word right before them."""
MOST_WORDS = 8
"""Words of the longest subject."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject.

    Parameters
    ----------
    span : Span
        Where it stands.
    kind : str
        ``name``, ``role`` (a noun for a person or a body) or ``pronoun``.
    """

    span: Span
    kind: str


def before(text: str, start: int, verb: int, language: Language) -> Subject | None:
    """Find the subject that ends before a verb.

    Parameters
    ----------
    text : str
        Of the article.
    start, verb : int
        From where to look, and where the verb begins.
    language : Language
        Its word lists.
    """
    found = tokens(text, max(start, verb - REACH), verb, language)
    skipped = language.words("speech", "adverbs") | language.words("speech", "auxiliaries")
    at = len(found) - 1
    while at >= 0 and (
        found[at].low in skipped or found[at].low.endswith("ly") or found[at].low.endswith("mente")
    ):
        at -= 1
    if at >= 0 and found[at].text == ",":
        opening = _opening_comma(found, at)
        inner = found[opening + 1 : at]
        if opening >= 0 and _is_whole_name(inner, language):  # "the president, Evo Morales, said"
            return Subject(Span(inner[0].start, inner[-1].end), "name")
        at = opening - 1
    return _ending(found, at, language) if at >= 0 else None


def _opening_comma(found: Sequence[Token], at: int) -> int:
    """Return the comma that opens ", who finished second,"; -1 where none does."""
    return next((place for place in range(at - 2, -1, -1) if found[place].text == ","), -1)


def _is_whole_name(inner: Sequence[Token], language: Language) -> bool:
    """Say whether words are a name and nothing else."""
    particles = language.words("names", "particles")
    return bool(inner) and all(is_name(token, language) or token.low in particles for token in inner)


def _ending(found: Sequence[Token], at: int, language: Language) -> Subject | None:
    """Find the subject whose last word is a token."""
    last = found[at]
    if last.text == ")":
        while at >= 0 and found[at].text != "(":
            at -= 1
        at -= 1
        if at < 0:
            return None
        last = found[at]
    if last.low in RELATIVE:
        return _ending(found, at - 1, language) if at > 0 else None
    if last.low in language.words("speech", "pronouns"):
        return Subject(Span(last.start, last.end), "pronoun")
    if is_name(last, language):
        return _with_head(found, _name_start(found, at, language), last, "name", language)
    if last.is_word and last.low not in language.stop_words:
        return _noun_ending(found, at, language)
    return None


def _with_head(found: Sequence[Token], first: int, last: Token, kind: str, language: Language) -> Subject:
    """Take in what a preposition ties it to: "the opposition in Bolivia", "the head of the police"."""
    if first > 1 and found[first - 1].low in language.words("speech", "prepositions"):
        head = _ending(found, first - 2, language)
        if head is not None and head.kind != "pronoun":
            return Subject(Span(head.span.start, last.end), head.kind)
    return Subject(Span(found[first].start, last.end), kind)


def _name_start(found: Sequence[Token], at: int, language: Language) -> int:
    """Step back over the parts of a name and the titles before it."""
    titles = language.words("speech", "titles") | language.words("speech", "roles")
    particles = language.words("names", "particles")
    first = at
    while first > 0 and at - first < MOST_WORDS:
        previous = found[first - 1]
        joins = previous.low in particles and first > 1 and is_name(found[first - 2], language)
        if not (is_name(previous, language) or joins or (previous.is_word and previous.low in titles)):
            break
        first -= 2 if joins else 1
    if first > 0 and found[first - 1].low in {"the", "el", "la"}:
        first -= 1
    return first


def _noun_ending(found: Sequence[Token], at: int, language: Language) -> Subject | None:
    """Find "the head of the national police", "one protester", "opponents"."""
    last = found[at]
    determiners, roles = language.words("speech", "determiners"), language.words("speech", "roles")
    first = at
    while first > 0 and at - first < MOST_WORDS:
        previous = found[first - 1]
        if previous.low in determiners:
            first -= 1
            if first > 1 and found[first - 1].low in {"of", "de", "del"} and found[first - 2].is_word:
                first -= 1
                continue
            break
        is_link = previous.low in {"of", "de", "del"}
        if not previous.is_word or (previous.low in language.stop_words and not is_link):
            break
        first -= 1
    opens = found[first].low in determiners
    held = any(token.low in roles for token in found[first : at + 1])
    if not opens and not (held and (first == 0 or not found[first - 1].is_word)):
        if last.low not in roles:
            return None
        first = at
    if not held and not opens:
        return None
    return _with_head(found, first, last, "role", language)


def after(text: str, verb_end: int, end: int, language: Language) -> Subject | None:
    """Find the subject that stands behind a verb: "said Carlos Mesa, who ...".

    Parameters
    ----------
    text : str
        Of the article.
    verb_end, end : int
        Where the verb ends, and where to stop.
    language : Language
        Its word lists.
    """
    if age := _AGE.match(text, verb_end, end):
        verb_end = age.end()
    found = tokens(text, verb_end, min(end, verb_end + REACH), language)
    if not found or not found[0].is_word:
        return None
    if found[0].low in language.words("speech", "pronouns"):
        return Subject(Span(found[0].start, found[0].end), "pronoun")
    stop, kind = _length(found[: MOST_WORDS + 2], language)
    if named := _named_behind(found, stop or _own_noun(found, language), language):
        return Subject(named, "name")
    return Subject(Span(found[0].start, found[stop - 1].end), kind) if stop else None


def _own_noun(found: Sequence[Token], language: Language) -> int:
    """Return where "su titular" ends: a determiner and a noun for a person that no list has."""
    opens = len(found) > 2 and found[0].low in language.words("speech", "determiners")
    return 2 if opens and found[1].is_word and found[1].low not in language.stop_words else 0


def _named_behind(found: Sequence[Token], stop: int, language: Language) -> Span | None:
    """Find who a role is, behind its comma: "el vocero de la alianza, Luis Solórzano"."""
    if not stop or stop >= len(found) or found[stop].text != "," or not is_role(found[:stop], language):
        return None
    end = next((k for k in range(stop + 1, len(found)) if found[k].text in {",", "."}), len(found))
    name = found[stop + 1 : end]
    return Span(name[0].start, name[-1].end) if len(name) > 1 and _is_whole_name(name, language) else None


def is_role(head: Sequence[Token], language: Language) -> bool:
    """Say whether words are a role without the name of who has it: "the head of Cadem", "Paz's spokesman"."""
    known = language.words("speech", "roles") | language.words("speech", "titles")
    links = [k for k, token in enumerate(head) if token.low in {"of", "de", "del"}]
    opens = bool(head) and head[0].low in language.words("speech", "determiners")
    if links and any(token.low in known for token in head[: links[0]]):
        return True
    return bool(head) and (head[-1].low in known or (opens and not head[-1].is_large))


def _has_name_next(found: Sequence[Token], place: int, language: Language) -> bool:
    """Say whether a name follows a word at once or after one more: "commission chairperson Ana Paz"."""
    following = found[place + 1 : place + 3]
    return any(is_name(token, language) for token in following) and following[0].is_word


def _length(found: Sequence[Token], language: Language) -> tuple[int, str]:
    """Return how many words from the first are a subject, and its kind; 0 where there is none."""
    titles, particles = language.words("speech", "titles"), language.words("names", "particles")
    determiners, roles = language.words("speech", "determiners"), language.words("speech", "roles")
    stop, named, role = 0, False, False
    for place, token in enumerate(found):
        if role and not named and token.low in {"of", "de", "del"}:
            reach = _of_role(found, place, roles)
            if reach:
                return reach, "role"
        links = place > 0 and token.low in particles | determiners and _leads_to_name(found, place, particles)
        if is_name(token, language):
            named = True
        elif token.low in roles:
            role = True
        elif not (
            links
            or token.low in titles
            or (place == 0 and token.low in determiners)
            or (
                token.is_word
                and not named
                and token.low not in language.stop_words
                and (not role or _has_name_next(found, place, language))
            )
        ):
            break
        stop = place + 1
    return (stop, "name" if named else "role") if named or role else (0, "")


def _of_role(found: Sequence[Token], place: int, roles: frozenset[str]) -> int:
    """Return where "of the electoral court" ends behind a role; 0 where no role follows."""
    for ahead in range(place + 1, min(place + 5, len(found))):
        if not found[ahead].is_word:
            return 0
        if found[ahead].low in roles:
            return ahead + 1
    return 0


def _leads_to_name(found: Sequence[Token], place: int, particles: frozenset[str]) -> bool:
    """Say whether a name follows a particle, with an article between at the most: "de la OEA"."""
    following = found[place + 1 : place + 3]
    if not following:
        return False
    return following[0].is_large or (
        len(following) > 1
        and found[place].low in particles
        and following[0].is_word
        and following[1].is_large
    )
