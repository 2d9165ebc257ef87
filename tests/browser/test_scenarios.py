"""Every question of planning is asked; a plan goes on as a scenario, and is undone and compared."""

import re

import pytest
from playwright.sync_api import expect
from support.screen import FRESH, MAP, CityMap, press, settle
from support.server import PATIENCE_S

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.planning.page.question import ASKED
from geo.analyses.planning.scenario import scenario_of
from geo.analyses.planning.site_plans import new_sites
from geo.analyses.planning.staff_plans import new_posts
from geo.city.scenarios.files import read_scenario, scenario_names
from geo.core.i18n import say
from geo.core.number_format import number
from geo.scenarios.comparison import city_figures

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def results(served):
    return geo.run(geo.City.open(served.folder))


@pytest.fixture
def page(context, served, watch):
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    watch.follow(page)
    yield page
    page.close()


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "questions", "field"),
    [
        ("zh", ASKED[::2], ("posts", 3, "population_compliant")),
        ("en", ASKED[1::2], ("sites", 2, "population_within")),
    ],
)
def test_every_question_is_asked_and_a_plan_is_applied_saved_undone_and_compared(
    page, served, results, language, questions, field
):
    page.goto(f"{served.address}/planning?lang={language}")
    settle(page)
    for question in questions:
        choose(page, say(f"planning.question.{question}", language))
        expect(page.locator(f"{FRESH} .yipan-lead, {FRESH} li").first).not_to_be_empty()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    asked_for, amount, changed_figure = field
    if asked_for == "posts":
        divide(page, language)
        promised = new_posts(results, amount)
    else:
        access = results[AccessModel]
        promised = new_sites(results, access, amount, (access.mode_of(), access.minutes_of()))
    ask(page, language, f"new_{asked_for}", amount, promised)
    press(page, say("planning.as_scenario", language))
    page.wait_for_url("**/scenarios**")
    heading = page.get_by_role("heading", name=say("page.scenarios", language), exact=True)
    expect(heading).to_be_visible()
    changes = len(promised.steps)
    await_changes(page, language, changes)
    label = say(f"scenario.figure.{changed_figure}", language)
    figure = page.locator(".yipan-figure", has_text=label)
    expect(figure.first).to_contain_text(number(promised.figures["after"]))
    save(page, language, f"plan {language}")
    beside = page.get_by_test_id("stMultiSelect").filter(has_text=say("scenario.beside", language))
    beside.locator("input").fill("other")
    beside.locator("input").press("Enter")
    city = geo.City.open(served.folder)
    under_400 = geo.what_if(city, results, read_scenario(served.folder, "other"))
    row = page.get_by_role("row", name=label)
    expect(row.first).to_contain_text(number(promised.figures["after"]))
    expect(row.first).to_contain_text(number(city_figures(under_400)[changed_figure]))
    page.keyboard.press("Escape")
    for left in range(changes - 1, -1, -1):
        press(page, say("scenario.undo", language))
        await_changes(page, language, left)
    expect(figure.first).to_contain_text(number(city_figures(results)[changed_figure]))
    saved = [read_scenario(served.folder, name) for name in scenario_names(served.folder)]
    (changed,) = [of.changes for of in saved if of.name == f"plan {language}"]
    assert changed == scenario_of(promised, results, language).changes


def ask(page, language, question, amount, promised):
    """Ask a question of an amount, and wait for its answer."""
    choose(page, say(f"planning.question.{question}", language))
    entry = page.get_by_label(say(f"planning.ask.{question[4:]}", language), exact=True)
    entry.fill(str(amount))
    entry.press("Enter")
    after = number(promised.figures["after"])
    expect(page.locator(FRESH).filter(has_text=after).first).to_be_visible()
    settle(page)


def await_changes(page, language, changes):
    """Wait until the scenario has so many changes."""
    heading = page.get_by_role("heading", name=say("scenario.changes", language, changes=changes))
    expect(heading).to_be_visible()
    settle(page)


def save(page, language, name):
    """Save the scenario by a name."""
    save_as = say("scenario.save", language)
    page.get_by_test_id("stPopover").filter(has_text=save_as).first.click()
    details = page.get_by_test_id("stPopoverBody")
    entry = details.get_by_label(say("scenario.field.name", language), exact=True)
    entry.fill(name)
    entry.press("Enter")
    settle(page)
    details.get_by_role("button", name=say("scenario.save_now", language)).click()
    expect(page.get_by_text(name).first).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")
    settle(page)


def divide(page, language):
    """Look at the map with a divider between before and after."""
    choose(page, say("planning.question.new_posts", language))
    page.get_by_role("radio", name=say("planning.view.swipe", language)).click()
    drawn = CityMap(page)
    drawn.page.wait_for_function("map.yipan.painting.before")
    divider = drawn.page.get_by_role("slider", name=say("map.control.divider", language))
    divider.focus()
    divider.press("Home")
    divider.press("PageUp")
    sides = [edges(drawn, pane) for pane in ("yipan-before", "overlayPane")]
    (_, middle), (begin, _) = sides
    width = page.locator(MAP).bounding_box()["width"]
    assert middle == begin == pytest.approx(22 + (width - 44) / 10, abs=1)
    page.get_by_role("radio", name=say("planning.view.after", language)).click()
    drawn.page.wait_for_function("!map.yipan.painting.before")
    assert drawn.page.evaluate("map.getPane('overlayPane').style.clipPath") == ""


def choose(page, question):
    """Choose a question, and wait for its answer."""
    page.get_by_test_id("stMain").get_by_test_id("stSelectbox").first.locator("input").click()
    page.get_by_role("option", name=question, exact=True).click()
    settle(page)
    expect(page.locator("[data-testid='stProgress'], [data-testid='stSpinner']")).to_have_count(0)
    settle(page)


def edges(drawn, pane):
    """Return the left and right edge of what is shown of a pane, in pixels."""
    clip = drawn.page.evaluate(f"map.getPane('{pane}').style.clipPath")
    across = [float(x) for x in re.findall(r"(-?[\d.]+)px -?[\d.]+px", clip)]
    return min(across), max(across)
