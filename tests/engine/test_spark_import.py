"""An import on Spark gives the tables, and so the answers, that an import on DuckDB gives."""

from __future__ import annotations

import importlib.util
import shutil
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from engine.build_parts import write_parts
from veedor.case import Case, open_case
from veedor.count import Election
from veedor.intake import Imported, import_case, load_case

if TYPE_CHECKING:
    from pathlib import Path

HAS_SPARK = bool(importlib.util.find_spec("pyspark")) and bool(shutil.which("java"))

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        not HAS_SPARK, reason="PySpark or Java is not installed: `make test-spark` installs it"
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Arrow optimization failed:RuntimeWarning"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Imported, Imported]:
    """The same ten parts, imported by either engine."""
    folders = [tmp_path_factory.mktemp(engine) / "ten" for engine in ("duckdb", "spark")]
    here, there = (load_case(write_parts(folder)) for folder in folders)
    return import_case(here), import_case(there, engine="spark")


def test_every_table_is_equal_to_the_row(both: tuple[Imported, Imported]) -> None:
    here, there = (imported.store for imported in both)
    assert here.names == there.names
    assert there.folder.name == here.folder.name  # the key names files and mapping, not the engine
    for name in here.names:
        one, other = (pq.read_table(store.path(name)) for store in (here, there))
        assert [(f.name, f.type) for f in one.schema] == [(f.name, f.type) for f in other.schema], name
        assert one.to_pylist() == other.to_pylist(), name


def test_the_manifest_is_equal_but_for_paths_and_time(both: tuple[Imported, Imported]) -> None:
    def told(imported: Imported) -> dict[str, Any]:
        manifest = {k: v for k, v in imported.store.manifest.items() if k != "seconds"}
        for source in manifest["sources"].values():
            for file in source["files"]:
                file.pop("path")
        return manifest

    here, there = map(told, both)
    assert here == there


def test_outcome_and_check_are_equal(both: tuple[Imported, Imported]) -> None:
    def said(imported: Imported, ask: str) -> list[Any]:
        result = getattr(Case(Election(imported.case, imported.store, name="ten")), ask)()
        return [*(finding.figures for finding in result.findings), *(table.rows for table in result.tables)]

    for ask in ("outcome", "check"):
        here, there = (said(imported, ask) for imported in both)
        assert here == there


def test_nothing_is_left_beside_the_tables(both: tuple[Imported, Imported]) -> None:
    work = both[1].store.folder.parent
    assert {path.name for path in work.iterdir()} <= {both[1].store.folder.name, "seen.json"}


def test_a_part_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    from veedor.errors import InputError, InputErrors

    folder = write_parts(tmp_path / "ten", sheets=12)
    (folder / "data" / "wide-4.csv").write_text('Mesa,Región\n1,"North\n', encoding="utf-8")
    with pytest.raises((InputError, InputErrors), match="wide-4") as here:
        open_case(folder)
    with pytest.raises((InputError, InputErrors)) as there:
        open_case(folder, engine="spark")
    assert str(there.value) == str(here.value)


def test_what_spark_cannot_do_is_refused_in_words(tmp_path: Path) -> None:
    from veedor.errors import EngineError

    folder = write_parts(tmp_path / "ten", sheets=12)
    case = folder / "case.toml"
    case.write_text(
        case.read_text(encoding="utf-8").replace(
            "[source.final.place]", '[source.final.time]\nformat = "%Y-%m-%d %H:%M:%S"\n[source.final.place]'
        ),
        encoding="utf-8",
    )
    with pytest.raises(EngineError, match=r"try_strptime on Spark.*--engine duckdb"):
        open_case(folder, engine="spark")
