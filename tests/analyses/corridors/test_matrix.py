"""The matrix of corridors loses nobody, whatever it has room for."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analyses.corridors.matrix import OTHER, corridor_matrix

ROWS = [
    # far, near, people in, expected in, people out, expected out
    ("a", "x", 60, 50.0, None, None),
    ("a", "y", 30, 40.0, None, None),
    ("b", "x", 20, 30.0, None, None),
    ("c", "x", 5, 4.0, None, None),
    ("c", "y", 5, 6.0, None, None),
]


def frame(rows=ROWS):
    told = pd.DataFrame(
        rows,
        columns=[
            *(
                "partner_code",
                "local_code",
                "inflow",
                "expected_inflow",
                "outflow",
                "expected_outflow",
            ),
        ],
    )
    for name in ("inflow", "outflow"):
        told[name] = told[name].astype("Int64")
    for name in ("expected_inflow", "expected_outflow"):
        told[name] = told[name].astype("Float64")
    told["flow"] = told["inflow"].fillna(0) + told["outflow"].fillna(0)
    names = {f"{end}_name": told[f"{end}_code"].str.upper() for end in ("partner", "local")}
    return told.assign(
        corridor=told["partner_code"] + "-" + told["local_code"], state="missing", **names
    )


def test_cells_of_most_flow_first_and_the_rest_summed_up():
    cells = corridor_matrix(frame(), 1, 1)
    rows = cells[["partner_code", "local_code", "flow"]].to_numpy().tolist()
    assert rows == [
        ["a", "x", 60],
        ["a", OTHER, 30],
        [OTHER, "x", 25],
        [OTHER, OTHER, 5],
    ]
    assert cells["corridor"].isna().tolist() == [False, True, True, True]
    assert cells.loc[2, "expected_flow"] == pytest.approx(34.0)
    assert cells.loc[2, "flow_ratio"] == pytest.approx(25 / 34)


def test_with_room_for_all_every_cell_is_a_corridor():
    cells = corridor_matrix(frame(), 10, 10)
    assert set(cells["corridor"]) == set(frame()["corridor"])
    assert OTHER not in set(cells["partner_code"]) | set(cells["local_code"])


def test_a_ratio_leaves_out_the_way_nothing_is_expected_of():
    told = frame([("a", "x", 60, 50.0, 40, None)])
    cells = corridor_matrix(told, 5, 5)
    assert cells["flow"].tolist() == [100]
    assert cells["flow_ratio"].tolist() == [pytest.approx(1.2)]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("wxyz")),
        st.integers(1, 1000),
        min_size=1,
    ),
    st.integers(0, 7),
    st.integers(0, 5),
)
def test_flow_add_up_and_rows_are_few(flows, most_partners, most_local_units):
    told = frame(
        [(partner, local, volume, 1.0, None, None) for (partner, local), volume in flows.items()]
    )
    cells = corridor_matrix(told, most_partners, most_local_units)
    assert cells["flow"].sum() == sum(flows.values())
    assert cells["partner_code"].nunique() <= most_partners + 1
    assert cells["local_code"].nunique() <= most_local_units + 1
    assert not cells.duplicated(["partner_code", "local_code"]).any()
