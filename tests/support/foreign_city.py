"""City folders of other countries, made small: their codes, their names, where they lie."""

import geopandas as gpd
import pandas as pd
from shapely import box

# Of each country: how its units are coded and called, and the south-west corner of the city.
CITIES = {
    "tracts": ([f"1703101{n:02}{n % 3:02}" for n in range(12)], "Census Tract {}", -87.7, 41.8),
    "tract_names": ([f"{100 + n}.{10 + n}" for n in range(12)], "Lewisham {:03}A", -0.1, 51.4),
    "block_groups": ([f"13011970{n:03}1" for n in range(12)], "Block Group {}", -83.5, 34.3),
    "lsoa": ([f"E010{n:05}" for n in range(12)], "Lambeth {:03}B", -0.12, 51.45),
    "letters": ([f"{n:02}E5" for n in range(1, 13)], "Ward {}", -1.5, 53.8),
    "communes": ([str(n) for n in range(1, 13)], "Gemeinde {}", 8.4, 47.2),
    "setores": ([f"3304557050600{n:02}" for n in range(12)], "Setor {}", -43.2, -22.9),
    "fiji": ([f"{n:02}-{n:03}" for n in range(1, 13)], "Tikina {}", 178.4, -18.1),
}
SIDE_DEG = 0.01


def write_foreign_city(folder, country, crs=4326, settings="", **parents):
    """Write a city of twelve units in a row: ten people counted by point and ten by code in each."""
    codes, name, west, south = CITIES[country]
    squares = [
        box(west + n * SIDE_DEG, south, west + (n + 1) * SIDE_DEG, south + SIDE_DEG)
        for n in range(len(codes))
    ]
    names = [name.format(n) for n in range(len(codes))]
    units = gpd.GeoDataFrame({"code": codes, "name": names} | parents, geometry=squares, crs=4326)
    units.to_crs(crs).to_file(folder / "units.gpkg")
    middle = units.bounds
    lon, lat = middle[["minx", "maxx"]].mean(axis=1), middle[["miny", "maxy"]].mean(axis=1)
    records = pd.DataFrame({"lon": lon, "lat": lat, "community_code": "", "count": 10})
    coded = records.assign(lon="", lat="", community_code=codes)
    pd.concat([records, coded]).to_csv(folder / "r.csv", index=False)
    pd.DataFrame({"community_code": codes, "staff": 1}).to_csv(folder / "staff.csv", index=False)
    (folder / "city.toml").write_text(
        f"""name = "elsewhere"
language = "en"
[boundaries]
communities = "units.gpkg"
{settings}
columns = {{ community_code = "code", community_name = "name" }}
[records]
files = ["r.csv"]
coordinates = "wgs84"
period = "2026-10"
[staff]
file = "staff.csv"
""",
        encoding="utf-8",
    )
    return codes
