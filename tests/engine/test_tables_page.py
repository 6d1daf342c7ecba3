"""The page on the canonical tables is what the schemas say."""

from pathlib import Path

from veedor.engine.describe import describe
from veedor.engine.schemas import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "tables.md"


def test_the_page_is_made_from_the_schemas() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe(), (
        "run: python -m veedor.engine.describe > docs/reference/tables.md"
    )


def test_every_table_has_a_key_of_its_own_columns() -> None:
    for schema in TABLES.values():
        assert set(schema.key) <= set(schema.columns), schema.name
        assert all(field.means for field in schema.fields)
