"""Roots are those of scipy, to the last bit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from geo.core.root_finding import brent

SHAPES = {
    "line": lambda x: x,
    "cube": lambda x: x**3,
    "exponential": lambda x: math.expm1(3 * x),
    "flat": lambda x: math.atan(40 * x) * abs(x),
    "step": lambda x: math.copysign(1.0, x) + x / 50,
    "waves": lambda x: x + math.sin(9 * x) / 9,
}


@given(
    st.sampled_from(list(SHAPES)),
    st.floats(-5, 5),
    st.tuples(st.floats(0, 8), st.floats(0, 8)),
    st.sampled_from([(1e-12, 1e-10), (1e-3, 1e-10), (1e-10, 1e-15)]),
    st.booleans(),
)
def test_the_steps_are_those_of_scipy(shape, zero, apart, tolerance, turned):
    asked, known = [], []

    def function(told):
        def at(x):
            told.append(x)
            value = SHAPES[shape](x - zero)
            return -value if turned else value

        return at

    low, high = zero - apart[0], zero + apart[1]
    xtol, rtol = tolerance
    signs = [SHAPES[shape](end - zero) for end in (low, high)]
    if signs[0] * signs[1] > 0:  # too small to tell from 0
        return
    found = brent(function(asked), low, high, xtol, rtol)
    assert found == brentq(function(known), low, high, xtol=xtol, rtol=rtol, disp=False)
    assert asked == known


def test_ends_of_one_sign_are_refused():
    with pytest.raises(ValueError, match="signs"):
        brent(lambda x: x + 1, 0.0, 1.0, 1e-9, 1e-9)
