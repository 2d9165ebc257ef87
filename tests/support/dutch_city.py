"""A small city of the Netherlands, whose partner places have codes of their own."""

import csv

import geopandas as gpd
from shapely import box

WIJKEN = [f"WK0344{n:02}" for n in range(1, 5)]  # of Utrecht
PLACES = [
    ("GM0363", "Amsterdam", 4.90, 52.37),
    ("GM0599", "Rotterdam", 4.48, 51.92),
    ("BE10", "Brussel", 4.35, 50.85),
]
FLOWS = [
    ("GM0363", WIJKEN[0], 300), ("GM0599", WIJKEN[0], 40), ("Brussel", WIJKEN[1], 25),
    ("GM0363", WIJKEN[2], 60), (WIJKEN[0], "GM0363", 120), (WIJKEN[3], "DE-X", 9),
]  # fmt: skip


def table(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def write_dutch_city(folder, settings):
    folder.mkdir()
    squares = [box(5.05 + n / 50, 52.08, 5.07 + n / 50, 52.10) for n in range(4)]
    names = ["West", "Noordwest", "Overvecht", "Noordoost"]
    units = {"code": WIJKEN, "name": names, "district": ["GM0344"] * 4}
    gpd.GeoDataFrame(units, geometry=squares, crs=4326).to_file(folder / "wijken.gpkg")
    table(folder / "staff.csv", ["community_code", "staff"], [(code, 1) for code in WIJKEN])
    table(folder / "places.csv", ["id", "name", "lon", "lat"], PLACES)
    rows = [(code, origin, people) for origin, code, people in FLOWS if code in WIJKEN]
    table(folder / "records.csv", ["community_code", "origin", "count"], rows)
    table(folder / "flows.csv", ["origin", "dest", "count"], FLOWS)
    (folder / "city.toml").write_text(
        f"""name = "Utrecht"
language = "en"
[boundaries]
communities = "wijken.gpkg"
columns = {{ community_code = "code", community_name = "name", district_code = "district" }}
[records]
files = ["records.csv"]
period = "2026-10"
[staff]
file = "staff.csv"
[partner_places]
file = "places.csv"
{settings}""",
        encoding="utf-8",
    )
    return folder
