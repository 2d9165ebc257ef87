import dataclasses

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.network.street_network import ALL_MODES, BITS, MODES, network_of, z_order


def frames(count, pairs, modes=ALL_MODES):
    """Nodes at random places of a small town, and an edge for each pair."""
    rng = np.random.default_rng(1)
    nodes = pd.DataFrame(
        {
            "node_id": 10 * np.arange(count, dtype=np.int64),
            "lon": rng.uniform(113.0, 113.1, count),
            "lat": rng.uniform(34.0, 34.1, count),
        }
    )
    ends = 10 * np.array(pairs, dtype=np.int64).reshape(-1, 2)
    edges = pd.DataFrame({"tail": ends[:, 0], "head": ends[:, 1]})
    return nodes, edges.assign(
        length_m=np.arange(len(ends)) + 0.5, drive_kph=30.0, modes=np.resize(modes, len(ends))
    )


PAIRS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40),
    )
)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world, random):
    nodes, edges = frames(*world)
    here = network_of(nodes, edges)
    turned = [
        frame.sample(frac=1, random_state=random.randrange(2**32)) for frame in (nodes, edges)
    ]
    there = network_of(*turned)
    for name in here.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


@given(PAIRS)
def test_frames_give_the_network_back(world):
    network = network_of(*frames(*world))
    again = network_of(network.node_frame(), network.edge_frame(), network.lines)
    for name in network.__dataclass_fields__:
        one, other = getattr(network, name), getattr(again, name)
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype


@given(PAIRS)
def test_strong_parts_are_those_of_networkx(world):
    nodes, edges = frames(*world, modes=[1, 4, 7])
    network = network_of(nodes, edges)
    for mode in MODES:
        graph = nx.DiGraph()
        graph.add_nodes_from(nodes["node_id"])
        kept = edges[(edges["modes"] & BITS[mode]) > 0]
        graph.add_edges_from(zip(kept["tail"], kept["head"], strict=True))
        part = network.strong_parts(mode)
        ours = {
            frozenset(network.node_id[part == number].tolist()) for number in set(part.tolist())
        }
        assert ours == set(map(frozenset, nx.strongly_connected_components(graph)))
        sizes = np.bincount(part)
        assert (np.diff(sizes) <= 0).all()  # the largest is number 0
        touched = set(kept["tail"]) | set(kept["head"])
        assert set(network.node_id[network.used_by(mode)].tolist()) == touched


def test_what_an_edge_is_open_to():
    network = network_of(*frames(2, [(0, 1), (1, 0), (0, 1)], modes=[1, 6, 0]))
    by_length = np.argsort(network.length_m)
    assert network.open_to("walk")[by_length].tolist() == [True, False, False]
    assert network.open_to("ebike")[by_length].tolist() == [False, True, False]
    assert network.open_to("drive")[by_length].tolist() == [False, True, False]


def test_neighbours_lie_close_in_memory():
    side = 32
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(side) / 1e3, np.arange(side) / 1e3))
    place = np.argsort(np.argsort(z_order(x, y)))
    beside = np.abs(np.diff(place.reshape(side, side), axis=1))
    below = np.abs(np.diff(place.reshape(side, side), axis=0))
    row_by_row = (1 + side) / 2
    assert np.median([*beside.ravel(), *below.ravel()]) < row_by_row / 2


def test_z_order_of_four_quarters():
    lon, lat = np.array([0.1, 0.9, 0.1, 0.9, 0.2]), np.array([0.1, 0.1, 0.9, 0.9, 0.2])
    assert z_order(lon, lat).argsort().tolist() == [0, 4, 1, 2, 3]
    assert z_order(np.zeros(3), np.zeros(3)).tolist() == [0, 0, 0]


def test_a_network_cannot_be_written_to():
    network = network_of(*frames(3, [(0, 1)]))
    for name in network.__dataclass_fields__:
        assert not getattr(network, name).flags.writeable


def test_nothing_makes_an_empty_network():
    network = network_of(*frames(0, []))
    assert len(network.lon) == len(network.tail) == len(network.strong_parts("walk")) == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("length_m", np.nan),
        ("length_m", -1.0),
        ("length_m", np.inf),
        ("drive_kph", 0.0),
        ("drive_kph", np.nan),
        ("modes", 8),
        ("modes", -1),
        ("tail", 5),
        ("head", -10),
        ("line", 0),
        ("line", -2),
    ],
)
def test_edges_no_network_can_have(column, value):
    nodes, edges = frames(3, [(0, 1), (1, 2)])
    edges = edges.assign(line=-1)
    edges[column] = [edges[column].iloc[0], value]
    with pytest.raises(ValueError, match="row 1"):
        network_of(nodes, edges)


@pytest.mark.parametrize(("column", "value"), [("lon", np.nan), ("lat", 90.1), ("lon", 1e300)])
def test_nodes_no_network_can_have(column, value):
    nodes, edges = frames(3, [(0, 1)])
    nodes.loc[2, column] = value
    with pytest.raises(ValueError, match="row 2"):
        network_of(nodes, edges)


def test_an_id_there_twice():
    nodes, edges = frames(3, [(0, 1)])
    with pytest.raises(ValueError, match="twice"):
        network_of(nodes.assign(node_id=[0, 10, 10]), edges)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tail", [0, 9]),
        ("head", [-1, 0]),
        ("tail", [1, 0]),
        ("tail", [0]),
        ("drive_kph", [0, 30]),
        ("length_m", [-1, 1]),
        ("lon", [np.nan]),
    ],
)
def test_arrays_that_are_no_network(name, value):
    network = network_of(*frames(3, [(0, 1), (1, 2)]))
    assert network.is_sound()
    wrong = np.array(value).astype(getattr(network, name).dtype)
    assert not dataclasses.replace(network, **{name: wrong}).is_sound()
    as_object = getattr(network, name).astype(object)
    assert not dataclasses.replace(network, **{name: as_object}).is_sound()
    assert network_of(*frames(0, [])).is_sound()
