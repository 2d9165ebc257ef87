"""What holds for accessibility is set on the Data page: by its field, and told below it if wrong."""

from html import unescape

import pytest
from support.street_city import FIRST, write_street_city

from geo.city.folder import City
from geo.city.uploads import OwnCity
from geo.core.i18n import say

KEPT = "# how people go"


@pytest.fixture
def own(rejected):  # folders of sessions lie where it says
    """A visitor's own city of two streets, brought before the test begins."""
    own = OwnCity("en")
    write_street_city(own.folder)
    with (own.folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f"{KEPT}\n[standards]\nwalk_kph = 4.0\n")
    yield own
    own.close()


@pytest.fixture
def visit(start, own):
    """Open the Data page with the visitor's city, in a language."""

    return lambda lang: start("data", {"own_city": own}, lang=lang)


def field(app, kind, label):
    return next(box for box in getattr(app, kind) if unescape(box.label).replace("\\", "") == label)


def save(app, form):
    return app.button(key=f"upload_{form}").click().run()


def settings_of(own):
    return City.open(own.folder).settings


@pytest.mark.long
def test_limits_modes_and_speeds_are_set_and_comments_stay(visit, own, lang):
    app = visit(lang)
    at = lambda kind, key, **more: field(app, kind, say(f"access_settings.{key}", lang, **more))  # noqa: E731
    assert at("number_input", "walk_kph").value == 4.0
    assert at("number_input", "access_minutes").value is None
    at("number_input", "access_minutes").set_value(20)
    at("number_input", "walk_kph").set_value(4.8)
    at("selectbox", "demand").set_value("all")
    at("number_input", "service_minutes", service="健康检查").set_value(10)
    at("selectbox", "service_mode", service="健康检查").set_value("drive")
    drive = say("access.mode.drive", lang)
    at("text_input", "mode_zones", mode=drive).set_value("5:1 15:0.4")
    save(app, "limits")
    assert not app.error
    settings = settings_of(own)
    assert (settings.standards.access_minutes, settings.standards.walk_kph) == (20, 4.8)
    assert settings.access.demand == "all"
    assert settings.access.service_minutes == {"健康检查": 10}
    assert settings.access.service_modes == {"健康检查": "drive"}
    assert settings.access.mode_zones == {"drive": "5:1 15:0.4"}
    assert KEPT in (own.folder / "city.toml").read_text("utf-8")
    at("number_input", "access_minutes").set_value(None)
    save(app, "limits")
    assert settings_of(own).standards.access_minutes == 15


def test_what_cannot_be_is_told_below_its_field_and_nothing_is_saved(visit, own):
    before = (own.folder / "city.toml").read_text("utf-8")
    app = visit("en")
    field(app, "number_input", say("access_settings.walk_kph", "en")).set_value(500.0)
    label = say("access_settings.service_minutes", "en", service="居住登记")
    field(app, "number_input", label).set_value(-3)
    save(app, "limits")
    told = [unescape(error.value).replace("\\", "") for error in app.error]
    assert len(told) == 2
    assert any("500" in sentence for sentence in told)
    assert any("-3" in sentence for sentence in told)
    assert field(app, "number_input", label).value == -3
    assert (own.folder / "city.toml").read_text("utf-8") == before


@pytest.mark.long
def test_streets_are_closed_and_opened_and_slowed_down(visit, own):
    path = own.folder / "city.toml"
    times = 'file = "streets.graphml"\nspeed_factors = { morning = { ebike = 0.9 } }'
    path.write_text(path.read_text("utf-8").replace('file = "streets.graphml"', times), "utf-8")
    app = visit("en")
    walk, drive = (say(f"access.mode.{mode}", "en") for mode in ("walk", "drive"))
    at = lambda kind, key, **more: field(app, kind, say(f"access_settings.{key}", "en", **more))  # noqa: E731
    at("selectbox", "time_of_day").set_value("morning").run()
    at("number_input", "speed_factor", mode=drive, time="morning").set_value(0.6)
    at("multiselect", "closed", mode=drive).set_value(["service", "residential"])
    at("multiselect", "opened", mode=walk).set_value(["motorway"])
    at("number_input", "island_nodes").set_value(2)
    save(app, "streets_morning")
    assert not app.error
    streets = settings_of(own).streets
    assert streets.closed == {"drive": ("residential", "service")}
    assert streets.opened == {"walk": ("motorway",)}
    assert (streets.island_nodes, streets.factors) == (2, {"drive": 0.6, "ebike": 0.9})
    at("selectbox", "time_of_day").set_value(None).run()
    save(app, "streets_")
    assert settings_of(own).streets.factors == {}


@pytest.mark.long
def test_tables_of_several_modes_are_added_changed_and_removed(visit, own, lang):
    app = visit(lang)
    press = lambda key: app.button(key=key).click().run()  # noqa: E731
    add = lambda: next(  # noqa: E731
        button for button in app.button if button.label == say("travel_time_tables.add", lang)
    )
    for mode, minutes in (("transit", 9), ("walk", 12)):
        table = f"from_id,to_id,travel_time\n{FIRST},对岸站,{minutes}\n".encode()
        app.file_uploader[0].set_value([(f"{mode}.csv", table, "text/csv")]).run()
        press(f"upload_details_{mode}.csv")
        field(app, "selectbox", say("upload.mode", lang)).set_value(mode).run()
        add().click().run()
    assert set(settings_of(own).travel_times.tables) == {"transit", "walk"}
    press("travel_time_tables.change_walk")
    assert settings_of(own).travel_times.file
    field(app, "selectbox", say("upload.mode", lang)).set_value("transit").run()
    add().click().run()
    assert say("travel_time_tables.taken", lang) in [error.value for error in app.error]
    press("upload.remove_transit")
    assert list(settings_of(own).travel_times.tables) == ["transit"]
    assert City.open(own.folder).travel_times["transit"].frame["minutes"].tolist() == [12]


def test_without_sites_nothing_is_asked(start):
    app = start("data", lang="en")
    assert say("access_settings.title", "en") not in [box.label for box in app.expander]
