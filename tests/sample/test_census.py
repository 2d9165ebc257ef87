import pandas as pd
import pytest

from geo.sample.census import COUNTIES, OUT_MOVERS, origins


def test_total_is_that_of_the_census_table():
    assert sum(OUT_MOVERS.values()) == 5_083_191
    assert len(OUT_MOVERS) == 31


def test_counties_are_of_all_provinces_and_listed_once():
    assert {code[:2] for code in COUNTIES} == set(OUT_MOVERS)
    assert len(set(COUNTIES)) == len(COUNTIES)
    assert all(len(code) == 6 and code.isdigit() and code[4:] != "00" for code in COUNTIES)


def test_shares_of_provinces_are_the_census_proportions():
    codes, shares = origins()
    assert shares.sum() == pytest.approx(1)
    for province, out in OUT_MOVERS.items():
        of_province = [code.startswith(province) for code in codes]
        assert shares[of_province].sum() == pytest.approx(out / 5_083_191)


def test_figures_are_the_column_totals_of_the_table(request):
    table = request.config.rootpath.parent / "shared/real/census/od_2020_provinces.csv"
    if not table.exists():
        pytest.skip("the census table is not on this machine")
    totals = pd.read_csv(table, index_col=0).sum()
    assert totals.astype(int).tolist() == list(OUT_MOVERS.values())
