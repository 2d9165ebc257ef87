"""Jinan's people as five offices would send them: one staffing table, or a fault that is named."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from support import five_ways
from support.five_ways import PEOPLE

import geo
from geo.core.i18n import LANGUAGES
from geo.core.issues import TableError

pytestmark = pytest.mark.real

CITY = """
name = "{name}"

[boundaries]
communities = "boundaries/districts.gpkg"
extra = "boundaries/without_boundary.csv"
coordinates = "wgs84"

[records]
files = ["records/census.csv"]

[staff]
file = "staff.csv"
"""

WITHOUT_BOUNDARY = 174_928
TABLE = ["community_code", "people", "staff", "need_staff", "gap_staff", "status"]


def run(folder, file, coordinates="wgs84", layer="boundaries/districts.gpkg", columns=""):
    toml = CITY.format(name="jinan").replace("boundaries/districts.gpkg", layer)
    given = f'files = ["{file}"]\ncoordinates = "{coordinates}"\n{columns}'
    toml = toml.replace('files = ["records/census.csv"]', given)
    (folder / "city.toml").write_text(toml, "utf-8")
    return geo.run(geo.City.open(folder))


@pytest.fixture
def expected(jinan):
    """What the census says by code, without any point."""
    folder, _ = jinan
    plan = geo.run(geo.City.open(folder))
    return plan.communities[TABLE]


def the_same(plan, expected):
    pd.testing.assert_frame_equal(plan.communities[TABLE], expected)
    assert plan.city_total["people"].item() == PEOPLE
    assert plan.city_total["need_staff"].item() == 4_230
    read = plan.account[plan.account["stage"] == "read"]
    assert read["persons"].sum() == PEOPLE
    for fault in plan.faults:
        assert all(fault.sentence(language) for language in LANGUAGES)


def test_csv_in_gb18030(jinan, expected):
    folder, records = jinan
    file = five_ways.gb18030(folder / "records", records)
    the_same(run(folder, f"records/{file.name}"), expected)


def test_coordinates_in_gcj02(jinan, expected):
    folder, records = jinan
    file = five_ways.gcj02(folder / "records", records)
    shifted = pd.read_csv(file, encoding="gb18030")
    moved_m = 111_195 * np.hypot(*(shifted[of] - records[of] for of in ("经度", "纬度")))
    assert moved_m.median() > 300
    the_same(run(folder, f"records/{file.name}", "gcj02"), expected)


def test_workbook_with_title_two_heads_totals_and_notes(jinan, expected):
    folder, records = jinan
    five_ways.workbook(folder / "records", records)
    plan = run(folder, "records/登记表.xlsx")
    the_same(plan, expected)
    told = [fault for fault in plan.faults if fault.file == "records/登记表.xlsx"]
    assert {fault.what for fault in told} >= {"fault.total_right", "fault.note_line"}
    assert "fault.total_wrong" not in {fault.what for fault in told}
    assert sum(fault.rows for fault in told if fault.what == "fault.total_right") == 5


# GDAL itself stumbles over the heads that it cuts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_districts_as_a_zipped_shapefile_in_gbk(jinan, expected):
    folder, records = jinan
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg")
    five_ways.zipped_shapefile(folder / "boundaries", districts)
    records.to_csv(folder / "records" / "points.csv", index=False)
    plan = run(folder, "records/points.csv", layer="boundaries/济南.zip")
    the_same(plan, expected)
    assert plan.communities["community_name"].str.contains("历下").any()


def test_longitude_and_latitude_exchanged_beside_codes(jinan, expected):
    folder, records = jinan
    by_point = run_points(folder, records)
    coded = records.assign(社区代码=by_point)
    five_ways.exchanged(folder / "records", coded)
    plan = run(folder, "records/exchanged.csv")
    the_same(plan, expected)
    noted = plan.notes.set_index("note")["persons"]
    assert noted["point_swapped"] == PEOPLE - WITHOUT_BOUNDARY


def test_longitude_and_latitude_exchanged_without_codes(jinan, expected):
    folder, records = jinan
    five_ways.exchanged(folder / "records", records)
    with pytest.raises(TableError) as refused:
        run(folder, "records/exchanged.csv")
    [fault] = refused.value.faults
    for sentence in map(fault.sentence, LANGUAGES):
        assert "records/exchanged.csv" in sentence
        assert 'lon = "纬度", lat = "经度"' in sentence
    plan = run(folder, "records/exchanged.csv", columns='columns = { lon = "纬度", lat = "经度" }')
    the_same(plan, expected)


def run_points(folder, records):
    """Name the district of every record: its code, or the one its point was drawn in."""
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg")
    points = gpd.GeoSeries(gpd.points_from_xy(records["经度"], records["纬度"]), crs=4326)
    of = np.full(len(records), None, dtype=object)
    for row in districts.itertuples():
        of[points.within(row.geometry).to_numpy()] = str(row.code)
    return records["社区代码"].fillna(pd.Series(of, index=records.index))
