"""The rules of a plan, as they were applied: one file, whose hash the plan names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from veedor.canonical import canonical
from veedor.errors import AuditError
from veedor.rules import dump, loads
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.papers import AuditPlan
    from veedor.audit.reported import ReportedContest
    from veedor.rules import Rule


def write_rules(reported: Sequence[ReportedContest]) -> bytes:
    """Write the rule of a contest as JSON; of several, an object with the rule of each by its contest."""
    if len(reported) == 1:
        return dump(reported[0].rule).encode()
    return canonical(
        {str(one.manifest.sheets.contest.contest_id): json.loads(dump(one.rule)) for one in reported}
    )


def read_rules(content: bytes, plan: AuditPlan, file: str) -> tuple[Rule, ...]:
    """Read the rules back, each in the reading that the plan names.

    Parameters
    ----------
    content : bytes
        The file; its hash has been checked.
    plan : AuditPlan
        Says which contests there are.
    file : str
        Its name, for messages.

    Raises
    ------
    AuditError
        Where the file does not hold a rule for each contest.
    RuleError
        Where one is no rule.
    """
    text = content.decode("utf-8", "replace")
    if len(plan.contests) == 1:
        texts = [text]
    else:
        try:
            found = json.loads(text)
            texts = [json.dumps(found[of.contest_id]) for of in plan.contests]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise AuditError(
                sentence("{file} does not hold the rule of each contest of the plan.", file=file)
            ) from None
    return tuple(
        loads(one, file=file, form="json").reading(of.variant or None)
        for one, of in zip(texts, plan.contests, strict=True)
    )
