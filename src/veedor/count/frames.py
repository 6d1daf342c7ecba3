"""Sheets as a table of Arrow, pandas or Polars: a row per sheet, what was not published left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.count.vectors import UNKNOWN
from veedor.later import need

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from veedor.arrays import Flags, Ints, Texts, Times
    from veedor.model import Contest

    class _Places:
        """What a table needs of the places of some sheets."""

        levels: tuple[str, ...]
        codes: Mapping[str, Ints]
        names: Mapping[str, tuple[str, ...]]


class AsTable:
    """Gives sheets as a table; :class:`veedor.count.Sheets` has what it needs."""

    if TYPE_CHECKING:
        contest: Contest
        ids: Texts
        votes: Ints
        blank: Flags
        registered: Ints
        places: Any
        stratum: Texts
        printed: Mapping[str, Ints]
        verified_at: Times | None
        areas: Mapping[str, Texts]

    def to_arrow(self) -> pa.Table:
        """Return the sheets as an Arrow table.

        Returns
        -------
        pyarrow.Table
            ``sheet``; the name of each level of place; ``registered``; votes by the id of each choice, in the
            order of the ballot paper; ``printed <total>``; ``stratum``; further divisions; ``verified_at``
            (local time). A blank cell, and what was not published, is null and no zero.
        """
        import numpy as np
        import pyarrow as pa

        def whole(values: Ints, missing: Any) -> pa.Array:  # noqa: ANN401 - a mask
            return pa.array(values, pa.int64(), mask=np.ascontiguousarray(missing))

        def text(values: list[str]) -> pa.Array:
            return pa.array([value or None for value in values], pa.string())

        places: _Places = self.places
        made = {"sheet": pa.array(self.ids.tolist(), pa.string())}
        for level in places.levels:
            names = text(list(places.names[level]))
            made[level] = names.take(pa.array(places.codes[level]))
        made["registered"] = whole(self.registered, self.registered == UNKNOWN)
        for i, choice in enumerate(self.contest.choices):
            made[_free(str(choice.choice_id), made)] = whole(self.votes[:, i], self.blank[:, i])
        for name, total in self.printed.items():
            made[_free(f"printed {name}", made)] = whole(total, total == UNKNOWN)
        for name, values in {"stratum": self.stratum, **self.areas}.items():
            made[_free(name, made)] = text(values.tolist())
        if self.verified_at is not None:
            made[_free("verified_at", made)] = pa.array(self.verified_at)
        return pa.table(made)

    def to_pandas(self) -> Any:  # noqa: ANN401 - a pandas.DataFrame
        """Return the sheets as a pandas data frame of nullable columns: as :meth:`to_arrow`, a row per sheet.

        Raises
        ------
        MissingDataError
            Where pandas is not installed.
        """
        pandas = need("pandas", "sheets.to_arrow()")
        import pyarrow as pa

        return self.to_arrow().to_pandas(types_mapper={pa.int64(): pandas.Int64Dtype()}.get)

    def to_polars(self) -> Any:  # noqa: ANN401 - a polars.DataFrame
        """Return the sheets as a Polars data frame, as :meth:`to_arrow`.

        Raises
        ------
        MissingDataError
            Where Polars is not installed.
        """
        return need("polars", "sheets.to_arrow()").from_arrow(self.to_arrow())


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return a name of a column that no other has: a choice may be called as a level is."""
    while name in taken:
        name += "_"
    return name
