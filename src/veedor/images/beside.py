"""Images that lie in a folder beside the case: read where they are, never through a link."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from veedor import disk
from veedor.images.kinds import LARGEST
from veedor.images.reasons import no_image

if TYPE_CHECKING:
    from pathlib import Path


def read_beside(case: Path, address: str) -> bytes:
    """Read a file beside a case.

    Parameters
    ----------
    case : Path
        Folder of the case.
    address : str
        Path within it, parts joined by ``/``.

    Raises
    ------
    NoImageError
        Where there is none, it is no ordinary file, or the way to it leads over a link or out of the case.
    """
    path = case
    for part in address.replace("\\", "/").split("/"):
        if part in {"..", ""} or ":" in part or "\0" in part:
            raise no_image("outside")
        path = path / part
        if path.is_symlink():
            raise no_image("link", path.name)
    try:
        return disk.read(path, LARGEST)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise no_image("large", f"{path.stat().st_size:,}") from error
        raise no_image("absent", address) from error
