"""The list of drawn sheets: what anyone can compute again from the plan, the figures and the seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.audit.draw import proportional, simple
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Container

    from veedor.audit.papers import AuditPlan
    from veedor.audit.population import Population

_HEADER = "rank,sheet_id"


def draw_file(population: Population, plan: AuditPlan, seed: str) -> bytes:
    """Compute the draw: what anyone can compute again from the plan, the figures and the seed."""
    ids = population.ids.tolist()
    if plan.design.draw == "proportional":
        order = proportional(seed, ids, population.sizes).tolist()
        # those that could not overstate anything come last: a count of everything needs them too
        last = (population.sizes == 0) & ~population.lost
        if last.any():
            order += [i for i in simple(seed, ids).tolist() if last[i]]
    else:
        order = [i for i in simple(seed, ids).tolist() if not population.lost[i]]
    rows = [f"{rank},{ids[i]}" for rank, i in enumerate(order, start=1)]
    return ("\n".join([_HEADER, *rows]) + "\n").encode()


def read_draw(content: bytes, name: str, counted: Container[str] | None) -> tuple[str, ...]:
    """Read the sheets back, in the order of the draw.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for messages.
    counted : container of str, optional
        The sheets that can be drawn; None where they are not known here.

    Raises
    ------
    AuditError
        Where the file is no list of counted sheets.
    """
    rows = content.decode("utf-8", errors="replace").removesuffix("\n").split("\n")
    ranks = [row.partition(",") for row in rows[1:]]
    if rows[:1] != [_HEADER] or [rank for rank, _, _ in ranks] != [str(i + 1) for i in range(len(ranks))]:
        raise AuditError(sentence("{name} is no list of drawn sheets.", name=name))
    odd = next((sheet for _, _, sheet in ranks if counted is not None and sheet not in counted), None)
    if odd is not None:
        raise AuditError(
            sentence("{name} names {odd!r}, which is no counted sheet.", name=name, odd=odd[:40])
        )
    return tuple(sheet for _, _, sheet in ranks)
