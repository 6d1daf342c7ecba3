"""Whether the words of a text are written as words are: if not, it was read, or made, in another encoding."""

from __future__ import annotations

import html
import quopri
import re
import unicodedata
import urllib.parse
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from veedor.intake.languages import is_common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RUN = re.compile(r"[^\x00-\x7f]+")
# All are bounded: a cell of a million letters is not looked at from every one of them.
_WORD = re.compile(r"[^\s,;|\"0-9.:()/-]{0,40}[^\x00-\x7f][^\s,;|\"0-9.:()/-]{0,40}")
_CONTROL = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1c\x1e\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffd-\uffff]"
)
_ASKED = re.compile(r"(?<![=/&])\b[^\W\d_]{1,60}\?(?=\?{0,60}[^\W\d_])|(?<!\?)\?{3,60}(?![?=])|\?[^\W\d_]{3}")
"""Question marks where letters were: within a word, before it, or in place of all of it."""
_PICTURES = re.compile(
    r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a\u231b\u23e9-\u23fa\ufe0f\u200d\u20e3]"
)
"""Pictures that stand instead of words, and what joins and colours them; no older encoding has them."""
_BORDER = r"[ ,;\t|\n\r\"]"
_EDGE = r"[,;\t|\n\r\"]"
_ESCAPES: tuple[tuple[str, Callable[[str], str]], ...] = (
    (
        r"[^\s,;|\"]{0,60}&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,8}[0-9]{0,2});[^,;|\"\n]{0,60}",
        html.unescape,
    ),
    (
        r"[^\s,;|\"]{0,60}(?:%[C-Fc-f][0-9A-Fa-f](?:%[89AaBb][0-9A-Fa-f]){1,30})[^\s,;|\"]{0,60}",
        urllib.parse.unquote,
    ),
    (
        r"[^\s,;|\"]{0,60}\\u[0-9A-Fa-f]{4}[^\s,;|\"]{0,60}",
        lambda t: re.sub(r"\\u([0-9A-Fa-f]{4})", _unit, t),
    ),
    (
        r"[^\s,;|\"]{0,60}\\x[89A-Fa-f][0-9A-Fa-f][^\s,;|\"]{0,60}",
        lambda t: re.sub(r"\\x([0-9A-Fa-f]{2})", _unit, t),
    ),
    (
        r"[^\s,;|\"]{0,60}=[C-F][0-9A-F](?:=[89AB][0-9A-F]){1,30}[^\s,;|\"]{0,60}",
        lambda t: quopri.decodestring(t.encode()).decode("utf-8"),
    ),
    (
        # a cell may end a run too; telephone numbers have no letters
        (
            r"[^\s,;|\"+]{0,60}\+[A-Za-z0-9+/]{3,60}-[^\s,;|\"]{0,60}"
            r"|\+(?=[0-9+/]*[A-Za-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{3,60}(?=[\s,;|\"]|$)"
        ),
        lambda t: t.encode().decode("utf-7"),
    ),
    (r"~\{(?:[!-w][!-~]){1,60}~\}", lambda t: t.encode().decode("hz")),
    (r"\x1b\$[@AB(][^\x1b]{0,80}(?:\x1b\([BJ])?", lambda t: t.encode().decode("iso2022_jp")),
    (r"\x0e[!-~]{1,80}\x0f?", lambda t: f"\x1b$)C{t}".encode().decode("iso2022_kr")),
)
_SIGN = (
    "\u0080-\u009f\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00be"
    "\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u20ac\u2122\u2018\u201a\u201e\u2020-\u203a"
)
"""What bytes from 0x80 to 0xbf are in Latin 1 or in Windows' code page, but for what may end a quotation."""
_TAIL = f"[{_SIGN}\u00a0\u00ab\u00b7\u00bb\u00bf\u2013-\u201d]"
_TWICE = re.compile(
    f"[\u00c2\u00c3]{_TAIL}|(?:[\u00c4-\u00df]{_TAIL}){{2,}}|[\u00c4\u00c5\u00c8][{_SIGN}]"
    f"|\u00e2[\u0080-\u0082\u20ac\u201a]{_TAIL}"
)
"""Letters whose bytes were UTF-8 already when they were written as UTF-8, so that no language has them."""
_OTHERS = (
    "cp1252", "latin-1", "cp850", "cp437", "mac-roman", "cp1251", "koi8-r", "cp866", "gbk", "shift_jis",
)  # fmt: skip
SHOWN = 20
_ENOUGH = 2_000
"""Words of a text that are judged."""


def _unit(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def escaped(text: str) -> Iterator[tuple[int, str, str]]:
    """Return letters that stand as codes of ASCII: place, text, and what is meant."""
    marks = ("&", "%", "\\u", "\\x", "=", "+", "~{", "\x1b", "\x0e")
    for mark, (pattern, decode) in zip(marks, _ESCAPES, strict=True):
        if mark not in text:
            continue
        for match in re.finditer(pattern, text):
            try:
                meant = decode(match[0])
            except (UnicodeError, ValueError):
                continue
            if meant != match[0] and any(c.isalpha() and not c.isascii() for c in meant):
                yield match.start(), match[0].strip(), meant.strip()


def lost(text: str) -> Iterator[tuple[int, str]]:
    """Return places at which letters were lost: question marks within words, and replacement characters."""
    found = [*_CONTROL.finditer(text), *(_ASKED.finditer(text) if "?" in text else ())]
    for match in found:
        before = re.split(_EDGE, text[max(0, match.start() - 60) : match.start()])[-1]
        cell = (before + re.split(_EDGE, text[match.start() : match.end() + 60], maxsplit=1)[0]).strip()
        if not re.search(r"://|[?&]\w+=", cell):
            yield match.start(), cell


def encoded_twice(text: str) -> Iterator[tuple[int, str, str]]:
    """Return words whose bytes in another encoding are UTF-8: place, text, and what is meant."""
    known: dict[str, str] = {}
    for match in _RUN.finditer(text):
        run = match[0]
        if len(run) > 1:
            if run not in known:
                known[run] = _undone(run)
            if known[run] != run:
                before = re.split(_BORDER, text[max(0, match.start() - 40) : match.start()])[-1]
                after = re.split(_BORDER, text[match.end() : match.end() + 40], maxsplit=1)[0]
                yield (
                    match.start(),
                    before + run + after,
                    encoded_once(before) + known[run] + encoded_once(after),
                )


def encoded_once(text: str) -> str:
    """Undo one encoding too many, or several, where that gives letters; any other text as it is."""
    return _RUN.sub(lambda match: _undone(match[0]), text)


def _undone(run: str) -> str:
    if _TWICE.search(run):
        plain = _bytes_read(run)
        plain = _TWICE.sub(lambda match: _bytes_read(match[0]), run) if plain == run else plain
        if plain != run:
            return encoded_once(plain)
    for encoding in _OTHERS:
        try:
            meant = run.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        # two letters of an older encoding may by chance be one of UTF-8, four hardly
        if len(meant) < len(run) and _is_odd(run):
            if all(c.isalnum() or unicodedata.category(c)[0] in "MPZ" for c in meant):
                return meant
            further = encoded_once(meant)
            if further != meant:
                return further
    return run


def _bytes_read(text: str) -> str:
    """Read as UTF-8 the bytes that letters are in Latin 1 or the code page of Windows, where they are it."""
    try:
        raw = b"".join(c.encode("latin-1") if ord(c) < 0x100 else c.encode("cp1252") for c in text)
        return raw.decode("utf-8")
    except UnicodeError:
        return text


def oddness(text: str) -> tuple[float, list[str]]:
    """Return the share of words beyond ASCII that no language writes so, and examples."""
    words = list(dict.fromkeys(m[0] for m in _WORD.finditer(text)))[:_ENOUGH]
    odd = [word for word in words if _is_odd(word)]
    return (len(odd) / len(words) if words else 0.0), odd[:SHOWN]


@cache
def _is_odd(word: str) -> bool:
    word = _PICTURES.sub("", word)
    letters = [c for c in word if c.isalpha()]
    scripts = {_script(c) for c in letters} - {""}
    return (
        bool(_CONTROL.search(word))
        or len(scripts) > 1
        or re.search(r"[\uff61-\uff9f]", word) is not None
        or any(not c.isascii() and unicodedata.category(c) in {"So", "Sm", "Sc", "Sk", "Cn"} for c in word)
        or any(c in "¡¿¢£§¨©«¬®¯°±²³´¶·¸¹»¼½¾†‡‰‹›€•–—˜„…“”‚ƒˆ" for c in word[1:-1])
        or re.search(r"[^\W\d_A-Za-z\u0250-\U0010ffff]{3,}", word) is not None
        or any(a.islower() and b.isupper() and not (a + b).isascii() for a, b in pairwise(word))
        or _is_rare(letters)
    )


@cache
def _script(letter: str) -> str:
    """Return the script of a letter, those of East Asia as one; empty for marks that all scripts have."""
    name = unicodedata.name(letter, "").split(" ")[0]
    if name in {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "BOPOMOFO"}:
        return "CJK"
    return "" if name in {"FEMININE", "MASCULINE", "MODIFIER", "FULLWIDTH"} else name


def _is_rare(letters: list[str]) -> bool:
    """Whether most characters of an East Asian word are among the common ones of no standard."""
    han = [c for c in letters if "\u3400" <= c <= "\u9fff" or c > "\uffff"]
    return len(han) > 1 and 2 * sum(1 for c in han if not is_common(c)) > len(han)
