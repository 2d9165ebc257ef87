"""What the page asks of sites is what the command asks."""

import pytest
from support.street_city import write_street_city

import geo
from geo.analyses.planning.page import question as page_question
from geo.analyses.planning.page import site_fields
from geo.cli import plan as cli_plan
from geo.cli import plan_sites

BY_COST = {
    "priced": ("--priced", True),
    "budget": ("--budget", 250),
    "limited": ("--limited", True),
    "capacity": ("--capacity", 120),
    "enlarge": ("--may-enlarge", True),
    "capacity_added": ("--capacity-added", 40),
    "move": ("--may-move", True),
    "close": ("--may-close", True),
    "cost_new": ("--cost-new", 90),
    "cost_enlarge": ("--cost-enlarge", 30),
    "cost_move": ("--cost-move", 70),
    "cost_close": ("--cost-close", -10),
}
USUAL = {name: BY_COST[name] for name in ("priced", "limited", "enlarge", "move", "close")}
ASKED = [
    ("new_sites", {}),
    ("back_up", USUAL),
    ("all_covered", {"priced": BY_COST["priced"], "cost_new": BY_COST["cost_new"]}),
    ("new_sites", BY_COST),
    ("fair_sites", {"sites": ("--sites", 2)}),
]
"""What is named once stays on the page: what is left as usual comes first."""


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


def of_command(city, results, question, said):
    """Return what `yipan plan` asks with these options."""
    words = [word for option, value in said for word in (option, str(value)) if word != "True"]
    options = ["city", "--out", "plan", "--question", question, *words]
    context = cli_plan.plan.make_context("plan", options)
    limits = {**context.params, **cli_plan.limit_of(results, context.params)}
    return cli_plan.question_of(geo.City.open(city), results, question, limits)


def test_the_command_asks_what_the_page_asks(start, city, results, monkeypatch):
    asked = []
    monkeypatch.setattr(page_question, "solved", lambda *of, **_: asked.append(of[1]))
    app = start("planning", lang="en")
    app.session_state["planning_closed"] = ["1. 对岸站"]
    for question, said in ASKED:
        app.session_state["planning_question"] = question
        for name in USUAL:
            app.session_state[f"planning_{name}"] = False
        for name, (_, value) in said.items():
            app.session_state[f"planning_{name}"] = value
        app.run()
        options = [("--closed", "对岸站"), *said.values()]
        assert asked[-1] == of_command(city, results, question, options)
    names = ("USUAL_SITES", "USUAL_BUDGET", "USUAL_COST", "USUAL_CAPACITY")
    assert all(getattr(plan_sites, name) == getattr(site_fields, name) for name in names)
