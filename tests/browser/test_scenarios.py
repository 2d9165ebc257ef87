"""Every question of planning is asked; a plan goes on as a scenario, and is undone and compared."""

import re

import pytest
from playwright.sync_api import expect
from support.screen import FRAME, FRESH, CityMap, press, settle
from support.server import PATIENCE_S, serving
from support.street_city import SECOND, write_street_city

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.planning.page.question import ASKED
from geo.analyses.planning.plan import NEW_POSTS, NEW_SITES
from geo.analyses.planning.scenario import scenario_of
from geo.analyses.planning.site_plans import new_sites
from geo.analyses.planning.staff_plans import new_posts
from geo.city.scenarios.changes import NormChange
from geo.city.scenarios.files import read_scenario, scenario_names, write_scenario
from geo.core.i18n import say
from geo.core.number_format import number
from geo.scenarios.comparison import city_figures

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = write_street_city(tmp_path_factory.mktemp("scenarios") / "city")
    staff = folder / "staff.csv"
    staff.write_text(staff.read_text("utf-8") + f"{SECOND},3\n", "utf-8")
    with (folder / "city.toml").open("a", encoding="utf-8") as settings:
        settings.write("[standards]\nmax_population_per_staff = 150\naccess_minutes = 4\n")
    other = geo.Scenario("other", changes=(NormChange("max_population_per_staff", 400),))
    write_scenario(folder, other, "")
    return folder


@pytest.fixture(scope="module")
def served(folder, tmp_path_factory):
    with serving(folder, tmp_path_factory.mktemp("log") / "log.txt") as address:
        yield address


@pytest.mark.parametrize(
    ("language", "question", "field"),
    [
        ("zh", NEW_POSTS, ("posts", 3, "population_compliant")),
        ("en", NEW_SITES, ("sites", 2, "population_within")),
    ],
)
def test_a_plan_is_applied_saved_undone_and_compared(
    folder, served, context, language, question, field
):
    asked_for, amount, changed_figure = field

    def words(key, **values):
        return say(key, language, **values)

    results = geo.run(geo.City.open(folder))
    access = results[AccessModel]
    promised = (
        new_posts(results, amount)
        if question == NEW_POSTS
        else new_sites(results, access, amount, (access.mode_of(), access.minutes_of()))
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(f"{served}/planning?lang={language}")
    settle(page)
    choose(page, words(f"planning.question.{question}"))
    entry = page.get_by_label(words(f"planning.ask.{asked_for}"), exact=True)
    entry.fill(str(amount))
    entry.press("Enter")
    settle(page)
    press(page, words("planning.as_scenario"))
    page.wait_for_url("**/scenarios**")
    expect(page.get_by_role("heading", name=words("page.scenarios"), exact=True)).to_be_visible()
    settle(page)
    changes = len(promised.steps)
    expect(
        page.get_by_role("heading", name=words("scenario.changes", changes=changes))
    ).to_be_visible()
    label = words(f"scenario.figure.{changed_figure}")
    figure = page.locator(".yipan-figure", has_text=label)
    expect(figure.first).to_contain_text(number(promised.figures["after"]))
    page.get_by_test_id("stPopover").filter(has_text=words("scenario.save")).first.click()
    details = page.get_by_test_id("stPopoverBody")
    name = details.get_by_label(words("scenario.field.name"), exact=True)
    name.fill(f"plan {language}")
    name.press("Enter")
    settle(page)
    details.get_by_role("button", name=words("scenario.save_now")).click()
    expect(page.get_by_text(f"plan {language}").first).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")
    settle(page)
    beside = page.get_by_test_id("stMultiSelect").filter(has_text=words("scenario.beside"))
    beside.locator("input").fill("other")
    beside.locator("input").press("Enter")
    under_400 = geo.what_if(geo.City.open(folder), results, read_scenario(folder, "other"))
    row = page.get_by_role("row", name=label)
    expect(row.first).to_contain_text(number(promised.figures["after"]))
    expect(row.first).to_contain_text(number(city_figures(under_400)[changed_figure]))
    page.keyboard.press("Escape")
    for left in range(changes - 1, -1, -1):
        press(page, words("scenario.undo"))
        heading = page.get_by_role("heading", name=words("scenario.changes", changes=left))
        expect(heading).to_be_visible()
        settle(page)
    expect(figure.first).to_contain_text(number(city_figures(results)[changed_figure]))
    saved = [read_scenario(folder, name) for name in scenario_names(folder)]
    (changed,) = [of.changes for of in saved if of.name == f"plan {language}"]
    assert changed == scenario_of(promised, results, language).changes


def test_every_question_is_asked_and_a_divider_stands_between_before_and_after(
    served, context, watch
):
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    watch.follow(page)
    for language, questions in (("zh", ASKED[::2]), ("en", ASKED[1::2])):
        page.goto(f"{served}/planning?lang={language}")
        settle(page)
        for question in questions:
            choose(page, say(f"planning.question.{question}", language))
            expect(page.locator(f"{FRESH} .yipan-lead, {FRESH} li").first).not_to_be_empty()
            expect(page.get_by_test_id("stException")).to_have_count(0)
    choose(page, say("planning.question.new_posts", language))
    page.get_by_role("radio", name=say("planning.view.swipe", language)).click()
    drawn = CityMap(page)
    drawn.frame.wait_for_function("map.yipan.painting.before")
    divider = drawn.frame.get_by_role("slider", name=say("map.control.divider", language))
    divider.focus()
    divider.press("Home")
    divider.press("PageUp")
    sides = [edges(drawn, pane) for pane in ("yipan-before", "overlayPane")]
    (_, middle), (begin, _) = sides
    width = page.locator(FRAME).bounding_box()["width"]
    assert middle == begin == pytest.approx(22 + (width - 44) / 10, abs=1)
    page.get_by_role("radio", name=say("planning.view.after", language)).click()
    drawn.frame.wait_for_function("!map.yipan.painting.before")
    assert drawn.frame.evaluate("map.getPane('overlayPane').style.clipPath") == ""
    page.close()


def choose(page, question):
    """Choose a question, and wait for its answer."""
    page.get_by_test_id("stMain").get_by_test_id("stSelectbox").first.locator("input").click()
    page.get_by_role("option", name=question, exact=True).click()
    settle(page)
    expect(page.locator("[data-testid='stProgress'], [data-testid='stSpinner']")).to_have_count(0)
    settle(page)


def edges(drawn, pane):
    """Return the left and right edge of what is shown of a pane, in pixels."""
    clip = drawn.frame.evaluate(f"map.getPane('{pane}').style.clipPath")
    across = [float(x) for x in re.findall(r"(-?[\d.]+)px -?[\d.]+px", clip)]
    return min(across), max(across)
