"""Cases that came out wrong when people went to crossings: each with its right minutes."""

import pytest
from support.metre_streets import frame, minutes, network

from geo.analyses.access.travel_times import NetworkTravelTimes
from geo.core.standards import Standards

WALK = 5000 / 60
FOOTWAY = {"highway": "footway"}


@pytest.fixture(params=["s.osm", "s.osm.pbf"])
def path(tmp_path, request):
    return tmp_path / request.param


def test_people_and_site_in_the_middle_of_a_block(path):
    # 900 m between crossings; 100 m apart, each 10 m beside the street.
    nodes = {1: (0, 0), 2: (900, 0), 3: (0, 300), 4: (0, -300), 5: (900, 300), 6: (900, -300)}
    streets = network(path, nodes, ["1 2", "3 1 4", "5 2 6"])
    assert minutes(streets, [(400, 10)], (500, 10)) == [pytest.approx(120 / WALK, abs=0.01)]


def test_a_path_that_is_joined_to_nothing_takes_nobody(path):
    nodes = {1: (0, 0), 2: (400, 0), 3: (800, 0), 12: (0, -200), 13: (800, -200)}
    nodes |= {10: (400, 60), 11: (430, 60)}
    streets = network(path, nodes, ["1 2 3", ("10 11", FOOTWAY), "1 12", "3 13"])
    found = minutes(streets, [(405, 62), (390, 10)], (0, 5))
    assert found == pytest.approx([(405 + 62 + 5) / WALK, 405 / WALK], abs=0.01)


def test_a_sidewalk_drawn_apart_hides_no_site(path):
    nodes = {at: (200 * at, 0) for at in range(6)} | {10 + at: (200 * at, 300) for at in range(6)}
    nodes |= {20: (300, 6), 21: (700, 6)}
    ways = ["0 1 2 3 4 5", *(f"{at} {at + 10}" for at in range(6)), ("20 21", FOOTWAY)]
    streets = network(path, nodes, ways)
    found = minutes(streets, [(10, 0), (205, 0), (1000, 0)], (310, 10))
    assert found == pytest.approx([310 / WALK, 115 / WALK, 700 / WALK], abs=0.01)


def test_a_street_of_1600_m_between_crossings_is_near_all_along(path):
    nodes = {1: (0, 0), 2: (400, 3), 3: (800, 0), 4: (1200, -3), 5: (1600, 0)}
    nodes |= {6: (0, 200), 7: (1600, 200)}
    streets = network(path, nodes, ["1 2 3 4 5", "1 6", "5 7"])
    found = minutes(streets, [(780, 5), (20, 5)], (820, 5))
    assert found == pytest.approx([50 / WALK, 810 / WALK], abs=0.02)
    source = NetworkTravelTimes(streets, frame([(820, 5)]), Standards())
    assert source.sites_on().all()
    assert not source.off(frame([(780, 5), (20, 5)])).any()


def test_nobody_walks_through_a_river(path):
    # Two banks 60 m apart, a bridge two kilometres off.
    nodes = {1: (0, 0), 2: (600, 0), 3: (0, -60), 4: (300, -60), 5: (600, -60), 6: (300, -300)}
    nodes |= {7: (0, 300), 8: (600, 300), 9: (-2000, 0), 10: (-2000, -60)}
    ways = ["9 1 2", "10 3 4 5", "4 6", "1 7", "2 8", "9 10"]
    streets = network(path, nodes, ways)
    [found] = minutes(streets, [(300, 5)], (300, -70))
    assert found == pytest.approx((2300 + 60 + 2300 + 15) / WALK, abs=0.01)  # 56.1


@pytest.mark.parametrize("middle", ["1 11 12", "1 11", None])
def test_a_car_never_crosses_a_footbridge(path, middle):
    # It is left at the bridge, and the rest is walked; a path that branches off changes nothing.
    nodes = {1: (0, 0), 2: (0, 3000), 3: (3000, 0), 11: (0, -50), 12: (0, -100), 13: (0, -3000)}
    nodes |= {20: (30, -50)}
    primary, bridge = {"highway": "primary"}, {**FOOTWAY, "bridge": "yes"}
    ways = [("1 2", primary), "1 3", ("12 13", primary)]
    ways += [("1 11 12", bridge)] if middle == "1 11 12" else [("1 11", bridge), ("11 12", bridge)]
    ways += [] if middle else [("11 20", FOOTWAY)]
    streets = network(path, nodes, ways)
    [driven] = minutes(streets, [(0, 2990)], (0, -2990), "drive")
    assert driven == pytest.approx(2990 / (50_000 / 60) + 2990 / WALK, abs=0.01)


def test_two_entrances_on_one_street(path):
    nodes = {1: (0, 0), 2: (300, 0), 3: (600, 0), 4: (0, 200), 5: (300, 200), 6: (600, 200)}
    streets = network(path, nodes, ["1 2 3", "1 4", "2 5", "3 6"])
    near, far = (minutes(streets, [(0, 5)], (x, 5))[0] for x in (200, 500))
    assert (near, far) == pytest.approx((210 / WALK, 510 / WALK), abs=0.01)


def test_an_island_that_is_set_to_matter_does(path):
    nodes = {1: (0, 0), 2: (800, 0), 3: (0, -200), 10: (400, 60), 11: (430, 60)}
    streets = network(path, nodes, ["3 1 2", ("10 11", FOOTWAY)])
    assert minutes(streets, [(405, 62)], (0, 5))[0] < 6
    assert minutes(streets, [(405, 62)], (0, 5), island_nodes=2) == [float("inf")]


def test_who_lives_at_a_corner_takes_the_quicker_street(path):
    # The nearer street is one's back street; the other, ten metres farther, leads straight there.
    nodes = {1: (0, 0), 2: (1000, 0), 3: (0, 40), 4: (500, 40), 5: (1000, 40), 6: (-800, 20)}
    streets = network(path, nodes, ["6 1 2", "6 3 4 5"])
    [found] = minutes(streets, [(500, 15)], (600, -5))
    assert found == pytest.approx((15 + 100 + 5) / WALK, abs=0.01)
    [found] = minutes(streets, [(500, 25)], (600, -5))  # the nearest is the one in the north
    assert found == pytest.approx((25 + 100 + 5) / WALK, abs=0.01)
