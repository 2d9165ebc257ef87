"""What is told of city.toml is what is read: schema, template and reader go by one declaration."""

import json
import tomllib
from dataclasses import fields, is_dataclass

import pytest

from geo.city.settings import Settings
from geo.city.settings_reader import read_settings
from geo.city.settings_schema import all_settings, json_schema
from geo.city.settings_template import OFFERED, SET, city_template
from geo.core.i18n import LANGUAGES
from geo.core.issues import CityError


def declared():
    """Every section and key of the classes."""
    for field in fields(Settings):
        if is_dataclass(field.default):
            yield from ((field.name, key.name) for key in fields(field.default))
        else:
            yield "", field.name


def property_of(schema, section, name):
    owner = schema
    if section:
        link = schema["properties"][section]["$ref"]
        owner = schema["$defs"][link.rsplit("/", 1)[1]]
    return owner["properties"][name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_in_the_schema_with_its_meaning(language):
    schema = json.loads(json.dumps(json_schema(language)))
    settings = all_settings()
    assert [(setting.section, setting.name) for setting in settings] == list(declared())
    for setting in settings:
        told = property_of(schema, setting.section, setting.name)
        assert told["description"] == setting.meaning(language)
        assert tuple(told.get("enum", ())) == setting.choices
    assert json_schema("zh") != json_schema("en")


def test_the_schema_knows_what_is_needed_and_forbids_what_is_not_there():
    schema = json_schema("en")
    assert schema["required"] == ["name", "boundaries"]
    assert schema["$defs"]["StaffSettings"]["required"] == ["file"]
    assert schema["$defs"]["BoundarySettings"]["required"] == ["communities"]
    assert "required" not in schema["$defs"]["RecordSettings"]
    for owner in (schema, *schema["$defs"].values()):
        assert owner["additionalProperties"] is False
    norm = property_of(schema, "standards", "access_minutes")
    assert (norm["minimum"], norm["maximum"], norm["default"]) == (1, 240, 15)


def said_in(section, key, value):
    lines = ['name = "x"', "[boundaries]", 'communities = "c.gpkg"']
    if section == "boundaries":
        return "\n".join([*lines, f"{key} = {value}"])
    return "\n".join([*lines, f"[{section}]", f"{key} = {value}"])


@pytest.mark.parametrize(
    "setting", [it for it in all_settings() if it.choices and it.section], ids=str
)
def test_the_reader_takes_what_the_schema_offers_and_nothing_else(tmp_path, setting):
    (tmp_path / "c.gpkg").touch()
    for choice in (*setting.choices, "other"):
        text = said_in(setting.section, setting.name, f'"{choice}"')
        (tmp_path / "city.toml").write_text(text, "utf-8")
        try:
            read_settings(tmp_path)
            told = set()
        except CityError as error:
            told = {(issue.what, issue.column) for issue in error.issues}
        wrong = {
            ("issue.standard", setting.name),
            ("issue.setting_choice", f"{setting.section}.{setting.name}"),
        }
        assert bool(told & wrong) is (choice == "other")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_is_read_as_it_is_and_with_all_that_it_offers(tmp_path, language):
    text = city_template(language)
    names = ["boundaries/communities.gpkg", "records/records.csv"]
    names += ["staff.csv", "sites.csv", "streets.graphml", "agreements.csv"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    first, *lines, last = text.rstrip("\n").split("\n")
    assert first.startswith("# ")
    whole = "\n".join(line.removeprefix("# ") for line in lines if line != last)
    for written, told in ((text, [SET]), (f"{whole}\n", [SET, OFFERED])):
        (tmp_path / "city.toml").write_text(written, "utf-8")
        assert read_settings(tmp_path).language == language
        document = tomllib.loads(written)
        for section, values in (item for part in told for item in part.items()):
            for name, value in values.items():
                assert document[section][name] == tomllib.loads(f"x = {value}")["x"]


def test_zero_hectares_are_no_hectares(tmp_path):
    (tmp_path / "c.gpkg").touch()
    (tmp_path / "city.toml").write_text(said_in("boundaries", "largest_gap_ha", "0"), "utf-8")
    assert read_settings(tmp_path).boundaries.largest_gap_ha == 0
