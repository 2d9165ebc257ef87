"""Titles and notes of the staffing-gap table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.widened import with_tables

from geo.analyses.population.model import Population
from geo.analyses.staffing.table_notes import notes
from geo.core.periods import period_name
from geo.publish.titles import title


def test_the_title_names_place_and_period(results, flat_results):
    assert title(results, "zh") == "沙洲市流动人口服务人员配备缺口表（2026年10月）"
    assert title(results, "en") == (
        "Staff shortfall in services for the floating population, 沙洲市 (October 2026)"
    )
    assert title(flat_results, "zh") == "沙洲市流动人口服务人员配备缺口表"


@pytest.mark.parametrize("period", ["", "2026-13", "2026Q3", "../x"])
def test_what_is_no_month_is_told_as_it_is(period):
    assert period_name(period, "zh") == period


def test_notes_tell_norm_source_and_where_the_records_of_the_period_went(results):
    told = " ".join(notes(results, "en"))
    assert "per 500 floating residents" in told
    assert "Zhengzhou notice 2010 No. 43, III(2)" in told
    population = int(results.city_total["floating_population"].iloc[0])
    assert f"5,000 records of {population + 8:,} people read" in told
    assert f"4,997 of {population:,} people counted, 3 of 8 people not counted" in told
    assert "a staff surplus in one community fills no shortfall in another" in told
    assert "2 subdistricts, 1 without" in told
    assert "Communities without a boundary: 1, with 1,600" in told
    assert told.endswith(results.city.note)


def test_what_does_not_apply_is_not_noted(flat_results):
    bounded = flat_results.communities[flat_results.communities.geometry.notna()]
    told = " ".join(notes(with_tables(flat_results, communities=bounded), "en"))
    assert "dedicated post" not in told
    assert "without a boundary" not in told


def test_notes_are_numbered_through(results):
    for language in ("zh", "en"):
        told = notes(results, language)
        assert [note.split(".")[0] for note in told] == [str(n) for n in range(1, len(told) + 1)]


def test_a_count_that_cannot_be_read_is_not_told_as_nobody(results):
    record_account = results[Population].record_account.replace(
        {"outcome": {"duplicate": "bad_count"}}
    )
    record_account.loc[record_account["outcome"] == "bad_count", "persons"] = 0
    told = " ".join(
        notes(results.having(replace(results[Population], record_account=record_account)), "en")
    )
    assert "3 of 5 people not counted" in told
    assert "1 has a count that cannot be read" in told
    assert "cannot be read" not in " ".join(notes(results, "en"))
