"""Whether several files are publications of the same sheets, and whether each says which part it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from veedor.engine import fetch_arrow
from veedor.intake.names import fold
from veedor.intake.raw import WORKSHEET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from veedor.intake.raw import Raw

SEEN = 5_000
"""Rows of a file that are looked at."""

SAME_SHEETS = 0.8
"""Share of the ids of two files that are the same where they are publications of one count."""

SMALLER = 0.3
"""Share of the changed figures that a later publication makes smaller, at the most."""


def _ids(raw: Raw) -> list[str]:
    """Give the texts of the first column that is unique in a file."""
    table = raw.arrow if raw.arrow is not None else fetch_arrow(raw.table.limit(SEEN))
    for place in range(min(len(raw.header), 12)):
        texts = [fold(text or "") for text in table[f"c{place}"].to_pylist()[:SEEN]]
        if texts and all(texts) and len(set(texts)) == len(texts):
            return texts
    return []


def are_publications(first: Raw, last: Raw) -> bool:
    """Whether two files hold the same sheets: the same ids, and most of what else is said of them.

    Of a later publication most figures are the same or larger; of another round, as many are smaller.
    """
    one, other = _rows(first), _rows(last)
    common = one.keys() & other.keys()
    if not common or len(common) < SAME_SHEETS * min(len(one), len(other)):
        return False
    pairs = [pair for key in common for pair in zip(one[key], other[key], strict=False)]
    same = sum(a == b for a, b in pairs)
    changed = [(int(a), int(b)) for a, b in pairs if a != b and a.isdecimal() and b.isdecimal()]
    smaller = sum(later < earlier for earlier, later in changed)
    return same >= 0.4 * len(pairs) and (
        smaller <= SMALLER * len(changed) or same >= SAME_SHEETS * len(pairs)
    )


def _rows(raw: Raw) -> dict[str, list[str]]:
    ids = _ids(raw)
    table = raw.arrow if raw.arrow is not None else fetch_arrow(raw.table.limit(SEEN))
    columns = [table[f"c{i}"].to_pylist()[:SEEN] for i in range(len(raw.header))]
    return {name: [str(column[i] or "") for column in columns] for i, name in enumerate(ids)}


def is_told(raws: Sequence[Raw]) -> bool:
    """Whether a column says which part a row is of: one text a file, another in every file."""
    return _tells([_constants(raw, _looked_at(raw)) for raw in raws[:20]])


def is_told_by_worksheet(raw: Raw) -> bool:
    """Whether a column of a workbook says of which worksheet a row is."""
    table = _looked_at(raw)
    sheets = table[WORKSHEET]
    return _tells([_constants(raw, table.filter(pc.equal(sheets, name))) for name in pc.unique(sheets)])


def _looked_at(raw: Raw) -> pa.Table:
    return raw.arrow if raw.arrow is not None else fetch_arrow(raw.table.limit(1_000))


def _constants(raw: Raw, table: pa.Table) -> dict[str, str]:
    """Give the columns that have one text in all rows of a part, with it."""
    found = {}
    for place, name in enumerate(raw.folded):
        kinds = table[f"c{place}"].unique().to_pylist()
        if name and len(kinds) == 1 and kinds[0]:
            found[name] = str(kinds[0])
    return found


def _tells(parts: Sequence[Mapping[str, str]]) -> bool:
    """Whether a column that is constant in each part has another text in every one."""
    names = set.intersection(*(set(found) for found in parts))
    return any(len({found[name] for found in parts}) == len(parts) for name in names)
