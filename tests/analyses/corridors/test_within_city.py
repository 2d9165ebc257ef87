"""People registered in another unit of the own city: by hand, and adding up to everybody."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corridor_worlds import CODES, EAST, WEST, ZHUMADIAN, write_corridor_city
from support.needed import needed

import geo
from geo.analyses.corridors.methods.flows import unit_hierarchy
from geo.analyses.corridors.methods.within_city import LEVELS, STATES, at_level, compared
from geo.analyses.corridors.model import Corridors, WithinCity
from geo.analyses.corridors.tables import corridor_table
from geo.analyses.corridors.within_city import totals_of, within_city_flows, within_city_of
from geo.analyses.corridors.workbook import corridor_workbook_bytes
from geo.core.standards import Standards

NORTH, SOUTH = "990101001", "990101002"  # subdistricts of the east
CORRIDORS = needed("corridors")
CAME = [
    (CODES[0], ZHUMADIAN, 700),
    (CODES[0], WEST, 40),  # registered in the west, known to the district
    (CODES[2], EAST, 25),
    (CODES[2], SOUTH, 15),
    (CODES[0], SOUTH, 30),  # from one subdistrict of the east to another
    (CODES[1], f"{NORTH}000", 20),  # the code as twelve digits
    (CODES[0], "990100", 9),  # registered in the city, nothing nearer known
    (CODES[3], CODES[2], 6),  # from one community to another of the same subdistrict
]
WITHIN = 40 + 25 + 15 + 30 + 20 + 9 + 6


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = write_corridor_city(tmp_path_factory.mktemp("within") / "city", came=CAME)
    return geo.run(geo.City.open(folder), analyses=CORRIDORS)


def rows(within):
    names = ["state", "registered_code", "residence_code", "flow"]
    return [tuple(None if pd.isna(value) else value for value in row)
            for row in within.frame[names].to_numpy()]  # fmt: skip


def test_from_district_to_district(results):
    within = results[WithinCity]
    assert within.level == "district"
    assert rows(within) == [
        ("resolved", EAST, WEST, 40),
        ("resolved", WEST, EAST, 40),
        ("same_unit", EAST, EAST, 50),
        ("registration_unknown", None, EAST, 9),
        ("same_unit", WEST, WEST, 6),
    ]
    assert within.frame["registered_name"].tolist()[:2] == ["东区", "=西县"]


def test_from_subdistrict_to_subdistrict(results):
    west = "990102001"
    assert rows(within_city_of(results, "subdistrict")) == [
        ("resolved", SOUTH, NORTH, 30),
        ("resolved", NORTH, SOUTH, 20),
        ("resolved", SOUTH, west, 15),
        ("registration_unknown", None, NORTH, 49),
        ("registration_unknown", None, west, 25),
        ("same_unit", west, west, 6),
    ]


def test_it_adds_up_and_none_of_it_is_a_corridor_elsewhere(results):
    corridors, within = results[Corridors], results[WithinCity]
    assert corridors.within_city == within.frame["flow"].sum() == WITHIN
    assert corridors.frame["flow"].sum() == 700
    assert totals_of(within) == ("in", WITHIN, 80, 56, 9, 2, 0)
    assert corridors.total_flow == within.total_flow == sum(volume for *_, volume in CAME)
    table = corridor_table(corridors)
    assert table.loc[table["origin_state"] == "within", "flow"].tolist() == [WITHIN]


def test_lists_of_out_migrants_and_ready_tables_know_it_too(tmp_path):
    left = [(CODES[0], WEST, 8), (CODES[0], ZHUMADIAN, 3)]
    folder = write_corridor_city(tmp_path / "a", came=[(CODES[2], EAST, 5)], out_migrants=left)
    both = geo.run(geo.City.open(folder), analyses=CORRIDORS)[WithinCity].frame
    assert both[["direction", "registered_code", "residence_code", "flow"]].to_numpy().tolist() == [
        ["out", EAST, WEST, 8], ["in", EAST, WEST, 5],
    ]  # fmt: skip
    assert totals_of(WithinCity(frame=both)) == ("in", 5, 5, 0, 0, 1, 8)
    alone = both[both["direction"] == "out"]
    assert totals_of(WithinCity(frame=alone)) == ("out", 8, 8, 0, 0, 1, 0)
    table = [(EAST, WEST, 12), (WEST, EAST, 7), (ZHUMADIAN, EAST, 50), (EAST, EAST, 4)]
    ready = geo.run(
        geo.City.open(write_corridor_city(tmp_path / "b", flows=table)), analyses=CORRIDORS
    )
    assert rows(ready[WithinCity]) == [
        ("resolved", EAST, WEST, 12), ("resolved", WEST, EAST, 7), ("same_unit", EAST, EAST, 4),
    ]  # fmt: skip
    assert ready[Corridors].within_city == 23


def test_table_and_sheet_hold_every_row(results):
    table = within_city_flows(results)
    assert table["flow"].sum() == WITHIN
    book = openpyxl.load_workbook(BytesIO(corridor_workbook_bytes(results, "en")))
    cells = [[cell.value for cell in row] for row in book["Within the city"].iter_rows(min_row=6)]
    assert [row[4] for row in cells[: len(table)]] == table["flow"].tolist()
    assert cells[0][:4] == ["in", "between two units", "东区", "=西县"]


def test_a_city_of_which_nobody_is_registered_within(tmp_path):
    folder = write_corridor_city(tmp_path / "a", came=[(CODES[0], ZHUMADIAN, 70)])
    within = geo.run(geo.City.open(folder), analyses=CORRIDORS)[WithinCity]
    assert within.frame.empty
    assert "registered_name" in within.frame


def test_expected_flows_meet_the_margins_of_a_table_without_its_diagonal():
    # Three districts: the model without distance, fitted cell by cell.
    flows = {("a", "b"): 30, ("a", "c"): 10, ("b", "a"): 20, ("b", "c"): 40, ("c", "a"): 5,
             ("c", "b"): 60}  # fmt: skip
    frame = pd.DataFrame([(*ends, n) for ends, n in flows.items()],
                         columns=["registered_code", "residence_code", "flow"])  # fmt: skip
    frame = frame.assign(direction="in", state="resolved")
    points = pd.DataFrame({"lon": [103.0, 103.2, 103.9], "lat": 40.0}, index=list("abc"))
    told = compared(frame, points, Standards())
    fitted = dict.fromkeys(flows, 1.0)
    for _ in range(3000):
        for end in (0, 1):
            for place in "abc":
                cells = [ends for ends in flows if ends[end] == place]
                factor = sum(flows[of] for of in cells) / sum(fitted[of] for of in cells)
                fitted |= {of: fitted[of] * factor for of in cells}
    assert told["expected_flow"].tolist() == pytest.approx(list(fitted.values()), rel=1e-6)
    for column in ("expected_flow", "expected_flow_gravity"):
        for end in ("registered_code", "residence_code"):
            sums = told.groupby(end)[[column, "flow"]].sum()
            assert sums[column].tolist() == pytest.approx(sums["flow"].tolist(), rel=1e-6)
    assert (told["p_value_adjusted"] <= 1).all()


UNITS = [*CODES, EAST, WEST, NORTH, SOUTH, "990100", None]
HIERARCHY = unit_hierarchy(
    pd.DataFrame(
        {
            "community_code": CODES,
            "subdistrict_code": [code[:9] for code in CODES],
            "district_code": [code[:6] for code in CODES],
        }
    ),
    "990100",
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["in", "out"]), st.sampled_from(UNITS), st.sampled_from(UNITS),
                  st.integers(0, 99)),
        min_size=1, max_size=8,
    ),
    st.sampled_from(LEVELS),
)  # fmt: skip
def test_people_add_up_at_either_level(listed, level):
    frame = pd.DataFrame(listed, columns=["direction", "local_code", "county_code", "flow"])
    told = at_level(frame.astype({"local_code": "str", "county_code": "str"}), HIERARCHY, level)
    assert told["flow"].sum() == frame["flow"].sum()
    assert set(told["state"]) <= set(STATES)
    digits = {"district": 6, "subdistrict": 9}[level]
    moved = told[told["state"] == "resolved"]
    by_hand = {}
    for direction, here, there, volume in listed:
        registered, residence = (there, here) if direction == "in" else (here, there)
        ends = [end[:digits] if end and end != "990100" and len(end) >= digits else None
                for end in (registered, residence)]  # fmt: skip
        if volume and None not in ends and ends[0] != ends[1]:
            key = (direction, *ends)
            by_hand[key] = by_hand.get(key, 0) + volume
    keys = zip(moved["direction"], moved["registered_code"], moved["residence_code"], strict=True)
    assert dict(zip(keys, moved["flow"], strict=True)) == by_hand
