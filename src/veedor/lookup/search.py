"""Texts in which something is looked for, whatever its capitals and accents."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from veedor.arrays import Flags, Ints


def plain(text: str) -> str:
    """Return a text as it is compared by a search: small letters without accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@dataclass(frozen=True, eq=False)
class SearchTexts:
    """What a search looks at.

    Parameters
    ----------
    ids : Arrow array of text, shape (n,)
        The id of each sheet, as it is compared.
    places : Arrow array of text, shape (n_places,), optional
        The whole path of each place, as it is compared; each stands once.
    place : int vector, shape (n,), optional
        Place of each sheet.
    """

    ids: pa.Array
    places: pa.Array | None = None
    place: Ints | None = None

    def holding(self, text: str) -> Flags:
        """Say which sheets have a text in their id or their place, shape (n,)."""
        wanted = plain(text)
        found = _holds(self.ids, wanted)
        if self.places is not None and self.place is not None:
            in_places = _holds(self.places, wanted)
            if in_places.any():
                found |= in_places[self.place]
        return found


def search_texts(ids: pa.Array, places: Sequence[str] = (), place: Ints | None = None) -> SearchTexts:
    """Prepare the texts of some sheets to be searched.

    Parameters
    ----------
    ids : Arrow array of text
        Of the sheets.
    places : sequence of str
        The whole path of each place.
    place : int vector, optional
        Place of each sheet, of those; without it places are not searched.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    is_ascii = bool(pc.all(pc.string_is_ascii(ids)).as_py())
    ids = (
        pc.ascii_lower(ids) if is_ascii else pa.array([plain(text) for text in ids.to_pylist()], pa.string())
    )
    if place is None:
        return SearchTexts(ids)
    return SearchTexts(ids, pa.array([plain(name) for name in places], pa.string()), place)


def _holds(texts: pa.Array, wanted: str) -> Flags:
    """Say which texts hold another, with no way through Arrow's own conversion, which imports pandas."""
    import pyarrow.compute as pc

    bits = np.frombuffer(pc.match_substring(texts, wanted).buffers()[1], dtype=np.uint8)
    found: Flags = np.unpackbits(bits, bitorder="little")[: len(texts)].view(np.bool_)
    return found
