"""The sample city worked out from its files by pandas, GeoPandas and SciPy, without a run."""

from collections import defaultdict
from functools import cache
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Geod
from scipy.optimize import brentq
from scipy.stats import beta, false_discovery_control

from geo.spatial.coordinates import to_wgs84
from support.paths import ROOT, SAMPLE

MONTHS = ("2026-08", "2026-09", "2026-10")
METRES = "EPSG:32648"
SNAP_M, NORM = 50, 500
MUNICIPALITIES = ("11", "12", "31", "50")
TWO_PLACES = "511402"  # a code of one place in some years and of another in others
ENDS = ["prefecture", "district"]


@cache
def boundaries():
    layer = gpd.read_file(SAMPLE / "boundaries" / "communities.gpkg")
    return layer.rename(columns={"社区代码": "community"})


@cache
def located(month):
    """Find the community of each record: by point, else by code, else by a boundary within 50 m.

    What is given twice stands once; ``sound`` are whole numbers of people.
    """
    layer = boundaries()
    drawn = layer.dropna(subset="geometry")[["community", "geometry"]]
    rows = pd.read_parquet(SAMPLE / "records" / f"{month}.parquet")
    lon, lat = to_wgs84(rows["经度"], rows["纬度"], "gcj02")
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)
    at = points.sjoin(drawn, how="left")["community"].groupby(level=0).min()
    at = at.fillna(rows["社区代码"].where(rows["社区代码"].isin(layer["community"])))
    lost = points[at.isna()].cx[103:104.5, 40:41].to_crs(METRES)
    near = lost.sjoin_nearest(drawn.to_crs(METRES), max_distance=SNAP_M)["community"]
    at = at.fillna(near.groupby(level=0).min())
    sound = (rows["人数"] % 1 == 0) & (rows["人数"] >= 0)
    once = at.notna() & ~rows["记录编号"].duplicated()
    return rows.assign(community=at, sound=sound)[once]


@cache
def people(month):
    """Count people by community and code of origin (NaN where none is written)."""
    found = located(month).query("sound")
    counts = found.groupby(["community", "户籍地代码"], dropna=False)["人数"].sum()
    return counts.astype(int).rename_axis(["community", "origin"]).rename("people").reset_index()


@cache
def flows(month=MONTHS[-1]):
    """Sum people by prefecture of origin and district; counties under none are their own."""
    rows = people(month)
    origin = rows["origin"].mask(rows["origin"] == TWO_PLACES)
    prefecture = origin.str[:4] + "00"
    prefecture = prefecture.mask(origin.str[2:4] == "90", origin)
    prefecture = prefecture.mask(origin.str[:2].isin(MUNICIPALITIES), origin.str[:2] + "0000")
    keyed = rows.assign(prefecture=prefecture, district=rows["community"].str[:6])
    table = keyed.dropna(subset="prefecture").groupby(ENDS)["people"].sum()
    return table[table > 0]


def matrix(table):
    """Lay flows out, prefectures down and districts across."""
    rows = table.rename("people").reset_index()
    return rows.pivot_table("people", *ENDS, aggfunc="sum", fill_value=0)


def p_values_of(table):
    """Test flows from both ends: a share dealt out at random among k is Beta(1, k − 1).

    Returns a column an end, missing where an end has one flow alone.
    """
    p = {}
    for end in ENDS:
        at, _ = pd.factorize(table.index.get_level_values(end))
        k, all_people = np.bincount(at)[at], np.bincount(at, table)[at]
        tested = beta.sf(table / all_people, 1, np.maximum(k - 1, 1))
        p[end] = pd.Series(tested, table.index).where(k > 1)
    return pd.DataFrame(p)


def adjusted(table):
    """Return the smaller p of both ends, before and after SciPy's control of false discoveries."""
    tests = p_values_of(table)
    corrected = tests.to_numpy(copy=True)
    corrected[tests.notna()] = false_discovery_control(corrected[tests.notna()], method="bh")
    return tests.min(axis=1), pd.DataFrame(corrected, table.index).min(axis=1)


@cache
def seats():
    path = ROOT / "geo" / "regions" / "centroids.csv"
    return pd.read_csv(path, comment="#", dtype={"code": "str"}).set_index("code")


def falls_with_distance(volume):
    """Deal people out by a power of the distance to the city, so that the mean logarithm is met."""
    places = seats().loc[volume.index]
    lon, lat = 103.5, 40.5  # some kilometres off make no difference at β = 0
    ends = [lon] * len(places), [lat] * len(places), places["lon"], places["lat"]
    cost = pd.Series(np.log(np.array(Geod(ellps="WGS84").inv(*ends)[2]) / 1000), volume.index)

    def dealt(decay):
        weight = np.exp(-decay * (cost - cost.mean()))
        return volume.sum() * weight / weight.sum()

    def excess(decay):
        return ((dealt(decay) - volume) * cost).sum() / volume.sum()

    return dealt(0.0 if excess(0.0) <= 0 else brentq(excess, 0, 20))


def district_names():
    rows = boundaries().drop_duplicates("区县代码")
    return dict(zip(rows["区县代码"], rows["区县名称"], strict=True))


@cache
def district_points():
    """Return a point in the community nearest to the middle of each district that is drawn."""
    drawn = boundaries().dropna(subset="geometry")
    inside = drawn.geometry.representative_point()
    area = drawn.geometry.to_wkb().map(lambda wkb: gpd.GeoSeries.from_wkb([wkb]).area[0])
    rows = pd.DataFrame({"district": drawn["区县代码"], "lon": inside.x, "lat": inside.y})
    for axis in ("lon", "lat"):
        mean = (rows[axis] * area).groupby(rows["district"]).sum()
        mean /= area.groupby(rows["district"]).sum()
        rows[f"off_{axis}"] = (rows[axis] - rows["district"].map(mean)) ** 2
    nearest = (rows["off_lon"] + rows["off_lat"]).groupby(rows["district"]).idxmin()
    return rows.loc[nearest].set_index("district")[["lon", "lat"]]


def gravity(table):
    """Fit E = a · b · d^−β with both margins met, the mean of ln d that of the flows."""
    points = district_points()
    wide = matrix(table[table.index.get_level_values("district").isin(points.index)])
    start, stop = seats().loc[wide.index], points.loc[wide.columns]
    rows, columns = (side.ravel() for side in np.indices(wide.shape))
    ends = [side.iloc[at][axis] for side, at in ((start, rows), (stop, columns))
            for axis in ("lon", "lat")]  # fmt: skip
    metres = Geod(ellps="WGS84").inv(*(end.to_numpy() for end in ends))[2]
    cost = np.log(np.array(metres) / 1000).reshape(wide.shape)
    seen = wide.to_numpy(float)

    def dealt(decay):
        weight = np.exp(-decay * (cost - cost.mean()))
        b = np.ones(wide.shape[1])
        for _ in range(500):
            a = seen.sum(axis=1) / (weight @ b)
            b = seen.sum(axis=0) / (a @ weight)
        return a[:, None] * weight * b

    decay = brentq(lambda beta: ((dealt(beta) - seen) * cost).sum() / seen.sum(), 0, 20)
    every = pd.MultiIndex.from_product([wide.index, wide.columns], names=ENDS)
    return decay, pd.Series(dealt(decay).ravel(), every)


def shortfall_factors():
    """Return 1 + the staff missing as a share of the staff required, by district.

    A community with a record whose people nobody can count is of neither.
    """
    roster = pd.read_excel(SAMPLE / "staff.xlsx", header=2, dtype=str, engine="openpyxl")
    own = roster[roster["级别"] == "社区"]
    staff = own["人数"].astype(int).groupby(own["社区代码"]).sum()
    uncounted = located(MONTHS[-1]).query("not sound")["community"]
    codes = pd.Index(boundaries()["community"]).difference(uncounted)
    counted = people(MONTHS[-1]).groupby("community")["people"].sum().reindex(codes, fill_value=0)
    required = -(-counted // NORM)
    missing = (required - staff.reindex(codes, fill_value=0)).clip(lower=0)
    district = codes.str[:6]
    return 1 + missing.groupby(district).sum() / required.groupby(district).sum()


def changes(least):
    """Follow pairs from month to month; a row of totals a month, nothing before the first."""
    wide = pd.concat([flows(month) for month in MONTHS], axis=1, keys=MONTHS).fillna(0).astype(int)
    told = defaultdict(dict)
    for now, before in zip(MONTHS, (None, *MONTHS), strict=False):
        told[now]["inflow"] = wide[now].sum()
        if before is None:
            continue
        more = wide[now] - wide[before]
        emerging = (wide[now] >= least) & (wide[before] < least)
        vanishing = (wide[now] < least) & (wide[before] >= least)
        told[now] |= {
            "change": more.sum(), "arrivals": more[more > 0].sum(),
            "departures": -more[more < 0].sum(),
            "emerging": emerging.sum(), "vanishing": vanishing.sum(),
        }  # fmt: skip
    return dict(told)


@cache
def agreements():
    """Read the table of agreements; the last day of one without an end is far off."""
    table = pd.read_csv(SAMPLE / "agreements.csv", dtype=str, encoding="utf-8-sig")
    counts = ["发出通报", "收到反馈", "按时反馈"]
    return table.astype(dict.fromkeys(counts, int)).assign(
        until=table["有效期至"].replace("长期", "9999-12-31")
    )


def tried(table, least, seed, draws=100, spread=0.1):
    """Draw numbers of people anew and judge again: changes a draw, and pairs that ever change."""

    def significant(counts):
        return ((adjusted(counts)[1] <= 0.05) & (counts >= least)).to_numpy()

    usual, random = significant(table), np.random.default_rng(seed)
    changed = np.array([
        significant(table * random.uniform(1 - spread, 1 + spread, len(table))) != usual
        for _ in range(draws)
    ])  # fmt: skip
    return SimpleNamespace(
        kept=int(usual.sum()), mean=changed.sum() / draws, flipping=int(changed.any(axis=0).sum()),
        frequency=pd.Series(np.where(usual, ~changed, changed).mean(axis=0), table.index),
    )  # fmt: skip
