"""Heatmaps: small cells hidden, the legend's numbers those of the ground, hexagons that lose nobody."""

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from support.javascript import run_script

from geo.publish.maps.heat import COLOURS, heat_cells, heat_of, hexagons_of, people_by_hexagon
from geo.spatial.grid_cells import CELL_DEGREES_LAT, cell_centres, cell_width
from geo.spatial.hexagons import hexagon_corners, hexagon_sums
from geo.spatial.kernel_density import kernel_density

ELLIPSOID = pyproj.Geod(ellps="WGS84")
MIDDLE = 40.5


@given(population=st.lists(st.integers(0, 60), max_size=30), least=st.integers(1, 30))
def test_small_cells_are_never_shown_and_others_are_rounded(population, least):
    cells = pd.DataFrame(
        {
            "lon": range(len(population)),
            "lat": 1.0,
            "floating_population": population,
            "period": "p",
            "outcome": "point",
        }
    )
    shown = heat_cells(cells.astype({"floating_population": "int64"}), "p", least)
    assert len(shown) == sum(count >= least for count in population)
    assert (shown["weight"] % 5 == 0).all()
    assert ((shown["weight"] - [n for n in population if n >= least]).abs() <= 2.5).all()


def test_heat_shows_the_period_and_only_population_found_by_their_point():
    cells = pd.DataFrame(
        {
            "lon": [1.0, 2.0, 3.0, 4.0],
            "lat": 1.0,
            "floating_population": 100,
            "period": ["now", "before", "now", "now"],
            "outcome": ["point", "point", "code", "outside"],
        }
    )
    assert heat_cells(cells, "now", 10)["lon"].tolist() == [1.0]


@pytest.fixture(scope="module")
def cells():
    """Four hundred cells with people, around 103.5 east and 40.5 north."""
    random = np.random.default_rng(7)
    lon, lat = random.normal(103.5, 0.05, 900), random.normal(MIDDLE, 0.04, 900)
    lon, lat = cell_centres(lon, lat, MIDDLE)
    made = pd.DataFrame({"lon": lon, "lat": lat, "weight": 5.0 * random.integers(2, 90, 900)})
    return made.drop_duplicates(["lon", "lat"]).reset_index(drop=True)


def by_geodesics(cells, lon, lat):
    """Density at a point by distances on the ellipsoid, weight per km²."""
    many = np.full(len(cells), 0.0)
    *_, metres = ELLIPSOID.inv(cells["lon"], cells["lat"], many + lon, many + lat)
    inside = np.clip(1 - (np.asarray(metres) / 1000) ** 2, 0, None)
    return float((cells["weight"] * 3 / np.pi * inside**2).sum())


def test_density_agrees_with_distances_on_the_ellipsoid(cells):
    expected = [by_geodesics(cells, *at) for at in cells[["lon", "lat"]].to_numpy()]
    np.testing.assert_allclose(kernel_density(cells), expected, rtol=0.01)


@pytest.mark.parametrize("zoom", [9, 11, 13.4, 16, 18])
def test_the_surface_is_the_same_at_every_zoom(cells, zoom):
    """The browser's own script, at the densest cell and two more, by distances on the ellipsoid."""
    size, middle = 600, cells.loc[cells["weight"].idxmax()]
    kilometres = 40075.0167 * np.cos(np.radians(middle["lat"])) / (256 * 2**zoom)
    to_mercator = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform
    pixel = 40075016.7 / (256 * 2**zoom)  # of Mercator's metres
    x, y = (np.asarray(side) / pixel for side in to_mercator(cells["lon"], cells["lat"]))
    left, top = (side / pixel for side in to_mercator(middle["lon"], middle["lat"]))
    x, y = x - left + size / 2, top - y + size / 2
    seen = [[*row, 1 / kilometres] for row in zip(x, y, cells["weight"], strict=True)]
    step = max(1, int(1 / kilometres / 6))
    columns = -(-size // step)
    density = run_script(
        "ground.js density.js",
        "Array.from(window.YipanDensity.surface(...given))",
        [seen, columns, columns, step, kilometres],
    )
    density = np.reshape(density, (columns, columns))
    from_mercator = pyproj.Transformer.from_crs(3857, 4326, always_xy=True).transform
    for down, across in ((0.5, 0.5), (0.3, 0.6), (0.9, 0.1)):
        row, column = int(down * columns), int(across * columns)
        at_x, at_y = ((place + 0.5) * step - size / 2 for place in (column, row))
        lon, lat = from_mercator((at_x + left) * pixel, (top - at_y) * pixel)
        expected = by_geodesics(cells, lon, lat)
        assert density[row, column] == pytest.approx(expected, rel=0.015, abs=0.5)


def test_all_people_are_in_the_surface(cells):
    seen = [[300.0, 300.0, 1000.0, 6.0], [311.5, 297.2, 500.0, 6.0]]
    density = run_script(
        "ground.js density.js",
        "Array.from(window.YipanDensity.surface(...given))",
        [seen, 600, 600, 1, 0.4],
    )
    assert sum(density) * 0.4**2 == pytest.approx(1500, rel=0.01)


def test_colours_stand_at_the_stops_and_nothing_is_drawn_of_nobody():
    stops, colours = [10, 100], [[0, 0, 0], [200, 100, 50]]
    drawn = run_script(
        "ground.js density.js",
        "(() => { const pixels = new Uint8ClampedArray(4 * given[0].length);"
        " window.YipanDensity.shade(...given, pixels); return Array.from(pixels); })()",
        [[0, 5, 10, 55, 100, 900], stops, colours],
    )
    assert [drawn[at : at + 4] for at in range(0, len(drawn), 4)] == [
        [0, 0, 0, 0],
        [0, 0, 0, 102],
        [0, 0, 0, 204],
        [100, 50, 25, 204],
        [200, 100, 50, 204],
        [200, 100, 50, 204],
    ]


def test_the_legend_names_densities_that_occur(cells):
    heat, density = heat_of(cells), kernel_density(cells)
    assert 2 < len(heat.stops) == len(heat.colours) <= len(COLOURS)
    assert list(heat.stops) == sorted(heat.stops)
    assert density.min() < heat.stops[0] < heat.stops[-1] < density.max()
    assert f"{heat.stops[-1]:,.0f}</span>" in heat.legend_html("<b>")
    assert "<b>" not in heat.legend_html("<b>")


@pytest.mark.parametrize("count", [0, 1])
def test_heat_of_hardly_anything_has_a_legend_too(cells, count):
    heat = heat_of(cells.head(count))
    assert len(heat.values()["points"]) == len(heat.stops) == len(heat.colours) == count


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 40)),
        max_size=60,
        unique_by=lambda cell: cell[:2],
    ),
    st.floats(-60, 60),
)
def test_hexagons_hold_all_people_of_the_cells_in_them(rows, middle):
    width = cell_width(middle)
    cells = pd.DataFrame(rows, columns=["lon", "lat", "floating_population"])
    cells["lon"] = (cells["lon"] + 0.5) * width
    cells["lat"] = (cells["lat"] + 0.5) * CELL_DEGREES_LAT
    sums = hexagon_sums(cells, middle, "floating_population")
    assert sums["floating_population"].sum() == cells["floating_population"].sum()
    for centre in sums.itertuples():
        shape = shapely.Polygon(np.add([centre.lon, centre.lat], hexagon_corners(middle)))
        inside = shapely.contains_xy(shape, cells["lon"], cells["lat"])
        assert cells.loc[inside, "floating_population"].sum() == centre.floating_population


def test_hexagons_are_four_cells_of_one_square_kilometre_that_leave_no_gap():
    across, up = np.meshgrid(np.arange(40.0), np.arange(40.0))
    lon = 103.5 + across.ravel() * cell_width(MIDDLE)
    lon, lat = cell_centres(lon, MIDDLE + up.ravel() * CELL_DEGREES_LAT, MIDDLE)
    sums = hexagon_sums(pd.DataFrame({"lon": lon, "lat": lat, "n": 1}), MIDDLE, "n")
    inner = sums[sums["n"] == 4]
    assert len(inner) > 300
    shapes = [
        shapely.Polygon(centre + hexagon_corners(MIDDLE))
        for centre in inner[["lon", "lat"]].to_numpy()
    ]
    assert ELLIPSOID.geometry_area_perimeter(shapes[0])[0] == pytest.approx(-1e6, rel=0.01)
    whole = shapely.union_all(shapely.set_precision(shapes, 1e-9))
    assert whole.area == pytest.approx(shapely.area(shapes).sum())
    assert not whole.interiors


def test_small_hexagons_are_hidden_and_others_rounded(cells):
    people = cells.rename(columns={"weight": "floating_population"}) // 1
    people = people.assign(lon=cells["lon"], lat=cells["lat"])
    whole = hexagon_sums(people, MIDDLE, "floating_population")["floating_population"]
    shown = people_by_hexagon(people, MIDDLE, 100)
    assert len(shown) == (whole >= 100).sum() < len(whole)
    drawn = hexagons_of(shown, MIDDLE)
    assert sum(entry.communities for entry in drawn.classes) == len(shown)
    assert [cell[3] for cell in drawn.values()["cells"]] == [f"{n:,.0f}" for n in shown["weight"]]
