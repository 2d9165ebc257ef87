"""Corridors between provinces, from the tables of the 2020 census and the 2015 survey as they are."""

import csv
from itertools import combinations

import pandas as pd
import pytest
from scipy.stats import beta
from support.worlds import write_city

import geo
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.model import Corridors
from geo.regions.gazetteer import place_names
from geo.regions.hierarchy import region_names

pytestmark = pytest.mark.real

FLOWS, MOVERS = {2020: 930, 2015: 926}, {2020: 5_083_191, 2015: 825_783}
KEPT, KEPT_MOVERS = {2020: 74, 2015: 86}, {2020: 3_049_725, 2015: 523_537}
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


def pairs_kept(flows):
    """Pairs of provinces with a flow of p < .05 either way, by the names the table has."""
    return {frozenset(ends) for ends, p in by_beta(flows).items() if p < 0.05}


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
def test_the_corridors_kept_and_their_share_of_movers(all_results, tables, year):
    frame = all_results[year][Corridors].frame
    p = by_beta(tables[year])
    smaller = {
        frozenset(pair): min(p.get(pair, 1.0), p.get(pair[::-1], 1.0))
        for pair in combinations({end for ends in tables[year] for end in ends}, 2)
    }
    assert dict(zip(by_names(frame), frame["p_value"], strict=True)) == pytest.approx(
        smaller, abs=1e-12
    )
    kept = frame[frame["significant"]]
    assert set(by_names(kept)) == pairs_kept(tables[year])
    assert sum(value < 0.05 for value in p.values()) == KEPT_DIRECTED[year]
    assert (len(kept), kept["flow"].sum()) == (KEPT[year], KEPT_MOVERS[year])
    share = {2020: 0.600, 2015: 0.634}[year]
    assert kept["flow"].sum() / MOVERS[year] == pytest.approx(share, abs=5e-4)
    assert (kept["selection_frequency"] > 0.5).mean() > 0.9
    assert all_results[year][Corridors].stability["unstable_mean"] < 0.15 * len(kept)


def test_how_the_set_changed_in_five_years(all_results):
    kept = {}
    for year, results in all_results.items():
        frame = results[Corridors].frame
        kept[year] = set(by_names(frame[frame["significant"]]))
    assert len(kept[2020] & kept[2015]) == 69
    came = {tuple(sorted(pair)) for pair in kept[2020] - kept[2015]}
    assert came == {
        ("吉林", "山东"), ("山西", "江苏"), ("河北", "黑龙江"), ("浙江", "湖南"), ("浙江", "陕西"),
    }  # fmt: skip
    gone = kept[2015] - kept[2020]
    assert len(gone) == 17
    assert sum("天津" in pair for pair in gone) == 5


@YEARS
def test_expected_flows_meet_both_margins(all_results, year):
    told = all_results[year][Corridors]
    assert (told.flow_model, told.expected_converged) == ("doubly", True)
    assert [note.what for note in told.notes] == [
        "corridor_note.no_agreements",
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
