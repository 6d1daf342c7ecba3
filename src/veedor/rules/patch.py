"""Another reading of a rule: the same document with some keys set or taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.errors import nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.rules.node import Node

CHANGEABLE = ("base", "round", "seats")
"""Tables that a reading may change; everything else says what the law is, not what it means."""


def patched(
    document: Mapping[str, Any], changes: Mapping[str, Any], removed: Sequence[str], node: Node
) -> dict[str, Any]:
    """Return the substance of a document with some keys changed.

    A path goes down tables by key and lists by name: ``round.first.win.majority.share.base``.

    Parameters
    ----------
    document : mapping
        The document, which is left as it is.
    changes : mapping of path to value
        Keys to set.
    removed : sequence of path
        Keys to take away.
    node : Node
        The variant, which collects the problems.
    """
    new = {key: _copied(document[key]) for key in CHANGEABLE if key in document}
    for path, value in changes.items():
        _at(new, path, node, sentence("set.{path}", path=path), value)
    for path in removed:
        _at(new, path, node, "unset", None)
    return new


def changes_something(document: Mapping[str, Any], variant: Mapping[str, Any]) -> bool:
    """Whether a reading differs from a document: some path that it sets leads there to something else.

    Parameters
    ----------
    document : mapping
        The rule.
    variant : mapping
        The reading, with ``set``.
    """
    return any(_found(document, path) != value for path, value in variant.get("set", {}).items())


def _found(document: Mapping[str, Any], path: str) -> object:
    """Return what stands at a path; None where it leads nowhere."""
    place: Any = document
    for step in path.split("."):
        place = _names(place).get(step)
    return place


def _copied(value: Any) -> Any:  # noqa: ANN401 - a document holds anything
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _at(document: dict[str, Any], path: str, node: Node, key: str, value: object) -> None:
    """Set a key, or take it away where the value is None."""
    *steps, last = path.split(".")
    place: Any = document
    for step in steps:
        known = _names(place)
        if step not in known:
            node.wrong(
                "leads nowhere.",
                key,
                value=path,
                remedy=sentence("No {step!r}. {near}", step=step, near=nearest(step, known)),
            )
            return
        place = known[step]
    if not isinstance(place, dict) or not steps:
        node.wrong("names no key of a table.", key, value=path, expected="a path such as base.valid")
    elif value is None and last not in place:
        node.wrong("is not there.", key, value=path, remedy=nearest(last, place))
    elif value is None:
        del place[last]
    else:
        place[last] = value


def _names(place: object) -> dict[str, Any]:
    """Return what lies within a table by key, or within a list of tables by name."""
    if isinstance(place, dict):
        return place
    if isinstance(place, list):
        return {str(item.get("name")): item for item in place if isinstance(item, dict)}
    return {}
