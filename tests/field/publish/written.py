"""How figures, times, ids and names are written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from field.publish.layout import Layout

ZERO = {"ascii": 0x30, "arabic": 0x660, "persian": 0x6F0, "wide": 0xFF10, "devanagari": 0x966}
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
MARKS = ("\u00a0", "\u200b", "\u200f", "\u2060")
FORMATS = {
    "day first": "%d/%m/%Y %H:%M:%S",
    "p. m.": "%d/%m/%Y %I:%M:%S %p",
    "month name": "%d-%b-%Y %H:%M:%S",
    "epoch": "epoch",
    "epoch ms": "epoch_ms",
}
"""Form -> ``time.format`` of the case; ISO 8601 needs none."""


def digits(text: str, script: str) -> str:
    """Write digits in another script."""
    return "".join(chr(ZERO[script] + int(c)) if c.isascii() and c.isdigit() else c for c in text)


def figure(number: int | None, layout: Layout) -> str:
    """Write a figure, its thousands parted and its zero as the layout has them."""
    if number is None:
        return layout.missing
    if number == 0 and layout.zeros == "-":
        return "-"
    return digits(f"{number:,}".replace(",", layout.mark), layout.digits)


def moment(at: datetime, layout: Layout) -> dict[str, str]:
    """Write a moment: column -> text."""
    local = at.astimezone(ZoneInfo(layout.zone))
    match layout.time:
        case "none":
            return {}
        case "iso":
            return {"Hora": f"{local:%Y-%m-%dT%H:%M:%S}"}
        case "offset":
            return {"Hora": local.isoformat()}
        case "zulu":
            return {"Hora": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        case "epoch":
            return {"Hora": str(int(at.timestamp()))}
        case "epoch ms":
            return {"Hora": str(int(at.timestamp()) * 1000)}
        case "day first":
            return {"Hora": f"{local:%d/%m/%Y %H:%M:%S}"}
        case "p. m.":
            half = "a. m." if local.hour < 12 else "p. m."
            return {"Hora": f"{local:%d/%m/%Y %I:%M:%S} {half}"}
        case "month name":
            return {"Hora": f"{local.day:02}-{MONTHS[local.month - 1]}-{local.year} {local:%H:%M:%S}"}
        case _:
            return {"Fecha": f"{local:%Y-%m-%d}", "Hora": f"{local:%H:%M:%S}"}


def noisy(rng: random.Random, text: str, layout: Layout) -> str:
    """Put an invisible mark behind a text, here and there."""
    return text + rng.choice(MARKS) if layout.noise and text and rng.random() < 0.4 else text


def number_of(number: int, layout: Layout) -> str:
    """Write the number of a sheet."""
    return f"{number:0{layout.pad}d}" if layout.pad else str(number)
