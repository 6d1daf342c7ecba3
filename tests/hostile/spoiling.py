"""Mutators of letters that were spoilt before: codes, lost letters, zero bytes and halves of letters."""

from __future__ import annotations

import html.entities
import json
import quopri
import urllib.parse
from typing import TYPE_CHECKING

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft


@mutator(alphabets=("latin", "cyrillic", "chinese"), weight=2)
def escaped_letters(made: Draft, rng: random.Random) -> None:
    def entity(text: str) -> str:
        return text.encode("ascii", "xmlcharrefreplace").decode()

    def named(text: str) -> str:
        names = {v: f"&{k}" for k, v in html.entities.html5.items() if k.endswith(";") and len(v) == 1}
        return "".join(c if ord(c) < 128 else names.get(c, f"&#x{ord(c):X};") for c in text)

    def quoted(text: str) -> str:
        return bytes(quopri.encodestring(text.encode())).decode()

    ways: dict[str, Callable[[str], str]] = {
        "entity": entity,
        "named": named,
        "percent": lambda text: urllib.parse.quote(text, safe=" -:"),
        "u": lambda text: text.encode("unicode_escape").decode(),
        "quoted": quoted,
    }
    made.what = rng.choice(list(ways))
    columns = [c for c in ("Region", "Place") if c in made.head]
    for row in made.rows:
        for column in map(made.column, columns):
            row[column] = ways[made.what](row[column])


@mutator(alphabets=("latin", "cyrillic"), layouts=("wide", "long", "verification"))
def lost_letters(made: Draft, rng: random.Random) -> None:
    lost = rng.choice(["?", "\ufffd", "\x1a", "_", "¿"][:3])
    made.what = repr(lost)
    for row in made.rows:
        row[1:3] = ["".join(c if ord(c) < 128 else lost for c in cell) for cell in row[1:3]]


@mutator(weight=2)
def zero_bytes(made: Draft, rng: random.Random) -> None:
    where = rng.choice(["cell", "name", "end", "between", "all"])
    made.what = where
    raw = made.text().encode()
    if where in {"cell", "name"}:
        row, column = rng.choice(made.vote_cells) if where == "cell" else (0, 1)
        made.rows[row][column] += "\0"
    elif where == "end":
        made.content = raw + b"\0" * rng.choice([1, 100])
    elif where == "between":
        made.content = raw.replace(b"\n", b"\0\n")
    else:
        made.content = b"\0".join(bytes([b]) for b in raw)


@mutator()
def surrogates(made: Draft, rng: random.Random) -> None:
    kind = rng.choice(["utf-8", "utf-16", "json", "utf-7", "cesu"])
    made.what = kind
    made.truths = ()
    lone = "\ud83d"
    column = made.column("Place") if "Place" in made.head else made.column("Time")
    made.rows[1][column] += lone
    if kind == "json":
        as_json_escaped(made)
    elif kind == "cesu":
        made.rows[1][column] += "\ude00"
        made.content = (
            made.text()
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "surrogatepass")
            .encode("utf-8", "surrogatepass")
        )
        made.rows[1][column] = made.rows[1][column][:-2]
        made.content = made.content.replace("\U0001f600".encode(), b"\xed\xa0\xbd\xed\xb8\x80")
    else:
        made.content = made.text().encode(kind, "surrogatepass")
        if kind == "utf-7":
            made.form["encoding"] = kind


def as_json_escaped(made: Draft) -> None:
    made.content = json.dumps([dict(zip(made.head, row, strict=True)) for row in made.rows]).encode()
    rename(made, "count.json")
