"""A period beside another one on the pages, in the address as in the figures."""

import pytest
from support.months import of_months
from support.street_city import write_street_city

from geo.core.i18n import say


def write(folder):
    return of_months(write_street_city(folder))


@pytest.fixture(scope="module")
def write_folder():
    return write


@pytest.mark.long
def test_figures_change_by_what_both_periods_count_and_a_link_says_which(start, figures, html):
    # the months have 1, 2 and 5 times 1,098 people
    app = start("overview", lang="en", period="2026-09", compare="2026-08")
    label = say("staffing.floating_population", "en")
    assert figures(app)[label][0] == "2,196"
    assert "<em>+1,098 (+100.0%) on August 2026</em>" in html(app)
    assert app.query_params["period"] == "2026-09"
    app.sidebar.selectbox(key="shown_period").select("2026-10").run()
    assert figures(app)[label][0] == "5,490"
    assert "<em>+4,392 (+400.0%) on August 2026</em>" in html(app)
    assert "period" not in app.query_params
    assert app.query_params["compare"] == "2026-08"


@pytest.mark.parametrize(
    ("page", "label"),
    [
        ("staffing", "staffing.floating_population"),
        ("accessibility", "access.header.population_not_reaching"),
    ],
)
def test_tables_have_both_periods(start, page, label):
    query = {"layer": "change", "measure": "change"}
    app = start(page, lang="en", compare="2026-08", **query)
    header = say(label, "en")
    table = next(
        frame.value for frame in app.dataframe if f"{header} August 2026" in frame.value.columns
    )
    now, before = (table[f"{header} {month} 2026"] for month in ("October", "August"))
    changed = table[say("compare.header.change", "en", header=header)]
    assert (now - before).equals(changed)
    assert now.sum() == 5 * before.sum()
