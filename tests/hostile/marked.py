"""Mutators of XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from hostile.drafts import Draft

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def tag(name: str) -> str:
    return re.sub(r"\W", "_", name)


def record(made: Draft, row: Sequence[str], name: str = "row") -> str:
    cells = "".join(f"<{tag(n)}>{escape(c)}</{tag(n)}>" for n, c in zip(made.head, row, strict=True))
    return f"<{name}>{cells}</{name}>\n"


def document(made: Draft) -> str:
    """Write a plain document with an element a row."""
    return f"{HEADER}<results>\n{''.join(record(made, row) for row in made.rows)}</results>\n"


def plainly_named(made: Draft) -> None:
    """Publish the choices under names that can be those of elements."""
    contest = {label: tag(label) for label in made.labels}
    if made.layout == "earlier":
        made.source["choices"]["columns"] = [contest.get(c, c) for c in made.source["choices"]["columns"]]
    pairs = zip(made.labels, ("oak", "elm", "blank", "null"), strict=True)
    renamed = {contest[label]: choice for label, choice in pairs if contest[label] != label}
    if renamed and made.layout not in {"long", "attributes"}:
        made.source["choices"] = made.source.get("choices", {}) | {"rename": renamed}
    if made.fresh is not None:
        made.fresh.source.setdefault("choices", made.source.get("choices", {}))


@mutator(weight=4)
def documents(made: Draft, rng: random.Random) -> None:
    plainly_named(made)
    rows = [record(made, row) for row in made.rows]
    body = "".join(rows)
    plain = document(made)
    attributes = "".join(
        "<row " + " ".join(f"{tag(n)}={quoteattr(c)}" for n, c in zip(made.head, row, strict=True)) + "/>"
        for row in made.rows
    )
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20 if n else "x" * 100}">' for n in range(8))
    kinds: dict[str, Callable[[], str]] = {
        "plain": lambda: plain,
        "attributes": lambda: f"{HEADER}<results>{attributes}</results>",
        "wrapped": lambda: f"{HEADER}<a><b><c n='9'>{body}</c></b></a>",
        "prefix": lambda: (
            plain.replace("<results>", '<results xmlns:x="urn:x">')
            .replace("<row>", "<x:row>")
            .replace("</row>", "</x:row>")
        ),
        "namespace": lambda: plain.replace("<results>", '<results xmlns="urn:x">'),
        "comments": lambda: plain.replace("<row>", "<row><!-- 9 -->"),
        "instructions": lambda: plain.replace("<row>", "<row><?n 9?>"),
        "cdata": lambda: re.sub(r">([^<>\n]+)</", r"><![CDATA[\1]]></", plain),
        "codes": lambda: re.sub(r">(\d)", lambda m: f">&#{ord(m[1])};", plain),
        "blanks": lambda: re.sub(r">([^<>\n]+)</", r">\n   \1\n  </", plain),
        "no header": lambda: plain.removeprefix(HEADER),
        "mark": lambda: "\ufeff" + plain,
        "doctype": lambda: plain.replace(
            "<results>", '<!DOCTYPE results SYSTEM "file:///etc/passwd"><results>'
        ),
        "bomb": lambda: plain.replace("<results>", f"<!DOCTYPE results [{bomb}]><results>&a7;"),
        "entity": lambda: plain.replace("<results>", '<!DOCTYPE results [<!ENTITY n "9">]><results>'),
        "external": lambda: plain.replace(
            "<results>", '<!DOCTYPE r [<!ENTITY n SYSTEM "file:///etc/passwd">]><results>'
        ),
        "cut": lambda: plain[: len(plain) * 2 // 3],
        "two roots": lambda: plain + plain.removeprefix(HEADER),
        "text behind": lambda: plain + "the end",
        "other list": lambda: plain.replace("</results>", "<note>a</note><note>b</note></results>"),
        "another list": lambda: plain.replace("</results>", "<x><n>7</n></x><x><n>8</n></x></results>"),
        "field twice": lambda: plain.replace(
            "</row>", f"<{tag(made.head[-1])}>9</{tag(made.head[-1])}></row>", 1
        ),
        "field within": lambda: plain.replace("</row>", "<more><n>9</n></more></row>"),
        "field lacks": lambda: plain.replace(
            f"<{tag(made.head[-1])}>{escape(made.rows[0][-1])}</{tag(made.head[-1])}></row>", "</row>", 1
        ),
        "nil": lambda: plain.replace(
            f"<{tag(made.head[-1])}>{escape(made.rows[0][-1])}</{tag(made.head[-1])}></row>",
            f'<{tag(made.head[-1])} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></row>',
            1,
        ),
        "mixed": lambda: plain.replace("</row>", "9</row>"),
        "unit": lambda: re.sub(r"<(\w+)>(\d+)</", r'<\1 unit="votes">\2</', plain),
        "half bold": lambda: re.sub(r"<(\w+)>(\d)(\d+)</", r"<\1><b>\2</b>\3</", plain),
        "one record": lambda: f"{HEADER}<results>{rows[0]}</results>",
        "empty": lambda: f"{HEADER}<results/>",
        "deep": lambda: HEADER + "<a>" * 5000 + body + "</a>" * 5000,
        "crlf": lambda: plain.replace("\n", "\r\n"),
        "capitals": lambda: plain.replace("<row>", "<ROW>").replace("</row>", "</Row>"),
        "case": lambda: plain.replace("<row>", "<Row>").replace("</row>", "</Row>", 3),
        "1.1": lambda: plain.replace('version="1.0"', 'version="1.1"'),
        "control": lambda: plain.replace("<row>", "<row>&#1;"),
        "bare amp": lambda: plain.replace("<row>", "<row>&", 1),
        "utf-16": lambda: plain.replace("UTF-8", "UTF-16"),
        "encoding": lambda: plain.replace("UTF-8", made.made.alphabet.encodings[0]),
        "encoding wrong": lambda: plain.replace("UTF-8", "ISO-8859-1"),
        "encoding of others": lambda: plain.replace("UTF-8", _other(made, rng)),
        "encoding of old": lambda: plain.replace("UTF-8", made.made.alphabet.encodings[-1]),
        "no encoding": lambda: plain.replace("UTF-8", "UTF-99"),
    }
    made.what = rng.choice(list(kinds))
    text = kinds[made.what]()
    first, *_, last = made.made.alphabet.encodings * 2
    encodings = {"utf-16": "utf-16", "encoding": first, "encoding of others": first, "encoding of old": last}
    encoding = encodings.get(made.what, "utf-8")
    try:
        made.content = text.encode(encoding)
    except UnicodeError:
        made.content = plain.encode()
    rename(made, rng.choice(["count.xml", "count.xml", "count.xls"]))
    _truths(made)


def _other(made: Draft, rng: random.Random) -> str:
    """Give an encoding that the letters of the file are not in."""
    mine = made.made.alphabet.encodings
    return rng.choice([e for e in ("cp1252", "cp1251", "koi8-r", "big5", "cp866", "mac-roman", "iso8859-7",
                                   "shift_jis", "cp1250", "mac-cyrillic") if e != mine[0]])  # fmt: skip


def _truths(made: Draft) -> None:
    none = {"cut", "two roots", "text behind", "empty", "encoding wrong", "no encoding", "one record"}
    if made.what == "encoding wrong" and made.text().isascii():
        return  # what is in every encoding the same is right in each
    if made.what in none or made.what in {"half bold", "field twice", "control", "bare amp", "case"}:
        made.after = made.truths
        made.truths = ()
    elif made.what in {"field lacks", "nil"}:
        cell = (0, len(made.head) - 1)
        made.after = made.truths
        made.truths = (made.with_votes(cell, None),)
    elif made.what in {"doctype", "entity", "external", "bomb"}:
        made.after = made.truths
