"""Times by Euclidean distance, where only what is near is worked out, against all pairs by PROJ."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod

from geo.analyses.access import euclidean_times, near_entrances
from geo.analyses.access.euclidean_times import EuclideanTravelTimes
from geo.core.standards import Standards
from geo.network.shortest_path_kernels import UNREACHED
from geo.spatial.great_circles import EARTH_M

METRES_A_DECISECOND = {"walk": 5 / 36, "drive": Standards().drive_kph / 36}


@pytest.fixture(name="places")
def _places():
    """Make people and sites on a grid, so that many are equally far; each third site has gates."""
    rng = np.random.default_rng(2)
    people = pd.DataFrame(rng.integers(0, 40, (300, 2)) / 400 + (114, 30), columns=["lon", "lat"])
    at = [tuple(place) for place in rng.integers(0, 40, (60, 2)) / 400 + (114, 30)]
    doors = [(at[site], *at[:site:20]) if site % 3 == 0 else (at[site],) for site in range(40)]
    doors += [((at[0][0] + 3, 31.0),)]  # over a day on foot
    lon, lat = np.array([gates[0] for gates in doors]).T
    return people, pd.DataFrame({"lon": lon, "lat": lat, "entrances": doors})


def by_proj(people, sites, mode):
    """Return the times of all pairs."""
    sphere, columns = Geod(a=EARTH_M, b=EARTH_M), []
    for gates in sites["entrances"]:
        metres = [
            sphere.inv(people["lon"], people["lat"], *np.full((len(people), 2), gate).T)[2]
            for gate in gates
        ]
        columns.append(np.min(metres, axis=0) / METRES_A_DECISECOND[mode])
    times = np.rint(np.array(columns).T)
    return np.where(times > 1_000_000, UNREACHED, times).astype(np.int64)


@pytest.mark.parametrize("few", [0, 10**9])
@pytest.mark.parametrize("mode", ["walk", "drive"])
def test_what_is_nearest_and_within_is_what_all_pairs_say(places, mode, few, monkeypatch):
    monkeypatch.setattr(euclidean_times, "FEW_PAIRS", few)
    monkeypatch.setattr(near_entrances, "FEW_PAIRS", few)
    people, sites = places
    source, times = EuclideanTravelTimes(sites, Standards()), by_proj(people, sites, mode)
    number = np.arange(len(sites))
    offered = np.array([number >= 0, number % 5 == 1, number == 3, number > 38, number < 0])
    best, which = source.best_two(people, offered, mode)
    for offers, best_ds, site in zip(offered, best, which, strict=True):
        order = np.argsort(np.where(offers, times, UNREACHED + 1), axis=1, kind="stable")[:, :2]
        order[:, offers.sum() :] = -1
        assert site.tolist() == order.tolist()
        expected = np.take_along_axis(times, order, axis=1)
        assert best_ds.tolist() == np.where(order < 0, UNREACHED, expected).tolist()
    limit, asked = int(np.median(times)) // 3, people["lon"].to_numpy() > 114.03
    near = source.near_sites((people, asked), number, mode, limit, times[:, 0])
    for site, (rows, time_ds) in enumerate(near):
        expected = np.flatnonzero(
            asked & (times[:, site] <= limit) & (times[:, site] < times[:, 0])
        )
        expected = expected[np.argsort(times[expected, site], kind="stable")]
        assert (rows.tolist(), time_ds.tolist()) == (
            expected.tolist(),
            times[expected, site].tolist(),
        )


def test_other_sites_have_times_of_their_own(places):
    people, sites = places
    source, every = EuclideanTravelTimes(sites, Standards()), np.ones((1, len(sites)), bool)
    source.best_two(people, every, "walk")
    times_ds, which = replace(source, sites=sites.tail(2)).best_two(people, every[:, :2], "walk")
    last = by_proj(people, sites.tail(2), "walk")
    assert times_ds[0].tolist() == np.sort(last, axis=1).tolist()
    assert (which >= 0).all()
