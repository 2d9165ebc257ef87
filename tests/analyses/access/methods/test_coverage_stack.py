"""Coverage of many questions at once is that of one after the other."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.analyses.access.methods.coverage import (
    bounded,
    cover_communities,
    judge_communities,
    minutes_of_population,
    sum_units,
)
from geo.analyses.access.methods.coverage_stack import Answer, CoverageStack
from geo.network.shortest_path_kernels import UNREACHED

CODES = ["c", "a", "b", "d"]
UNITS = pd.Series(["y", "x", None, "x"], CODES, dtype="str")


@settings(max_examples=10)
@given(
    people=st.lists(st.tuples(st.sampled_from(CODES[:3]), st.integers(0, 9)), max_size=6),
    limits=st.lists(st.sampled_from([5, 10]), min_size=1, max_size=4),
    seed=st.integers(0, 99),
    representative=st.booleans(),
)
def test_each_question_is_answered_as_if_it_were_the_only_one(people, limits, seed, representative):
    draw = np.random.default_rng(seed)
    points = pd.DataFrame(people, columns=["community_code", "floating_population"])
    points["community_code"] = points["community_code"].astype("str")
    off = draw.random(len(points)) < 0.2
    population = pd.Series([20, 70, None, 0], CODES, dtype="Int64")
    times = [2000, 3000, 3001, 6000, 9000, UNREACHED]
    answers = [
        Answer(
            limit,
            np.sort(draw.choice(times, (len(points), 2)), axis=1).astype(np.int32),
            draw.choice([-1, 4000, UNREACHED], len(points)).astype(np.int32),
        )
        for limit in limits
    ]
    norms = {"covered_percent": 60, "representative": representative}
    stack = CoverageStack.of(population, points, off, answers, **norms)
    communities, units = stack.of_units(), stack.of_units(UNITS)
    for question, answer in enumerate(answers):
        placed = points, answer.time_ds, off, answer.minutes, answer.known_until
        counted = cover_communities(population, *placed)
        covered = judge_communities(bounded(counted, representative=representative), 60)
        summed = sum_units(covered, UNITS, 60)
        for told, stacked in ((covered, communities), (summed, units)):
            unit = points["community_code"]
            unit = unit if told is covered else unit.map(UNITS)
            at = told.index.get_indexer(pd.Index(unit))
            amounts = points["floating_population"].to_numpy(np.int64), answer.time_ds[:, 0]
            minutes = minutes_of_population(at, len(told), *amounts).set_axis(told.index)
            expected = told.join(minutes).rename_axis("code").reset_index()
            of_question = stacked[stacked["question"] == question].drop(columns="question")
            assert_frame_equal(of_question.reset_index(drop=True), expected)
