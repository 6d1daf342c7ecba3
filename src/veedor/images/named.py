"""Which images the sheets of a case have, as its case file names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import MissingDataError
from veedor.intake.case_images import CONTEST, SHEET, fill_image, is_address
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from veedor.count import Election
    from veedor.count.roll import Roll
    from veedor.model import ContestId


@dataclass(frozen=True)
class SheetImage:
    """An image that a sheet should have.

    Parameters
    ----------
    sheet : str
        Id of the sheet.
    page : int
        Which of its images, from 1.
    address : str
        Where it is: an address of the web, or a path within the case. Empty where the case does not know a
        part of it, such as the place of this sheet.
    """

    sheet: str
    page: int
    address: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file beside the case, which nobody has to be asked for."""
        return not is_address(self.address)


def images_of(election: Election, contest_id: ContestId, sheets: Iterable[str]) -> Iterator[SheetImage]:
    """Return the images of some sheets, in their order; none where the contest names no images.

    Parameters
    ----------
    election : Election
        The case.
    contest_id : ContestId
        What was voted on.
    sheets : iterable of str
        Their ids; one that is on no list of the contest has no image.
    """
    templates = election.file.contests[contest_id].images
    if not templates:
        return
    roll, named = election.roll(contest_id), list(sheets)
    for sheet, row in zip(named, roll.rows(np.array(named, dtype=np.str_)).tolist(), strict=True):
        if row >= 0:
            values = {**_values(roll, row), CONTEST: str(contest_id), SHEET: sheet}
            for page, template in enumerate(templates, 1):
                yield SheetImage(sheet, page, fill_image(template, values) or "")


def need_images(election: Election, contest_id: ContestId) -> None:
    """Refuse to go on where a contest names no images.

    Raises
    ------
    MissingDataError
        With what to write.
    """
    if not election.file.contests[contest_id].images:
        raise MissingDataError(
            sentence(
                "The contest {contest!r} of the case names no images of its sheets.", contest=contest_id
            ),
            remedy=sentence(
                'Write below [contest.{contest}]: image = "https://example.org/{{sheet}}.jpg", or a folder '
                'beside case.toml: image = "images/{{sheet}}.jpg".',
                contest=contest_id,
            ),
        )


def _values(roll: Roll, row: int) -> Mapping[str, str]:
    """Return the name of the place of a sheet at every level."""
    places = roll.places
    return {level: places.names[level][int(places.codes[level][row])] for level in places.levels}
