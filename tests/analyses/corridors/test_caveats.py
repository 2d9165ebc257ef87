"""What is not known is said in sentences, in both languages, never left blank."""

from dataclasses import replace

import pytest
from support.corridor_worlds import CODES, FUYANG, LEFT, LONGNAN, ZHUMADIAN, write_corridor_city

import geo
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.model import Corridors

LONE = [(CODES[0], ZHUMADIAN, 40)]


@pytest.fixture
def run(tmp_path):
    def made(**given):
        return geo.run(geo.City.open(write_corridor_city(tmp_path / "city", **given)))

    return made


def notes(corridors):
    """Return the notes by key, once each is a sentence in both languages."""
    for note in corridors.notes:
        for language in ("zh", "en"):
            sentence = note.sentence(language)
            assert sentence.rstrip()[-1] in ".。"
            assert "{" not in sentence
            assert "corridor_note" not in sentence
    return {note.what.removeprefix("corridor_note."): note for note in corridors.notes}


def test_no_record_tells_an_origin(run):
    plan = run(came=[(CODES[0], "", 600), (CODES[2], "", 40)])
    told = notes(plan[Corridors])
    assert "no_origins" in told
    assert "640" in told["no_origins"].sentence("zh")
    assert not {"all_unresolved", "unresolved", "no_flows"} & set(told)
    assert plan[Corridors].frame.empty
    assert plan[Corridors].unresolved["people"].sum() == 640


def test_no_origin_can_be_told(run):
    told = notes(run(came=[(CODES[0], "朝阳区", 30), (CODES[2], "乌有县", 12)])[Corridors])
    assert "42 people can be told" in told["all_unresolved"].sentence("en")
    assert "no_origins" not in told


def test_everybody_is_of_the_city_itself_and_nothing_is_called_unresolved(run):
    plan = run(came=[(CODES[0], "陇南市", 30)])
    city = replace(plan[Flows], city_code=LONGNAN)
    told = notes(corridors_of(plan.having(city)))
    assert "30" in told["within"].sentence("en")
    assert not {"all_unresolved", "no_origins", "unresolved"} & set(told)


def test_some_of_the_city_and_the_others_unresolved(run):
    plan = run(came=[(CODES[0], "陇南市", 30), (CODES[0], "朝阳区", 5)])
    told = notes(corridors_of(plan.having(replace(plan[Flows], city_code=LONGNAN))))
    assert "of 5 people" in told["all_unresolved"].sentence("en")


def test_no_source_of_flows_at_all(run):
    plan = run()
    nothing = replace(plan[Flows], frame=plan[Flows].frame.iloc[:0], ways=())
    assert "no_flows" in notes(corridors_of(plan.having(nothing)))


def test_some_cannot_be_told_at_the_unit_chosen(run):
    plan = run()
    told = notes(plan[Corridors])
    assert "of 1,142 people the origin of 12" in told["unresolved"].sentence("en")
    assert "地市" in told["unresolved"].sentence("zh")


def test_a_near_end_that_is_too_coarse_is_no_fault_of_the_origins(run):
    plan = run(came=LONE, outflow=[("990101", ZHUMADIAN, 25)])
    told = notes(corridors_of(plan, "prefecture", "street"))
    assert "25 people" in told["near_unresolved"].sentence("en")
    assert "Street" in told["near_unresolved"].sentence("en")
    assert "unresolved" not in told
    alone = replace(plan[Flows], frame=plan[Flows].frame.query("way == 'out'"))
    told = notes(corridors_of(plan.having(alone), "prefecture", "street"))
    assert not {"all_unresolved", "no_origins"} & set(told)
    assert "near_unresolved" in told


@pytest.mark.parametrize(
    ("came", "key"),
    [
        (LONE, "one_pair"),
        ([*LONE, (CODES[2], ZHUMADIAN, 30)], "one_far"),
        ([*LONE, (CODES[1], FUYANG, 30)], "one_near"),
    ],
)
def test_one_origin_or_one_near_end_only(run, came, key):
    told = notes(run(came=came)[Corridors])
    assert {key, "singly"} <= set(told)
    assert {"one_pair", "one_far", "one_near"} & set(told) == {key}


def test_with_two_ends_on_either_side_nothing_is_said_of_it(run):
    told = notes(run(outflow=LEFT)[Corridors])
    assert not {"one_pair", "one_far", "one_near", "singly", "no_out", "no_in"} & set(told)


def test_one_way_only(run):
    assert "no_out" in notes(run()[Corridors])


def test_the_other_way_only(run):
    told = notes(run(came=[(CODES[0], "", 5)], outflow=LEFT)[Corridors])
    assert "no_in" in told
    assert "no_out" not in told


def test_no_agreements_file_no_staff_and_no_reach(run):
    told = notes(run(staff=None)[Corridors])
    assert {"no_agreements", "no_staff", "no_reach"} <= set(told)
    assert "[agreements]" in told["no_agreements"].sentence("zh")
    assert "day" not in told


AGREED = [("990100", ZHUMADIAN, "2026-12-01", "2030-01-01"), ("990100", LONGNAN, "2024-01-01", "")]


def test_agreements_and_their_day(run):
    told = notes(run(agreements=AGREED)[Corridors])
    assert "2026-10-31" in told["day"].sentence("en")
    assert "90" in told["day"].sentence("zh")
    assert told["not_yet"].sentence("en").startswith("1 agreement was")
    assert "no_agreements" not in told


def test_without_a_month_the_latest_day_counts(run):
    plan = run(agreements=AGREED, month="")
    assert "2026-12-01" in notes(plan[Corridors])["latest_day"].sentence("en")
    assert set(plan[Corridors].frame["state"]) == {"agreed", "missing"}


def test_a_year_whose_holidays_are_not_known(run):
    sent = [("990100", ZHUMADIAN, "2003-05-06", "2003-05-07")]
    plan = run(agreements=AGREED, notices=sent)
    assert "1 notice is" in notes(plan[Corridors])["unknown_year"].sentence("en")
    told = plan[Corridors].frame.set_index("far_code").loc[ZHUMADIAN].iloc[0]
    assert told["notices_unknown_year"] == 1
    assert told[["on_time_share", "meets_norm"]].isna().all()
