import pytest

from geo.network import street_kinds
from geo.network import street_network as network
from geo.network.osm.tagging import (
    Rule,
    barrier_modes,
    direction_of,
    kph_of,
    modes_of,
    rule_of,
    seconds_of,
)
from geo.network.settings import StreetSettings
from geo.network.street_kinds import DRIVE, EBIKE, KINDS, SPEED_KINDS, WALK

ALL = WALK | EBIKE | DRIVE
PLAIN = StreetSettings()


def test_bits_are_those_of_the_network():
    assert {"walk": WALK, "ebike": EBIKE, "drive": DRIVE} == network.BITS
    assert network.ALL_MODES == ALL


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"highway": "motorway"}, DRIVE),
        ({"highway": "motorway_link"}, DRIVE),
        ({"highway": "residential"}, ALL),
        ({"highway": "residential", "foot": "no"}, EBIKE | DRIVE),
        ({"highway": "residential", "motor_vehicle": "no"}, WALK | EBIKE),
        ({"highway": "residential", "vehicle": "no"}, WALK),
        ({"highway": "residential", "vehicle": "no", "bicycle": "yes"}, WALK | EBIKE),
        ({"highway": "service", "access": "private"}, 0),
        ({"highway": "service", "access": "no", "foot": "yes"}, WALK),
        ({"highway": "service", "access": "private", "motorcar": "yes"}, DRIVE),
        ({"highway": "trunk", "motorroad": "yes"}, DRIVE),
        ({"highway": "footway"}, WALK),
        ({"highway": "footway", "bicycle": "designated"}, WALK | EBIKE),
        ({"highway": "footway", "access": "yes"}, WALK),
        ({"highway": "cycleway"}, WALK | EBIKE),
        ({"highway": "cycleway", "foot": "no"}, EBIKE),
        ({"highway": "steps", "bicycle": "yes"}, WALK),
        ({"highway": "pedestrian", "motor_vehicle": "private"}, WALK),
        ({"highway": "steps", "conveying": "yes"}, WALK),
        ({"highway": "elevator"}, WALK),
        ({"highway": "residential", "bicycle": "dismount"}, WALK | DRIVE),
        ({"highway": "primary", "bicycle": "use_sidepath", "foot": "use_sidepath"}, WALK | DRIVE),
        ({"highway": "primary", "sidewalk": "separate"}, ALL),
        ({"highway": "service", "access": "emergency"}, 0),
        ({"highway": "service", "access": "no", "vehicle": "yes"}, EBIKE | DRIVE),
        ({"highway": "footway", "vehicle": "yes"}, WALK),
        ({"highway": "residential", "motor_vehicle": "bus"}, WALK | EBIKE),
        ({"highway": "residential", "motor_vehicle": "agricultural;forestry"}, WALK | EBIKE),
        ({"highway": "residential", "access": "no;permissive"}, ALL),
        ({"highway": "residential", "access:conditional": "no @ (22:00-06:00)"}, ALL),
        ({"highway": "pedestrian", "area": "yes"}, WALK),
        ({"highway": "construction"}, 0),
        ({"highway": "proposed", "foot": "yes"}, 0),
        ({}, 0),
    ],
)
def test_who_may_go_along(tags, modes):
    assert modes_of(tags, PLAIN).open == modes


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"highway": "service", "access": "private"}, (0, ALL)),
        ({"highway": "service", "access": "customers", "foot": "yes"}, (WALK, EBIKE | DRIVE)),
        ({"highway": "residential", "motor_vehicle": "destination"}, (WALK | EBIKE, DRIVE)),
        ({"highway": "residential", "access": "residents"}, (0, ALL)),
        ({"highway": "residential", "access": "delivery;customers"}, (0, ALL)),
        ({"highway": "residential", "access": "permit"}, (0, ALL)),
        ({"highway": "residential", "access": "private", "vehicle": "yes"}, (EBIKE | DRIVE, WALK)),
        ({"highway": "service", "access": "delivery", "foot": "no"}, (0, EBIKE | DRIVE)),
        ({"highway": "footway", "access": "private"}, (0, WALK)),
        ({"highway": "pedestrian", "motor_vehicle": "delivery"}, (WALK, DRIVE)),
        ({"highway": "service", "access": "no"}, (0, 0)),
        ({"route": "ferry"}, (WALK | EBIKE, 0)),
        ({"route": "ferry", "motor_vehicle": "yes", "foot": "no"}, (EBIKE | DRIVE, 0)),
        ({"route": "bus"}, (0, 0)),
    ],
)
def test_who_may_only_start_or_end_there(tags, modes):
    assert modes_of(tags, PLAIN) == modes


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"barrier": "gate"}, (ALL, 0)),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, (WALK, 0)),
        ({"barrier": "lift_gate", "motor_vehicle": "residents"}, (WALK | EBIKE, DRIVE)),
        ({"barrier": "bollard"}, (WALK | EBIKE, 0)),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, (ALL, 0)),
        ({"barrier": "turnstile"}, (WALK, 0)),
    ],
)
def test_whom_a_barrier_lets_pass(tags, modes):
    assert barrier_modes(tags) == modes


def test_kinds_that_a_city_closes_or_opens():
    given = StreetSettings(closed={"drive": ("service",)}, opened={"ebike": ("pedestrian",)})
    assert modes_of({"highway": "service"}, given).open == WALK | EBIKE
    assert modes_of({"highway": "service", "motor_vehicle": "yes"}, given).open == ALL
    assert modes_of({"highway": "pedestrian"}, given).open == WALK | EBIKE
    assert modes_of({"highway": "pedestrian", "bicycle": "no"}, given).open == WALK


@pytest.mark.parametrize(
    ("tags", "ebike"),
    [
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "yes", "oneway:bicycle": "no"}, (True, True)),
        ({"oneway:bicycle": "yes"}, (True, False)),
        ({"oneway": "yes", "oneway:bicycle": "-1"}, (False, True)),
        *(
            ({"oneway": "yes", "cycleway": f"opposite{kind}"}, (True, True))
            for kind in ("", "_lane", "_track", "_share_busway")
        ),
        ({"oneway": "yes", "cycleway": "lane"}, (True, False)),
        ({"oneway": "-1", "cycleway:left": "opposite_lane"}, (True, True)),
        ({"oneway": "yes", "cycleway:left": "lane", "cycleway:left:oneway": "-1"}, (True, True)),
        ({"oneway": "yes", "cycleway:right:oneway": "no"}, (True, True)),
        ({"oneway": "yes", "oneway:bicycle": "yes", "cycleway": "opposite"}, (True, False)),
        ({"junction": "roundabout"}, (True, False)),
    ],
)
def test_e_bikes_have_their_own_one_ways(tags, ebike):
    rule = rule_of({"highway": "residential", **tags}, PLAIN)
    assert (bool(rule.forward & EBIKE), bool(rule.backward & EBIKE)) == ebike
    assert rule.forward & rule.backward & WALK


@pytest.mark.parametrize(
    ("tags", "walked"),
    [
        ({"oneway": "yes"}, (True, True)),
        ({"oneway:foot": "yes"}, (True, False)),
        ({"oneway:foot": "-1"}, (False, True)),
        ({"conveying": "forward"}, (True, False)),
        ({"conveying": "backward"}, (False, True)),
        ({"conveying": "reversible"}, (True, True)),
    ],
)
def test_escalators_and_what_is_one_way_on_foot(tags, walked):
    rule = rule_of({"highway": "footway", **tags}, PLAIN)
    assert (bool(rule.forward & WALK), bool(rule.backward & WALK)) == walked


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("00:10", 600), ("1:30:30", 5430), ("7", 420), ("PT20M", 1200), ("", 0), ("1 hour", 0)],
)
def test_durations(said, seconds):
    assert seconds_of(said) == seconds


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({"oneway": "yes"}, 1),
        ({"oneway": "1"}, 1),
        ({"oneway": "True"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "reverse"}, -1),
        ({"oneway": "no"}, 0),
        ({"oneway": "reversible"}, 0),
        ({}, 0),
        ({"junction": "roundabout"}, 1),
        ({"junction": "roundabout", "oneway": "-1"}, -1),
        ({"junction": "roundabout", "oneway": "no"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
        ({"highway": "motorway_link"}, 0),
    ],
)
def test_one_ways(tags, direction):
    assert direction_of(tags) == direction


def test_walkers_go_against_one_ways_and_e_bikes_only_where_that_is_said():
    tags = {"highway": "primary", "oneway": "yes"}
    assert rule_of(tags, PLAIN).backward == WALK
    assert rule_of({**tags, "oneway:bicycle": "no"}, PLAIN).backward == WALK | EBIKE
    assert rule_of(tags, StreetSettings(ebike_both_ways=True)).backward == WALK | EBIKE
    assert rule_of({**tags, "oneway": "-1"}, PLAIN).forward == WALK


@pytest.mark.parametrize(
    ("said", "kph"),
    [
        ("60", 60.0),
        (" 60 ", 60.0),
        ("60 km/h", 60.0),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("10 knots", 18.52),
        ("32.5", 32.5),
        ("60|40", 50.0),
        ("60;none", 60.0),
        ("none", None),
        ("signals", None),
        ("CN:urban", None),
        ("", None),
        ("0", None),
        ("-50", None),
        ("9999", None),
        ("1e9", None),
        ("nan", None),
        ("٦٠", None),
        ("60 @ (22:00-06:00)", None),
    ],
)
def test_speed_limits(said, kph):
    assert kph_of(said) == (kph if kph is None else pytest.approx(kph))


def test_osmnx_reads_speed_limits_alike():
    from osmnx.routing import _clean_maxspeed

    for said in ("60", "60 km/h", "30 mph", "30mph", "60|40", "none", "signals"):
        found = _clean_maxspeed(said)  # it rounds the mile
        assert kph_of(said) == (pytest.approx(found, rel=1e-5) if found else None)


def test_speeds_of_the_city_go_before_ours_and_limits_before_both():
    given = StreetSettings(speeds={"residential": 20})
    assert rule_of({"highway": "residential"}, PLAIN).forward_kph == 30
    assert rule_of({"highway": "residential"}, given).forward_kph == 20
    assert rule_of({"highway": "residential", "maxspeed": "40"}, given).forward_kph == 40
    assert rule_of({"highway": "residential", "maxspeed": "none"}, given).forward_kph == 20


def test_a_limit_for_each_way():
    tags = {"highway": "primary", "maxspeed": "60", "maxspeed:backward": "40"}
    assert rule_of(tags, PLAIN) == Rule(ALL, ALL, 60.0, 40.0)
    assert rule_of(tags, PLAIN).turned == Rule(ALL, ALL, 40.0, 60.0)


def test_limits_do_not_part_ways_that_no_car_goes_along():
    one, other = ({"highway": "footway", "maxspeed": said} for said in ("20", "30"))
    assert rule_of(one, PLAIN) == rule_of(other, PLAIN)


def test_every_kind_that_cars_go_along_has_a_speed_and_ramps_are_slower():
    assert set(SPEED_KINDS) == {kind for kind, (modes, _) in KINDS.items() if modes & DRIVE}
    for kind in SPEED_KINDS:
        assert 1 <= KINDS[kind][1] <= 120
        if f"{kind}_link" in KINDS:
            assert KINDS[f"{kind}_link"][1] < KINDS[kind][1]
    assert set(street_kinds._ROADS) < set(SPEED_KINDS)
