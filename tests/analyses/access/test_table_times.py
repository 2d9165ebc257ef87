"""Travel times that a table says: what it has, what it lacks, and whose minutes they are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.worlds import write_city

import geo
from geo.analyses.access.demand import demand_of_communities
from geo.analyses.access.methods.coverage import LOCATION_UNKNOWN, PLACED
from geo.analyses.access.model import LEVELS, AccessModel
from geo.analyses.access.nearest import nearest_to
from geo.analyses.access.table_times import MatrixTravelTimes, shared_names, site_numbers
from geo.analyses.access.tables import access_table
from geo.city.folder import City
from geo.core.issues import TableError
from geo.core.standards import Standards

CODES = ["990101001001", "990101001002", "990101002001", "990101002002"]
NORMS = Standards()


def communities_of(*population):
    codes = CODES[: len(population)]
    counts = pd.array(population, dtype="Int64")
    frame = pd.DataFrame({"community_code": codes, "floating_population": counts})
    return frame.assign(subdistrict_code=frame["community_code"].str[:9], district_code="990101")


def sites_of(*names, **columns):
    told = {"site_name": list(names), "lon": 103.5, "lat": 40.5, "services": "登记"}
    sites = pd.DataFrame(told).assign(staff=1.0, capacity=np.nan, **columns)
    return sites.assign(row=range(2, len(names) + 2))


def table_of(*pairs):
    table = pd.DataFrame(pairs, columns=["community_code", "site_name", "minutes"])
    return table.astype({"minutes": "float64"})


def model_of(table, communities, sites, cutoff=0, mode="walk"):
    source = MatrixTravelTimes.of(table, communities, sites, mode, cutoff)
    return AccessModel(
        source,
        demand_of_communities(communities, registered=False).points,
        communities,
        sites,
        NORMS,
    )


def states_of(access, **asked):
    return access.coverage("community", **asked)["accessibility_state"].tolist()


def test_a_table_is_taken_as_it_is():
    table = table_of((CODES[0], "A", 15), (CODES[1], "B", 16), (CODES[1], "A", np.nan))
    access = model_of(table, communities_of(100, 200, 300), sites_of("A", "B"))
    assert access.modes == ("walk",)
    assert states_of(access) == ["within", "beyond", "not_timed"]
    assert nearest_to(access, (103.5, 40.5))[1] == "location_unknown"
    assert access.beyond_cells().empty
    assert access.floating_catchment()["spatial_availability"].sum() == pytest.approx(2.0)


def test_what_a_table_lacks_is_not_timed_unless_it_says_how_far_it_goes():
    table = table_of((CODES[0], "A", 3), (CODES[1], "A", np.nan))
    communities, sites = communities_of(1000, 1000, 1000), sites_of("A")
    assert states_of(model_of(table, communities, sites)) == ["within", "unreachable", "not_timed"]
    within_30 = model_of(table, communities, sites, cutoff=30)
    assert states_of(within_30) == ["within", "beyond", "beyond"]
    assert states_of(within_30, minutes=30) == ["within", "beyond", "beyond"]
    assert states_of(within_30, minutes=45) == ["within", "not_timed", "not_timed"]


def test_the_index_of_people_that_a_table_does_not_time_is_missing():
    table = table_of((CODES[0], "A", 3), (CODES[1], "A", np.nan))
    communities, sites = communities_of(1000, 1000, 1000), sites_of("A")
    missing = {
        cutoff: model_of(table, communities, sites, cutoff=cutoff)
        .floating_catchment()["e2sfca_index"]
        .isna()
        .tolist()
        for cutoff in (0, 20, 30)  # catchments end at 30 minutes
    }
    assert missing == {
        0: [False, False, True],
        20: [False, True, True],
        30: [False, False, False],
    }


def test_a_site_that_a_table_lacks_leaves_the_others_as_they_are():
    table = table_of((CODES[0], "A", 5), (CODES[1], "A", 20))
    access = model_of(table, communities_of(600, 400, 1200, 10), sites_of("A", "B"))
    city = access.coverage().iloc[0]
    assert [city[f"population_{state}"] for state in PLACED] == [600, 400, 0, 0, 1210]
    assert city["share_within"] == pytest.approx(600 / 2210)
    assert access.site_states().tolist() == ["snapped", "not_timed"]


def test_times_from_zones_hold_for_their_communities_unless_these_have_their_own():
    table = table_of(("990101001", "A", 12), ("990101", "A", 40), (CODES[1], "A", 4))
    access = model_of(table, communities_of(1, 1, 1), sites_of("A"))
    assert access.demand_point_minutes()["minutes"].tolist() == [12, 4, 40]


def test_sites_are_told_apart_by_id_and_names_that_several_have_are_refused():
    sites = sites_of("Station", "Station", site_id=["s1", "s2"])
    named = pd.Series(["s2", "s1", "Station", "s3"])
    assert site_numbers(named, sites).tolist() == [1, 0, 0, -1]
    without = sites_of("Station", "Depot", site_id=pd.array([None, None], dtype="str"))
    assert site_numbers(named, without).tolist() == [-1, -1, 0, -1]
    assert shared_names(named, sites).tolist() == [False, False, True, False]


ROWS = st.lists(
    st.tuples(
        st.sampled_from([*CODES, "990101001", "990101"]),
        st.sampled_from("ABC"),
        st.sampled_from([0, 7, 15, 15.01, 40, np.nan]),
    ),
    max_size=10,
)


@settings(max_examples=15)
@given(ROWS, st.sampled_from([0, 10, 30]), st.integers(1, 60))
def test_states_add_up_and_more_minutes_never_reach_fewer(rows, cutoff, minutes):
    communities = communities_of(3, 0, 5, 7)
    access = model_of(table_of(*rows), communities, sites_of("A", "B"), cutoff)
    for level in LEVELS:
        told = access.coverage(level, minutes=minutes)
        states = told[[f"population_{state}" for state in (*PLACED, LOCATION_UNKNOWN)]]
        assert states.sum(axis=1).eq(told["floating_population"]).all()
    now, later = (access.coverage(minutes=limit).iloc[0] for limit in (minutes, minutes + 1))
    assert now["population_within"] <= later["population_within"]
    shuffled = model_of(table_of(*rows[::-1]), communities, sites_of("A", "B"), cutoff)
    assert shuffled.coverage(minutes=minutes).equals(access.coverage(minutes=minutes))


SITES = "站点代码,名称,经度,纬度,服务项目,人员\ns1,站,103.505,40.505,登记,2\ns2,站,103.515,40.505,计生,1\n"
HERE = '[sites]\nfile = "sites.csv"\ncoordinates = "wgs84"\n'


def city_with(folder, more, **tables):
    write_city(folder)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{HERE}{more}\n")
    return City.open(folder)


def test_two_sites_of_one_name_are_told_apart_by_id_else_the_table_is_refused(tmp_path):
    pairs = [
        (code, site, 3 if site == at else 40)
        for code, at in zip(CODES[:2], ("s1", "s2"), strict=True)
        for site in ("s1", "s2")
    ]
    text = "from_id,to_id,travel_time\n" + "".join(f"{a},{b},{c}\n" for a, b, c in pairs)
    more = '[travel_times]\nfile = "times.csv"'
    results = geo.run(city_with(tmp_path / "by_id", more, sites=SITES, times=text))
    access = results[AccessModel]
    for service in ("any", "登记", "计生"):
        minutes = access.demand_point_minutes(service).set_index("community_code")["minutes"]
        assert minutes[CODES[0]] == (40 if service == "计生" else 3)
        assert minutes[CODES[1]] == (40 if service == "登记" else 3)
    named = text.replace("s1", "站").replace("s2", "站")
    with pytest.raises(TableError) as refused:
        geo.run(city_with(tmp_path / "by_name", more, sites=SITES, times=named))
    [issue] = refused.value.issues
    assert (issue.what, issue.row, issue.value) == ("issue.travel_time_shared", 2, "站")


def test_modes_of_tables_stand_beside_each_other_and_one_may_have_any_name(tmp_path):
    tram = f"from_id,to_id,travel_time_p50\n{CODES[0]},s1,4\n{CODES[1]},s1,14\n"
    walk = f"OriginID,DestinationID,Total_Minutes\n{CODES[0]},s1,16\n{CODES[0]},s2,18\n"
    more = (
        '[travel_times]\nfile = "walk.csv"\n[travel_times.modes.transit]\nfile = "tram.csv"\n'
        'cutoff_minutes = 120\n[travel_times.modes."索道"]\nfile = "lift.csv"\nunit = "seconds"\n'
        '[standards]\naccess_mode = "transit"\n'
    )
    lift = f"origin,destination,time\n{CODES[1]},s2,90\n"
    city = city_with(tmp_path / "city", more, sites=SITES, tram=tram, walk=walk, lift=lift)
    results = geo.run(city)
    access = results[AccessModel]
    assert access.modes == ("walk", "transit", "索道")
    assert access.mode_of() == "transit"
    within = {mode: states_of(access, mode=mode)[:2] for mode in access.modes}
    assert within == {
        "walk": ["beyond", "not_timed"],
        "transit": ["within", "within"],
        "索道": ["not_timed", "within"],
    }
    assert access.curve(mode="索道")["floating_population"].iloc[2] > 0
    table = access_table(results)
    assert set(table["mode"]) == {"walk", "transit", "索道"}
    assert set(table["travel_time_source"]) == {"matrix"}
    assert set(city.files) >= {"walk.csv", "tram.csv", "lift.csv"}
