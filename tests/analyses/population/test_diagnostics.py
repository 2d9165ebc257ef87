"""The sample kept for the checks is bounded, the same in any order, and gone after the run."""

import numpy as np
import pandas as pd
from shapely import box
from support.worlds import make_communities, write_city

import geo
from geo.analyses.population.diagnostics import SAMPLE, Diagnostics
from geo.analyses.population.methods.locate import Places
from geo.core.record_batch import Batch
from geo.spatial.index.community_index import CommunityIndex


def diagnostics_of(records, batches):
    layer = make_communities([box(103, 40, 103.01, 40.01)])
    diagnostics = Diagnostics(
        CommunityIndex(layer), np.array([box(103, 40, 103.005, 40.01)], dtype=object)
    )
    for part in np.array_split(np.arange(len(records)), batches):
        batch = records.iloc[part].reset_index(drop=True)
        read = Batch.of(batch)
        nowhere = np.zeros(len(batch), np.int16)
        diagnostics.add(read, read.community_code, Places(nowhere, nowhere, nowhere))
    return diagnostics


def test_the_sample_is_bounded_and_the_same_in_any_order():
    random = np.random.default_rng(5)
    number = SAMPLE + 2000
    records = pd.DataFrame(
        {
            "file": "r.csv",
            "row": range(number),
            "lon": random.uniform(103, 103.01, number),
            "lat": random.uniform(40, 40.01, number),
            "community_code": random.choice(["990101001001", "990101", "unknown"], number),
            "count": 2,
            "issue": "",
            "origin": None,
            "period": "",
            "source": None,
        }
    )
    one = diagnostics_of(records, 1)
    other = diagnostics_of(records.sample(frac=1, random_state=2), 7)
    pd.testing.assert_frame_equal(one.samples["r.csv"], other.samples["r.csv"])
    assert len(one.samples["r.csv"]) <= SAMPLE
    assert set(one.samples["r.csv"]["community_code"]) == {"990101001001", "990101"}
    inside = int((records["lon"] <= 103.005).sum())
    for of in (one, other):
        assert of.in_areas.loc[0].tolist() == [inside, 2 * inside]


def test_a_results_keeps_nothing_of_the_sample(tmp_path):
    results = geo.run(geo.City.open(write_city(tmp_path / "city")))
    kept = [*vars(results).values(), *results.products.values()]
    assert not any(isinstance(value, Diagnostics) for value in kept)
