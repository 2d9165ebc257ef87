"""What the page says of the sample city, worked out again from its tables by other means."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from support.paths import SAMPLE

from geo.analyses.access.model import AccessModel
from geo.analyses.sharing.model import Sharing
from geo.analyses.sharing.tables import rules_told, sharing_told

NO_SITE, LIMIT, NORM = 240.0, 15.0, 500


@pytest.fixture(scope="module")
def results(sample_results):
    return sample_results


@pytest.fixture(scope="module")
def units(results):
    """Return districts, boundaries and people of communities, and of whom not all are known."""
    columns = ["district_code", "floating_population", "count_incomplete", "geometry"]
    return results.communities.set_index("community_code")[columns]


@pytest.fixture(scope="module")
def ways(results, units):
    """List who is within 15 minutes of which site of the own district or of one beside it."""
    access = results[AccessModel]
    sites = access.sites
    staff = pd.read_csv(SAMPLE / "sites.csv").set_index("站点名称")["工作人员"]
    capacity = sites["site_name"].map(staff) * NORM
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(sites["lon"], sites["lat"]), crs=4326)
    at = points.sjoin(units, predicate="intersects")["district_code"].groupby(level=0).min()
    parts = []
    for site in at.index:
        minutes = access.site_minutes(site)
        near = access.demand_points[(minutes <= LIMIT).fillna(value=False)]
        part = near[["community_code", "demand"]].assign(site=site, capacity=capacity[site])
        parts.append(part.assign(minutes=minutes[near.index].astype(float)))
    listed = pd.concat(parts).rename_axis("point").reset_index()
    listed["home"] = listed["community_code"].map(units["district_code"])
    listed["of"] = listed["site"].map(at)
    districts = units.dissolve("district_code").geometry
    beside = {(a, b) for a in districts.index for b in districts.index
              if districts[a].intersects(districts[b])}  # fmt: skip
    pairs = zip(listed["home"], listed["of"], strict=True)
    return listed[[pair in beside for pair in pairs]]


def least(ways, people, kept):
    """Let HiGHS send people to sites in the least minutes; those kept must have one."""
    group, groups = pd.factorize(ways["group"])
    site, sites = pd.factorize(ways["site"])
    each = np.ones(len(ways)), np.arange(len(ways))
    of_group, of_site = (csr_array((each[0], (number, each[1]))) for number in (group, site))
    must = np.array([name in kept for name in groups])
    amounts = people.reindex(groups).to_numpy(float)
    capacity = ways.drop_duplicates("site").set_index("site")["capacity"].reindex(sites)
    solved = linprog(
        ways["minutes"] - NO_SITE * ~must[group],
        A_ub=vstack([of_group[~must], of_site]),
        b_ub=np.append(amounts[~must], capacity),
        A_eq=of_group[must] if must.any() else None,
        b_eq=amounts[must] if must.any() else None,
    )
    assert solved.success
    return ways.assign(people=solved.x)


def test_sites_are_shared_as_highs_would(results, ways):
    population = results[AccessModel].demand_points["demand"]
    own = ways[ways["home"] == ways["of"]].assign(group=lambda of: of["point"])
    before = least(own, population, ())
    before = before[before["people"] > 1e-6]
    kept = before.assign(group=[("kept", row) for row in range(len(before))])
    left = population.sub(before.groupby("point")["people"].sum(), fill_value=0).clip(lower=0)
    people = pd.concat([kept.set_index("group")["people"], left])
    keep = kept[["group", "point", "minutes"]].merge(
        ways, on="point", suffixes=("_now", "")
    ).query("minutes <= minutes_now")  # fmt: skip
    groups = [keep, ways.assign(group=ways["point"])]
    after = least(pd.concat(groups, ignore_index=True), people, set(kept["group"]))
    first = after["people"].sum() - before["people"].sum()
    minutes = [(part["people"] * part["minutes"]).sum() for part in (before, after)]
    everybody = results[Sharing].sites.iloc[0]
    # The page counts whole people, of whom each point has as many as nearly as can be.
    assert everybody["population_first_site"] == pytest.approx(first, rel=0.01)
    told = everybody["population_first_site"] * everybody["minutes_first_site"]
    told -= everybody["population_nearer"] * everybody["minutes_saved"]
    assert told == pytest.approx(minutes[1] - minutes[0], rel=0.02)
    assert everybody[["population_losing_site", "population_farther"]].tolist() == [0, 0]


def test_the_sentences_say_what_the_tables_hold(results):
    shared = results[Sharing].exchanges.set_index("kind")
    sites, staff = shared.loc["site"], shared.loc["staff"]
    first, nearer = (int(sites[f"population_{name}"].sum()) for name in ("first_site", "nearer"))
    mean = (sites["population_nearer"] * sites["minutes_saved"].fillna(0)).sum() / nearer
    ends = sites.loc[sites["from_code"] != sites["to_code"], ["from_code", "to_code"]]
    pairs = {frozenset(pair) for pair in ends.to_numpy().tolist()}
    english = " ".join(sharing_told(results[Sharing], "site", "en"))
    assert f"{len(pairs)} pairs of districts" in english
    assert f"{first:,} people get a site within 15 minutes for the first time" in english
    assert f"{nearer} people save {mean:.1f} minutes on average by a shorter trip." in english
    assert "Nobody loses a site" in english
    assert "15分钟（步行）" in rules_told(results[Sharing], "zh")[0]
    assert "240分钟" in rules_told(results[Sharing], "zh")[0]
    [told] = sharing_told(results[Sharing], "staff", "en")
    assert f"{len(staff)} pairs of neighbours could share {staff['staff'].sum():g}" in told
    assert f"for {staff['floating_population'].sum():,} people" in told


def test_lent_staff_are_whole_and_answer_for_as_many_as_can_be(results, units):
    """Who lends and who lacks, by the roster, the boundaries and the norm alone."""
    roster = pd.read_excel(SAMPLE / "staff.xlsx", header=2, dtype=str, engine="openpyxl")
    own = roster[roster["级别"] == "社区"]
    staff = own["人数"].astype(int).groupby(own["社区代码"]).sum()
    staff = staff.reindex(units.index, fill_value=0)
    people = units["floating_population"].mask(units["count_incomplete"])
    spare, without = staff + -people // NORM, people - NORM * staff
    lent = results[Sharing].exchanges.query("kind == 'staff'")
    given = lent.groupby("from_code")["staff"].sum()
    assert (given <= spare[given.index]).all()
    got = lent.groupby("to_code")[["staff", "floating_population"]].sum()
    answered = np.minimum(NORM * got["staff"], without[got.index])
    assert (lent["staff"] % 1 == 0).all()
    assert (got["floating_population"] == answered).all()

    # As a transportation problem: some answer for 500 each, the last one for those left.
    near = units[["geometry"]].sjoin(units[["geometry"]], predicate="intersects")
    ends = near.iloc[:, -1].reset_index().set_axis(["lends", "lacks"], axis=1)
    ends = ends[ends["lends"].map(spare).gt(0) & ends["lacks"].map(without).gt(0)]
    whole = ends.assign(gain=NORM, most=ends["lacks"].map(without) // NORM, kind=0)
    last = ends.assign(gain=ends["lacks"].map(without) % NORM, most=1, kind=1)
    both = pd.concat([whole, last], ignore_index=True)
    both["need"] = both["lacks"] + both["kind"].astype(str)
    rows = []
    for end, most in (("lends", both["lends"].map(spare)), ("need", both["most"])):
        number, names = pd.factorize(both[end])
        rows.append(csr_array((np.ones(len(both)), (number, np.arange(len(both))))))
        rows.append(most.groupby(both[end]).first().reindex(names).to_numpy(float))
    best = linprog(-both["gain"].astype(float), A_ub=vstack(rows[::2]), b_ub=np.hstack(rows[1::2]))
    assert lent["floating_population"].sum() == pytest.approx(-best.fun)
