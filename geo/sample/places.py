"""Districts, streets and communities of the sample city: where they lie, their codes and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.sample import names
from geo.sample.tessellation import blob, nearest_centre, relaxed, wiggly_cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

# No province has this code, and nobody lives there: nobody shall take the sample for a real place.
CITY_CODE: Final = "9901"
CENTRE: Final = (103.5, 40.5)
METRIC_CRS: Final = "EPSG:32648"

_CELLS: Final = 627  # of the city
_EXCLAVES: Final = 8  # cells that belong to a community they do not touch
_ZONE_CELLS: Final = len(names.ZONE_COMMUNITIES)
_ALL_SEEDS: Final = 830
_TOWNS: Final = 7  # built-up places about the centre
_BESIDE: Final = 60  # seeds next outside the city
_ENCLAVE: Final = 90  # which village has one

# Share of each kind, from the centre of the city outwards.
_RINGS: Final = np.array([0.18, 0.5, 0.78, 1.01])
_COMMUNITY_KINDS: Final = (
    "gated_estate",
    "mixed",
    "urban_village",
    "market",
    "employer",
    "home_village",
)
_SHARES: Final = (
    (0.44, 0.44, 0.03, 0.08, 0.01, 0.00),
    (0.43, 0.26, 0.18, 0.06, 0.07, 0.00),
    (0.20, 0.14, 0.38, 0.04, 0.17, 0.07),
    (0.04, 0.07, 0.15, 0.02, 0.10, 0.62),
)
_REGISTERED: Final = {
    "gated_estate": 6_200,
    "mixed": 5_400,
    "urban_village": 3_600,
    "market": 900,
    "employer": 1_100,
    "home_village": 2_100,
}
_VILLAGES: Final = ("urban_village", "home_village")


@dataclass(frozen=True)
class Places:
    """The communities, and the ground on which each one's people really live.

    Parameters
    ----------
    communities
        Sorted by code, RangeIndex, metric CRS: community_code, community_name, subdistrict_code,
        subdistrict_name, district_code, district_name, kind, registered, geometry. Those of the
        development zone have no geometry.
    grounds
        On the same index; the geometry, and for the zone the land beside the city it stands on.
    """

    communities: gpd.GeoDataFrame
    grounds: gpd.GeoSeries


def make_places(rng: np.random.Generator) -> Places:
    """Lay out the city.

    Parameters
    ----------
    rng
        Every draw of the layout comes from it.

    Returns
    -------
    Places
        6 districts, 40 streets, 620 communities and, of a zone without a polygon, 3 more.
    """
    seeds = _seeds(rng)
    cells = wiggly_cells(seeds, _CELLS + _ZONE_CELLS, rng)
    seeds = seeds[:_CELLS]
    city = pd.DataFrame(
        {
            "seed": list(seeds),
            "geometry": cells[:_CELLS],
            "subdistrict": nearest_centre(seeds, relaxed(seeds, len(names.STREETS), rng)),
            "kind": _kinds(_CELLS, rng),
        }
    )
    city = _with_enclave(_with_exclaves(city, rng), rng)
    city = _named(city, rng)
    frame = pd.concat([city, _zone(cells[_CELLS:])], ignore_index=True)
    frame["registered"] = _registered(frame["kind"].to_numpy(), rng)
    frame = frame.sort_values("community_code", ignore_index=True)
    grounds = gpd.GeoSeries(frame.pop("geometry"), crs=METRIC_CRS).translate(*origin_m())
    zoned = frame["district_name"] == names.ZONE
    return Places(gpd.GeoDataFrame(frame, geometry=grounds.where(~zoned), crs=METRIC_CRS), grounds)


def origin_m() -> Points:
    """Return the centre of the city, metres in the metric CRS."""
    return np.array(Transformer.from_crs(4326, METRIC_CRS, always_xy=True).transform(*CENTRE))


def _seeds(rng: np.random.Generator) -> Points:
    """Place a seed for every cell, from the centre outwards; the zone's come after the city's.

    Metres about the centre of the city.
    """
    turn = 2 * np.pi * (np.arange(_TOWNS) + rng.uniform(-0.3, 0.3, _TOWNS)) / _TOWNS
    towns = _polar(rng.uniform(11e3, 19e3, _TOWNS), turn)
    crowd = [
        _polar(rng.gamma(2, 3.0e3, 26_000), rng.uniform(0, 2 * np.pi, 26_000)),
        np.repeat(towns, 1_800, axis=0) + rng.normal(0, 1.6e3, (_TOWNS * 1_800, 2)),
        _polar(42e3 * np.sqrt(rng.uniform(0, 1, 20_000)), rng.uniform(0, 2 * np.pi, 20_000)),
    ]
    seeds = relaxed(np.concatenate(crowd), _ALL_SEEDS, rng)
    angle = np.arctan2(seeds[:, 1], seeds[:, 0])
    outline = 1 + 0.16 * np.cos(2 * angle + 0.4) + 0.07 * np.sin(3 * angle)
    seeds = seeds[np.argsort(np.hypot(*seeds.T) / outline)]
    return np.concatenate([seeds[:_CELLS], _eastern_first(seeds[_CELLS:])])


def _eastern_first(outer: Points) -> Points:
    """Sort the seeds about the city so that those of the zone, just east of it, come first."""
    near = outer[:_BESIDE]
    gate = near[np.argmin(np.abs(np.arctan2(near[:, 1], near[:, 0])))]
    return outer[np.argsort(np.hypot(*(outer - gate).T))]


def _polar(radius_m: Points, angle: Points) -> Points:
    return np.column_stack([radius_m * np.cos(angle), radius_m * np.sin(angle)])


def _kinds(count: int, rng: np.random.Generator) -> list[str]:
    """Draw a kind for every community, by how far out it is."""
    ring = np.searchsorted(_RINGS, np.arange(count) / count, side="right")
    return [
        _COMMUNITY_KINDS[rng.choice(len(_COMMUNITY_KINDS), p=_SHARES[number])] for number in ring
    ]


def _with_exclaves(city: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Assign some cells to a community of the same subdistrict that they do not touch."""
    geometry = list(city["geometry"])
    exclaves: set[int] = set()
    hosts: set[int] = set()
    for cell in rng.permutation(np.arange(40, len(city) - 60)).tolist():
        if len(exclaves) == _EXCLAVES:
            break
        subdistrict = city.index[city["subdistrict"] == city["subdistrict"][cell]].difference(
            [cell]
        )
        apart = [
            candidate
            for candidate in subdistrict
            if not geometry[candidate].intersects(geometry[cell])
        ]
        if not apart or cell in hosts:
            continue
        host = min(apart, key=lambda candidate: geometry[candidate].distance(geometry[cell]))
        if host in hosts | exclaves:
            continue
        geometry[host] = shapely.MultiPolygon([geometry[host], geometry[cell]])
        hosts.add(host)
        exclaves.add(cell)
    return city.assign(geometry=geometry).drop(index=sorted(exclaves)).reset_index(drop=True)


def _with_enclave(city: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Put an employer with a community of its own into the middle of a village."""
    geometry: list[Any] = list(city["geometry"])
    is_single = shapely.get_num_geometries(geometry) == 1
    host = np.flatnonzero(city["kind"].isin(_VILLAGES) & is_single)[_ENCLAVE]
    radius = shapely.maximum_inscribed_circle(geometry[host])
    works = blob(shapely.get_coordinates(radius)[0], 0.6 * radius.length, rng)
    geometry[host] = geometry[host].difference(works)
    city = pd.concat([city, city.iloc[[host]].assign(kind="employer")], ignore_index=True)
    geometry.append(works)
    return city.assign(geometry=geometry)


def _named(city: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Assign districts, subdistricts and communities codes and names, from the centre outwards."""
    points = np.stack(city["seed"].to_list())
    subdistricts = _subdistrict_table(points, city, rng)
    city = city.join(subdistricts, on="subdistrict")
    village = city["kind"].isin(_VILLAGES)
    number = city.groupby(["subdistrict", village]).cumcount() + 1 + 200 * village
    city["community_code"] = city["subdistrict_code"] + number.astype(str).str.zfill(3)
    stems = names.stems(len(city), rng)
    city["community_name"] = [
        names.community_name(stem, kind, rng)
        for stem, kind in zip(stems, city["kind"], strict=True)
    ]
    return city.drop(columns=["seed", "subdistrict"])


def _subdistrict_table(
    points: Points, city: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Gather streets into districts; towns 镇 are numbered from 101, streets 街道 from 001."""
    table = pd.DataFrame(points, columns=["x", "y"]).groupby(city["subdistrict"]).mean()
    centres = relaxed(table.to_numpy(), len(names.DISTRICTS), rng)
    rank = np.argsort(np.argsort(np.hypot(*centres.T)))
    table["district"] = rank[nearest_centre(table.to_numpy(), centres)]
    table["town"] = city["kind"].isin(_VILLAGES).groupby(city["subdistrict"]).mean() > 0.55
    table = table.iloc[np.argsort(np.hypot(table["x"], table["y"]))]
    table["subdistrict_name"] = [
        name + ("镇" if town else "街道")
        for name, town in zip(names.STREETS, table["town"], strict=True)
    ]
    number = table.groupby(["district", "town"]).cumcount() + 1 + 100 * table["town"]
    table["district_code"] = CITY_CODE + (table["district"] + 1).astype(str).str.zfill(2)
    table["subdistrict_code"] = table["district_code"] + number.astype(str).str.zfill(3)
    table["district_name"] = [names.DISTRICTS[number] for number in table["district"]]
    return table[["subdistrict_code", "subdistrict_name", "district_code", "district_name"]]


def _zone(cells: list[Any]) -> pd.DataFrame:
    """Make the communities of the development zone."""
    district = CITY_CODE + "71"
    subdistrict = district + "001"
    return pd.DataFrame(
        {
            "geometry": cells,
            "kind": "employer",
            "subdistrict_code": subdistrict,
            "subdistrict_name": names.ZONE_SUBDISTRICT,
            "district_code": district,
            "district_name": names.ZONE,
            "community_code": [
                f"{subdistrict}{number:03d}" for number in range(1, _ZONE_CELLS + 1)
            ],
            "community_name": names.ZONE_COMMUNITIES,
        }
    )


def _registered(kinds: NDArray[np.object_], rng: np.random.Generator) -> Any:
    """Draw the registered residents of every community."""
    population = np.array([_REGISTERED[kind] for kind in kinds]) * rng.lognormal(0, 0.4, len(kinds))
    return pd.array(population.round().astype("int64"), dtype="Int64")
