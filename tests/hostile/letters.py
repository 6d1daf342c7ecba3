"""Mutators of letters: encodings stated, not stated and misstated, bytes of several, and spoilt names."""

from __future__ import annotations

import codecs
import unicodedata
from typing import TYPE_CHECKING, Literal

from hostile.corpus import mutator
from hostile.drafts import as_json

if TYPE_CHECKING:
    import random

    from hostile.drafts import Draft

Form = Literal["NFD", "NFKD", "NFKC"]
FOREIGN = ("latin", "cyrillic", "chinese", "japanese", "greek")
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32", "utf-8-sig", "utf-7")
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
NO_ENCODINGS = (
    "rot13", "hex", "base64", "zip", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined",
    "cp1252\0", "cp99999", " ", "utf8mb4", "x" * 5000, "uu", "bz2", "mbcs", "oem", "utf-9", "..", "ANSI",
)  # fmt: skip


def encodable(made: Draft, encoding: str) -> bool:
    try:
        made.text().encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def encode(made: Draft, rng: random.Random) -> bool:
    encodings = [e for e in made.made.alphabet.encodings if encodable(made, e)]
    if not encodings:
        return False
    made.encoding = rng.choice(encodings)
    return True


@mutator(alphabets=FOREIGN, weight=2)
def stated_encoding(made: Draft, rng: random.Random) -> object:
    if not encode(made, rng):
        return False
    made.form["encoding"] = made.what = made.encoding
    return None


@mutator(alphabets=FOREIGN, weight=2)
def encoding_not_stated(made: Draft, rng: random.Random) -> object:
    made.what = made.encoding
    return encode(made, rng)


@mutator(alphabets=FOREIGN, weight=6)
def encoding_misstated(made: Draft, rng: random.Random) -> object:
    if not encode(made, rng):
        return False
    others = ["cp1252", "cp850", "cp1251", "koi8-r", "mac-roman", "shift_jis", "gbk", "big5", "gb18030",
              "euc_jp", "cp866", "latin-1", "cp1253", "iso8859-7", "iso8859-5", "utf-8", "utf-16", "utf-7",
              "cp437", "cp1254", "euc_kr", "cp949", "mac-cyrillic", "ascii", "cp1250", "cp1257", "iso8859-9",
              "iso8859-2"]  # fmt: skip
    stated = rng.choice([e for e in others if codecs.lookup(e).name != codecs.lookup(made.encoding).name])
    try:
        read = made.text().encode(made.encoding).decode(stated)
        if read == made.text():
            return False
    except UnicodeError:
        pass
    made.form["encoding"] = stated
    made.what = f"{made.encoding} stated as {stated}"
    return None


@mutator(alphabets=FOREIGN)
def utf8_misstated(made: Draft, rng: random.Random) -> None:
    made.form["encoding"] = made.what = rng.choice(
        [
            "cp1252",
            "latin-1",
            "koi8-r",
            "gbk",
            "shift_jis",
            "utf-16",
            "utf-7",
            "big5",
            "cp850",
            "utf-32",
            "ascii",
        ]
    )


@mutator(alphabets=FOREIGN, weight=3)
def mixed_bytes(made: Draft, rng: random.Random) -> object:
    if not encode(made, rng):
        return False
    other = rng.choice([e for e in (*made.made.alphabet.encodings, "utf-8") if e != made.encoding])
    stated = rng.choice(["", made.encoding, other])
    if stated:
        made.form["encoding"] = stated
    made.what = f"{made.encoding} and {other}, stated {stated or 'neither'}"
    at = rng.randrange(2, len(made.rows))
    try:
        lines = made.text().splitlines(keepends=True)
        content = "".join(lines[:at]).encode(made.encoding) + "".join(lines[at:]).encode(other)
    except UnicodeError:
        return False
    made.content = content
    try:
        return not stated or content.decode(stated) != made.text()
    except UnicodeError:
        return None


def encoded_twice(text: str, by: str) -> str:
    return text.encode().decode(by, "replace")


@mutator(alphabets=("latin",), weight=3)
def double_encoded(made: Draft, rng: random.Random) -> object:
    by = rng.choice(["cp1252", "latin-1", "cp850", "mac-roman", "cp437"])
    rows = rng.sample(range(len(made.rows)), rng.choice([1, 3, len(made.rows)]))
    times = rng.choice([1, 1, 2])
    made.what = f"{by}, {len(rows)} rows, {times} times"
    for row in rows:
        for _ in range(times):
            made.rows[row] = [encoded_twice(cell, by) for cell in made.rows[row]]
    return any("\ufffd" not in cell for row in rows for cell in made.rows[row])


@mutator(weight=2)
def mark_in_the_middle(made: Draft, rng: random.Random) -> None:
    mark, where = "\ufeff", rng.choice(["row", "cell", "head", "number", "twice"])
    made.what = where
    row = rng.randrange(len(made.rows))
    if where == "row":
        made.rows[row][0] = mark + made.rows[row][0]
    elif where == "cell":
        column = rng.randrange(len(made.head))
        cell = made.rows[row][column]
        made.rows[row][column] = cell[: len(cell) // 2] + mark + cell[len(cell) // 2 :]
    elif where == "head":
        column = rng.randrange(len(made.head))
        made.head[column] = mark + made.head[column] + mark
    elif where == "number":
        at = rng.choice(made.vote_cells)
        made.rows[at[0]][at[1]] += mark
    else:
        made.content = b"\xef\xbb\xbf" * 2 + made.text().encode()


@mutator(alphabets=("latin", "japanese", "greek"))
def decomposed_names(made: Draft, rng: random.Random) -> None:
    forms: tuple[Form, ...] = ("NFD", "NFKD", "NFKC")
    form = rng.choice(forms)
    made.what = form
    for row in made.rows[:: rng.choice([1, 2])]:
        row[:] = [unicodedata.normalize(form, cell) for cell in row]
    if rng.random() < 0.5:
        made.head = [unicodedata.normalize(form, cell) for cell in made.head]


@mutator(alphabets=FOREIGN)
def cut_within_a_letter(made: Draft, rng: random.Random) -> object:
    encoding = rng.choice(["utf-8", *made.made.alphabet.encodings])
    made.encoding = encoding if encodable(made, encoding) else "utf-8"
    if made.encoding != "utf-8":
        made.form["encoding"] = made.encoding
    raw = made.text().encode(made.encoding)
    high = [i for i, byte in enumerate(raw) if byte > 127 and i > len(raw) // 2]
    if not high:
        return False
    made.content = raw[: rng.choice(high) + rng.choice([0, 1])]
    made.truths, made.what = (), made.encoding
    return None


@mutator(weight=2)
def utf_of_other_widths(made: Draft, rng: random.Random) -> None:
    encoding = rng.choice(WIDE)
    made.encoding = encoding
    mark, stated = rng.random() < 0.5, rng.random() < 0.5
    if mark and encoding in MARKS:
        made.to_bytes = MARKS[encoding].__add__
    if stated:
        made.form["encoding"] = rng.choice([encoding, encoding[:6], encoding.upper().replace("-", "_")])
    made.says = ("odd_letters",)
    made.what = f"{encoding}, mark {mark}, stated {made.form.get('encoding')}"


@mutator(alphabets=FOREIGN)
def seven_bits(made: Draft, rng: random.Random) -> object:
    made.encoding = rng.choice(["utf-7", "iso2022_jp", "iso2022_kr", "hz", "iso2022_jp_2"])
    if not encodable(made, made.encoding):
        return False
    if rng.random() < 0.5:
        made.form["encoding"] = made.encoding
    made.what = f"{made.encoding} stated {made.form.get('encoding')}"
    return made.text().encode(made.encoding).decode("ascii", "replace") != made.text()


@mutator(weight=2)
def no_encoding(made: Draft, rng: random.Random) -> None:
    made.form["encoding"] = rng.choice(NO_ENCODINGS)
    made.what = made.form["encoding"][:20]


@mutator(alphabets=FOREIGN, weight=2)
def encodings_of_json(made: Draft, rng: random.Random) -> object:
    encodings = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", *made.made.alphabet.encodings]
    encoding = rng.choice(encodings)
    lines = rng.random() < 0.5
    as_json(made, lines=lines)
    assert made.content is not None
    try:
        made.content = made.content.decode().encode(encoding)
    except UnicodeError:
        return False
    if rng.random() < 0.5:
        made.form["encoding"] = encoding
    made.what = f"{encoding} stated {made.form.get('encoding')} lines {lines}"
    return None


@mutator()
def control_characters(made: Draft, rng: random.Random) -> object:
    mark = rng.choice(["\x1a", "\x0c", "\x1e", "\x0b", "\x07", "\x08", "\x7f", "\x85", "\u2028", "\x1c"])
    where = rng.choice(["end", "name", "figure", "line"])
    made.what = f"{mark!r} {where}"
    if where == "end":
        made.content = made.text().encode() + mark.encode()
    elif where == "line" and made.layout in {"wide", "long"}:
        made.content = made.text().replace("\n", f"{mark}\n").encode()
    elif where == "figure":
        row, column = rng.choice(made.vote_cells)
        cell = made.rows[row][column]
        made.rows[row][column] = cell[:1] + mark + cell[1:] if rng.random() < 0.5 else cell + mark
    else:
        if "Place" not in made.head:
            return False
        made.rows[1][made.column("Place")] += mark
        made.says = ("odd_letters",)
        made.truths = (*made.truths, made.truths[0])
    return None
