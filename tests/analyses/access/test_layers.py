"""Reach as a layer: it reads back as it was, is the same every time, and holds what it is given."""

from __future__ import annotations

import pandas as pd
import pyogrio
import pytest
from support.small_results import FORMULA, PLACES

from geo.analyses.access.layers import access_layer


@pytest.fixture
def told(results) -> pd.DataFrame:
    codes = results.communities["community_code"]
    return pd.DataFrame(
        {
            "community_name": results.communities["community_name"].to_numpy(),
            "population_within": pd.array([*range(len(codes) - 1), None], dtype="Int64"),
            "share_within": pd.array([0.5, None, *[1.0] * (len(codes) - 2)], dtype="Float64"),
        },
        index=pd.Index(codes, name="community_code"),
    )


def read(content, folder):
    path = folder / "back.gpkg"
    path.write_bytes(content)
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["accessibility"]
    return pyogrio.read_dataframe(path).set_index("community_code")


def test_it_reads_back_with_outlines_and_nothing_else(results, told, tmp_path):
    back = read(access_layer(results, told), tmp_path)
    assert back.crs == 4326
    assert [*back.columns] == [*told.columns, "geometry"]
    outlines = results.communities.set_index("community_code").geometry
    assert back.geometry.isna().tolist() == outlines.isna().tolist()
    known = outlines.notna()
    assert back.geometry[known].geom_equals(outlines[known]).all()
    assert (back.geometry[known].geom_type == "MultiPolygon").all()
    for name in ("population_within", "share_within"):
        given, found = told[name].astype("Float64"), back[name].astype("Float64")
        assert found.isna().tolist() == given.isna().tolist()
        assert found.dropna().tolist() == given.dropna().tolist()


def test_names_stay_what_they_are(results, told, tmp_path):
    back = read(access_layer(results, told), tmp_path)
    assert back["community_name"].tolist() == [place[1] for place in PLACES]
    assert FORMULA in set(back["community_name"])


def test_communities_that_a_filter_hides_are_not_written(results, told, tmp_path):
    back = read(access_layer(results, told.iloc[[4, 1]]), tmp_path)
    assert set(back.index) == set(told.index[[4, 1]])
    assert read(access_layer(results, told.iloc[:0]), tmp_path).empty


def test_it_is_the_same_every_time(results, told):
    assert access_layer(results, told) == access_layer(results, told)
