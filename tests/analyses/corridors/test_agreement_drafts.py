"""The agreements to sign: significant, not sure to last, in order of rank."""

import pandas as pd
import pytest

from geo.analyses.corridors.agreement_drafts import FIGURES, drafts, drafts_table
from geo.analyses.corridors.model import Corridors
from geo.publish.csv import csv_bytes

# state, significant
CORRIDORS = [
    ("missing", True), ("agreed", True), ("lapsing", True), ("missing", False), ("lapsed", True),
]  # fmt: skip


@pytest.fixture
def corridors():
    frame = pd.DataFrame(CORRIDORS, columns=["state", "significant"])
    frame = frame.assign(
        partner_name=["=甲", "乙", "丙", "丁", "戊"],
        local_name="东区",
        flow=pd.array([500, 400, 300, 200, 100], dtype="Int64"),
        inflow=pd.array([500, 400, 300, 200, None], dtype="Int64"),
        inflow_ratio=pd.array([1.23456, 1, 1, 1, None], dtype="Float64"),
        p_value=0.0123456789,
        score=[1000.4, 400.0, 300.0, 200.0, 100.0],
        valid_until=[None, None, "2026-12-01", None, "2025-01-01"],
        partner_code=list("12345"),
        local_code="990101",
    )
    return Corridors(frame=frame.reindex(columns=[*FIGURES, "significant", "rank"]))


def test_what_is_open_and_significant_in_order(corridors):
    told = drafts(corridors)
    assert told["number"].tolist() == [1, 2, 3]
    assert told["action"].tolist() == ["sign", "renew", "renew"]
    assert told["partner_code"].tolist() == ["1", "3", "5"]
    assert list(told.columns) == ["number", "action", *FIGURES]


def test_figures_are_rounded_and_what_is_not_known_stays_missing(corridors):
    told = drafts(corridors)
    first = told.iloc[0]
    assert (first["inflow_ratio"], first["p_value"], first["score"]) == (1.23, 0.012346, 1000)
    assert pd.isna(told["inflow_ratio"].iloc[2])
    assert pd.isna(told["factor_accessibility"]).all()


def test_no_more_than_asked_for(corridors):
    assert drafts(corridors, most=1)["partner_code"].tolist() == ["1"]
    assert drafts(corridors, most=0).empty


@pytest.mark.parametrize(
    ("language", "action", "state"), [("zh", "续签", "已到期"), ("en", "renew", "lapsed")]
)
def test_in_words(corridors, language, action, state):
    told = drafts_table(corridors, language)
    assert told.iloc[2, 1] == action
    assert state in told.iloc[2].tolist()
    assert not any("_" in head for head in told.columns)
    assert csv_bytes(told).decode("utf-8-sig").splitlines()[1].split(",")[2] == "'=甲"


def test_of_no_corridors_no_agreements():
    assert drafts(Corridors()).empty
    assert list(drafts_table(Corridors(), "en").columns)[:2] == ["No.", "Action"]
