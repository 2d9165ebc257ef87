"""The norms: their defaults are the documents', and nonsense is refused with a sentence."""

from dataclasses import fields

import pytest
from support.paths import SHARED

from geo.core.i18n import LANGUAGES, exists
from geo.core.issues import StandardsError
from geo.core.standards import SOURCES, Standards

POLICY = SHARED / "policy"


def test_defaults_are_the_norms():
    assert Standards().max_population_per_staff == 500
    assert Standards().part_time_weight == 1.0
    assert Standards().dedicated_post_min_population is None


def test_every_standard_has_a_source():
    assert set(SOURCES) == {field.name for field in fields(Standards)}
    assert all(map(exists, SOURCES.values()))


@pytest.mark.skipif(not POLICY.is_dir(), reason="the policy documents are not here")
def test_the_ratio_stands_in_the_notice():
    notice = (POLICY / "zhengzhou-2010-43-notice.txt").read_text(encoding="utf-8")
    assert "按照 500:1 的比例配备流动人口计划生育专(兼)职工人员" in notice


def test_settings_of_the_city_replace_the_norms():
    assert Standards(max_population_per_staff=400).max_population_per_staff == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_population_per_staff", 0),
        ("max_population_per_staff", -500),
        ("max_population_per_staff", 500.5),
        ("max_population_per_staff", "500"),
        ("max_population_per_staff", True),
        ("part_time_weight", 0),
        ("part_time_weight", 1.1),
        ("snap_m", -1),
        ("snap_m", float("nan")),
        ("population_change_percent", 100),
        ("dedicated_post_min_population", 0),
        ("min_cell", 0),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nonsense_is_a_sentence_that_names_setting_and_value(name, value, language):
    with pytest.raises(StandardsError) as caught:
        Standards(**{name: value})
    told = caught.value.tell(language)
    assert name in told
    assert str(value) in told
    assert "city.toml" in told


def test_all_nonsense_is_told_at_once():
    with pytest.raises(StandardsError) as caught:
        Standards(max_population_per_staff=0, snap_m=-1)
    assert len(caught.value.issues) == 2
