"""A plan, run as a scenario, gives the very figures that it promised."""

from dataclasses import replace

import pytest
from support.street_city import write_city_in_need

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.access.products import Sites
from geo.analyses.planning.methods.site_actions import Costs
from geo.analyses.planning.plan import BACK_UP, NEW_SITES, SHORTEST_WAYS, SITE_QUESTIONS
from geo.analyses.planning.scenario import is_applicable, scenario_of
from geo.analyses.planning.site_plans import new_sites, site_plan
from geo.analyses.planning.site_question import CAPACITATED, SiteQuestion
from geo.analyses.planning.staff_plans import fewest_posts, new_posts, posts_for_share
from geo.analyses.planning.staff_reallocation import staff_moves
from geo.city.scenarios.changes import NormChange, Scenario
from geo.scenarios.comparison import city_figures

MINUTES = 4


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    folder = write_city_in_need(tmp_path_factory.mktemp("plans") / "city", MINUTES)
    return geo.City.open(folder)


@pytest.fixture(scope="module")
def results(city):
    return geo.run(city)


def test_posts_moved_and_given_do_what_was_promised(city, results):
    fewest = posts_for_share(results, 100)
    assert fewest.figures["after"] == fewest.figures["total"]
    assert fewest.figures["left"] == 0
    for plan in (new_posts(results, 3), fewest, staff_moves(results, "district")):
        assert len(plan.steps)
        after = city_figures(geo.what_if(city, results, scenario_of(plan, results, "zh")))
        assert after["population_compliant"] == plan.figures["after"]
        assert after["staff_shortfall"] == plan.figures["left"]


def test_new_sites_do_what_was_promised(city, results):
    plan = new_sites(results, results[AccessModel], 2, ("walk", MINUTES))
    scenario = scenario_of(plan, results, "en")
    after = city_figures(geo.what_if(city, results, scenario))
    assert after["population_within"] == plan.figures["after"]
    step_by_step = [
        city_figures(geo.what_if(city, results, partial))["population_within"]
        for partial in (scenario.without_last(), scenario)[-len(plan.steps) :]
    ]
    assert step_by_step == plan.steps["population_total"].tolist()
    while scenario.changes:
        scenario = scenario.without_last()
    undone = geo.what_if(city, results, scenario).products
    assert all(undone[kind] is of for kind, of in results.products.items())


def test_people_with_a_second_site_stand_where_they_live(city, results):
    access = results[AccessModel]
    plan = site_plan(results, access, SiteQuestion(BACK_UP, "walk", MINUTES, budget=2))
    assert plan.figures["people"] > 0
    assert plan.reach.sum()[["within_before", "within_after"]].tolist() == [
        plan.figures["before"],
        plan.figures["after"],
    ]
    scenario = scenario_of(plan, results, "en")
    then = geo.what_if(city, results, scenario)
    same = site_plan(then, then[AccessModel], SiteQuestion(BACK_UP, "walk", MINUTES, budget=1))
    assert same.figures["before"] == plan.figures["after"]


@pytest.mark.parametrize("question", SITE_QUESTIONS)
def test_a_plan_carried_out_is_what_it_promised_asked_again(city, results, question):
    """With and without limited capacity."""
    for limited in (False, True) if question in CAPACITATED else (False,):
        asked = SiteQuestion(question, "walk", MINUTES, 1, limited=limited, capacity=150)
        plan = site_plan(results, results[AccessModel], asked)
        scenario = scenario_of(plan, results, "en") if len(plan.steps) else Scenario("nothing")
        after = geo.what_if(city, results, scenario)
        again = site_plan(after, after[AccessModel], asked)
        assert again.figures["before"] == plan.figures["after"]
        if "minutes_before" in plan.figures:
            assert again.figures["minutes_before"] == pytest.approx(plan.figures["objective"])


def test_a_site_that_closes_is_a_step_of_the_plan(city, results):
    access = results[AccessModel]
    question = SiteQuestion(NEW_SITES, "walk", MINUTES, budget=1, closed=(0,))
    plan = site_plan(results, access, question)
    assert plan.steps["action"].tolist() == ["close", "new"]
    assert plan.figures["before"] == city_figures(results)["population_within"]
    scenario = scenario_of(plan, results, "en")
    within = [
        city_figures(geo.what_if(city, results, partial))["population_within"]
        for partial in (scenario.without_last(), scenario)
    ]
    assert within == plan.steps["population_total"].tolist()
    assert within[-1] == plan.figures["after"]


def test_a_site_is_known_by_its_id_where_others_have_its_name(results):
    question = SiteQuestion(NEW_SITES, "walk", MINUTES, budget=1, closed=(1,))
    plan = site_plan(results, results[AccessModel], question)
    sites = results[Sites].frame
    named = sites.assign(site_name="站", site_id=[f"S{number}" for number in range(len(sites))])
    closed = scenario_of(plan, results.having(Sites(frame=named)), "en").changes[0].site
    assert closed == "S1"
    assert scenario_of(plan, results, "en").changes[0].site == sites["site_name"].iloc[1]


def test_an_enlarged_site_does_what_was_promised_and_before_is_today(city, results):
    stricter = Scenario("30", changes=(NormChange("max_population_per_staff", 30),))
    results = geo.what_if(city, results, stricter)
    access, costs = results[AccessModel], Costs(new=None, enlarge=1.0, capacity_added=30.0)
    question = SiteQuestion(NEW_SITES, "walk", MINUTES, budget=1, limited=True, costs=costs)
    plan = site_plan(results, access, question)
    assert plan.steps["action"].tolist() == ["enlarge"]
    today = city_figures(results)["population_within_capacity"]
    for change in scenario_of(plan, results, "en").changes:
        stricter = stricter.with_change(change)
    after = city_figures(geo.what_if(city, results, stricter))["population_within_capacity"]
    assert (plan.figures["before"], plan.figures["after"]) == (today, after)
    closing = site_plan(results, access, replace(question, closed=(0,)))
    assert closing.figures["before"] == today
    shortest = SiteQuestion(SHORTEST_WAYS, "walk", MINUTES, budget=1)
    stay, close = (site_plan(results, access, replace(shortest, closed=of)) for of in ((), (0,)))
    assert close.figures["minutes_before"] == pytest.approx(stay.figures["minutes_before"])
    assert close.steps["minutes"].iloc[0] >= round(stay.figures["minutes_before"], 1)


def test_what_closing_saves_is_there_to_build(results):
    question = SiteQuestion(NEW_SITES, "walk", MINUTES, 70, priced=True, closed=(0,), closing=-30)
    plan = site_plan(results, results[AccessModel], replace(question, costs=Costs(new=100)))
    assert plan.steps["action"].tolist() == ["close", "new"]
    assert plan.steps["cost"].tolist() == [-30, 100]
    assert plan.steps["cost_total"].tolist() == [-30, 70]
    assert (plan.figures["cost"], plan.figures["budget"]) == (70, 70)


def test_what_is_no_change_is_no_scenario(results):
    plan = fewest_posts(results)
    assert not is_applicable(plan)
    with pytest.raises(ValueError, match="fewest_posts"):
        scenario_of(plan, results, "zh")
