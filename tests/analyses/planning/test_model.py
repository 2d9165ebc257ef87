"""A plan that is carried out gives the very figures that it promised."""

import json

import pytest
from support.street_city import write_street_city
from support.worlds import write_city

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.planning.model import Planning
from geo.analyses.planning.plan import FAIR_SITES, FEWEST_POSTS, MOVES, NEW_POSTS, NEW_SITES
from geo.analyses.planning.sentences import plan_sentences
from geo.analyses.planning.site_plans import new_sites
from geo.analyses.planning.staff_plans import fewest_posts, new_posts, posts_for_share
from geo.analyses.planning.staff_reallocation import pooled_teams, staff_moves
from geo.core.admin_units import points_inside
from geo.export import write_run

MINUTES = 4
ASKED = "[planning]\nposts = 2\nsites = 1\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    city = write_street_city(tmp_path_factory.mktemp("plan") / "city")
    settings = city / "city.toml"
    settings.write_text(settings.read_text("utf-8") + ASKED, "utf-8")
    return city


@pytest.fixture(scope="module")
def results(folder):
    return geo.run(geo.City.open(folder))


def compliant_people(results):
    told = results.communities
    return int(told.loc[told["status"] == "compliant", "floating_population"].sum())


def people_within(results):
    told = results[AccessModel].coverage("city", mode="walk", minutes=MINUTES)
    return int(told["population_within"].iloc[0])


def test_a_run_makes_the_plans_that_are_asked_for(results, tmp_path):
    questions = [plan.question for plan in results[Planning].plans]
    assert questions == [FEWEST_POSTS, NEW_POSTS, NEW_SITES, FAIR_SITES]
    write_run(results, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["planning"]
    assert told["new_posts"]["posts"] == 2
    assert told["new_sites"]["proven"]
    text = (tmp_path / "out" / "planning.csv").read_text("utf-8-sig")
    assert text.count("fewest_posts") == 4


def test_new_posts_do_what_they_promise(folder, results, tmp_path):
    plan = new_posts(results, 2)
    assert plan.figures["before"] == compliant_people(results)
    staff = folder / "staff.csv"
    before = staff.read_text("utf-8")
    rows = zip(plan.steps["code"], plan.steps["posts"], strict=True)
    staff.write_text(before + "".join(f"{code},{posts}\n" for code, posts in rows), "utf-8")
    try:
        after = geo.run(geo.City.open(folder))
    finally:
        staff.write_text(before, "utf-8")
    assert compliant_people(after) == plan.figures["after"]
    assert after.city_total["staff_shortfall"].iloc[0] == plan.figures["left"]


def test_a_new_site_does_what_it_promises(folder, results):
    access = results[AccessModel]
    plan = new_sites(results, access, 1, ("walk", MINUTES))
    assert plan.proven
    assert plan.figures["before"] == people_within(results)
    promised = {}
    sites = folder / "sites.csv"
    before = sites.read_text("utf-8")
    for code, place in points_inside(results.units.communities).iterrows():
        sites.write_text(f"{before}新站,{place['lon']},{place['lat']},,,,1\n", "utf-8")
        try:
            promised[code] = people_within(geo.run(geo.City.open(folder)))
        finally:
            sites.write_text(before, "utf-8")
    assert plan.figures["after"] == max(promised.values())
    assert promised[plan.steps["code"].iloc[0]] == plan.figures["after"]


def test_the_fewest_posts_are_those_missing(tmp_path):
    """Communities of 501, 500 and 501 people; one post, one, none: one and two are missing."""
    results = geo.run(geo.City.open(write_city(tmp_path / "city")))
    plan = fewest_posts(results)
    assert plan.steps["posts"].tolist() == [3, 3, 3, 3]
    assert plan.figures["before"] == 500
    half = posts_for_share(results, 90)
    assert (half.figures["posts"], half.figures["posts_100"]) == (3, 3)
    assert half.steps["posts"].sum() == 3
    assert new_posts(results, 1).steps["code"].tolist() == ["990101001001"]
    moves = staff_moves(results, "district")
    assert (moves.question, len(moves.steps)) == (MOVES, 0)
    for language in ("zh", "en"):
        assert "3" in plan_sentences(plan, "", language)[0]


def test_teams_serve_whom_they_reach(results):
    access = results[AccessModel]
    plan = pooled_teams(results, access, (access.mode_of(), 60))
    figures = plan.figures
    assert figures["required"] - figures["saved"] == figures["posts"] >= figures["bound"]
    assert plan.steps["posts"].sum() + figures["alone"] == figures["posts"]
