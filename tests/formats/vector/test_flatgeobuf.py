"""A FlatGeobuf is read whole, or a sentence says why not: GDAL believes its header."""

import struct

import geopandas as gpd
import pyogrio
import pytest
from shapely import Point, box

from geo.city.schemas import TABLES
from geo.core.issues import BoundaryError, TableError
from geo.formats.source import Source
from geo.formats.tables import open_table
from geo.formats.vector import features, flatgeobuf

MANY = 50


@pytest.fixture(params=["NO", "YES"], ids=["plain", "indexed"])
def layer(request, tmp_path):
    frame = gpd.GeoDataFrame(
        {"社区代码": [f"9901010010{at:02}" for at in range(MANY)], "人数": 1},
        geometry=[Point(103.5 + at / 1000, 40.5) for at in range(MANY)],
        crs=4326,
    )
    path = tmp_path / "a.fgb"
    frame.to_file(path, SPATIAL_INDEX=request.param)
    return Source(path, path.name)


def state(source, count):
    """Let the header state another number of features."""
    content = bytearray(source.path.read_bytes())
    (root,) = struct.unpack_from("<I", content, 12)
    struct.pack_into("<Q", content, 12 + flatgeobuf._field(content[12:], root, 8), count)
    source.path.write_bytes(content)


def test_as_it_was_written_it_is_read_whole(layer):
    with features.opened(layer) as file:
        assert len(file.read("a")) == file.count("a") == MANY


@pytest.mark.parametrize("count", [1, MANY - 1, MANY + 1, 2 * MANY, 2**31, 2**40, 2**64 - 1])
def test_another_count_is_refused(layer, count):
    state(layer, count)
    with pytest.raises(BoundaryError) as refused, features.opened(layer):
        pass
    assert [issue.what for issue in refused.value.issues] == ["issue.layer_broken"]
    with pytest.raises(TableError):
        open_table(layer, TABLES["records"], {})


def test_one_cut_off_between_two_features_is_refused(layer):
    content = layer.path.read_bytes()
    begin = max(
        at
        for at in range(len(content) - 4)
        if at + 4 + struct.unpack_from("<I", content, at)[0] == len(content)
    )
    layer.path.write_bytes(content[:begin])
    with pytest.raises(BoundaryError), features.opened(layer):
        pass


@pytest.mark.parametrize("size", [1, 2, 16, 17, 256, 257, 5000])
def test_the_index_is_as_large_as_gdal_writes_it(tmp_path, size):
    path = tmp_path / "a.fgb"
    frame = gpd.GeoDataFrame(
        geometry=[box(at / 100, 0, at / 100 + 0.01, 1) for at in range(size)], crs=4326
    )
    pyogrio.write_dataframe(frame, path, SPATIAL_INDEX="YES")
    flatgeobuf.refuse_other_count(Source(path, path.name))
