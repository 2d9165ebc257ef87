"""Small worlds whose answers can be told by looking."""

import pytest
from shapely import box
from worlds import make_communities


@pytest.fixture
def three_communities():
    """Two squares of 0.01° that share an edge, and one without a boundary."""
    return make_communities(
        [box(103.50, 40.50, 103.51, 40.51), box(103.51, 40.50, 103.52, 40.51), None]
    )
