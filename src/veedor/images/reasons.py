"""Why there is no image to be shown: a short name, as the register has it, and a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import FetchError
from veedor.sentence import sentence, template

if TYPE_CHECKING:
    from veedor.sentence import Translatable

REASONS = {
    "unnamed": template("the case does not know all that its name is made of"),
    "not_asked": template("it was not asked for: the server does not answer"),
    # of a server
    "robots": template("the publisher asks programs not to fetch it: {detail}"),
    "private": template("it lies within a private network, in which the desk asks nobody for others"),
    "unreachable": template("the server does not answer: {detail}"),
    "slow": template("the server took too long: {detail}"),
    "endless": template("it is larger than an image may be: {detail}"),
    "cut_off": template("it broke off: {detail}"),
    "elsewhere": template("the server points elsewhere, which is not followed: {detail}"),
    "status": template("the server answered: {detail}"),
    # of a folder
    "absent": template("there is no such file that can be read: {detail}"),
    "link": template("{detail} is a link; no image is read through one"),
    "outside": template("it lies outside the case"),
    # of what came
    "web_page": template("it is a web page, not an image"),
    "svg": template("it is an SVG drawing, which can hold code"),
    "tiff": template("it is a TIFF image, which browsers do not show"),
    "other": template("it is no JPEG, PNG, WebP or PDF"),
    "empty": template("it is empty"),
    "damaged": template("it does not say how large it is: it is damaged or cut off"),
    "large": template("it has more bytes than an image may have: {detail}"),
    "unfolds": template("it would unfold to more pixels than a browser should be given: {detail}"),
    # of what was kept
    "gone": template("the image that was fetched is gone from the folder, or was changed there"),
    "moved_on": template("it is another image by now"),
    "unknown": template("no such image was fetched"),
}
"""By the name in the register."""


class NoImageError(FetchError):
    """There is no image, or none that may be shown; :func:`no_image` makes it.

    Parameters
    ----------
    message : str
        Why, for people.
    fault : str
        One of :data:`REASONS`.
    detail : str
        What was seen.
    """

    def __init__(self, message: str, fault: str, detail: str) -> None:
        self.fault, self.detail = fault, detail
        super().__init__(message)


def no_image(fault: str, detail: str = "") -> NoImageError:
    """Return the error that says why there is no image.

    Parameters
    ----------
    fault : str
        One of :data:`REASONS`.
    detail : str
        What was seen.
    """
    return NoImageError(why(fault, detail), fault, detail)


def why(fault: str, detail: str) -> Translatable:
    """Say why there is no image.

    Parameters
    ----------
    fault : str
        One of :data:`REASONS`; another word is said as it is.
    detail : str
        What was seen.
    """
    if fault not in REASONS:
        return sentence("{fault}: {detail}", fault=fault, detail=detail)
    return sentence(REASONS[fault], detail=detail)
