"""The page of planning: every question has figures, sentences, a map and a table."""

import io

import openpyxl
import pytest
from support.street_city import write_street_city

from geo.analyses.access.model import AccessModel
from geo.analyses.planning.page import solving
from geo.analyses.planning.page.question import ASKED
from geo.analyses.planning.plan import FAIR_SITES, LONGEST_WAY, SHORTEST_WAYS, SITE_QUESTIONS
from geo.analyses.planning.sentences import plan_sentences
from geo.analyses.planning.site_plans import site_plan
from geo.analyses.planning.site_question import SiteQuestion
from geo.analyses.planning.staff_plans import new_posts
from geo.analyses.planning.workbook import plan_workbook
from geo.core.i18n import say


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Have the page wait for the plan itself, however busy the machine is."""
    monkeypatch.setattr(solving, "QUICK_S", 120.0)


def test_every_question_is_answered(start, html, figures):
    app = start("planning", lang="en")
    for question in ASKED:
        app.session_state["planning_question"] = question
        app.run()
        told = html(app)
        if question == "rounds":  # all are within the limit: nobody is to be visited
            assert say("rounds.figure.left", "en") in figures(app)
            assert say("rounds.told.bound", "en", bound="0") in told
            continue
        if question == "staff_moves":  # nobody has staff to spare
            assert say("planning_note.no_surplus_staff", "en") in told
            continue
        assert say("planning.figure.cost", "en") in figures(app)
        kind = "fair_optimal" if question == FAIR_SITES else "optimal"
        assert say(f"planning.proof.{kind}", "en") in told
        if question == SHORTEST_WAYS:  # of the others some have no step: all have a site in time
            assert all(f"yipan-mark-{look}" in told for look in ("site", "new_site"))
        elif question not in SITE_QUESTIONS:
            assert say("planning_header.posts", "en") in app.dataframe[-1].value.columns


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_paragraph_is_that_of_the_plan(start, html, results, lang):
    told = html(start("planning", {"planning_posts": 1}, lang=lang))
    assert all(sentence in told for sentence in plan_sentences(new_posts(results, 1), "", lang))


@pytest.mark.parametrize("question", [SHORTEST_WAYS, LONGEST_WAY])
def test_capacity_at_any_distance_is_not_called_within_the_limit(results, question):
    asked = SiteQuestion(question, "walk", 4, budget=1, limited=True, capacity=100_000)
    plan = site_plan(results, results[AccessModel], asked)
    sentence = plan_sentences(plan, "walk", "en")[0]
    assert "however far" in sentence
    assert "within" not in sentence


def test_the_workbook_has_the_steps_and_the_paragraph(results):
    plan = new_posts(results, 2)
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(results, plan, "", "en")))
    cells = [str(cell.value) for row in book.active for cell in row]
    assert set(plan.steps["code"]) <= set(cells)
    assert any(plan_sentences(plan, "", "en")[0] in cell for cell in cells)
