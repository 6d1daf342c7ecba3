"""Files: written whole or not at all, whoever is killed meanwhile; read where they are ordinary and small."""

from veedor.disk.files import ASIDE, LARGEST, make_folder, read, settle, settle_folder, write, write_all
from veedor.disk.folders import MAKER, aside, made_aside, move_into, sweep
from veedor.disk.locks import alone, lock, lock_handle

__all__ = [
    "ASIDE", "LARGEST", "MAKER", "alone", "aside", "lock", "lock_handle", "made_aside", "make_folder",
    "move_into", "read", "settle", "settle_folder", "sweep", "write", "write_all",
]  # fmt: skip
