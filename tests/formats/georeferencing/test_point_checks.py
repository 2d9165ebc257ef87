"""Points that cannot be where they say."""

import numpy as np
import pandas as pd

from geo.formats.georeferencing.point_checks import point_issues
from geo.formats.source import Source


def test_each_kind_is_told_once_with_its_first_row(told):
    points = [
        (113.5, 34.7),  # right
        (34.7, 113.5),  # exchanged: told of the whole file
        (np.nan, 34.7),  # missing
        (0.0, 0.0),
        (1135.0, 34.7),
        (-122.4, 37.8),
        (500_000.0, 4_400_000.0),
        (0.0, 0.0),
    ]
    lon, lat = np.array(points).T
    issues = point_issues(lon, lat, pd.Series(range(2, 10)), Source(None, "r.csv"))
    assert [(f.what, f.row, f.rows) for f in issues] == [
        ("issue.point_no_degrees", 6, 2),
        ("issue.point_zero", 5, 2),
        ("issue.point_abroad", 7, 1),
    ]
    for issue in issues:
        told(issues, issue.what)
        assert not issue.stops
        assert not issue.value  # where somebody lives is nobody's business


def test_points_of_a_city_elsewhere_are_not_said_to_be_abroad():
    lon, lat = np.array([(-87.6, 41.9), (0.0, 0.0), (-122.4, 37.8)]).T
    issues = point_issues(lon, lat, pd.Series([2, 3, 4]), Source(None, "r.csv"), abroad=True)
    assert [(f.what, f.row) for f in issues] == [("issue.point_zero", 3)]
