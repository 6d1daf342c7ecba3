"""What was found, as JSON: values of known kinds only, so that reading it runs nothing."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any

from veedor import sentence as sentences
from veedor.guess.phrase import Phrase
from veedor.guess.proposal import Doubt, Identity, Proposal, ProposedChoice, Unused
from veedor.guess.trial import CheckedSum, Trial
from veedor.intake.case import Control, Fetch, FileForm
from veedor.model import Figure, Unit
from veedor.sentence import record

_IS = "is"
_SENTENCE = "sentence"
_KINDS = {
    kind.__name__: kind
    for kind in (
        Phrase, Proposal, ProposedChoice, Identity, Doubt, Unused, CheckedSum, Trial, FileForm, Fetch,
        Control, Figure,
    )
}  # fmt: skip


def recorded(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON; :func:`revived` reads it."""
    if isinstance(value, Enum):
        return {_IS: "Unit", "of": value.value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: recorded(getattr(value, one.name)) for one in dataclasses.fields(value)}
        if isinstance(value, Trial):
            fields["refused"] = [{_IS: _SENTENCE, "of": record(one)} for one in value.refused]
        return {_IS: type(value).__name__, "of": fields}
    if isinstance(value, dict):
        return {_IS: "", "of": {str(name): recorded(one) for name, one in value.items()}}
    if isinstance(value, tuple | list):
        return [recorded(one) for one in value]
    return str(value) if isinstance(value, str) else value


def revived(made: Any) -> Any:  # noqa: ANN401 - JSON
    """Read what :func:`recorded` gave.

    Raises
    ------
    LookupError, TypeError, ValueError
        Where it is not what that gave.
    """
    if isinstance(made, list):
        return tuple(revived(one) for one in made)
    if not isinstance(made, dict):
        return made
    kind, of = made[_IS], made["of"]
    if kind == "Unit":
        return Unit(of)
    if kind == _SENTENCE:
        return sentences.revived(of)
    fields = {name: revived(one) for name, one in of.items()}
    return _KINDS[kind](**fields) if kind else fields
