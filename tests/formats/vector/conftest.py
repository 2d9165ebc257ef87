"""What tests of GeoPackages share."""

import geopandas as gpd
import pytest
from shapely import box


@pytest.fixture
def path(tmp_path):
    """A layer of two squares."""
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b"], "n": [1, 2]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4490
    )
    frame.to_file(tmp_path / "layer.gpkg")
    return tmp_path / "layer.gpkg"
