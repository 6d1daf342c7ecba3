"""Ids of choices from published names of any script: distinct, and readable in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 40
"""Letters of an id, at the most."""

FIXED = ("blank", "null", "none", "challenged", "others")
"""Kinds whose choice has the name of the kind for an id."""

_LATIN = dict(
    pair.split(":")
    for pair in (
        "ł:l Ł:L đ:d Đ:D ø:o Ø:O æ:ae Æ:Ae œ:oe Œ:Oe ß:ss ı:i þ:th Þ:Th ð:d Ð:D ə:e Ə:E ŋ:ng ħ:h ǝ:e "
        "а:a б:b в:v г:g ґ:g д:d е:e ё:yo є:ye ж:zh з:z и:i і:i ї:yi й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t "
        "у:u ў:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ѓ:gj ќ:kj ѕ:dz "
        "қ:q ғ:gh ң:ng ө:o ү:u ұ:u һ:h ә:a "
        "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o "
        "ا:a ٱ:a ء: ب:b ت:t ث:th ج:j ح:h خ:kh د:d ذ:dh ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:a غ:gh ف:f ق:q ك:k "
        "ک:k ل:l م:m ن:n ه:h ة:a و:w ی:y ي:y ى:a پ:p چ:ch ژ:zh گ:g ٹ:t ڈ:d ڑ:r ں:n ے:e ھ:h ہ:h "
        "א:a ב:b ג:g ד:d ה:h ו:v ז:z ח:ch ט:t י:y כ:k ך:k ל:l מ:m ם:m נ:n ן:n ס:s ע:a פ:p ף:p צ:ts ץ:ts ק:k ר:r "
        "ש:sh ת:t "
        "ა:a ბ:b გ:g დ:d ე:e ვ:v ზ:z თ:t ი:i კ:k ლ:l მ:m ნ:n ო:o პ:p ჟ:zh რ:r ს:s ტ:t უ:u ფ:p ქ:k ღ:gh ყ:q შ:sh "
        "ჩ:ch ც:ts ძ:dz წ:ts ჭ:ch ხ:kh ჯ:j ჰ:h "
        "ա:a բ:b գ:g դ:d ե:e զ:z է:e ը:y թ:t ժ:zh ի:i լ:l խ:kh ծ:ts կ:k հ:h ձ:dz ղ:gh ճ:ch մ:m յ:y ն:n շ:sh ո:o "
        "չ:ch պ:p ջ:j ռ:r ս:s վ:v տ:t ր:r ց:ts ւ:w փ:p ք:k օ:o ֆ:f և:ev "
        "ก:k ข:kh ค:kh ฆ:kh ง:ng จ:ch ฉ:ch ช:ch ซ:s ฌ:ch ญ:y ฎ:d ฏ:t ฐ:th ฑ:th ฒ:th ณ:n ด:d ต:t ถ:th ท:th ธ:th น:n "
        "บ:b ป:p ผ:ph ฝ:f พ:ph ฟ:f ภ:ph ม:m ย:y ร:r ล:l ว:w ศ:s ษ:s ส:s ห:h ฬ:l อ:o ฮ:h ะ:a า:a ำ:am เ:e แ:ae โ:o "
        "ไ:ai ใ:ai ฤ:rue "
        "अ:a आ:a इ:i ई:i उ:u ऊ:u ए:e ऐ:ai ओ:o औ:au क:ka ख:kha ग:ga घ:gha ङ:na च:cha छ:chha ज:ja झ:jha ञ:na ट:ta "
        "ठ:tha ड:da ढ:dha ण:na त:ta थ:tha द:da ध:dha न:na प:pa फ:pha ब:ba भ:bha म:ma य:ya र:ra ल:la व:va श:sha ष:sha "
        "स:sa ह:ha"
    ).split()
)
"""Letter -> Latin letters, as press and maps write them; accents of Latin letters need no entry."""

_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
_HANGUL = 0xAC00, 0xD7A3


def latin(text: str) -> str:
    """Write a text in Latin letters; what has no counterpart becomes a blank.

    Parameters
    ----------
    text : str
        In any script.
    """
    written = []
    for mark in unicodedata.normalize("NFC", text):
        if mark.isascii():
            written.append(mark)
        elif (found := _LATIN.get(mark, _LATIN.get(mark.lower()))) is not None:
            written.append(found.capitalize() if mark != mark.lower() else found)
        elif _HANGUL[0] <= ord(mark) <= _HANGUL[1]:
            written.append(_syllable(ord(mark) - _HANGUL[0]))
        else:
            plain = unicodedata.normalize("NFKD", mark)
            known = [c if c.isascii() else _LATIN.get(c, "") for c in plain if not unicodedata.combining(c)]
            written.append("".join(known) if any(known) else ("" if unicodedata.combining(mark) else " "))
    return "".join(written)


def _syllable(place: int) -> str:
    final = _FINALS[place % 28]
    return _INITIALS[place // 588] + _MEDIALS[place % 588 // 28] + ("" if final == "-" else final)


def readable_id(text: str) -> str:
    """Give the letters of a name that an id may have, words joined by ``-``; empty where there are none.

    Parameters
    ----------
    text : str
        As published.
    """
    made = re.sub(r"[^A-Za-z0-9_.+]+", "-", re.sub(r"['’`]", "", latin(text))).strip("-_.+")
    if len(made) <= LONGEST:
        return made
    return made[: LONGEST + 1].rpartition("-")[0] or made[:LONGEST]


def choice_ids(labels: Sequence[str], kinds: Sequence[str]) -> tuple[str, ...]:
    """Give an id to each choice: distinct, also where case is not told apart.

    Parameters
    ----------
    labels : sequence of str
        As published.
    kinds : sequence of str
        ``candidate``, ``blank``, ...: a choice of another kind has that for an id.
    """
    start = _common_start([label for label, kind in zip(labels, kinds, strict=True) if kind not in FIXED])
    made: list[str] = []
    taken: set[str] = set()
    for label, kind in zip(labels, kinds, strict=True):
        wanted = kind if kind in FIXED else readable_id(label.removeprefix(start)) or "choice"
        chosen, number = wanted, 1
        while chosen.casefold() in taken or (wanted == "choice" and number == 1):
            number += 1
            chosen = f"{wanted}-{len(made) + 1 if wanted == 'choice' else number}"
        taken.add(chosen.casefold())
        made.append(chosen)
    return tuple(made)


def _common_start(labels: Sequence[str]) -> str:
    """Give the prefix of all names, such as ``v1_``, that tells none of them apart."""
    found = re.match(r"[^\W_]{1,12}_", labels[0]) if len(labels) > 1 else None
    if found is None:
        return ""
    rest = [label.removeprefix(found[0]) for label in labels if label.startswith(found[0])]
    return found[0] if len(rest) == len(labels) and all(r[:1].isalpha() for r in rest) else ""
