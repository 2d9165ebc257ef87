"""The transport problem against every way there is, in small."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analyses.sharing.methods.transportation_problem import Arcs, transport


def best_by_trying(supply, demand, gains):
    """Try every whole amount on every arc."""
    most = 0.0
    arcs = list(gains)
    for amounts in product(*(range(min(supply[i], demand[j]) + 1) for i, j in arcs)):
        out, into = [0] * len(supply), [0] * len(demand)
        for (i, j), amount in zip(arcs, amounts, strict=True):
            out[i] += amount
            into[j] += amount
        fits = all(o <= s for o, s in zip(out, supply, strict=True))
        if fits and all(i <= d for i, d in zip(into, demand, strict=True)):
            most = max(most, sum(a * gains[arc] for arc, a in zip(arcs, amounts, strict=True)))
    return most


CELLS = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 2)), st.integers(1, 20), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 3), min_size=3, max_size=3),
    CELLS,
)
def test_the_optimum_and_whole_amounts(supply, demand, gains):
    source, sink = (np.array(ends) for ends in zip(*gains, strict=True))
    gain = np.array(list(gains.values()), dtype=float)
    sent = transport(np.array(supply, float), np.array(demand, float), Arcs(source, sink, gain))
    assert (sent % 1 == 0).all()
    assert (np.bincount(source, sent, 3) <= supply).all()
    assert (np.bincount(sink, sent, 3) <= demand).all()
    assert sent @ gain == pytest.approx(best_by_trying(supply, demand, gains))


def test_every_sink_is_filled_where_asked():
    arcs = Arcs(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([-5.0, -1.0, -2.0]))
    sent = transport(np.array([np.inf, 3.0]), np.array([2.0, 3.0]), arcs, fill=True)
    assert sent.tolist() == [2.0, 0.0, 3.0]


def test_no_way_at_all():
    nothing = np.zeros(0, dtype=np.int64)
    assert len(transport(np.ones(2), np.ones(2), Arcs(nothing, nothing, np.zeros(0)))) == 0
