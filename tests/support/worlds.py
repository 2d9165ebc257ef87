"""Small worlds whose answers can be told by looking."""

import geopandas as gpd
import pandas as pd
from shapely import box


def make_communities(geometries, codes=None):
    codes = codes or [f"99010100100{at}" for at in range(1, len(geometries) + 1)]
    return gpd.GeoDataFrame(
        {
            "community_code": codes,
            "community_name": [f"社区{code[-1]}" for code in codes],
            "subdistrict_code": [code[:9] for code in codes],
            "subdistrict_name": "街道",
            "district_code": [code[:6] for code in codes],
            "district_name": "区",
            "kind": "mixed",
            "registered": pd.array([None] * len(codes), dtype="Int64"),
        },
        geometry=geometries,
        crs="EPSG:4326",
    ).astype(dict.fromkeys(["community_code", "subdistrict_code", "district_code"], "str"))


def make_records(rows):
    """Records from (lon, lat, community_code, count) or mappings."""
    told = [
        row
        if isinstance(row, dict)
        else dict(zip(["lon", "lat", "community_code", "count"], row, strict=True))
        for row in rows
    ]
    frame = pd.DataFrame(
        [
            {
                "file": "records.csv",
                "row": at,
                "lon": float("nan"),
                "lat": float("nan"),
                "community_code": None,
                "count": 1,
                "origin": None,
                "period": "2026-10",
                "source": None,
                "issue": "",
            }
            | row
            for at, row in enumerate(told, start=2)
        ]
    )
    texts = ["file", "community_code", "origin", "period", "source", "issue"]
    return frame.astype(
        dict.fromkeys(texts, "str") | {"count": "int64", "lon": "float64", "lat": "float64"}
    )


def write_city(folder):
    """A city folder of three communities, one without a boundary: 1,502 people, all located."""
    communities = make_communities(
        [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
    )
    (folder / "boundaries").mkdir(parents=True)
    (folder / "records").mkdir()
    communities.drop(columns="registered").to_file(
        folder / "boundaries" / "communities.geojson", driver="GeoJSON"
    )
    (folder / "records" / "records.csv").write_text(
        "经度,纬度,社区代码,人数\n"
        "103.505,40.505,,501\n"
        "103.515,40.505,990101001002,500\n"
        ",,990101001003,501\n",
        "utf-8",
    )
    (folder / "staff.csv").write_text("社区代码,人数\n990101001001,1\n990101001002,1\n", "utf-8")
    (folder / "city.toml").write_text(
        """name = "小城"
[boundaries]
communities = "boundaries/communities.geojson"
coordinates = "wgs84"
[records]
files = ["records/records.csv"]
coordinates = "wgs84"
[staff]
file = "staff.csv"
""",
        "utf-8",
    )
    return folder
