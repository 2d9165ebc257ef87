"""What makes a corridor recommended, criterion by criterion, and what one agreement stands for."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.analyses.corridors.methods.recommendation import judged, merged
from geo.core.issues import StandardsError
from geo.core.standards import Standards

NORM = Standards()
# flow, flow_ratio, flow_ratio_gravity, significant
PAIRS = [
    (10, 2.0, 1.5, True),  # all of it: exactly 1 % of 1,000
    (9, 2.0, 1.5, True),  # too few
    (50, 2.0, 1.5, False),
    (50, 2.0, 0.9, True),  # more than sizes explain, but near
    (50, 0.9, 1.5, True),  # more than expected of its distance alone
    (50, 2.0, None, True),  # a place not known: by sizes
    (50, 1.0, 1.0, True),  # as many as expected is not more
]


@pytest.fixture
def pairs():
    names = ["flow", "flow_ratio", "flow_ratio_gravity", "significant"]
    frame = pd.DataFrame(PAIRS, columns=names)
    return frame.astype({"flow_ratio": "Float64", "flow_ratio_gravity": "Float64"})


def test_all_of_the_rule_holds(pairs):
    told = judged(pairs, NORM, 1000)
    assert told["flow_share"].tolist() == [0.01, 0.009, *[0.05] * 5]
    assert told["concentrated"].tolist() == [True, False, *[True] * 5]
    assert told["above_expected"].tolist() == [True, True, True, False, True, True, False]
    assert told["recommended"].tolist() == [True, False, False, False, True, True, False]


def test_the_expectation_and_the_rule_are_settings(pairs):
    by_margins = judged(pairs, replace(NORM, corridor_expectation="margins"), 1000)
    assert by_margins["above_expected"].tolist() == [True, True, True, True, False, True, False]
    large = judged(pairs, replace(NORM, corridor_rule="concentrated"), 1000)
    assert large["recommended"].tolist() == large["concentrated"].tolist()
    with pytest.raises(StandardsError, match="above_expected"):
        replace(NORM, corridor_rule="concentrated often")


def test_of_nobody_no_share(pairs):
    told = judged(pairs.assign(flow=0), NORM, 0)
    assert told["flow_share"].tolist() == [0.0] * len(pairs)
    assert not told["recommended"].any()


def test_one_agreement_stands_for_two_and_one_alone_stays():
    due = pd.DataFrame({"corridor": ["a1-x", "a2-y", "b1-x"], "covers": [1, 2, 1]})
    larger = pd.DataFrame({"corridor": ["a-c", "b-c", "d-c"]})
    alone, above = merged(due, pd.Series(["a-c", "a-c", "b-c"]), larger)
    assert alone["corridor"].tolist() == ["b1-x"]
    assert above[["corridor", "covers"]].to_numpy().tolist() == [["a-c", 3]]
