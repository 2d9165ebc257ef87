"""Tables of flows: long or as a matrix, with all that offices add to them."""

import pandas as pd
import pytest

from geo.city.datasets.od_flows import read_flows
from geo.city.settings import FlowSettings

LONG = ["户籍地", "现居住地", "人数"]


def flows(write, headers, *rows, name="f.csv", **given):
    return read_flows(write(name, [headers, *rows]), FlowSettings(file=name, **given))


def triples(read):
    frame = read.frame[["origin", "destination", "flow"]]
    return sorted(frame.itertuples(index=False, name=None))


def test_a_long_table(write):
    read = flows(
        write, LONG, ["甘肃", "北京", "12"], ["620000", "110000", "0"], ["河北", "天津", ""]
    )
    assert not read.issues
    assert triples(read) == [("甘肃", "北京", 12.0)]


@pytest.mark.parametrize(
    ("corner", "given", "flow"),
    [
        ("dest(现住地)", {}, ("乙", "甲", 5.0)),
        ("户籍地", {}, ("甲", "乙", 5.0)),
        ("origin", {}, ("甲", "乙", 5.0)),
        ("省份", {"rows": "origin"}, ("甲", "乙", 5.0)),
        ("", {"rows": "destination"}, ("乙", "甲", 5.0)),
    ],
)
def test_a_matrix_says_which_way_it_goes(write, corner, given, flow):
    read = flows(write, [corner, "甲", "乙"], ["甲", "0", "5"], ["乙", "0.0", "0"], **given)
    assert not read.issues
    assert triples(read) == [flow]


def test_a_matrix_that_does_not_is_told(write, told):
    read = flows(write, ["省份", "甲", "乙"], ["甲", "0", "5"])
    assert told(read.issues, "issue.flow_rows", "省份").stops
    assert read.frame.empty


def test_titles_totals_and_notes_are_no_places(write, told):
    read = flows(
        write,
        ["2020年人口流动", "", "", ""],
        ["现住地", "甲", "乙", "合计"],
        ["甲", "0", "5", "5"],
        ["乙", "7", "0", "7"],
        ["合计", "7", "5", "12"],
        ["注：不含港澳台", "", "", ""],
    )
    assert triples(read) == [("乙", "甲", 5.0), ("甲", "乙", 7.0)]
    assert told(read.issues, "issue.total_column").column == "合计"
    assert told(read.issues, "issue.total_line").row == 5
    told(read.issues, "issue.note_line")
    assert not read.stopping


@pytest.mark.parametrize("cell", ["五", "-1", "inf"])
@pytest.mark.parametrize("wide", [True, False])
def test_a_number_that_cannot_be_read_stops_a_run(write, told, cell, wide):
    rows = (["现住地", "甲"], ["乙", cell]) if wide else (LONG, ["甲", "乙", cell])
    issue = told(flows(write, *rows).issues, "issue.matrix_unread" if wide else "issue.flow_unread")
    assert (issue.stops, issue.row) == (True, 2)


def test_a_flow_without_a_place_is_told(write, told):
    read = flows(write, LONG, ["", "北京", "3"], ["甘肃", "北京", "4"])
    assert told(read.issues, "issue.flow_cell").row == 2
    assert read.frame["flow"].sum() == 4


def test_an_empty_file_and_headers_alone(write, told):
    assert flows(write, ["现住地", "甲"]).stopping
    read = flows(write, LONG)
    told(read.issues, "issue.no_rows")
    assert read.frame.empty


@pytest.mark.parametrize("name", ["f.xlsx", "f.parquet"])
def test_a_matrix_in_other_forms(tmp_path, name):
    from geo.formats.source import Source

    matrix = pd.DataFrame({"dest": ["甲", "乙"], "甲": [0.0, 7.0], "乙": [5.0, 0.0]})
    path = tmp_path / name
    matrix.to_excel(path, index=False) if name.endswith("xlsx") else matrix.to_parquet(path)
    read = read_flows(Source(path, name), FlowSettings(file=name))
    assert triples(read) == [("乙", "甲", 5.0), ("甲", "乙", 7.0)]


def test_both_ends_in_the_corner_tell_nothing(write, told):
    read = flows(write, ["户籍地/现住地", "甲"], ["甲", "1"])
    told(read.issues, "issue.flow_rows")


def test_numbers_of_rows_and_shares_are_no_places(write, told):
    read = flows(
        write,
        ["序号", "户籍地", "甲", "乙", "占比(%)"],
        ["1", "甲", "0", "5", "41.7"],
        ["2", "乙", "7", "0", "58.3"],
        ["", "比重(%)", "58.3", "41.7", "100"],
    )
    assert triples(read) == [("乙", "甲", 7.0), ("甲", "乙", 5.0)]
    assert told(read.issues, "issue.part_column").column == "占比(%)"


@pytest.mark.parametrize("wide", [True, False])
def test_a_unit_below_flows_is_asked_about(write, told, wide):
    rows = (["户籍地", "甲"], ["乙", "5"]) if wide else (LONG, ["甲", "乙", "5"])
    read = flows(write, *rows, ["单位：万人", *[""] * (len(rows[0]) - 1)])
    assert told(read.issues, "issue.unit_below").stops
    said = flows(write, ["单位：万人", *[""] * (len(rows[0]) - 1)], *rows, ["单位：万人"])
    assert [flow for _, _, flow in triples(said)] == [50000.0]
