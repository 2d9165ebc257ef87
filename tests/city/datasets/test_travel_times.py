"""Travel times made elsewhere."""

import numpy as np
import pandas as pd
import pytest

from geo.city.datasets.travel_times import read_travel_times
from geo.city.settings import TravelTimeTable
from geo.formats.source import Source
from geo.regions.unit_names import UnitNames

HEADERS = ["社区代码", "站点名称", "分钟"]
CODES = ["990101001001", "990101001002"]


def times(write, *rows, headers=HEADERS, **said):
    return read_travel_times(
        write("t.csv", [headers, *rows]), TravelTimeTable(file="t.csv", **said)
    )


def pairs_of(read):
    return read.frame[["community_code", "site_name", "minutes"]].to_numpy().tolist()


def whats(read):
    return [issue.what for issue in read.issues]


def test_minutes_of_pairs(write):
    read = times(write, ["990101001001", "甲站", "12.5"], ["990101001001", "乙站", ""])
    assert not read.issues
    assert read.frame["minutes"].tolist()[0] == 12.5
    assert np.isnan(read.frame["minutes"].iloc[1])
    assert read.frame["community_code"].tolist() == ["990101001001"] * 2


@pytest.mark.parametrize(
    ("headers", "time", "note"),
    [
        (["from_id", "to_id", "travel_time"], "7", ["issue.minutes_by_headers"]),
        (["from_id", "to_id", "travel_time_p50"], "7", ["issue.minutes_by_headers"]),
        (["OriginID", "DestinationID", "Total_Minutes"], "7", []),
        (["from_index", "to_index", "time"], "420", ["issue.seconds_by_headers"]),
        (["source", "target", "duration_s"], "420", ["issue.unit_read"]),
        (["起点", "终点", "小时数"], "0.11666666666666667", ["issue.unit_read"]),
        (["from_id", "to_id", "TravelTimeSeconds"], "420", ["issue.unit_read"]),
        (["origin", "destination", "用时（分钟）"], "7", []),
    ],
)
def test_the_columns_of_routers_and_their_units(write, headers, time, note):
    read = times(write, [CODES[0], "甲站", time], headers=headers)
    assert set(whats(read)) >= set(note)
    assert not read.stopping
    assert bool(whats(read)) is bool(note)
    [[code, site, minutes]] = pairs_of(read)
    assert (code, site, round(minutes, 9)) == (CODES[0], "甲站", 7.0)


@pytest.mark.parametrize("header", ["time", "duration", "用时", "Total_Time", "travel_time"])
def test_a_unit_that_nobody_says_is_asked_for(write, header):
    headers = ["community", "site", header]
    read = times(write, [CODES[0], "甲站", "420"], headers=headers)
    assert whats(read) == ["issue.unit_asked"]
    assert read.stopping
    read = times(write, [CODES[0], "甲站", "420"], headers=headers, unit="seconds")
    assert not read.stopping
    assert pairs_of(read) == [[CODES[0], "甲站", 7.0]]


def test_minutes_that_look_like_seconds_are_asked_about(write):
    headers = ["from_id", "to_id", "travel_time"]
    rows = [[CODES[0], "甲站", "900"], [CODES[1], "甲站", "1900"]]
    assert whats(times(write, *rows, headers=headers)) == ["issue.unit_asked"]
    read = times(write, *rows, headers=headers, unit="minutes")
    assert read.frame["minutes"].tolist() == [900, 1900]


@pytest.mark.parametrize(
    "cell", ["", "2147483647", "-1", "inf", "-inf", "Infinity", "NaN", "NA", "null", "不可达"]
)
@pytest.mark.parametrize("unit", ["minutes", "seconds", "hours"])
def test_what_stands_for_no_way_is_no_minutes(write, cell, unit):
    read = times(write, [CODES[0], "甲站", cell], [CODES[0], "乙站", "60"], unit=unit)
    assert not [issue for issue in read.issues if issue.severity != "note"]
    assert np.isnan(read.frame["minutes"].iloc[0])
    expected = {"minutes": 60, "seconds": 1, "hours": 3600}[unit]
    assert read.frame["minutes"].iloc[1] == expected


def test_numbers_of_parquet_that_stand_for_no_way(tmp_path):
    path = tmp_path / "t.parquet"
    minutes = [np.inf, -1.0, 2147483647.0, np.nan, 12.0]
    table = {"from_id": CODES[0], "to_id": [*"abcde"], "travel_time": minutes}
    pd.DataFrame(table).to_parquet(path)
    read = read_travel_times(Source(path, path.name), TravelTimeTable(file=path.name))
    assert read.frame["minutes"].isna().tolist() == [True, True, True, True, False]


@pytest.mark.parametrize("turned", [False, True])
def test_a_matrix_as_pandas_writes_it(tmp_path, turned):
    matrix = pd.DataFrame(
        [[300, 1260], [np.nan, 60]], index=pd.Index(CODES, name="from_id"), columns=["s1", "s2"]
    )
    path = tmp_path / "m.csv"
    (matrix.T if turned else matrix).to_csv(path)
    given = TravelTimeTable(file="m.csv", unit="seconds")
    frame = pd.DataFrame({"community_code": CODES, "community_name": ["甲社区", "乙社区"]})
    for level in ("subdistrict", "district"):
        frame[[f"{level}_code", f"{level}_name"]] = ["990101", "x"]
    read = read_travel_times(Source(path, path.name), given, UnitNames(frame))
    assert not read.issues
    made = read.frame.set_index(["community_code", "site_name"])["minutes"]
    assert made[CODES[0]].to_dict() == {"s1": 5.0, "s2": 21.0}
    assert np.isnan(made[CODES[1], "s1"])
    assert made[CODES[1], "s2"] == 1.0
    without = TravelTimeTable(file="m.csv")
    assert whats(read_travel_times(Source(path, path.name), without)) == ["issue.unit_asked"]


def test_a_table_of_words_is_no_matrix(write):
    read = times(write, ["甲", "乙站", "3"], headers=["起", "止", "值"])
    assert "issue.column_needed" in whats(read)


def test_what_cannot_be_read_is_told(write, told):
    read = times(
        write,
        ["990101001001", "甲站", "很远"],
        ["990101001001", "甲站", "-7"],
        ["", "甲站", "3"],
        ["990101001001", "", "3"],
        ["990101001002", "甲站", "3"],
    )
    assert told(read.issues, "issue.number_unread", "很远").row == 2
    assert told(read.issues, "issue.number_negative", "-7").row == 3
    assert told(read.issues, "issue.travel_time_ends").row == 4
    assert read.frame["row"].tolist() == [6]


def test_pairs_that_stand_twice_are_told(write, told):
    read = times(write, *[[CODES[0], "甲站", minutes] for minutes in ("9", "4")])
    assert told(read.issues, "issue.travel_time_twice").row == 3


def test_a_code_that_a_spreadsheet_spoilt_stops(write, told):
    assert told(times(write, ["9.9E+11", "甲站", "3"]).issues, "issue.code_mangled").stops
