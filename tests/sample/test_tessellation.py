import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sample.tessellation import blob, nearest_centre, relaxed, wiggly_cells


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), kept=st.integers(1, 60))
def test_cells_are_a_coverage_with_each_seed_in_its_own_cell(seed, kept):
    rng = np.random.default_rng(seed)
    seeds = rng.uniform(-5000, 5000, (200, 2))
    seeds = seeds[np.argsort(np.hypot(*seeds.T))]
    cells = np.array(wiggly_cells(seeds, kept, rng))
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells)
    assert shapely.contains_xy(cells, seeds[:kept]).all()


def test_edges_are_bent():
    seeds = np.stack(np.meshgrid(*[np.arange(-3, 4) * 1000.0] * 2), axis=-1).reshape(-1, 2)
    seeds = seeds[np.argsort(np.hypot(*seeds.T), kind="stable")]
    (cell,) = wiggly_cells(
        seeds + np.random.default_rng(1).normal(0, 9, seeds.shape), 1, np.random.default_rng(2)
    )
    assert cell.length > 4000 * 1.02
    assert len(cell.exterior.coords) > 40


def test_relaxed_centres_are_dense_where_points_are():
    rng = np.random.default_rng(3)
    crowd = np.concatenate([rng.normal(0, 10, (9000, 2)), rng.uniform(500, 900, (1000, 2))])
    centres = relaxed(crowd, 20, rng)
    near = (np.hypot(*centres.T) < 100).sum()
    assert near > 10
    assert set(nearest_centre(crowd, centres)) == set(range(20))


@pytest.mark.parametrize("seed", range(5))
def test_blob_stays_in_its_radius(seed):
    patch = blob(np.array([100.0, 200.0]), 50.0, np.random.default_rng(seed))
    assert patch.is_valid
    assert shapely.Point(100, 200).buffer(50.01, quad_segs=64).contains(patch)
