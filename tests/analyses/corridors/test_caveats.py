"""What is not known is said in sentences, in both languages, never left blank."""

from dataclasses import replace

import pytest
from support.corridor_worlds import CODES, FUYANG, LEFT, LONGNAN, ZHUMADIAN, write_corridor_city
from support.needed import needed

import geo
from geo.analyses.corridors.build import corridors_of
from geo.analyses.corridors.inputs import Flows
from geo.analyses.corridors.model import Corridors

LONE = [(CODES[0], ZHUMADIAN, 40)]


@pytest.fixture
def run(tmp_path):
    def made(**given):
        return geo.run(
            geo.City.open(write_corridor_city(tmp_path / "city", **given)),
            analyses=needed("corridors"),
        )

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
    results = run(came=[(CODES[0], "", 600), (CODES[2], "", 40)])
    told = notes(results[Corridors])
    assert "no_origins" in told
    assert "640" in told["no_origins"].sentence("zh")
    assert not {"all_unresolved", "unresolved", "no_flows"} & set(told)
    assert results[Corridors].frame.empty
    assert results[Corridors].unresolved["flow"].sum() == 640


def test_no_origin_can_be_told(run):
    told = notes(run(came=[(CODES[0], "朝阳区", 30), (CODES[2], "乌有县", 12)])[Corridors])
    assert "42 people can be resolved" in told["all_unresolved"].sentence("en")
    assert "no_origins" not in told


def test_everybody_is_of_the_city_itself_and_nothing_is_called_unresolved(run):
    results = run(came=[(CODES[0], "陇南市", 30)])
    city = replace(results[Flows], city_code=LONGNAN)
    told = notes(corridors_of(results.having(city)))
    assert "30" in told["within"].sentence("en")
    assert not {"all_unresolved", "no_origins", "unresolved"} & set(told)


def test_some_of_the_city_and_the_others_unresolved(run):
    results = run(came=[(CODES[0], "陇南市", 30), (CODES[0], "朝阳区", 5)])
    told = notes(corridors_of(results.having(replace(results[Flows], city_code=LONGNAN))))
    assert "of 5 people" in told["all_unresolved"].sentence("en")


def test_no_source_of_flows_at_all(run):
    results = run()
    nothing = replace(results[Flows], frame=results[Flows].frame.iloc[:0], directions=())
    assert "no_flows" in notes(corridors_of(results.having(nothing)))


def test_some_cannot_be_told_at_the_unit_chosen(run):
    results = run()
    told = notes(results[Corridors])
    assert "Of 1,142 people, the origins of 12 " in told["unresolved"].sentence("en")
    assert "地市" in told["unresolved"].sentence("zh")


def test_a_local_end_that_is_too_coarse_is_no_issue_of_the_origins(run):
    results = run(came=LONE, out_migrants=[("990101", ZHUMADIAN, 25)])
    told = notes(corridors_of(results, "prefecture", "subdistrict"))
    assert "25 people" in told["local_unresolved"].sentence("en")
    assert "Subdistrict" in told["local_unresolved"].sentence("en")
    assert "unresolved" not in told
    alone = replace(results[Flows], frame=results[Flows].frame.query("direction == 'out'"))
    told = notes(corridors_of(results.having(alone), "prefecture", "subdistrict"))
    assert not {"all_unresolved", "no_origins"} & set(told)
    assert "local_unresolved" in told


@pytest.mark.parametrize(
    ("came", "key"),
    [
        (LONE, "one_pair"),
        ([*LONE, (CODES[2], ZHUMADIAN, 30)], "one_partner"),
        ([*LONE, (CODES[1], FUYANG, 30)], "one_local"),
    ],
)
def test_one_origin_or_one_local_end_only(run, came, key):
    told = notes(run(came=came)[Corridors])
    assert {key, "singly"} <= set(told)
    assert {"one_pair", "one_partner", "one_local"} & set(told) == {key}


def test_with_two_ends_on_either_side_nothing_is_said_of_it(run):
    told = notes(run(out_migrants=LEFT)[Corridors])
    assert not {"one_pair", "one_partner", "one_local", "singly", "no_out", "no_in"} & set(told)


def test_one_way_only(run):
    assert "no_out" in notes(run()[Corridors])


def test_the_other_way_only(run):
    told = notes(run(came=[(CODES[0], "", 5)], out_migrants=LEFT)[Corridors])
    assert "no_in" in told
    assert "no_out" not in told


def test_no_agreements_file_no_staff_and_no_access(run):
    told = notes(run(staff=None)[Corridors])
    assert {"no_agreements", "no_staff", "no_access"} <= set(told)
    assert "[agreements]" in told["no_agreements"].sentence("zh")
    assert "day" not in told


AGREED = [
    ("990100", ZHUMADIAN, "2026-12-01", "2030-01-01"),
    ("990100", LONGNAN, "2024-01-01", "长期"),
]


def test_agreements_and_their_day(run):
    told = notes(run(agreements=AGREED)[Corridors])
    assert "2026-10-31" in told["day"].sentence("en")
    assert "90" in told["day"].sentence("zh")
    assert told["not_yet"].sentence("en").startswith("1 agreement was")
    assert not {"no_agreements", "unknown_terms"} & set(told)


def test_an_agreement_without_a_term_is_told(run):
    results = run(agreements=[*AGREED, ("990100", FUYANG, "2024-01-01", "")])
    assert notes(results[Corridors])["unknown_terms"].sentence("en").startswith("1 agreement has")
    states = results[Corridors].frame.set_index("partner_code")["state"]
    assert states[FUYANG] == "unknown_term"


def test_a_year_whose_holidays_are_not_known(run):
    sent = [("990100", ZHUMADIAN, "2003-05-06", "2003-05-07")]
    results = run(agreements=AGREED, notices=sent)
    assert "1 notice is" in notes(results[Corridors])["unknown_year"].sentence("en")
    told = results[Corridors].other_notices.iloc[0]
    assert told["notices_unknown_year"] == 1
    assert told[["on_time_share_partner", "meets_norm_partner"]].isna().all()
