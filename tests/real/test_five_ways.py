"""Jinan's people as five offices would send them: one staffing table, or an issue that is named."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from support import five_ways
from support.five_ways import CITY, POPULATION

import geo
from geo.analyses.population.model import Population
from geo.core.i18n import LANGUAGES
from geo.core.issues import TableError

pytestmark = pytest.mark.real


WITHOUT_BOUNDARY = 174_928
TABLE = [
    "community_code",
    "floating_population",
    "staff",
    "required_staff",
    "staff_shortfall",
    "status",
]


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
    results = geo.run(geo.City.open(folder))
    return results.communities[TABLE]


def the_same(results, expected):
    pd.testing.assert_frame_equal(results.communities[TABLE], expected)
    assert results.city_total["floating_population"].item() == POPULATION
    assert results.city_total["required_staff"].item() == 4_230
    read = results[Population].record_account[results[Population].record_account["stage"] == "read"]
    assert read["persons"].sum() == POPULATION
    for issue in results.issues:
        assert all(issue.sentence(language) for language in LANGUAGES)


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


def test_workbook_with_title_two_headers_totals_and_notes(jinan, expected):
    folder, records = jinan
    five_ways.workbook(folder / "records", records)
    results = run(folder, "records/登记表.xlsx")
    the_same(results, expected)
    told = [issue for issue in results.issues if issue.file == "records/登记表.xlsx"]
    assert {issue.what for issue in told} >= {"issue.total_right", "issue.note_line"}
    assert "issue.total_wrong" not in {issue.what for issue in told}
    assert sum(issue.rows for issue in told if issue.what == "issue.total_right") == 5


# GDAL itself stumbles over the headers that it cuts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_districts_as_a_zipped_shapefile_in_gbk(jinan, expected):
    folder, records = jinan
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg")
    five_ways.zipped_shapefile(folder / "boundaries", districts)
    records.to_csv(folder / "records" / "points.csv", index=False)
    results = run(folder, "records/points.csv", layer="boundaries/济南.zip")
    the_same(results, expected)
    assert results.communities["community_name"].str.contains("历下").any()


def test_longitude_and_latitude_exchanged_beside_codes(jinan, expected):
    folder, records = jinan
    by_point = run_points(folder, records)
    coded = records.assign(社区代码=by_point)
    five_ways.exchanged(folder / "records", coded)
    results = run(folder, "records/exchanged.csv")
    the_same(results, expected)
    noted = results[Population].notes.set_index("note")["persons"]
    assert noted["point_swapped"] == POPULATION - WITHOUT_BOUNDARY


def test_longitude_and_latitude_exchanged_without_codes(jinan, expected):
    folder, records = jinan
    five_ways.exchanged(folder / "records", records)
    with pytest.raises(TableError) as refused:
        run(folder, "records/exchanged.csv")
    [issue] = refused.value.issues
    for sentence in map(issue.sentence, LANGUAGES):
        assert "records/exchanged.csv" in sentence
        assert 'lon = "纬度", lat = "经度"' in sentence
    results = run(
        folder, "records/exchanged.csv", columns='columns = { lon = "纬度", lat = "经度" }'
    )
    the_same(results, expected)


def run_points(folder, records):
    """Return the district of every record: its code, or the one its point was drawn in."""
    districts = gpd.read_file(folder / "boundaries" / "districts.gpkg")
    points = gpd.GeoSeries(gpd.points_from_xy(records["经度"], records["纬度"]), crs=4326)
    of = np.full(len(records), None, dtype=object)
    for row in districts.itertuples():
        of[points.within(row.geometry).to_numpy()] = str(row.code)
    return records["社区代码"].fillna(pd.Series(of, index=records.index))


SAID = {
    "tens of thousands": ("人数（万人）", lambda count: f"{count / 10_000:.4f}"),
    "text": ("人数", lambda count: f"{count:,}人"),
    "full width": ("人 数", lambda count: str(count).translate(FULL_WIDTH)),
}
FULL_WIDTH = {ord(digit): chr(0xFF10 + int(digit)) for digit in "0123456789"}


@pytest.mark.parametrize("said", SAID)
def test_names_for_codes_and_numbers_as_people_write_them(jinan, expected, said):
    """The census by districts, named in full, and so is the roster."""
    (folder, _), (header, written) = jinan, SAID[said]
    layer = gpd.read_file(folder / "boundaries" / "districts.gpkg", ignore_geometry=True)
    extra = pd.read_csv(folder / "boundaries" / "without_boundary.csv", dtype="str")
    names = {**dict(layer[["code", "name"]].values), **dict(extra.values)}
    census = pd.read_csv(folder / "records" / "census.csv", dtype={"社区代码": "str"})
    rows = [
        ("济南市" + names[code], written(count))
        for code, count in census.to_numpy().tolist()
        if count
    ]
    table = pd.DataFrame(rows, columns=["社区名称", header])
    table.to_csv(folder / "records" / "names.csv", index=False, encoding="gb18030")
    roster = pd.read_csv(folder / "staff.csv", dtype={"社区代码": "str"})
    roster = roster.assign(社区=roster.pop("社区代码").map(names))
    roster.to_csv(folder / "staff.csv", index=False)
    the_same(run(folder, "records/names.csv"), expected)
