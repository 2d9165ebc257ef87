"""Corridors between provinces, from the tables of the 2020 census and the 2015 survey as they are.

What is kept, its adjusted p and its ratios agree with computations of their own.
"""

import csv
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from scipy.stats import beta
from sklearn.linear_model import PoissonRegressor
from support.paths import ROOT
from support.worlds import write_city

import geo
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.model import Corridors
from geo.regions.gazetteer import place_names
from geo.regions.hierarchy import region_names

pytestmark = pytest.mark.real

FLOWS, MOVERS = {2020: 930, 2015: 926}, {2020: 5_083_191, 2015: 825_783}
BH, BY = "benjamini_hochberg", "benjamini_yekutieli"
KEPT = {
    (2020, BH): (21, 1_583_317),
    (2020, BY): (9, 877_923),
    (2015, BH): (20, 277_258),
    (2015, BY): (10, 181_307),
}
KEPT_DIRECTED = {2020: 98, 2015: 111}
YEARS = pytest.mark.parametrize("year", [2020, 2015])


@pytest.fixture(scope="module")
def all_results(tmp_path_factory):
    """Run a city of three communities whose flows are a table of the census."""
    from support.paths import REAL

    made = {}
    for year in MOVERS:
        folder = write_city(tmp_path_factory.mktemp("census") / str(year))
        table = (REAL / "census" / f"od_{year}_provinces.csv").read_bytes()
        (folder / "flows.csv").write_bytes(table)
        with (folder / "city.toml").open("a", encoding="utf-8") as settings:
            settings.write('[flows]\nfile = "flows.csv"\n')
        made[year] = geo.run(geo.City.open(folder))
    return made


@pytest.fixture(scope="module")
def tables():
    """Read both tables without any of our code: people by origin and destination."""
    from support.paths import REAL

    read = {}
    for year in MOVERS:
        path = REAL / "census" / f"od_{year}_provinces.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            (_, *origins), *rows = csv.reader(file)
        read[year] = {
            (origin, destination): float(cell)
            for destination, *cells in rows
            for origin, cell in zip(origins, cells, strict=True)
            if cell and float(cell)
        }
    return read


def by_beta(flows):
    """The disparity filter as a tail of the beta distribution, flow by flow from both ends.

    A share dealt out at random among k flows is Beta(1, k - 1).
    """
    told = {}
    for (origin, destination), volume in flows.items():
        ends = [
            [w for (start, _), w in flows.items() if start == origin],
            [w for (_, stop), w in flows.items() if stop == destination],
        ]
        tails = [beta.sf(volume / sum(end), 1, len(end) - 1) for end in ends if len(end) > 1]
        told[origin, destination] = min([*tails, 1.0])
    return told


def step_up(p_values, penalty=1.0):
    """Adjust p-values as Benjamini and Hochberg say, from the largest down."""
    told, least = {}, 1.0
    for rank in range(len(p_values), 0, -1):
        p = sorted(p_values)[rank - 1]
        least = min(least, penalty * len(p_values) / rank * p)
        told.setdefault(p, least)
        told[p] = min(told[p], least)
    return told


def adjusted_by_pair(flows, penalty=1.0):
    """The smallest adjusted p of each pair of provinces: each flow tested from both ends."""
    tests = []
    for ends, volume in flows.items():
        for at in (0, 1):
            end = [w for other, w in flows.items() if other[at] == ends[at]]
            if len(end) > 1:
                tests.append((frozenset(ends), beta.sf(volume / sum(end), 1, len(end) - 1)))
    corrected = step_up([p for _, p in tests], penalty)
    smallest = {}
    for pair, p in tests:
        smallest[pair] = min(smallest.get(pair, 1.0), corrected[p])
    return smallest, len(tests)


def seats():
    """Read where the seats of provinces lie, without any of our code."""
    path = ROOT / "geo" / "regions" / "centroids.csv"
    lines = [line for line in path.read_text("utf-8").splitlines() if line[0] != "#"]
    return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(lines)}


def by_regression(flows, deterrence, codes):
    """Fit a Poisson regression with a constant for each end, over all pairs of provinces.

    Returns the expected flow by ends, and the parameter of the deterrence.
    """
    names = sorted({end for ends in flows for end in ends})
    places, globe = seats(), Geod(ellps="WGS84")
    pairs = [(o, d) for o in names for d in names if o != d]
    km = np.array([globe.inv(*places[codes[o]], *places[codes[d]])[2] / 1000 for o, d in pairs])
    cost = np.log(km) if deterrence == "power" else km / 1000
    ends = pd.DataFrame(pairs, columns=["o", "d"])
    design = pd.get_dummies(ends, drop_first=True).to_numpy(float)
    volume = np.array([flows.get(pair, 0.0) for pair in pairs])
    model = PoissonRegressor(alpha=0, max_iter=5000, tol=1e-13, solver="newton-cholesky")
    fitted = model.fit(np.column_stack([design, cost]), volume / volume.mean())
    told = fitted.predict(np.column_stack([design, cost])) * volume.mean()
    decay = -fitted.coef_[-1] / (1 if deterrence == "power" else 1000)
    return dict(zip(pairs, told, strict=True)), decay


def short_name(names):
    """Call provinces as the tables do."""
    return names.str.replace("(省|市|(壮族|回族|维吾尔)?自治区)$", "", regex=True)


def by_names(frame):
    ends = zip(short_name(frame["partner_name"]), short_name(frame["local_name"]), strict=True)
    return [frozenset(pair) for pair in ends]


@YEARS
def test_every_province_is_known_and_every_mover_has_a_corridor(all_results, tables, year):
    told = all_results[year][Corridors]
    assert (told.partner, told.between) == ("province", True)
    assert told.total_flow == sum(tables[year].values()) == MOVERS[year]
    assert told.unresolved.empty
    assert told.within_city == 0
    frame = told.frame
    assert len(frame) == 465
    assert (frame["inflow"] > 0).sum() + (frame["outflow"] > 0).sum() == FLOWS[year]
    assert frame["flow"].sum() == MOVERS[year]
    assert len(set(frame["partner_code"]) | set(frame["local_code"])) == 31


@YEARS
def test_row_and_column_totals_are_exact(all_results, tables, year):
    frame = all_results[year][Corridors].frame
    names = {code: name for code, name in place_names().items() if code.endswith("0000")}
    names = dict(zip(names, short_name(pd.Series(names)), strict=True))
    there = frame[["partner_code", "local_code", "inflow"]].set_axis(["o", "d", "n"], axis=1)
    back = frame[["local_code", "partner_code", "outflow"]].set_axis(["o", "d", "n"], axis=1)
    flows = pd.concat([there, back]).replace({"o": names, "d": names})
    assert len(flows) == 930
    got = {(o, d): n for o, d, n in flows.itertuples(index=False) if n}
    assert got == tables[year]
    for at, end in enumerate("od"):
        margin = {}
        for ends, volume in tables[year].items():
            margin[ends[at]] = margin.get(ends[at], 0) + volume
        assert flows.groupby(end)["n"].sum().to_dict() == margin


@YEARS
@pytest.mark.parametrize("correction", ["benjamini_hochberg", "benjamini_yekutieli"])
def test_adjusted_p_and_the_corridors_kept(all_results, tables, year, correction):
    results = all_results[year]
    standards = replace(results.standards, corridor_correction=correction)
    frame = corridors_of(replace(results, standards=standards), draws=0).frame
    tests = adjusted_by_pair(tables[year])[1]
    penalty = sum(1 / k for k in range(1, tests + 1)) if correction.endswith("yekutieli") else 1.0
    by_hand, _ = adjusted_by_pair(tables[year], penalty)
    told = dict(zip(by_names(frame), frame["p_value_adjusted"], strict=True))
    assert told == pytest.approx({pair: min(1.0, p) for pair, p in by_hand.items()}, abs=1e-12)
    kept = frame[frame["significant"]]
    assert set(by_names(kept)) == {pair for pair, p in by_hand.items() if p <= 0.05}
    assert (len(kept), kept["flow"].sum()) == KEPT[year, correction]
    uncorrected = by_beta(tables[year])
    assert sum(value < 0.05 for value in uncorrected.values()) == KEPT_DIRECTED[year]


@YEARS
@pytest.mark.parametrize("deterrence", ["power", "exponential"])
def test_flows_expected_with_distance_are_those_of_a_regression(
    all_results, tables, year, deterrence
):
    results = all_results[year]
    standards = replace(results.standards, corridor_deterrence=deterrence)
    corridors = corridors_of(replace(results, standards=standards), draws=0)
    frame = corridors.frame
    codes = dict(zip(short_name(frame["partner_name"]), frame["partner_code"], strict=True))
    codes |= dict(zip(short_name(frame["local_name"]), frame["local_code"], strict=True))
    expected, decay = by_regression(tables[year], deterrence, codes)
    assert corridors.decay["in"] == pytest.approx(decay, rel=1e-3)
    ends = [*zip(short_name(frame["partner_name"]), short_name(frame["local_name"]), strict=True)]
    told = frame["expected_inflow_gravity"].to_numpy(float)
    known = np.isfinite(told)
    by_hand = np.array([expected[pair] for pair in ends])
    assert known.mean() > 0.99  # all that somebody went
    assert told[known] == pytest.approx(by_hand[known], rel=2e-3)
    ratio = frame["inflow"].to_numpy(float) / by_hand
    assert frame["inflow_ratio_gravity"].to_numpy(float)[known] == pytest.approx(
        ratio[known], rel=2e-3
    )


@YEARS
def test_much_of_more_than_expected_is_nearness(all_results, year):
    frame = all_results[year][Corridors].frame
    near = frame["distance_km"] < 500
    by_margins, by_distance = frame["flow_ratio"] > 1, frame["flow_ratio_gravity"] > 1
    assert by_margins[near].mean() > 0.7
    assert by_distance[near].mean() < by_margins[near].mean() - 0.15
    criteria = frame[["concentrated", "significant", "above_expected"]]
    assert frame["recommended"].tolist() == criteria.all(axis=1).tolist()
    share = frame["flow"] / MOVERS[year]
    assert frame["concentrated"].tolist() == (share >= 0.01).tolist()


@YEARS
def test_expected_flows_meet_both_margins(all_results, year):
    told = all_results[year][Corridors]
    assert (told.flow_model, told.expected_converged) == ("doubly", True)
    assert [note.what for note in told.notes] == [
        "corridor_note.no_agreements",
        "corridor_note.decay",
        "corridor_note.between",
    ]
    assert told.frame["inflow_ratio"].iloc[0] > 1


def test_by_city_a_table_of_provinces_has_only_municipalities(all_results):
    told = corridors_of(all_results[2020], "prefecture", "city", draws=0)
    assert set(told.frame["partner_code"]) | set(told.frame["local_code"]) <= {
        "110000", "120000", "310000", "500000",
    }  # fmt: skip
    assert told.frame["flow"].sum() + told.unresolved["flow"].sum() == MOVERS[2020]
    assert set(region_names(told.frame["partner_code"])) <= {"北京市", "天津市", "上海市", "重庆市"}
