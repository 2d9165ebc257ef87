"""Compare two values part by part: frames, geometry, dataclasses and what lies in them."""

from dataclasses import fields, is_dataclass

import geopandas as gpd
import numpy as np
import pandas as pd


def assert_same(found, expected, where="value"):
    """Check that two values are of the same classes and equal in every part."""
    assert type(found) is type(expected), where
    if isinstance(expected, pd.DataFrame):
        _same_frames(found, expected, where)
    elif isinstance(expected, pd.Series):
        pd.testing.assert_series_equal(found, expected, check_exact=True, obj=where)
    elif isinstance(expected, np.ndarray):
        assert found.dtype == expected.dtype, where
        np.testing.assert_array_equal(found, expected, err_msg=where)
    elif is_dataclass(expected) and not isinstance(expected, type):
        for field in fields(expected):
            if not field.name.startswith("_"):
                parts = getattr(found, field.name), getattr(expected, field.name)
                assert_same(*parts, f"{where}.{field.name}")
    elif isinstance(expected, dict):
        assert list(found) == list(expected), where
        for key, value in expected.items():
            assert_same(found[key], value, f"{where}[{key}]")
    elif isinstance(expected, list | tuple):
        assert len(found) == len(expected), where
        for place, pair in enumerate(zip(found, expected, strict=True)):
            assert_same(*pair, f"{where}[{place}]")
    elif isinstance(expected, float) and np.isnan(expected):
        assert np.isnan(found), where
    else:
        assert found is expected or found == expected, where


def _same_frames(found, expected, where):
    exactly = {"check_exact": True, "check_freq": True, "obj": where}
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(expected), **exactly)
    assert found.attrs == expected.attrs, where
    assert list(found.dtypes) == list(expected.dtypes), where
    for place, dtype in enumerate(expected.dtypes):
        if dtype.kind == "O" and dtype.name == "object":
            columns = found.iloc[:, place], expected.iloc[:, place]
            assert_same(*(list(column) for column in columns), f"{where}:{place}")
        if dtype.name == "geometry":
            columns = found.iloc[:, place], expected.iloc[:, place]
            shapes = [gpd.GeoSeries(column).to_wkb().tolist() for column in columns]
            assert shapes[0] == shapes[1], where
    if isinstance(expected, gpd.GeoDataFrame):
        assert found._geometry_column_name == expected._geometry_column_name, where
        assert found.crs == expected.crs, where
