"""Borders of the map: read where they are GeoJSON in degrees, else refused; thinned to what a page holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from veedor.errors import InputError
from veedor.report.charts.outlines import LARGEST, POINTS, border_rows, read_rings

SQUARE = [[-70, -20], [-60, -20], [-60, -10], [-70, -10], [-70, -20]]


def written(folder: Path, made: object) -> Path:
    path = folder / "borders.geojson"
    path.write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("geometry", "rings"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE, SQUARE]}, 2),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, 2),
        ({"type": "LineString", "coordinates": SQUARE}, 1),
        ({"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": SQUARE}]}, 1),
        ({"type": "Point", "coordinates": [1, 2]}, 0),
        (None, 0),
    ],
)
def test_every_kind_of_geometry_is_read(tmp_path: Path, geometry: object, rings: int) -> None:
    made = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": geometry, "properties": {}}],
    }
    assert len(read_rings(written(tmp_path, made))) == rings


@pytest.mark.parametrize(
    "made",
    [
        "",
        "[" * 100_000,
        {"type": "<script>"},
        {"type": "Polygon", "coordinates": 7},
        {"type": "Polygon", "coordinates": [[[1, 2], ["x", 3]]]},
        {"type": "Polygon", "coordinates": [[[600_000, 8_000_000], [1, 2]]]},
        '{"type": "LineString", "coordinates": [[NaN, 1], [1, 2]]}',
        {"features": []},
        {"type": "GeometryCollection", "geometries": [{"type": "Feature", "geometry": {}}]},
    ],
)
def test_what_is_no_geojson_in_degrees_is_refused(tmp_path: Path, made: object) -> None:
    with pytest.raises(InputError, match=r"borders\.geojson.*no GeoJSON in degrees"):
        read_rings(written(tmp_path, made))


def test_deep_nests_and_large_files_are_refused(tmp_path: Path) -> None:
    made: dict[str, object] = {"type": "LineString", "coordinates": SQUARE}
    for _ in range(30):
        made = {"type": "GeometryCollection", "geometries": [made]}
    with pytest.raises(InputError, match="too deep"):
        read_rings(written(tmp_path, made))
    with pytest.raises(InputError, match="larger than"):
        read_rings(written(tmp_path, " " * (LARGEST + 1)))
    with pytest.raises(InputError, match="cannot be read"):
        read_rings(tmp_path / "nowhere.geojson")


def test_long_borders_are_thinned_to_what_a_page_holds() -> None:
    coast = [(-65 + i / 10_000, -15 + (i % 2) / 10) for i in range(100_000)]
    rows = border_rows([coast], 0.9, [-60, -50], [-16, -14])
    assert 0 < len(rows) <= POINTS
    assert len(border_rows([coast[:2]] * 2 * POINTS, 0.9, [-60, -50], [-16, -14])) <= POINTS


def test_a_line_that_crosses_the_map_between_corners_outside_is_kept() -> None:
    square = [(float(x), float(y)) for x, y in SQUARE]
    assert len(border_rows([square], 1.0, [-66, -64], [-30, -5])) == 5
    assert border_rows([square], 1.0, [-10, -5], [0, 5]) == []
