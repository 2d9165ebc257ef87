"""Candidates for new sites."""

import numpy as np

from geo.city.datasets.candidates import read_candidates
from geo.city.table_settings import CandidateSettings


def test_places_with_their_amounts_and_what_cannot_be_used(write):
    rows = [
        ["candidate_name", "lon", "lat", "cost", "capacity"],
        ["A", "103.5", "40.5", "120", "300"],
        ["B", "103.6", "40.6", "-5", ""],
        ["", "103.7", "40.7", "1", "1"],
        ["C", "", "40.8", "1", "1"],
    ]
    source = write("candidates.csv", rows)
    read = read_candidates(source, CandidateSettings(file=source.name, coordinates="wgs84"))
    assert read.frame["candidate_name"].tolist() == ["A", "B"]
    amounts = read.frame[["lon", "lat", "cost", "capacity"]].to_numpy()
    expected = [[103.5, 40.5, 120, 300], [103.6, 40.6, np.nan, np.nan]]
    np.testing.assert_array_equal(amounts, expected)
    assert {issue.what for issue in read.issues} == {
        *("issue.number_negative", "issue.candidate_name", "issue.candidate_place")
    }
