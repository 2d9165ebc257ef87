"""The page of scenarios: a change is made, saved, taken back; what cannot be made is told."""

import pytest
from support.street_city import write_street_city

from geo.app.scenarios.before_after import signed
from geo.app.scenarios.changing import staff_changes
from geo.city.scenarios.changes import NormChange, Scenario, SiteClosed, StaffChange
from geo.city.scenarios.files import read_scenario, scenario_names
from geo.core.i18n import say


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


@pytest.mark.long
def test_a_change_is_made_saved_and_taken_back(start, html, folder):
    app = start("scenarios", lang="en")
    app.selectbox(key="scenario_kind").set_value("norm").run()
    app.selectbox(key="scenario_norm").set_value("max_population_per_staff").run()
    app.number_input(key="scenario_value_max_population_per_staff").set_value(250).run()
    app.button(key="scenario_add").click().run()
    change = NormChange("max_population_per_staff", 250)
    assert app.session_state["scenario_draft"].changes == (change,)
    assert say("scenario.figure.required_staff", "en") in html(app)
    app.button(key="scenario_save").click().run()
    (name,) = scenario_names(folder)
    assert read_scenario(folder, name).changes == (change,)
    app.button(key="scenario_undo").click().run()
    assert app.session_state["scenario_draft"].changes == ()
    assert say("scenario.no_changes", "en") in html(app)


def test_what_cannot_be_made_is_told(start, html):
    draft = Scenario("A", changes=(SiteClosed("没有的站"),))
    app = start("scenarios", {"scenario_draft": draft}, lang="zh")
    assert "没有的站" in html(app)
    assert say("scenario.not_run", "zh") in [error.value for error in app.error]


def test_staff_edited_in_the_table_are_changes(results):
    communities = results.communities.reset_index(drop=True)
    edited = communities["staff"].astype("float64")
    assert staff_changes(communities, edited) == []
    edited = edited.fillna(0) + 2
    changes = staff_changes(communities, edited)
    assert StaffChange(communities["community_code"].iloc[0], add=2) in changes
    assert len(changes) == len(communities)


def test_differences_have_a_sign():
    assert [signed(change) for change in (2, -2, 0)] == ["+2", "−2", "±0"]
