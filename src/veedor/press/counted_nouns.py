"""What a number counts: the noun behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.press.language import Language

_NOUN = re.compile(r"(?:\s|-)+([^\W\d_][\w’']*)")
_HYPHEN = re.compile(r"-([^\W\d_]+)")
_MORE = re.compile(r"\s+(?:more|fewer|less|other|más|menos)(?=\s)", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|de|del)(?:\s+(?:the|all|its|their|los|las|la|el))?(?=\s)", re.IGNORECASE)


def counted_noun(text: str, start: int, end: int, language: Language) -> tuple[str, int]:
    """Find what is counted: up to the first plural of four words, else the word behind a hyphen."""
    if text[start : start + 1] == "-":
        match = _HYPHEN.match(text, start, end)
        return (match[1].casefold(), match.end()) if match else ("", start)
    words: list[str] = []
    of = _OF.match(text, start, end)
    at = of.end() if of else start
    if more := _MORE.match(text, at, end):  # "600 more votes"
        at = more.end()
    no = language.words("numbers", "not_units") | (language.stop_words - language.words("numbers", "plural"))
    no |= language.words("numbers", "small") - {"one", "un", "una"}
    for _ in range(4):
        match = _NOUN.match(text, at, end)
        if not match or match[1].casefold() in no or re.search(r"[’']s$", match[1]):
            break
        words.append(match[1].casefold())
        at = match.end()
        if _is_plural(words[-1], language):
            following = _NOUN.match(text, at, end)
            if following and language.code == "en" and _is_plural(following[1].casefold(), language):
                return " ".join((*words, following[1].casefold())), following.end()
            return " ".join(words), at
    return "", start


def _is_plural(word: str, language: Language) -> bool:
    if word in language.words("numbers", "plural"):
        return True
    if word in language.words("numbers", "not_units") or word in language.stop_words:
        return False
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
