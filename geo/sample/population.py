"""The floating residents of the sample city, as groups of people of one origin in one building."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo.sample.census import origins

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.sample.places import Places

    Points = NDArray[np.float64]

PERIODS: Final = ("2026-08", "2026-09", "2026-10")
POPULATION: Final = 1_150_000  # settled in all; about 3 % are not there in a given period
WITHOUT_POPULATION: Final = 7  # communities nobody came to

_GROUP: Final = 10.0  # people of one origin in one building, on average
_HOME_TOWNS: Final = 6  # of a community
_FROM_EDGE_M: Final = 2.0  # no building stands on a boundary
_CODED_ONLY: Final = 0.25  # of the zone's groups, how many have no point

# By kind: people in the middle community; in a building; groups from the community's home towns;
# how far from its clusters people live, of the community's size; growth in a month; source.
_FIGURES_BY_KIND: Final = pd.DataFrame(
    {
        "gated_estate": (900, 55, 0.15, 0.50, 0.004, "网格采集"),
        "mixed": (1_500, 45, 0.25, 0.45, 0.002, "公安登记"),
        "urban_village": (3_600, 70, 0.50, 0.15, 0.012, "公安登记"),
        "market": (2_600, 180, 0.40, 0.08, -0.010, "网格采集"),
        "employer": (2_900, 320, 0.35, 0.10, 0.025, "用工备案"),
        "home_village": (110, 15, 0.20, 0.25, -0.005, "网格采集"),
    },
    index=["floating_population", "building", "home_towns", "spread", "growth", "source"],
).T


def make_groups(places: Places, rng: np.random.Generator) -> pd.DataFrame:
    """Settle people on the grounds of the communities.

    Parameters
    ----------
    places
        Where communities lie.
    rng
        Every draw comes from it.

    Returns
    -------
    DataFrame
        A group a row, sorted by community: community (its row), x, y (metres; NaN for groups that
        are known by their community only), origin (six digits), size (people in the first period,
        not whole), growth (a month), first, last (period it is there from and to), threshold (0 to
        1, how a part of a person is rounded), source.
    """
    buildings = _buildings(places, rng)
    many = np.maximum(1, np.round(buildings["floating_population"] / _GROUP)).astype(int)
    groups = buildings.loc[buildings.index.repeat(many)].reset_index(drop=True)
    part = rng.gamma(1.5, 1.0, len(groups))
    building = np.repeat(np.arange(len(buildings)), many)
    groups["size"] = (
        groups.pop("floating_population") * part / np.bincount(building, part)[building]
    )
    kind = places.communities["kind"].to_numpy()[groups["community"]]
    groups["origin"] = _origins(groups, kind, rng)
    groups = _one_an_origin(groups, building)
    kind = places.communities["kind"].to_numpy()[groups["community"]]
    steady = _FIGURES_BY_KIND["growth"].to_dict()
    own = rng.normal(0, 0.015, len(places.communities))[groups["community"]]
    groups["growth"] = [steady[one] for one in kind] + own
    arrival, departure = rng.uniform(size=(2, len(groups)))
    groups["first"] = np.select([arrival < 0.01, arrival < 0.03], [2, 1], 0)
    groups["last"] = np.select([departure < 0.01, departure < 0.025], [0, 1], 2)
    groups["threshold"] = rng.uniform(size=len(groups))
    groups["source"] = pd.Series(kind).map(_FIGURES_BY_KIND["source"]).to_numpy()
    return groups.sort_values("community", kind="stable", ignore_index=True)


def in_period(groups: pd.DataFrame, period: int) -> pd.DataFrame:
    """Count the groups that are there in a period.

    Returns
    -------
    DataFrame
        The groups with at least one person, with their ``count``.
    """
    grown = groups["size"] * (1 + groups["growth"]) ** period
    count = np.floor(grown + groups["threshold"]).astype("int64")
    present = (groups["first"] <= period) & (period <= groups["last"]) & (count > 0)
    return groups.assign(count=count)[present].reset_index(drop=True)


def _one_an_origin(groups: pd.DataFrame, building: NDArray[np.int64]) -> pd.DataFrame:
    """Put groups of one origin in one building together."""
    alike = groups.groupby([building, groups["origin"]], sort=False)
    size = alike["size"].transform("sum")
    return groups.assign(size=size)[alike.cumcount() == 0].reset_index(drop=True)


def _floating(places: Places, rng: np.random.Generator) -> Points:
    """Draw how many people live in each community."""
    communities = places.communities
    middle = communities["kind"].map(_FIGURES_BY_KIND["floating_population"]).to_numpy(dtype=float)
    population = middle * rng.lognormal(0, 0.7, len(communities))
    population[communities.geometry.isna()] *= 2.5
    # Nobody came to some villages; those in the interior, so that no stray point falls to them.
    rim = communities.union_all().boundary
    inner = ~communities.geometry.intersects(rim) & (communities["kind"] == "home_village")
    population[rng.choice(np.flatnonzero(inner), WITHOUT_POPULATION, replace=False)] = 0
    return np.asarray(population * POPULATION / population.sum())


def _buildings(places: Places, rng: np.random.Generator) -> pd.DataFrame:
    """Put up buildings in clusters: community, x, y, people."""
    frames = []
    kinds = places.communities["kind"].to_numpy()
    zoned = places.communities.geometry.isna().to_numpy()
    for community, population in enumerate(_floating(places, rng)):
        if not population:
            continue
        of_kind = _FIGURES_BY_KIND.loc[kinds[community]]
        ground = shapely.buffer(places.grounds.iloc[community], -60.0 if zoned[community] else 0.0)
        count = max(1, round(population / of_kind["building"]))
        points = _clustered(ground, count, of_kind["spread"], rng)
        share = rng.gamma(2.0, 1.0, count)
        frame = pd.DataFrame(points, columns=["x", "y"])
        frame.insert(0, "community", community)
        frame["floating_population"] = population * share / share.sum()
        if zoned[community]:
            frame.loc[rng.uniform(size=count) < _CODED_ONLY, ["x", "y"]] = np.nan
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _clustered(
    ground: shapely.Geometry, count: int, spread: float, rng: np.random.Generator
) -> Points:
    """Draw points on the ground, normal about one to three of its places."""
    low, high = np.array(shapely.bounds(ground)).reshape(2, 2)
    middles = _on_ground(ground, lambda: rng.uniform(low, high, (64, 2)), int(rng.integers(1, 4)))
    spread_m = spread * np.sqrt(shapely.area(ground))

    def about() -> Points:
        middle = middles[rng.integers(len(middles), size=count + 32)]
        return middle + rng.normal(0, spread_m, middle.shape)

    return _on_ground(ground, about, count)


def _on_ground(ground: shapely.Geometry, draw: Callable[[], Points], count: int) -> Points:
    """Draw until so many points lie on the ground, clear of its edge."""
    clear = shapely.buffer(ground, -_FROM_EDGE_M)
    shapely.prepare(clear)
    points = np.empty((0, 2))
    while len(points) < count:
        drawn = draw()
        points = np.concatenate([points, drawn[shapely.contains_xy(clear, drawn)]])
    return points[:count]


def _origins(
    groups: pd.DataFrame, kind: NDArray[np.object_], rng: np.random.Generator
) -> NDArray[np.str_]:
    """Draw an origin for every group: people from a town live together, yet the shares hold.

    Every community has a few home towns that many of its groups come from. What those took too
    much or too little of a county's share, the draw for all other groups gives back.
    """
    codes, shares = origins()
    towns = rng.choice(len(codes), (groups["community"].max() + 1, _HOME_TOWNS), p=shares)
    drawn = towns[groups["community"], rng.integers(_HOME_TOWNS, size=len(groups))]
    leaning = _FIGURES_BY_KIND["home_towns"].to_dict()
    at_home = rng.uniform(size=len(groups)) < [leaning[one] for one in kind]
    size = groups["size"].to_numpy()
    assigned = np.bincount(drawn[at_home], size[at_home], minlength=len(codes))
    remaining = np.maximum(shares * size.sum() - assigned, 0)
    rest = ~at_home
    drawn[rest] = rng.choice(len(codes), rest.sum(), p=remaining / remaining.sum())
    return codes[drawn]
