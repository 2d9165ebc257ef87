"""Areas on maps: one outline around all communities of an area, as shapely draws it."""

import shapely
from shapely import box
from support.javascript import run_script

AROUND = "window.YipanAreas.outline(given)"


def rings(shapes):
    return [shapely.get_coordinates(shape.exterior).tolist() for shape in shapes]


def test_the_outline_of_neighbours_is_that_of_their_union():
    squares = [box(x, y, x + 1, y + 1) for x, y in ((0, 0), (1, 0), (1, 1), (5, 5))]
    edges = run_script("ground.js areas.js", AROUND, rings(squares))
    drawn = shapely.union_all(shapely.linestrings(edges))
    assert drawn.equals(shapely.union_all(squares).boundary)


def test_a_hole_between_communities_is_outlined_too():
    ring = [box(x, y, x + 1, y + 1) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    drawn = shapely.union_all(
        shapely.linestrings(run_script("ground.js areas.js", AROUND, rings(ring)))
    )
    assert drawn.length == 12 + 4
