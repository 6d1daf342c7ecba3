"""A small Parquet table with everything in it that engines treat differently."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path


def write_votes(path: Path) -> Path:
    moments = [datetime(2030, 3, 10, 8 + i // 4, i % 4 * 15, 30) for i in range(12)]  # noqa: DTZ001
    table = pa.table(
        {
            "sheet_id": [f"{i:03}" for i in range(12)],
            "place_id": ["North / Ñuñoa", "North / Ñuñoa", "South / School", None] * 3,
            "at": pa.array(moments, pa.timestamp("us")),
            "21F": pa.array([1, None, 3, 4, None, 6, 7, 8, 9, 10, 11, None], pa.int64()),
            "MAS - IPSP": pa.array(range(12), pa.int64()),
            "raw": ["16.0", "", "x", "7", "1.234", "0", "12", "-3", " 5", "9", None, "3"],
        }
    )
    pq.write_table(table, path)
    return path
