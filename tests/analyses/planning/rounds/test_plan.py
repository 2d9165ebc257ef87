"""Rounds of a city of two streets: who is served, when, and over which ways."""

import json
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from support.street_city import write_street_city

import geo
from geo.analyses.access.model import AccessModel
from geo.analyses.planning.model import Planning
from geo.analyses.planning.rounds.driving import StraightWays, ways_of
from geo.analyses.planning.rounds.files import FILES, TABLE, rounds_file
from geo.analyses.planning.rounds.layers import rounds_layers
from geo.analyses.planning.rounds.plan import NO_STOP, SERVED, plan_rounds
from geo.analyses.planning.rounds.printable import timetable_page
from geo.analyses.planning.rounds.sentences import LEFT, people_left, rounds_sentences
from geo.analyses.planning.rounds.workbook import rounds_workbook
from geo.city.rounds_settings import RoundsSettings
from geo.cli.main import main
from geo.core.standards import Standards
from geo.export import declared_columns, tables_of, write_run

LIMIT = ("walk", 4)
ASKED = RoundsSettings(vehicles=1, walk_minutes=20, visitors_percent=5, stop_places="crossings")
TOML = "[rounds]\nvehicles = 1\nwalk_minutes = 20\nvisitors_percent = 5\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_street_city(tmp_path_factory.mktemp("rounds") / "city")


@pytest.fixture(scope="module")
def results(folder):
    return geo.run(geo.City.open(folder))


@pytest.fixture(scope="module")
def rounds(results):
    return plan_rounds(results, results[AccessModel], ASKED, LIMIT)


def test_everybody_beyond_is_served_or_left_for_a_reason(results, rounds):
    figures = rounds.figures
    within = results[AccessModel].coverage("city", mode="walk", minutes=LIMIT[1])
    points = results[AccessModel].demand_points["floating_population"].sum()
    assert figures["beyond"] == points - within["population_within"].iloc[0] > 0
    assert figures[SERVED] > 0
    assert figures["beyond"] == figures[SERVED] + sum(figures.get(name, 0) for name in LEFT)
    assert people_left(rounds) == figures["beyond"] - figures[SERVED]
    assert figures[SERVED] <= figures["bound"]
    served = rounds.stops[rounds.stops["state"] == SERVED]
    assert rounds.timetable["people"].sum() == served["people"].sum() == figures[SERVED]
    for language in ("zh", "en"):
        assert f"{figures[SERVED]:,.0f}" in rounds_sentences(rounds, language)[0]


def test_times_add_up_to_the_ways_and_to_a_day(results, rounds):
    ways = ways_of(results[AccessModel].source, results.standards)
    places = rounds.stops.set_index("stop")
    for _, day in rounds.timetable.groupby(["vehicle", "week", "weekday"]):
        stops = day["stop"].dropna().tolist()
        at = [rounds.depot, *(places.loc[[stop]] for stop in stops), rounds.depot]
        legs = pairwise(at)
        driven = [float(ways.minutes(one, other)[0, 0]) for one, other in legs]
        waits = day["arrives"].to_numpy()[1:] - day["departs"].to_numpy()[:-1]
        assert all(0 <= wait - way < 1 for wait, way in zip(waits, driven, strict=True))
        spent = (day["departs"] - day["arrives"]).dropna()
        assert spent.tolist() == places.loc[stops, "minutes"].tolist()
        assert day["departs"].iloc[0] == 510
        assert day["arrives"].iloc[-1] - 510 <= 60 * ASKED.hours
    assert rounds.drives["distance_m"].sum() == pytest.approx(rounds.timetable["distance_m"].sum())


def test_each_stop_is_visited_on_days_apart(results, rounds):
    twice = plan_rounds(results, results[AccessModel], replace(ASKED, visits="twice_a_week"), LIMIT)
    days = twice.timetable.dropna(subset="stop").groupby("stop")["weekday"]
    assert (days.nunique() == 2).all()
    assert twice.figures["visits"] == 2 * len(days)
    fortnightly = replace(ASKED, visits="fortnightly")
    once = plan_rounds(results, results[AccessModel], fortnightly, LIMIT)
    assert once.figures["visits"] * 2 == once.timetable["stop"].notna().sum()


def test_the_same_question_has_the_same_timetable(results, rounds):
    again = plan_rounds(results, results[AccessModel], ASKED, LIMIT)
    assert again.timetable.equals(rounds.timetable)


def test_a_depot_may_be_named_or_a_point(results):
    access = results[AccessModel]
    named = plan_rounds(results, access, replace(ASKED, depot="同街站"), LIMIT)
    assert named.depot["name"].tolist() == ["同街站"]
    point = plan_rounds(results, access, replace(ASKED, depot="103.5005, 40.502"), LIMIT)
    assert point.depot[["lon", "lat"]].to_numpy().tolist() == [[103.5005, 40.502]]
    lost = plan_rounds(results, access, replace(ASKED, depot="?"), LIMIT)
    assert [note.what for note in lost.notes if note.severity == "warning"] == [
        "rounds_note.no_depot"
    ]


def test_hours_too_short_leave_stops_out_by_name(results):
    access = results[AccessModel]
    crowded = replace(ASKED, hours=1, person_minutes=60)
    short = plan_rounds(results, access, crowded, LIMIT)
    assert set(short.stops["state"]) == {"too_long"}
    assert short.timetable.empty
    assert short.figures["hours"] == short.figures["kilometres"] == 0
    assert short.figures["too_long"] + short.figures[NO_STOP] == short.figures["beyond"]
    assert b"<table>" not in timetable_page(short, "x", "en")


@pytest.mark.long
def test_a_run_leaves_a_timetable_where_it_is_asked_for(folder, results, tmp_path):
    write_run(results, tmp_path / "none")
    assert not (tmp_path / "none" / "rounds.csv").exists()
    settings = folder / "city.toml"
    before = settings.read_text("utf-8")
    settings.write_text(before + TOML, "utf-8")
    try:
        asked = geo.run(geo.City.open(folder), standards=Standards(access_minutes=LIMIT[1]))
    finally:
        settings.write_text(before, "utf-8")
    made = {name: str(dtype) for name, dtype in tables_of(asked)["rounds"].dtypes.items()}
    assert made == {column.name: column.dtype for column in declared_columns()["rounds"]}
    write_run(asked, tmp_path / "out")
    text = (tmp_path / "out" / "rounds.csv").read_text("utf-8-sig")
    assert text.startswith("vehicle,week,weekday,position,stop,name,code,arrives,departs")
    assert ",08:30," in text
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["planning"]["rounds"]["beyond"] == asked[Planning].rounds.figures["beyond"]


def test_pages_sheets_and_layers_tell_the_same(results, rounds, tmp_path):
    days = rounds.timetable.groupby(["vehicle", "week", "weekday"]).ngroups
    page = timetable_page(rounds, "<b>", "zh").decode()
    assert page.count("<section>") == days
    assert "<b>" not in page
    path = tmp_path / "rounds.xlsx"
    path.write_bytes(rounds_workbook(results, rounds, "en"))
    assert len(load_workbook(path).sheetnames) == days + 1
    layers = rounds_layers(rounds)
    assert [len(layers[name]) for name in ("routes", "stops", "depot")] == [
        len(rounds.drives), len(rounds.stops), 1,
    ]  # fmt: skip


def test_without_streets_ways_are_straight():
    ways = StraightWays(30.0)
    places = pd.DataFrame({"lon": [103.0, 103.0], "lat": [40.0, 40.1]})
    assert ways.minutes(places, places)[0, 1] == pytest.approx(22.24, abs=0.01)
    metres, line = ways.way(places, 0, 1)
    assert metres == pytest.approx(11_120, abs=10)
    assert line.tolist() == [[103.0, 40.0], [103.0, 40.1]]


def test_the_command_answers_as_the_page(folder, results, rounds, tmp_path):
    options = ["--question", "rounds", "--minutes", str(LIMIT[1]), "--mode", LIMIT[0], "--json"]
    options += ["--vehicles", "1", "--walk", "20", "--visitors", "5", "--stop-places", "crossings"]
    options += ["--language", "en"]
    done = CliRunner().invoke(main, ["plan", str(folder), "--out", str(tmp_path), *options])
    assert done.exit_code == 0, done.output
    report = json.loads(done.output)
    assert report["figures"] == dict(rounds.figures)
    assert report["sentences"] == rounds_sentences(rounds, "en")
    assert sorted(report["files"]) == sorted(map(str, tmp_path.iterdir()))
    assert (tmp_path / FILES[TABLE]).read_bytes() == rounds_file(results, rounds, "en", TABLE)
