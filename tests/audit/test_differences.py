"""What is told where the figures that an audit committed to are not those of the case."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from veedor.audit.capacity import Cap
from veedor.audit.compare import _differences
from veedor.canonical import sha256

RULE = b"the law"
HEAD = "sheet_id,a/A,a/ballots"


def told(
    committed: list[str], published: list[str], cap: str = Cap.REGISTERED, rule: bytes = RULE
) -> list[str]:
    folder: Any = SimpleNamespace(
        plan=SimpleNamespace(rule_sha256=sha256(RULE), design=SimpleNamespace(cap=cap))
    )
    first, second = ("\n".join([HEAD, *rows, ""]).encode() for rows in (committed, published))
    return [str(one) for one in _differences(folder, first, second, rule)]


ROWS = [f"s{i},{i},9" for i in range(8)]


def test_equal_figures_differ_in_nothing() -> None:
    assert told(ROWS, ROWS) == []
    (only,) = told(ROWS, ROWS, rule=b"another law")
    assert "rule" in only


@pytest.mark.parametrize("changed", [1, 5, 6, 8])
def test_the_first_five_cells_are_told_and_how_many_more_there_are(changed: int) -> None:
    found = told(ROWS, [f"s{i},{i + (i < changed)},9" for i in range(8)])
    assert found[0] == "Sheet 's0', column 'a/A': '0' is committed, the case has '1'."
    assert len(found) == min(changed, 5) + (changed > 5)
    assert changed <= 5 or found[-1] == f"{changed - 5} more cells or sheets differ."


def test_sheets_of_one_side_are_named() -> None:
    assert told(ROWS, ROWS[1:]) == ["Sheet 's0' is committed and not in the case."]
    assert told(ROWS[1:], ROWS) == ["Sheet 's0' is in the case and not committed."]


def test_what_a_list_of_its_own_says_may_differ() -> None:
    """What sheets can hold comes from that list; columns in another order are told where none does."""
    more = [f"s{i},{i},10" for i in range(8)]
    assert told(ROWS, more, Cap.LISTED) == []
    assert len(told(ROWS, more)) == 6
    assert told(ROWS, [*reversed(ROWS)]) == ["The committed figures and the case differ in their columns."]
    assert told(ROWS, [*reversed(ROWS)], Cap.LISTED) == []
