"""The parts of a source one below the other, as one table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veedor.engine import fetch_rows
from veedor.errors import InputError
from veedor.intake.names import Key, in_turn
from veedor.intake.raw import FILE, ROW, SOURCE, WORKSHEET, Raw
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.engine import Scratch
    from veedor.engine.sql import Table
    from veedor.intake.notices import Notice

_OWN = (ROW, SOURCE, FILE, WORKSHEET)
_FEW = 20


def stack(raws: Sequence[Raw], scratch: Scratch) -> Raw:
    """Put the parts of a source one below the other.

    Columns are the same where their folded names are, whatever their order. Rows keep their number and file.

    Parameters
    ----------
    raws : sequence of Raw
        At least one, in the order in which they are to stand.
    scratch : Scratch
        Holds many parts that the engine reads.

    Raises
    ------
    InputError
        Where a part lacks a column that another has, or has one more, and that column is not empty.
    """
    if len(raws) == 1:
        return raws[0]
    keys = [in_turn(raw.folded) for raw in raws]
    wanted = _common(raws, keys)
    places = [{key: place for place, key in enumerate(own)} for own in keys]
    first = dict(zip(keys[0], raws[0].header, strict=True))
    unusable = {
        f"c{place}": what
        for raw, own in zip(raws, places, strict=True)
        for place, key in enumerate(wanted)
        if key in own and (what := raw.unusable.get(f"c{own[key]}"))
    }
    table = scratch.stack(_tables(raws, places, wanted))
    return Raw(
        sentence("{raw} and {number_of_raws} more", raw=raws[0].label, number_of_raws=len(raws) - 1),
        tuple(first[key] for key in wanted),
        lambda: table,
        raws[0].keep,
        None,
        raws[0].settings | {"parts": str(len(raws))},
        merged_notices([raw.notices for raw in raws]),
        unusable,
        raws[0].header_row,
    )


def _common(raws: Sequence[Raw], keys: Sequence[tuple[Key, ...]]) -> tuple[Key, ...]:
    """Return the columns of the stacked table, or name the part whose columns are not those of the first."""
    wanted = list(keys[0])
    known = set(wanted)
    dropped: set[Key] = set()
    for raw, own in zip(raws[1:], keys[1:], strict=True):
        more = [key for key in own if key not in known and not _is_empty(raw, own.index(key))]
        if more:
            raise _differs(raw, more[0], raws[0], sentence("has a column that the first part lacks"), raw)
        for key in known - dropped - set(own):
            if not _is_empty(raws[0], keys[0].index(key)):
                raise _differs(raw, key, raws[0], sentence("lacks a column that the first part has"), raws[0])
            dropped.add(key)
    for raw, own in zip(raws[1:], keys[1:], strict=True):
        for key in dropped & set(own):
            if not _is_empty(raw, own.index(key)):
                raise _differs(raw, key, raws[0], sentence("has a column that other parts lack"), raw)
    return tuple(key for key in wanted if key not in dropped)


def _differs(raw: Raw, key: Key, first: Raw, what: str, holder: Raw) -> InputError:
    name = next(
        (name for name, folded in zip(holder.header, holder.folded, strict=True) if folded == key[0]), key[0]
    )
    return InputError(
        sentence("this part {what}: it is missing or renamed.", what=what),
        file=raw.label,
        column=name or "(without a name)",
        expected=sentence(
            "the columns of {file}: {columns}",
            file=first.label,
            columns=", ".join(name for name in first.header if name)[:380],
        ),
        remedy=(
            "Make two sources of the parts, each with its own columns (the same `snapshot` joins them); or "
            "name the columns of this part with `columns = [...]` and leave its header out with `skip`."
        ),
    )


def _is_empty(raw: Raw, place: int) -> bool:
    """Whether a column holds nothing at all."""
    key = f"c{place}"
    if key in raw.unusable:
        return False
    if raw.arrow is not None:
        return all(text is None or not text.strip() for text in raw.arrow[key].unique().to_pylist())
    filled = (raw.table[key].strip() != "").sum()
    return not fetch_rows(raw.table.aggregate(n=filled))[0]["n"]


def _tables(raws: Sequence[Raw], places: Sequence[dict[Key, int]], wanted: tuple[Key, ...]) -> list[Table]:
    """Return the parts with their columns in the order of the first part; neighbours in memory are joined."""
    import pyarrow as pa

    tables: list[Table] = []
    waiting: list[pa.Table] = []

    def flush() -> None:
        if waiting:
            tables.append(raws[0].keep(pa.concat_tables(waiting), f"stacked{len(tables)}"))
            waiting.clear()

    for raw, own in zip(raws, places, strict=True):
        names = {f"c{i}": f"c{own[key]}" for i, key in enumerate(wanted)} | {name: name for name in _OWN}
        if raw.arrow is not None:
            waiting.append(raw.arrow.select(list(names.values())).rename_columns(list(names)))
            continue
        flush()
        tables.append(raw.table.select(**{new: raw.table[old] for new, old in names.items()}))
    flush()
    return tables


def merged_notices(parts: Sequence[tuple[Notice, ...]]) -> tuple[Notice, ...]:
    """Return the notices of all parts; of one kind about one column, those of many files as one."""
    groups: dict[tuple[str, str], list[Notice]] = {}
    for notices in parts:
        for notice in notices:
            groups.setdefault((notice.key, notice.column), []).append(notice)
    made: list[Notice] = []
    for group in groups.values():
        if len(group) <= _FEW:
            made += group
        else:
            number = sum(notice.number for notice in group)
            file = sentence(
                "{file} and {number_of_group} more", file=group[0].file, number_of_group=len(group) - 1
            )
            made.append(replace(group[0], file=file, number=number))
    return tuple(made)
