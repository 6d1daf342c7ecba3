"""What a log holds: one line of JSON a leaf, of a stated kind with stated fields, written in one way only.

Source: RFC 8785. There are texts, whole numbers and tables of either; a field that a kind does not have is
refused, so that nothing personal slips into a log that can never be rewritten.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from veedor.canonical import is_hash, to_line
from veedor.errors import LedgerError, nearest
from veedor.ledger.tiles import LARGEST_ENTRY
from veedor.sentence import sentence, template, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Leaf = Mapping[str, Any]

LARGEST_NUMBER = 2**53 - 1
"""RFC 8785 knows no larger whole number."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _is_text(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(value.encode())
    except UnicodeEncodeError:  # half a letter
        return False


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_key(value: object) -> bool:
    # beyond U+FFFF the order of keys in RFC 8785 is not that of the letters
    return _is_text(value) and isinstance(value, str) and max(value) <= "\uffff"


def _is_table_of(is_cell: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(_is_key(k) and is_cell(v) for k, v in value.items())


def _is_sha256(value: object) -> bool:
    return isinstance(value, str) and is_hash(value)


TEXT: Final = (template("a text"), _is_text)
COUNT: Final = (template("a whole number from 0"), _is_count)
TIME: Final = (template("a time such as 2019-10-20T23:40:57Z"), _is_time)
FIGURES: Final = (template("a table of whole numbers"), _is_table_of(_is_count))
TEXTS: Final = (template("a table of texts"), _is_table_of(_is_text))
HASH: Final = (template("64 hexadecimal digits in small letters"), _is_sha256)

_AUDIT: Final = {
    "audit": HASH, "row": COUNT, "step": TEXT, "file": TEXT, "sha256": HASH, "who?": TEXT, "at": TEXT,
    "previous": HASH,
}  # fmt: skip

FIELDS: Final[Mapping[str, Mapping[str, tuple[str, Callable[[object], bool]]]]] = {
    "charter": {
        "at": TIME, "origin": TEXT, "title": TEXT, "period": COUNT, "grace": COUNT, "sheet_silence?": COUNT,
        "rule?": TEXT, "contest?": TEXT, "sheets?": COUNT, "manifest?": HASH, "policy": HASH, "keys": TEXTS,
    },
    "sheet": {
        "count": TEXT, "sheet": TEXT, "version": COUNT, "prev?": COUNT, "figures": FIGURES, "at?": TIME,
        "state?": TEXT, "source?": TEXT, "sha256?": HASH,
    },
    "publication": {
        "count": TEXT, "at": TIME, "size?": COUNT, "sheets?": COUNT, "verified?": COUNT, "totals?": FIGURES,
        "sha256?": HASH,
    },
    "capture": {
        "address": TEXT, "at": TIME, "status": COUNT, "sha256": HASH, "bytes": COUNT, "count?": TEXT,
        "headers?": TEXTS,
    },
    "beat": {"at": TIME, "checkpoint?": TEXT},
    "pause": {"at": TIME, "from": TIME, "until": TIME, "reason": TEXT},
    "plan": _AUDIT,
    "seed": _AUDIT,
    "draw": _AUDIT,
    "record": _AUDIT,
    "result": {"audit": HASH, "at": TEXT, "head": HASH, "says": TEXT, "figures?": TEXTS},
    "key": {"at": TIME, "note": TEXT},
    "close": {"at": TIME, "size": COUNT, "sheets?": COUNT, "totals?": FIGURES},
}  # fmt: skip
"""Kind of a leaf -> its fields; those with a question mark may be absent. ``kind`` is one more of each."""

_FORMS = {
    kind: {name.rstrip("?"): (*form, not name.endswith("?")) for name, form in fields.items()}
    for kind, fields in FIELDS.items()
}
"""Kind of a leaf -> field -> its form in words, what checks it, and whether it is needed."""

IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "charter": (),
    "sheet": ("count", "sheet", "version"),
    "publication": ("count", "at"),
    "capture": ("address", "at"),
    "beat": ("at", "checkpoint"),
    "pause": ("from", "until"),
    "plan": ("audit", "row"),
    "seed": ("audit", "row"),
    "draw": ("audit", "row"),
    "record": ("audit", "row"),
    "result": ("audit", "head"),
    "key": ("note",),
    "close": (),
}
"""Fields that no two leaves of a kind share: what is handed in twice stands in a log once."""


def identity(leaf: Leaf) -> tuple[object, ...]:
    """Return what no two leaves of a log share."""
    kind = leaf["kind"]
    # the rows of an audit are numbered together, whatever their kind
    place = "audit" if "row" in IDENTITY[kind] else kind
    return (place, *(leaf.get(name) for name in IDENTITY[kind]))


def to_entry(leaf: Leaf) -> bytes:
    """Write a leaf as the bytes that are hashed.

    Raises
    ------
    LedgerError
        Where it is of no known kind, lacks a field, has one too many or one of another form, or is too long.
    """
    check_leaf(leaf)
    entry = to_line(leaf).encode()
    if len(entry) > LARGEST_ENTRY:
        raise LedgerError(
            sentence(
                "The leaf has {number_of_entry} bytes; no leaf has more than {largest_entry}.",
                number_of_entry=len(entry),
                largest_entry=LARGEST_ENTRY,
            ),
            remedy="Put what is large into a file, and its SHA-256 into the leaf.",
        )
    return entry


def check_leaf(leaf: Leaf) -> None:
    """Refuse what is not a leaf.

    Raises
    ------
    LedgerError
        With the field.
    """
    kind = leaf.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise LedgerError(
            sentence("{kind!r} is no kind of leaf.", kind=str(kind)[:40]),
            remedy=nearest(str(kind)[:40], FIELDS),
        )
    forms = _FORMS[kind]
    for name in leaf.keys() - forms.keys() - {"kind"}:
        known = forms.keys()
        raise LedgerError(
            sentence("A leaf of the kind {kind} has no field {name!r}.", kind=kind, name=str(name)[:40]),
            remedy=nearest(str(name), known),
        )
    for name, (form, fits, needed) in forms.items():
        if name not in leaf:
            if needed:
                raise LedgerError(
                    sentence(
                        "A leaf of the kind {kind} needs the field {name!r}: {form}.",
                        kind=kind,
                        name=name,
                        form=whole(form),
                    )
                )
        elif not fits(leaf[name]):
            shown = json.dumps(leaf[name], default=str)[:60]
            raise LedgerError(
                sentence(
                    "The field {name!r} of a leaf of the kind {kind} is {form}, not {shown}.",
                    name=name,
                    kind=kind,
                    form=whole(form),
                    shown=shown,
                )
            )


def read_leaf(entry: bytes, index: int) -> dict[str, Any]:
    """Read a leaf as a log holds it.

    Parameters
    ----------
    entry : bytes
        The bytes that are hashed.
    index : int
        Where it stands, for messages.

    Raises
    ------
    LedgerError
        Where it is no leaf, or is not written in the one way.
    """
    try:
        text = entry.decode()
        leaf = json.loads(text)
        same = isinstance(leaf, dict) and to_line(leaf) == text
    except (ValueError, RecursionError):
        leaf, same = None, False
    if not same or not isinstance(leaf, dict):
        raise LedgerError(sentence("Leaf {index} is no line of canonical JSON.", index=index))
    try:
        check_leaf(leaf)
    except LedgerError as error:
        raise LedgerError(sentence("Leaf {index}: {message}", index=index, message=error.message)) from None
    return leaf


def seconds_of(time: str) -> int:
    """Return a time of a leaf in seconds since 1970."""
    return int(datetime.fromisoformat(time).timestamp())


def time_of(seconds: float) -> str:
    """Write seconds since 1970 as the time of a leaf."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc(time: str) -> str:
    """Write a time with a zone as the time of a leaf.

    Raises
    ------
    LedgerError
        Where it is no time, or has no zone.
    """
    try:
        found = datetime.fromisoformat(time)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise LedgerError(
            sentence("{time!r} is no time with a zone.", time=time[:40]),
            remedy="Write it as 2019-10-20T19:40:57-04:00.",
        )
    return time_of(found.timestamp())
