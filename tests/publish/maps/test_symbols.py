"""Circles and curves on a map: sizes, order, and text that stays text."""

from geo.publish.maps.city_map import Painting
from geo.publish.maps.symbols import LEAST_WIDTH, MOST_WIDTH, Tie


def tie(size, *, chosen=False):
    return Tie((103.0, 40.0), (104.0, 41.0), size, "#000000", f"t{size}", {"人数": "1"}, chosen)


def test_ties_are_as_wide_as_their_size_and_never_too_thin():
    drawn = Painting(ties=[tie(100), tie(50), tie(1)]).values()["ties"]
    assert [curve["width"] for curve in drawn] == [MOST_WIDTH, MOST_WIDTH / 2, LEAST_WIDTH]


def test_ties_go_from_latitude_first_to_the_arrow_header():
    (curve,) = Painting(ties=[tie(1)]).values()["ties"]
    assert (curve["from"], curve["to"]) == ([40.0, 103.0], [41.0, 104.0])
    assert (curve["headers"], curve["values"], curve["title"]) == (["人数"], ["1"], "t1")


def test_the_chosen_tie_lies_on_top_and_has_a_rim():
    drawn = Painting(ties=[tie(5, chosen=True), tie(9)]).values()["ties"]
    assert [curve["title"] for curve in drawn] == ["t9", "t5"]
    assert drawn[0]["rim"] == 0 < drawn[1]["rim"]


def test_of_ties_of_nobody_none_is_divided_by():
    (curve,) = Painting(ties=[tie(0)]).values()["ties"]
    assert curve["width"] == LEAST_WIDTH
