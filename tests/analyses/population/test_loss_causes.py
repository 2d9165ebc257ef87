"""Cities made at random, of which a file loses people in a known way: the cause named is the true one."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geo
from geo.spatial.coordinates import from_wgs84

PLACES = [
    ("370102", 117.02, 36.65),
    ("410102", 113.60, 34.70),
    ("510104", 104.00, 30.60),
    ("650102", 87.50, 43.80),
    ("440303", 114.00, 22.50),
    ("230102", 126.60, 45.70),
]
PEOPLE = 300


class Made:
    """A city of squares, and people anywhere in them."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        county, lon, lat = PLACES[seed % len(PLACES)]
        self.across = int(random.integers(4, 8))
        self.side = float(random.choice([0.005, 0.01, 0.02]))
        each = [divmod(number, self.across) for number in range(self.across**2)]
        self.codes = np.array([f"{county}{row + 1:03}{column + 1:03}" for row, column in each])
        self.names = np.array(
            [f"{'甲乙丙丁戊己庚'[row]}{'东西南北中上下'[at]}社区" for row, at in each]
        )
        west, south = (
            np.array(axis) * self.side for axis in zip(*((c, r) for r, c in each), strict=True)
        )
        west, south = west + lon, south + lat
        self.squares = shapely.box(west, south, west + self.side, south + self.side)
        self.home = random.integers(0, len(each), PEOPLE)
        self.some = random.random(PEOPLE) < 0.3
        self.x = west[self.home] + random.random(PEOPLE) * self.side
        self.y = south[self.home] + random.random(PEOPLE) * self.side

    def points(self, lon, lat):
        return ["经度", "纬度"], zip(lon, lat, strict=True)

    def places(self, header, texts):
        return [header], ([text] for text in texts)

    def in_system(self, system):
        return self.points(*from_wgs84(self.x, self.y, system))

    def mixed(self, lon, lat):
        return self.points(np.where(self.some, lon, self.x), np.where(self.some, lat, self.y))


LOST = {
    "gcj02": ("shifted", lambda city: city.in_system("gcj02")),
    "bd09": ("shifted", lambda city: city.in_system("bd09")),
    "exchanged": ("swapped", lambda city: city.points(city.y, city.x)),
    "some exchanged": ("swapped", lambda city: city.mixed(city.y, city.x)),
    "whole numbers": ("scaled", lambda city: city.points(city.x * 1e6 // 1, city.y * 1e6 // 1)),
    "metres": ("not_degrees", lambda city: city.points(city.x * 111_320, city.y * 123_456)),
    "another city": ("outside", lambda city: city.points(city.x + 7, city.y)),
    "suburbs": ("nearby", lambda city: city.mixed(city.x + city.across * city.side, city.y)),
    "a row without boundaries": ("nearby", lambda city: city.points(city.x, city.y)),
    "codes of Beijing": (
        "other_place",
        lambda city: city.places(
            "社区代码", ["110101" + code[6:] for code in city.codes[city.home]]
        ),
    ),
    "old codes": (
        "other_year",
        lambda city: city.places(
            "社区代码", [code[:9] + "9" + code[10:] for code in city.codes[city.home]]
        ),
    ),
    "names for codes": (
        "names",
        lambda city: city.places("社区代码", ["旧" + name for name in city.names[city.home]]),
    ),
    "some names": (
        "names",
        lambda city: city.places("社区", np.where(city.some, "花园小区", city.names[city.home])),
    ),
    "subdistricts": (
        "level",
        lambda city: city.places("社区代码", [code[:9] for code in city.codes[city.home]]),
    ),
    "grid cells": (
        "finer",
        lambda city: city.places("社区代码", [code + "007" for code in city.codes[city.home]]),
    ),
}


@pytest.mark.parametrize(("seed", "way"), list(enumerate([*LOST, *list(LOST)[2:9]])))
def test_the_cause_named_is_the_true_one(tmp_path, seed, way):
    city = Made(seed)
    cause, written = LOST[way]
    headers, rows = written(city)
    first = city.across if way.endswith("boundaries") else 0
    gpd.GeoDataFrame(
        {"code": city.codes[first:], "name": city.names[first:]},
        geometry=city.squares[first:],
        crs=4326,
    ).to_file(tmp_path / "b.gpkg")
    lines = [",".join(headers), *(",".join(map(str, row)) for row in rows)]
    (tmp_path / "r.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "city.toml").write_text(
        'name = "x"\n[boundaries]\ncommunities = "b.gpkg"\ncoordinates = "wgs84"\n'
        '[records]\nfiles = ["r.csv"]\ncoordinates = "wgs84"\nperiod = "2026-10"\n',
        "utf-8",
    )
    issues = geo.check(geo.City.open(tmp_path)).issues
    losses = [issue.what for issue in issues if issue.what.startswith("issue.loss_")]
    assert losses == [f"issue.loss_{cause}"]
