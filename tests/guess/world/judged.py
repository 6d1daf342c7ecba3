"""What an import of a proposal came to, compared with the truth about the file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guess.world.table import ChoiceTruth, Truth
    from veedor.engine import Store


@dataclass(frozen=True)
class ChoiceFound:
    """A choice of the imported case."""

    label: str
    kind: str
    votes: int


@dataclass
class Found:
    """Sums of an imported case over its counted sheets."""

    choices: list[ChoiceFound] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    sheets: int = 0


def found_in(store: Store) -> Found:
    """Sum what was imported."""
    contests = sorted({row["contest_id"] for row in store.arrow("choice").to_pylist()})
    made = Found()
    for contest in contests:
        versions = [v for v in store.arrow("version").to_pylist() if v["contest_id"] == contest]
        counted = {(v["sheet_id"], v["seq"]) for v in versions if v["state"] == "counted"}
        made.sheets = max(made.sheets, len({v["sheet_id"] for v in versions}))
        votes = [
            row
            for row in store.arrow(f"votes-{contest}").to_pylist()
            if (row["sheet_id"], row["seq"]) in counted
        ]
        for choice in store.arrow("choice").to_pylist():
            if choice["contest_id"] == contest:
                total = sum(row[choice["choice_id"]] or 0 for row in votes)
                made.choices.append(ChoiceFound(choice["label"], choice["kind"], total))
        for name in ("valid", "cast", "blank", "null"):
            figures = [
                v[f"printed_{name}"]
                for v in versions
                if (v["sheet_id"], v["seq"]) in counted and v[f"printed_{name}"] is not None
            ]
            if figures:
                made.numbers[name] = sum(figures)
    registered: list[Any] = [row["registered"] for name in ("sheet", "unit") for row in _rows(store, name)]
    if any(figure is not None for figure in registered):
        made.numbers["registered"] = sum(figure or 0 for figure in registered)
    return made


def _rows(store: Store, name: str) -> list[dict[str, Any]]:
    return store.arrow(name).to_pylist() if name in store.names else []


def differences(truth: Truth, found: Found) -> list[tuple[str, str]]:
    """Give what is not as it should be: the part of the case, and a sentence."""
    made = [*_choices(truth, found), *_numbers(truth, found)]
    if found.sheets != truth.sheets:
        made.append(("sheet", f"{found.sheets} sheets, should be {truth.sheets}"))
    return made


def _choices(truth: Truth, found: Found) -> Iterator[tuple[str, str]]:
    left = list(found.choices)
    choices = truth.choices
    if truth.offices:
        read = {c.label for c in left}
        kept = {o: cs for o, cs in truth.offices.items() if any(name in read for c in cs for name in c.names)}
        choices = [choice for choices in kept.values() for choice in choices]
        yield from (("contest", f"the office {o!r} is not read") for o in truth.offices if o not in kept)
    for wanted in sorted(choices, key=lambda c: -c.votes):
        kind = wanted.kinds[0]
        hits = [c for c in left if c.votes == wanted.votes and _named(wanted, c.label)]
        if hits:
            hit = next((c for c in hits if c.kind in wanted.kinds), hits[0])
            left.remove(hit)
            if hit.kind not in wanted.kinds:
                yield "kind", f"{hit.label!r} is {hit.kind}, should be {'/'.join(wanted.kinds)}"
        elif wanted.votes and found.numbers.get(kind) != wanted.votes:
            near = [f"{c.label!r} ({c.kind}) {c.votes:,}" for c in left if _named(wanted, c.label)]
            near += [f"{c.label!r} has these" for c in left if c.votes == wanted.votes]
            shown = "; ".join(near) or "not there"
            yield "choices", f"{wanted.names[-1]!r} ({kind}) should have {wanted.votes:,}: {shown}"
    for rest in left:
        if rest.votes or rest.kind == "candidate":
            yield "choices", f"{rest.label!r} ({rest.kind}, {rest.votes:,}) is no choice"


def _numbers(truth: Truth, found: Found) -> Iterator[tuple[str, str]]:
    for name in ("registered", "valid", "cast"):
        number, wanted = found.numbers.get(name), truth.numbers.get(name)
        if number == wanted:
            continue
        if number is None:
            yield f"missing {name}", f"{name} {wanted:,} is not read"
        elif wanted is not None:
            yield name, f"{name} should be {wanted:,}, is {number:,}"
        elif number not in truth.meant[name]:
            yield name, f"{name} is {number:,}, and nothing such is published"


def _named(wanted: ChoiceTruth, label: str) -> bool:
    return any(
        _plain(name) in _plain(label) or _plain(label) in _plain(name) for name in wanted.names if name
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKD", text)).lower() or "?"
