"""One image to be looked at: from what was kept, or from the folder beside the case; never from a server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.canonical import sha256
from veedor.images.beside import read_beside
from veedor.images.kinds import ImageFacts, examine
from veedor.images.reasons import NoImageError, no_image

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.images.named import SheetImage
    from veedor.images.register import ImageLine, ImageRegister


@dataclass(frozen=True)
class ShownImage:
    """What a page says of an image.

    Parameters
    ----------
    image : SheetImage
        Which.
    sha256 : str
        Of the image that is there; empty where none is.
    facts : ImageFacts, optional
        What it is; None where none is there.
    size : int
        Its bytes.
    noted : ImageLine, optional
        The last image that the register has of it: a file beside the case may be another one by now.
    earlier : tuple of ImageLine
        Other images that came from the same address before, the latest first, one line for each.
    missed : ImageLine, optional
        Why the last question brought none, where it was asked after the last image came.
    problem : str
        Why what is there cannot be shown.
    """

    image: SheetImage
    sha256: str = ""
    facts: ImageFacts | None = None
    size: int = 0
    noted: ImageLine | None = None
    earlier: tuple[ImageLine, ...] = ()
    missed: ImageLine | None = None
    problem: str = ""

    @property
    def moved_on(self) -> bool:
        """Whether it is not the image any more that the register notes."""
        return bool(self.sha256) and self.noted is not None and self.noted.sha256 != self.sha256


def shown_image(case: Path, register: ImageRegister, image: SheetImage) -> ShownImage:
    """Say what is known of an image.

    Parameters
    ----------
    case : Path
        Folder of the case.
    register : ImageRegister
        What was kept.
    image : SheetImage
        Which.
    """
    lines = register.lines(image.address) if image.address else ()
    noted = next((line for line in reversed(lines) if line.came), None)
    others = {line.sha256: line for line in lines if line.came and noted and line.sha256 != noted.sha256}
    earlier = tuple(sorted(others.values(), key=lambda line: line.at, reverse=True))
    missed = lines[-1] if lines and not lines[-1].came else None
    known = ShownImage(image, noted=noted, earlier=earlier, missed=missed)
    if not image.address or (noted is None and not image.is_file):
        return known
    try:
        content, facts = read_image(case, register, image)
    except NoImageError as error:
        return ShownImage(image, noted=noted, earlier=earlier, missed=missed, problem=error.text)
    return ShownImage(image, sha256(content), facts, len(content), noted, earlier, missed)


def read_image(
    case: Path, register: ImageRegister, image: SheetImage, wanted: str = ""
) -> tuple[bytes, ImageFacts]:
    """Return an image, and what it is by its own bytes.

    Parameters
    ----------
    case : Path
        Folder of the case.
    register : ImageRegister
        What was kept.
    image : SheetImage
        Which.
    wanted : str
        SHA-256 of the one that is meant, of those that came from its address; by default the last one.

    Raises
    ------
    NoImageError
        Where it is not there, or may not be shown.
    """
    if image.is_file:
        content = read_beside(case, image.address)
        if wanted in {"", sha256(content)}:
            return content, examine(content)
        raise no_image("moved_on")
    of = [line for line in register.lines(image.address) if line.came and wanted in {"", line.sha256}]
    if not of:
        raise no_image("unknown")
    return register.content(of[-1])
