"""Travel times made elsewhere."""

import numpy as np

from geo.city.datasets.travel_times import read_travel_times
from geo.city.settings import TravelTimeSettings

HEADS = ["社区代码", "站点名称", "分钟"]


def times(write, *rows, heads=HEADS):
    return read_travel_times(write("t.csv", [heads, *rows]), TravelTimeSettings(file="t.csv"))


def test_minutes_of_pairs(write):
    read = times(write, ["990101001001", "甲站", "12.5"], ["990101001001", "乙站", ""])
    assert not read.issues
    assert read.frame["minutes"].tolist()[0] == 12.5
    assert np.isnan(read.frame["minutes"].iloc[1])
    assert read.frame["community_code"].tolist() == ["990101001001"] * 2


def test_the_columns_of_a_router(write):
    heads = ["from_id", "to_id", "travel_time"]
    read = times(write, ["990101001001", "甲站", "7"], heads=heads)
    assert not read.issues
    assert read.frame[["community_code", "site_name", "minutes"]].to_numpy().tolist() == [
        ["990101001001", "甲站", 7.0]
    ]


def test_what_cannot_be_read_is_told(write, told):
    read = times(
        write,
        ["990101001001", "甲站", "很远"],
        ["990101001001", "甲站", "-1"],
        ["", "甲站", "3"],
        ["990101001001", "", "3"],
        ["990101001002", "甲站", "3"],
    )
    assert told(read.issues, "issue.number_unread", "很远").row == 2
    assert told(read.issues, "issue.number_negative", "-1").row == 3
    assert told(read.issues, "issue.travel_time_ends").row == 4
    assert read.frame["row"].tolist() == [6]


def test_a_code_that_a_spreadsheet_spoilt_stops(write, told):
    assert told(times(write, ["9.9E+11", "甲站", "3"]).issues, "issue.code_mangled").stops
