"""What somebody states of the sheets besides the case: what each can hold, and ballots that are pending."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.audit.manifest import SheetManifest


def with_listed(manifest: SheetManifest, most: Mapping[str, int]) -> SheetManifest:
    """Return a manifest with what a list says that sheets can hold at the most.

    Parameters
    ----------
    manifest : SheetManifest
        Every expected sheet.
    most : mapping of str to int
        Ballots by sheet: voters who signed, or papers delivered; of every counted sheet, and of others where
        it is known.

    Raises
    ------
    QuestionError
        Where the list names a sheet that is not expected, or lacks a counted one.
    """
    strangers = sorted(set(most) - set(manifest.ids.tolist()))
    if strangers:
        raise QuestionError(
            sentence(
                "The list of what sheets can hold names {stranger!r} "
                "({number_of_strangers} in all), and no such sheet is expected.",
                stranger=strangers[0],
                number_of_strangers=len(strangers),
            ),
            remedy="Write the ids as the case has them.",
        )
    lacking = [sheet for sheet in manifest.sheets.ids.tolist() if sheet not in most]
    if lacking:
        raise QuestionError(
            sentence(
                "The list of what sheets can hold lacks {lacking!r} ({number_of_lacking} counted in all).",
                lacking=lacking[0],
                number_of_lacking=len(lacking),
            ),
            remedy="Give every counted sheet a row; its registered voters where nothing better is known.",
        )
    said = np.array([most.get(sheet, UNKNOWN) for sheet in manifest.ids.tolist()], dtype=np.int64)
    return replace(manifest, ballots=np.where(said == UNKNOWN, manifest.ballots, said))


def with_pending(manifest: SheetManifest, ballots: int) -> SheetManifest:
    """Return a manifest with so many more ballots outstanding, which no expected sheet holds.

    Raises
    ------
    QuestionError
        Where sheets are missing already that nobody knows by name.
    """
    if manifest.unnamed:
        raise QuestionError(
            sentence(
                "{unnamed} expected sheets are not known by name: what is pending is in them already.",
                unnamed=manifest.unnamed,
            ),
            remedy="Leave out --pending; most_ballots of the contest says what they can hold.",
        )
    return replace(manifest, unnamed=1, most_ballots=ballots)


def as_stated(manifest: SheetManifest, most: Mapping[str, int] | None, pending: int | None) -> SheetManifest:
    """Return a manifest with what is stated of it: a list of caps, pending ballots, both, or nothing."""
    manifest = manifest if most is None else with_listed(manifest, most)
    return manifest if pending is None else with_pending(manifest, pending)
