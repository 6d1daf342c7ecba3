"""Which key of the case a staged column comes from, so that a refusal names it."""

from __future__ import annotations

from veedor.intake.case_columns import AREA_FIGURES, key_of_figure

_KEYS = {
    "sheet_id": "sheet.id",
    "status": "sheet.status",
    "verified_at": "sheet.verified_at",
    "choice": "choices.choice",
    "region": "log.region",
    "at": "log.at",
    "snapshot": "each.snapshot",
    "taken_at": "each.taken_at",
    "stratum": "stratum.column",
    "contest": "contest.column",
}
_KINDS = {
    "level": "place.levels.{}",
    "division": "place.divisions.{}",
    "unit": "numbers.registered_of",
    "over": "rows.add_over",
    "log": "log.{}",
    "votes": "choices.votes",
}


def key_of(name: str) -> str:
    """Give the key, within its source, that names the columns of a staged column.

    Examples
    --------
    >>> key_of("sheet_id"), key_of("level:region"), key_of("registered")
    ('sheet.id', 'place.levels.region', 'numbers.registered')
    """
    if name in AREA_FIGURES:
        return f"area.{key_of_figure(name)}"
    kind, parted, rest = name.partition(":")
    if kind == "votes" and rest:
        return "choices.columns"
    return _KINDS[kind].format(rest) if parted else _KEYS.get(name, f"numbers.{name}")
