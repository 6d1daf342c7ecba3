"""Mutators of JSON and NDJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from hostile.drafts import Draft

Record = dict[str, Any]


def records(made: Draft, *, typed: bool = False) -> list[Record]:
    """Give the rows as records; figures as numbers where that is wanted."""
    names = {"Registered", "Votes", *made.labels} if typed else set()
    return [
        {name: int(cell) if name in names else cell for name, cell in zip(made.head, row, strict=True)}
        for row in made.rows
    ]


def write(made: Draft, text: str, *, lines: bool) -> None:
    made.content = text.encode()
    rename(made, "count.ndjson" if lines else "count.json")


def dumped(made: Draft, found: list[Any], *, lines: bool) -> None:
    texts = [json.dumps(record, ensure_ascii=False) for record in found]
    write(made, "\n".join(texts) if lines else f"[{', '.join(texts)}]", lines=lines)


@mutator(weight=1)
def good_records(made: Draft, rng: random.Random) -> None:
    lines = rng.random() < 0.5
    found = records(made, typed=rng.random() < 0.5)
    if lines or rng.random() < 0.5:
        dumped(made, found, lines=lines)
    else:
        body = json.dumps({"meta": {"n": 1}, "data": {"rows": found}}, indent=rng.choice([None, 2]))
        write(made, body, lines=False)


VALUES: dict[str, tuple[Callable[[int], str], bool]] = {
    # how the JSON of a figure n reads, and whether that is n
    "point": (lambda n: f"{n}.0", True),
    "points": (lambda n: f"{n}.000", True),
    "exponent": (lambda n: f"{n}e0", True),
    "exponent 2": (lambda n: f"{n}0E-1", True),
    "text": (lambda n: f'"{n}"', True),
    "half": (lambda n: f"{n}.5", False),
    "float": (lambda n: f"{n}.00000000000000000001", False),
    "big": (lambda n: f"{2**64 + n}", False),
    "huge": (lambda n: "9" * 5000 + str(n), False),
    "far": (lambda n: f"{n}e400", False),
    "nan": (lambda n: "NaN" if n else "nan", False),
    "infinity": (lambda n: "-Infinity" if n else "Infinity", False),
    "minus": (lambda n: f"-{n}", False),
    "minus zero": (lambda n: "-0" if n else "-0.0", False),
    "true": (lambda n: "true" if n else "false", False),
    "list": (lambda n: f"[{n}]", False),
    "escaped": (lambda n: '"' + "".join(f"\\u{ord(c):04x}" for c in str(n)) + '"', True),
    "zero byte": (lambda n: f'"{n}\\u0000"', False),
    "surrogate": (lambda n: f'"{n}\\ud83d"', False),
    "hex": (lambda n: f"0x{n:x}", False),
    "zeros": (lambda n: f"00{n}", False),
    "plus": (lambda n: f"+{n}", False),
    "empty": (lambda n: '""' if n else "", False),
}


@mutator(weight=4)
def values_of_json(made: Draft, rng: random.Random) -> None:
    made.what = rng.choice(list(VALUES))
    value, same = VALUES[made.what]
    found = records(made)
    row, column = rng.choice(made.vote_cells)
    figure = int(made.rows[row][column])
    mark = "@@here@@"
    found[row][made.head[column]] = mark
    lines = rng.random() < 0.5
    dumped(made, found, lines=lines)
    assert made.content is not None
    made.content = made.content.replace(f'"{mark}"'.encode(), value(figure).encode())
    if not same:
        others = (None, 0, -figure)
        made.after = tuple(made.with_votes((row, column), other) for other in others)
        made.truths = made.after[:1] if made.what == "empty" else ()
        if made.what == "minus zero":
            made.truths = (made.after[1],)


def twice(made: Draft, found: list[Record]) -> str:
    label = made.head[-1]
    one = json.dumps(found[0], ensure_ascii=False)
    made.truths = ()
    return one[:-1] + f', {json.dumps(label, ensure_ascii=False)}: "7"}}'


STRUCTURES = (
    "trailing comma",
    "comment",
    "single quotes",
    "two documents",
    "cut",
    "a key twice",
    "case of keys",
    "missing key",
    "null",
    "deep",
    "record in record",
    "list of lists",
    "columns",
    "no list",
    "two lists",
    "empty",
    "empty record",
    "lines named json",
    "json named lines",
    "one record",
    "blank lines",
    "crlf",
    "null record",
    "a number",
    "keys with blanks",
    "mark between",
    "surrogate key",
    "bracket bomb",
    "strings",
    "semicolons",
    "sequence",
)


@mutator(weight=6)
def structure_of_json(made: Draft, rng: random.Random) -> object:
    kind = made.what = rng.choice(STRUCTURES)
    found = records(made)
    body = json.dumps(found, ensure_ascii=False)
    lines = [json.dumps(record, ensure_ascii=False) for record in found]
    write(made, body, lines=False)
    texts: dict[str, Callable[[], str]] = {
        "trailing comma": lambda: body[:-1] + ",]",
        "comment": lambda: "// made up\n" + body,
        "single quotes": lambda: body.replace('"', "'"),
        "two documents": lambda: body + body,
        "a key twice": lambda: f"[{', '.join([twice(made, found), *lines[1:]])}]",
        "no list": lambda: json.dumps({"a": 1, "b": {"c": "x"}}),
        "two lists": lambda: json.dumps({"a": found, "b": found[:3]}),
        "empty": lambda: rng.choice(["", "[]", "{}", "null", " ", "[{}]"]),
        "lines named json": lambda: "\n".join(lines),
        "one record": lambda: lines[0],
        "a number": lambda: "7",
        "list of lists": lambda: json.dumps([made.head, *made.rows]),
        "columns": lambda: json.dumps({n: [r[n] for r in found] for n in made.head}),
        "bracket bomb": lambda: "[" * 100_000,
        "deep": lambda: '{"a":' * 5_000 + body + "}" * 5_000,
        "strings": lambda: json.dumps(lines),
        "semicolons": lambda: ";".join(lines),
    }
    if kind in texts:
        write(made, texts[kind](), lines=False)
        if kind == "one record":  # one file a sheet
            made.truths = (made.truths[0][:1],)
        if kind in {"no list", "empty", "a number", "bracket bomb", "two documents"}:
            made.truths = ()
        return None
    return _changed(made, rng, kind, found, lines)


def _changed(made: Draft, rng: random.Random, kind: str, found: list[Record], lines: list[str]) -> object:
    cell = rng.choice(made.vote_cells)
    row, name = found[cell[0]], made.head[cell[1]]
    as_lines = rng.random() < 0.5
    if kind == "cut":
        body = "\n".join(lines) if as_lines else json.dumps(found)
        write(made, body[: rng.randrange(len(body) // 2, len(body) - 1)].rstrip(), lines=as_lines)
        made.truths = ()
        return made.content is not None and not made.content.endswith(b"}")
    if kind in {"json named lines", "blank lines", "crlf", "mark between", "sequence"}:
        text = {
            "json named lines": lambda: json.dumps(found, ensure_ascii=False, indent=rng.choice([None, 1])),
            "blank lines": lambda: "\n\n".join(lines) + "\n\n\n",
            "crlf": lambda: "\r\n".join(lines),
            "mark between": lambda: "\n\ufeff".join(lines),
            "sequence": lambda: "\x1e" + "\n\x1e".join(lines),
        }[kind]()
        write(made, text, lines=True)
        return None
    if kind == "surrogate key":
        row["\ud83d"] = "1"
        write(made, json.dumps(found), lines=False)
        return None
    if kind == "case of keys" and name.upper() == name.lower():
        return False
    _reshaped(made, kind, cell, found)
    dumped(made, found, lines=as_lines)
    return None


def _reshaped(made: Draft, kind: str, cell: tuple[int, int], found: list[Record]) -> None:
    row, name = found[cell[0]], made.head[cell[1]]
    if kind in {"missing key", "null"}:
        row[name] = None
        if kind == "missing key":
            del row[name]
        made.truths = (made.with_votes(cell, None),)
    elif kind == "case of keys":
        row[name.upper() if name != name.upper() else name.lower()] = "7"
    elif kind == "keys with blanks":
        row[f" {name}"] = row.pop(name)
    elif kind == "record in record":
        found[:] = [{"a": {"b": record}} for record in found]
    elif kind == "empty record":
        found.insert(1, {})
    elif kind == "null record":
        found.insert(1, None)  # type: ignore[arg-type]
