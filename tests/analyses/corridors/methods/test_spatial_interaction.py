"""Expected flows: margins are met, nothing stays where it is, and what cannot be met is told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import PoissonRegressor

from geo.analyses.corridors.methods.spatial_interaction import (
    DETERRENCES,
    DOUBLY,
    EXPONENTIAL,
    POWER,
    SINGLY,
    distances_km,
    expected_flows,
    gravity_flows,
)


def long(matrix, names=None):
    names = names or range(len(matrix))
    flows = [
        (o, d, w)
        for o, row in zip(names, matrix, strict=True)
        for d, w in zip(names, row, strict=True)
        if w
    ]
    return pd.DataFrame(flows, columns=["origin", "destination", "flow"])


def by_hand(matrix, rounds=5000):
    """Fit a whole matrix with an empty diagonal, cell by cell."""
    target = np.array(matrix, dtype=float)
    fitted = 1.0 - np.eye(len(target))
    for _ in range(rounds):
        fitted *= (target.sum(axis=1) / fitted.sum(axis=1))[:, None]
        fitted *= target.sum(axis=0) / fitted.sum(axis=0)
    return fitted


def test_a_square_table_with_an_empty_diagonal():
    matrix = [[0, 40, 20, 10], [30, 0, 25, 15], [10, 35, 0, 30], [20, 10, 15, 0]]
    found = expected_flows(long(matrix))
    assert (found.model, found.converged) == (DOUBLY, True)
    table = np.zeros((4, 4))
    table[~np.eye(4, dtype=bool)] = found.flow
    assert table == pytest.approx(by_hand(matrix), rel=1e-8)
    assert table.sum(axis=1) == pytest.approx(np.sum(matrix, axis=1))
    assert table.sum(axis=0) == pytest.approx(np.sum(matrix, axis=0))


def test_two_sets_of_places_need_no_fitting():
    flows = pd.DataFrame(
        {"origin": list("aabb"), "destination": list("xyxy"), "flow": [30, 10, 20, 40]}
    )
    assert expected_flows(flows).flow.tolist() == pytest.approx([20, 20, 30, 30])


def test_one_destination_alone_is_dealt_out_evenly():
    flows = pd.DataFrame({"origin": list("abc"), "destination": "x", "flow": [70, 20, 30]})
    found = expected_flows(flows)
    assert found.model == SINGLY
    assert found.flow.tolist() == [40, 40, 40]


def test_what_does_not_settle_is_told():
    star = pd.DataFrame(
        {"origin": list("hhab"), "destination": list("abhh"), "flow": [100, 50, 70, 20]}
    )
    found = expected_flows(star)
    assert not found.converged
    assert found.flow.tolist() == pytest.approx(star["flow"].tolist(), rel=1e-3)
    beside = pd.DataFrame({"origin": ["a"], "destination": ["b"], "flow": [1]})
    assert expected_flows(pd.concat([star, beside], ignore_index=True)).converged


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6), st.integers(2, 6), st.data())
def test_sums_are_those_of_the_data(rows, columns, data):
    cells = st.lists(st.integers(1, 1000), min_size=columns, max_size=columns)
    matrix = data.draw(st.lists(cells, min_size=rows, max_size=rows))
    flows = pd.DataFrame(
        [(f"o{i}", f"d{j}", w) for i, row in enumerate(matrix) for j, w in enumerate(row)],
        columns=["origin", "destination", "flow"],
    )
    told = flows.assign(flow=expected_flows(flows).flow)
    for end in ("origin", "destination"):
        sums = [frame.groupby(end)["flow"].sum().to_numpy() for frame in (told, flows)]
        assert sums[0] == pytest.approx(sums[1], rel=1e-8)


PLACES = pd.DataFrame(
    {
        "lon": [100.0, 103.0, 108.0, 116.0, 121.0, 101.0],
        "lat": [30.0, 36.0, 25.0, 40.0, 31.0, 31.0],
    },
    index=list("abcdef"),
)


def moved(random, decay, deterrence, origins="abcdef", destinations="abcdef"):
    """Draw flows of a gravity model, none from a place to itself."""
    km = distances_km(PLACES.loc[list(origins)], PLACES.loc[list(destinations)])
    fall = km**-decay if deterrence == POWER else np.exp(-decay * km)
    sizes = random.uniform(1, 9, (2, 6))
    volume = 1e6 * np.outer(sizes[0][: len(origins)], sizes[1][: len(destinations)]) * fall
    rows = [
        (o, d, random.poisson(volume[i, j]) + 1)
        for i, o in enumerate(origins)
        for j, d in enumerate(destinations)
        if o != d
    ]
    return pd.DataFrame(rows, columns=["origin", "destination", "flow"])


def by_regression(flows, deterrence):
    """Fit the Poisson regression with a constant for each place, whose maximum the model is."""
    km = [
        float(distances_km(PLACES.loc[[o]], PLACES.loc[[d]])[0, 0])
        for o, d in zip(flows["origin"], flows["destination"], strict=True)
    ]
    cost = np.log(km) if deterrence == POWER else np.array(km) / 1000
    ends = pd.get_dummies(flows[["origin", "destination"]], drop_first=True).to_numpy(float)
    model = PoissonRegressor(alpha=0, max_iter=10_000, tol=1e-12, solver="newton-cholesky")
    design = np.column_stack([ends, cost])
    fitted = model.fit(design, flows["flow"] / flows["flow"].mean())
    decay = -fitted.coef_[-1] / (1 if deterrence == POWER else 1000)
    return fitted.predict(design) * flows["flow"].mean(), decay


@pytest.mark.parametrize(("deterrence", "decay"), [(POWER, 1.3), (EXPONENTIAL, 0.002)])
def test_gravity_is_the_poisson_regression_with_a_constant_for_each_place(deterrence, decay):
    flows = moved(np.random.default_rng(5), decay, deterrence)
    found = gravity_flows(flows, PLACES, deterrence)
    expected, fitted = by_regression(flows, deterrence)
    assert (found.model, found.converged) == (DOUBLY, True)
    assert found.decay == pytest.approx(fitted, rel=1e-4)
    assert found.decay == pytest.approx(decay, rel=0.1)  # what was put in comes out
    assert found.flow.to_numpy() == pytest.approx(expected, rel=1e-3)
    told = flows.assign(flow=found.flow)
    for end in ("origin", "destination"):
        sums = [frame.groupby(end)["flow"].sum().to_numpy() for frame in (told, flows)]
        assert sums[0] == pytest.approx(sums[1], rel=1e-8)


@pytest.mark.parametrize("deterrence", DETERRENCES)
def test_into_one_place_the_sum_is_dealt_out_by_distance(deterrence):
    decay = {POWER: 1.0, EXPONENTIAL: 0.002}[deterrence]
    flows = moved(np.random.default_rng(2), decay, deterrence, destinations="a")
    found = gravity_flows(flows, PLACES, deterrence)
    km = distances_km(PLACES.loc[flows["origin"]], PLACES.loc[["a"]]).ravel()
    cost = np.log(km) if deterrence == POWER else km
    shares = np.exp(-found.decay * cost)
    assert found.model == SINGLY
    assert found.flow.to_numpy() == pytest.approx(flows["flow"].sum() * shares / shares.sum())
    means = [np.average(cost, weights=weights) for weights in (found.flow, flows["flow"])]
    assert means[0] == pytest.approx(means[1])


def test_a_deterrence_does_not_rise_with_distance():
    flows = pd.DataFrame({"origin": list("bcd"), "destination": "a", "flow": [10, 50, 900]})
    found = gravity_flows(flows, PLACES, POWER)
    assert found.decay == 0
    assert found.flow.tolist() == [320, 320, 320]


def test_where_a_place_is_not_known_nothing_is_expected_with_distance():
    flows = moved(np.random.default_rng(3), 1.0, POWER)
    lost = pd.DataFrame([("x", "a", 70), ("b", "x", 9)], columns=flows.columns)
    points = pd.concat([PLACES, pd.DataFrame({"lon": [np.nan], "lat": 1.0}, index=["x"])])
    both = gravity_flows(pd.concat([lost, flows], ignore_index=True), points, POWER)
    assert both.flow.iloc[:2].isna().all()
    assert both.flow.iloc[2:].tolist() == pytest.approx(gravity_flows(flows, PLACES, POWER).flow)
    assert gravity_flows(lost, points, POWER).flow.isna().all()


def test_distances_are_those_along_the_globe():
    # A degree of longitude at the equator of WGS84; a place is at least a kilometre away.
    start, stop = (pd.DataFrame({"lon": lon, "lat": 0.0}, index=[0, 1]) for lon in ([0, 0], [1, 0]))
    assert distances_km(start, stop) == pytest.approx(np.array([[111.3195, 1], [111.3195, 1]]))
