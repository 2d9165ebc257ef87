"""A what-if gives what a run of the changed files gives, and leaves alone what it may."""

import shutil

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.street_city import FIRST, NODES, SECOND, metres, write_street_city

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Access, Sites
from geo.analyses.corridors.inputs import Flows
from geo.analyses.planning.model import Planning
from geo.analyses.population.model import Population
from geo.analyses.sharing.model import Sharing
from geo.analyses.staffing.model import Staffing
from geo.city.scenarios.changed_city import changed_city
from geo.city.scenarios.changes import (
    ClassSpeed,
    NormChange,
    Scenario,
    SiteAdded,
    SiteChanged,
    SiteClosed,
    SiteMoved,
    StaffChange,
    StreetAdded,
    StreetClosed,
    StreetSpeed,
)
from geo.core.issues import ScenarioError
from geo.export import tables_of
from geo.scenarios.comparison import city_figures, compared

NEW = (103.5185, 40.502)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_street_city(tmp_path_factory.mktemp("what_if") / "city")


@pytest.fixture(scope="module")
def city(folder):
    return geo.City.open(folder)


@pytest.fixture(scope="module")
def base(city):
    return geo.run(city)


def edit(folder, file, old, new):
    """Put a text in the stead of another in a file; at its end where that is empty."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new) if old else text + new, "utf-8")


def edge(one, other, length):
    """Return the line of GraphML of a street one way."""
    ids = {name: at for at, name in enumerate(NODES, start=1)}
    return (
        f'<edge source="{ids[one]}" target="{ids[other]}"><data key="highway">residential</data>'
        f'<data key="length">{length}</data></edge>\n'
    )


def both_ways(one, other):
    length = metres(NODES[one], NODES[other])
    return edge(one, other, length) + edge(other, one, length)


def middle(one, other):
    return [sum(ends) / 2 for ends in zip(NODES[one], NODES[other], strict=True)]


CHANGES = {
    "more_staff": (StaffChange(SECOND, add=2), ("staff.csv", "", f"{SECOND},2\n")),
    "other_staff": (StaffChange(FIRST, staff=4), ("staff.csv", f"{FIRST},1\n", f"{FIRST},4\n")),
    "site": (
        SiteAdded("新站", *NEW, services=("居住登记", "健康检查"), staff=2),
        ("sites.csv", "", f"新站,{NEW[0]},{NEW[1]},居住登记;健康检查,,,2\n"),
    ),
    "moved": (
        SiteMoved("对岸站", *NODES["U2"]),
        ("sites.csv", f"对岸站,{NODES['U9'][0]},40.506", f"对岸站,{NODES['U2'][0]},40.506"),
    ),
    "closed": (
        SiteClosed("对岸站"),
        (
            "sites.csv",
            f"对岸站,{NODES['U9'][0]},40.506,居住登记;健康检查,上街9号,000-1,2\n",
            "",
        ),
    ),
    "larger": (SiteChanged("对岸站", staff=9), ("sites.csv", "000-1,2\n", "000-1,9\n")),
    "street": (
        StreetAdded((NODES["L5"], NODES["U5"])),
        ("streets.graphml", "</graph>", both_ways("L5", "U5") + "</graph>"),
    ),
    "barrier": (
        StreetClosed(*middle("L3", "L4")),
        ("streets.graphml", both_ways("L3", "L4"), ""),
    ),
    "norm": (
        NormChange("max_population_per_staff", 250),
        ("city.toml", "", "[standards]\nmax_population_per_staff = 250\n"),
    ),
    "minutes": (
        NormChange("access_minutes", 4),
        ("city.toml", "", "[standards]\naccess_minutes = 4\n"),
    ),
    "slower": (NormChange("walk_kph", 3.5), ("city.toml", "", "[standards]\nwalk_kph = 3.5\n")),
    "driving": (
        ClassSpeed("residential", 9.0),
        ("city.toml", '"streets.graphml"\n', '"streets.graphml"\nspeeds = { residential = 9.0 }\n'),
    ),
}


# What a change leaves as it was, of these.
MADE = {Population, Staffing, Sites, AccessModel, Access, Flows, Sharing, Planning}
UNTOUCHED = {
    "more_staff": {Population, Sites, AccessModel, Flows},
    "site": {Population, Staffing, Flows},
    "barrier": {Population, Staffing, Sites, Flows},
    "norm": {Population, Sites, Flows},
    "slower": {Population, Staffing, Sites, Flows},
}
TOGETHER = (("closed", "street"), ("other_staff", "moved", "larger", "minutes", "driving"))


@pytest.mark.long
@pytest.mark.parametrize("names", [*zip(UNTOUCHED), *TOGETHER], ids=" ".join)
def test_a_what_if_is_a_run_of_the_changed_files(city, base, folder, tmp_path, names):
    name = names[0]
    changes, edits = zip(*(CHANGES[of] for of in names), strict=True)
    results = geo.what_if(city, base, Scenario(name, changes=changes))
    shutil.copytree(folder, tmp_path / "city")
    for edited in edits:
        edit(tmp_path / "city", *edited)
    expected = tables_of(geo.run(geo.City.open(tmp_path / "city")))
    found = tables_of(results)
    assert list(found) == list(expected)
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(found[table], frame, check_exact=True, obj=table)
    assert (results.scenario, base.scenario) == (name, "")
    assert name in results.city.note
    if len(names) == 1:
        assert {kind for kind in MADE if results[kind] is base[kind]} == UNTOUCHED[name]


def test_without_changes_the_results_are_the_very_same(city, base):
    changed = geo.what_if(city, base, Scenario("A", changes=(CHANGES["site"][0],)))
    undone = geo.what_if(city, base, Scenario("A"))
    assert dict(undone.products) == dict(base.products) != dict(changed.products)
    assert undone.units is base.units


def test_a_site_out_of_the_only_one_counts_people_anew(city, base, folder, tmp_path):
    """Without sites people are counted by no cells, so all is made anew."""
    names = [*base[Sites].frame["site_name"]]
    results = geo.what_if(city, base, Scenario("none", changes=tuple(map(SiteClosed, names))))
    assert results.get(Access) is None
    assert results[Population] is not base[Population]


def test_a_street_at_another_speed_changes_driving_only(city, base):
    slow = Scenario("slow", changes=(StreetSpeed(*middle("L3", "L4"), drive_kph=1.0),))
    results = geo.what_if(city, base, slow)
    before, after = (
        [of[AccessModel].demand_point_minutes(mode=mode)["minutes"] for of in (base, results)]
        for mode in ("walk", "drive")
    )
    pd.testing.assert_series_equal(*before)
    walked, kept = (of[AccessModel].coverage("community", mode="walk") for of in (base, results))
    pd.testing.assert_frame_equal(walked, kept, check_exact=True)
    anew = geo.run(changed_city(city, slow))[AccessModel].demand_point_minutes(mode="drive")
    pd.testing.assert_series_equal(after[1], anew["minutes"])
    assert (after[1].fillna(0) >= after[0].fillna(0)).all()
    assert (after[1] > after[0]).any()


def test_changes_that_cannot_be_made_are_all_told(city, base):
    changes = (
        StaffChange("990101009009", add=1),
        StaffChange(FIRST, add=-5),
        SiteClosed("对岸占"),
        StreetClosed(103.6, 40.6),
        StreetAdded(((103.6, 40.6), (103.7, 40.6))),
        SiteAdded("对岸站", *NEW),
    )
    with pytest.raises(ScenarioError) as told:
        geo.what_if(city, base, Scenario("A", changes=changes))
    issues = told.value.issues
    assert [issue.more["position"] for issue in issues] == [1, 2, 3, 4, 5, 6]
    assert "对岸站" in issues[2].sentence("zh")
    assert all(issue.sentence(language) for issue in issues for language in ("zh", "en"))


def test_a_comparison_tells_before_and_after(city, base):
    results = geo.what_if(city, base, Scenario("A", changes=(StaffChange(SECOND, add=2),)))
    frame = compared(base, results).set_index(["level", "code", "figure"])
    assert frame.loc[("city", "", "staff"), "change"] == 2
    of_community = frame.loc[("community", SECOND, "staff")]
    assert (of_community["before"], of_community["after"]) == (1, 3)
    assert set(frame.loc["community"].index.get_level_values("code")) == {SECOND}
    assert city_figures(base)["staff"] == frame.loc[("city", "", "staff"), "before"]


places = st.tuples(st.sampled_from([*NODES.values()]), st.floats(-1e-3, 1e-3))


@settings(max_examples=6)
@given(places, st.sampled_from([FIRST, SECOND]), st.integers(0, 4))
def test_more_staff_or_sites_never_make_it_worse(city, base, place, code, posts):
    (lon, lat), aside = place
    added = SiteAdded("新站", lon + aside, lat, staff=1)
    scenario = Scenario("more", changes=(added, StaffChange(code, add=posts)))
    before, after = city_figures(base), city_figures(geo.what_if(city, base, scenario))
    assert after["population_within"] >= before["population_within"]
    assert after["population_backup"] >= before["population_backup"]
    assert after["staff_shortfall"] <= before["staff_shortfall"]
    assert after["population_compliant"] >= before["population_compliant"]


@pytest.mark.long
@settings(max_examples=3)
@given(st.permutations([CHANGES[name][0] for name in ("more_staff", "site", "norm", "larger")]))
def test_the_order_of_changes_of_different_things_changes_nothing(city, base, changes):
    found = geo.what_if(city, base, Scenario("A", changes=tuple(changes)))
    first = geo.what_if(city, base, Scenario("A", changes=tuple(sorted(changes, key=repr))))
    pd.testing.assert_frame_equal(compared(base, found), compared(base, first))
