"""The images of a sheet as its page shows them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from veedor.images.named import images_of
from veedor.images.register import ImageRegister
from veedor.images.showing import shown_image

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case
    from veedor.images.named import SheetImage
    from veedor.images.showing import ShownImage


@lru_cache(maxsize=64)
def register_of(folder: Path) -> ImageRegister:
    """Return the register of a case; it reads by itself what was added."""
    return ImageRegister(folder)


def images_of_sheet(name: str, contest: str | None, sheet: str) -> tuple[SheetImage, ...]:
    """Return the images that a sheet should have; none where the case names none, or has no such sheet.

    Parameters
    ----------
    name : str
        Of the case.
    contest : str, optional
        What was voted on.
    sheet : str
        Id of the sheet.
    """

    def answer(case: Case) -> tuple[SheetImage, ...]:
        election = case.election
        return tuple(images_of(election, election.contest_id(contest), [sheet]))

    found: tuple[SheetImage, ...] = settings.DESK.library.ask(name, f"images {contest} {sheet}", answer)
    return found


def shown_images(name: str, images: tuple[SheetImage, ...]) -> tuple[ShownImage, ...]:
    """Say what is known of the images of a sheet.

    Parameters
    ----------
    name : str
        Of the case.
    images : tuple of SheetImage
        As :func:`images_of_sheet` gives them.
    """
    folder = settings.DESK.library.folder(name)
    return tuple(shown_image(folder, register_of(folder), image) for image in images)
