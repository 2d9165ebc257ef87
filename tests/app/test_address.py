"""What is asked stands in the address, and what stands there is asked."""

import pytest
from support.street_city import FIRST, SECOND, THIRD, write_street_city

STAFFING = "geo/analyses/staffing/page/staffing.py"
ACCESSIBILITY = "geo/analyses/access/page/access.py"
OVERVIEW = "geo/analyses/overview/page/overview.py"


@pytest.fixture(scope="module")
def write_folder():
    return write_street_city


def address(app):
    held = {name: app.query_params[name] for name in app.query_params}
    return {name: [of] if isinstance(of, str) else of for name, of in held.items()}


def test_a_link_shows_what_it_says(start, html):
    app = start("staffing", lang="en", district="990102", community=THIRD, measure="ratio")
    assert app.multiselect(key="filter_district").value == ["990102"]
    assert app.session_state["open_community"] == THIRD
    assert app.session_state["measure"] == "ratio"
    assert address(app) == {
        "lang": ["en"],
        "district": ["990102"],
        "community": [THIRD],
        "measure": ["ratio"],
    }


def test_what_cannot_be_asked_is_left_out_of_the_address(start):
    app = start("accessibility", lang="en", district="<b>", minutes="7", mode="swim", site="x")
    assert address(app) == {"lang": ["en"], "mode": ["walk"], "minutes": ["15"]}


def test_what_is_chosen_is_in_the_address_and_goes_along(start, painted):
    app = start("staffing", lang="en")
    app.multiselect(key="filter_district").set_value(["990101"]).run()
    assert address(app)["district"] == ["990101"]
    assert {FIRST, SECOND} <= set(painted[-1]["focus"])
    app.query_params.clear()  # as a link of the navigation has it
    app.switch_page(ACCESSIBILITY).run()
    assert app.multiselect(key="filter_district").value == ["990101"]
    assert address(app)["district"] == ["990101"]
    assert THIRD not in painted[-1]["focus"]


def test_the_way_back_takes_back_what_was_chosen(start):
    app = start("accessibility", lang="en", minutes="30")
    assert app.session_state["access_minutes"] == 30
    app.query_params["minutes"] = "15"
    app.run()
    assert app.session_state["access_minutes"] == 15


def test_what_is_chosen_before_the_browser_has_the_last_address_is_not_lost(start):
    app = start("accessibility", lang="en")
    app.segmented_control(key="access_minutes").set_value(30).run()
    app.query_params["minutes"] = "15"  # as it was before
    app.segmented_control(key="access_mode").set_value("drive").run()
    assert app.session_state["access_minutes"] == 30
    assert address(app)["mode"] == ["drive"]
    assert address(app)["minutes"] == ["30"]


def test_a_place_is_found_and_opened(start):
    app = start("overview", lang="en")
    app.text_input(key="search").set_value("990102").run()
    app.button(key="search_district_990102").click().run()
    assert app.multiselect(key="filter_district").value == ["990102"]
    app.text_input(key="search").set_value(THIRD).run()
    app.button(key=f"search_community_{THIRD}").click().run()
    assert app.session_state["open_community"] == THIRD
    assert app.multiselect(key="filter_district").value == []


def test_a_site_is_found_by_pinyin(start):
    app = start("overview", lang="zh")
    app.text_input(key="search").set_value("duianzhan").run()
    (found,) = [button for button in app.button if str(button.key).startswith("search_site")]
    found.click().run()
    assert "access_site" in app.session_state
    assert address(app)["site"] == [str(app.session_state["access_site"])]
