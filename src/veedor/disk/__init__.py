"""Files: written whole or not at all, whoever is killed meanwhile; read where they are ordinary and small."""

from veedor.disk.files import (
    ASIDE,
    FULL,
    LARGEST,
    make_folder,
    naming,
    read,
    settle,
    settle_folder,
    write,
    write_all,
)  # fmt: skip
from veedor.disk.folders import MAKER, aside, made_aside, move_into, sweep, temporary
from veedor.disk.locks import alone, lock, lock_handle

__all__ = [
    "ASIDE", "FULL", "LARGEST", "MAKER", "alone", "aside", "lock", "lock_handle", "made_aside", "make_folder",
    "move_into", "naming", "read", "settle", "settle_folder", "sweep", "temporary", "write", "write_all",
]  # fmt: skip
